"""A reader who wants to know what a report hides: what it tells, the sums that the manual names, and what follows."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from fractions import Fraction
from itertools import product
from typing import Any, TypeAlias

Counts: TypeAlias = dict[Hashable, int | None]
Sum: TypeAlias = dict[Hashable, int]
"""Counts that come to nought together, each so many times. One that no report has is a number that nobody knows."""

SIGNS = ("none_fitted", "went_back", "changed", "helped")
"""What is said to be wrong stands in the report as it was written, and can be counted there."""
WHOLE: Hashable = "one"
ROUNDS = 50
"""So many times bounds are made closer by one another, at most."""


def read_counts(report: Mapping[str, Any]) -> Counts:
    """Return all counts of a report (JSON) by names that are the same with any floor."""
    counts: Counts = {("sessions",): report["sessions"]}
    counts |= {("day", each["day"]): each["sessions"] for each in report["days"]}
    for tree in report["trees"]:
        if tree["run_throughs"]:
            counts |= {(tree["tree"], *key): count for key, count in _read_tree(tree)}
    return counts


def _read_tree(tree: Mapping[str, Any]) -> Iterator[tuple[tuple[Hashable, ...], int | None]]:
    yield from (((what,), tree[what]) for what in ("opened", "run_throughs", "inside", "completed", "unreturned"))
    yield from ((("day", each["day"]), each["sessions"]) for each in tree["days"])
    yield from ((("outcome", each["step"]), each["run_throughs"]) for each in tree["outcomes"])
    yield from ((("returned", each["step"]), each["run_throughs"]) for each in tree["returned"])
    for step in (*tree["steps"], *tree["subtrees"]):
        yield from (((what, step["step"]), step[what]) for what in ("seen", "stopped", *SIGNS))
        yield ("visits", step["step"]), (step["dwell"] or {}).get("number")
    for move in tree["moves"]:
        yield ("move", move["step"], move["option"], move["target"]), move["run_throughs"]
    for edge in tree["edges"]:
        yield ("edge", edge["source"], edge["target"]), edge["run_throughs"]
    yield ("timed",), (tree["time"] or {}).get("number")
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
        name, step = ("version", compared[side]), change[side]
        yield from (((*name, what, step["step"]), step[what]) for what in ("seen", "stopped", *SIGNS))
        yield (*name, "visits", step["step"]), (step["dwell"] or {}).get("number")


def list_sums(report: Mapping[str, Any], whole: Counts, published: Mapping[str, Any]) -> Iterator[Sum]:
    """Yield the sums that hold for the counts of a report, of which ``whole`` has the names."""
    trees = [tree for tree in report["trees"] if tree["run_throughs"]]
    days = [each["day"] for each in report["days"]]
    yield _equal(("sessions",), [(tree["tree"], "opened") for tree in trees])
    yield _equal(("sessions",), [("day", day) for day in days])
    for day in days:
        yield _equal(("day", day), [(tree["tree"], "day", day) for tree in trees])
    for tree in trees:
        id = tree["tree"]
        yield _equal((id, "opened"), [(id, "day", day) for day in days])
        inner = {key[1:] for key in whole if isinstance(key, tuple) and key[0] == id}
        for each in _list_sums_of_tree(tree, inner, published[id]):
            yield {key if key == WHOLE else (id, *_tuple(key)): times for key, times in each.items()}


def _tuple(key: Hashable) -> tuple[Hashable, ...]:
    return key if isinstance(key, tuple) else (key,)


def _equal(one: Hashable, others: list[Hashable]) -> Sum:
    return {one: -1, **dict.fromkeys(others, 1)}


def _list_sums_of_tree(tree: Mapping[str, Any], names: set[Any], about: Mapping[str, Any]) -> Iterator[Sum]:
    def find(*begin: Hashable) -> list[Hashable]:
        return sorted(key for key in names if key[: len(begin)] == begin and len(key) == len(begin) + 1)

    steps = {step["step"]: step for step in (*tree["steps"], *tree["subtrees"])}
    kinds = {id: step["kind"] for id, step in about["steps"].items()}
    moves = [key for key in names if key[0] == "move"]
    straight = all(step["went_back"] == 0 and step["changed"] == 0 for step in steps.values())
    alone = tree["inside"] == 0 and "subtree" not in kinds.values()
    versions = [each["version"] for each in tree["versions"]]

    yield _equal(("run_throughs",), [("completed",), ("open",)])
    if tree["inside"] == 0:
        yield _equal(("completed",), find("outcome"))
        yield _equal(("timed",), [("completed",)])
    if alone:
        yield _equal(("open",), find("stopped"))
    for step in steps.values() if alone else ():
        id, onward = step["step"], [key for key in moves if key[1] == step["step"]]
        parts = [*onward, ("stopped", id)]
        if step["went_back"] == 0 and step["changed"] == 0:
            yield _equal(("seen", id), [*parts, ("none_fitted", id)])
        if straight:
            yield _equal(("visits", id), [*onward, ("none_fitted", id)])
        else:
            yield _equal(("seen", id), [*parts, ("other", id)])
        for target in {key[3] for key in onward}:
            yield _equal(("edge", id, target), [key for key in onward if key[3] == target])
    for id, kind in kinds.items() if alone and straight else ():
        came: list[Hashable] = [key for key in moves if key[3] == id]
        if id == about.get("fallback"):
            came += find("none_fitted")
        if id == about["start"]:
            came = [("run_throughs",)]
        yield _equal(("outcome" if kind == "outcome" else "seen", id), came)

    for what in ("run_throughs", "completed", "timed"):
        yield _equal((what,), [("version", each, what) for each in versions])
    for word in ("yes", "partly", "no"):
        parts = [key for each in versions for key in find("version", each, "solved") if key[3] == word]
        yield _equal(("solved", word), parts)
    for each in versions:
        yield _equal(("version", each, "run_throughs"), [("version", each, "completed"), ("version", each, "open")])
        if tree["inside"] == 0:
            yield _equal(("version", each, "completed"), find("version", each, "kind"))
            yield _equal(("version", each, "timed"), [("version", each, "completed")])
        if alone and find("version", each, "stopped"):
            yield _equal(("version", each, "open"), find("version", each, "stopped"))
    for end in {step["end"] for step in about["steps"].values() if "end" in step} if tree["inside"] == 0 else ():
        parts = [key for each in versions for key in find("version", each, "kind") if key[3] == end]
        ends: Sum = {key: 1 for key in find("outcome") if about["steps"][key[1]]["end"] == end}
        yield {**ends, **dict.fromkeys(parts, -1)}
    if set(versions) == {key[1] for key in names if key[0] == "version" and key[2] == "seen"}:
        for what, id in product(("seen", "stopped", *SIGNS, "visits"), steps):
            yield _equal((what, id), [("version", each, what, id) for each in versions])

    if tree["inside"] == 0 and tree["other_paths"] is not None:
        paths = tree["variants"]
        told = sum(path["run_throughs"] for path in paths)
        yield {("run_throughs",): 1, WHOLE: -told - tree["other_paths"]}
        if alone and straight:
            places = [*find("outcome"), *find("stopped")]
            for place in places:
                ending = sum(path["run_throughs"] for path in paths if path["steps"][-1] == place[1])
                yield {place: 1, ("rest", place): -1, WHOLE: -ending}
            yield {**{("rest", place): 1 for place in places}, WHOLE: -tree["other_paths"]}


def work_out(told: Counts, sums: list[Sum]) -> dict[Hashable, int]:
    """Return all counts that follow from those that are told: whole numbers, none below nought."""
    rows = [_put_in(each, told) for each in sums]
    rows = [*rows, *_solve(rows)]
    most: dict[Hashable, int] = {}
    least: dict[Hashable, int] = {}
    moved = True
    for _ in range(ROUNDS):
        if not moved:
            break
        moved = False
        for row in rows:
            for key, times in row.items():
                if key == WHOLE:
                    continue
                low, high = _bound(row, key, least, most)
                low, high = (low, high) if times < 0 else (_minus(high), _minus(low))
                if low is not None and -(-low // abs(times)) > least.get(key, 0):
                    least[key], moved = int(-(-low // abs(times))), True
                if high is not None and high // abs(times) < most.get(key, 10**9):
                    most[key], moved = int(high // abs(times)), True
    assert all(least.get(key, 0) <= high for key, high in most.items()), "the sums hold"
    return {key: high for key, high in most.items() if least.get(key, 0) == high}


def _minus(number: Any) -> Any:
    return None if number is None else -number


def _put_in(each: Sum, told: Counts) -> dict[Hashable, Any]:
    row: dict[Hashable, Any] = {WHOLE: each.get(WHOLE, 0)}
    for key, times in each.items():
        known = told.get(key)
        if known is not None:
            row[WHOLE] += times * known
        elif key != WHOLE:
            row[key] = times
    return row


def _bound(row: Mapping[Hashable, Any], key: Hashable, least: Any, most: Any) -> tuple[Any, Any]:
    """Return between what all else in a row lies together; None where it has no end."""
    low = high = row[WHOLE]
    for other, times in row.items():
        if other in (key, WHOLE):
            continue
        ends = [times * least.get(other, 0), times * most[other] if other in most else None]
        below, above = ends if times > 0 else ends[::-1]
        low = None if low is None or below is None else low + below
        high = None if high is None or above is None else high + above
    return low, high


def _solve(rows: list[dict[Hashable, Any]]) -> list[dict[Hashable, Any]]:
    """Return the rows with one count of each taken out of all others (Gauss and Jordan)."""
    solved: list[tuple[Hashable, dict[Hashable, Any]]] = []
    for row in rows:
        rest = {key: Fraction(times) for key, times in row.items()}
        for key, other in solved:
            rest = _take_out(rest, key, other)
        pivot = next((key for key in rest if key != WHOLE), None)
        if pivot is None:
            assert not rest.get(WHOLE), row
            continue
        rest = {key: times / rest[pivot] for key, times in rest.items()}
        solved = [*((key, _take_out(other, pivot, rest)) for key, other in solved), (pivot, rest)]
    return [{WHOLE: Fraction(0), **row} for _, row in solved]


def _take_out(row: dict[Hashable, Any], key: Hashable, other: dict[Hashable, Any]) -> dict[Hashable, Any]:
    times = row.get(key, 0)
    if not times:
        return row
    left = {each: row.get(each, 0) - times * other.get(each, 0) for each in {**row, **other}}
    return {each: number for each, number in left.items() if number}
