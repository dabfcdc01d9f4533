"""Suggestions: scenarios ready to paste, each reaching something that no scenario reaches yet, and greedily few."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from perfsupport.lines import line_words
from perfsupport.program import Program, Response
from perfsupport.scenarios.comparisons import mentions_today
from perfsupport.scenarios.coverage import Coverage
from perfsupport.scenarios.goals import Goal, Item, Kind
from perfsupport.scenarios.samples import find_expressions
from perfsupport.scenarios.search import NotFound, Searcher, Way
from perfsupport.scenarios.writing import word_response, write_scenario
from perfsupport.tree import Tree

MOST_WALKS = 400
"""For one goal on one day: many goals are searched for, and a hard one must not hold up the others."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A scenario that reaches something new: its name, the way, what it adds, and whether the day matters to it."""

    name: str
    way: Way
    adds: Sequence[Item]
    today: str | None

    @property
    def ends(self) -> str:
        """The outcome that the run came to, for the author to confirm."""
        return str(self.way.run["outcome"])


@dataclass(frozen=True, slots=True)
class Suggestions:
    """What is suggested, and what was not found within the tries told."""

    found: Sequence[Suggestion]
    not_found: Sequence[tuple[Item, NotFound]]


def suggest_scenarios(
    tree: Tree, program: Program, coverage: Coverage, today: str, *, most: int = MOST_WALKS
) -> Suggestions:
    """Return scenarios that reach what is missing in a coverage, those that reach most of it first."""
    searcher = Searcher(program, find_hints(tree))
    missing = {item.goal: item for item in coverage.told}
    ways: list[Way] = []
    not_found: list[tuple[Item, NotFound]] = []
    reached: set[Goal] = set()
    for goal, item in missing.items():
        if goal in reached and goal.kind is not Kind.OUTCOME:
            continue
        way = searcher.find(goal, today, most=most)
        if isinstance(way, NotFound):
            not_found.append((item, way))
        elif way.run["outcome"] is not None:
            ways.append(way)
            reached |= way.reached
    dated = is_dated(program)
    found = [
        Suggestion(_find_name(program, adds[0]), way, adds, way.today if dated else None)
        for way, adds in _choose(ways, missing)
    ]
    return Suggestions(found, [(item, told) for item, told in not_found if item.goal not in reached])


def _choose(ways: Sequence[Way], missing: Mapping[Goal, Item]) -> list[tuple[Way, list[Item]]]:
    """Return the ways that reach most of what is left, one after the other, until nothing new is reached."""
    left, chosen = dict(missing), []
    while ways:
        best = max(ways, key=lambda way: (len(way.reached & left.keys()), -len(way.responses), -len(way.given)))
        adds = [item for goal, item in left.items() if goal in best.reached]
        if not adds:
            break
        chosen.append((best, adds))
        left = {goal: item for goal, item in left.items() if goal not in best.reached}
    return chosen


def find_hints(tree: Tree) -> dict[str, list[Response]]:
    """Return values that the scenarios of a tree use, by fact; a response to a step counts for the step's fact."""
    hints: dict[str, list[Response]] = {}
    for scenario in tree.scenarios:
        for written in scenario.written:
            for key, value in (*written.given.items(), *written.responses.items()):
                step = key.rpartition("/")[2].partition("~")[0]
                fact = str(getattr(tree.steps.get(step), "fact", None) or step)
                response: Response = str(value) if isinstance(value, str) else [str(each) for each in value]
                hints.setdefault(fact, []).append(response)
    return hints


def is_dated(program: Program) -> bool:
    """Tell whether the day makes a difference to where runs lead."""
    for tree in program["trees"].values():
        if any(mentions_today(expression) for expression in find_expressions(tree)):
            return True
        for step in tree["steps"].values():
            for dated in (step, *step.get("options", ()), *step.get("branches", ())):
                if "from" in dated or "until" in dated:
                    return True
    return False


def _find_name(program: Program, item: Item) -> str:
    """Return a name that says what is new about a scenario, in the words of the tree."""
    goal = item.goal
    tree = program["trees"][goal.tree]
    step = tree["steps"].get(goal.step)
    if step is None or goal.kind in (Kind.CONDITION, Kind.BOUNDARY):
        return item.words.replace("`", "").replace(" was never tried", "").replace(" was never", " is")
    title = line_words(step["title"])
    if goal.kind is Kind.OPTION:
        labels = {option["id"]: line_words(option["label"]) for option in step.get("options", ())}
        return f"{title}: {labels.get(goal.part, goal.part)}"
    if goal.kind is Kind.OUTCOME and goal.part:
        inner = program["trees"][step["run"]]["steps"].get(goal.part)
        return f"{title}: {line_words(inner['title']) if inner is not None else goal.part}"
    return title


def write_suggestion(program: Program, suggestion: Suggestion) -> str:
    """Return a suggestion as YAML to paste below ``scenarios:``, marked for the author to confirm."""
    way = suggestion.way
    return write_scenario(
        suggestion.name,
        given=way.given,
        responses={key: word_response(program, key, value) for key, value in way.responses.items()},
        ends=suggestion.ends,
        today=suggestion.today,
        confirm="TODO: confirm that this is where it should end",
    )
