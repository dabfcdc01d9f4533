"""A reader who wants to know what a report hides: what it tells, the sums that the manual names, and what follows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping
from fractions import Fraction
from itertools import product
from typing import Any, NamedTuple, TypeAlias

Key: TypeAlias = tuple[Hashable, ...]
Counts: TypeAlias = dict[Key, int | None]
Truth: TypeAlias = Mapping[Key, int]
Row: TypeAlias = dict[Key, int]

SIGNS = ("none_fitted", "went_back", "changed", "helped")
"""What is said to be wrong stands in the report as it was written, and can be counted there."""
WHOLE: Key = ("one",)
LONG = "…"
"""Where a path ends of which the report tells the beginning alone."""
ROUNDS = 12
"""So many times bounds are made closer by one another, at most."""


class Sum(NamedTuple):
    """Counts that come to nought together, each so many times.

    ``rest`` says what may stand in between that no report tells: ``none``; ``some``, which a reader supposes to be
    nothing where it is; or ``more``, of which he knows only that the sum is not above nought without it.
    """

    row: Row
    rest: str = "none"


def read_counts(report: Mapping[str, Any]) -> Counts:
    """Return all counts of a report (JSON) by names that are the same with any floor."""
    counts: Counts = {("sessions",): report["sessions"], ("quality",): report["quality"]["sessions"]}
    counts |= {("day", each["day"]): each["sessions"] for each in report["days"]}
    for tree in report["trees"]:
        if tree["run_throughs"]:
            counts |= {(tree["tree"], *key): count for key, count in _read_tree(tree)}
    return counts


def _read_tree(tree: Mapping[str, Any]) -> Iterator[tuple[Key, int | None]]:
    heads = ("sessions", "opened", "run_throughs", "inside", "completed", "unreturned", "other_paths")
    yield from (((what,), tree[what]) for what in heads)
    yield from ((("day", each["day"]), each["sessions"]) for each in tree["days"])
    yield from ((("outcome", each["step"]), each["run_throughs"]) for each in tree["outcomes"])
    yield from ((("returned", each["step"]), each["run_throughs"]) for each in tree["returned"])
    for step in (*tree["steps"], *tree["subtrees"]):
        yield from _read_step(step)
    for move in tree["moves"]:
        yield ("move", move["step"], move["option"], move["target"]), move["run_throughs"]
    for edge in tree["edges"]:
        yield ("edge", edge["source"], edge["target"]), edge["run_throughs"]
    yield from (((what,), (tree[of] or {}).get("number")) for what, of in (("timed", "time"), ("asked", "asked")))
    yield from ((("solved", word), count) for word, count in (tree["solved"] or {}).items())
    for each in tree["versions"]:
        name = ("version", each["version"])
        yield (*name, "run_throughs"), each["run_throughs"]
        yield (*name, "completed"), each["completed"]
        yield (*name, "timed"), (each["time"] or {}).get("number")
        yield from (((*name, "kind", kind), count) for kind, count in each["kinds"].items())
        yield from (((*name, "solved", word), count) for word, count in (each["solved"] or {}).items())
    compared = tree["comparison"]
    for change, side in product(compared["steps"], ("before", "after")) if compared else ():
        yield from ((("version", compared[side], *key), count) for key, count in _read_step(change[side]))


def _read_step(step: Mapping[str, Any]) -> Iterator[tuple[Key, int | None]]:
    yield from (((what, step["step"]), step[what]) for what in ("seen", "stopped", *SIGNS))
    yield ("visits", step["step"]), (step["dwell"] or {}).get("number")


def read_session(report: Mapping[str, Any], versions: Mapping[str, str]) -> Counter[Key]:
    """Return all counts of one session, from the report (JSON) of it alone, on no day; those of a version too."""
    truth: Counter[Key] = Counter({("quality",): 1})
    for tree in report["trees"]:
        counts = {key: count for key, count in _read_tree(tree) if count and key[0] not in ("version", "day")}
        counts["own",] = tree["run_throughs"] - tree["inside"]
        counts["open",] = tree["run_throughs"] - tree["completed"]
        counts["seen inside",] = tree["sessions"] - tree["opened"]
        counts.pop(("other_paths",), None)
        found = Counter({key: count for key, count in counts.items() if count})
        for path in tree["variants"]:
            found["path", path["steps"][-1] if path["longer"] <= 0 else LONG] += path["run_throughs"]
            found.update({("over", step): path["run_throughs"] for step in set(path["steps"])})
        for outcome in tree["outcomes"]:
            found["kind", outcome["kind"]] += outcome["run_throughs"]
        for key, count in (+found).items():
            truth[tree["tree"], *key] += count
            truth[tree["tree"], "version", versions[tree["tree"]], *key] += count
    return truth


def list_paths(report: Mapping[str, Any], tree: str) -> set[tuple[Hashable, ...]]:
    """Return the paths through a tree that a report tells: how many steps each has, and the steps."""
    paths = [path for each in report["trees"] if each["tree"] == tree for path in each["variants"]]
    return {(len(path["steps"]) + path["longer"], *path["steps"]) for path in paths}


def list_sums(report: Mapping[str, Any], names: Iterable[Key], published: Mapping[str, Any]) -> Iterator[Sum]:
    """Yield the sums that the counts of a report make up, of which ``names`` are all that there may be."""
    trees = [tree for tree in report["trees"] if tree["run_throughs"]]
    days = [each["day"] for each in report["days"]]
    yield _equal(("sessions",), [(tree["tree"], "opened") for tree in trees])
    yield _equal(("quality",), [("sessions",)], "some")
    if days:
        yield _equal(("sessions",), [("day", day) for day in days])
    for day in days:
        yield _equal(("day", day), [(tree["tree"], "day", day) for tree in trees])
    names = list(names)
    for tree in trees:
        id = tree["tree"]
        inner = {key[1:] for key in names if key[0] == id}
        yield _equal((id, "opened"), [(id, "day", day) for day in days])
        for place, each in _list_sums_of_tree(tree, inner, published[id]):
            yield Sum(
                {key if key == WHOLE else (id, *place, *key): times for key, times in each.row.items()}, each.rest
            )
        yield from _list_passes(id, published)


def _equal(one: Key, others: Iterable[Key], rest: str = "none") -> Sum:
    row: Row = {one: -1}
    for other in others:
        row[other] = row.get(other, 0) + 1
    return Sum(row, rest)


def _list_sums_of_tree(tree: Mapping[str, Any], inner: set[Key], about: Mapping[str, Any]) -> Iterator[tuple[Key, Sum]]:
    versions = [("version", each["version"]) for each in tree["versions"]]
    names = {key for key in inner if key[0] != "version"} | {key[2:] for key in inner if key[0] == "version"}
    for place in ((), *versions):
        for each in _list_ways(names, about):
            yield place, each
    for key in names:
        if key[0] not in ("sessions", "opened", "day", "other_paths", "seen inside"):
            yield (), _equal(key, [(*version, *key) for version in versions])
    yield (), _equal(("sessions",), [("opened",), ("seen inside",)])
    yield (), _equal(("own",), [("opened",)], "some")
    yield (), _equal(("inside",), [("seen inside",)], "some")
    if tree["other_paths"] is None:
        return
    told: Counter[Key] = Counter()
    for path in tree["variants"]:
        told["path", path["steps"][-1] if path["longer"] <= 0 else LONG] += path["run_throughs"]
        told.update({("over", step): path["run_throughs"] for step in set(path["steps"])})
    whole = sum(path["run_throughs"] for path in tree["variants"])
    yield (), Sum({("own",): 1, ("other_paths",): -1, WHOLE: -whole})
    for key in {key for key in names if key[0] in ("path", "over")} | set(told):
        yield (), Sum({key: -1, WHOLE: told[key]}, "more")


def _list_ways(names: set[Key], about: Mapping[str, Any]) -> Iterator[Sum]:
    """Yield what comes out in a tree, and in each version of it."""

    def find(what: str) -> list[Key]:
        return sorted((key for key in names if key[0] == what and len(key) == 2), key=str)

    steps = about["steps"]
    moves, edges = ([key for key in names if key[0] == what] for what in ("move", "edge"))
    outcomes: list[Key] = [("outcome", id) for id, step in steps.items() if step["kind"] == "outcome"]
    places: list[Key] = [("path", id) for id, step in steps.items() if step["kind"] not in ("route", "subtree")]
    yield _equal(("run_throughs",), [("completed",), ("open",)])
    yield _equal(("run_throughs",), [("own",), ("inside",)])
    yield _equal(("timed",), outcomes)
    yield _equal(("timed",), [("asked",)])
    yield _equal(("completed",), [*outcomes, *find("returned")], "some")
    yield _equal(("inside",), [*find("returned"), ("unreturned",)])
    yield _equal(("open",), find("stopped"), "some")
    yield _equal(("own",), [*places, ("path", LONG)])
    yield _equal(("own",), outcomes, "some")
    for end in {str(step["end"]) for step in steps.values() if "end" in step}:
        yield _equal(("kind", end), [key for key in outcomes if steps[key[1]]["end"] == end])
    for id, step in steps.items():
        kind, onward = step["kind"], [key for key in moves if key[1] == id]
        if kind in ("question", "input", "action"):
            yield _equal(("seen", id), [*onward, ("none_fitted", id), ("stopped", id)], "some")
            yield _equal(("visits", id), [*onward, ("none_fitted", id)], "some")
            yield _equal(("path", id), [("stopped", id)], "some")
            for target in {key[3] for key in onward}:
                yield _equal(("edge", id, target), [key for key in onward if key[3] == target], "some")
        elif kind == "subtree":
            yield _equal(("seen", id), [*(key for key in edges if key[1] == id), ("stopped", id)], "some")
        elif kind == "outcome":
            yield _equal(("path", id), [("outcome", id)], "some")
        came: Counter[Key] = Counter(key for key in edges if key[2] == id)
        came.update(find("none_fitted") if id == about.get("fallback") else ())
        came.update([("run_throughs",)] if id == about["start"] else ())
        here: list[Key] = [("outcome", id), ("returned", id)] if kind == "outcome" else [("seen", id)]
        came.subtract([key for key in edges if key[1] == id] if kind == "route" else here)
        yield Sum(dict(came), "some")


def _list_passes(id: str, published: Mapping[str, Any]) -> Iterator[Sum]:
    """Yield what the trees around say of a tree that they run."""
    around = [
        (tree, step, about.get("on", {}))
        for tree in published
        for step, about in published[tree]["steps"].items()
        if about.get("run") == id
    ]
    if not around:
        return
    yield _equal((id, "inside"), [(tree, "seen", step) for tree, step, _ in around], "some")
    yield _equal((id, "unreturned"), [(tree, "stopped", step) for tree, step, _ in around], "some")
    ends = [end for end, step in published[id]["steps"].items() if step["kind"] == "outcome"]
    alone = [
        {end: (tree, "edge", step, on[end]) for end in on if list(on.values()).count(on[end]) == 1}
        for tree, step, on in around
    ]
    for end in ends:
        if all(end in each for each in alone):
            yield _equal((id, "returned", end), [each[end] for each in alone], "some")


def settle(sums: Iterable[Sum], truth: Truth) -> Iterator[Row]:
    """Yield the rows that a reader has who supposes rightly wherever nothing stands in between."""
    for number, each in enumerate(sums):
        row = {key: times for key, times in each.row.items() if times}
        rest = sum(times * (1 if key == WHOLE else truth.get(key, 0)) for key, times in row.items())
        if each.rest == "more":
            assert rest <= 0, each
            yield {**row, ("rest", number): 1}
        elif not rest:
            yield row
        else:
            assert each.rest == "some", (each, {key: truth.get(key, 0) for key in row})


def work_out(told: Counts, rows: Iterable[Row]) -> dict[Key, tuple[int, int | None]]:
    """Return between what each hidden count must be: whole numbers, none below nought."""
    known = [_put_in(row, told) for row in rows]
    bounds = _Bounds()
    for row in known:
        assert len(row) > 1 or not row[WHOLE], "the sums hold"
    solved = [row for row in _solve(known) if len(row) < 9]
    for _ in range(ROUNDS):
        if not sum(bounds.narrow(row) for row in (*known, *solved)):
            break
    assert all(low <= high for low, high in bounds.ends.values() if high is not None), "the sums hold"
    return bounds.ends


class _Bounds:
    """Between what counts lie, as far as that follows."""

    def __init__(self) -> None:
        self.ends: dict[Key, tuple[int, int | None]] = {}

    def narrow(self, row: Mapping[Key, Any]) -> bool:
        """Make the bounds of the counts of a row closer, each by all others; tell whether any was."""
        lows, highs = [], []
        for key, times in row.items():
            low, high = (1, 1) if key == WHOLE else self.ends.get(key, (0, None))
            ends = (times * low, None if high is None else times * high)
            below, above = ends if times > 0 else ends[::-1]
            lows.append(below)
            highs.append(above)
        left_out = [(key, times, *_leave_out(lows, highs, place)) for place, (key, times) in _number(row)]
        return sum(self._set(*each) for each in left_out) > 0

    def _set(self, key: Key, times: Any, low: Any, high: Any) -> bool:
        """Take over that a count, so many times, and something between two bounds come to nought."""
        least, most = self.ends.get(key, (0, None))
        low, high = (high, low) if times > 0 else (low, high)
        new_least = least if low is None else max(least, _ceil(-low / times))
        new_most = most if high is None else min(_floor(-high / times), most if most is not None else 10**9)
        self.ends[key] = (new_least, new_most)
        return (new_least, new_most) != (least, most)


def _number(row: Mapping[Key, Any]) -> list[tuple[int, tuple[Key, Any]]]:
    return [(place, item) for place, item in enumerate(row.items()) if item[0] != WHOLE]


def _leave_out(lows: list[Any], highs: list[Any], place: int) -> tuple[Any, Any]:
    """Return the sum of all lower ends but one, and of all upper ones; None where one has no end."""
    low, high = ([*each[:place], *each[place + 1 :]] for each in (lows, highs))
    return (None if None in low else Fraction(sum(low))), (None if None in high else Fraction(sum(high)))


def _ceil(number: Fraction) -> int:
    return -(-number.numerator // number.denominator)


def _floor(number: Fraction) -> int:
    return number.numerator // number.denominator


def _put_in(each: Row, told: Counts) -> dict[Key, Any]:
    row: dict[Key, Any] = {WHOLE: each.get(WHOLE, 0)}
    for key, times in each.items():
        known = told.get(key)
        if known is not None:
            row[WHOLE] += times * known
        elif key != WHOLE:
            row[key] = times
    return row


def _solve(rows: Iterable[dict[Key, Any]]) -> list[dict[Key, Any]]:
    """Return the rows with one count of each taken out of all others (Gauss and Jordan)."""
    solved: dict[Key, dict[Key, Any]] = {}
    places: dict[Key, set[Key]] = {}

    def put(pivot: Key, row: dict[Key, Any]) -> None:
        for key in solved.get(pivot, ()):
            places[key].discard(pivot)
        solved[pivot] = row
        for key in row:
            places.setdefault(key, set()).add(pivot)

    for row in sorted(rows, key=len):
        rest = {key: Fraction(times) for key, times in row.items() if times}
        for key in [key for key in rest if key in solved]:
            rest = _take_out(rest, key, solved[key])
        free = [key for key in rest if key != WHOLE]
        if not free:
            assert not rest, "the sums hold"
            continue
        pivot = min(free, key=lambda key: len(places.get(key, ())))
        rest = {key: times / rest[pivot] for key, times in rest.items()}
        for other in list(places.get(pivot, ())):
            put(other, _take_out(solved[other], pivot, rest))
        put(pivot, rest)
    return [{WHOLE: Fraction(0), **row} for row in solved.values()]


def _take_out(row: dict[Key, Any], key: Key, other: dict[Key, Any]) -> dict[Key, Any]:
    times = row.get(key, 0)
    left = {each: row.get(each, 0) - times * other.get(each, 0) for each in {**row, **other}}
    return {each: number for each, number in left.items() if number}
