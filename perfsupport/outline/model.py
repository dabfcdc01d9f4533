"""What an outline holds, before it becomes text: numbered steps with their words, their ways out and the ways to them.

Steps keep the author's order, so that their numbers are those of the booklet and the map.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

KIND_WORDS = {
    "question": "Question",
    "input": "Entry",
    "action": "Something to do",
    "route": "Decided by itself",
    "subtree": "Another job aid",
    "outcome": "Outcome",
    "broken": "Not readable",
}
"""What the kinds of step are called for people, as on maps and booklets."""


@dataclass(frozen=True, slots=True)
class Way:
    """A way out of a step. ``number`` is None where it leads to a step that is not there.

    ``label`` is what it is called; ``remarks`` is what else hangs on it.
    """

    label: str
    number: int | None
    title: str
    remarks: Sequence[str] = ()
    role: str = "option"


@dataclass(frozen=True, slots=True)
class Part:
    """Something that a step says: CommonMark with its facts in words, or the items of a checklist or a list."""

    label: str
    text: str = ""
    items: Sequence[str] = ()
    ticks: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """One step. ``earlier`` are the steps that lead here, ``is_fallback`` says that "None of these" does."""

    number: int
    id: str
    kind: str
    title: str
    is_start: bool
    is_fallback: bool
    earlier: Sequence[int]
    parts: Sequence[Part]
    ways: Sequence[Way]
    end: str = ""

    @property
    def heading(self) -> str:
        """What kind of step it is, in words, with the outcome's own kind."""
        return f"{KIND_WORDS[self.kind]}: {self.end}" if self.end else KIND_WORDS[self.kind]

    def tell_earlier(self, numbers: Sequence[str]) -> str:
        """Return where the step is reached from; ``numbers`` are those of the earlier steps, as shown."""
        told = ["begin here"] if self.is_start else []
        told += [f"from {', '.join(numbers)}"] if numbers else []
        told += ["from each “None of these”"] if self.is_fallback else []
        return "; ".join(told) or "nothing leads here"


@dataclass(frozen=True, slots=True)
class Outline:
    """A tree to be read. ``about`` and ``facts`` are pairs of words; ``outcomes`` are by kind, as number and title."""

    id: str
    title: str
    summary: str
    about: Sequence[tuple[str, str]]
    start: int | None
    facts: Sequence[tuple[str, str]]
    entries: Sequence[Entry]
    outcomes: Mapping[str, Sequence[tuple[int, str]]] = field(default_factory=dict)
