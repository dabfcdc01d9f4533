"""``perfsupport graph``: draw a tree into a file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from perfsupport.cli.printing import write_text
from perfsupport.cli.trees import find_tree, write_output
from perfsupport.errors import UsageError
from perfsupport.folder import choose_root
from perfsupport.project import load_project
from perfsupport.proving import prove_project

if TYPE_CHECKING:
    from perfsupport.graph.parts import Chooser, Graph
    from perfsupport.site.maps import Box

FORMATS = ("svg", "png", "pdf", "dot", "mermaid")
ENDINGS = {**{f".{form}": form for form in FORMATS}, ".gv": "dot", ".mmd": "mermaid", ".md": "mermaid"}
DEPTH = 2


@click.command()
@click.argument("tree")
@click.option("--format", "form", type=click.Choice(FORMATS), help="Told by the ending of --output unless given; svg.")
@click.option("--output", "-o", type=click.Path(path_type=Path, dir_okay=False), help="A file, else it is printed.")
@click.option("--section", metavar="STEP", help="Only the section that begins with this step.")
@click.option("--overview", is_flag=True, help="Only the sections.")
@click.option("--around", metavar="STEP", help="Only what lies around this step.")
@click.option("--depth", type=click.IntRange(1), default=DEPTH, show_default=True, help="How far, with --around.")
@click.option("--coverage", is_flag=True, help="Show what scenarios reach.")
@click.option("--site", default="", help="Where the site is, for the links of the boxes.")
@click.option("--root", type=click.Path(path_type=Path, exists=True, file_okay=False), help="The project's folder.")
def graph(
    tree: str,
    form: str | None,
    output: Path | None,
    section: str | None,
    overview: bool,
    around: str | None,
    depth: int,
    coverage: bool,
    site: str,
    root: Path | None,
) -> int:
    """Draw TREE (its id or its file), whole or in part. A step is named by its id, number or title."""
    from perfsupport.catalogues import find_own_catalogues, load_words
    from perfsupport.graph.paint import make_legend, paint
    from perfsupport.graph.parts import Chooser
    from perfsupport.site.ways import find_ways

    form = form or ENDINGS.get(output.suffix.lower() if output else "", "svg")
    if sum(map(bool, (section, overview, around))) > 1:
        raise UsageError("Give one of --section, --overview and --around.")
    project = load_project(choose_root(root))
    id = find_tree(project, tree).id
    today = date.today().isoformat()
    compiled = dict(prove_project(project, today).compiled)
    if id not in compiled:
        raise UsageError(f"{id} has errors, or runs a tree that has. See them with: perfsupport check")
    prefix = f"{site.rstrip('/')}/" if site else ""
    words = load_words(str(project.settings.language), find_own_catalogues(project.root))
    chooser = Chooser(compiled[id], find_ways(project.trees[id], compiled, words), f"{prefix}{id}.html", words)
    chosen = _choose(chooser, section, overview, around, depth)
    if coverage:
        from perfsupport.compiler import compile_program
        from perfsupport.graph.covering import find_states
        from perfsupport.scenarios.coverage import cover

        program = compile_program(project.trees[id], project.trees, project.settings, compiled)
        states = find_states(cover(project.trees[id], program, today), chooser.boxes)
        legend = make_legend(chosen.boxes, ("covered", "partly", "missed"))
        _write(paint(chosen, states), form, output, legend, bool(site))
    else:
        _write(paint(chosen), form, output, make_legend(chosen.boxes), bool(site))
    return 0


def _choose(chooser: Chooser, section: str | None, overview: bool, around: str | None, depth: int) -> Graph:
    if section:
        return chooser.show_section(section)
    if around:
        return chooser.show_around(around, depth)
    return chooser.show_overview() if overview else chooser.show_all()


def _write(graph: Graph, form: str, output: Path | None, legend: Sequence[Box], links: bool) -> None:
    from perfsupport.graph import drawing, mermaid

    if form == "mermaid":
        text = mermaid.write_mermaid(graph, links)
        if warning := mermaid.find_warning(graph, text):
            click.echo(f"perfsupport: {warning}", err=True)
        content = text.encode()
    else:
        dot = drawing.write_dot(graph, legend)
        content = dot.encode() if form == "dot" else drawing.draw(dot, form, graph.title)
    if output is not None:
        write_output(output, content)
    elif form in ("png", "pdf"):
        click.echo(content, nl=False)
    else:
        write_text(content.decode())
