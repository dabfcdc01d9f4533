"""``perfsupport report``: say how the job aids are used."""

from __future__ import annotations

import shutil
from pathlib import Path

import click

from perfsupport.analytics import DEFAULT_WIDTH, FORMATS, make_report
from perfsupport.analytics.engines import open_reading
from perfsupport.cli.stores import store_option
from perfsupport.events import MODES
from perfsupport.store import load_published
from perfsupport.store.address import Address

PRIVACY_FLOOR = 5


@click.command()
@store_option
@click.option("--site", type=click.Path(path_type=Path), help="The built site that says what ids mean.")
@click.option("--root", type=click.Path(path_type=Path), help="The project's folder: short for --site ROOT/build.")
@click.option("--format", "form", type=click.Choice(list(FORMATS)), default="text", show_default=True)
@click.option("--mode", type=click.Choice(MODES), default="live", show_default=True, help="Which events count.")
@click.option("--floor", type=click.IntRange(1), default=PRIVACY_FLOOR, show_default=True, help="Hide counts below.")
def report(store: Address, site: Path | None, root: Path | None, form: str, mode: str, floor: int) -> None:
    """Say for each job aid how often it was used, where run-throughs ended, and where they stopped.

    Without --site the titles are those that the collector was told last.
    """
    if site is None and root is not None:
        site = root / "build"
    with open_reading(store) as reading:
        published = {tree: about for (tree, _), about in reading.load_published().items()}
        if site is not None:
            published |= load_published(site)
        made = make_report(reading, published, mode=mode, floor=floor)
    width, _ = shutil.get_terminal_size((DEFAULT_WIDTH, 24))
    click.echo(FORMATS[form](made, width), nl=False)
