"""``perfsupport build``: check, and make the site."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import click

from perfsupport.building import BuildResult, build_project
from perfsupport.cli.printing import wants_colour, write_text
from perfsupport.diagnostics import Diagnostic
from perfsupport.folder import choose_root
from perfsupport.formatters import FORMATTERS, Report
from perfsupport.project import Project, load_project


@click.command()
@click.option("--root", type=click.Path(path_type=Path, exists=True, file_okay=False), help="The project's folder.")
@click.option("--out", type=click.Path(path_type=Path), help="Where the site goes: build in the project, unless given.")
@click.option("--strict", is_flag=True, help="Stop at warnings too.")
@click.option("--maps/--no-maps", default=True, help="Draw the maps, or leave them as text.")
def build(root: Path | None, out: Path | None, strict: bool, maps: bool) -> int:
    """Check all trees and make the site of job aids.

    The last good site stays as it is until the new one is whole.
    """
    project = load_project(choose_root(root))
    out = out or project.root / "build"
    result = build_project(project, out, date.today().isoformat(), strict=strict, maps=maps)
    print_result(result, project, out)
    return 0 if result.written else 1


def print_result(result: BuildResult, project: Project, out: Path) -> None:
    """Say what a build found, and what came of it."""
    print_findings(result.diagnostics, result.warnings, project)
    if result.written:
        aids = len(project.trees)
        here = Path.cwd()
        place = out.relative_to(here) if out.is_relative_to(here) else out
        click.echo(f"Built {aids} job aid{'' if aids == 1 else 's'} into {place}")
    else:
        kept = " The last site stays as it is." if out.exists() else ""
        click.echo(f"Nothing was built.{kept}", err=True)


def print_findings(diagnostics: Sequence[Diagnostic], warnings: Sequence[str], project: Project) -> None:
    """Say what was found in a project, and which pictures could not be drawn."""
    if diagnostics:
        files = len(project.sources)
        report = Report(diagnostics=diagnostics, sources=project.sources, files=files, colour=wants_colour())
        write_text(FORMATTERS["text"](report))
    for warning in warnings:
        click.echo(f"perfsupport: {warning}", err=True)
