"""Boxes and formulas over them.

A *box* says what each fact may be: one whole number in which every cell of every fact has a bit. A box stands for all
cases in which each fact lies in one of its cells whose bits are set. A *formula* is a mask (the bits of one fact that
it allows), or several formulas of which all or any must hold. Everything here is exact: cutting a box by a formula
gives boxes without overlap that hold the same cases as the formula within the box.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeAlias

MOST_PARTS = 64
"""Into more parts no box is cut: it is kept whole then, which claims less and stays true."""


class Mask:
    """Holds where a fact (``field``, all its bits) lies in one of the cells ``bits``; ``others`` are its other bits."""

    __slots__ = ("bits", "field", "opposite", "others")

    def __init__(self, field: int, bits: int) -> None:
        self.opposite: Mask | None = None
        self.field = field
        self.bits = bits & field
        self.others = field ^ self.bits


class Parts:
    """What is put together from parts; ``field`` are the bits of all facts in them, ``opposite`` the formula denied.

    ``is_splitting`` says whether it may cut one box into several: a mask never does, nor do several of which all hold.
    ``is_flat`` says whether all parts are masks, as in most conditions.
    """

    __slots__ = ("field", "is_flat", "is_splitting", "opposite", "parts")

    def __init__(self, *parts: Formula) -> None:
        self.parts = parts
        self.opposite: All | Any | None = None
        self.field = 0
        self.is_splitting = isinstance(self, Any)
        self.is_flat = True
        for part in parts:
            self.field |= part.field
            if isinstance(part, Parts):
                self.is_splitting |= part.is_splitting
                self.is_flat = False


class All(Parts):
    """Holds where all its parts hold; without parts, always."""

    __slots__ = ()


class Any(Parts):
    """Holds where one of its parts holds; without parts, never."""

    __slots__ = ()


Formula: TypeAlias = Mask | All | Any

ALWAYS = All()
NEVER = Any()


def deny(formula: Formula) -> Formula:
    """Return the formula that holds exactly where this one does not."""
    if formula.opposite is not None:
        return formula.opposite
    if isinstance(formula, Mask):
        formula.opposite = Mask(formula.field, formula.others)
    else:
        kind = Any if isinstance(formula, All) else All
        formula.opposite = kind(*map(deny, formula.parts))
    formula.opposite.opposite = formula
    return formula.opposite


def cut(box: int, formula: Formula) -> Sequence[int]:
    """Return the part of a box where a formula holds, as boxes without overlap."""
    if isinstance(formula, Mask):
        return (box ^ (box & formula.others),) if box & formula.bits else ()
    boxes: Sequence[int] = (box,)
    if isinstance(formula, All):
        for part in formula.parts:
            boxes = cut_all(boxes, part)
        return boxes if len(boxes) <= MOST_PARTS else (box,)
    found: list[int] = []
    if formula.is_flat:
        _cut_flat(box, formula, found)
        return found if len(found) <= MOST_PARTS else (box,)
    last = len(formula.parts)
    for place, part in enumerate(formula.parts, start=1):
        found += cut_all(boxes, part)
        boxes = cut_all(boxes, deny(part)) if place < last else ()
        if not boxes:
            break
    return found if len(found) <= MOST_PARTS else (box,)


def _cut_flat(box: int, formula: Any, found: list[int]) -> None:
    """Add the parts of a box in which one of several masks holds: each leaves the next what it does not take itself."""
    for part in formula.parts:
        taken = box & part.bits  # type: ignore[union-attr]
        left = box & part.others  # type: ignore[union-attr]
        if taken:
            found.append(box ^ left)
        if not left:
            return
        box ^= taken


def cut_all(boxes: Iterable[int], formula: Formula) -> list[int]:
    """Return the part of several boxes where a formula holds."""
    if type(formula) is Mask:
        bits, others = formula.bits, formula.others
        return [box ^ (box & others) for box in boxes if box & bits]
    if not formula.is_splitting:  # type: ignore[union-attr]
        for part in formula.parts:  # type: ignore[union-attr]
            boxes = cut_all(boxes, part)
            if not boxes:
                break
        return list(boxes)
    return [part for box in boxes for part in cut(box, formula)]


def add_box(boxes: list[int], box: int, field_of: Sequence[int]) -> bool:
    """Add a box to those without what they hold already; tell whether it was new.

    Boxes that differ in a single fact become one, which holds the same cases. ``field_of`` gives for each bit all bits
    of its fact.
    """
    # What holds another box is no smaller as a number, which is told at a glance.
    for each in boxes:
        if box <= each and box & each == box:
            return False
    place = 0
    while place < len(boxes):
        each = boxes[place]
        apart = each ^ box
        # Where they differ in one fact alone, it is that of any bit in which they differ.
        field = field_of[apart.bit_length() - 1]
        if apart & field == apart or (each < box and each & box == each):
            box |= each
            del boxes[place]
            place = 0
        else:
            place += 1
    boxes.append(box)
    return True
