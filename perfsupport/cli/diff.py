"""``perfsupport diff``: say what has changed, in the designer's words."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from perfsupport.cli.printing import wants_colour, write_text
from perfsupport.cli.speaking import choose_words
from perfsupport.cli.trees import write_output
from perfsupport.errors import UsageError
from perfsupport.folder import TREES, choose_root
from perfsupport.project import Project, load_project
from perfsupport.revisions import export_revision
from perfsupport.settings import SETTINGS_FILE
from perfsupport.working import working_folder

if TYPE_CHECKING:
    from perfsupport.outline.words import OutlineWords

FORMATS = ("text", "markdown", "json", "html")


@click.command()
@click.argument("old", default="HEAD", metavar="[A]")
@click.argument("new", required=False, metavar="[B]")
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", show_default=True)
@click.option("--output", "-o", type=click.Path(path_type=Path, dir_okay=False), help="A file to write into.")
@click.option("--exit-code", is_flag=True, help="Exit with 1 where something has changed.")
@click.option("--language", help="The language to write in, e.g. de; the project's unless another is named.")
@click.option("--root", type=click.Path(path_type=Path, exists=True, file_okay=False), help="The project's folder.")
def diff(
    old: str,
    new: str | None,
    form: str,
    output: Path | None,
    exit_code: bool,
    language: str | None,
    root: Path | None,
) -> int:
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
    if language is not None and form == "json":
        raise UsageError("--language is for text, Markdown and HTML: JSON is in English.")
    today = date.today().isoformat()
    with ExitStack() as stack:
        before, after = (make_side(*_load(name, root, stack), today) for name in (old, new))
        named = "en" if form == "json" else language
        words = _choose_speech(named, after.project)
        found = compare(before, after, today, words)
        if form == "html":
            from perfsupport.diff.page import write_page
            from perfsupport.site.templates import find_templates

            text = write_page(found, before, after, find_templates(after.project.root), words)
        elif form == "text":
            text = write_plain(found, wants_colour() and output is None, words)
        else:
            text = write_markdown(found, words) if form == "markdown" else write_json(found)
    if output is None:
        write_text(text)
    else:
        write_output(output, text.encode())
    return 1 if exit_code and not found.is_empty else 0


def _choose_speech(named: str | None, project: Project) -> OutlineWords:
    from perfsupport.outline.words import ENGLISH_OUTLINE, OutlineWords
    from perfsupport.translating.applying import name_outcomes

    words = choose_words(named, str(project.settings.language), project.root)
    if words.language == ENGLISH_OUTLINE.language:
        return ENGLISH_OUTLINE
    return OutlineWords(words.with_outcomes(name_outcomes(project.settings, words.language)))


def _load(name: str | None, root: Path | None, stack: ExitStack) -> tuple[str, Project]:
    """Return what one side is called, and its project; None is the working tree."""
    from perfsupport.diff.summary import WORKING_TREE

    if name is None:
        return WORKING_TREE, load_project(choose_root(root))
    folder = Path(name)
    if folder.is_dir():
        if not (folder / SETTINGS_FILE).is_file() and not (folder / TREES).is_dir():
            raise UsageError(f"There is no project in the folder {name}: it has no {SETTINGS_FILE} and no {TREES}.")
        return name, load_project(folder.absolute())
    exported = stack.enter_context(working_folder())
    export_revision(choose_root(root), name, exported)
    return name, load_project(exported)
