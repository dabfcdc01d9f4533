"""Where a tree loses its reps: how many of those who saw a step stopped there or found that no option fits."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from perfsupport.analytics.figures import Report, StepFigures, TreeReport
from perfsupport.analytics.intervals import find_interval, says_something
from perfsupport.analytics.wording import write_percent

LEVELS = (0.03, 0.10, 0.25)
"""From which share on there is some trouble, much, and most."""

WORDS = {
    "calm": "under 3 % stop or find no option",
    "some": "3 to 10 %",
    "much": "10 to 25 %",
    "most": "over 25 %",
    "few": "too few to say",
    "dead": "nobody came here",
    "veiled": "not shown: few people",
}


class Spot(NamedTuple):
    """A step that many get stuck at. ``sure`` is the lower end of the interval of ``share``."""

    tree: TreeReport
    step: StepFigures
    lost: int
    share: float
    sure: float


def find_level(step: StepFigures) -> str:
    """Return how much trouble a step has, as one of ``WORDS``."""
    if step.seen is None:
        return "veiled"
    if not step.seen:
        return "dead"
    lost = count_lost(step)
    if not says_something(lost, step.seen):
        return "few"
    return ("calm", "some", "much", "most")[sum(lost / step.seen >= level for level in LEVELS)]


def count_lost(step: StepFigures) -> int:
    """Return how many stopped at a step or found no option; what is hidden counts as nothing."""
    return min((step.stopped or 0) + (step.none_fitted or 0), step.seen or 0)


def write_remark(step: StepFigures) -> str:
    """Return the figures that stand in the step's box on the map."""
    level = find_level(step)
    if level in ("dead", "veiled"):
        return {"dead": "never seen", "veiled": "not shown"}[level]
    signs = {"calm": "", "some": "▲ ", "much": "▲▲ ", "most": "▲▲▲ ", "few": ""}
    lost = count_lost(step)
    share = f" · {signs[level]}{write_percent(lost / (step.seen or 1))} lost" if lost and level != "few" else ""
    return f"{write_seen(step.seen or 0)}{share}"


def write_seen(count: int) -> str:
    """Return a count as short as a box has room for."""
    return f"{count:,}".replace(",", "\u202f")


def find_spots(report: Report, most: int = 6) -> list[Spot]:
    """Return the steps at which most run-throughs are lost for sure, the worst first."""
    found = [
        Spot(tree, step, lost, lost / step.seen, find_interval(lost, step.seen)[0])
        for tree in report.trees
        for step in tree.steps
        if step.seen and (lost := count_lost(step)) and find_level(step) in ("some", "much", "most")
    ]
    # What is certain times how many it happens to: a rare step that fails often matters as much as the reverse.
    return sorted(found, key=lambda spot: (-spot.sure * (spot.step.seen or 0), spot.tree.tree, spot.step.step))[:most]


def find_worst(steps: Iterable[StepFigures]) -> StepFigures | None:
    """Return the step that loses most of its run-throughs, where any loses enough to be told."""
    told = [step for step in steps if find_level(step) in ("some", "much", "most")]
    return max(told, key=lambda step: count_lost(step) / (step.seen or 1), default=None)
