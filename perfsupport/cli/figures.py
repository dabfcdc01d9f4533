"""Making a report for the commands that show one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from perfsupport.catalogues import ENGLISH_WORDS, Words
from perfsupport.cli.stores import read_day
from perfsupport.store import load_published
from perfsupport.store.address import Address
from perfsupport.store.published import find_flaw

if TYPE_CHECKING:
    from perfsupport.analytics import Report
    from perfsupport.analytics.queries import Period

REPEATED = "repeated"


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What a report is made of: the store, the built site that says what ids mean, what counts, and in which words."""

    store: Address
    site: Path | None = None
    mode: str = "live"
    floor: int = 5
    heads: int | None = None
    note: str | None = None
    words: Words = ENGLISH_WORDS
    compare: tuple[str, str] | None = None
    period: Period | None = None


def read_report(wanted: Wanted) -> tuple[Report, dict[str, Mapping[str, Any]]]:
    """Return the report, and what the ids of its trees mean; raise StoreError where the store cannot be read."""
    from perfsupport.analytics import make_report
    from perfsupport.analytics.engines import open_reading

    with open_reading(wanted.store) as reading:
        # What a store was told by an earlier perfsupport may lack something: its trees then show their ids.
        published: dict[str, Mapping[str, Any]] = {
            tree: about for (tree, _), about in reading.load_published().items() if find_flaw({tree: about}) is None
        }
        if wanted.site is not None:
            published |= load_published(wanted.site)
        report = make_report(
            reading,
            published,
            mode=wanted.mode,
            floor=wanted.floor,
            today=date.today().isoformat(),
            heads=wanted.heads,
            note=wanted.note,
            intake=_sum_counts(reading.load_counts(), wanted.period),
            compare=wanted.compare,
            period=wanted.period,
        )
    return report, published


def _sum_counts(counts: Mapping[tuple[str, str], int], period: Period | None) -> dict[str, Any] | None:
    """Return what the collector counted, all days of a period together; None where it never counted anything."""
    if not counts:
        return None
    sums: dict[str, int] = {}
    for (day, name), number in counts.items():
        if period is None or period.since <= read_day(day) < period.until:
            sums[name] = sums.get(name, 0) + number
    return {REPEATED: sums.pop(REPEATED, 0), "refused": dict(sorted(sums.items()))}


def render_report_page(wanted: Wanted) -> str:
    """Return the report as one HTML page."""
    return write_page(wanted, *read_report(wanted))


def write_page(wanted: Wanted, report: Report, published: Mapping[str, Mapping[str, Any]]) -> str:
    """Return a report that was read as one HTML page."""
    from perfsupport.reporting.page import render_page
    from perfsupport.site.templates import find_templates

    return render_page(report, published, find_templates(Path.cwd()), words=wanted.words)
