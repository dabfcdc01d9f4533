"""The names that are valid in one place, and the one that a misspelt word was meant to be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from perfsupport.wording import ask_whether, certain, find_near, join_words

PATIENCE = 200_000
"""How many names are compared at most with misspelt words: a wrecked file must not hold up the check."""


class Names:
    """Valid ids, and earlier ids that lead on to a valid one. Looking for the nearest is dear, so it is remembered."""

    def __init__(self, ids: Iterable[str], earlier: Mapping[str, str] | None = None) -> None:
        self.ids = frozenset(ids)
        self._earlier = dict(earlier or {})
        self._near: dict[str, Sequence[str]] = {word: [id] for word, id in self._earlier.items()}
        self._patience = PATIENCE

    def __contains__(self, word: object) -> bool:
        return word in self.ids

    def nearest(self, word: str) -> str | None:
        """Return the id itself, the id that followed it, the id most like it, or None where no single one is near."""
        if word in self.ids:
            return word
        near = self._find_near(word)
        return near[0] if len(near) == 1 else None

    def certain(self, word: str) -> str | None:
        """Return the id that followed it, or the one that it can only have been meant to be, or None."""
        if word in self._earlier:
            return self._earlier[word]
        return certain(word, self.ids) if word in self.ids or self._find_near(word) else None

    def suggest(self, word: str, none: str) -> str:
        """Return a remedy: the nearest id, else the ids that are accepted, else ``none`` where there are none."""
        if not self.ids:
            return none
        near = [word] if word in self.ids else self._find_near(word)
        return ask_whether(near) or f"Use one of: {self._listed}."

    def _find_near(self, word: str) -> Sequence[str]:
        if word not in self._near:
            self._patience -= len(self.ids)
            self._near[word] = find_near(word, self.ids) if self._patience >= 0 else []
        return self._near[word]

    @cached_property
    def _listed(self) -> str:
        return join_words(sorted(self.ids))
