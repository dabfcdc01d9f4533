"""``perfsupport check``: find what is wrong in a project, and say what to write instead."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import click

from perfsupport.cli.reports import Wanted, choose_formats, find_manual, read_formats, read_rules, write_reports
from perfsupport.diagnostics import has_errors
from perfsupport.errors import UsageError
from perfsupport.folder import choose_root, find_prefix
from perfsupport.formatters import FORMATTERS, Report
from perfsupport.project import load_project
from perfsupport.proving import check_project

FORMAT_HELP = f"How to tell: {', '.join(FORMATTERS)}. With =FILE it goes into that file. Repeatable."


@click.command()
@click.option("--strict", is_flag=True, help="Count warnings as errors.")
@click.option("--format", "wanted", metavar="NAME[=FILE]", multiple=True, callback=read_formats, help=FORMAT_HELP)
@click.option("--output", type=click.Path(path_type=Path), help="Write into this file in place of printing.")
@click.option(
    "--changed", "revision", metavar="REV", help="Tell only of files changed since a git revision, and of what is new."
)
@click.option(
    "--root",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="The project's folder, if not this one.",
)
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
def check(
    strict: bool,
    wanted: list[Wanted],
    output: Path | None,
    revision: str | None,
    root: Path | None,
    paths: tuple[Path, ...],
) -> int:
    """Check the trees of a project; with PATHS, tell only of these files and folders.

    The whole project is read all the same, because trees refer to one another. Exit code 1 if there are errors.
    """
    formats = choose_formats(wanted, output)
    folder = choose_root(root, paths[0] if paths else None)
    today = date.today().isoformat()
    project = load_project(folder)
    chosen = find_chosen(folder, paths)
    found = [d for d in check_project(project, today) if is_within(d.path, chosen)]
    files = {path for path in project.sources if is_within(path, chosen)} | {d.path for d in found}
    if not files and paths:
        raise UsageError(f"{paths[0]} holds no tree of the project in {folder}.")
    diagnostics = found
    if revision is not None:
        from perfsupport.caused import find_caused
        from perfsupport.revisions import find_changed

        changed = find_changed(folder, revision)
        diagnostics = find_caused(project, found, changed, revision, today)
        files = files & changed | {d.path for d in diagnostics}
    report = Report(
        diagnostics=diagnostics,
        sources=project.sources,
        files=len(files),
        paths=files,
        strict=strict,
        untold=len(found) - len(diagnostics),
        prefix=find_prefix(folder),
        rules=read_rules({d.code for d in diagnostics}),
        manual=find_manual() if "sarif" in {one.name for one in formats} else "",
    )
    write_reports(report, formats)
    return 1 if has_errors(diagnostics, strict=strict) else 0


def find_chosen(root: Path, paths: Sequence[Path]) -> list[str]:
    """Return the paths below the root, with ``/``; the root itself is ``.``, and so is no path at all."""
    chosen = []
    for path in paths:
        if not path.exists():
            raise UsageError(f"There is no file or folder {path}.")
        if not path.resolve().is_relative_to(root.resolve()):
            raise UsageError(f"{path} does not lie in the project in {root}.")
        chosen.append(path.resolve().relative_to(root.resolve()).as_posix())
    return chosen or ["."]


def is_within(path: str, chosen: Sequence[str]) -> bool:
    """Tell whether a path is one of those chosen or lies below one."""
    return any(one in (".", path) or path.startswith(f"{one}/") for one in chosen)
