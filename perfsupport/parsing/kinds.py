"""What a value may be: the words in which the tables of :mod:`perfsupport.parsing.shape` are written.

The walk that checks and builds (``checker``) and the JSON Schema (``json_schema``) both read these, so that neither can
say anything the other does not.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

from perfsupport.fields import FixedFields

NUMBER = r"-?[0-9]+(?:\.[0-9]+)?"
NUMBER_ABOVE_ZERO = r"(?=.*[1-9])[0-9]+(?:\.[0-9]+)?"
DATE = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
PLACE = re.compile(r"\{([^{}\s]*)\}")
"""A place in a template that is filled in."""


@dataclass(frozen=True, eq=False, repr=False)
class Words(FixedFields):
    """Any text that is not blank. ``what`` tells the author what is meant: a text, a step's id.

    With ``may_wait`` nothing may stand behind the colon yet: it counts as if the key were not there.
    """

    what: str
    may_wait: bool = False


@dataclass(frozen=True, eq=False, repr=False)
class Form(FixedFields):
    """A text of a certain form. The pattern is the part of regular expressions that Python and JavaScript share."""

    what: str
    pattern: str
    advice: str
    taken: tuple[str, ...] = ()
    """Words of that form which cannot be used, because conditions read them otherwise."""
    mend: Callable[[str], str | None] | None = None
    """What a text of another form can only have been meant for, or None."""


@dataclass(frozen=True, eq=False, repr=False)
class Template(FixedFields):
    """A text with places to be filled in, each one of ``names`` in braces: ``{title}``.

    Other braces are text. ``pattern`` is the form of the whole; ``advice`` is told where it is not kept.
    """

    what: str
    names: tuple[str, ...]
    pattern: str = ""
    advice: str = ""


@dataclass(frozen=True, eq=False, repr=False)
class Choice(FixedFields):
    """One of a few words."""

    values: tuple[str, ...]


@dataclass(frozen=True, eq=False, repr=False)
class Number(FixedFields):
    """A decimal number as text; ``above_zero`` refuses 0 and less."""

    above_zero: bool = False


@dataclass(frozen=True, eq=False, repr=False)
class Date(FixedFields):
    """A day of the calendar, as ``2027-01-31``."""


@dataclass(frozen=True, eq=False, repr=False)
class YesNo(FixedFields):
    """``yes``, ``no``, ``true`` or ``false``."""


@dataclass(frozen=True, eq=False, repr=False)
class Entries(FixedFields):
    """A list of at least ``least`` entries.

    ``few`` is the code of the diagnostic for a shorter one. ``because`` says why only a list goes with the other keys.
    """

    entry: Kind
    least: int = 0
    few: str = "PS204"
    because: str = ""


@dataclass(frozen=True, eq=False, repr=False)
class Mapping(FixedFields):
    """A mapping whose keys the author chooses."""

    key: Words | Form
    value: Kind
    least: int = 0
    few: str = "PS204"


@dataclass(frozen=True, eq=False, repr=False)
class Shapes(FixedFields):
    """A value that may be written as a text, as a list or as a mapping; None where it may not."""

    text: Kind | None = None
    entries: Entries | None = None
    mapping: Kind | None = None


@dataclass(frozen=True, eq=False, repr=False)
class Key(FixedFields):
    """A key of a record. ``field`` is the name in the built value, where it is another."""

    name: str
    kind: Kind
    doc: str
    required: bool = False
    field: str = ""


@dataclass(frozen=True, eq=False)
class Record:
    """A mapping with given keys, whose value is called ``name`` ("a question").

    ``one_of``: at least one of these keys stands in it. ``order``: pairs of keys whose first value is not the greater.
    ``elsewhere``: keys that have their place in a record like this one but not here, each with the reason. ``unclear``:
    without one of ``one_of`` it cannot be told what it is.
    """

    name: str
    keys: tuple[Key, ...]
    one_of: tuple[str, ...] = ()
    order: tuple[tuple[str, str], ...] = ()
    elsewhere: tuple[tuple[str, str], ...] = ()
    unclear: bool = False

    @cached_property
    def by_name(self) -> dict[str, Key]:
        """The keys by their names."""
        return {key.name: key for key in self.keys}


@dataclass(frozen=True, eq=False, repr=False)
class Case(FixedFields):
    """A record, and how it is told: by the keys that stand there and, where given, the value of one of them."""

    record: Record
    has: tuple[str, ...]
    value: str = ""


@dataclass(frozen=True, eq=False)
class Cases:
    """Several records of which the first that fits holds; ``otherwise`` where none does.

    ``verbs`` are keys of which a value has exactly one; ``pairs`` are those that go together all the same.
    """

    name: str
    cases: tuple[Case, ...]
    otherwise: Record
    verbs: tuple[str, ...] = ()
    pairs: tuple[frozenset[str], ...] = ()

    @property
    def records(self) -> Iterator[Record]:
        """Every record that may be meant."""
        yield from (case.record for case in self.cases)
        yield self.otherwise


Kind: TypeAlias = Words | Form | Template | Choice | Number | Date | YesNo | Entries | Mapping | Shapes | Record | Cases
