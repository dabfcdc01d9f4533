"""Search: what must be given and responded so that a run reaches a goal, tried with the real walk.

Positions nearer to the goal are tried first. What the search may cost is counted in walks, so that the same question
always gets the same answer; what is not found may still be there, and nothing is said to be impossible.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TypeAlias

from perfsupport.program import NONE_RESPONSE, Program, ProgramOption, ProgramStep, Response, Value
from perfsupport.scenarios.cases import give
from perfsupport.scenarios.comparisons import find_named, mentions_today
from perfsupport.scenarios.frames import is_in_effect
from perfsupport.scenarios.goals import Goal
from perfsupport.scenarios.keys import State, find_place
from perfsupport.scenarios.positions import Position, Positions
from perfsupport.scenarios.samples import Hints, find_expressions, find_samples
from perfsupport.scenarios.walker import Judged, Run, walk
from perfsupport.scenarios.watching import Parts, Watcher, find_in_path

MOST_WALKS = 1500
NONE_COSTS = 10
"""Moves that "None of these" counts as: it is near to an end everywhere, and tells little."""

MOST_DAYS = 12
OTHER_DAYS_SHARE = 4
"""On each other day a quarter of the walks is tried."""

MOST_RESPONSES = 60
"""Of one run: a rep who presses more often is going round in circles."""

Values: TypeAlias = Mapping[str, Response]


@dataclass(frozen=True, slots=True)
class Way:
    """What reaches a goal: what the host says, the responses by key, and the day; and the run that comes of it."""

    given: Values
    responses: Values
    today: str
    run: Run
    reached: frozenset[Goal]
    walks: int


@dataclass(frozen=True, slots=True)
class NotFound:
    """A search that ended without a way after so many walks; ``exhausted`` where nothing was left to try."""

    walks: int
    exhausted: bool = False

    def __str__(self) -> str:
        """Return what can be said of it, and no more."""
        return f"not found within {self.walks} tries"


def find_way(
    program: Program,
    goal: Goal,
    today: str,
    *,
    most: int = MOST_WALKS,
    hints: Hints | None = None,
    to_the_end: bool = True,
) -> Way | NotFound:
    """Return what must be given and responded in the program's own tree so that the run reaches a goal.

    The run goes on to an outcome; without ``to_the_end`` it stops where the goal was reached. The day is ``today``
    unless only another one leads there. ``hints`` are values known to be good for a fact, as for one with a pattern.
    ``most`` is the number of walks that the search may take on a day.
    """
    return Searcher(program, hints).find(goal, today, most=most, to_the_end=to_the_end)


class Searcher:
    """Searches in one program; what is known of its positions is worked out once."""

    def __init__(self, program: Program, hints: Hints | None = None) -> None:
        self.program = _open(program)
        self.positions = Positions(program)
        self.hints = hints or {}
        self.parts: Parts = {}
        self.read = {id: _find_read(program, id) for id in program["trees"]}

    def find(self, goal: Goal, today: str, *, most: int = MOST_WALKS, to_the_end: bool = True) -> Way | NotFound:
        """Return the way to a goal, see ``find_way``."""
        distances = self.positions.measure(self.positions.find_goal(goal))
        if self.positions.start not in distances and self.positions.complete:
            return NotFound(0, exhausted=True)
        walks = 0
        for number, day in enumerate(self._find_days(goal, today)):
            attempt = _Attempt(self, day, most if number == 0 else most // OTHER_DAYS_SHARE)
            way = attempt.search({}, {}, distances, lambda _run, reached: goal in reached)
            if way is not None and to_the_end:
                way = self.finish(way, goal, most=most) or way
            walks += attempt.walks
            if way is not None:
                return Way(way.given, way.responses, day, way.run, way.reached, walks)
        return NotFound(walks)

    def _find_days(self, goal: Goal, today: str) -> list[str]:
        """Return the days on which to search: those on which the step or option of the goal holds."""
        step = self.program["trees"][goal.tree]["steps"].get(goal.step)
        days = [today, *find_days(self.program, today)]
        if step is None:
            return days
        dated: list[ProgramStep | ProgramOption] = [step]
        dated.extend(option for option in step.get("options", ()) if option["id"] == goal.part)
        return [day for day in days if all(is_in_effect(each, day) for each in dated)]

    def finish(self, way: Way, goal: Goal | None = None, *, most: int = MOST_WALKS) -> Way | None:
        """Return a way continued to an outcome of the tree, still by way of the goal; None where none was found."""
        distances = self.positions.measure(self.positions.find_ends())
        attempt = _Attempt(self, way.today, most)
        return attempt.search(
            way.given,
            way.responses,
            distances,
            lambda run, reached: run["outcome"] is not None and (goal is None or goal in reached),
        )


def find_days(program: Program, today: str) -> list[str]:
    """Return other days that may make a difference: about the effective dates, and about dates compared with today."""
    days: set[str] = set()
    for tree in program["trees"].values():
        for step in tree["steps"].values():
            for dated in (step, *step.get("options", ()), *step.get("branches", ())):
                days |= _move(dated.get("from"), -1, 0) | _move(dated.get("until"), 0, 1)
        for expression in find_expressions(tree):
            if mentions_today(expression):
                for text in _find_dates(expression):
                    days |= _move(text, -1, 0, 1)
    return sorted(days - {today}, key=lambda day: (abs(_count(day) - _count(today)), day))[:MOST_DAYS]


def _move(text: str | None, *by: int) -> set[str]:
    if text is None:
        return set()
    try:
        return {(date.fromisoformat(text) + timedelta(days=days)).isoformat() for days in by}
    except (ValueError, OverflowError):
        return set()


def _count(day: str) -> int:
    return date.fromisoformat(day).toordinal()


def _find_dates(expression: object) -> Iterator[str]:
    if isinstance(expression, str):
        yield expression
    elif isinstance(expression, list):
        for part in expression[1:]:
            yield from _find_dates(part)


def _open(program: Program) -> Program:
    """Return the program in which the host may say every fact, in the first tree that has it, as scenarios can."""
    return give(program, [name for tree in program["trees"].values() for name in tree["facts"]])


def _find_read(program: Program, tree_id: str) -> set[str]:
    """Return the facts of a tree that decide where runs lead: those in conditions, passed on, or asked for."""
    tree = program["trees"][tree_id]
    read = {name for expression in find_expressions(tree) for name in find_named(expression, tree["facts"])}
    for step in tree["steps"].values():
        read |= {name for passed in step.get("passed", {}).values() for name in find_named(passed, tree["facts"])}
        if step["kind"] == "question" and "fact" in step:
            read.add(step["fact"])
    return read


@dataclass(order=True)
class _Try:
    """Something to walk; the nearest, then the shortest, then the first found comes first."""

    distance: int
    length: int
    number: int
    given: Values = field(compare=False)
    responses: Values = field(compare=False)


class _Attempt:
    """One search on one day."""

    def __init__(self, searcher: Searcher, today: str, most: int) -> None:
        self.searcher = searcher
        self.program = searcher.program
        self.today = today
        self.most = most
        self.walks = 0
        self.queue: list[_Try] = []
        self.number = 0

    def search(
        self,
        given: Values,
        responses: Values,
        distances: Mapping[Position, int],
        is_found: Callable[[Run, frozenset[Goal]], bool],
    ) -> Way | None:
        """Return the first way found that continues these facts and responses, or None."""
        seen: set[object] = set()
        self._add(0, given, responses)
        while self.queue and self.walks < self.most:
            one = heapq.heappop(self.queue)
            watcher = _Asker(self.program, self.today, self.searcher.parts)
            state: State = {"responses": dict(one.responses), "known": {"host": dict(one.given), "link": {}}}
            run = walk(self.program, state, self.today, tick_off=True, watch=watcher)
            self.walks += 1
            reached = frozenset(watcher.reached | set(find_in_path(self.program, run["path"])))
            kept = {key: each for key, each in one.responses.items() if key not in run["dropped"]}
            if is_found(run, reached):
                return Way(one.given, kept, self.today, run, reached, self.walks)
            situation = self._describe(run, one.given)
            if situation in seen or len(kept) > MOST_RESPONSES:
                continue
            seen.add(situation)
            self._expand(run, one.given, kept, distances, watcher)
        return None

    def _add(self, distance: int, given: Values, responses: Values) -> None:
        self.number += 1
        heapq.heappush(self.queue, _Try(distance, len(given) + len(responses), self.number, given, responses))

    def _describe(self, run: Run, given: Values) -> object:
        """Return what decides how a run can go on, so that nothing is tried twice."""
        frames = [(frame["tree"], self.searcher.read[frame["tree"]], frame["facts"]) for frame in run["frames"]]
        known = [
            (tree, name, str(value)) for tree, read, facts in frames for name, value in facts.items() if name in read
        ]
        last = run["path"][-1]["key"].split("~")[0] if run["path"] else ""
        return tuple(known), last, tuple(sorted(given))

    def _expand(
        self, run: Run, given: Values, responses: Values, distances: Mapping[Position, int], asker: _Asker
    ) -> None:
        here = run["path"][-1] if run["path"] else None
        position = _find_position(self.program, run)
        is_goal = position is not None and distances.get(position) == 0
        if here is not None and position is not None and run["outcome"] is None and here["how"] == "here":
            for response, target in self._find_responses(run, position):
                # The options of the goal itself lead on beyond it.
                distance = distances.get(target, 1 if is_goal else None)
                if distance is not None or not self.searcher.positions.complete:
                    dear = NONE_COSTS if response == NONE_RESPONSE else 0
                    self._add((distance or 0) + dear, given, {**responses, here["key"]: response})
        for (tree_id, name), known in asker.unknown.items():
            if name not in given:
                for value in self._find_samples(tree_id, name, known):
                    self._add(1, {**given, name: value}, responses)

    def _find_samples(self, tree_id: str, name: str, known: Mapping[str, Value]) -> list[Response]:
        samples = find_samples(self.program, tree_id, name, known, self.today, self.searcher.hints)
        return samples if name in self.searcher.read[tree_id] else samples[:1]

    def _find_responses(self, run: Run, position: Position) -> Iterator[tuple[Response, Position]]:
        """Yield the responses worth trying on a screen, and where each leads for all that is known beforehand."""
        tree = self.program["trees"][position.tree]
        step = tree["steps"][position.step]
        then = step.get("then")
        if step["kind"] == "input":
            for response in self._find_samples(position.tree, step["fact"], run["frames"][-1]["facts"]):
                yield response, position._replace(step=str(then))
        elif "pick_many" in step:
            exclusive = [option["id"] for option in step["options"] if "exclusive" in option]
            for chosen in _choose_many(run["offered"], exclusive):
                yield chosen, position._replace(step=str(then))
        else:
            targets = {option["id"]: option.get("target", then) for option in step.get("options", ())}
            for option_id in run["offered"]:
                yield option_id, position._replace(step=str(targets[option_id]))
        if run["none"] is not None and (place := find_place(self.program, run["none"])) is not None:
            around = tuple(part.step for part in place.parts[:-1])
            yield NONE_RESPONSE, Position(around, place.tree_id, place.parts[-1].step)


def _choose_many(offered: Sequence[str], exclusive: Sequence[str]) -> Iterator[Response]:
    """Yield each option by itself, and all that go together."""
    for option in offered:
        yield [option]
    together = [option for option in offered if option not in exclusive]
    if len(together) > 1:
        yield together


def _find_position(program: Program, run: Run) -> Position | None:
    place = find_place(program, run["path"][-1]["key"]) if run["path"] else None
    if place is None:
        return None
    return Position(tuple(part.step for part in place.parts[:-1]), place.tree_id, place.parts[-1].step)


class _Asker(Watcher):
    """Takes down, besides, which facts that the host may say a condition missed, and what was known then."""

    def __init__(self, program: Program, today: str, parts: Parts) -> None:
        super().__init__(program, today, parts)
        self.unknown: dict[tuple[str, str], Mapping[str, Value]] = {}

    def __call__(self, judged: Judged) -> None:
        """Take down one condition."""
        super().__call__(judged)
        if judged.value is True:
            return
        frame = judged.frame
        for name in sorted(find_named(judged.when, frame.tree["facts"])):
            fact = frame.tree["facts"].get(name)
            if fact is not None and "host" in fact.get("sources", ()) and frame.get(name) is None:
                self.unknown[frame.tree_id, name] = dict(frame.values)
