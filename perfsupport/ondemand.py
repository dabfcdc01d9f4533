"""What is made when it is asked for, and not before: the values of a mapping, and regular expressions."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Generic, TypeVar, cast

From = TypeVar("From")
To = TypeVar("To")
PATTERN = [name for name in dir(re.Pattern) if not name.startswith("__")]


class OnDemand(Mapping[str, To], Generic[From, To]):
    """What ``make`` makes of another mapping's values, each made once and not before somebody wants it."""

    def __init__(self, values: Mapping[str, From], make: Callable[[From], To]) -> None:
        self._values, self._make = values, make
        self._made: dict[str, To] = {}

    def __getitem__(self, name: str) -> To:
        if name not in self._made:
            self._made[name] = self._make(self._values[name])
        return self._made[name]

    def __contains__(self, name: object) -> bool:
        return name in self._values

    def __iter__(self) -> Iterator[str]:
        return map(str, self._values)

    def __len__(self) -> int:
        return len(self._values)


class _Ready:
    """Has all that a regular expression has, as its own: found as quickly as that of any value."""


class _Late(_Ready):
    """Becomes a regular expression the first time that anything is asked of it."""

    def __init__(self, pattern: str, flags: int) -> None:
        self._written = pattern, flags

    def __getattr__(self, name: str) -> Any:
        compiled = re.compile(*self._written)
        vars(self).update({each: getattr(compiled, each) for each in PATTERN})
        self.__class__ = _Ready  # type: ignore[assignment]
        return getattr(self, name)


def compile_late(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """Return a regular expression that is compiled when it is first used.

    To compile them all took a twenty-fifth of what a small check takes, and a project without faults needs few of them.
    """
    return cast("re.Pattern[str]", _Late(pattern, flags))
