"""What an outline holds, before it becomes text: numbered steps with their words, their ways out and the ways to them.

Steps keep the author's order, so that their numbers are those of the booklet and the map.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from perfsupport.catalogues import message
from perfsupport.outline.words import OutlineWords

KIND_WORDS = {
    "question": message("Question"),
    "input": message("Entry"),
    "action": message("Something to do"),
    "route": message("Depends on what is known"),
    "subtree": message("Another job aid"),
    "outcome": message("Outcome"),
    "broken": message("Not readable"),
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
    """Something that a step says: CommonMark with its facts in words, or the items of a checklist or a list.

    ``lang`` is the language of what is not translated; ``is_said`` tells words to the customer from all others.
    """

    label: str
    text: str = ""
    items: Sequence[str] = ()
    ticks: bool = False
    lang: str = ""
    is_said: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """One step. ``earlier`` are the steps that lead here, ``is_fallback`` says that "None of these" does.

    ``lang`` is the language of a title that is not translated.
    """

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
    lang: str = ""


@dataclass(frozen=True, slots=True)
class Outline:
    """A tree to be read. ``about`` and ``facts`` are pairs of words; ``outcomes`` are by kind, as number and title.

    ``words`` are those of its language, ``left`` says how much of the tree is not translated to it.
    """

    id: str
    words: OutlineWords
    title: str
    summary: str
    about: Sequence[tuple[str, str]]
    start: int | None
    facts: Sequence[tuple[str, str]]
    entries: Sequence[Entry]
    outcomes: Mapping[str, Sequence[tuple[int, str]]] = field(default_factory=dict)
    left: str = ""

    def tell_heading(self, entry: Entry) -> str:
        """Return what kind of step it is, in words, with the outcome's own kind."""
        kind = self.words.tell(KIND_WORDS[entry.kind])
        return f"{self.mark(kind)} {entry.end}" if entry.end else kind

    def mark(self, label: str) -> str:
        """Return a label with a colon behind it."""
        return self.words.say("{label}:", label=label)

    def tell_earlier(self, entry: Entry, numbers: Sequence[str]) -> str:
        """Return where a step is reached from; ``numbers`` are those of the earlier steps, as shown."""
        say = self.words
        told = [say.tell("begin here")] if entry.is_start else []
        told += [say.say("from {steps}", steps=f"{say.tell(',')} ".join(numbers))] if numbers else []
        told += [say.tell("from each “None of these”")] if entry.is_fallback else []
        return say.join(told) or say.tell("nothing leads here")

    def tell_beginning(self, start: str) -> str:
        """Return how many steps there are and where to begin; ``start`` is its number as shown."""
        steps = self.words.say_number_of("{count} step.", "{count} steps.", len(self.entries))
        return f"{steps} {self.words.say('Begin with {step} and follow the arrows.', step=start)}"
