"""``perfsupport report``: say how the job aids are used."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from pathlib import Path

import click

from perfsupport.analytics import DEFAULT_WIDTH, FORMATS, Report
from perfsupport.analytics.queries import NO_END, Period
from perfsupport.cli.columns import columns_option
from perfsupport.cli.figures import Wanted, read_report, write_page
from perfsupport.cli.printing import write_text
from perfsupport.cli.stores import read_days, store_option
from perfsupport.cli.trees import write_output
from perfsupport.cli.usage_settings import choose_heads, choose_report_words
from perfsupport.errors import UsageError
from perfsupport.events import MODES
from perfsupport.store.address import Address

PRIVACY_FLOOR = 5
DEFAULT_PORT = 8702


@click.command()
@store_option
@click.option("--site", type=click.Path(path_type=Path), help="The built site that says what ids mean.")
@click.option("--root", type=click.Path(path_type=Path), help="The project's folder: short for --site ROOT/build.")
@click.option("--format", "form", type=click.Choice([*FORMATS, "html"]), default="text", show_default=True)
@click.option("--output", "-o", type=click.Path(path_type=Path, dir_okay=False), help="A file to write into.")
@click.option(
    "--from", "first", metavar="DAY", help="The first day (UTC) on which sessions began, or a month: 2026-10."
)
@click.option("--to", "last", metavar="DAY", help="The last day or month, which is included.")
@click.option("--mode", type=click.Choice(MODES), default="live", show_default=True, help="Which events count.")
@click.option(
    "--floor", type=click.IntRange(1), default=PRIVACY_FLOOR, show_default=True, help="Hide counts of fewer people."
)
@click.option(
    "--heads", type=click.IntRange(1), help="People whom a replaced course was for; `heads` in perfsupport.yaml."
)
@click.option("--language", help="For HTML: the language of the page, e.g. de; the project's unless another is named.")
@click.option("--compare", metavar="OLD..NEW", help="Two versions to compare step by step; without it the last two.")
@click.option("--serve", is_flag=True, help="Serve the page, made anew at each visit, to who has the token.")
@click.option("--port", type=click.IntRange(0, 65535), default=DEFAULT_PORT, show_default=True, help="For --serve.")
@click.option("--host", default="127.0.0.1", show_default=True, help="For --serve: the address to listen on.")
@columns_option
def report(
    store: Address,
    site: Path | None,
    root: Path | None,
    form: str,
    output: Path | None,
    first: str | None,
    last: str | None,
    mode: str,
    floor: int,
    heads: int | None,
    language: str | None,
    compare: str | None,
    serve: bool,
    port: int,
    host: str,
    columns: bool,
) -> None:
    """Say for each job aid how often it was used, where run-throughs ended, and where they stopped.

    Without --site the titles are those that the collector was told last. With --serve the environment variable
    PERFSUPPORT_REPORT_TOKEN holds the token; without it a new one is made at each start.
    """
    if site is None and root is not None:
        site = root / "build"
    is_page = serve or form == "html"
    if language is not None and not is_page:
        raise UsageError("--language is for --format html and --serve: the other formats are in English.")
    wanted = Wanted(
        store=store,
        site=site,
        mode=mode,
        floor=floor,
        heads=choose_heads(heads, root),
        compare=_read_pair(compare),
        period=_read_period(first, last),
    )
    if is_page:
        wanted = replace(wanted, words=choose_report_words(language, root))
    if serve:
        if output is not None:
            raise UsageError("--serve writes no file: leave --output away.")
        from perfsupport.cli.reportserver import serve_report

        serve_report(wanted, host, port, columns=columns)
        return
    made, published = read_report(wanted)
    if wanted.compare is not None:
        _check_pair(made, wanted.compare)
    if form == "html":
        text = write_page(wanted, made, published)
    else:
        width, _ = shutil.get_terminal_size((DEFAULT_WIDTH, 24))
        text = FORMATS[form](made, width)
    if output is None:
        write_text(text)
    else:
        write_output(output, text.encode())


def _read_period(first: str | None, last: str | None) -> Period | None:
    """Return the days that ``--from`` and ``--to`` name; None where that is all of them."""
    since, until = read_days(first, last)
    if since is None and until is None:
        return None
    return Period(-NO_END if since is None else since, NO_END if until is None else until)


def _read_pair(text: str | None) -> tuple[str, str] | None:
    """Return the two versions that ``--compare`` names by their beginnings."""
    if text is None:
        return None
    old, _, new = text.partition("..")
    if not all(re.fullmatch("[0-9a-f]{4,12}", each) for each in (old, new)) or old == new:
        raise UsageError(
            f"--compare {text} does not name two versions. Write them as 0123ab..4567cd, four digits or more."
        )
    return old, new


def _check_pair(report: Report, pair: tuple[str, str]) -> None:
    """Raise UsageError where no job aid has both versions; one that lacks them shows its last two."""
    compared = (tree.comparison for tree in report.trees if tree.comparison is not None)
    if not any(one.before.startswith(pair[0]) and one.after.startswith(pair[1]) for one in compared):
        raise UsageError(
            f"No job aid has shown figures of both versions, {pair[0]} and {pair[1]}."
            " The report without --compare lists the versions of each."
        )
