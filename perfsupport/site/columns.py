"""Rows written by columns: what stands under one key, one behind the other, is shorter than each row with its keys.

``docs/reference/program.md`` tells the form ("By columns"); ``player/columns.js`` reads it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from itertools import chain, islice, repeat
from typing import Any, TypeAlias

Row: TypeAlias = Mapping[str, Any]
Column: TypeAlias = Any
"""``True``, a text, a list, ``{"rows", "of"}`` for lists, or ``{"rows", "of", "shapes"}`` for rows."""

KINDS = ("kind", "type")
"""Keys whose value says which other keys a row has: it stands with these."""

ZERO = ord("a")
"""Numbers are told by signs, one each: ``a`` is 0, ``b`` is 1, and so on through Unicode."""

MOST_COUNTED = 100
SEPARATORS = "|\n"

_PLAIN = re.compile(r"[\w-]+")


def write_column(values: Sequence[Any]) -> Column:
    """Return values as a column."""
    kinds = set(map(type, values))
    if kinds == {bool} and all(values):
        return True
    if _are(str, kinds):
        together = "".join(values)
        free = [sign for sign in SEPARATORS if sign not in together]
        return free[0] + free[0].join(values) if free else list(values)
    if _are(Mapping, kinds) and all(map(_is_plain, {key for row in values for key in row})):
        return write_rows(values)
    if _are(list, kinds) and all(0 < len(value) <= MOST_COUNTED for value in values):
        inner = [one for value in values for one in value]
        of = set(map(type, inner))
        if _are(str, of) or _are(Mapping, of):
            return {"rows": "".join(_sign(len(value)) for value in values), "of": [write_column(inner)]}
    return list(values)


def write_rows(rows: Sequence[Row]) -> Column:
    """Return rows as a column: for each key its values, and for each row which keys it has."""
    kind = next((key for key in KINDS if all(_is_plain(row.get(key)) for row in rows)), "")
    used = Counter(chain.from_iterable(rows))
    used.pop(kind, None)
    keys = [key for key, _ in used.most_common()]
    signs = {key: _sign(place) for place, key in enumerate(keys, start=1)}
    columns: dict[str, list[Any]] = {key: [] for key in keys}
    shapes: dict[tuple[str, ...], str] = {}
    marks: dict[str, str] = {}
    written = []
    for row in rows:
        there = tuple(row)
        shape = shapes.get(there)
        if shape is None:
            shape = shapes[there] = "".join([signs[key] for key in keys if key in row])
        if kind:
            shape += f":{row[kind]}"
        written.append(marks.setdefault(shape, _sign(len(marks))))
        for key, value in row.items():
            if key != kind:
                columns[key].append(value)
    return {
        "shapes": ",".join([" ".join([kind, *keys]), *marks]),
        "rows": "".join(written),
        "of": [write_column(columns[key]) for key in keys],
    }


def read_column(column: Column) -> Any:
    """Return the values of a column as a list; of one that says the same of all rows, that."""
    if isinstance(column, str):
        return column[1:].split(column[0])
    if not isinstance(column, Mapping):
        return column
    columns = [read_column(one) for one in column["of"]]
    if "shapes" in column:
        return list(_read_rows(column, columns))
    items = iter(columns[0])
    return [list(islice(items, _number(sign))) for sign in column["rows"]]


def _read_rows(column: Column, columns: Sequence[Column]) -> Iterator[Row]:
    names, *shapes = column["shapes"].split(",")
    kind, *keys = names.split(" ")
    values = [repeat(True) if one is True else iter(one) for one in columns]
    for mark in column["rows"]:
        signs, *kinds = shapes[_number(mark)].split(":")
        places = [_number(sign) - 1 for sign in signs]
        yield {**dict.fromkeys([kind] * len(kinds), *kinds), **{keys[place]: next(values[place]) for place in places}}


def _are(wanted: type, kinds: Set[type]) -> bool:
    """Tell whether there are values, and all of one kind."""
    return bool(kinds) and all(issubclass(kind, wanted) for kind in kinds)


def _is_plain(value: object) -> bool:
    return isinstance(value, str) and _PLAIN.fullmatch(value) is not None


def _sign(number: int) -> str:
    return chr(ZERO + number)


def _number(sign: str) -> int:
    return ord(sign) - ZERO
