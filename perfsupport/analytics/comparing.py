"""Two versions of a tree side by side, step by step: what an edit changed, and whether chance alone would do that."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from typing import Any, TypeAlias

from perfsupport.analytics.figures import (
    Comparison,
    Count,
    Difference,
    Spread,
    StepChange,
    StepFigures,
    TreeReport,
    VersionFigures,
)
from perfsupport.analytics.hiding import GROUND, Cell, Ledger
from perfsupport.analytics.intervals import WIDEST, find_difference, join_intervals
from perfsupport.analytics.meaning import Meaning
from perfsupport.analytics.trees import SIGNS, make_spread

Find: TypeAlias = Callable[[str], list[dict[str, Any]]]

FIGURES = ("seen", "stopped", *SIGNS)
COMPARED = ("seen", "stopped", "none_fitted", "went_back", "feedback", "dwell")
REST = ""
"""The versions that are not compared, all together."""


def make_comparison(
    tree: TreeReport, meaning: Meaning, find: Find, ledger: Ledger, wanted: tuple[str, str] | None
) -> Comparison | None:
    """Return the wanted versions of a tree, else the last two that are shown, step by step; None where there are none.

    The figures of all versions together are in ``tree``: what they would tell of a hidden figure is hidden too.
    """
    pair = _choose([each for each in tree.versions if each.run_throughs is not None], wanted)
    if pair is None:
        return None
    names = [each.version for each in pair]
    counts = _count(tree, meaning, find, names)
    _hide(tree, meaning, find, pair, counts, ledger)
    dwell = {(row["version"], meaning.live(row["step"])): row for row in find("dwell") if row["version"] in names}
    steps = []
    for step in tree.steps:
        before, after = (_make_step(step, name, counts, dwell, ledger.floor) for name in names)
        change = StepChange(step=step.step, title=step.title, line=step.line, before=before, after=after)
        change.differences = {
            what: _compare_times(
                *((side.dwell, dwell.get((name, step.step), {})) for side, name in _pair(change, names))
            )
            if what == "dwell"
            else _compare_shares(
                *(
                    (getattr(side, what), each.run_throughs if what == "seen" else side.seen)
                    for side, each in _pair(change, pair)
                )
            )
            for what in COMPARED
        }
        steps.append(change)
    return Comparison(before=names[0], after=names[1], steps=steps)


def _pair(change: StepChange, both: list[Any]) -> list[tuple[StepFigures, Any]]:
    return [(change.before, both[0]), (change.after, both[1])]


def _choose(told: list[VersionFigures], wanted: tuple[str, str] | None) -> list[VersionFigures] | None:
    if wanted is not None:
        found = [next((each for each in told if each.version.startswith(name)), None) for name in wanted]
        chosen = [each for each in found if each is not None]
        if len(chosen) == 2 and chosen[0] is not chosen[1]:
            return chosen
    return told[-2:] if len(told) > 1 else None


def _count(tree: TreeReport, meaning: Meaning, find: Find, names: list[str]) -> dict[tuple[str, str, str], Cell]:
    """Return the counts by version, step and figure; those of all other versions are together ``REST``."""
    counts: dict[tuple[str, str, str], Cell] = {}
    versions = {row["version"] for row in find("versions")}
    for version in (*names, *((REST,) if len(versions) > len(names) else ())):
        for step in tree.steps:
            for figure in FIGURES:
                out_of: Hashable = ("open", version) if figure == "stopped" else GROUND
                hidden = version == REST or getattr(step, figure) is None
                counts[version, step.step, figure] = Cell(0, 0, (figure, step.step), out_of, unsaid=hidden)
    for row in find("steps"):
        version = row["version"] if row["version"] in names else REST
        for figure in FIGURES:
            cell = counts.get((version, meaning.live(row["step"]), figure))
            if row["version"] and cell is not None:
                cell.count += row[figure]
                cell.people = max(cell.people, row[f"{figure}_people"])
    return counts


def _hide(
    tree: TreeReport,
    meaning: Meaning,
    find: Find,
    pair: list[VersionFigures],
    counts: Mapping[tuple[str, str, str], Cell],
    ledger: Ledger,
) -> None:
    """Hide what few people stand behind, and what would tell it.

    The versions make up what all have together, at each step and figure; and those that stopped somewhere in a version
    are all its run-throughs that were not completed, unless some of them stopped in another tree.
    """
    alone: dict[Hashable, dict[Hashable, Cell]] = {}
    for key, cell in counts.items():
        alone.setdefault("stopped" if key[2] == "stopped" else cell.into, {})[key[0], key[2], key[1]] = cell
    left = {row["version"]: row["run_throughs"] - row["completed"] for row in find("versions")}
    for each in pair:
        if each.completed is None:
            # How many were left open is hidden with it: those that stopped must not tell it either.
            alone.setdefault("stopped", {})["open", each.version] = Cell(
                left[each.version], 1, ("open", each.version), GROUND, unsaid=True
            )
    elsewhere = tree.inside != 0 or not meaning.steps or any(meaning.kind(id) == "subtree" for id in meaning.steps)
    for each in pair if elsewhere else ():
        stopped = sum(
            cell.count
            for (version, _, figure), cell in counts.items()
            if (version, figure) == (each.version, "stopped")
        )
        rest = max(0, left[each.version] - stopped)
        alone.setdefault("stopped", {})["elsewhere", each.version] = Cell(
            rest, 0, GROUND, ("open", each.version), unsaid=True
        )
    for cells in alone.values():
        ledger.hide(cells, (tree.tree, "version"))


def _make_step(
    step: StepFigures,
    version: str,
    counts: Mapping[tuple[str, str, str], Cell],
    dwell: Mapping[tuple[str, str], Mapping[str, Any]],
    floor: int,
) -> StepFigures:
    told = {figure: counts[version, step.step, figure] for figure in FIGURES}
    return StepFigures(
        step=step.step,
        title=step.title,
        kind=step.kind,
        line=step.line,
        **{figure: cell.count if cell.is_shown else None for figure, cell in told.items()},
        dwell=make_spread(dwell.get((version, step.step)), "", floor),
    )


def _compare_shares(before: tuple[Count, Count], after: tuple[Count, Count]) -> Difference | None:
    if before[0] is None or after[0] is None or not before[1] or not after[1]:
        return None
    one, other = (before[0], before[1]), (after[0], after[1])
    low, high = find_difference(one, other)
    return _judge(other[0] / other[1] - one[0] / one[1], low, high, WIDEST)


def _compare_times(
    before: tuple[Spread | None, Mapping[str, Any]], after: tuple[Spread | None, Mapping[str, Any]]
) -> Difference | None:
    if before[0] is None or after[0] is None:
        return None
    sure = [(row["sure_low"], row["sure_high"]) for _, row in (before, after)]
    if any(low is None or high is None for low, high in sure):
        return None
    low, high = join_intervals(before[0].median, sure[0], after[0].median, sure[1])
    return _judge(after[0].median - before[0].median, low, high, max(before[0].median, after[0].median))


def _judge(difference: float, low: float, high: float, widest: float) -> Difference:
    says = "more" if low > 0 else "less" if high < 0 else "few" if high - low > widest else "chance"
    return Difference(difference=round(difference, 6), low=round(low, 6), high=round(high, 6), says=says)
