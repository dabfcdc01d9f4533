"""The texts of a tree that people read, for the rules on how they are worded.

There are hundreds of thousands of them in a large project, and next to none is at fault. So they are walked over once,
as plain tuples, and whoever looks for words looks into all of a tree's texts at once before it looks at each.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeAlias

from perfsupport.tree import Action, Input, Outcome, Question, Step, Text, Tree

Passage: TypeAlias = tuple[Text, str, Step | None]
"""A text, the part of the tree it is, and the step it belongs to.

Parts are title, summary, ask, say, do, why, detail, tip, alt, link, label and note.
"""


def find_passages(tree: Tree) -> list[Passage]:
    """Return the texts of a tree that people read, in no particular order."""
    found: list[Passage] = [(tree.title, "title", None)]
    if tree.summary is not None:
        found.append((tree.summary, "summary", None))
    add = found.append
    for step in tree.steps.values():
        if step.title is not None:
            add((step.title, "title", step))
        if step.say is not None:
            add((step.say, "say", step))
        if step.why is not None:
            add((step.why, "why", step))
        if step.detail is not None:
            add((step.detail, "detail", step))
        if step.tips or step.media or step.links:
            found.extend(_find_beside(step))
        kind = type(step)
        if kind is Question or kind is Input:
            add((step.ask, "ask", step))  # type: ignore[attr-defined]
            if kind is Question:
                for option in step.options:  # type: ignore[attr-defined]
                    add((option.label, "label", step))
                    if option.note is not None:
                        add((option.note, "note", step))
                    if option.say is not None:
                        add((option.say, "say", step))
        elif kind is Action or kind is Outcome:
            for text in step.do:  # type: ignore[attr-defined]
                add((text, "do", step))
            if kind is Outcome and step.note is not None:  # type: ignore[attr-defined]
                add((step.note, "note", step))  # type: ignore[attr-defined]
    return found


def _find_beside(step: Step) -> Iterator[Passage]:
    for tip in step.tips:
        yield tip.text, "tip", step
    for media in step.media:
        if media.alt is not None:
            yield media.alt, "alt", step
    for link in step.links:
        yield link.text, "link", step


def fold(passages: Sequence[Passage]) -> str:
    """Return all texts in one, in small letters, for a first look."""
    return "\n".join([passage[0] for passage in passages]).lower()
