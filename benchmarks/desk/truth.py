"""What is true of a simulated month, counted while the reps walk and not from their events."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

Key: TypeAlias = tuple[Hashable, ...]
PATH_STEPS = 16
STEP_SIGNS = ("seen", "stopped", "none_fitted", "went_back", "changed", "helped", "feedback")


@dataclass
class Pass:
    """A visit in which steps of a tree inside another were seen; ``last`` counts the views until the last one.

    ``outcome`` is None until it is left: then what it was left by, empty where that was by going back or changing.
    """

    tree: str
    last: int
    outcome: str | None = None


@dataclass
class RunTruth:
    """One run-through, as the rep who walks it would tell it. The walk calls a method at each thing that it does."""

    tree: str
    version: str
    versions: dict[str, str] = field(default_factory=dict)
    seen: set[tuple[str, str]] = field(default_factory=set)
    place: tuple[str, str] | None = None
    left: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)
    signs: set[tuple[str, str, str]] = field(default_factory=set)
    path: list[str] = field(default_factory=list)
    dwells: list[tuple[str, str, int]] = field(default_factory=list)
    asked: set[tuple[str, str, str]] = field(default_factory=set)
    time: int = 0
    ended: tuple[str, str, int, int] | None = None
    solved: str | None = None
    own: set[str] = field(default_factory=set)
    waiting: dict[str, int] = field(default_factory=dict)
    through: set[str] = field(default_factory=set)
    responded: bool = False
    passes: dict[str, Pass] = field(default_factory=dict)
    views: int = 0
    frames: dict[str, str] = field(default_factory=dict)
    """Which tree each frame runs."""

    def pass_through(self, tree: str, frame: str, closed: Mapping[str, str] | None) -> None:
        """A step came on screen in a frame; ``closed`` are the outcomes by frame, if a response led here."""
        self.views += 1
        for other, each in self.passes.items():
            if each.outcome is None and f"{frame}/".find(f"{other}/") != 0:
                each.outcome = "" if closed is None else closed[other]
        if frame:
            self.passes[frame] = Pass(tree, self.views)

    def view(self, tree: str, version: str, frame: str, step: str, direction: str) -> None:
        """A step came on screen: trees inside, from which the way led on outwards, are through."""
        self.place = (tree, step)
        self.versions |= {self.tree: self.version, tree: version}
        self.own.add(self.tree)
        self.seen.add(self.place)
        self.left.pop(self.place, None)
        if not frame:
            self.path.append(step)
        depth = len(frame)
        if direction != "back":
            self.through |= {inner for inner, least in self.waiting.items() if depth < least}
        if depth:
            self.waiting[tree] = min(depth, self.waiting.get(tree, depth))
            self.through.discard(tree)

    def leave(self, frame: str, dwell: int, answers: bool) -> None:
        """The step was left after so many visible milliseconds; ``answers`` a question or an input."""
        assert self.place is not None
        self.dwells.append((*self.place, dwell))
        self.time += dwell
        if answers:
            self.asked.add((self.place[0], frame, self.place[1]))

    def respond(self, option: str, target: str) -> None:
        """A response was given here."""
        assert self.place is not None
        self.left[self.place] = (option, target)
        self.responded = True

    def mark(self, sign: str) -> None:
        """Something happened here: none_fitted, went_back, changed, helped or feedback."""
        assert self.place is not None
        self.signs.add((sign, *self.place))

    def end(self, kind: str) -> None:
        """An outcome was reached here."""
        assert self.place is not None
        self.ended = (self.place[1], kind, self.time, len(self.asked))


class Truth:
    """The sums of a month, by key: how often, and by whom."""

    def __init__(self) -> None:
        self.counts: Counter[Key] = Counter()
        self.people: dict[Key, set[str]] = {}
        self.values: dict[Key, Counter[int]] = {}

    def add(self, key: Key, person: str, number: int = 1) -> None:
        """Count something that a person did."""
        self.counts[key] += number
        self.people.setdefault(key, set()).add(person)

    def add_session(self, keys: list[Key], values: list[tuple[Key, int]], person: str) -> None:
        """Count a session whose keys were worked out before."""
        for key in keys:
            self.counts[key] += 1
            self.people.setdefault(key, set()).add(person)
        for key, value in values:
            self.values.setdefault(key, Counter())[value] += 1

    def count(self, *key: Hashable) -> int:
        """Return how often something happened."""
        return self.counts[key]

    def people_of(self, *key: Hashable) -> int:
        """Return how many people stand behind a count."""
        return len(self.people.get(key, ()))

    def spread(self, *key: Hashable) -> tuple[int, float, int]:
        """Return how many values there are, their median, and the least that nine in ten do not exceed."""
        values = sorted(self.values.get(key, Counter()).elements())
        n = len(values)
        if not n:
            return 0, 0.0, 0
        return n, (values[(n - 1) // 2] + values[n // 2]) / 2, values[-(-9 * n // 10) - 1]


def list_keys(runs: list[RunTruth]) -> tuple[list[Key], list[tuple[Key, int]]]:
    """Return what a session adds to the truth: keys to count, and values by key."""
    keys: list[Key] = []
    values: list[tuple[Key, int]] = []
    keys += [("sessions", tree) for tree in {tree for run in runs for tree in run.versions}]
    for run in runs:
        keys += _list_run(run)
        values += [(("dwell", tree, step), dwell) for tree, step, dwell in run.dwells]
        values += [(("version_dwell", tree, run.versions[tree], step), dwell) for tree, step, dwell in run.dwells]
        if run.ended is not None:
            _, _, time, asked = run.ended
            for version in ("", run.version):
                values += [(("time", run.tree, version), time), (("asked", run.tree, version), asked)]
    return keys, values


def _list_run(run: RunTruth) -> list[Key]:
    keys: list[Key] = []
    for tree in run.versions:
        own = tree in run.own
        done = run.ended is not None if own else tree in run.through
        version = run.versions[tree]
        keys += [("runs", tree), ("version_runs", tree, version), ("own" if own else "inside", tree)]
        keys += [
            ("completed" if done else "open", tree),
            ("version_completed" if done else "version_open", tree, version),
        ]
    keys += _list_passes(run)
    keys += [("seen", *place) for place in run.seen]
    keys += list(run.signs)
    keys += [("left", *place, option, target) for place, (option, target) in run.left.items() if target]
    if run.ended is None:
        assert run.place is not None
        keys.append(("stopped", *run.place))
    else:
        step, kind, _, _ = run.ended
        keys += [("outcome", run.tree, step, kind), ("version_outcome", run.tree, run.version, kind)]
    keys += [
        ("version_step", str(sign), str(tree), run.versions[str(tree)], str(step))
        for sign, tree, step in (key for key in keys if len(key) == 3 and key[0] in STEP_SIGNS)
    ]
    if run.solved:
        keys += [("solved", run.tree, run.solved), ("version_solved", run.tree, run.version, run.solved)]
    keys.append(("path", run.tree, len(run.path), *run.path[:PATH_STEPS]))
    return keys


def _list_passes(run: RunTruth) -> list[Key]:
    keys: list[Key] = []
    for tree in {each.tree for each in run.passes.values()}:
        last = max((each for each in run.passes.values() if each.tree == tree), key=lambda each: each.last)
        keys.append(("returned", tree, last.outcome) if last.outcome else ("unreturned", tree))
    for frame, each in run.passes.items():
        outer, _, step = frame.rpartition("/")
        around = run.tree if not outer else run.frames[outer]
        keys.append(("passes", around, step.partition("~")[0]))
        if each.outcome is None and run.ended is None:
            keys.append(("stopped_inside", around, step.partition("~")[0]))
    return keys
