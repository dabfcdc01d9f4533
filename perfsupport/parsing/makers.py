"""From checked values to the values of :mod:`perfsupport.tree` and :mod:`perfsupport.settings`.

What is missing or was refused has been reported; where a value cannot do without a text, it gets an empty one, which
the rules pass over.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING, fields
from typing import Any, TypeAlias

from perfsupport.diagnostics import Span
from perfsupport.ondemand import compile_late
from perfsupport.parsing.building import shorten
from perfsupport.parsing.notes import Notes
from perfsupport.settings import KEYS, Checks, Colours, Contact, Feedback, Keys, NoteTemplate, Settings, Theme, Tracking
from perfsupport.tree import (
    OUTCOME_KINDS,
    Action,
    Branch,
    Broken,
    Fact,
    FactOption,
    Input,
    Link,
    Media,
    Option,
    Outcome,
    Question,
    Route,
    Scenario,
    Step,
    Subtree,
    Text,
    Tip,
    TranslatedText,
    slug,
)

Values: TypeAlias = dict[str, Any]
Maker: TypeAlias = Callable[[Values, Text, Notes], Any]
"""Takes the values by field, the key they belong to, and the notes."""
Finish: TypeAlias = Callable[[Values, Notes], None]
"""Puts values in order before they are built into something."""


def make_plain(kind: type, finish: Finish | None = None) -> Maker:
    """Return a maker for a dataclass whose fields are what the table says, once ``finish`` has put them in order."""
    needed = [field.name for field in fields(kind) if field.default is MISSING and field.default_factory is MISSING]
    has_id = "id" in needed

    def make(values: Values, owner: Text, notes: Notes) -> Any:
        if finish is not None:
            finish(values, notes)
        if has_id:
            values["id"] = owner
        for name in needed:
            if name not in values:
                values[name] = owner.reword("")
        return kind(**values)

    return make


def _make_step(kind: type[Step], finish: Finish | None = None) -> Maker:
    def finish_step(values: Values, notes: Notes) -> None:
        _finish_common(values)
        if finish is not None:
            finish(values, notes)

    return make_plain(kind, finish_step)


def _finish_common(values: Values) -> None:
    if "was" in values:
        values["was"] = _list(values["was"])
    if "set" in values:
        values["set"] = _without_gaps(values["set"])


def _list(value: Text | list[Any]) -> list[Any]:
    return [value] if isinstance(value, Text) else value


def _without_gaps(mapping: dict[Text, Any]) -> dict[Text, Any]:
    return {key: value for key, value in mapping.items() if value is not None}


def _finish_question(values: Values, notes: Notes) -> None:
    options = values.get("options", {})
    if isinstance(options, dict):
        values["options"] = [_make_option(value, label, notes) for label, value in options.items()]
    else:
        values["options"] = [_make_option(entry, None, notes) for entry in options]
    if "pick" in values:
        del values["pick"]
        values["pick_many"] = True
    _report_repeats([option.id for option in values["options"]], notes)


def _make_option(value: Any, label: Text | None, notes: Notes) -> Option:
    """Return the option that a target, a label of its own, or a mapping stands for."""
    if label is None and isinstance(value, Text):
        return Option(label=value, id=_make_id(value, notes))
    if not isinstance(value, Option):
        return Option(label=label or EMPTY, id=_make_id(label or EMPTY, notes), go=value)
    if label is not None:
        value.label = label
    if not value.id:
        value.id = _make_id(value.label, notes)
    return value


def _make_id(label: Text, notes: Notes) -> Text:
    made = slug(label)
    if not made and label:
        cause = f"`{shorten(label)}` has neither letters nor digits to make an id from."
        notes.add("PS208", label.span, cause, "Give the option an `id`.")
    return label.reword(made)


EMPTY = Text("")


def _read_option(values: Values, _owner: Text, _notes: Notes) -> Option:
    """Return an option that may still lack its label and id."""
    _finish_common(values)
    values.setdefault("label", EMPTY)
    values.setdefault("id", EMPTY)
    return Option(**values)


def _report_repeats(ids: list[Text], notes: Notes) -> None:
    if len(set(ids)) == len(ids):
        return
    first: dict[str, Span] = {}
    for id in ids:
        if id and id in first:
            cause = f"Two options have the id `{shorten(id)}`; the first is in line {first[id].line}."
            notes.add("PS208", id.span, cause, "Give one of them an `id` of its own.")
        first.setdefault(id, id.span)


FOLDED_LIST = compile_late(r"(?:([–—•·▪‣])\s*[^\n]+\s\1|-(?=[^\s-])[^\n]+\s-[^\s-]|1[.)]\s[^\n]+\s2[.)]\s)[^\n]+")
"""A list that begins its entries otherwise than YAML does, folded into one text."""


def _finish_do(values: Values, notes: Notes) -> None:
    do = values.get("do")
    if isinstance(do, Text):
        if do.span.end_line > do.span.line and FOLDED_LIST.match(do):
            cause = "For YAML these lines are one text and no list."
            notes.add("PS203", do.span, cause, "Write a hyphen and a space before each line: `- …`.")
        values["do"] = [do]
    elif do is not None:
        values["checklist"] = True
    if confirm := values.pop("confirm", None):
        values["confirm_all"] = confirm == "all"
        values["manner"] = None if confirm == "all" else confirm


def _finish_unclear(values: Values, _notes: Notes) -> None:
    """Whether it is a question or an input cannot be told: what it asks is of no use."""
    for name in ("ask", "exhaustive"):
        values.pop(name, None)


def _finish_subtree(values: Values, _notes: Notes) -> None:
    for name in ("on", "passed"):
        if name in values:
            values[name] = _without_gaps(values[name])


def _make_fact(values: Values, owner: Text, notes: Notes) -> Fact:
    options = values.get("options")
    if isinstance(options, dict):
        values["options"] = [FactOption(value, label or value) for value, label in options.items()]
    elif options is not None:
        _report_repeated_values(options, notes)
        values["options"] = [FactOption(value, value) for value in options]
    if "sources" in values:
        values["sources"] = _list(values["sources"])
    values.setdefault("type", "")
    return Fact(id=owner, **values)


def _report_repeated_values(values: list[Text], notes: Notes) -> None:
    if len(set(values)) == len(values):
        return
    seen: set[str] = set()
    for value in values:
        if value in seen:
            cause = f"The value `{shorten(value)}` stands here a second time."
            notes.add("PS208", value.span, cause, "Take one of the two away.")
        seen.add(value)


def _finish_scenario(values: Values, _notes: Notes) -> None:
    for name in ("given", "responses"):
        if name in values:
            values[name] = _without_gaps(values[name])
    if "passes" in values:
        values["passes"] = _list(values["passes"])


def _make_settings(values: Values, _owner: Text, _notes: Notes) -> Settings:
    if "outcomes" in values:
        values["outcomes"] = [*map(Text, OUTCOME_KINDS), *values["outcomes"]]
    return Settings(**values)


def _make_keys(values: Values, _owner: Text, notes: Notes) -> Keys:
    taken = {key: action for action, key in KEYS.items() if action not in values}
    for action, key in values.items():
        if key is not None and (other := taken.setdefault(key, action)) != action:
            cause = f"`{key}` is the key of `{other}` already."
            notes.add("PS208", key.span, cause, "Give one of the two another key.")
    return Keys(**values)


def _make_checks(values: Values, _owner: Text, _notes: Notes) -> Checks:
    if "severity" in values:
        values["severity"] = _without_gaps(values["severity"])
    numbers = {name: int(value) for name, value in values.items() if name not in ("rules", "severity")}
    return Checks(**{**values, **numbers})


def _make_translated(values: Values, owner: Text, _notes: Notes) -> TranslatedText:
    source = values.get("source", owner.reword(""))
    return TranslatedText((), source, values.get("text"), values.get("was"))


def _as_they_are(values: Values, _owner: Text, _notes: Notes) -> Values:
    return values


MAKERS: dict[str, Maker] = {
    "action": _make_step(Action, _finish_do),
    "branch": make_plain(Branch),
    "case note": make_plain(NoteTemplate),
    "checks section": _make_checks,
    "contact": make_plain(Contact),
    "course": _as_they_are,
    "feedback section": make_plain(Feedback),
    "input": _make_step(Input),
    "link": make_plain(Link),
    "list of keys": _make_keys,
    "list of colours": make_plain(Colours),
    "media entry": make_plain(Media),
    "option": _read_option,
    "outcome": _make_step(Outcome, _finish_do),
    "question": _make_step(Question, _finish_question),
    "route": _make_step(Route),
    "row": make_plain(Scenario, _finish_scenario),
    "scenario": make_plain(Scenario, _finish_scenario),
    "scenario with a table": make_plain(Scenario, _finish_scenario),
    "scenarios file": _as_they_are,
    "settings file": _make_settings,
    "step": _make_step(Broken, _finish_unclear),
    "subtree": _make_step(Subtree, _finish_subtree),
    "theme": make_plain(Theme),
    "tip": make_plain(Tip),
    "tracking": make_plain(Tracking),
    "translated text": _make_translated,
    "tree": _as_they_are,
    **dict.fromkeys(
        (
            "file of translated settings",
            "file of translations",
            "words of a contact",
            "words of a fact",
            "words of a step",
            "words of an option",
        ),
        _as_they_are,
    ),
    **dict.fromkeys(
        (
            "fact",
            "calculated fact",
            "calculated number",
            "text fact",
            "number fact",
            "date fact",
            "yes_no fact",
            "choice fact",
            "many fact",
        ),
        _make_fact,
    ),
}
"""By the names of the records."""
