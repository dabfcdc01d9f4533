"""What becomes of the facts of a tree whose steps are written into another one: every run-through stays as it is.

A run begins with facts of its own: those that ``with`` gives, and those that host or link tell. Written out, all facts
are the other tree's. So a fact that comes in is one of that tree's where both always mean the same; else it comes
along, under another name where that is taken; what ``with`` gives becomes ``is``, or is set on every way to it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from perfsupport.edges import find_edges
from perfsupport.expressions import WORDS, parse_expression
from perfsupport.expressions.nodes import Constant, ListOf, Name, Node, Operation
from perfsupport.mending import write_text
from perfsupport.program import Value
from perfsupport.refactoring.change import RefusedError
from perfsupport.refactoring.source import SourceFile
from perfsupport.refactoring.usage import add_sources, find_read, find_shown, find_written, read_expression
from perfsupport.rules.analysis.graph import find_reachable
from perfsupport.rules.analysis.values import find_misfit
from perfsupport.tree import Fact, Outcome, Step, Subtree, Tree
from perfsupport.values import read_number, write_value
from perfsupport.wording import quote

LONGEST_ID = 64
SHOWN = ("type", "unit")
"""What decides how a value reads, beside the labels of its options."""


@dataclass
class Plan:
    """What each fact that comes in is called (``names``, where it is another id), and how it gets its value.

    ``calculated`` and ``values`` are by the id that a fact had; ``shared`` are those that this tree has already.
    """

    names: dict[str, str] = field(default_factory=dict)
    calculated: dict[str, str] = field(default_factory=dict)
    values: dict[str, str | list[str]] = field(default_factory=dict)
    shared: set[str] = field(default_factory=set)
    needed: list[str] = field(default_factory=list)

    def name(self, id: str) -> str:
        """Return what a fact is called from now on."""
        return self.names.get(id, id)


def find_constants(run: Subtree, other: Tree, steps: Iterable[Step]) -> dict[str, Value]:
    """Return the facts that a run gives a written value and that its steps never change."""
    written = find_written(steps)
    found = {name: read_constant(other.facts[name], text) for name, text in run.passed.items() if name in other.facts}
    return {str(name): value for name, value in found.items() if value is not None and name not in written}


def read_constant(fact: Fact, text: str) -> Value:
    """Return the value that an expression writes out, as the fact takes it; None where it is none, or does not fit."""
    node, _ = parse_expression(text)
    value = _read_node(node)
    if value is None or fact.calculated is not None:
        return None
    kinds: dict[str, type] = {"number": float, "yes_no": bool, "many": list}
    fits = isinstance(value, kinds.get(fact.type, str))
    texts = write_value(value)
    each = [texts] if isinstance(texts, str) else texts
    return value if fits and all(one and find_misfit(fact, one) is None for one in each) else None


def _read_node(node: Node | None) -> Value:
    match node:
        case Constant(value=bool() | str() as value):
            return value
        case Constant(value=number):
            return float(number)
        case Operation(operator="-", operands=(Constant(value=float(number)),)):
            return -number
        case ListOf():
            values = [_read_node(item) for item in node.items]
            return [str(value) for value in values] if all(isinstance(value, str) for value in values) else None
    return None


class Planner:
    """Decides for one run; raises RefusedError where no way to write it leaves every run-through as it is."""

    def __init__(self, tree: Tree, source: SourceFile, run: Subtree, other: Tree, inner: SourceFile) -> None:
        self.tree, self.source, self.run, self.other = tree, source, run, other
        self.steps = [step for step in other.steps.values() if not isinstance(step, Outcome)]
        self.written = find_written(self.steps) & other.facts.keys()
        self.read = find_read(other, inner, self.steps)
        self.after = self._find_after()
        self.given = {str(name): str(text) for name, text in run.passed.items() if name in other.facts}
        self.plan = Plan()

    def make(self) -> Plan:
        """Return the plan."""
        needed = add_sources(self.other, self.read | self.written)
        self.plan.needed = [str(id) for id in self.other.facts if id in needed]
        for id in self.plan.needed:
            fact = self.other.facts[id]
            if id in self.given and not self._is_nothing(fact):
                self._plan_given(id, fact)
        for id in self.plan.needed:
            if id not in self.plan.shared and id not in self.plan.calculated and id not in self.plan.values:
                self._plan_own(id, self.other.facts[id])
        self._name()
        self._refuse_return()
        return self.plan

    def _find_after(self) -> list[Step]:
        """Return the steps of this tree that can come after the run."""
        ways = {str(step.id): [str(e.target) for e in find_edges(step, self.tree.fallback)] for step in self._outer()}
        begin = [str(target) for target in self.run.on.values()]
        if self.tree.fallback is not None:
            begin.append(str(self.tree.fallback))
        reached = find_reachable([target for target in begin if target in ways], ways)
        return [self.tree.steps[id] for id in reached if id in self.tree.steps]

    def _outer(self) -> Iterable[Step]:
        return self.tree.steps.values()

    def _is_nothing(self, fact: Fact) -> bool:
        """Tell whether ``with`` writes a value that the fact never takes, so that it gives nothing."""
        text = self.given[fact.id]
        node, _ = parse_expression(text)
        return _read_node(node) is not None and read_constant(fact, text) is None

    # What with gives

    def _plan_given(self, id: str, fact: Fact) -> None:
        text = self.given[id]
        node, _ = parse_expression(text)
        if fact.calculated is not None:
            raise RefusedError(
                f"with gives {quote(id)} a value, which {quote(self.other.id)} calculates: take one of the two away."
            )
        if (
            isinstance(node, Name)
            and node.name in self.tree.facts
            and self._share(id, fact, self.tree.facts[node.name])
        ):
            self.plan.shared.add(id)
            self.plan.names[id] = node.name
        elif (value := read_constant(fact, text)) is not None:
            self._plan_constant(id, fact, text, value)
        else:
            self._plan_expression(id, fact, node, text)

    def _plan_constant(self, id: str, fact: Fact, text: str, value: Value) -> None:
        # A calculated choice has no labels of its own, and only what is never asked for can be calculated.
        if id not in self.written and fact.type not in ("choice", "many"):
            self.plan.calculated[id] = text
            return
        self._refuse_unset(id)
        self.plan.values[id] = write_value(value)

    def _refuse_unset(self, id: str) -> None:
        """Raise RefusedError where a way leads to the run on which nothing can be set."""
        here = quote(self.run.id)
        remedy = f"Put a step before {here} that sets nothing else, such as an action, or have {quote(id)} asked for."
        if self.tree.first_step == self.run.id:
            raise RefusedError(f"{here} begins the tree, so that {quote(id)} cannot be set before it. {remedy}")
        if self.tree.fallback == self.run.id:
            raise RefusedError(f"“None of these” leads to {here}, and sets nothing. {remedy}")
        for step in self._outer():
            if not any(edge.target == self.run.id for edge in find_edges(step, None)):
                continue
            if step.id == self.run.id:
                raise RefusedError(f"{here} leads to itself, so that {quote(id)} cannot be set before it. {remedy}")
            if _is_dated(step):
                raise RefusedError(
                    f"{quote(step.id)} leads to {here} and is passed over on some days, and sets nothing then. {remedy}"
                )

    def _plan_expression(self, id: str, fact: Fact, node: Node | None, text: str) -> None:
        told = f"with gives {quote(id)} the value {quote(text)}"
        if fact.sources:
            raise RefusedError(
                f"{told}, and where that is not known the {' or '.join(fact.sources)} may tell another one."
                f" Take `from` away from {quote(id)} in {quote(self.other.id)} first."
            )
        if id in self.written:
            raise RefusedError(
                f"{told}, and {quote(self.other.id)} asks for it or changes it: no fact is both calculated and asked."
                f" Have {quote(id)} asked for in {quote(self.tree.id)} before, and pass it on under that name."
            )
        if not self._is_within(fact, node):
            raise RefusedError(
                f"{told}, which need not be one that {quote(id)} takes: a run leaves it out then, calculating does not."
                f" Declare {quote(id)} in {quote(self.other.id)} as {_name_facts(node)} is declared here."
            )
        self.plan.calculated[id] = text

    def _is_within(self, fact: Fact, node: Node | None) -> bool:
        """Tell whether a run takes every value that an expression can have."""
        if fact.type in ("choice", "many"):
            return False
        if isinstance(node, Name) and node.name in self.tree.facts:
            return _fits(self.tree.facts[node.name], fact)
        return fact.min is None and fact.max is None and fact.pattern is None

    def _share(self, id: str, fact: Fact, mine: Fact) -> bool:
        """Tell whether a fact and the one of this tree that it is given are the same, as far as steps can see."""
        alike = all(getattr(mine, name) == getattr(fact, name) for name in SHOWN) and _fits(mine, fact)
        alike = alike and [(o.value, o.label) for o in mine.options] == [(o.value, o.label) for o in fact.options]
        told = not fact.sources or (mine.id == id and list(mine.sources) == list(fact.sources))
        if not (alike and told):
            return False
        if id not in self.written:
            return True
        if mine.calculated is not None or (mine.sensitive, mine.track) != (fact.sensitive, fact.track):
            return False
        if not _fits(fact, mine):
            return False
        self._refuse_dependence(id, str(mine.id))
        for name, text in self.given.items():
            if name != id and mine.id in add_sources(self.tree, read_expression(text)):
                raise RefusedError(
                    f"with gives {quote(id)} and {quote(name)} values of {quote(mine.id)}, and {quote(self.other.id)}"
                    f" changes the first alone. Take {quote(name)} out of {quote(self.other.id)} first."
                )
        return True

    def _refuse_dependence(self, id: str, mine: str) -> None:
        """Raise RefusedError where this tree would see what the steps change, of which a run tells nothing."""
        read = find_read(self.tree, self.source, self.after) | {
            str(fact) for step in self.after if (fact := getattr(step, "fact", None)) is not None
        }
        root = self.source.root
        read |= add_sources(
            self.tree, {f for key in root if key in ("title", "summary") for f in find_shown(root[key])}
        )
        if mine in read:
            raise RefusedError(
                f"{quote(self.other.id)} asks for {quote(id)} or changes it, and {quote(mine)} is needed after"
                f" {quote(self.run.id)}: a run keeps that to itself, and steps written here cannot."
                f" Ask for {quote(mine)} before {quote(self.run.id)}, and no longer in {quote(self.other.id)}."
            )

    # What with does not give

    def _plan_own(self, id: str, fact: Fact) -> None:
        mine = self.tree.facts.get(id)
        if mine is None:
            return
        if fact.calculated is not None:
            sources = add_sources(self.other, [id]) - {id}
            if _is_same(mine, fact) and all(self.plan.names.get(s) == s and s in self.plan.shared for s in sources):
                self.plan.shared.add(id)
        elif fact.sources:
            changed = id in self.written or id in find_written(self._outer())
            if changed or not _is_same(mine, fact):
                raise RefusedError(
                    f"Both trees have a fact {quote(id)} that the {' or '.join(fact.sources)} may tell, and each keeps"
                    f" its own value. Pass it on, with: {{{id}: {id}}}, or take `from` away from one of them."
                )
            self.plan.shared.add(id)

    def _name(self) -> None:
        """Give each fact that comes in, and whose name is taken, another one."""
        taken = {*map(str, self.tree.facts), *WORDS}
        for id in self.plan.needed:
            if id in self.plan.shared:
                continue
            new, number = id, 1
            while new in taken:
                number += 1
                new = f"{self.run.id}_{id}" if number == 2 else f"{self.run.id}_{id}_{number - 1}"
            if len(new) > LONGEST_ID:
                raise RefusedError(f"Both trees have a fact {quote(id)}: rename one of them first.")
            taken.add(new)
            if new != id:
                self.plan.names[id] = new

    def _refuse_return(self) -> None:
        """Raise RefusedError where the run is come to again, and would still know what it was told before."""
        changing = [id for id in self.plan.needed if id in self.written]
        # Whoever is asked again is asked again either way; conditions and texts would see the earlier value meanwhile.
        if changing and any(step.id == self.run.id for step in self.after):
            raise RefusedError(
                f"A way leads back to {quote(self.run.id)}, and {quote(changing[0])} gets its value in"
                f" {quote(self.other.id)}: a run begins without it, and steps written here would still have it."
                " Lead that way elsewhere first."
            )


def _fits(one: Fact, other: Fact) -> bool:
    """Tell whether every value of a fact is one that another fact takes."""
    if one.type != other.type:
        return False
    if other.type in ("choice", "many"):
        values = [str(option.value) for option in other.options]
        return [value for value in values if any(o.value == value for o in one.options)] == [
            str(option.value) for option in one.options
        ]
    if other.type == "text":
        return other.pattern is None or other.pattern == one.pattern
    number: Callable[[str], object] = read_number if other.type == "number" else str
    least = other.min is None or (one.min is not None and number(one.min) >= number(other.min))  # type: ignore[operator]
    most = other.max is None or (one.max is not None and number(one.max) <= number(other.max))  # type: ignore[operator]
    return least and most


def _is_same(one: Fact, other: Fact) -> bool:
    return all(getattr(one, name) == getattr(other, name) for name in Fact.__dataclass_fields__)


def _is_dated(step: Step) -> bool:
    return step.effective_from is not None or step.effective_until is not None


def _name_facts(node: Node | None) -> str:
    return quote(node.name) if isinstance(node, Name) else "what it is calculated from"


def write_calculated(name: str, fact: Fact, label: str, expression: str, pad: str) -> str:
    """Return the line that declares a fact which ``with`` gave a value, as a calculated one."""
    words: Mapping[str, str | None] = {"label": label, "unit": fact.unit}
    parts = [f"type: {fact.type}", *(f"{key}: {write_text(value)}" for key, value in words.items() if value)]
    if fact.sensitive:
        parts.append("sensitive: yes")
    return f"{pad}{name}: {{{', '.join([*parts, f'is: {write_text(expression)}'])}}}"
