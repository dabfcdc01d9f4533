"""What may stand where: the tables of the shape, followed along the keys above a place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum

from perfsupport.folder import find_language, find_tree_path, is_scenarios_path
from perfsupport.languageserver.cursor import ENTRY
from perfsupport.parsing import kinds
from perfsupport.parsing.kinds import Kind
from perfsupport.parsing.settings_shape import SETTINGS
from perfsupport.parsing.shape import (
    CONDITION,
    EXPRESSION,
    FACT_REFERENCE,
    SCENARIOS,
    STEP_REFERENCE,
    TREE,
)
from perfsupport.parsing.translation_shape import SETTINGS_TRANSLATION, TRANSLATION
from perfsupport.settings import SETTINGS_FILE


class Mention(StrEnum):
    """What a word names."""

    STEP = "step"
    FACT = "fact"
    TREE = "tree"
    CONTACT = "contact"
    OUTCOME_KIND = "kind of outcome"


REFERENCES: Mapping[str, Mention] = {
    STEP_REFERENCE.what: Mention.STEP,
    FACT_REFERENCE.what: Mention.FACT,
    "the id of a tree": Mention.TREE,
    "the id of a contact": Mention.CONTACT,
    "a kind of outcome": Mention.OUTCOME_KIND,
}
"""By the words in which the tables say what is meant."""

EXPRESSIONS = frozenset({CONDITION.what, EXPRESSION.what})


def find_root_kind(path: str) -> Kind:
    """Return the table of a file."""
    if is_scenarios_path(path):
        return SCENARIOS
    of_settings = find_tree_path(path) == SETTINGS_FILE
    if find_language(path):
        return SETTINGS_TRANSLATION if of_settings else TRANSLATION
    return SETTINGS if of_settings else TREE


def find_kinds(root: Kind, keys: Sequence[str], siblings: Iterable[str] = ()) -> list[Kind]:
    """Return what may stand behind the last of these keys; several where it depends on what else is written.

    ``siblings`` are the keys beside the place, by which a question is told from an input.
    """
    found: list[Kind] = [root]
    for place, key in enumerate(keys):
        last = place == len(keys) - 1
        found = [below for kind in found for below in _go_down(kind, key, [*siblings, key] if last else ())]
    return found


def find_keys(kind: Kind, siblings: Iterable[str] = ()) -> Iterator[kinds.Key]:
    """Yield the keys that a mapping of this kind may have."""
    seen: set[str] = set()
    for record in _find_records(kind, siblings):
        for key in record.keys:
            if key.name not in seen:
                seen.add(key.name)
                yield key


def find_mapping(kind: Kind) -> kinds.Mapping | None:
    """Return the mapping with keys of the author's own that a kind is or may be."""
    if isinstance(kind, kinds.Shapes):
        kind = kind.mapping if kind.mapping is not None else kind
    return kind if isinstance(kind, kinds.Mapping) else None


def find_mention(kind: Kind | None) -> Mention | None:
    """Return what a text of this kind names, or None where it is no reference."""
    if isinstance(kind, kinds.Shapes):
        kind = kind.text
    return REFERENCES.get(kind.what) if isinstance(kind, kinds.Words) else None


def is_expression(kind: Kind) -> bool:
    """Tell whether a text of this kind is a condition or another expression."""
    return isinstance(kind, kinds.Words) and kind.what in EXPRESSIONS


def find_values(kind: Kind) -> Sequence[str]:
    """Return the words of which one is to be written, or none where any text may stand."""
    if isinstance(kind, kinds.Shapes) and kind.text is not None:
        kind = kind.text
    if isinstance(kind, kinds.YesNo):
        return ("yes", "no")
    return kind.values if isinstance(kind, kinds.Choice) else ()


def _go_down(kind: Kind, key: str, siblings: Iterable[str]) -> Iterator[Kind]:
    if key == ENTRY:
        entries = kind.entries if isinstance(kind, kinds.Shapes) else kind
        if isinstance(entries, kinds.Entries):
            yield entries.entry
        return
    if (mapping := find_mapping(kind)) is not None:
        yield mapping.value
        return
    seen: list[Kind] = []
    for record in _find_records(kind, siblings):
        found = record.by_name.get(key)
        if found is not None and found.kind not in seen:
            seen.append(found.kind)
    yield from seen


def _find_records(kind: Kind, siblings: Iterable[str]) -> Iterator[kinds.Record]:
    """Yield the records that a mapping may be, those first that go with the keys beside it."""
    if isinstance(kind, kinds.Shapes) and kind.mapping is not None:
        kind = kind.mapping
    if isinstance(kind, kinds.Record):
        yield kind
    elif isinstance(kind, kinds.Cases):
        there = set(siblings)
        fitting = [case.record for case in kind.cases if set(case.has) <= there and there & set(case.has)]
        verbs = there & set(kind.verbs)
        yield from fitting if verbs and fitting else kind.records
