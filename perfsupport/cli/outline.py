"""``perfsupport outline``: whole trees as text that a subject expert can check."""

from __future__ import annotations

from pathlib import Path

import click

from perfsupport.cli.printing import write_text
from perfsupport.cli.speaking import choose_words
from perfsupport.cli.trees import find_trees, write_output
from perfsupport.folder import choose_root
from perfsupport.project import load_project

FORMATS = ("text", "markdown", "html")


@click.command()
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", show_default=True)
@click.option("--output", "-o", type=click.Path(path_type=Path, dir_okay=False), help="A file to write into.")
@click.option("--root", type=click.Path(path_type=Path, exists=True, file_okay=False), help="The project's folder.")
@click.option("--language", help="The language to write in, e.g. de; the project's unless another is named.")
@click.argument("trees", nargs=-1, metavar="[TREE]...")
def outline(form: str, output: Path | None, root: Path | None, language: str | None, trees: tuple[str, ...]) -> int:
    """Write each TREE (its id or its file) as readable text, all trees where none is named.

    In another language than the trees' it has the words of the files beside them. Steps have the numbers that they
    have on the map and in the printable guide.
    """
    from perfsupport.outline.making import make_outlines
    from perfsupport.outline.markdown import write_markdown
    from perfsupport.outline.page import write_page
    from perfsupport.outline.text import write_text as write_plain
    from perfsupport.site.templates import find_templates

    project = load_project(choose_root(root))
    words = choose_words(language, str(project.settings.language), project.root)
    outlines = make_outlines(find_trees(project, trees), project.trees, project.settings, words)
    if form == "html":
        text = write_page(outlines, project.settings, find_templates(project.root), words)
    else:
        write = write_markdown if form == "markdown" else write_plain
        text = "\n\n".join(map(write, outlines))
    if output is None:
        write_text(text)
    else:
        write_output(output, text.encode())
    return 0
