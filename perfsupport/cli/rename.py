"""``perfsupport rename``: give a step, fact, option or tree another name, in every file that names it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import click

from perfsupport.cli.printing import write_text
from perfsupport.fixing import show_difference
from perfsupport.fixing.files import read_files, write_files
from perfsupport.folder import choose_root
from perfsupport.project import Project, load_project
from perfsupport.refactoring import Change, check_change, rename_fact, rename_option, rename_step, rename_tree

ROOT = click.option(
    "--root", type=click.Path(path_type=Path, exists=True, file_okay=False), help="The project's folder."
)
DRY_RUN = click.option("--dry-run", is_flag=True, help="Show what would change, and write nothing.")


@click.group()
def rename() -> None:
    """Give something another name, wherever it is named.

    Old links, saved places and statistics follow a step or option: `was` keeps its earlier id.
    """


@rename.command()
@click.argument("tree")
@click.argument("old")
@click.argument("new")
@ROOT
@DRY_RUN
def step(tree: str, old: str, new: str, root: Path | None, dry_run: bool) -> int:
    """Give the step OLD of TREE the id NEW."""
    return carry_out(root, lambda project: rename_step(project, tree, old, new), dry_run=dry_run)


@rename.command()
@click.argument("tree")
@click.argument("old")
@click.argument("new")
@ROOT
@DRY_RUN
def fact(tree: str, old: str, new: str, root: Path | None, dry_run: bool) -> int:
    """Give the fact OLD of TREE the id NEW."""
    return carry_out(root, lambda project: rename_fact(project, tree, old, new), dry_run=dry_run)


@rename.command()
@click.argument("tree")
@click.argument("step")
@click.argument("old")
@click.argument("new")
@ROOT
@DRY_RUN
def option(tree: str, step: str, old: str, new: str, root: Path | None, dry_run: bool) -> int:
    """Give an option of a question another label; where OLD is its id, another id."""
    return carry_out(root, lambda project: rename_option(project, tree, step, old, new), dry_run=dry_run)


@rename.command("tree")
@click.argument("old")
@click.argument("new")
@ROOT
@DRY_RUN
def tree_(old: str, new: str, root: Path | None, dry_run: bool) -> int:
    """Give the tree OLD the id NEW, or CATEGORY/NEW: its file moves, and what runs it follows."""
    return carry_out(root, lambda project: rename_tree(project, old, new), dry_run=dry_run)


def carry_out(root: Path | None, make: Callable[[Project], Change], *, dry_run: bool) -> int:
    """Make a change to the project, or show it; say what was written and what a person has to know."""
    project = load_project(choose_root(root))
    files = read_files(project)
    change = make(project)
    found: list[str] = []
    new = check_change(project, change, files, date.today().isoformat(), notes=found)
    if dry_run:
        write_text(show_difference(files, new))
    else:
        write_files(project.root, new, files)
        for path in sorted(new):
            click.echo(f"{'wrote' if new[path] is not None else 'took away'} {path}")
    for note in (*change.notes, *found):
        click.echo(f"Note: {note}", err=dry_run)
    return 0
