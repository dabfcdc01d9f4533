"""``perfsupport fmt``: write every file in one form, and change nothing that it says."""

from __future__ import annotations

from pathlib import Path

import click

from perfsupport.cli.check import find_chosen, is_within
from perfsupport.cli.printing import write_text
from perfsupport.fixing import show_difference
from perfsupport.fixing.files import read_files, write_files
from perfsupport.fixing.form import format_file
from perfsupport.folder import choose_root
from perfsupport.project import load_project


@click.command()
@click.option("--check", "only_check", is_flag=True, help="Write nothing; exit code 1 if a file is in another form.")
@click.option("--diff", "--dry-run", "only_diff", is_flag=True, help="Show what would change, and write nothing.")
@click.option("--root", type=click.Path(path_type=Path, exists=True, file_okay=False), help="The project's folder.")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
def fmt(only_check: bool, only_diff: bool, root: Path | None, paths: tuple[Path, ...]) -> int:
    """Indent and space files evenly; with PATHS, only these files and folders.

    Words, order and comments stay, and the job aids are the same as before. A file that cannot be read stays as it is.
    """
    folder = choose_root(root, paths[0] if paths else None)
    chosen = find_chosen(folder, paths)
    files = {path: data for path, data in read_files(load_project(folder)).items() if is_within(path, chosen)}
    formatted = {path: format_file(data, path) for path, data in files.items()}
    changed = {path: each.data for path, each in formatted.items() if each.data != files[path]}
    problems = [f"{path}: left as it is: {each.problem}\n" for path, each in formatted.items() if each.problem]
    if only_diff:
        write_text(show_difference(files, changed))
    elif only_check:
        write_text("".join(f"{path}: would be written in another form\n" for path in sorted(changed)))
    else:
        write_files(folder, changed, files)
        write_text("".join(f"{path}: written in the one form\n" for path in sorted(changed)))
    click.echo("".join(problems), nl=False, err=True)
    if not changed and not problems and not only_diff:
        click.echo(f"{len(files)} file{'' if len(files) == 1 else 's'} in the one form already.")
    return 1 if problems or (changed and (only_check or only_diff)) else 0
