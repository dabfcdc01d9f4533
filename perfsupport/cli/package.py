"""``perfsupport package``: the site, or one tree, as a single file."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from perfsupport.cli.build import print_findings
from perfsupport.cli.trees import find_tree
from perfsupport.fixing.files import write_files
from perfsupport.folder import choose_root
from perfsupport.packing import FORMATS, pack_project
from perfsupport.project import load_project


@click.command()
@click.argument("tree", required=False)
@click.option("--to", "form", type=click.Choice(list(FORMATS)), default="html", show_default=True, help="What to make.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="The file: <tree>.html, or job-aids.html.")
@click.option("--strict", is_flag=True, help="Stop at warnings too.")
@click.option("--maps/--no-maps", default=True, help="Draw the maps, or leave them as text.")
@click.option("--root", type=click.Path(path_type=Path, exists=True, file_okay=False), help="The project's folder.")
def package(tree: str | None, form: str, out: Path | None, strict: bool, maps: bool, root: Path | None) -> int:
    """Make one file of the whole site, or of TREE (its id or its file) and the trees that it runs.

    It works from disk, as an attachment, and without a network.
    """
    project = load_project(choose_root(root))
    id = find_tree(project, tree).id if tree is not None else None
    packed = pack_project(project, date.today().isoformat(), form, tree=id, strict=strict, maps=maps)
    print_findings(packed.diagnostics, packed.warnings, project)
    if packed.data is None:
        click.echo("Nothing was made.", err=True)
        return 1
    out = out or Path(f"{id or 'job-aids'}.{form}")
    write_files(out.parent, {out.name: packed.data})
    click.echo(f"Made {out}: {len(packed.data) / 1000:,.0f} kB, all in one file.")
    return 0
