"""Mappings and sets that note what was looked up in them, so that it is known what a finding depends on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from typing import TypeVar

T = TypeVar("T")


class WatchedMapping(Mapping[str, T]):
    """A mapping that notes its lookups: ``seen`` holds what was found for each key, None where there was nothing.

    ``listed`` is True once somebody asked which keys there are.
    """

    def __init__(self, entries: Mapping[str, T]) -> None:
        self._entries = entries
        self.seen: dict[str, T | None] = {}
        self.listed = False

    @property
    def all(self) -> Mapping[str, T]:
        """All there is, looked at without a note: for those that follow changes in a way of their own."""
        return self._entries

    def __getitem__(self, key: str) -> T:
        self.seen[key] = self._entries.get(key)
        return self._entries[key]

    def __contains__(self, key: object) -> bool:
        if isinstance(key, str):
            self.seen[key] = self._entries.get(key)
        return key in self._entries

    def __iter__(self) -> Iterator[str]:
        self.listed = True
        return iter(self._entries)

    def __len__(self) -> int:
        self.listed = True
        return len(self._entries)


class WatchedSet(Set[str]):
    """A set that notes its lookups: ``seen`` tells for each what was asked for whether it is in the set.

    ``listed`` is True once somebody asked what there is. It is no ``frozenset``: Python would look past the notes.
    """

    def __init__(self, entries: Iterable[str]) -> None:
        self._entries = entries if isinstance(entries, frozenset) else frozenset(entries)
        self.seen: dict[str, bool] = {}
        self.listed = False

    @property
    def all(self) -> frozenset[str]:
        """All there is, looked at without a note."""
        return self._entries

    @classmethod
    def _from_iterable(cls, entries: Iterable[T]) -> frozenset[T]:
        """Return what the operators give: a set of its own, with nothing to note."""
        return frozenset(entries)

    def __contains__(self, entry: object) -> bool:
        found = entry in self._entries
        if isinstance(entry, str):
            self.seen[entry] = found
        return found

    def __iter__(self) -> Iterator[str]:
        self.listed = True
        return iter(self._entries)

    def __len__(self) -> int:
        self.listed = True
        return len(self._entries)
