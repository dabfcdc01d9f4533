"""``perfsupport test``: run the scenarios, and say what they cover and what they leave out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import click

from perfsupport.cli.check import find_chosen, is_within
from perfsupport.cli.printing import wants_colour, write_text
from perfsupport.cli.reports import write_file
from perfsupport.cli.speaking import choose_words
from perfsupport.cli.values import FiniteRange
from perfsupport.diagnostics import Severity
from perfsupport.errors import UsageError
from perfsupport.folder import choose_root, find_tree_path
from perfsupport.project import load_project
from perfsupport.proving import Proved, prove_project
from perfsupport.trials import FORMATTERS
from perfsupport.trials.report import TrialReport, Tried, try_tree

SCENARIO_CODES = ("PS901", "PS902")
"""What the trials tell themselves."""


@click.command()
@click.option("--scenario", metavar="NAME", help="Only scenarios whose name holds this.")
@click.option("--format", "form", type=click.Choice(list(FORMATTERS)), default="text", help="How to tell.")
@click.option("--output", type=click.Path(path_type=Path), help="Write into this file in place of printing.")
@click.option("--coverage/--no-coverage", default=True, help="Say what the scenarios reach and what is missing.")
@click.option("--fail-under", type=FiniteRange(0, 100), metavar="PERCENT", help="Exit with 1 if less is covered.")
@click.option("--suggest", is_flag=True, help="Print scenarios that reach what is missing, ready to paste.")
@click.option("--verbose", is_flag=True, help="Show everything that is missing.")
@click.option("--browser", is_flag=True, help="Click the scenarios through in the built page, too, in Chromium.")
@click.option(
    "--browser-path",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    envvar="PERFSUPPORT_BROWSER",
    help="The browser's program, if not Playwright's own or the one on the PATH.",
)
@click.option("--language", help="For HTML: the language of the page, e.g. de; the project's unless another is named.")
@click.option("--root", type=click.Path(path_type=Path, exists=True, file_okay=False), help="The project's folder.")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
def test(
    scenario: str | None,
    form: str,
    output: Path | None,
    coverage: bool,
    fail_under: float | None,
    suggest: bool,
    verbose: bool,
    browser: bool,
    browser_path: Path | None,
    language: str | None,
    root: Path | None,
    paths: tuple[Path, ...],
) -> int:
    """Run the scenarios of a project; with PATHS, only those of these trees and folders.

    Exit code 1 if a scenario fails, or less is covered than --fail-under asks for.
    """
    if language is not None and form != "html":
        raise UsageError("--language is for --format html: the other formats are in English.")
    folder = choose_root(root, paths[0] if paths else None)
    today = date.today().isoformat()
    chosen = [find_tree_path(path) for path in find_chosen(folder, paths)]
    project = load_project(folder)
    proved = prove_project(project, today)
    errors = [one for one in proved.diagnostics if one.severity is Severity.ERROR and one.code not in SCENARIO_CODES]
    broken = [one for one in errors if is_within(find_tree_path(one.path), chosen)]
    trees = _try_trees(proved, today, chosen, scenario, coverage or suggest or fail_under is not None)
    if not trees and not broken:
        raise UsageError(f"There is no {'such scenario' if scenario is not None else 'tree to test'} in {folder}.")
    report = TrialReport(
        trees=trees,
        sources=project.sources,
        broken=broken,
        floor=fail_under,
        verbose=verbose,
        colour=output is None and wants_colour(),
    )
    if form == "html":
        report = replace(report, words=choose_words(language, str(project.settings.language), folder))
    if suggest:
        from perfsupport.trials.suggesting import suggest_all

        report = replace(report, suggestions=suggest_all(trees, today))
    if browser:
        from perfsupport.trials.browser import find_differences

        report = replace(report, differences=find_differences(project, trees, today, browser_path))
    text = FORMATTERS[form](report)
    if output is None:
        write_text(text)
    else:
        write_file(output, text)
    return 0 if report.is_good else 1


def _try_trees(proved: Proved, today: str, chosen: Sequence[str], scenario: str | None, coverage: bool) -> list[Tried]:
    trees = proved.project.trees
    tried = [
        try_tree(trees[id], program, today, scenario, coverage)
        for id, program in proved.programs.items()
        if is_within(trees[id].path, chosen)
    ]
    return [one for one in tried if one.trials or scenario is None]
