"""Words of a comparison: examples step by step, and wordings word by word."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Literal, TypeAlias

from perfsupport.catalogues import Words
from perfsupport.diff.endings import Found, Sides
from perfsupport.program import NONE_RESPONSE, Program, ProgramFact, Response
from perfsupport.scenarios.keys import Place, find_place
from perfsupport.site.text import write_line
from perfsupport.tree import NONE_LABEL

Piece: TypeAlias = tuple[Literal["same", "old", "new"], str]

MOST_WORDS = 4000
"""Of both texts together; longer ones are shown whole, since comparing takes the square of the time."""

LEAST_ALIKE = 0.35
"""Texts with less in common are easier to read one after the other."""


def compare_words(old: str, new: str) -> list[Piece]:
    """Return a text that became another as pieces that stayed, were taken out, or are new."""
    before, after = _split(old), _split(new)
    if len(before) + len(after) > MOST_WORDS:
        return _whole(old, new)
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    if matcher.ratio() < LEAST_ALIKE:
        return _whole(old, new)
    return _join(matcher, before, after)


def _split(text: str) -> list[str]:
    return re.findall(r"\w+|[^\w\s]|\s+", text)


def _whole(old: str, new: str) -> list[Piece]:
    return [piece for piece in (("old", old), ("new", new)) if piece[1]]


def _join(matcher: SequenceMatcher[str], before: Sequence[str], after: Sequence[str]) -> list[Piece]:
    """Return the pieces; what stayed between two changes and is only a blank belongs to both."""
    pieces: list[Piece] = []
    blocks = matcher.get_opcodes()
    for number, (tag, i, j, k, m) in enumerate(blocks):
        kept = "".join(before[i:j])
        if tag == "equal" and (kept.strip() or number in (0, len(blocks) - 1)):
            pieces.append(("same", kept))
        else:
            pieces += _whole(kept, "".join(after[k:m]))
    return list(_merge(pieces))


def _merge(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Yield the pieces with neighbouring changes as one old and one new."""
    old = new = ""
    for kind, text in [*pieces, ("same", "")]:
        if kind == "old":
            old += text
        elif kind == "new":
            new += text
        else:
            yield from _whole(old, new)
            old = new = ""
            if text:
                yield ("same", text)


def tell_given(found: Found, sides: Sides) -> list[tuple[str, str]]:
    """Return what is known from outside, as names of facts and values."""
    told = []
    for name, value in found.given.items():
        fact = _find_fact(sides.new, name) or _find_fact(sides.old, name)
        told.append((fact["label"] if fact else name, _tell_value(fact, value)))
    return told


def tell_responses(found: Found, sides: Sides, speech: Words) -> list[tuple[str, str]]:
    """Return the responses that count on either side, as questions and what is responded, in order."""
    told: dict[str, tuple[str, str]] = {}
    for program, run in ((sides.old, found.old_run), (sides.new, found.new_run)):
        for entry in run["path"]:
            place = find_place(program, entry["key"])
            if entry["how"] == "responded" and place is not None and place.step["kind"] != "action":
                key = sides.new_key(entry["key"]) if program is sides.old else entry["key"]
                tree = program["trees"][place.tree_id]
                title = write_line(place.step["title"], tree)
                told.setdefault(key, (title, _tell_response(program, place, entry.get("response", ""), speech)))
    return list(told.values())


def _tell_response(program: Program, place: Place, response: Response, speech: Words) -> str:
    if response == NONE_RESPONSE:
        return speech.tell(NONE_LABEL)
    tree = program["trees"][place.tree_id]
    if place.step["kind"] == "input":
        return _tell_value(tree["facts"].get(place.step["fact"]), response)
    labels = {option["id"]: write_line(option["label"], tree) for option in place.step.get("options", ())}
    each = [response] if isinstance(response, str) else response
    return ", ".join(labels.get(one, one) for one in each)


def _tell_value(fact: ProgramFact | None, value: Response) -> str:
    labels = dict(pair for pair in fact.get("options", ())) if fact else {}
    each = [value] if isinstance(value, str) else value
    unit = f" {fact['unit']}" if fact and "unit" in fact else ""
    return ", ".join(labels.get(one, one) for one in each) + unit


def _find_fact(program: Program, name: str) -> ProgramFact | None:
    return next((tree["facts"][name] for tree in program["trees"].values() if name in tree["facts"]), None)
