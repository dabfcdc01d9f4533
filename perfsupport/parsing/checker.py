"""Walks nodes by the tables of the shape: says what does not fit, and builds the values of what does.

Each kind of the tables becomes one function, made once. A function returns None where it could not build anything, and
has said why.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Set
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any, TypeAlias

from perfsupport.diagnostics import Span
from perfsupport.mending import mend_date
from perfsupport.numerals import HOURS, USUAL, Meant, explain_number
from perfsupport.ondemand import compile_late
from perfsupport.parsing import kinds
from perfsupport.parsing.dashes import is_dashed, join_halves, mend_list
from perfsupport.parsing.kinds import Kind
from perfsupport.parsing.makers import MAKERS
from perfsupport.parsing.misfits import (
    add_article,
    has_many_verbs,
    is_in_order,
    mend_keys,
    mend_word,
    report_at_odds,
    report_few,
    report_missing_key,
    report_none_of,
    report_step_within,
)
from perfsupport.parsing.nodes import LOST, Entry, ListNode, MapNode, Node, pair_node
from perfsupport.parsing.notes import Notes, find_place
from perfsupport.tree import Text
from perfsupport.wording import join_words

Reader: TypeAlias = Callable[[Any, Text, Notes], Any]
"""Takes a node, the key it belongs to, and the notes."""

DATE = compile_late(kinds.DATE)
YES, NO = ("yes", "true"), ("no", "false")


@cache
def make_reader(kind: Kind) -> Reader:
    """Return the function that checks and builds a value of a kind."""
    match kind:
        case kinds.Words():
            return _make_words_reader(kind)
        case kinds.Form():
            return _make_form_reader(kind)
        case kinds.Template():
            return _make_template_reader(kind)
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
        if node is not LOST and not (kind.may_wait and type(node) is Text):
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
    form = compile_late(kind.pattern)

    def accept(text: Text, owner: Text, notes: Notes) -> Text | None:
        if text in kind.taken:
            notes.add_taken(text)
        elif form.fullmatch(text):
            return text
        else:
            meant = kind.mend(text) if kind.mend is not None else None
            notes.add_refused(text, owner, kind.what, f"Write {meant}." if meant else kind.advice, meant)
        return None

    return _make_text_reader(kind.what, accept)


def _make_template_reader(kind: kinds.Template) -> Reader:
    form = compile_late(kind.pattern or ".*", re.DOTALL)

    def accept(text: Text, owner: Text, notes: Notes) -> Text | None:
        if not form.fullmatch(text):
            notes.add_refused(text, owner, kind.what, kind.advice)
            return None
        unknown = [match for match in kinds.PLACE.finditer(text) if match[1] not in kind.names]
        for match in unknown:
            notes.add_unknown_place(text, match, kind.names)
        return None if unknown else text

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
    form = compile_late(kinds.NUMBER_ABOVE_ZERO if kind.above_zero else kinds.NUMBER)

    def accept(text: Text, owner: Text, notes: Notes) -> Text | None:
        if form.fullmatch(text):
            return text
        meant = explain_number(text)
        is_other = kind.above_zero and meant.unit and meant.unit.casefold() not in HOURS
        if is_other or (meant.number is not None and not form.fullmatch(meant.number)):
            meant = Meant(None, USUAL)
        notes.add_refused(text, owner, what, meant.remedy, meant.number)
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
    advice = "Write year, month and day, like 2027-01-31."
    notes.add_refused(text, owner, "a day of the calendar", advice, mend_date(text))
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
    halves = kind.entry if isinstance(kind.entry, kinds.Record) else None

    def read(node: Node, owner: Text, notes: Notes) -> list[Any] | None:
        if type(node) is MapNode and halves is not None and not halves.by_name.keys().isdisjoint(node):
            notes.add_without_dash(node, owner)
            node = ListNode([node])
            node.span = owner.span
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
            report_few(kind.few, kind.least, node, owner, notes)
        if halves is not None:
            node = join_halves(node, halves, owner, notes)
        values = []
        here = Entry(owner, owner.place)
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


def _make_mapping_reader(kind: kinds.Mapping) -> Reader:
    read_value = make_reader(kind.value)
    read_key = make_reader(kind.key) if isinstance(kind.key, kinds.Form) else None

    def read(node: Node, owner: Text, notes: Notes) -> dict[Text, Any] | None:
        if type(node) is ListNode:
            node = mend_list(node, owner, notes, bare=read_key is not None) or node
        if type(node) is not MapNode:
            if node is not LOST:
                notes.add_wrong_kind(node, owner, (MapNode,), "a mapping")
            return None
        if len(node) < kind.least:
            report_few(kind.few, kind.least, node, owner, notes)
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
    known = _find_known(kind.entries.entry) if kind.entries else frozenset()
    may_be_dashed = isinstance(kind.mapping, kinds.Mapping)

    def read(node: Node, owner: Text, notes: Notes) -> Any:
        dashed = may_be_dashed and type(node) is ListNode and is_dashed(node, known)
        reader = readers.get(MapNode if dashed else type(node))
        if reader is not None:
            return reader(node, owner, notes)
        if node is not LOST:
            notes.add_wrong_kind(node, owner, readers, what)
        return None

    return read


def _find_known(entry: Kind) -> Set[str]:
    """Return the keys that an entry of a list may have."""
    record = entry.mapping if isinstance(entry, kinds.Shapes) else entry
    return record.by_name.keys() | dict(record.elsewhere).keys() if isinstance(record, kinds.Record) else frozenset()


def _make_record_reader(record: kinds.Record, settle: Reader | None = None) -> Reader:
    """Return a reader of a record; ``settle`` reads a mapping that has keys which are none of the record's."""
    fields = {key.name: (key.field or key.name, make_reader(key.kind)) for key in record.keys}
    required = [(key.name, key) for key in record.keys if key.required]
    order = [(first, second, fields[first][0], fields[second][0]) for first, second in record.order]
    make = MAKERS[record.name]
    example = required[0][0] if required else ""

    def read(node: Node, owner: Text, notes: Notes) -> Any:
        if type(node) is Text and not isinstance(owner, Entry):
            node = mend_word(node, record, owner, notes) or node
        if type(node) is not MapNode:
            if type(node) is Text and node and isinstance(owner, Entry) and example and owner != "options":
                notes.add_without_key(node, owner, example)
            elif node is not LOST:
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
                report_missing_key(needed, record, node, owner, notes)
        if record.one_of and node.keys().isdisjoint(record.one_of):
            report_none_of(record, node, owner, notes)
        for first, second, low, high in order:
            if high in values and not is_in_order(first, second, values.get(low), values[high], notes):
                # No value would fit, and each that is given would be called wrong.
                del values[low], values[high]
        return make(values, owner, notes)

    def settle_alone(node: MapNode, owner: Text, notes: Notes) -> Any:
        elsewhere = dict(record.elsewhere)
        if record.name == "option" and report_step_within(node, owner, notes):
            return make({}, owner, notes)
        mended = mend_keys(node, fields.keys() | elsewhere.keys(), record, notes)
        for key in mended.keys() - fields.keys():
            notes.add("PS206", key.span, f"`{key}` does not go with {add_article(record.name)} here.", elsewhere[key])
        if mended and mended.keys() <= elsewhere.keys():
            return make({}, owner, notes)
        return read(_keep(mended, fields.keys()), owner, notes)

    return read


def _make_cases_reader(kind: kinds.Cases) -> Reader:
    """Return a reader that chooses the record by the keys that are there."""
    known = frozenset(key.name for record in kind.records for key in record.keys)

    def choose(node: MapNode) -> tuple[kinds.Record, Reader]:
        there = frozenset(node)
        fitting = by_keys.get(there)
        if fitting is None:
            fitting = [case for case in cases if there.issuperset(case[0])]
            if there <= known:
                by_keys[frozenset(map(str, there))] = fitting
        for has, value, record, read_record in fitting:
            if not value or node[has[-1]] == value:
                return record, read_record
        return kind.otherwise, read_otherwise

    def read(node: Node, owner: Text, notes: Notes) -> Any:
        return (choose(node)[1] if type(node) is MapNode else read_otherwise)(node, owner, notes)

    def settle(node: MapNode, owner: Text, notes: Notes) -> Any:
        mended = mend_keys(node, known, kind.otherwise, notes)
        if has_many_verbs(kind, mended, owner, notes):
            return read_unclear(_keep(mended, kind.otherwise.by_name), owner, notes)
        record, read_record = choose(mended)
        if not record.unclear:
            report_at_odds(mended, record, kind, notes)
        return read_record(_keep(mended, record.by_name), owner, notes)

    cases = [
        (tuple(map(Text, case.has)), case.value, case.record, _make_record_reader(case.record, settle))
        for case in kind.cases
    ]
    by_keys: dict[frozenset[str], list[tuple[tuple[Text, ...], str, kinds.Record, Reader]]] = {}
    # Few of the sets of keys that there may be are ever written, and these again and again.
    read_otherwise = _make_record_reader(kind.otherwise, settle)
    read_unclear = _make_record_reader(replace(kind.otherwise, one_of=()), settle)
    return read


def _keep(node: MapNode, names: Collection[str]) -> MapNode:
    return pair_node([(key, value) for key, value in node.items() if key in names], node.span)
