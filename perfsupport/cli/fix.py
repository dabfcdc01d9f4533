"""``perfsupport fix``: carry out every remedy that needs no thought, and tell what is left."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import click

from perfsupport.cli.check import find_chosen, is_within
from perfsupport.cli.printing import wants_colour, write_text
from perfsupport.diagnostics import Diagnostic, has_errors
from perfsupport.fixing import find_fix, show_difference
from perfsupport.fixing.files import read_files, write_files
from perfsupport.fixing.rounds import Done, fix_project
from perfsupport.folder import choose_root
from perfsupport.formatters import FORMATTERS, Report
from perfsupport.project import Project, load_project


@click.command()
@click.option("--diff", "--dry-run", "only_diff", is_flag=True, help="Show what would change, and write nothing.")
@click.option("--unsafe", is_flag=True, help="Also guess where it may be wrong, and mark gaps that you fill in then.")
@click.option("--root", type=click.Path(path_type=Path, exists=True, file_okay=False), help="The project's folder.")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
def fix(only_diff: bool, unsafe: bool, root: Path | None, paths: tuple[Path, ...]) -> int:
    """Mend what can be mended without asking you; with PATHS, only in these files and folders.

    Everything else in the files stays as you wrote it. Exit code 1 if something is left to mend.
    """
    folder = choose_root(root, paths[0] if paths else None)
    project = load_project(folder)
    chosen = find_chosen(folder, paths)
    files = read_files(project)
    fixed = fix_project(
        project, files, date.today().isoformat(), unsafe=unsafe, accept=lambda path: is_within(path, chosen)
    )
    if only_diff:
        write_text(show_difference(files, fixed.files))
    else:
        write_files(folder, fixed.files, files)
        write_text("".join(map(_describe, fixed.done)))
    left = [one for one in fixed.left if is_within(one.path, chosen)]
    _tell_left(left, fixed.project, fixed.done, err=only_diff)
    return 1 if has_errors(left, strict=True) else 0


def _describe(done: Done) -> str:
    return f"{done.path}:{done.line}: {done.code}: {done.title}\n"


def _tell_left(left: Sequence[Diagnostic], project: Project, done: Sequence[Done], *, err: bool) -> None:
    """Tell what only a person can mend; beside a diff apart from it, so that the diff can be passed on."""
    if err:
        count = len(left)
        click.echo(
            f"{_count(count, 'finding')} would be left." if count else "Nothing would be left to mend.", err=True
        )
        return
    if done:
        click.echo(
            f"Mended {_count(len(done), 'finding')}. Left:\n" if left else f"Mended {_count(len(done), 'finding')}."
        )
    report = Report(diagnostics=left, sources=project.sources, files=len(project.sources), colour=wants_colour())
    write_text(FORMATTERS["text"](report))
    waiting = sum(
        (found := find_fix(one, project.sources.get(one.path, ""))) is not None and not found.safe for one in left
    )
    if waiting:
        click.echo(f"{_count(waiting, 'more')} can be mended or marked for you with: perfsupport fix --unsafe")


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 or word == 'more' else 's'}"
