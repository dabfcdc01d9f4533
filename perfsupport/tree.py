"""The tree: one authored decision tree as values, each leaf with its position.

Leaves are :class:`Text`, the characters as the author typed them. A tree with mistakes is still a tree: what is missing
is None or empty, and a step whose kind cannot be told is :class:`Broken`, so that rules can go on without guessing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from perfsupport.diagnostics import TOP, Span
from perfsupport.fields import Fields

OUTCOME_KINDS = ("resolved", "escalated", "transferred")
FACT_TYPES = ("text", "number", "date", "yes_no", "choice", "many")
CONDITION_WORDS = ("and", "or", "not", "in", "yes", "no", "true", "false", "today")
"""Words with a meaning of their own in conditions, where no fact can be called so."""

NONE_LABEL = "None of these"


class Mark(Protocol):
    """A place as a YAML parser tells it: line and column from 0."""

    @property
    def line(self) -> int:
        """The line."""

    @property
    def column(self) -> int:
        """The column, in code points."""


class Text(str):
    """A piece of the author's text that knows where it stands.

    The reader hands over the parser's marks; they become a span when somebody asks. Most positions are never asked for,
    and to work them all out took a tenth of the time of checking.
    """

    __slots__ = ("place",)
    place: Span | tuple[Mark, Mark]

    def __new__(cls, value: str, place: Span | tuple[Mark, Mark] = TOP) -> Text:
        """Return the text with its position."""
        text = super().__new__(cls, value)
        text.place = place
        return text

    @property
    def span(self) -> Span:
        """Where it stands."""
        place = self.place
        if not isinstance(place, Span):
            start, end = place
            self.place = place = Span(start.line + 1, start.column + 1, end.line + 1, end.column + 1)
        return place

    def reword(self, value: str) -> Text:
        """Return another text for the same place."""
        return Text(value, self.place)


@dataclass(slots=True, kw_only=True, eq=False, repr=False)
class Dated(Fields):
    """Something that holds from one day until another, both included; None is open."""

    effective_from: Text | None = None
    effective_until: Text | None = None


@dataclass(slots=True, eq=False, repr=False)
class FactOption(Fields):
    """One value that a choice or many fact can take, and the words shown for it."""

    value: Text
    label: Text


@dataclass(slots=True, kw_only=True, eq=False, repr=False)
class Fact(Fields):
    """A named, typed value about the case. ``calculated`` is the expression of ``is``; ``sources`` are host or link."""

    id: Text
    type: str
    label: Text | None = None
    options: Sequence[FactOption] = ()
    sources: Sequence[Text] = ()
    unit: Text | None = None
    min: Text | None = None
    max: Text | None = None
    pattern: Text | None = None
    sensitive: bool = False
    track: bool = False
    calculated: Text | None = None


@dataclass(slots=True, eq=False, repr=False)
class Tip(Fields):
    """What the field taught: the text, who gave it, and when."""

    text: Text
    by: Text | None = None
    on: Text | None = None


@dataclass(slots=True, eq=False, repr=False)
class Media(Fields):
    """A picture, film or sound: ``file`` is relative to ``trees/media``."""

    file: Text
    alt: Text | None = None
    captions: Text | None = None


@dataclass(slots=True, eq=False, repr=False)
class Link(Fields):
    """A link shown with a step."""

    text: Text
    url: Text


@dataclass(slots=True, kw_only=True, eq=False, repr=False)
class Option(Dated):
    """One offered choice. ``id`` is the label's slug unless the author gave one; ``go`` is None in ``pick: many``."""

    label: Text
    id: Text
    go: Text | None = None
    note: Text | None = None
    say: Text | None = None
    when: Text | None = None
    set: Mapping[Text, Text | Sequence[Text]] = field(default_factory=dict)
    was: Sequence[Text] = ()
    exclusive: bool = False


@dataclass(slots=True, kw_only=True, eq=False, repr=False)
class Step(Dated):
    """What every kind of step may carry."""

    id: Text
    title: Text | None = None
    say: Text | None = None
    why: Text | None = None
    detail: Text | None = None
    tips: Sequence[Tip] = ()
    media: Sequence[Media] = ()
    links: Sequence[Link] = ()
    contact: Text | None = None
    urgent: bool = False
    set: Mapping[Text, Text | Sequence[Text]] = field(default_factory=dict)
    owner: Text | None = None
    review_by: Text | None = None
    was: Sequence[Text] = ()


@dataclass(slots=True, kw_only=True, eq=False, repr=False)
class Question(Step):
    """Asks and offers options; with ``pick_many`` several at once, kept in ``fact``, and on to ``then``."""

    ask: Text
    options: Sequence[Option] = ()
    pick_many: bool = False
    fact: Text | None = None
    then: Text | None = None
    exhaustive: bool = False


@dataclass(slots=True, kw_only=True, eq=False, repr=False)
class Input(Step):
    """Asks for the value of a fact."""

    ask: Text
    fact: Text
    then: Text | None = None
    exhaustive: bool = False


@dataclass(slots=True, kw_only=True, eq=False, repr=False)
class Action(Step):
    """Something to do: one text, or a checklist.

    ``manner`` is how a checklist is worked through: ``read-do`` line by line, ``do-confirm`` from memory and then
    confirmed at once.
    """

    do: Sequence[Text] = ()
    checklist: bool = False
    confirm_all: bool = False
    manner: Text | None = None
    then: Text | None = None


@dataclass(slots=True, kw_only=True, eq=False, repr=False)
class Branch(Dated):
    """One way out of a route."""

    when: Text
    go: Text


@dataclass(slots=True, kw_only=True, eq=False, repr=False)
class Route(Step):
    """Chooses the way by conditions; never shown to the rep."""

    branches: Sequence[Branch] = ()
    otherwise: Text | None = None


@dataclass(slots=True, kw_only=True, eq=False, repr=False)
class Subtree(Step):
    """Runs another tree; ``on`` leads on from each of its outcomes, ``passed`` gives it facts (``with``)."""

    run: Text
    on: Mapping[Text, Text] = field(default_factory=dict)
    passed: Mapping[Text, Text] = field(default_factory=dict)


@dataclass(slots=True, kw_only=True, eq=False, repr=False)
class Outcome(Step):
    """Where a run-through ends. ``ask_solved``: whether the rep is asked if it helped; None leaves it to the tree."""

    end: Text
    do: Sequence[Text] = ()
    checklist: bool = False
    note: Text | None = None
    ask_solved: bool | None = None

    def asks_solved(self, tree: Tree) -> bool:
        """Tell whether the rep is asked here if it solved the case."""
        return tree.ask_solved if self.ask_solved is None else self.ask_solved


@dataclass(slots=True, kw_only=True, eq=False, repr=False)
class Broken(Step):
    """A step whose kind could not be told; it may lead anywhere."""


@dataclass(slots=True, kw_only=True, eq=False, repr=False)
class Scenario(Fields):
    """A written case: what is known, what the rep responds, and the outcome it must reach.

    ``responses`` is keyed by step id (``run_step/step`` inside a subtree, ``step~2`` on a second visit); ``passes`` are
    keys of steps that it comes through in this order. Each row of ``table`` is a case of its own, laid over what the
    scenario says; what a row does not say is empty. ``path`` is the file it stands in, empty for the tree's own.
    """

    name: Text
    story: Text | None = None
    given: Mapping[Text, Text | Sequence[Text]] = field(default_factory=dict)
    responses: Mapping[Text, Text | Sequence[Text]] = field(default_factory=dict)
    passes: Sequence[Text] = ()
    ends: Text
    today: Text | None = None
    table: Sequence[Scenario] = ()
    path: str = ""

    @property
    def written(self) -> list[Scenario]:
        """The scenario and the rows of its table: everything in which something is given and responded."""
        return [self, *self.table]


@dataclass(slots=True, eq=False, repr=False)
class TranslatedText(Fields):
    """An author's text in another language: which one (``steps``, ``pay``, ``do``, ``1``), and what was translated.

    ``text`` is None where nobody has translated it yet; ``was`` is the source that ``text`` belongs to, where that has
    changed since. Entries of lists are counted from 1. Ids in the key know where they stand.
    """

    key: tuple[str, ...]
    source: Text
    text: Text | None = None
    was: Text | None = None

    @property
    def span(self) -> Span:
        """Where it stands: its words, else the source above them."""
        return (self.text or self.source).span


@dataclass(slots=True, kw_only=True, eq=False, repr=False)
class Translation(Fields):
    """The words of a tree, or of the settings, in one language, as a file beside holds them.

    ``gone`` are texts that no longer stand in the source, kept for the day they come back.
    """

    path: str
    language: str
    texts: Sequence[TranslatedText] = ()
    keywords: Sequence[Text] = ()
    gone: Sequence[TranslatedText] = ()


@dataclass(slots=True, kw_only=True, eq=False, repr=False)
class Tree(Fields):
    """One decision tree. ``path`` is its file relative to the project's folder, ``category`` the folder it lies in.

    ``damaged`` is the text of the lines that could not be read: what seems to be missing may stand there.
    ``scenarios`` are those in the file and, once a project is loaded, those in the file of scenarios beside it;
    ``translations`` are the files beside it that hold its words in other languages.
    """

    id: str
    path: str
    category: str
    title: Text
    summary: Text | None = None
    owner: Text | None = None
    review_by: Text | None = None
    course: Text | None = None
    course_hours: Text | None = None
    keywords: Sequence[Text] = ()
    start: Text | None = None
    fallback: Text | None = None
    urgent: bool = False
    ask_solved: bool = False
    facts: Mapping[str, Fact] = field(default_factory=dict)
    steps: Mapping[str, Step] = field(default_factory=dict)
    scenarios: Sequence[Scenario] = ()
    translations: Sequence[Translation] = ()
    damaged: str = ""

    @property
    def first_step(self) -> str | None:
        """The id of the step a run-through begins with, or None in a tree without steps."""
        return self.start if self.start is not None else next(iter(self.steps), None)


def find_written(tree: Tree) -> Iterator[tuple[str, Scenario]]:
    """Yield each scenario of a tree, and each row of its table, with the path of the file that it stands in."""
    for scenario in tree.scenarios:
        for written in scenario.written:
            yield scenario.path or tree.path, written


def slug(label: str) -> str:
    """Return the id a label stands for: lower case letters and digits joined by ``-``; may be empty.

    ``In a shop`` gives ``in-a-shop``, ``Über 50 €`` gives ``uber-50``; letters of other scripts stay.
    """
    if label.isascii():
        return "-".join(label.translate(ASCII_WORDS).split())
    decomposed = unicodedata.normalize("NFKD", label.casefold())
    plain = unicodedata.normalize("NFC", "".join(c for c in decomposed if not unicodedata.combining(c)))
    return "-".join(re.findall(r"[^\W_]+", plain))


ASCII_WORDS = "".join(character.lower() if character.isalnum() else " " for character in map(chr, range(128)))
"""Every letter and digit in lower case, and a blank for all else: most labels are plain, and there are many."""


def locate(text: Text, start: int, end: int) -> Span:
    """Return where the characters ``start`` to ``end`` stand; the span of the whole text where it was folded."""
    line, column, end_line, end_column = text.span
    quotes = end_column - column - len(text)
    if line != end_line or quotes not in (0, 2):
        return text.span
    first = column + quotes // 2
    return Span(line, first + start, line, first + max(end, start + 1))


def find_further_lines(text: Text) -> range:
    """Return the lines behind the first of a text: what looks like a comment there is part of it."""
    line, _, end_line, end_column = text.span
    return range(line + 1, end_line + (end_column > 1))


PLACEHOLDER = re.compile(r"(?<!\\)\(\(\s*([^\s()]+)\s*\)\)")
"""``((fact))`` in prose; a backslash before it keeps it as it is."""


def find_placeholders(text: Text) -> Iterator[tuple[str, Span]]:
    """Yield each fact id shown in a text by ``((fact))``, with its position."""
    if "((" in text:
        for match in PLACEHOLDER.finditer(text):
            yield match[1], locate(text, match.start(1), match.end(1))
