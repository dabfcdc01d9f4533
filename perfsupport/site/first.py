"""The first screen of a job aid, for the page's own HTML: readable and pressable before any script has come."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import quote

from perfsupport.catalogues import ENGLISH_WORDS, Words
from perfsupport.program import DONE_RESPONSE, NONE_RESPONSE, Program, ProgramFact, ProgramStep, ProgramTree
from perfsupport.scenarios.keys import State
from perfsupport.scenarios.walker import walk

DAYS = ("1000-01-01", "9000-01-01")
YES_NO = [["yes", "Yes"], ["no", "No"]]
"""What these are called is a message of the catalogues."""

_RARE = re.compile(r"<(?:h\d|blockquote|table|code|pre|hr)\b")
"""What ``styles/reading.css`` is about."""


def find_first(program: Program, words: Words = ENGLISH_WORDS) -> dict[str, Any] | None:
    """Return the names that ``first`` has in ``docs/reference/page.md``, or None where the day decides what is first.

    A site is built once and read for months, so that nothing in it may hang on the day of the build.
    """
    state: State = {"responses": {}, "known": {"host": {}, "link": {}}}
    run, later = (walk(program, state, today) for today in DAYS)
    if run != later or run["trouble"] is not None:
        return None
    here = run["path"][-1]
    tree = program["trees"][here["tree"]]
    step = tree["steps"][here["step"]]
    passed = [program["trees"][visit["tree"]]["steps"][visit["step"]] for visit in run["path"]]
    ahead = [tree["steps"][option["target"]] for option in step.get("options", []) if "target" in option]
    if any(map(_changes_with_day, passed)) or any("from" in each or "until" in each for each in ahead):
        return None
    fact = tree["facts"].get(step.get("fact", ""))
    key = here["key"]
    hidden = _tells_secret(step, tree)
    return {
        "key": key,
        "step": step,
        "fact": fact,
        "offered": [
            {**choice, "href": None if hidden else _href(key, choice["id"])}
            for choice in _find_choices(step, fact, words)
            if choice["id"] in run["offered"]
        ],
        "none": _href(key, NONE_RESPONSE) if run["none"] is not None else None,
        "done": _href(key, DONE_RESPONSE) if step["kind"] == "action" else None,
        "more": _has_more(step, fact, tree.get("summary", "")),
    }


def _has_more(step: ProgramStep, fact: ProgramFact | None, summary: str) -> bool:
    """Tell whether the screen has what only the style of the player's part ``faces`` tells how to draw."""
    entered = step["kind"] == "input" and fact is not None and fact["type"] not in ("choice", "yes_no")
    carried = any(step.get(key) for key in ("pick_many", "media", "tips", "contact", "links", "checklist"))
    told = _RARE.search(json.dumps(step) + summary) is not None
    return entered or carried or step["kind"] == "outcome" or told


def _tells_secret(step: ProgramStep, tree: ProgramTree) -> bool:
    """Tell whether a response says something about a sensitive fact, as ``isSecret`` of the player does."""
    told = [step.get("fact", ""), *(fact for option in step.get("options", []) for fact in option.get("set", {}))]
    return any(fact in tree["facts"] and tree["facts"][fact].get("sensitive") for fact in told)


def _changes_with_day(step: ProgramStep) -> bool:
    """Tell whether a step, or what it offers, has dates or a condition that asks for the day."""
    text = json.dumps(step)
    return '"from":' in text or '"until":' in text or '"today"' in text


def _find_choices(step: ProgramStep, fact: ProgramFact | None, words: Words) -> list[dict[str, Any]]:
    if step["kind"] == "question":
        return [
            {
                "id": option["id"],
                "label": option["label"],
                "lang": option.get("lang"),
                "exclusive": option.get("exclusive", False),
            }
            for option in step.get("options", [])
        ]
    if fact is None:
        return []
    yes_no = [[value, words.tell(label)] for value, label in YES_NO]
    pairs = yes_no if fact["type"] == "yes_no" else fact.get("options", [])
    return [{"id": value, "label": label, "exclusive": False} for value, label in pairs]


def _href(key: str, response: str) -> str:
    """Return the address, within the page, of a case with this one response (``docs/reference/address.md``)."""
    return f"#?{quote(key, safe='/~')}={quote(response, safe='/~')}"
