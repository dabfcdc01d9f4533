"""The parts of a condition, each with its place in the text, and the problems found in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal, NamedTuple, TypeAlias

from perfsupport.fields import FixedFields

Kind: TypeAlias = Literal["syntax", "name", "type"]


class Problem(NamedTuple):
    """What is wrong from character ``start`` up to ``end`` (exclusive) of a condition, in one sentence each.

    ``instead`` is what to write in the place of these characters, where a program can tell.
    """

    start: int
    end: int
    cause: str
    remedy: str
    kind: Kind = "syntax"
    instead: str | None = None


class FactType(NamedTuple):
    """The type of a fact, and the values that a choice or many can take."""

    type: str
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Constant(FixedFields):
    """A written value: a number, a text in quotes, or yes and no."""

    height: ClassVar[int] = 1
    start: int
    end: int
    value: float | str | bool


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Name(FixedFields):
    """A fact."""

    height: ClassVar[int] = 1
    start: int
    end: int
    name: str


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Today(FixedFields):
    """The day on which the condition is evaluated."""

    height: ClassVar[int] = 1
    start: int
    end: int


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ListOf(FixedFields):
    """Values in square brackets. ``height`` counts the levels of nodes below and including this one."""

    start: int
    end: int
    items: tuple[Node, ...]
    height: int


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Operation(FixedFields):
    """A sign or word with what it works on: ``-`` has one operand or two, ``not`` one, ``and`` and ``or`` two or more.

    ``1 < a < 5`` is an ``and`` of two comparisons that share a node.
    """

    start: int
    end: int
    operator: str
    operands: tuple[Node, ...]
    height: int


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Call(FixedFields):
    """A function with its arguments; the name is as written and may be unknown."""

    start: int
    end: int
    name: str
    arguments: tuple[Node, ...]
    height: int


Node: TypeAlias = Constant | Name | Today | ListOf | Operation | Call


def find_children(node: Node) -> tuple[Node, ...]:
    """Return the nodes right below a node, in the order written."""
    match node:
        case Operation():
            return node.operands
        case Call():
            return node.arguments
        case ListOf():
            return node.items
    return ()


def find_facts(node: Node) -> set[str]:
    """Return the names of all facts that an expression reads."""
    found: set[str] = set()
    waiting = [node]
    while waiting:
        each = waiting.pop()
        if type(each) is Name:
            found.add(each.name)
        else:
            waiting += find_children(each)
    return found
