"""Samples: values worth trying for a fact, taken from the constants it is compared with and from its limits."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import TypeAlias

from perfsupport.expressions import evaluate
from perfsupport.program import Expression, Program, ProgramFact, ProgramTree, Response, Value
from perfsupport.scenarios.comparisons import SIDES, Comparison, find_boundary, find_comparisons, find_named, find_side
from perfsupport.scenarios.patterns import make_text
from perfsupport.scenarios.ranges import to_number
from perfsupport.values import admit, read_value, write_number

Facts: TypeAlias = Mapping[str, Value]
Hints: TypeAlias = Mapping[str, Sequence[Response]]
"""Values that an author has used for a fact, in the order of preference."""

SPREAD = (0.0, 0.01, 1.0, 5.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1e3, 2e3, 5e3, 1e4, 1e5, 1e6)
"""Where a number is looked for, on both sides of nought; days on both sides of today."""

MOST_OPTIONS = 12
HALVINGS = 48
PLAIN = 100.0
"""A number for a fact of which nothing is known."""


def find_samples(program: Program, tree_id: str, name: str, known: Facts, today: str, hints: Hints) -> list[Response]:
    """Return values worth trying for a fact in a tree, in canonical text, the plainest first.

    ``known`` are the values of the tree's other facts, by which calculated facts are worked out.
    """
    tree = program["trees"][tree_id]
    fact = tree["facts"][name]
    said = [value for value in hints.get(name, ()) if _fits(fact, value)]
    match fact["type"]:
        case "yes_no":
            return ["yes", "no"]
        case "choice":
            return [*_list_values(fact)[:MOST_OPTIONS]]
        case "many":
            return _list_many(_list_values(fact))
        case "text":
            texts = [*said[:1], *find_texts(tree, name), make_text(fact.get("pattern", ""))]
            return _unique(text for text in texts if _fits(fact, text))
    return _unique([*said[:1], *_find_numbers(program, tree_id, name, known, today)])


def _list_values(fact: ProgramFact) -> list[str]:
    return [value for value, _label in fact.get("options", ())]


def _list_many(values: list[str]) -> list[Response]:
    """Return lists of one value each, and the list of all."""
    alone: list[Response] = [[value] for value in values[:MOST_OPTIONS]]
    return [*alone, values] if len(values) > 1 else alone


def find_texts(tree: ProgramTree, name: str) -> list[str]:
    """Return the texts with which a tree's conditions compare a fact."""
    return [text for expression in find_expressions(tree) for text in _find_compared_texts(expression, name)]


def _find_compared_texts(expression: Expression, name: str) -> Iterator[str]:
    if not isinstance(expression, list):
        return
    if expression[0] in ("==", "!=", "in") and ["fact", name] in expression[1:]:
        for part in expression[1:]:
            texts = part[1:] if isinstance(part, list) and part[0] == "list" else [part]
            yield from (text for text in texts if isinstance(text, str))
    for part in expression[1:]:
        yield from _find_compared_texts(part, name)


def find_expressions(tree: ProgramTree) -> Iterator[Expression]:
    """Yield every condition of a tree, and the expressions of its calculated facts."""
    for step in tree["steps"].values():
        for carrier in (*step.get("branches", ()), *step.get("options", ())):
            if "when" in carrier:
                yield carrier["when"]
    for fact in tree["facts"].values():
        if "calculated" in fact:
            yield fact["calculated"]


def _fits(fact: ProgramFact, response: Response) -> bool:
    return admit(fact, read_value(fact, response)) is not None


def _unique(responses: Iterable[Response]) -> list[Response]:
    found: list[Response] = []
    for response in responses:
        if response not in found:
            found.append(response)
    return found


# Numbers and dates


def _find_numbers(program: Program, tree_id: str, name: str, known: Facts, today: str) -> Iterator[Response]:
    """Yield a plain value, values around every boundary that the fact moves, and the fact's limits."""
    facts = program["trees"][tree_id]["facts"]
    fact = facts[name]
    write = _write_day if fact["type"] == "date" else write_number
    plain = to_number(today) if fact["type"] == "date" else PLAIN
    tried = [*([plain] if plain is not None else []), *_find_limits(fact)]
    admitted = [text for number in tried if _fits(fact, text := write(number))]
    yield from admitted[:1]
    for comparison in _find_moved(program, tree_id, name):
        yield from _find_around(comparison, facts, name, known, today)
    yield from admitted[1:]


def _find_limits(fact: ProgramFact) -> list[float]:
    limits = (to_number(fact.get("min", "")), to_number(fact.get("max", "")))
    return [limit for limit in limits if limit is not None]


def _write_day(number: float) -> str:
    return date.fromordinal(max(1, min(int(number), date.max.toordinal()))).isoformat()


def _find_moved(program: Program, tree_id: str, name: str) -> Iterator[Comparison]:
    """Yield the comparisons of a tree that read a fact, and those of trees that it is passed on to as it is."""
    tree = program["trees"][tree_id]
    for expression in find_expressions(tree):
        for comparison in find_comparisons(expression):
            if name in find_named(comparison.varied, tree["facts"]):
                yield comparison
    for step in tree["steps"].values():
        for inner, passed in step.get("passed", {}).items():
            other = program["trees"].get(step.get("run", ""))
            if passed == ["fact", name] and other is not None:
                for expression in find_expressions(other):
                    for comparison in find_comparisons(expression):
                        if comparison.varied == ["fact", inner]:
                            yield comparison._replace(varied=["fact", name])


def _find_around(
    comparison: Comparison, facts: Mapping[str, ProgramFact], name: str, known: Facts, today: str
) -> Iterator[Response]:
    """Yield for each side of a boundary a value of the fact that comes to lie there, where one can be found."""
    boundary = find_boundary(comparison, facts, today)
    if boundary is None:
        return
    fact, is_day = facts[name], facts[name]["type"] == "date"
    write = _write_day if is_day else write_number

    def place(number: float) -> float | None:
        value = admit(fact, read_value(fact, write(number)))
        return to_number(_evaluate(comparison.varied, facts, {**known, name: value}, today))

    middle = (to_number(today) or 0.0) if is_day else 0.0
    grid = sorted({*(middle + sign * each for each in SPREAD for sign in (1, -1)), *_find_limits(fact)})
    for side, offset in zip(SIDES, (-boundary.near, 0.0, boundary.near), strict=True):
        for number in _solve(place, boundary.value + offset, grid, whole=is_day):
            value = place(number)
            if value is not None and find_side(boundary, value) == side:
                yield write(number)
                break


def _evaluate(expression: Expression, facts: Mapping[str, ProgramFact], values: Facts, today: str) -> Value:
    """Return the value of an expression with calculated facts worked out anew."""

    def look_up(name: str) -> Value:
        calculated = facts[name].get("calculated") if name in facts else None
        return values.get(name) if calculated is None else evaluate(calculated, look_up, today)

    return evaluate(expression, look_up, today)


def _solve(
    place: Callable[[float], float | None], wanted: float, grid: Sequence[float], *, whole: bool
) -> Iterator[float]:
    """Yield numbers that are likely to be placed at ``wanted``, round ones first: between two of the grid, halving."""
    yield wanted
    placed = [(number, at) for number in grid if (at := place(number)) is not None]
    for (low, low_at), (high, high_at) in pairwise(placed):
        if min(low_at, high_at) <= wanted <= max(low_at, high_at):
            for _ in range(HALVINGS):
                middle = (low + high) / 2
                at = place(middle)
                if at is None or at == wanted:
                    low = high = middle
                    break
                low, high = (middle, high) if (at < wanted) == (low_at < high_at) else (low, middle)
            yield from _round((low + high) / 2, whole)
            return


def _round(number: float, whole: bool) -> Iterator[float]:
    """Yield a number rounded to few places, and what lies beside it there."""
    for places in (0,) if whole else (0, 1, 2, 3):
        unit = 10.0**-places
        for step in (0, -1, 1):
            yield round(round(number, places) + step * unit, places)
