"""``perfsupport replay``: walk what was recorded through changed trees, before they are merged."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from perfsupport.cli.printing import write_text
from perfsupport.cli.report import PRIVACY_FLOOR
from perfsupport.cli.stores import store_option
from perfsupport.cli.trees import write_output
from perfsupport.errors import PerfsupportError, UsageError
from perfsupport.events import MODES
from perfsupport.folder import TREES
from perfsupport.store.address import Address

FORMATS = ("text", "json", "markdown")


@click.command()
@click.option(
    "--against",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    required=True,
    help="The changed trees: a project's folder, or its trees/.",
)
@store_option
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", show_default=True)
@click.option("--output", "-o", type=click.Path(path_type=Path, dir_okay=False), help="A file to write into.")
@click.option("--mode", type=click.Choice(MODES), default="live", show_default=True, help="Which events count.")
@click.option(
    "--floor", type=click.IntRange(1), default=PRIVACY_FLOOR, show_default=True, help="Hide counts of fewer people."
)
@click.option("--exit-code", is_flag=True, help="Exit with 1 where anything ends elsewhere.")
def replay(
    against: Path, store: Address, form: str, output: Path | None, mode: str, floor: int, exit_code: bool
) -> int:
    """Say how many recorded run-throughs would end elsewhere in changed trees, and where they first differ.

    What is not recorded (typed without track, or sensitive) is never guessed: what depends on it cannot be said.
    """
    from perfsupport.analytics.engines import open_reading
    from perfsupport.project import load_project
    from perfsupport.proving import prove_project
    from perfsupport.replaying.formats import FORMATS as WRITERS
    from perfsupport.replaying.recording import read_recordings
    from perfsupport.replaying.summary import replay_all

    root = against.absolute()
    project = load_project(root.parent if root.name == TREES else root)
    if not project.trees:
        raise UsageError(f"There are no trees in {against}. Name a project's folder, or its {TREES}/.")
    today = date.today().isoformat()
    proved = prove_project(project, today)
    broken = sorted((project.trees.keys() | project.unread) - proved.programs.keys())
    if broken:
        raise PerfsupportError(f"{', '.join(broken)}: there are errors. Run perfsupport check, then replay.")
    with open_reading(store) as reading:
        ended, others = read_recordings(reading.ask("replayed", mode))
    found = replay_all(ended, others, proved.programs, today, mode=mode, floor=floor)
    text = WRITERS[form](found)
    if output is None:
        write_text(text)
    else:
        write_output(output, text.encode())
    return 1 if exit_code and found.differs else 0
