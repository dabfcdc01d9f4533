"""What can be wrong with the keys of a mapping, in the author's words."""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet
from difflib import SequenceMatcher
from functools import lru_cache

from perfsupport.diagnostics import Edit, Fix
from perfsupport.mending import swap_text
from perfsupport.parsing import kinds
from perfsupport.parsing.building import shorten
from perfsupport.parsing.nodes import Entry, ListNode, MapNode, Node, pair_node
from perfsupport.parsing.notes import Notes
from perfsupport.parsing.synonyms import SYNONYMS
from perfsupport.tree import Text
from perfsupport.wording import certain, join_words, nearest

VERBS = ("ask", "do", "end", "route", "run")
MOST_GUESSES = 100
"""In one mapping; somebody with more unknown keys than these wrote something else than a tree."""


def report_few(code: str, least: int, node: ListNode | MapNode, owner: Text, notes: Notes) -> None:
    """Report a list or mapping that has too few entries."""
    if code == "PS207":
        number = f"{len(node)} option{'' if len(node) == 1 else 's'}"
        cause, remedy = f"`{shorten(owner)}` has {number}, but {least} or more belong there.", "Add the missing ones."
        if least > 1 and len(node) == 1:
            remedy = "Add another, or write an action (`do`) with `then`: with one option there is nothing to choose."
    else:
        cause, remedy = f"`{shorten(owner)}` is empty.", "Add an entry, or take the key away."
    notes.add_unless_damaged(code, node, owner.span, cause, remedy)


def has_many_verbs(kind: kinds.Cases, node: MapNode, owner: Text, notes: Notes) -> bool:
    """Tell whether a mapping has two verbs that do not go together, and report that."""
    verbs = [key for key in node if key in kind.verbs]
    if len(verbs) < 2 or frozenset(verbs) in kind.pairs:
        return False
    words = join_words([f"`{verb}`" for verb in verbs], "and")
    cause = f"`{shorten(owner)}` has {words}, so it cannot be told what kind of {kind.name} it is."
    remedy = f"Keep one of them, and make a {kind.name} of its own from the other."
    notes.add("PS205", verbs[1].span, cause, remedy)
    return True


def report_step_within(node: MapNode, owner: Text, notes: Notes) -> bool:
    """Tell whether a whole step stands where an option leads, and report that."""
    verb = next((key for key in node if key in VERBS), None)
    if verb is None:
        return False
    cause = f"A step stands within the option `{shorten(owner)}`, for `{verb}` belongs to a step."
    remedy = "Write it among the steps with an id of its own, and that id behind the option's colon."
    notes.add("PS203", verb.span, cause, remedy)
    return True


def report_at_odds(node: MapNode, record: kinds.Record, kind: kinds.Cases, notes: Notes) -> None:
    """Report the keys that belong to another case than the one chosen."""
    for key in node:
        if key not in record.by_name:
            fitting = [case.record for case in kind.cases if key in case.record.by_name and not case.record.unclear]
            owners = dict.fromkeys(add_article(other.name) for other in fitting)
            cause = f"`{key}` does not go with {add_article(record.name)}."
            notes.add_unless_damaged("PS206", node, key.span, cause, f"It goes with {join_words(list(owners))}.")


def mend_word(word: Text, record: kinds.Record, owner: Text, notes: Notes) -> MapNode | None:
    """Report a word that stands alone where a record belongs; return the record it is short for, None if there is none.

    ``amount: number`` says all that a fact needs: its type.
    """
    for key in record.keys:
        if key.required and isinstance(key.kind, kinds.Choice) and word in key.kind.values:
            written = f"{{{key.name}: {word}}}"
            cause = f"`{shorten(owner)}` has its {key.name} without the key."
            fix = Fix(f"Write {written}", (Edit(word.span, written),))
            notes.add("PS203", word.span, cause, f"Write `{owner}: {written}`.", fix)
            return pair_node([(Text(key.name, word.place), word)], word.span)
    return None


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
            certainly = "route" if "route" in free and _has_branches_alone(node, value) else None
            meant = certainly or (find_meant(str(key), free) if guesses < MOST_GUESSES else None)
            remedy = f"Did you mean {meant}?" if meant else "Take it away."
            if not meant and free:
                remedy = f"Use one of: {join_words(sorted(free))}."
            cause = f"`{shorten(key)}` is not a key of {add_article(record.name)}."
            fix = swap_text(key, meant) if meant and (certainly or is_certain(key, free)) else None
            notes.add("PS201", key.span, cause, remedy, fix)
            if not meant or not (certainly or is_close(key, meant)):
                continue
            free -= {meant}
            key = key.reword(meant)
        pairs.append((key, value))
    return pair_node(pairs, node.span)


def _has_branches_alone(node: MapNode, value: Node) -> bool:
    """Tell whether a value is a list with conditions, which belong behind `route`, in a step without a verb."""
    conditions = isinstance(value, ListNode) and any("when" in each for each in value if isinstance(each, MapNode))
    return conditions and not any(verb in node for verb in VERBS)


@lru_cache(MOST_GUESSES)
def find_meant(key: str, free: frozenset[str]) -> str | None:
    """Return the key that somebody most likely meant: by another tool's word for it, or by a slip of the pen."""
    ours = [word for word in SYNONYMS.get(key.casefold(), ()) if word in free]
    return ours[0] if ours else nearest(key, free)


def is_close(key: str, meant: str) -> bool:
    """Tell whether a key can be read as another one without doubt."""
    return meant in SYNONYMS.get(key.casefold(), ()) or SequenceMatcher(None, key.casefold(), meant).ratio() >= 0.75


def is_certain(key: str, free: frozenset[str]) -> bool:
    """Tell whether only one of the free keys can have been meant."""
    ours = [word for word in SYNONYMS.get(key.casefold(), ()) if word in free]
    return len(ours) == 1 if ours else certain(key, free) is not None


def report_missing_key(key: kinds.Key, record: kinds.Record, node: MapNode, owner: Text, notes: Notes) -> None:
    """Report that a key is missing."""
    cause = f"{_call(record, owner)} has no `{key.name}`."
    notes.add_unless_damaged("PS202", node, owner.span, cause, f"Add `{key.name}`: {key.doc[0].lower()}{key.doc[1:]}")


def report_none_of(record: kinds.Record, node: MapNode, owner: Text, notes: Notes) -> None:
    """Report that a record has none of the keys of which it needs one."""
    words = [f"`{key}`" for key in record.one_of]
    if record.unclear:
        cause = f"It cannot be told what kind of {record.name} `{shorten(owner)}` is."
        notes.add_unless_damaged("PS205", node, owner.span, cause, f"Add {join_words(words)}.")
        return
    lack = "neither" if len(words) == 2 else "none of"
    cause = f"{_call(record, owner)} has {lack} {join_words(words, 'nor' if len(words) == 2 else 'and')}."
    notes.add_unless_damaged("PS202", node, owner.span, cause, f"Add {join_words(words)}.")


def is_in_order(first: str, second: str, low: Text | None, high: Text | None, notes: Notes) -> bool:
    """Tell whether the first of two values is not the greater one, and report it where it is."""
    if low is None or high is None:
        return True
    numbers = re.fullmatch(kinds.NUMBER, low) and re.fullmatch(kinds.NUMBER, high)
    if float(low) > float(high) if numbers else low > high:
        cause = f"`{second}` is {shorten(high)}, which comes before `{first}`, {shorten(low)}."
        notes.add("PS206", high.span, cause, "Swap the two, or mend one of them.")
        return False
    return True


def _call(record: kinds.Record, owner: Text) -> str:
    if isinstance(owner, Entry):
        return f"An entry of `{shorten(owner)}`"
    return f"The {record.name} `{shorten(owner)}`" if owner else f"The {record.name}"


def add_article(name: str) -> str:
    """Return ``an option``, ``a step``."""
    return f"{'an' if name[0] in 'aeiou' else 'a'} {name}"
