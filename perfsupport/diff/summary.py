"""What is said first of a comparison, in every format."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile

from perfsupport.diff.model import Example, ProjectDiff

WORTH_LEAVING_OUT = 3

SIGNS = {"added": "+", "removed": "-", "renamed": "→", "changed": "~"}


def summarise(diff: ProjectDiff) -> str:
    """Return one sentence: how many job aids differ, how many endings, how many scenarios fail now."""
    if diff.is_empty:
        return f"Nothing has changed between {diff.old} and {diff.new}."
    parts = [
        _count(sum(tree.kind == kind for tree in diff.trees), f"job aid {kind}", f"job aids {kind}")
        for kind in ("changed", "added", "removed", "renamed")
    ]
    parts += [
        _count(sum(len(tree.endings) for tree in diff.trees), "ending differs", "endings differ"),
        _count(sum(one.breaks for tree in diff.trees for one in tree.scenarios), "scenario fails", "scenarios fail"),
        _count(len(diff.changes), "change to settings or media", "changes to settings or media"),
    ]
    return f"From {diff.old} to {diff.new}: {', '.join(filter(None, parts))}."


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}" if number else ""


def tell_example(example: Example, before: Sequence[tuple[str, str]] = ()) -> str:
    """Return an example on one line; what it shares at the beginning with the one told ``before`` is left out."""
    known = [f"{name} is known to be {value}" for name, value in example.known]
    shared = count_shared(example, before)
    begin = [f"as above up to “{example.responses[shared - 1][0]}”"] if shared else []
    steps = [f"{question} → {response}" for question, response in example.responses[shared:]]
    return "; ".join([*known, *begin, *steps]) or "at once"


def count_shared(example: Example, before: Sequence[tuple[str, str]]) -> int:
    """Return how many responses need no repeating after another example."""
    pairs = takewhile(lambda pair: pair[0] == pair[1], zip(example.responses, before, strict=False))
    shared = sum(1 for _ in pairs)
    return shared if shared >= WORTH_LEAVING_OUT and shared < len(example.responses) else 0
