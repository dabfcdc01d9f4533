"""``perfsupport init``: begin a project."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from perfsupport.errors import UsageError
from perfsupport.folder import find_prefix


@click.command()
@click.argument("folder", metavar="[DIR]", default=".", type=click.Path(path_type=Path))
def init(folder: Path) -> int:
    """Begin a project in DIR, or here: settings, a first tree to read and change, and help for your editor.

    At the top of a repository it also writes what checks each change on GitHub, on GitLab and before a commit. Files
    that are there already stay as they are.
    """
    from perfsupport.starter import REPOSITORY, make_starter, write_starter

    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder} is a file. Name a folder.")
    prefix = find_prefix(folder)
    written, kept = write_starter(folder, make_starter(date.today(), top=not prefix))
    for path in written:
        click.echo(f"wrote  {folder / path}")
    for path in kept:
        click.echo(f"kept   {folder / path}, which was there already")
    if prefix:
        click.echo(f"left out {', '.join(REPOSITORY)}: {prefix} is not the top of the repository.")
        click.echo("In continuous integration, give the commands: --root " + prefix.rstrip("/"))
    steps = ["perfsupport check", "perfsupport serve"]
    if folder.resolve() != Path.cwd():
        steps.insert(0, f"cd {folder}")
    click.echo("\nNext:\n" + "\n".join(f"  {step}" for step in steps))
    return 0
