"""``perfsupport diff``: say what has changed, in the designer's words."""

from __future__ import annotations

import tempfile
from contextlib import ExitStack
from datetime import date
from pathlib import Path

import click

from perfsupport.cli.printing import wants_colour, write_text
from perfsupport.cli.trees import write_output
from perfsupport.errors import UsageError
from perfsupport.folder import TREES, find_root
from perfsupport.project import Project, load_project
from perfsupport.revisions import export_revision
from perfsupport.settings import SETTINGS_FILE

FORMATS = ("text", "markdown", "json", "html")
WORKING_TREE = "the working tree"


@click.command()
@click.argument("old", default="HEAD", metavar="[A]")
@click.argument("new", required=False, metavar="[B]")
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", show_default=True)
@click.option("--output", "-o", type=click.Path(path_type=Path, dir_okay=False), help="A file to write into.")
@click.option("--exit-code", is_flag=True, help="Exit with 1 where something has changed.")
@click.option("--root", type=click.Path(path_type=Path, exists=True, file_okay=False), help="The project's folder.")
def diff(old: str, new: str | None, form: str, output: Path | None, exit_code: bool, root: Path | None) -> int:
    """Say what has changed from A to B: git revisions or folders; unless given, from HEAD to the working tree.

    Situations that now end differently are found by walking both states side by side.
    """
    from perfsupport.diff.comparing import compare, make_side
    from perfsupport.diff.json_format import write_json
    from perfsupport.diff.markdown import write_markdown
    from perfsupport.diff.text import write_text as write_plain

    if new is None and ".." in old and not Path(old).is_dir():
        old, _, new = old.partition("..")
        old, new = old or "HEAD", new.lstrip(".") or "HEAD"
    today = date.today().isoformat()
    with ExitStack() as stack:
        before, after = (make_side(*_load(name, root, stack), today) for name in (old, new))
        found = compare(before, after, today)
        if form == "html":
            from perfsupport.diff.page import write_page
            from perfsupport.site.templates import find_templates

            text = write_page(found, before, after, find_templates(after.project.root))
        elif form == "text":
            text = write_plain(found, colour=wants_colour() and output is None)
        else:
            text = {"markdown": write_markdown, "json": write_json}[form](found)
    if output is None:
        write_text(text)
    else:
        write_output(output, text.encode())
    return 1 if exit_code and not found.is_empty else 0


def _load(name: str | None, root: Path | None, stack: ExitStack) -> tuple[str, Project]:
    """Return what one side is called, and its project; None is the working tree."""
    if name is None:
        return WORKING_TREE, load_project(root or find_root(Path.cwd()))
    folder = Path(name)
    if folder.is_dir():
        if not (folder / SETTINGS_FILE).is_file() and not (folder / TREES).is_dir():
            raise UsageError(f"There is no project in the folder {name}: it has no {SETTINGS_FILE} and no {TREES}.")
        return name, load_project(folder.absolute())
    exported = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="perfsupport-")))
    export_revision(root or find_root(Path.cwd()), name, exported)
    return name, load_project(exported)
