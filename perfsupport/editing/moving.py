"""Values of a tree that stand some lines further down, as copies: what was read before stays as it was."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any, TypeVar

from perfsupport.diagnostics import Span
from perfsupport.tree import Text

T = TypeVar("T")


def move(value: T, behind: int, shift: int) -> T:
    """Return a value of a tree with all its texts moved that begin behind a line (from 0, included)."""
    moved: T = _move(value, behind, shift)
    return moved


def _move(value: Any, behind: int, shift: int) -> Any:
    kind: Any = type(value)
    if kind is Text:
        line, column, end_line, end_column = value.span
        if line <= behind:
            return value
        return Text(value, Span(line + shift, column, end_line + shift, end_column))
    if kind is list:
        return [_move(each, behind, shift) for each in value]
    if kind is dict:
        # A mapping stands together: where its first key stays, all that is above the change does.
        return {_move(key, behind, shift): _move(each, behind, shift) for key, each in value.items()}
    names = _find_names(kind)
    if not names:
        return value
    copy = object.__new__(kind)
    for name in names:
        each = getattr(value, name)
        # Most fields of most steps hold nothing; a text that is missing has a place all the same.
        setattr(copy, name, _move(each, behind, shift) if each or type(each) is Text else each)
    return copy


@cache
def _find_names(kind: Any) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind)) if is_dataclass(kind) else ()
