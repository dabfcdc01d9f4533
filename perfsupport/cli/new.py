"""``perfsupport new``: begin another tree."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from perfsupport.errors import UsageError
from perfsupport.folder import TREES, choose_root, is_category
from perfsupport.parsing import parse_tree
from perfsupport.project import Project, load_project


def _read_kind(_context: click.Context, _parameter: click.Parameter, kind: str) -> str:
    """Return the word ``tree``; whoever has left it out is told the whole command."""
    if kind != "tree":
        raise click.UsageError(f"{kind} cannot be begun, a tree can: perfsupport new tree CATEGORY/ID")
    return kind


@click.command()
@click.argument("kind", metavar="tree", callback=_read_kind)
@click.argument("name", metavar="CATEGORY/ID")
@click.option("--owner", help="Who keeps it right: a team or a person. The category, unless given.")
@click.option("--root", type=click.Path(path_type=Path, exists=True, file_okay=False), help="The project's folder.")
def new(kind: str, name: str, owner: str | None, root: Path | None) -> int:  # noqa: ARG001
    """Begin a tree with a question, its outcomes and scenarios, all of it to be changed: new tree cards/card-lost.

    Nothing that is there is overwritten.
    """
    from perfsupport.starter import SCHEMA, make_tree, write_starter

    project = load_project(choose_root(root))
    category, _, tree_id = name.removesuffix(".yaml").rpartition("/")
    path = "/".join(filter(None, [TREES, category, f"{tree_id}.yaml"]))
    up = "../" * path.count("/")
    schema = f"{up}{SCHEMA}" if (project.root / SCHEMA).is_file() else None
    if owner is not None and not (owner.strip() and owner.isprintable()):
        raise UsageError("The owner has to be one line of words, such as --owner cards-desk.")
    text = make_tree(tree_id, owner or category or "desk", date.today(), schema)
    _refuse(project, category, tree_id, path, text)
    written, _ = write_starter(project.root, {path: text})
    if not written:
        raise UsageError(f"{path} is there already, and stays as it is.")
    click.echo(f"wrote  {path}\n\nNext:\n  perfsupport serve")
    return 0


def _refuse(project: Project, category: str, tree_id: str, path: str, text: str) -> None:
    """Raise UsageError for a name that would not become a tree of its own."""
    if not is_category(category):
        example = "perfsupport new tree cards/card-lost"
        raise UsageError(f"{category} cannot be a category. Name one folder and an id: {example}")
    if (project.root / TREES / category).is_symlink():
        raise UsageError(f"{TREES}/{category} is a link to another place, and links are not followed. Name a folder.")
    if tree_id in project.trees:
        there = project.trees[tree_id].path
        raise UsageError(f"{there} has this id already. Choose another: two trees of one project cannot share it.")
    _, problems = parse_tree(text.encode("utf-8", "replace"), path)
    if problems:
        raise UsageError(f"{problems[0].cause} Choose another id, for example card-lost.")
