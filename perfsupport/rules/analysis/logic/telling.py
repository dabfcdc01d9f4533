"""Cases and paths in the author's words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import islice, pairwise, product

from perfsupport.expressions import compile_expression, evaluate
from perfsupport.expressions.nodes import Node as Expression
from perfsupport.patterns import make_samples
from perfsupport.program import Value
from perfsupport.rules.analysis.logic.cells import (
    FIRST_DAY,
    LARGEST,
    LAST_DAY,
    Cell,
    Dimension,
    Other,
    Some,
    Stretch,
    read_plain,
)
from perfsupport.rules.analysis.logic.paths import Node
from perfsupport.rules.analysis.logic.reading import TODAY
from perfsupport.rules.analysis.logic.space import Space
from perfsupport.tree import Dated, Subtree
from perfsupport.values import write_number
from perfsupport.wording import join_words, quote

MOST_TRIED = 3000
"""Sets of values tried at most in search of an example."""

LONGEST_PATH = 6
"""Steps of a path told by name."""

LARGEST_SAMPLE = 1e6
"""Beyond it, rounding gives examples that nobody meets."""

MOST_NUMBERS = 10
PLAIN_NUMBERS = (0.0, 1.0, 2.0, 10.0, 100.0, 1000.0)
SAMPLE_DAY = date(2027, 1, 31).toordinal()
SAMPLE_TEXT = "something else"

Example = Mapping[str, Value]


def tell_path(space: Space, node: Node) -> str:
    """Return what is responded on the way to a visit: `Online` at `channel`, then `amount`; empty at the first step."""
    told = []
    path = node.path
    for here, there in pairwise(path):
        step, way = space.tree.steps[here.step], there.way
        if way is None:
            continue
        if way.role in ("option", "none"):
            told.append(f"{quote(way.label)} at {quote(here.step)}")
        elif way.role == "on" and isinstance(step, Subtree):
            told.append(f"{quote(way.label)} at the end of {quote(here.step)}")
        elif way.role != "skip":
            told.append(quote(here.step))
    if len(told) > LONGEST_PATH:
        told = [*told[:2], f"… ({len(told) - LONGEST_PATH + 1} more) …", *told[3 - LONGEST_PATH :]]
    return ", then ".join(told)


def find_example(
    space: Space, box: int, facts: Iterable[str], refuted: Sequence[tuple[Expression, Dated]]
) -> dict[str, Value] | None:
    """Return values of facts within a box for which none of some conditions holds, or None where none was found.

    They are tried with the evaluator that the job aid has. ``today`` is among the values where a condition needs it; a
    condition does not hold outside its dates.
    """
    names = sorted(facts)
    apart = sorted({edge for term in space.terms if term.type == "days" for edge in term.edges})
    dimensions = [space.today if name == TODAY else space.plain[name] for name in names]
    choices = [list(_list_values(dimension, box, apart)) for dimension in dimensions]
    compiled = [(compile_expression(node), dated) for node, dated in refuted]
    for values in islice(product(*choices), MOST_TRIED):
        case = dict(zip(names, values, strict=True))
        if not any(_is_in_effect(dated, case) and _evaluate(space, each, case) is True for each, dated in compiled):
            return case
    return None


def _is_in_effect(dated: Dated, case: Example) -> bool:
    today = case.get(TODAY)
    least, most = dated.effective_from, dated.effective_until
    return today is None or ((least is None or str(today) >= least) and (most is None or str(today) <= most))


def _evaluate(space: Space, expression: object, case: Example) -> Value:
    def look(name: str) -> Value:
        if name in space.calculated:
            return evaluate(compile_expression(space.calculated[name]), look, today)
        return case.get(name)

    today = str(case.get(TODAY) or "2000-01-01")
    return evaluate(expression, look, today)


def _list_values(dimension: Dimension, box: int, apart: Sequence[float]) -> Iterator[Value]:
    """Yield values from each cell that a box allows, the plainest first, "not known" last."""
    cells = dimension.list_cells(box)
    for cell in cells:
        if cell is not None:
            yield from _list_in_cell(dimension, cell, apart)
    if None in cells:
        yield None


def _list_in_cell(dimension: Dimension, cell: Cell, apart: Sequence[float]) -> Iterator[Value]:
    match cell:
        case Stretch() if dimension.type == "date":
            yield from (date.fromordinal(int(day)).isoformat() for day in _pick_days(cell, apart))
        case Stretch():
            yield from _pick_numbers(cell)
        case Other():
            pattern = None if dimension.fact is None else dimension.fact.pattern
            candidates = [SAMPLE_TEXT] if pattern is None else make_samples(pattern)
            yield from (each for each in candidates if each not in cell.than)
        case Some():
            options = [str(option.value) for option in dimension.fact.options] if dimension.fact else []
            others = [option for option in options if option not in dimension.named][: cell.others]
            yield [option for option in options if option in cell.named or option in others]
        case str() | bool():
            yield cell
        case _:
            yield from _list_anything(dimension)


def _list_anything(dimension: Dimension) -> Iterator[Value]:
    if dimension.fact is None:
        return
    match dimension.type:
        case "choice":
            yield from (str(option.value) for option in dimension.fact.options)
        case "many":
            yield from ([str(option.value)] for option in dimension.fact.options)
        case "yes_no":
            yield from (True, False)
        case "number":
            yield _limit(dimension, 1.0)
        case "date":
            yield date.fromordinal(int(_limit(dimension, 740000.0))).isoformat()
        case "text":
            yield from [SAMPLE_TEXT] if dimension.fact.pattern is None else make_samples(dimension.fact.pattern)


def _limit(dimension: Dimension, usual: float) -> float:
    fact = dimension.fact
    for text in (fact.min, fact.max) if fact is not None else ():
        value = None if text is None else read_plain(dimension.type, text)
        if isinstance(value, float):
            return value
    return usual


def _pick_numbers(cell: Stretch) -> list[float]:
    """Return plain numbers of a stretch, the plainest first; its ends where there are none."""
    low, high = max(cell.low, -LARGEST_SAMPLE), min(cell.high, LARGEST_SAMPLE)
    if low > high:
        return [cell.low]
    near = [float(round(end)) + more for end in (low, high) for more in (-1, 0, 1)]
    fine = [round(end + more, 2) for end in (low, high) for more in (-0.01, 0, 0.01)]
    tried = dict.fromkeys([*near, *PLAIN_NUMBERS, *fine, round((low + high) / 2, 2)])
    fit = sorted((each for each in tried if low <= each <= high), key=_plainness)
    return fit[:MOST_NUMBERS] or [low, high]


def _plainness(number: float) -> tuple[bool, float]:
    return not number.is_integer(), abs(number)


def _pick_days(cell: Stretch, apart: Iterable[float]) -> list[float]:
    """Return days of a stretch, nearest first to one of today; ``apart`` are the days between dates that matter."""
    near = [SAMPLE_DAY, cell.low, cell.high, *(SAMPLE_DAY + days * sign for days in apart for sign in (1, -1))]
    fit = dict.fromkeys(float(day) for day in near if cell.low <= day <= cell.high)
    return sorted(fit, key=lambda day: abs(day - SAMPLE_DAY))


def tell_example(example: Example) -> str:
    """Return an example in words: with `amount` 500 and `country` not known."""
    words = [f"{quote(name) if name != TODAY else 'today'} {_tell_value(value)}" for name, value in example.items()]
    return join_words(words, "and")


def _tell_value(value: Value) -> str:
    match value:
        case None:
            return "not known"
        case bool():
            return "yes" if value else "no"
        case int() | float():
            return write_number(value)
        case str():
            return value if value[:1].isdigit() else f'"{value}"'
    return "[" + ", ".join(f'"{each}"' for each in value) + "]"


def tell_values(dimension: Dimension, boxes: Iterable[int]) -> str | None:
    """Return in words what a fact can be in some boxes, or None where it can be anything, or it cannot be told."""
    together = 0
    for box in boxes:
        together |= box
    bits = together & dimension.field
    if bits == dimension.unknown:
        return "not known"
    if not bits or bits & dimension.known == dimension.usual:
        return None
    cells = dimension.list_cells(bits)
    words = [word for cell in cells if (word := _tell_cell(cell)) is not None]
    return join_words(_join_stretches(dimension, cells) or words, "or") or None


def _tell_cell(cell: Cell | None) -> str | None:
    match cell:
        case None:
            return "not known"
        case bool():
            return "yes" if cell else "no"
        case str():
            return f'"{cell}"'
        case Other():
            return "another text"
        case Some():
            named = ", ".join(f'"{each}"' for each in sorted(cell.named))
            return f"[{named}{', …' if cell.named and cell.others else '…' if cell.others else ''}]"
    return None


def _join_stretches(dimension: Dimension, cells: Sequence[Cell | None]) -> list[str]:
    """Return stretches that touch as one each."""
    joined: list[tuple[float, float]] = []
    for cell in cells:
        if isinstance(cell, Stretch):
            if joined and cell.low - joined[-1][1] <= max(1e-6, float(dimension.type == "date")):
                joined[-1] = (joined[-1][0], cell.high)
            else:
                joined.append((cell.low, cell.high))
    words = [_tell_stretch(dimension, low, high) for low, high in joined]
    return [*words, "not known"] if words and None in cells else words


def _tell_stretch(dimension: Dimension, low: float, high: float) -> str:
    if dimension.type == "date":
        first, last = (date.fromordinal(int(day)).isoformat() for day in (low, high))
        if low == high:
            return first
        if low <= FIRST_DAY:
            return f"{last} or earlier"
        return f"{first} or later" if high >= LAST_DAY else f"from {first} to {last}"
    least, most = _near(low), _near(high)
    if low == high or least == most:
        return least
    if low <= -LARGEST:
        return f"{most} or less" if float(most) == high else f"less than {most}"
    if high >= LARGEST:
        return f"{least} or more" if float(least) == low else f"more than {least}"
    return f"from {least} to {most}"


def _near(number: float) -> str:
    """Return a number without the last digits that only tell it from its neighbour."""
    return write_number(float(f"{number:.12g}"))


def tell_case(space: Space, example: Example, node: Node | None) -> str:
    """Return a case and the path to it in words: with `amount` 500 (after `In a shop` at `channel`)."""
    case = f"with {tell_example(example)}" if example else "in every case"
    path = tell_path(space, node) if node is not None else ""
    return f"{case} (after {path})" if path else case
