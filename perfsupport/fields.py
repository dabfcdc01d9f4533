"""What all values made of fields have in common: they are compared and shown by them.

A dataclass would write these methods out and compile them for each class anew, which takes Python twice as long as all
the rest of the class, each time a command starts.
"""

from __future__ import annotations

from dataclasses import fields


class Fields:
    """The base of a dataclass with ``eq=False`` and ``repr=False``. Its values can change, and so are no keys."""

    __slots__ = ()

    def __hash__(self) -> int:
        raise TypeError(f"unhashable type: {type(self).__name__!r}")

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return all(getattr(self, name) == getattr(other, name) for name in _list_fields(self))

    def __repr__(self) -> str:
        shown = ", ".join(f"{name}={getattr(self, name)!r}" for name in _list_fields(self))
        return f"{type(self).__qualname__}({shown})"


class FixedFields(Fields):
    """The same for what never changes, and so can be the key of a mapping."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return super().__eq__(other)

    def __hash__(self) -> int:
        return hash(tuple(getattr(self, name) for name in _list_fields(self)))


def _list_fields(value: Fields) -> list[str]:
    return [field.name for field in fields(value) if field.compare]  # type: ignore[arg-type]
