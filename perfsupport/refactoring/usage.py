"""Which facts a part of a tree reads and writes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from perfsupport.expressions import find_facts, parse_expression
from perfsupport.parsing.nodes import Node
from perfsupport.refactoring.source import SourceFile, find_texts
from perfsupport.tree import PLACEHOLDER, Question, Route, Step, Subtree, Text, Tree


def find_written(steps: Iterable[Step]) -> set[str]:
    """Return the facts that steps ask for or set."""
    written: set[str] = set()
    for step in steps:
        written.update(map(str, step.set))
        if (fact := getattr(step, "fact", None)) is not None:
            written.add(str(fact))
        for option in step.options if isinstance(step, Question) else ():
            written.update(map(str, option.set))
    return written


def find_read(tree: Tree, source: SourceFile, steps: Iterable[Step]) -> set[str]:
    """Return the facts that steps show or decide by, with all that those are calculated from."""
    read: set[str] = set()
    for step in steps:
        for text in _find_expressions(step):
            read |= read_expression(text)
        read |= find_shown(source.find_map("steps", str(step.id)))
    return add_sources(tree, read)


def add_sources(tree: Tree, facts: Iterable[str]) -> set[str]:
    """Return facts with those that they are calculated from."""
    found: set[str] = set()
    waiting = list(facts)
    while waiting:
        fact = waiting.pop()
        if fact in tree.facts and fact not in found:
            found.add(fact)
            calculated = tree.facts[fact].calculated
            waiting.extend(read_expression(calculated) if calculated else ())
    return found


def find_shown(node: Node) -> set[str]:
    """Return the facts that the prose below a node shows."""
    return {match[1] for text in find_texts(node) for match in PLACEHOLDER.finditer(text)}


def _find_expressions(step: Step) -> Iterator[Text]:
    match step:
        case Question():
            yield from (option.when for option in step.options if option.when)
        case Route():
            yield from (branch.when for branch in step.branches)
        case Subtree():
            yield from step.passed.values()


def read_expression(text: str) -> set[str]:
    """Return the facts that an expression reads."""
    node, _ = parse_expression(text)
    return find_facts(node) if node is not None else set()
