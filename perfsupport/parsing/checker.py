"""Walks nodes by the tables of the shape: says what does not fit, and builds the values of what does.

Each kind of the tables becomes one function, made once. A function returns None where it could not build anything, and
has said why.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from collections.abc import Set as AbstractSet
from dataclasses import replace
from datetime import date
from difflib import SequenceMatcher
from functools import cache, lru_cache
from typing import Any, TypeAlias

from perfsupport.diagnostics import Span
from perfsupport.parsing import kinds
from perfsupport.parsing.building import shorten
from perfsupport.parsing.kinds import Kind
from perfsupport.parsing.makers import MAKERS
from perfsupport.parsing.nodes import LOST, Entry, ListNode, MapNode, Node, pair_node
from perfsupport.parsing.notes import Notes, find_place
from perfsupport.parsing.shape import SYNONYMS
from perfsupport.tree import Text
from perfsupport.wording import join_words, nearest

Reader: TypeAlias = Callable[[Any, Text, Notes], Any]
"""Takes a node, the key it belongs to, and the notes."""

DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
MOST_GUESSES = 100
"""In one mapping; somebody with more unknown keys than these wrote something else than a tree."""

YES, NO = ("yes", "true"), ("no", "false")


@cache
def make_reader(kind: Kind) -> Reader:
    """Return the function that checks and builds a value of a kind."""
    match kind:
        case kinds.Words():
            return _make_words_reader(kind)
        case kinds.Form():
            return _make_form_reader(kind)
        case kinds.Choice():
            return _make_choice_reader(kind)
        case kinds.Number():
            return _make_number_reader(kind)
        case kinds.Date():
            return _read_date
        case kinds.YesNo():
            return _read_yes_no
        case kinds.Entries():
            return _make_entries_reader(kind)
        case kinds.Mapping():
            return _make_mapping_reader(kind)
        case kinds.Shapes():
            return _make_shapes_reader(kind)
        case kinds.Record():
            return _make_record_reader(kind)
        case kinds.Cases():
            return _make_cases_reader(kind)


def _make_words_reader(kind: kinds.Words) -> Reader:
    what = kind.what

    def read(node: Node, owner: Text, notes: Notes) -> Text | None:
        if type(node) is Text and node and not node.isspace():
            return node
        if node is not LOST:
            notes.add_wrong_kind(node, owner, (Text,), what)
        return None

    return read


def _make_text_reader(what: str, accept: Callable[[Text, Text, Notes], Any]) -> Reader:
    """Return a reader of a text that is then looked at more closely."""
    read_words = _make_words_reader(kinds.Words(what))

    def read(node: Node, owner: Text, notes: Notes) -> Any:
        text = read_words(node, owner, notes)
        return None if text is None else accept(text, owner, notes)

    return read


def _make_form_reader(kind: kinds.Form) -> Reader:
    matches = re.compile(kind.pattern).fullmatch

    def accept(text: Text, owner: Text, notes: Notes) -> Text | None:
        if matches(text):
            return text
        notes.add_refused(text, owner, kind.what, kind.advice)
        return None

    return _make_text_reader(kind.what, accept)


def _make_choice_reader(kind: kinds.Choice) -> Reader:
    values = frozenset(kind.values)

    def accept(text: Text, owner: Text, notes: Notes) -> Text | None:
        if text in values:
            return text
        notes.add_not_among(text, owner, kind.values)
        return None

    return _make_text_reader(join_words(kind.values), accept)


def _make_number_reader(kind: kinds.Number) -> Reader:
    what = "a number above 0" if kind.above_zero else "a number"

    def accept(text: Text, owner: Text, notes: Notes) -> Text | None:
        if NUMBER.fullmatch(text) and not (kind.above_zero and float(text) <= 0):
            return text
        notes.add_refused(text, owner, what, "Write digits, with a point before decimals, like 2 or 1.5.")
        return None

    return _make_text_reader(what, accept)


def _accept_date(text: Text, owner: Text, notes: Notes) -> Text | None:
    if DATE.fullmatch(text):
        try:
            date.fromisoformat(text)
        except ValueError:
            pass
        else:
            return text
    notes.add_refused(text, owner, "a day of the calendar", "Write year, month and day, like 2027-01-31.")
    return None


def _accept_yes_no(text: Text, owner: Text, notes: Notes) -> bool | None:
    if text in YES or text in NO:
        return text in YES
    notes.add_not_among(text, owner, ("yes", "no"))
    return None


_read_date = _make_text_reader("a date", _accept_date)
_read_yes_no = _make_text_reader("yes or no", _accept_yes_no)


def _make_entries_reader(kind: kinds.Entries) -> Reader:
    read_entry = make_reader(kind.entry)

    def read(node: Node, owner: Text, notes: Notes) -> list[Any] | None:
        if type(node) is not ListNode:
            if node is not LOST:
                if kind.because:
                    notes.add(
                        "PS206",
                        find_place(node, owner),
                        kind.because,
                        "Write a list: each entry on a line with - before it.",
                    )
                else:
                    notes.add_wrong_kind(node, owner, (ListNode,), "a list")
            return None
        if len(node) < kind.least:
            _add_few(kind.few, kind.least, node, owner, notes)
        values = []
        here = Entry(owner, owner.span)
        for entry in node:
            place = here if type(entry) is Text else Entry(owner, find_start(entry, owner))
            value = read_entry(entry, place, notes)
            if value is not None:
                values.append(value)
        return values

    return read


def find_start(node: Node, owner: Text) -> Span:
    """Return where an entry of a list begins: its first key, else its bracket."""
    if isinstance(node, MapNode) and node:
        return next(iter(node)).span
    if isinstance(node, MapNode | ListNode):
        return Span(*node.span[:2], node.span.line, node.span.column + 1)
    return owner.span


def _add_few(code: str, least: int, node: ListNode | MapNode, owner: Text, notes: Notes) -> None:
    if code == "PS207":
        number = f"{len(node)} option{'' if len(node) == 1 else 's'}"
        cause, remedy = f"`{shorten(owner)}` has {number}, but {least} or more belong there.", "Add the missing ones."
        if least > 1 and len(node) == 1:
            remedy = "Add another, or write an action (`do`) with `then`: with one option there is nothing to choose."
    else:
        cause, remedy = f"`{shorten(owner)}` is empty.", "Add an entry, or take the key away."
    notes.add_missing(code, node, owner.span, cause, remedy)


def _make_mapping_reader(kind: kinds.Mapping) -> Reader:
    read_value = make_reader(kind.value)
    read_key = make_reader(kind.key) if isinstance(kind.key, kinds.Form) else None

    def read(node: Node, owner: Text, notes: Notes) -> dict[Text, Any] | None:
        if type(node) is not MapNode:
            if node is not LOST:
                notes.add_wrong_kind(node, owner, (MapNode,), "a mapping")
            return None
        if len(node) < kind.least:
            _add_few(kind.few, kind.least, node, owner, notes)
        if read_key:
            for key in node:
                read_key(key, key, notes)
        return {key: read_value(value, key, notes) for key, value in node.items()}

    return read


def _make_shapes_reader(kind: kinds.Shapes) -> Reader:
    readers: dict[type, Reader] = {}
    if kind.text is not None:
        readers[Text] = make_reader(kind.text)
    if kind.entries is not None:
        readers[ListNode] = make_reader(kind.entries)
    if kind.mapping is not None:
        readers[MapNode] = make_reader(kind.mapping)
    what = getattr(kind.text, "what", "a text")

    def read(node: Node, owner: Text, notes: Notes) -> Any:
        reader = readers.get(type(node))
        if reader is not None:
            return reader(node, owner, notes)
        if node is not LOST:
            notes.add_wrong_kind(node, owner, readers, what)
        return None

    return read


def _make_record_reader(record: kinds.Record, settle: Reader | None = None) -> Reader:
    """Return a reader of a record; ``settle`` reads a mapping that has keys which are none of the record's."""
    fields = {key.name: (key.field or key.name, make_reader(key.kind)) for key in record.keys}
    required = [(key.name, key) for key in record.keys if key.required]
    make = MAKERS[record.name]

    def read(node: Node, owner: Text, notes: Notes) -> Any:
        if type(node) is not MapNode:
            if node is not LOST:
                notes.add_wrong_kind(node, owner, (MapNode,), "a mapping")
            return make({}, owner, notes)
        values = {}
        for key, value in node.items():
            entry = fields.get(key)
            if entry is None:
                # What was noted of the keys before this one will be noted again, and told once.
                return settle(node, owner, notes) if settle else settle_alone(node, owner, notes)
            built = entry[1](value, key, notes)
            if built is not None:
                values[entry[0]] = built
        for name, needed in required:
            if name not in node:
                _add_missing_key(needed, record, node, owner, notes)
        if record.one_of and not any(key in node for key in record.one_of):
            _add_none_of(record, node, owner, notes)
        for first, second in record.order:
            if first in node and second in node:
                _check_order(first, second, values.get(fields[first][0]), values.get(fields[second][0]), notes)
        return make(values, owner, notes)

    def settle_alone(node: MapNode, owner: Text, notes: Notes) -> Any:
        elsewhere = dict(record.elsewhere)
        mended = mend_keys(node, fields.keys() | elsewhere.keys(), record, notes)
        for key in mended.keys() - fields.keys():
            notes.add("PS206", key.span, f"`{key}` does not go with {_article(record.name)} here.", elsewhere[key])
        return read(_keep(mended, fields.keys()), owner, notes)

    return read


def _make_cases_reader(kind: kinds.Cases) -> Reader:
    """Return a reader that chooses the record by the keys that are there."""
    known = frozenset(key.name for record in kind.records for key in record.keys)

    def choose(node: MapNode) -> tuple[kinds.Record, Reader]:
        for has, value, record, read_record in cases:
            for name in has:
                if name not in node:
                    break
            else:
                if not value or node[Text(name)] == value:
                    return record, read_record
        return kind.otherwise, read_otherwise

    def read(node: Node, owner: Text, notes: Notes) -> Any:
        return (choose(node)[1] if type(node) is MapNode else read_otherwise)(node, owner, notes)

    def settle(node: MapNode, owner: Text, notes: Notes) -> Any:
        mended = mend_keys(node, known, kind.otherwise, notes)
        if _has_many_verbs(kind, mended, owner, notes):
            return read_unclear(_keep(mended, kind.otherwise.by_name), owner, notes)
        record, read_record = choose(mended)
        if not record.unclear:
            _add_at_odds(mended, record, kind, notes)
        return read_record(_keep(mended, record.by_name), owner, notes)

    cases = [(case.has, case.value, case.record, _make_record_reader(case.record, settle)) for case in kind.cases]
    read_otherwise = _make_record_reader(kind.otherwise, settle)
    read_unclear = _make_record_reader(replace(kind.otherwise, one_of=()), settle)
    return read


def _keep(node: MapNode, names: Collection[str]) -> MapNode:
    return pair_node([(key, value) for key, value in node.items() if key in names], node.span)


def _has_many_verbs(kind: kinds.Cases, node: MapNode, owner: Text, notes: Notes) -> bool:
    verbs = [key for key in node if key in kind.verbs]
    if len(verbs) < 2 or frozenset(verbs) in kind.pairs:
        return False
    words = join_words([f"`{verb}`" for verb in verbs], "and")
    cause = f"`{shorten(owner)}` has {words}, so it cannot be told what kind of {kind.name} it is."
    remedy = f"Keep one of them, and make a {kind.name} of its own from the other."
    notes.add("PS205", verbs[1].span, cause, remedy)
    return True


def _add_at_odds(node: MapNode, record: kinds.Record, kind: kinds.Cases, notes: Notes) -> None:
    for key in node:
        if key not in record.by_name:
            fitting = [case.record for case in kind.cases if key in case.record.by_name and not case.record.unclear]
            owners = dict.fromkeys(_article(other.name) for other in fitting)
            cause = f"`{key}` does not go with {_article(record.name)}."
            notes.add("PS206", key.span, cause, f"It goes with {join_words(list(owners))}.")


def mend_keys(node: MapNode, known: AbstractSet[str], record: kinds.Record, notes: Notes) -> MapNode:
    """Report keys that nothing is known of; return the node with each as the key that it was most likely meant to be.

    So a slip of the pen is one diagnostic, and neither a missing key nor a wrong kind of step follows from it.
    """
    pairs = []
    free = frozenset(known - node.keys())
    guesses = 0
    for key, value in node.items():
        if key not in known:
            guesses += 1
            meant = find_meant(str(key), free) if guesses < MOST_GUESSES else None
            remedy = f"Did you mean {meant}?" if meant else f"Use one of: {join_words(sorted(free))}."
            cause = f"`{shorten(key)}` is not a key of {_article(record.name)}."
            notes.add("PS201", key.span, cause, remedy)
            if not meant or not is_close(key, meant):
                continue
            key = Text(meant, key.span)
        pairs.append((key, value))
    return pair_node(pairs, node.span)


@lru_cache(MOST_GUESSES)
def find_meant(key: str, free: frozenset[str]) -> str | None:
    """Return the key that somebody most likely meant: by another tool's word for it, or by a slip of the pen."""
    ours = [word for word in SYNONYMS.get(key.casefold(), ()) if word in free]
    return ours[0] if ours else nearest(key, free)


def is_close(key: str, meant: str) -> bool:
    """Tell whether a key can be read as another one without doubt."""
    return meant in SYNONYMS.get(key.casefold(), ()) or SequenceMatcher(None, key.casefold(), meant).ratio() >= 0.75


def _add_missing_key(key: kinds.Key, record: kinds.Record, node: MapNode, owner: Text, notes: Notes) -> None:
    cause = f"{_call(record, owner)} has no `{key.name}`."
    notes.add_missing("PS202", node, owner.span, cause, f"Add `{key.name}`: {key.doc[0].lower()}{key.doc[1:]}")


def _add_none_of(record: kinds.Record, node: MapNode, owner: Text, notes: Notes) -> None:
    words = [f"`{key}`" for key in record.one_of]
    if record.unclear:
        cause = f"It cannot be told what kind of {record.name} `{shorten(owner)}` is."
        notes.add_missing("PS205", node, owner.span, cause, f"Add {join_words(words)}.")
        return
    lack = "neither" if len(words) == 2 else "none of"
    cause = f"{_call(record, owner)} has {lack} {join_words(words, 'nor' if len(words) == 2 else 'and')}."
    notes.add_missing("PS202", node, owner.span, cause, f"Add {join_words(words)}.")


def _check_order(first: str, second: str, low: Text | None, high: Text | None, notes: Notes) -> None:
    if low is None or high is None:
        return
    numbers = NUMBER.fullmatch(low) and NUMBER.fullmatch(high)
    if float(low) > float(high) if numbers else low > high:
        cause = f"`{second}` is {shorten(high)}, which comes before `{first}`, {shorten(low)}."
        notes.add("PS206", high.span, cause, "Swap the two, or mend one of them.")


def _call(record: kinds.Record, owner: Text) -> str:
    if isinstance(owner, Entry):
        return f"An entry of `{shorten(owner)}`"
    return f"The {record.name} `{shorten(owner)}`" if owner else f"The {record.name}"


def _article(name: str) -> str:
    return f"{'an' if name[0] in 'aeiou' else 'a'} {name}"
