"""Gives an option another label or id; what was chosen before still counts for it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import cast

from perfsupport.diagnostics import Edit
from perfsupport.mending import write_text
from perfsupport.parsing.nodes import ListNode, MapNode
from perfsupport.parsing.shape import OPTION_ID
from perfsupport.project import Project
from perfsupport.refactoring.change import Change, Edits, RefusedError, find_tree, put, require_readable
from perfsupport.refactoring.source import SourceFile
from perfsupport.refactoring.steps import find_step
from perfsupport.refactoring.written import find_responses
from perfsupport.rules.analysis.values import find_misfit
from perfsupport.tree import Option, Question, Text, Tree, slug
from perfsupport.wording import quote, suggest

NOT_IN_A_LINE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff]")
"""Line ends, control characters, and half characters of a command line in another encoding."""


def rename_option(project: Project, tree_id: str, step_id: str, old: str, new: str) -> Change:
    """Return the edits that give an option another label, or, where ``old`` is its id, another id.

    An id that was made from the label is kept in ``was``, and where it is a value of the question's fact as ``id``.
    Raises RefusedError in words.
    """
    tree = find_tree(project, tree_id)
    question = find_step(tree, step_id)
    if not isinstance(question, Question):
        raise RefusedError(f"{quote(step_id)} is not a question, so it has no options.")
    option = _find_option(question, old)
    by_label = option.label == old
    new_id = _find_new_id(option, new, by_label=by_label)
    _check(question, option, new if by_label else None, new_id)
    keeps_id = by_label and new_id != option.id and _is_value(tree, question, option)
    source, edits = SourceFile(project, tree.path), Edits()
    edits.add(tree.path, _write(source, question, option, new, new_id, by_label=by_label, keeps_id=keeps_id))
    swaps = {str(option.label): new} if by_label else {}
    if new_id != option.id and not keeps_id:
        swaps.setdefault(str(option.id), new_id)
    for other in project.trees.values():
        for path, response, _ in find_responses(other, project.trees, tree.id, step_id):
            if response in swaps:
                edits.add(path, put(response, write_text(swaps[response])))
    require_readable(project, edits.by_path)
    return Change(edits=edits.by_path)


def _find_option(question: Question, old: str) -> Option:
    for name in ("label", "id"):
        for option in question.options:
            if getattr(option, name) == old:
                return option
    raise RefusedError(
        f"{quote(old)} is not an option of {quote(question.id)}. "
        f"{suggest(old, [option.label for option in question.options])}"
    )


def _find_new_id(option: Option, new: str, *, by_label: bool) -> str:
    if by_label:
        return slug(new) if option.id.span == option.label.span else option.id
    if not re.fullmatch(OPTION_ID.pattern, new):
        raise RefusedError(f"{quote(new)} cannot be the id of an option. {OPTION_ID.advice}")
    return new


def _check(question: Question, option: Option, label: str | None, new_id: str) -> None:
    if not new_id or (label is not None and not label.strip()):
        raise RefusedError("The label needs a letter or a digit, or the option an id of its own.")
    if label is not None and NOT_IN_A_LINE.search(label):
        raise RefusedError("The label has to be one line of words.")
    for other in question.options:
        if other is option:
            continue
        if other.label == label or other.id == new_id:
            raise RefusedError(f"{quote(question.id)} has an option {quote(label or new_id)} already.")
        if new_id in other.was:
            raise RefusedError(f"{quote(other.label)} was called {quote(new_id)} once; old links would lead astray.")


def _is_value(tree: Tree, question: Question, option: Option) -> bool:
    """Tell whether an option's id is the value that a fact gets; raises RefusedError where its label is that."""
    fact = tree.facts.get(question.fact) if question.fact is not None else None
    if fact is None:
        return False
    if find_misfit(fact, option.id) is None and fact.type in ("choice", "many", "yes_no"):
        return True
    raise RefusedError(f"{quote(option.label)} is the value that {quote(fact.id)} gets: give the option an id first.")


def _write(
    source: SourceFile, question: Question, option: Option, new: str, new_id: str, *, by_label: bool, keeps_id: bool
) -> Iterator[Edit]:
    """Yield the edits at the option itself."""
    if by_label:
        yield put(option.label, write_text(new))
    explicit = option.id.span != option.label.span
    if not by_label and explicit:
        if question.fact is not None:
            raise RefusedError(
                f"{quote(option.id)} may be the value that {quote(question.fact)} gets: change it by hand."
            )
        yield put(option.id, new_id)
    if new_id == option.id:
        return
    added = {"id": str(option.id)} if keeps_id else {"was": str(option.id)}
    if not by_label and not explicit:
        if question.fact is not None:
            raise RefusedError(
                f"{quote(option.id)} may be the value that {quote(question.fact)} gets: change it by hand."
            )
        added = {"id": new_id, **added}
    node = _find_node(source, question, option)
    if isinstance(node, MapNode):
        yield from (source.put_first(node, key, value) for key, value in added.items() if key != "was")
        if "was" in added:
            yield source.write_earlier(node, added["was"], new_id)
        return
    words = ", ".join(f"{key}: {value}" for key, value in added.items())
    if option.go is not None and node is not None:
        yield put(node, f"{{go: {node}, {words}}}")
    else:
        label = write_text(new) if by_label else write_text(option.label)
        yield put(option.label, f"{{label: {label}, {words}}}")


def _find_node(source: SourceFile, question: Question, option: Option) -> MapNode | Text | None:
    """Return the mapping of an option, or the target of its short form; None for a label in a list."""
    options = source.find_map("steps", question.id).get(Text("options"))
    if isinstance(options, MapNode):
        found = next((value for key, value in options.items() if key.span == option.label.span), None)
        return found if isinstance(found, MapNode | Text) else None
    for entry in cast(ListNode, options):
        if isinstance(entry, MapNode) and any(
            isinstance(value, Text) and value.span == option.label.span for value in entry.values()
        ):
            return entry
    return None
