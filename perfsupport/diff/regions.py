"""Where two programs act differently, and from where a run can still come there."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

from perfsupport.diff.matching import Match
from perfsupport.program import Program, ProgramStep, ProgramTree
from perfsupport.scenarios.keys import Place
from perfsupport.scenarios.positions import find_targets

WAY_OUT = 4

Distances: TypeAlias = Mapping[str, Mapping[str, int]]
Matches: TypeAlias = Mapping[str, Match]
"""For each tree of the new project, by its id, what became of its steps."""

WORDS = (
    "title",
    "ask",
    "say",
    "why",
    "detail",
    "tips",
    "media",
    "links",
    "contact",
    "owner",
    "review_by",
    "line",
    "note",
)
WORKING = ("do", "checklist", "confirm_all", "manner", "ask_solved")
"""How a step is worked through, which leads nowhere else."""
OPTION_WORDS = ("label", "note", "say")
UNSEEN_FACT = ("label", "unit", "track", "sensitive")


def find_hot(program: Program, changed: Mapping[str, set[str]]) -> Distances:
    """Return for each tree how far each step lies before one that acts differently, if it does.

    A step that runs a tree in which something acts differently counts as the one, at a distance.
    """
    distances: dict[str, dict[str, int]] = {}
    near = {id: dict.fromkeys(changed.get(id, ()), 0) for id in program["trees"]}
    while True:
        found = {id: _measure_back(tree, near[id]) for id, tree in program["trees"].items()}
        if found == distances:
            return distances
        distances = found
        for id, tree in program["trees"].items():
            for step_id, step in tree["steps"].items():
                inner = distances.get(step.get("run", ""), {}).get(_find_start(program, step))
                if inner is not None:
                    near[id].setdefault(step_id, inner + 1)


def _find_start(program: Program, step: ProgramStep) -> str:
    tree = program["trees"].get(step.get("run", ""))
    return tree["start"] if tree is not None else ""


def _measure_back(tree: ProgramTree, near: Mapping[str, int]) -> dict[str, int]:
    before: dict[str, list[str]] = {}
    for step_id, step in tree["steps"].items():
        for target in _find_targets(step, tree):
            before.setdefault(target, []).append(step_id)
    found: dict[str, int] = {}
    queue = [(distance, step_id) for step_id, distance in near.items()]
    heapq.heapify(queue)
    while queue:
        distance, step_id = heapq.heappop(queue)
        if step_id not in found:
            found[step_id] = distance
            for earlier in before.get(step_id, ()):
                heapq.heappush(queue, (distance + 1, earlier))
    return found


def _find_targets(step: ProgramStep, tree: ProgramTree) -> Iterator[str]:
    yield from find_targets(step)
    yield from step.get("on", {}).values()
    # "None of these" within a tree that is run may lead out of it.
    if "fallback" in tree and step["kind"] in ("question", "input", "subtree") and "exhaustive" not in step:
        yield tree["fallback"]


def measure(distances: Distances, program: Program, place: Place) -> int | None:
    """Return how far a run at a place is from a step that acts differently, None where it can no longer come to one.

    A way out of an inner tree counts as a few steps.
    """
    found: list[int] = []
    tree_id = program["tree"]
    for depth, part in enumerate(place.parts, start=1):
        distance = distances.get(tree_id, {}).get(part.step)
        if distance is not None:
            found.append(distance + WAY_OUT * (len(place.parts) - depth))
        tree_id = program["trees"][tree_id]["steps"][part.step].get("run", "")
    return min(found, default=None)


def find_changed_steps(
    old: Program, new: Program, matches: Matches, renamed: Mapping[str, str]
) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """Return for each tree of both programs what acts differently; ``renamed`` are new tree ids by old ones."""
    was: dict[str, set[str]] = {id: set(tree["steps"]) for id, tree in old["trees"].items()}
    now: dict[str, set[str]] = {id: set(tree["steps"]) for id, tree in new["trees"].items()}
    for id, tree in old["trees"].items():
        new_id = renamed.get(id, id)
        twin, match = new["trees"].get(new_id), matches.get(new_id)
        if twin is None or match is None or _acts(tree, match) != _acts(twin, None):
            continue
        for step_id, new_step in match.steps.items():
            if step_id in tree["steps"] and new_step in twin["steps"]:
                same = _act(tree["steps"][step_id], match, renamed) == _act(twin["steps"][new_step], None, {})
                if same:
                    was[id].discard(step_id)
                    now[new_id].discard(new_step)
    return was, now


def _acts(tree: ProgramTree, match: Match | None) -> object:
    """Return what of a tree as a whole decides where runs lead."""
    facts = {
        name: {key: value for key, value in fact.items() if key not in UNSEEN_FACT}
        for name, fact in tree["facts"].items()
    }
    for fact in facts.values():
        if "options" in fact:
            fact["options"] = [pair[0] for pair in fact["options"]]  # type: ignore[attr-defined]
    start, fallback = tree["start"], tree.get("fallback")
    if match is not None:
        start, fallback = match.steps.get(start, start), match.new_id(fallback)
    return facts, start, fallback


def _act(step: ProgramStep, match: Match | None, renamed: Mapping[str, str]) -> object:
    """Return what of a step decides where runs lead, with new ids in place of old ones."""
    kept: dict[str, Any] = {key: value for key, value in step.items() if key not in (*WORDS, *WORKING)}

    def now(id: str) -> str:
        return match.steps.get(id, id) if match is not None else id

    for key in ("then", "otherwise"):
        if key in kept:
            kept[key] = now(kept[key])
    if "run" in kept:
        kept["run"] = renamed.get(kept["run"], kept["run"])
        kept["on"] = {outcome: now(target) for outcome, target in kept["on"].items()}
    for key in ("options", "branches"):
        if key in kept:
            kept[key] = [
                {k: now(v) if k == "target" else v for k, v in one.items() if k not in OPTION_WORDS}
                for one in kept[key]
            ]
    kept.pop("option_was", None)
    return kept
