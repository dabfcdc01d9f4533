"""The compiler: a tree without errors becomes the program that the player plays (``docs/reference/program.md``)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from graphlib import TopologicalSorter
from pathlib import PurePosixPath
from typing import Any, Literal, cast
from urllib.parse import quote

from perfsupport import tree as source
from perfsupport.expressions import compile_expression, find_facts, parse_expression
from perfsupport.lines import is_allowed_link
from perfsupport.ondemand import OnDemand
from perfsupport.patterns import make_example
from perfsupport.program import (
    PROGRAM_FORMAT,
    Expression,
    Line,
    Program,
    ProgramBranch,
    ProgramContact,
    ProgramFact,
    ProgramMedia,
    ProgramOption,
    ProgramStep,
    ProgramTip,
    ProgramTree,
    Value,
)
from perfsupport.prose import make_line, render_inline, render_prose
from perfsupport.settings import Contact, Settings
from perfsupport.tree import Text
from perfsupport.values import read_number, read_value

VERSION_DIGITS = 12
UNSEEN_KEYS = frozenset({"version", "path", "owner", "review_by", "line", "was", "option_was", "track"})
"""What changes nothing that a rep can see, nor where it leads: left out of the version."""

_TREE_KEYS = ("owner", "review_by", "fallback")
_STEP_KEYS = ("contact", "owner", "review_by")

MEDIA_KINDS: Mapping[str, Literal["image", "video", "audio"]] = {
    **dict.fromkeys((".mp4", ".webm", ".ogv", ".mov", ".m4v"), "video"),
    **dict.fromkeys((".mp3", ".m4a", ".ogg", ".oga", ".wav", ".opus", ".flac"), "audio"),
}
"""The kind of a file by its ending; anything else is an image."""


def compile_program(
    tree: source.Tree,
    trees: Mapping[str, source.Tree],
    settings: Settings,
    compiled: Mapping[str, ProgramTree] | None = None,
) -> Program:
    """Return the program of a tree's page: the tree, all trees it runs, and the contacts they name.

    ``trees`` are the project's by id; ``compiled`` holds the ones compiled before, so that a shared subtree is compiled
    once for a whole site.
    """
    compiled = compiled or {}
    program_trees: dict[str, ProgramTree] = {}
    named: set[str] = set()
    for each in find_run_trees(tree, trees):
        ready = compiled.get(each.id)
        program_trees[each.id] = ready if ready is not None else compile_tree(each)
        named.update(step.contact for step in each.steps.values() if step.contact)
    return {
        "format": PROGRAM_FORMAT,
        "tree": tree.id,
        "language": str(settings.language),
        "trees": program_trees,
        "contacts": {
            contact_id: _compile_contact(contact)
            for contact_id, contact in settings.contacts.items()
            if contact_id in named
        },
    }


def compile_tree(tree: source.Tree, *, words: bool = True, facts: dict[str, ProgramFact] | None = None) -> ProgramTree:
    """Return one compiled tree. Steps keep the author's order; so do facts, except that calculated ones come last.

    Without ``words`` the prose and all else that only a page shows is left out, and the version with it, and a step is
    compiled when a walk comes to it: scenarios visit few of the steps of a large tree. ``facts`` are the tree's, where
    they were compiled before.
    """
    facts = compile_facts(tree.facts) if facts is None else facts
    steps = OnDemand(tree.steps, lambda step: _compile_step(step, facts, words, tree))
    compiled: dict[str, Any] = {
        "version": "",
        "title": str(tree.title),
        "path": tree.path,
        "start": str(tree.first_step),
        "facts": facts,
        "steps": dict(steps) if words else steps,
    }
    _put_plain(compiled, tree, _TREE_KEYS)
    if was := {str(old): str(step.id) for step in tree.steps.values() for old in step.was}:
        compiled["was"] = was
    if words:
        if tree.summary:
            compiled["summary"] = render_prose(tree.summary)
        compiled["version"] = make_version(compiled)
    return cast(ProgramTree, compiled)


def make_version(compiled: Mapping[str, Any]) -> str:
    """Return twelve hexadecimal digits that change when what a rep can see, or where it leads, changes."""
    text = json.dumps(_seen(compiled), sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "backslashreplace")).hexdigest()[:VERSION_DIGITS]


def _seen(compiled: Mapping[str, Any]) -> dict[str, Any]:
    """Return the tree without what no rep sees. Only at these places do the keys belong to us and not to the author."""
    seen = {key: value for key, value in compiled.items() if key not in UNSEEN_KEYS}
    for part in ("facts", "steps"):
        seen[part] = {
            name: {key: value for key, value in entry.items() if key not in UNSEEN_KEYS}
            for name, entry in compiled[part].items()
        }
    return seen


def find_run_trees(tree: source.Tree, trees: Mapping[str, source.Tree]) -> list[source.Tree]:
    """Return the tree and every tree it runs, directly or not, in the order met."""
    found = {tree.id: tree}
    queue = [tree]
    for each in queue:
        for step in each.steps.values():
            if isinstance(step, source.Subtree) and step.run not in found and step.run in trees:
                found[str(step.run)] = trees[step.run]
                queue.append(trees[step.run])
    return list(found.values())


def _compile_contact(contact: Contact) -> ProgramContact:
    return cast(
        ProgramContact,
        _given(
            {
                "name": str(contact.name),
                "phone": _plain(contact.phone),
                "email": _plain(contact.email),
                "chat": _plain(contact.chat),
                "url": _plain(contact.url),
                "hours": _plain(contact.hours),
            }
        ),
    )


# Facts


def compile_facts(facts: Mapping[str, source.Fact]) -> dict[str, ProgramFact]:
    """Return the facts of a tree as written, the calculated ones last."""
    return {str(fact.id): _compile_fact(fact) for fact in _order_facts(facts)}


def _order_facts(facts: Mapping[str, source.Fact]) -> list[source.Fact]:
    """Return facts as written, then the calculated ones, each behind those it uses: the walk fills them in one pass."""
    calculated = {str(fact.id): fact for fact in facts.values() if fact.calculated is not None}
    uses = {name: sorted(_named_facts(fact.calculated) & calculated.keys()) for name, fact in calculated.items()}
    plain = [fact for fact in facts.values() if fact.calculated is None]
    return plain + [calculated[name] for name in TopologicalSorter(uses).static_order()]


def _named_facts(expression: Text | None) -> set[str]:
    node, _problems = parse_expression(expression or "")
    return find_facts(node) if node is not None else set()


def _compile_fact(fact: source.Fact) -> ProgramFact:
    compiled: dict[str, Any] = {
        "type": str(fact.type),
        "label": str(fact.label) if fact.label is not None else fact.id.replace("_", " "),
        "options": [[str(option.value), str(option.label)] for option in fact.options],
        "sources": [str(origin) for origin in fact.sources],
        "unit": _plain(fact.unit),
        "min": _limit(fact, fact.min),
        "max": _limit(fact, fact.max),
        "pattern": _plain(fact.pattern),
        "example": make_example(fact.pattern) if fact.pattern else None,
        "sensitive": fact.sensitive,
        "track": fact.track,
        "calculated": _expression(fact.calculated),
    }
    return cast(ProgramFact, _given(compiled))


def _limit(fact: source.Fact, text: Text | None) -> float | str | None:
    if text is None or fact.type != "number":
        return _plain(text)
    return _short(read_number(text))


def _short(number: float | None) -> float | None:
    """Return a whole number as an integer, which JSON writes shorter; JavaScript sees no difference."""
    return int(number) if number is not None and number.is_integer() else number


def _value(fact: ProgramFact | None, text: Text | Sequence[Text]) -> Value:
    """Return the typed value of an author's text, or None where it has no such fact or is none of its type."""
    if fact is None:
        return None
    if not isinstance(text, str):
        return read_value(fact, [str(each) for each in text])
    spelled = {"true": "yes", "false": "no"}.get(text, text) if fact["type"] == "yes_no" else text
    value = read_value(fact, str(spelled))
    return _short(value) if isinstance(value, float) else value


def _set(values: Mapping[Text, Text | Sequence[Text]], facts: Mapping[str, ProgramFact]) -> dict[str, Value]:
    typed = {str(fact_id): _value(facts.get(fact_id), text) for fact_id, text in values.items()}
    return {fact_id: value for fact_id, value in typed.items() if value is not None}


# Steps


def _compile_step(step: source.Step, facts: Mapping[str, ProgramFact], words: bool, tree: source.Tree) -> ProgramStep:
    compiled: dict[str, Any] = {"kind": "", "title": make_title(step), "line": step.id.span.line}
    match step:
        case source.Question():
            _compile_question(compiled, step, facts, words)
        case source.Input():
            compiled |= {"kind": "input", "fact": str(step.fact), "then": str(step.then)}
            _put_true(compiled, exhaustive=step.exhaustive)
        case source.Action():
            compiled |= {"kind": "action", "then": str(step.then)}
            _put_true(compiled, checklist=step.checklist, confirm_all=step.confirm_all)
            _put_plain(compiled, step, ("manner",))
        case source.Route():
            compiled |= {"kind": "route", "branches": [_compile_branch(branch) for branch in step.branches]}
            _put_plain(compiled, step, ("otherwise",))
        case source.Subtree():
            compiled |= {"kind": "subtree", "run": str(step.run)}
            compiled["on"] = {str(outcome): str(target) for outcome, target in step.on.items()}
            if step.passed:
                compiled["passed"] = {str(fact): _expression(text) for fact, text in step.passed.items()}
        case source.Outcome():
            compiled |= {"kind": "outcome", "end": str(step.end)}
            _put_true(compiled, checklist=step.checklist, ask_solved=step.asks_solved(tree))
            if step.note:
                compiled["note"] = make_line(step.note)
        case _:
            raise ValueError(f"{step.id}: a step whose kind is unknown cannot be compiled")
    _put_plain(compiled, step, _STEP_KEYS)
    _put_dates(compiled, step)
    if step.set:
        compiled["set"] = _set(step.set, facts)
    if words:
        _put_words(compiled, step)
    return cast(ProgramStep, compiled)


def make_title(step: source.Step) -> Line:
    """Return what a step is called: its title, else its question, else its id in words."""
    if step.title is not None:
        return make_line(step.title)
    if isinstance(step, source.Question | source.Input):
        return make_line(step.ask)
    words = step.id.replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def _put_words(compiled: dict[str, Any], step: source.Step) -> None:
    """Add what only a page shows."""
    if isinstance(step, source.Question | source.Input):
        compiled["ask"] = render_inline(step.ask)
    elif isinstance(step, source.Action | source.Outcome) and step.do:
        compiled["do"] = [render_prose(text) for text in step.do]
    for key, text in (("say", step.say), ("why", step.why), ("detail", step.detail)):
        if text:
            compiled[key] = render_prose(text)
    if step.tips:
        compiled["tips"] = [_compile_tip(tip) for tip in step.tips]
    if step.media:
        compiled["media"] = [_compile_media(media) for media in step.media]
    if links := [{"text": str(link.text), "url": str(link.url)} for link in step.links if is_allowed_link(link.url)]:
        compiled["links"] = links


def _compile_question(
    compiled: dict[str, Any], step: source.Question, facts: Mapping[str, ProgramFact], words: bool
) -> None:
    fact = facts.get(step.fact) if step.fact is not None else None
    compiled["kind"] = "question"
    compiled["options"] = [_compile_option(option, step, fact, facts, words) for option in step.options]
    _put_plain(compiled, step, ("fact", "then"))
    _put_true(compiled, pick_many=step.pick_many, exhaustive=step.exhaustive)
    if was := {str(old): str(option.id) for option in step.options for old in option.was}:
        compiled["option_was"] = was


def _compile_option(
    option: source.Option,
    step: source.Question,
    fact: ProgramFact | None,
    facts: Mapping[str, ProgramFact],
    words: bool,
) -> ProgramOption:
    compiled: dict[str, Any] = {"id": str(option.id), "label": make_line(option.label)}
    target = option.go if option.go is not None else step.then
    if target is not None and not step.pick_many:
        compiled["target"] = str(target)
    if fact is not None and (value := _option_value(option, fact)) is not None:
        compiled["value"] = value
    if option.note:
        compiled["note"] = make_line(option.note)
    if option.say and words:
        compiled["say"] = render_prose(option.say)
    if option.when is not None:
        compiled["when"] = _expression(option.when)
    if option.set:
        compiled["set"] = _set(option.set, facts)
    if option.exclusive:
        compiled["exclusive"] = True
    _put_dates(compiled, option)
    return cast(ProgramOption, compiled)


def _option_value(option: source.Option, fact: ProgramFact) -> Value:
    """Return what the option gives the fact: its id where that is one of the fact's values, else its label.

    Slugs lose signs and points (``-5`` becomes ``5``), so that numbers and dates are read from the label first.
    """
    written = (option.label, option.id) if fact["type"] in ("number", "date", "text") else (option.id, option.label)
    if fact["type"] == "many":
        values = [value for value, _label in fact.get("options", ())]
        return next((str(text) for text in written if text in values), None)
    return next((value for text in written if (value := _value(fact, text)) is not None), None)


def _compile_branch(branch: source.Branch) -> ProgramBranch:
    compiled = {"when": _expression(branch.when), "target": str(branch.go)}
    _put_dates(compiled, branch)
    return cast(ProgramBranch, compiled)


def _compile_tip(tip: source.Tip) -> ProgramTip:
    return cast(ProgramTip, _given({"text": render_prose(tip.text), "by": _plain(tip.by), "on": _plain(tip.on)}))


def _compile_media(media: source.Media) -> ProgramMedia:
    kind = MEDIA_KINDS.get(PurePosixPath(media.file).suffix.lower(), "image")
    captions = quote(media.captions) if media.captions else None
    compiled = {"file": quote(media.file), "kind": kind, "alt": str(media.alt or ""), "captions": captions}
    return cast(ProgramMedia, _given(compiled, keep=("alt",)))


# Leaves


def _put_plain(compiled: dict[str, Any], carrier: source.Tree | source.Step, keys: Iterable[str]) -> None:
    """Add the texts that are given, as they are."""
    for key in keys:
        text = getattr(carrier, key)
        if text:
            compiled[key] = str(text)


def _put_dates(compiled: dict[str, Any], dated: source.Dated) -> None:
    if dated.effective_from is not None:
        compiled["from"] = str(dated.effective_from)
    if dated.effective_until is not None:
        compiled["until"] = str(dated.effective_until)


def _put_true(compiled: dict[str, Any], **flags: bool) -> None:
    """Add the flags that are up."""
    for key, flag in flags.items():
        if flag:
            compiled[key] = True


def _given(entry: dict[str, Any], keep: Iterable[str] = ()) -> dict[str, Any]:
    """Return the entry without what was not given: None, and unless kept False and empty texts, lists and mappings."""
    return {
        key: value
        for key, value in entry.items()
        if value is not None and (key in keep or not (value is False or value == "" or value == [] or value == {}))
    }


def _plain(text: Text | None) -> str | None:
    return None if text is None else str(text)


def _expression(text: Text | None) -> Expression:
    """Return the expression as data. It was checked before, so that nothing is said about a mistake here."""
    node, _problems = parse_expression(str(text)) if text is not None else (None, [])
    return None if node is None else compile_expression(node)
