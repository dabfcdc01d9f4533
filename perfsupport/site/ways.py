"""The ways out of each step in words, for the map, the outline and the booklet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cached_property
from typing import NamedTuple

from perfsupport.catalogues import ENGLISH_WORDS, Words
from perfsupport.edges import Edge, find_edges
from perfsupport.expressions.words import tell_condition, tell_dates
from perfsupport.program import ProgramFact, ProgramStep, ProgramTree
from perfsupport.site.text import write_line
from perfsupport.tree import Fact, FactOption, Option, Question, Route, Step, Text, Tree


class Way(NamedTuple):
    """A way out of a step: the edge's role, what it is called, and the step it leads to with its number and title.

    Conditions are told in words. ``remark`` says when there is this way, where there is not always.
    """

    role: str
    label: str
    target: str
    number: int
    title: str
    remark: str = ""


def find_ways(tree: Tree, compiled: Mapping[str, ProgramTree], words: Words = ENGLISH_WORDS) -> dict[str, list[Way]]:
    """Return the ways out of each step in the order written, "None of these" last; steps are numbered from 1."""
    program = compiled[tree.id]
    numbers = {id: number for number, id in enumerate(program["steps"], start=1)}
    titles = {id: write_line(step["title"], program) for id, step in program["steps"].items()}
    teller = _Teller(tree, compiled, words)
    ways: dict[str, list[Way]] = {}
    for id, step in program["steps"].items():
        edges: Iterable[Edge] = find_edges(tree.steps[id], tree.fallback)
        if step.get("pick_many"):
            # All options lead the same way, so that is one way.
            edges = dict.fromkeys(
                edge._replace(role="then", label="", option=None) if edge.option else edge for edge in edges
            )
        ways[id] = [
            Way(
                edge.role,
                teller.tell(edge, step),
                str(edge.target),
                numbers[edge.target],
                titles[edge.target],
                teller.remark(edge, tree.steps[id]),
            )
            for edge in edges
        ]
    return ways


class Terms(NamedTuple):
    """When a step holds, and what hangs on its options by their ids, where several of them are picked; in words."""

    holds: str
    options: Mapping[str, str]


def find_terms(tree: Tree, compiled: Mapping[str, ProgramTree], words: Words = ENGLISH_WORDS) -> dict[str, Terms]:
    """Return the terms of the steps that have some; those of other options are remarks on ways."""
    teller = _Teller(tree, compiled, words)
    found = {id: teller.find_terms(step) for id, step in tree.steps.items()}
    return {id: terms for id, terms in found.items() if terms.holds or terms.options}


class _Teller:
    """Tells what ways are called, in the words of one language."""

    def __init__(self, tree: Tree, compiled: Mapping[str, ProgramTree], words: Words) -> None:
        self._tree, self._compiled, self._words = tree, compiled, words
        self._program = compiled[tree.id]

    def tell(self, edge: Edge, step: ProgramStep) -> str:
        """Return what a way is called: option, condition, or the title of the other tree's outcome."""
        if edge.option is not None:
            options = step.get("options", [])
            labels = (write_line(one["label"], self._program) for one in options if one["id"] == edge.option.id)
            return next(labels, edge.label)
        if edge.role == "on":
            inner = self._compiled[step["run"]]
            return write_line(inner["steps"][edge.label]["title"], inner)
        if edge.role == "route":
            return tell_condition(edge.label, self._facts, self._words)
        return self._words.tell(edge.label) if edge.role == "fallback" else edge.label

    def remark(self, edge: Edge, step: Step) -> str:
        """Return when an option is offered, and when a branch holds; empty where that is always so."""
        if edge.option is not None:
            return self._tell_option(edge.option)
        if edge.role == "route" and isinstance(step, Route):
            dated = (branch for branch in step.branches if branch.when is edge.label)
            return next((tell_dates(branch, self._words) for branch in dated), "")
        return ""

    def find_terms(self, step: Step) -> Terms:
        """Return when a step holds, and the remarks on options that share one way."""
        picked = step.options if isinstance(step, Question) and step.pick_many else ()
        told = {str(option.id): self._tell_option(option) for option in picked}
        return Terms(tell_dates(step, self._words), {id: remark for id, remark in told.items() if remark})

    def _tell_option(self, option: Option) -> str:
        told = []
        if option.exclusive:
            told.append(self._words.tell("only alone"))
        if option.when is not None:
            clause = tell_condition(option.when, self._facts, self._words)
            told.append(self._words.say("offered only if {clause}", clause=clause))
        return self._words.join(filter(None, [*told, tell_dates(option, self._words)]))

    @cached_property
    def _facts(self) -> Mapping[str, Fact]:
        """The facts in the words of the program, which may be translated."""
        facts = {id: _speak(fact, self._program["facts"][id]) for id, fact in self._tree.facts.items()}
        for step in self._program["steps"].values():
            name = step.get("fact", "")
            if step["kind"] == "question" and name in facts:
                labels = {one["id"]: write_line(one["label"], self._program) for one in step.get("options", [])}
                facts[name] = replace(facts[name], options=[_call(one, labels) for one in facts[name].options])
        return facts


def _speak(fact: Fact, compiled: ProgramFact) -> Fact:
    """Return a fact with the label, the unit and the values' labels that readers see."""
    options = [FactOption(Text(value), Text(label)) for value, label in compiled.get("options", [])]
    unit = compiled.get("unit")
    return replace(fact, label=Text(compiled["label"]), unit=Text(unit) if unit else None, options=options)


def _call(option: FactOption, labels: Mapping[str, str]) -> FactOption:
    """Return a value that has no words of its own as the question that gives it calls it."""
    if option.label != option.value:
        return option
    return replace(option, label=Text(labels.get(option.value, option.label)))
