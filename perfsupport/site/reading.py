"""What is read where in a tree: the facts on which it depends, from a step on, how a run-through goes on."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from perfsupport.program import Expression, ProgramBranch, ProgramOption, ProgramStep, ProgramTree

Names = frozenset[str | None]
"""Names of facts; None stands for the day."""


class Reading:
    """The facts that matter in a tree, worked out once."""

    def __init__(self, tree_id: str, trees: Mapping[str, ProgramTree]) -> None:
        self._tree = trees[tree_id]
        self._given = frozenset(_find_given(tree_id, trees))
        self._of: dict[int, Names] = {}
        self._bits: dict[str, int] = {}
        self._from = self._follow()

    def reads_of(self, expression: Expression) -> Names:
        """Return the facts that an expression reads, and those behind calculated ones."""
        if id(expression) not in self._of:
            self._of[id(expression)] = frozenset(self._find_reads(expression))
        return self._of[id(expression)]

    def list_read(self, step: str, names: Iterable[str]) -> list[str]:
        """Return those of some facts that are read at a step or behind it, sorted."""
        read = self._from.get(step, 0)
        return [name for name in sorted(names) if read & self._bits.get(name, 0)]

    def is_given(self, fact: str, known: Collection[str]) -> bool:
        """Tell whether a question for a fact may be passed over, so that it matters whether it was asked before."""
        return fact in self._given and fact in known

    def _find_reads(self, expression: Any) -> Iterator[str | None]:
        if not isinstance(expression, list):
            return
        if expression[0] == "today":
            yield None
        elif expression[0] == "fact":
            yield expression[1]
            fact = self._tree["facts"].get(expression[1])
            yield from self._find_reads(fact.get("calculated") if fact else None)
        elif expression[0] != "list":
            for operand in expression[1:]:
                yield from self._find_reads(operand)

    def _follow(self) -> dict[str, int]:
        """Return what is read from each step on, a bit for each fact: a large tree has thousands."""
        steps, bits = self._tree["steps"], self._bits
        reads: dict[str, int] = {}
        before: dict[str, set[str]] = {}
        for id, step in steps.items():
            reads[id] = 0
            for name in self._reads_at(step):
                reads[id] |= bits.setdefault(name, 1 << len(bits))
            for target in find_targets(step, self._tree):
                before.setdefault(target, set()).add(id)
        waiting = dict.fromkeys(steps)
        while waiting:
            id, _ = waiting.popitem()
            for earlier in before.get(id, ()):
                if reads[id] & ~reads[earlier]:
                    reads[earlier] |= reads[id]
                    waiting[earlier] = None
        return reads

    def _reads_at(self, step: ProgramStep) -> Iterator[str]:
        conditions = [each["when"] for each in (*step.get("options", ()), *step.get("branches", ())) if "when" in each]
        for expression in (*conditions, *step.get("passed", {}).values()):
            yield from (name for name in self.reads_of(expression) if name is not None)
        if step.get("fact") in self._given:
            yield step["fact"]


def find_targets(step: ProgramStep, tree: ProgramTree) -> Iterator[str]:
    """Yield every step that a step can lead on to, the fallback included."""
    for each in (*step.get("options", ()), *step.get("branches", ())):
        if "target" in each:
            yield each["target"]
    for target in (step.get("then"), step.get("otherwise"), *step.get("on", {}).values(), tree.get("fallback")):
        if target is not None:
            yield target


def is_dated(dated: ProgramStep | ProgramOption | ProgramBranch) -> bool:
    """Tell whether something holds on some days only."""
    return "from" in dated or "until" in dated


def tells_secret(step: ProgramStep, tree: ProgramTree) -> bool:
    """Tell whether a response says something about a sensitive fact: such a response stands in no address."""
    told = [step.get("fact", ""), *(fact for option in step.get("options", ()) for fact in option.get("set", ()))]
    return any("sensitive" in tree["facts"].get(fact, ()) for fact in told)


def _find_given(tree_id: str, trees: Mapping[str, ProgramTree]) -> Iterator[str]:
    """Yield the facts whose question may find them known: passed in, set on the way, or asked for in two places."""
    tree = trees[tree_id]
    asked: set[str] = set()
    for step in tree["steps"].values():
        for carrier in (step, *step.get("options", ())):
            yield from carrier.get("set", ())
        if (fact := step.get("fact")) is not None:
            if fact in asked:
                yield fact
            asked.add(fact)
    for other in trees.values():
        for step in other["steps"].values():
            if step.get("run") == tree_id:
                yield from step.get("passed", ())
