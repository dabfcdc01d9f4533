"""Situations that end differently: both programs are walked side by side, with the same responses.

What is found is true, since both walks were made; what is not found may still be there. Nothing is searched from where
both walks stand at the same step, know the same, and can no longer come to a step that acts differently.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import combinations
from typing import cast

from perfsupport.diff.regions import Distances, Matches, find_changed_steps, find_hot, measure
from perfsupport.program import NONE_RESPONSE, Program, Response, Value
from perfsupport.scenarios.cases import give
from perfsupport.scenarios.comparisons import find_named
from perfsupport.scenarios.keys import Place, State, find_place, visit_key
from perfsupport.scenarios.samples import find_expressions, find_samples
from perfsupport.scenarios.walker import Run, walk

MOST_WALKS = 2000
"""Pairs of walks for one tree: a few seconds where its paths are long."""

MOST_PAIRS = 8
"""Of ends that are looked for behind one place where the walks part."""

MOST_RESPONSES = 60
MOST_BEGINNINGS = 60
MOST_OPTIONS = 40
MOST_SAMPLES = 12
DISTANCE_COSTS = 3
GIVEN_COSTS = 3
NONE_COSTS = 4
"""What counts as so many more responses: a step between here and a difference, and what examples read best without:
facts from outside and "None of these"."""

Values = Mapping[str, Response]


@dataclass(frozen=True)
class Sides:
    """Two programs of one tree, and what became of what in between."""

    old: Program
    new: Program
    matches: Matches
    renamed: Mapping[str, str]
    today: str

    def new_key(self, key: str) -> str:
        """Return what a key of the old program is called in the new one."""
        place = find_place(self.old, key)
        if place is None:
            return key
        parts, tree_id = [], self.old["tree"]
        for part in place.parts:
            match = self.matches.get(self.renamed.get(tree_id, tree_id))
            parts.append(visit_key(match.steps.get(part.step, part.step) if match else part.step, part.number))
            tree_id = self.old["trees"][tree_id]["steps"][part.step].get("run", "")
        return "/".join(parts)


@dataclass(frozen=True)
class Found:
    """Two runs that end differently, with what was given and responded on both sides."""

    given: Values
    old_responses: Values
    new_responses: Values
    old_run: Run
    new_run: Run


@dataclass
class Searched:
    """What a search gives: for each pair of ends the first situation found, and whether nothing was left to try."""

    found: dict[tuple[str, str], Found] = field(default_factory=dict)
    walks: int = 0
    complete: bool = True


def find_endings(sides: Sides, most: int = MOST_WALKS) -> Searched:
    """Return situations that end differently in two programs of a tree, the shortest first."""
    was, now = find_changed_steps(sides.old, sides.new, sides.matches, sides.renamed)
    if not any(was.values()) and not any(now.values()):
        return Searched()
    search = _Search(sides, find_hot(sides.old, was), find_hot(sides.new, now), most)
    search.focused = [focus(sides.old, was), focus(sides.new, now)]
    return search.run()


def meet(sides: Sides, found: Found) -> tuple[str, str] | None:
    """Return the ends that a situation comes to on the day of these sides, as ``Searched`` names them.

    None where it stops before an end, or both are the same.
    """
    search = _Search(sides, {}, {}, 1)
    search.look_at(found.given, found.old_responses, found.new_responses)
    return next(iter(search.searched.found), None)


def tell_end(run: Run, program: Program) -> tuple[str, str]:
    """Return the outcome that a run ends with, empty where there is none, and its kind or what went wrong."""
    if run["outcome"] is None:
        return "", str(run["trouble"])
    return run["outcome"], program["trees"][program["tree"]]["steps"][run["outcome"]]["end"]


@dataclass(frozen=True)
class _Try:
    """What to walk next; ``parted`` are the steps where both walks parted, empty before."""

    given: Values
    old: Values
    new: Values
    parted: str = ""


class _Search:
    """One search: what is near to a step that acts differently, and short, is tried first."""

    def __init__(self, sides: Sides, old_hot: Distances, new_hot: Distances, most: int) -> None:
        self.sides = sides
        self.old = give(sides.old, _find_told(sides.old))
        self.new = give(sides.new, _find_told(sides.new))
        self.old_hot, self.new_hot, self.most = old_hot, new_hot, most
        self.read = _find_read(self.old) | _find_read(self.new)
        self.searched = Searched()
        self.seen: set[object] = set()
        self.pairs: Counter[str] = Counter()
        self.focused: list[Program] = []
        self.added = 0
        self.queue: list[tuple[int, int, int, _Try]] = []

    def run(self) -> Searched:
        for number, one in enumerate(self._find_beginnings()):
            self._add(number // 8, one)
        while self.queue:
            if self.searched.walks >= self.most:
                self.searched.complete = False
                break
            self._go_on(heapq.heappop(self.queue)[-1])
        return self.searched

    def look_at(self, given: Values, old: Values, new: Values) -> None:
        """Walk one situation, and keep it where it ends differently."""
        one = _Try(given, old, new)
        old_run, new_run = self._walk(self.old, given, old), self._walk(self.new, given, new)
        if _find_asked(self.old, old_run) is None and _find_asked(self.new, new_run) is None:
            self._keep(one, old_run, new_run)

    def _add(self, distance: int, one: _Try) -> None:
        none = sum(response == NONE_RESPONSE for response in one.new.values())
        length = len(one.new) + GIVEN_COSTS * len(one.given) + NONE_COSTS * none
        heapq.heappush(self.queue, (DISTANCE_COSTS * distance + length, distance, self.added, one))
        self.added += 1

    def _find_beginnings(self) -> Iterator[_Try]:
        """Yield what may be known from outside: nothing, then one fact at a time, then two.

        Facts that are asked for anyway come last: whatever they make happen, responses make happen too.
        """
        yield _Try({}, {}, {})
        told: list[tuple[str, Response]] = []
        asked = {step.get("fact") for tree in self.new["trees"].values() for step in tree["steps"].values()}
        for program in (self.old, self.new):
            tree = program["trees"][program["tree"]]
            for name, fact in tree["facts"].items():
                if "sources" in fact and name in self.read and "calculated" not in fact:
                    values = self._find_samples(program, program["tree"], name, {})
                    told += [(name, value) for value in values if (name, value) not in told]
        told.sort(key=lambda pair: pair[0] in asked)
        pairs = [{a[0]: a[1], b[0]: b[1]} for a, b in combinations(told, 2) if a[0] != b[0]]
        for given in [*({name: value} for name, value in told), *pairs][:MOST_BEGINNINGS]:
            yield _Try(given, {}, {})

    def _go_on(self, one: _Try) -> None:
        """Walk both programs; add what to try next, or keep what was found."""
        self.searched.walks += 1
        old_run, new_run = self._walk(self.old, one.given, one.old), self._walk(self.new, one.given, one.new)
        old_asks, new_asks = _find_asked(self.old, old_run), _find_asked(self.new, new_run)
        if old_asks is None and new_asks is None:
            self._keep(one, old_run, new_run)
            return
        if _is_stuck(old_run, one.old) or _is_stuck(new_run, one.new) or len(one.new) > MOST_RESPONSES:
            # A response that only one side takes is told with the options.
            return
        described = self._describe(one, old_run, new_run)
        if described in self.seen or self._is_settled(old_run, new_run, old_asks, new_asks):
            return
        self.seen.add(described)
        distance, parted = self._measure(old_asks, new_asks), one.parted
        if old_run["path"] and new_run["path"] and not self._is_together(old_asks, new_asks):
            parted = parted or f"{old_run['path'][-1]['key']} {new_run['path'][-1]['key']}"
        if self.pairs[parted] >= MOST_PAIRS:
            self.searched.complete = False
            return
        for following in self._respond(one, old_run, new_run, old_asks, new_asks):
            self._add(distance, replace(following, parted=parted))

    def _is_together(self, old_asks: Place | None, new_asks: Place | None) -> bool:
        return old_asks is not None and new_asks is not None and self.sides.new_key(old_asks.key) == new_asks.key

    def _measure(self, old_asks: Place | None, new_asks: Place | None) -> int:
        """Return how far it is to a step that acts differently; 0 where both walks have parted."""
        if old_asks is None or new_asks is None or not self._is_together(old_asks, new_asks):
            return 0
        found = (measure(self.old_hot, self.old, old_asks), measure(self.new_hot, self.new, new_asks))
        return min((each for each in found if each is not None), default=0)

    def _walk(self, program: Program, given: Values, responses: Values) -> Run:
        state: State = {"responses": dict(responses), "known": {"host": dict(given), "link": {}}}
        return walk(program, state, self.sides.today, tick_off=True)

    def _keep(self, one: _Try, old_run: Run, new_run: Run) -> None:
        old_end, new_end = tell_end(old_run, self.old), tell_end(new_run, self.new)
        match = self.sides.matches.get(self.new["tree"])
        mapped = (match.steps.get(old_end[0], old_end[0]) if match else old_end[0], old_end[1])
        if mapped != new_end:
            key = ("/".join(old_end), "/".join(new_end))
            self.pairs[one.parted] += key not in self.searched.found
            self.searched.found.setdefault(key, Found(one.given, one.old, one.new, old_run, new_run))

    def _describe(self, one: _Try, old_run: Run, new_run: Run) -> object:
        """Return what decides how both runs can go on, so that nothing is tried twice."""
        known = [
            (name, str(value))
            for run in (old_run, new_run)
            for frame in run["frames"]
            for name, value in frame["facts"].items()
            if name in self.read
        ]
        places = [
            run["path"][-1]["key"].replace("~", "/").split("/") if run["path"] else [] for run in (old_run, new_run)
        ]
        ends = [run["outcome"] for run in (old_run, new_run)]
        return tuple(known), tuple(map(tuple, places)), tuple(ends), tuple(one.given)

    def _is_settled(self, old_run: Run, new_run: Run, old_asks: Place | None, new_asks: Place | None) -> bool:
        """Tell whether both stand at the same step, know the same, and nothing ahead acts differently."""
        if old_asks is None or new_asks is None or not self._is_together(old_asks, new_asks):
            return False
        if (
            measure(self.old_hot, self.old, old_asks) is not None
            or measure(self.new_hot, self.new, new_asks) is not None
        ):
            return False
        return self._known(old_run) == self._known(new_run)

    def _known(self, run: Run) -> list[Mapping[str, Value]]:
        return [{name: v for name, v in frame["facts"].items() if name in self.read} for frame in run["frames"]]

    def _respond(
        self, one: _Try, old_run: Run, new_run: Run, old_asks: Place | None, new_asks: Place | None
    ) -> Iterator[_Try]:
        """Yield the tries with one more response: to what both ask, else what the old asks, else the new."""
        if old_asks is not None:
            key, new_key = old_asks.key, self.sides.new_key(old_asks.key)
            responses = self._offer(self.old, old_run, old_asks)
            if new_asks is not None and new_key == new_asks.key:
                responses += [r for r in self._offer(self.new, new_run, new_asks) if r not in responses]
            for response in responses:
                yield _Try(one.given, {**one.old, key: response}, {**one.new, new_key: response})
        elif new_asks is not None:
            for response in self._offer(self.new, new_run, new_asks):
                yield _Try(one.given, one.old, {**one.new, new_asks.key: response})

    def _offer(self, program: Program, run: Run, place: Place) -> list[Response]:
        """Return the responses worth trying on a screen."""
        step = place.step
        offered: list[Response] = []
        if step["kind"] == "input":
            known = run["frames"][-1]["facts"]
            offered = self._find_samples(program, place.tree_id, step["fact"], known)
            if step["fact"] not in self.read:
                offered = offered[:1]
        elif "pick_many" in step:
            offered = [[option] for option in run["offered"]]
            exclusive = {option["id"] for option in step["options"] if "exclusive" in option}
            together = [option for option in run["offered"] if option not in exclusive]
            offered += [together] if len(together) > 1 else []
        else:
            offered = [*run["offered"]]
        return [*offered[:MOST_OPTIONS], *([NONE_RESPONSE] if run["none"] is not None else [])]

    def _find_samples(self, program: Program, tree_id: str, name: str, known: Mapping[str, Value]) -> list[Response]:
        """Return values worth trying: first about what steps that act differently compare, then a few for the rest."""
        found: list[Response] = []
        for each in (*self.focused, program):
            if name in each["trees"].get(tree_id, {"facts": {}})["facts"]:
                samples = find_samples(each, tree_id, name, known, self.sides.today, {})
                found += [sample for sample in samples[:MOST_SAMPLES] if sample not in found]
        return found


def focus(program: Program, changed: Mapping[str, set[str]]) -> Program:
    """Return the program with none but the steps that act differently, of which the comparisons matter most."""
    trees = {
        id: {**tree, "steps": {step: each for step, each in tree["steps"].items() if step in changed.get(id, ())}}
        for id, tree in program["trees"].items()
    }
    return cast(Program, {**program, "trees": trees})


def _find_told(program: Program) -> list[str]:
    """Return the facts that host or link may tell."""
    return [name for tree in program["trees"].values() for name, fact in tree["facts"].items() if "sources" in fact]


def _find_read(program: Program) -> set[str]:
    """Return the facts that decide where runs lead: those in conditions, passed on, or asked for more than once."""
    read: set[str] = set()
    asked: list[str] = []
    for tree in program["trees"].values():
        for expression in find_expressions(tree):
            read |= set(find_named(expression, tree["facts"]))
        for step in tree["steps"].values():
            for passed in step.get("passed", {}).values():
                read |= set(find_named(passed, tree["facts"]))
            if "fact" in step:
                asked.append(step["fact"])
            asked += [
                *step.get("set", {}),
                *(name for option in step.get("options", ()) for name in option.get("set", {})),
            ]
        asked += [name for name, fact in tree["facts"].items() if "sources" in fact]
    return read | {name for name in asked if asked.count(name) > 1}


def _find_asked(program: Program, run: Run) -> Place | None:
    """Return the place where a run asks, None where it has ended or cannot go on."""
    if run["outcome"] is not None or run["trouble"] is not None or not run["path"]:
        return None
    return find_place(program, run["path"][-1]["key"])


def _is_stuck(run: Run, responses: Values) -> bool:
    """Tell whether a run asks for what was responded: the response is none that it takes."""
    return run["outcome"] is None and bool(run["path"]) and run["path"][-1]["key"] in responses
