"""All expressions of a tree, each parsed and typed once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from perfsupport.diagnostics import Fix, Span
from perfsupport.expressions import CONDITION, FactType, Node, Problem, check_expression, find_facts, parse_expression
from perfsupport.expressions.remedies import for_text
from perfsupport.mending import swap_part, write_text
from perfsupport.ondemand import compile_late
from perfsupport.rules.analysis.inventory import Inventory
from perfsupport.tree import Subtree, Text, Tree, locate
from perfsupport.wording import quote


@dataclass(slots=True)
class Condition:
    """An expression where it stands.

    ``role`` is when, is or with; ``fact`` is the fact that gets the value of an ``is`` or ``with``, ``step`` the step
    that passes it on. ``node`` is None where the text could not be parsed. ``misfits`` tell why the value, right in
    itself, does not fit the fact that gets it.
    """

    text: Text
    role: str
    fact: Text | None
    step: Subtree | None
    node: Node | None
    problems: Sequence[Problem]
    misfits: Sequence[Problem] = ()
    _facts: Sequence[str] | None = field(default=None, init=False, repr=False, compare=False)

    @property
    def facts(self) -> Sequence[str]:
        """The names of the facts that the expression reads, sorted."""
        if self._facts is None:
            self._facts = [] if self.node is None else sorted(find_facts(self.node))
        return self._facts

    def locate(self, problem: Problem) -> Span:
        """Return where a problem stands in the file."""
        return locate(self.text, problem.start, problem.end)

    def mend(self, problem: Problem) -> Fix | None:
        """Return the fix of a problem, where one is known."""
        new = problem.instead
        if new is None:
            return None
        told = write_text(new) if problem.end - problem.start == len(self.text) else new
        return swap_part(self.text, problem.start, problem.end, new, f"Write {told}" if new.strip() else "Take it away")


Types: TypeAlias = Mapping[str, FactType]
Read: TypeAlias = dict[tuple[str, FactType | None], tuple[Node | None, Sequence[Problem]]]
"""What came of parsing a text whose value must be of a type, whatever its place."""


class ConditionReader:
    """Parses and types expressions over one tree's facts; the same condition is read once.

    Where a fact has a type that could not be read, nothing is said of the types. ``earlier`` is what read the tree
    before a change: what it has read of facts that are as they were holds, as far as it was right.
    """

    def __init__(self, tree: Tree, earlier: ConditionReader | None = None) -> None:
        self._facts = tree.facts
        self.types: Types = earlier.types if earlier is not None and earlier._facts is tree.facts else find_types(tree)
        self._unread = {id for id, type in self.types.items() if not type.type}
        # Where nothing was to be read, what was known before is handed on.
        self._known: Read = {} if earlier is None else earlier.read or earlier._known
        if earlier is not None and earlier.types != self.types:
            names = earlier.types.keys() | self.types.keys()
            renewed = {name for name in names if earlier.types.get(name) != self.types.get(name)}
            self._known = {key: read for key, read in self._known.items() if _holds(read, renewed)}
        self.read: Read = {}

    def read_when(self, text: Text) -> Condition:
        """Return a condition, which must be yes or no."""
        return Condition(text, "when", None, None, *self._parse(text, CONDITION))

    def read_value(self, text: Text, fact: Text, expected: FactType | None, step: Subtree | None) -> Condition:
        """Return an expression whose value a fact gets, by ``is`` or, from a step, by ``with``."""
        node, problems = self._parse(text, expected if expected and expected.type else None)
        misfits: list[Problem] = []
        if node is not None and problems:
            _, own = check_expression(node, self.types)
            misfits = [problem for problem in problems if problem.kind != "name" and problem not in own]
            problems = [problem for problem in problems if problem not in misfits]
        return Condition(text, "with" if step else "is", fact, step, node, problems, misfits)

    def _parse(self, text: str, expected: FactType | None) -> tuple[Node | None, Sequence[Problem]]:
        key = text, expected
        if key not in self.read:
            self.read[key] = self._known.get(key) or self._parse_anew(text, expected)
        return self.read[key]

    def _parse_anew(self, text: str, expected: FactType | None) -> tuple[Node | None, Sequence[Problem]]:
        node, problems = parse_expression(text)
        if node is None or problems:
            bare = _find_bare_text(text, self.types, expected)
            return None, [bare] if bare else [_find_value(problem, text, self.types) or problem for problem in problems]
        if self._unread and not self._unread.isdisjoint(find_facts(node)):
            return node, []
        return node, check_expression(node, self.types, expected)[1]


def _find_value(problem: Problem, text: str, types: Types) -> Problem | None:
    """Return the problem of ``done == Yes`` where ``Yes`` is a value of that choice, and no yes in capital letters."""
    before, word = COMPARED.search(text[: problem.start]), text[problem.start : problem.end]
    if before is None or before[1] not in types or word not in types[before[1]].options:
        return None
    cause = f"{quote(word)} is a value of {quote(before[1])}, and stands without quotes."
    return Problem(problem.start, problem.end, cause, f'Write `"{word}"`.', instead=f'"{word}"')


def _find_bare_text(text: str, types: Types, expected: FactType | None) -> Problem | None:
    """Return the problem of ``Harbour road`` where a text is expected, and none of its words is a fact."""
    if expected is None or expected.type not in ("text", "choice") or not WORDS.fullmatch(text):
        return None
    if not types.keys().isdisjoint(text.split()):
        return None
    cause = f"The text {quote(text)} has no quotes of its own."
    return Problem(0, len(text), cause, for_text(text, alone=True), instead=f'"{text}"')


COMPARED = compile_late(r"\b([a-z][a-z0-9_]*)\s*(?:[=!]=|=|is(?: not)?)\s*$")
WORDS = compile_late(r"\w[\w-]*(?: \w[\w-]*)+")


def _holds(read: tuple[Node | None, Sequence[Problem]], renewed: set[str]) -> bool:
    """Tell whether what was read holds with other facts: which name was meant may hang on all of them."""
    node, problems = read
    return node is not None and not problems and renewed.isdisjoint(find_facts(node))


def read_conditions(
    tree: Tree, inventory: Inventory, reader: ConditionReader, find_types_of: Callable[[str], Types]
) -> list[Condition]:
    """Return the expressions of calculated facts, options, routes and subtrees, parsed and typed.

    An empty expression has been reported as missing and is left out.
    """
    whens = [option.when for option in inventory.conditional]
    whens.extend(branch.when for route in inventory.routes for branch in route.branches)
    found = [reader.read_when(text) for text in whens if text]
    found.extend(
        reader.read_value(fact.calculated, fact.id, reader.types[fact.id], None)
        for fact in tree.facts.values()
        if fact.calculated
    )
    for step in inventory.subtrees:
        others = find_types_of(step.run) if step.passed else {}
        found.extend(reader.read_value(text, id, others.get(id), step) for id, text in step.passed.items() if text)
    return found


def find_types(tree: Tree) -> Types:
    """Return the type of each fact as expressions know it."""
    return {id: FactType(fact.type, tuple(option.value for option in fact.options)) for id, fact in tree.facts.items()}
