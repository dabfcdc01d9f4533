"""Where a tree loses its reps: how many of those who saw a step stopped there or found that no option fits."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from perfsupport.analytics.figures import Report, StepFigures, TreeReport
from perfsupport.analytics.intervals import find_interval, says_something
from perfsupport.catalogues import message
from perfsupport.reporting.telling import ENGLISH_FIGURES, FigureWords

LEVELS = (0.03, 0.10, 0.25)
"""From which share on there is some trouble, much, and most."""

WORDS = {
    "calm": message("under {some} stop or find no option"),
    "some": message("{low} to {much}"),
    "much": message("{middle} to {most}"),
    "most": message("over {most}"),
    "few": message("too few to say"),
    "dead": message("nobody came here"),
    "veiled": message("not shown: few people"),
}
"""What the levels are called, with the shares at which they begin."""


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
    found = ("calm", "some", "much", "most")[sum(lost / step.seen >= level for level in LEVELS)]
    return "few" if found == "calm" and _is_lost_hidden(step) else found


def _is_lost_hidden(step: StepFigures) -> bool:
    """Tell whether more may have been lost at a step than is shown."""
    return step.stopped is None or step.none_fitted is None


def count_lost(step: StepFigures) -> int:
    """Return how many stopped at a step or found no option; what is hidden counts as nothing."""
    return min((step.stopped or 0) + (step.none_fitted or 0), step.seen or 0)


def write_remark(step: StepFigures, words: FigureWords = ENGLISH_FIGURES) -> str:
    """Return the figures that stand in the step's box on the map."""
    level = find_level(step)
    if level in ("dead", "veiled"):
        return words.tell("never seen") if level == "dead" else words.tell("not shown")
    signs = {"calm": "", "some": "▲ ", "much": "▲▲ ", "most": "▲▲▲ ", "few": ""}
    lost = count_lost(step)
    seen = words.write_number(step.seen or 0)
    if not lost or level == "few":
        return seen
    told = words.say("{share} lost", share=words.write_percent(lost / (step.seen or 1)))
    return f"{seen} · {signs[level]}{told}"


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


def is_lossless(steps: Iterable[StepFigures]) -> bool:
    """Tell whether it is known that no step loses enough to be told: of some it is, and of none it is hidden."""
    seen = [step for step in steps if step.seen]
    return any(find_level(step) == "calm" for step in seen) and not any(_is_lost_hidden(step) for step in seen)


def find_worst(steps: Iterable[StepFigures]) -> StepFigures | None:
    """Return the step that loses most of its run-throughs, where any loses enough to be told."""
    told = [step for step in steps if find_level(step) in ("some", "much", "most")]
    return max(told, key=lambda step: count_lost(step) / (step.seen or 1), default=None)
