"""What commands on single trees share: the trees that somebody names, and the file they write into."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import click

from perfsupport.errors import UsageError
from perfsupport.wording import suggest

if TYPE_CHECKING:
    # A report writes into a file, too, and reads no tree.
    from perfsupport.project import Project
    from perfsupport.tree import Tree


def find_trees(project: Project, names: Sequence[str]) -> list[Tree]:
    """Return the trees of these ids or files, in the order given; all of the project where none is named."""
    if not names:
        return sorted(project.trees.values(), key=lambda tree: tree.path)
    return [find_tree(project, name) for name in names]


def find_tree(project: Project, name: str) -> Tree:
    """Return the tree of an id, a file, or a path to one; raise UsageError where there is none."""
    path = PurePosixPath(name.replace("\\", "/"))
    id = path.stem if path.suffix == ".yaml" else name
    if id in project.trees:
        return project.trees[id]
    if id in project.unread:
        raise UsageError(f"The file of {id} cannot be read as a tree. See why with: perfsupport check")
    raise UsageError(f"There is no tree {name} in this project. {suggest(id, project.trees)}")


def write_output(file: Path, content: bytes) -> None:
    """Write what a command made into a file, and say so."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    click.echo(f"Wrote {file}", err=True)
