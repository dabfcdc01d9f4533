"""A mapping that makes each value when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Generic, TypeVar

From = TypeVar("From")
To = TypeVar("To")


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
