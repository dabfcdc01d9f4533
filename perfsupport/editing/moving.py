"""Values of a tree that stand some lines further down, as copies: what was read before stays as it was."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, is_dataclass
from functools import cache
from operator import attrgetter
from typing import Any, TypeVar

from perfsupport.diagnostics import Span
from perfsupport.tree import Text

T = TypeVar("T")

new_text, new_tuple = str.__new__, tuple.__new__


def move(value: T, behind: int, shift: int) -> T:
    """Return a value of a tree with all its texts moved that begin behind a line (from 0, included)."""
    moved: T = _move(value, behind, shift)
    return moved


def _move(value: Any, behind: int, shift: int) -> Any:
    kind: Any = type(value)
    if kind is Text:
        return _move_text(value, behind, shift)
    if kind is list:
        return [_move_text(each, behind, shift) if type(each) is Text else _move(each, behind, shift) for each in value]
    if kind is dict:
        # A mapping stands together: where its first key stays, all that is above the change does.
        return {_move(key, behind, shift): _move(each, behind, shift) for key, each in value.items()}
    names, read = _find_names(kind)
    if not names:
        return value
    copy = object.__new__(kind)
    for name, each in zip(names, read(value), strict=True):
        if type(each) is Text:
            each = _move_text(each, behind, shift)
        elif each and each is not True:
            # Most fields of most steps hold nothing.
            each = _move(each, behind, shift)
        setattr(copy, name, each)
    return copy


def _move_text(text: Text, behind: int, shift: int) -> Text:
    """Return a text in its place, made without the detour of its class: there are tens of thousands in a tree."""
    place = text.place
    line, column, end_line, end_column = place if type(place) is Span else text.span
    if line <= behind:
        return text
    moved = new_text(Text, text)
    moved.place = new_tuple(Span, (line + shift, column, end_line + shift, end_column))
    return moved


@cache
def _find_names(kind: Any) -> tuple[tuple[str, ...], Callable[[Any], tuple[Any, ...]]]:
    """Return the fields of a class, and what reads them all at once; every class of a tree has more than one."""
    names = tuple(field.name for field in fields(kind)) if is_dataclass(kind) else ()
    return names, attrgetter(*names) if names else tuple
