"""The program as pages carry it (``docs/reference/program.md``, "In a page"), and back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, cast

from perfsupport.program import Program, ProgramFact, ProgramOption, ProgramStep, ProgramTree
from perfsupport.site.columns import read_column, write_column

Way = tuple[dict[str, Any], str]
"""Something that leads to a step, and the key under which it does."""

_NO_SLUG = re.compile(r"[^a-z0-9]+")


def shorten_program(program: Program, *, lines: bool) -> dict[str, Any]:
    """Return the program without what the player can tell itself, steps and facts by columns.

    Where things lie in the author's files stays only where the page links to it.
    """
    return {**program, "trees": {id: _shorten_tree(tree, lines) for id, tree in program["trees"].items()}}


def _shorten_tree(tree: ProgramTree, lines: bool) -> dict[str, Any]:
    kept: dict[str, Any] = {key: value for key, value in tree.items() if lines or key != "path"}
    steps = [{"id": id, **_shorten_step(step, lines)} for id, step in tree["steps"].items()]
    numbers = {step["id"]: number for number, step in enumerate(steps)}
    for number, step in enumerate(steps):
        for holder, key in _find_ways(step):
            holder[key] = numbers[holder[key]] - number
    facts = [_shorten_fact(id, fact) for id, fact in tree["facts"].items()]
    return {**kept, "facts": write_column(facts), "steps": write_column(steps)}


def _shorten_step(step: ProgramStep, lines: bool) -> dict[str, Any]:
    kept: dict[str, Any] = dict(step)
    if not lines:
        kept.pop("line", None)
    if "options" in kept:
        kept["options"] = [_shorten_option(option) for option in kept["options"]]
    if "branches" in kept:
        kept["branches"] = [dict(branch) for branch in kept["branches"]]
    return kept


def _shorten_option(option: ProgramOption) -> dict[str, Any]:
    short: dict[str, Any] = dict(option)
    if short["id"] == _slug(short["label"]):
        del short["id"]
    return short


def _shorten_fact(id: str, fact: ProgramFact) -> dict[str, Any]:
    short: dict[str, Any] = {"id": id, **fact}
    if short["label"] == _name_fact(id):
        del short["label"]
    if "options" in fact:
        short["options"] = [value if label == value else [value, label] for value, label in fact["options"]]
    return short


def _find_ways(step: dict[str, Any]) -> Iterator[Way]:
    for key in ("then", "otherwise"):
        if key in step:
            yield step, key
    for holder in _list_holders(step):
        if "target" in holder:
            yield holder, "target"


def _list_holders(step: Mapping[str, Any]) -> Iterable[dict[str, Any]]:
    return [*step.get("options", ()), *step.get("branches", ())]


def restore_program(short: Mapping[str, Any]) -> Program:
    """Return a program as it was before it was shortened, but for what was left out for good."""
    trees = {id: _restore_tree(tree) for id, tree in short["trees"].items()}
    return cast(Program, {**short, "trees": trees})


def _restore_tree(tree: Mapping[str, Any]) -> dict[str, Any]:
    steps, facts = read_column(tree["steps"]), read_column(tree["facts"])
    for number, step in enumerate(steps):
        for holder, key in _find_ways(step):
            holder[key] = steps[number + holder[key]]["id"]
        for option in step.get("options", ()):
            option.setdefault("id", _slug(option["label"]))
    for fact in facts:
        fact.setdefault("label", _name_fact(fact["id"]))
        if "options" in fact:
            fact["options"] = [[one, one] if isinstance(one, str) else one for one in fact["options"]]
    return {**tree, "facts": _name_rows(facts), "steps": _name_rows(steps)}


def _name_rows(rows: Iterable[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {row.pop("id"): row for row in rows}


def _name_fact(id: str) -> str:
    return id.replace("_", " ")


def _slug(label: object) -> str | None:
    """Return the id that the player gives an option without one, or None for a label that it might read otherwise."""
    if not isinstance(label, str) or not label.isascii():
        return None
    return _NO_SLUG.sub("-", label.lower()).strip("-")
