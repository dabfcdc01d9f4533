"""A tree's outline: facts, steps with their options, scenarios."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from perfsupport.diagnostics import Span
from perfsupport.languageserver.telling import name_kind, tell_briefly
from perfsupport.tree import Question, Text, Tree


@dataclass(frozen=True)
class Entry:
    """Something in the outline: ``place`` is its name's, ``until`` the line (from 1) in which it ends."""

    name: str
    detail: str
    kind: str
    place: Span
    until: int
    below: Sequence[Entry] = ()


def make_outline(tree: Tree, path: str, lines: int) -> list[Entry]:
    """Return the outline of a file with so many lines: that of a tree, or one with scenarios of it."""
    heads = sorted(_find_heads(tree, path), key=lambda head: head[0].span)
    entries = []
    for place, (id, detail, kind, below) in enumerate(heads):
        until = heads[place + 1][0].span.line - 1 if place + 1 < len(heads) else lines
        entries.append(Entry(str(id), detail, kind, id.span, max(until, id.span.line), below))
    return entries


def _find_heads(tree: Tree, path: str) -> Iterator[tuple[Text, str, str, Sequence[Entry]]]:
    if path == tree.path:
        yield from _find_own_heads(tree)
    for scenario in tree.scenarios:
        if (scenario.path or tree.path) == path:
            yield scenario.name, f"ends in {scenario.ends}", "scenario", ()


def _find_own_heads(tree: Tree) -> Iterator[tuple[Text, str, str, Sequence[Entry]]]:
    for fact in tree.facts.values():
        yield fact.id, fact.type, "fact", ()
    for step in tree.steps.values():
        options = step.options if isinstance(step, Question) else ()
        below = [
            Entry(
                str(option.label) or str(option.id),
                str(option.go or ""),
                "option",
                option.label.span,
                _last(option.label),
            )
            for option in options
        ]
        yield step.id, f"{name_kind(step)}: {tell_briefly(step)}", "step", below


def _last(text: Text) -> int:
    return text.span.end_line
