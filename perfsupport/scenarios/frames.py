"""Frames: the runs of trees that a walk is in, each with facts of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypedDict

from perfsupport.expressions import evaluate
from perfsupport.program import Expression, ProgramBranch, ProgramFact, ProgramOption, ProgramStep, ProgramTree, Value
from perfsupport.scenarios.keys import State, visit_key
from perfsupport.values import admit, read_value


class RunFrame(TypedDict):
    """One run of a tree as a run tells it: ``key`` is its ``run`` step's, empty for the root tree."""

    key: str
    tree: str
    facts: dict[str, Value]


def is_in_effect(dated: ProgramStep | ProgramOption | ProgramBranch, today: str) -> bool:
    """Tell whether something holds on a day; both its days are included."""
    return dated.get("from", today) <= today <= dated.get("until", today)


@dataclass(slots=True)
class Frame:
    """One run of a tree.

    ``opened_by`` is the id of its ``run`` step in the frame outside, empty for the root tree; ``settled`` are the steps
    that were responded to, or passed over as known.
    """

    key: str
    tree_id: str
    tree: ProgramTree
    opened_by: str
    today: str
    values: dict[str, Value] = field(default_factory=dict)
    sources: dict[str, str] = field(default_factory=dict)
    visits: Counter[str] = field(default_factory=Counter)
    settled: set[str] = field(default_factory=set)
    calculated: dict[str, Value] | None = None

    def put(self, fact: str, value: Value, source: str) -> None:
        """Keep a value. JSON has whole numbers as integers, and conditions know only floats."""
        self.values[fact] = float(value) if isinstance(value, int) and not isinstance(value, bool) else value
        self.sources[fact] = source
        self.calculated = None

    def put_known(self, passed: Mapping[str, Value], state: State) -> None:
        """Fill in what the frame begins with: what was passed wins over the host, and the host over the link."""
        told = {*passed, *(name for said in state["known"].values() for name in said)}
        for name, fact in self.tree["facts"].items():
            if name not in told:
                continue
            said = {"passed": passed.get(name)}
            for source in fact.get("sources", ()):
                said[source] = read_value(fact, state["known"].get(source, {}).get(name, ""))
            for origin in ("passed", "host", "link"):
                if (value := admit(fact, said.get(origin))) is not None:
                    self.put(name, value, origin)
                    break

    def get(self, fact: str) -> Value:
        """Return a fact's value. Calculated ones are filled in the program's order, each behind those it uses."""
        if fact in self.values or "calculated" not in self.tree["facts"].get(fact, ()):
            return self.values.get(fact)
        if self.calculated is None:
            self.calculated = {}
            for name, each in self.tree["facts"].items():
                if "calculated" in each:
                    self.calculated[name] = self.evaluate(each["calculated"])
        return self.calculated.get(fact)

    def evaluate(self, expression: Expression) -> Value:
        """Return the value of an expression over the frame's facts."""
        return evaluate(expression, self.get, self.today)

    def fact_of(self, step: ProgramStep) -> ProgramFact | None:
        """Return the fact that a step asks for, or None."""
        return self.tree["facts"].get(step.get("fact", ""))

    def next_key(self, step_id: str) -> str:
        """Return the key that the next visit of a step has."""
        within = visit_key(step_id, self.visits[step_id] + 1)
        return f"{self.key}/{within}" if self.key else within

    def can_lead_to(self, step_id: str | None) -> bool:
        """Tell whether a step is there and, where it is out of effect, can be passed over."""
        step = self.tree["steps"].get(step_id) if step_id is not None else None
        return step is not None and (is_in_effect(step, self.today) or "then" in step)

    def report(self) -> RunFrame:
        """Return the frame as a run tells it."""
        found = ((name, self.get(name)) for name in self.tree["facts"])
        facts: dict[str, Value] = {name: value for name, value in found if value is not None}
        return {"key": self.key, "tree": self.tree_id, "facts": facts}
