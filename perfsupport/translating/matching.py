"""Which translation belongs to which text, and whether it still fits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from perfsupport.translating.texts import LISTS, SourceText
from perfsupport.tree import TranslatedText, Translation

Key = tuple[str, ...]


class State(StrEnum):
    """How a text stands in another language."""

    CURRENT = "current"
    STALE = "stale"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Match:
    """A text of the source, its state, and what the file of translations holds for it, if anything."""

    source: SourceText
    state: State
    translated: TranslatedText | None = None

    @property
    def words(self) -> str | None:
        """The words to show: a translation that still fits, or none."""
        return str(self.translated.text) if self.state is State.CURRENT and self.translated else None


@dataclass(frozen=True, slots=True)
class Matches:
    """All texts of a source with what a translation holds for them, and what it holds for nothing (``unknown``)."""

    texts: Sequence[Match]
    unknown: Sequence[TranslatedText]

    def find(self, state: State) -> list[Match]:
        """Return the texts in a state."""
        return [one for one in self.texts if one.state is state]


def match_texts(sources: Iterable[SourceText], translation: Translation) -> Matches:
    """Return for each text of the source its translation.

    Entries of lists belong together where their sources are alike, wherever in the list they stand; what is left over
    on both sides belongs together in order, and is stale.
    """
    held: dict[Key, list[TranslatedText]] = {}
    for one in translation.texts:
        held.setdefault(_group(one.key), []).append(one)
    groups: dict[Key, list[SourceText]] = {}
    for source in sources:
        groups.setdefault(_group(source.key), []).append(source)
    texts: list[Match] = []
    unknown: list[TranslatedText] = []
    for key, group in groups.items():
        left = held.pop(key, [])
        texts += _match_group(group, left)
        unknown += left
    for rest in held.values():
        unknown += rest
    return Matches(texts, unknown)


def _group(key: Key) -> Key:
    """Return the key of the list that a text stands in, and of any other text its own."""
    plain = tuple(map(str, key))
    if len(plain) == 4 and plain[0] == "steps" and plain[2] in LISTS:
        return plain[:3]
    return plain


def _match_group(group: Sequence[SourceText], left: list[TranslatedText]) -> Iterator[Match]:
    """Yield the matches of one text, or of a list; what was matched is taken out of ``left``."""
    found: dict[Key, TranslatedText] = {}
    for source in group:
        same = next((one for one in left if is_same(one.source, source.text) and not one.was), None)
        if same is not None:
            found[source.key] = same
            left.remove(same)
    for source in group:
        if source.key not in found and left:
            found[source.key] = left.pop(0)
    for source in group:
        held = found.get(source.key)
        if held is None or held.text is None:
            yield Match(source, State.MISSING, held)
        elif held.was or not is_same(held.source, source.text):
            yield Match(source, State.STALE, held)
        else:
            yield Match(source, State.CURRENT, held)


def is_same(one: str, other: str) -> bool:
    """Tell whether two texts say the same: how YAML folds or ends them makes no difference."""
    return one == other or _settle(one) == _settle(other)


def _settle(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.strip().split("\n")]
