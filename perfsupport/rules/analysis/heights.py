"""How high a step is on a narrow screen, estimated from its characters and lines.

The figures are CSS pixels of the player's own styles on a panel 320 wide, taken from 182 steps of the samples in
Chromium: nine estimates in ten are within a tenth of what the browser makes of them. Fonts, pictures and site templates
of one's own change that.
"""

from __future__ import annotations

from collections.abc import Sequence

from perfsupport.tree import Action, Fact, Input, Outcome, Question, Step

ABOVE, GAP, LINE = 127, 14, 24
"""Pixels: what stands above the step, between two parts of it, and a line of text."""

HEADING, PROSE, SAY, LABEL, TICK, CELL = 28, 36, 31, 26, 28, 13
"""Characters to a line."""

BADGE, BUTTON, FIELD, NONE_FITS, PICTURE, CONTACT = 27, 44, 67, 56, 125, 145
"""Pixels."""


def estimate_height(step: Step, fallback: bool, fact: Fact | None) -> int:
    """Return how many pixels below the top of the page a rep has seen all that it takes to go on.

    Explanations, tips and links stand below that. ``fallback`` says whether the tree offers "None of these".
    """
    parts = [25 * max(1, count_lines(_heading(step), HEADING)), *_measure_body(step, fallback, fact)]
    if step.say is not None:
        parts.append(40 + LINE * count_lines(step.say, SAY))
    parts += [PICTURE] * len(step.media)
    return ABOVE + sum(parts) + GAP * (len(parts) - 1)


def _heading(step: Step) -> str:
    match step:
        case Question() | Input():
            return step.ask
    return step.title or ""


def _measure_body(step: Step, fallback: bool, fact: Fact | None) -> list[int]:
    match step:
        case Question():
            offered = _measure_options([one.label for one in step.options], fallback and not step.exhaustive)
            return [offered, BUTTON] if step.pick_many else [offered]
        case Input():
            none = NONE_FITS if fallback and not step.exhaustive else 0
            if fact is None or fact.type not in ("choice", "many", "yes_no"):
                return [FIELD + GAP + BUTTON + none]
            labels: list[str] = [option.label for option in fact.options] or ["yes", "no"]
            return [_measure_options(labels, bool(none)), *([BUTTON] if fact.type == "many" else [])]
        case Action():
            return [_measure_do(step), BUTTON]
        case Outcome():
            return [BADGE, *([_measure_do(step)] if step.do else []), *([CONTACT] if step.contact else [])]
    return []


def _measure_options(labels: Sequence[str], fallback: bool) -> int:
    heights = [max(48, 22 + 22 * count_lines(label, LABEL)) for label in labels]
    heights += [48] if fallback else []
    return sum(heights) + 8 * len(heights)


def _measure_do(step: Action | Outcome) -> int:
    if step.checklist and isinstance(step, Action):
        return sum(max(44, 20 + LINE * count_lines(text, TICK)) + 2 for text in step.do)
    return sum(LINE * count_lines(text, PROSE) for text in step.do)


def count_lines(text: str, characters: int) -> int:
    """Return into how many lines of so many characters a text falls; an empty one is none."""
    lines = 0
    for paragraph in text.strip().split("\n"):
        words = paragraph.strip()
        if words.startswith("|"):
            # The highest cell of a row decides.
            lines += max(-(-len(cell.strip()) // CELL) for cell in words.strip("|").split("|"))
        elif words:
            lines += -(-len(words) // characters)
    return lines
