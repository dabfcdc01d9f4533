"""Uses of facts on paths where they are not known."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from perfsupport.diagnostics import Span
from perfsupport.rules.analysis.graph import find_reachable
from perfsupport.rules.analysis.inventory import Shown
from perfsupport.rules.analysis.logic.formulas import All, Formula, Mask, cut_all, deny
from perfsupport.rules.analysis.logic.model import Logic
from perfsupport.rules.analysis.logic.paths import Node
from perfsupport.rules.analysis.logic.telling import tell_path
from perfsupport.tree import Input, Question, Route, Step

SHOWN_AFTERWARDS = ("title", "label", "note", "prose")
"""Where a step's own fact may be shown: some of these are read only after the response."""


class Use(NamedTuple):
    """A use of ``fact``: ``missing`` is what is not known, itself or a fact it rests on; ``path`` tells when."""

    span: Span
    step: str
    fact: str
    missing: str
    path: str
    is_shown: bool


def find_uses(logic: Logic) -> Iterator[Use]:
    """Yield each use of a fact that is not known on some path, once for each step and fact."""
    asked = {str(step.fact) for step in logic.tree.steps.values() if isinstance(step, Question | Input)}
    quiet = logic.recall_quiet_uses(asked)
    reached = logic.paths.states.reached
    for id, step in logic.tree.steps.items():
        if id in reached and id not in quiet and (id in logic.watched or isinstance(step, Route)):
            logic.pause()
            if not _may_be_unknown(logic, step, asked):
                quiet.add(id)
                continue
            yield from _find_shown(logic, step)
            if isinstance(step, Route):
                yield from _find_undecided(logic, step, asked)
    logic.quiet_uses = asked, quiet


def _may_be_unknown(logic: Logic, step: Step, asked: set[str]) -> bool:
    """Tell whether a fact that is shown may not be known, or one that decides is asked for elsewhere."""
    if any(_is_possible(logic, step.id, logic.unknown(each.fact)) for each in logic.watched.get(step.id, ())):
        return True
    branches = step.branches if isinstance(step, Route) else ()
    return any(not (logic.space.list_reads(branch.when) & asked) <= logic.told for branch in branches)


def _find_shown(logic: Logic, step: Step) -> Iterator[Use]:
    watched = logic.watched.get(step.id)
    if watched is None:
        return
    told: set[str] = set()
    own = _find_own(step)
    for shown in watched:
        if shown.fact in told or _is_own(logic, shown, own):
            continue
        found = _find_path(logic, step.id, logic.unknown(shown.fact))
        if found is not None:
            told.add(shown.fact)
            missing = _find_missing(logic, found, shown.fact)
            yield Use(shown.span, step.id, shown.fact, missing, tell_path(logic.space, found), is_shown=True)


def _find_own(step: Step) -> set[str]:
    """Return the facts that a step makes known itself."""
    own = {*map(str, step.set), str(getattr(step, "fact", None))}
    if isinstance(step, Question):
        own.update(str(fact) for option in step.options for fact in option.set)
    return own


def _is_own(logic: Logic, shown: Shown, own: set[str]) -> bool:
    return shown.part in SHOWN_AFTERWARDS and any(fact.name in own for fact in logic.rests_on(shown.fact))


def _find_undecided(logic: Logic, step: Route, asked: set[str]) -> Iterator[Use]:
    """Yield the route where no entry is either true or false, for want of a fact that is asked for elsewhere."""
    if step.otherwise is None or any(branch.when not in logic.space.whens for branch in step.branches):
        return
    reads = {fact for branch in step.branches for fact in logic.space.list_reads(branch.when)} - {"today"}
    for name in sorted(reads & asked - logic.told):
        if _asks_later(logic, step.otherwise, name):
            continue
        rails = [logic.space.whens[branch.when] for branch in step.branches]
        undecided = [part for rail in rails for part in (deny(rail.yes), deny(rail.no))]
        fact = logic.space.plain[name]
        others = [logic.space.plain[each] for each in sorted(reads - {name})]
        known = [Mask(each.field, each.known) for each in others]
        found = _find_path(logic, step.id, All(Mask(fact.field, fact.unknown), *known, *undecided))
        if found is not None:
            span = step.branches[0].when.span
            yield Use(span, step.id, name, name, tell_path(logic.space, found), is_shown=False)
            return


def _asks_later(logic: Logic, target: str, fact: str) -> bool:
    """Tell whether a way leads on to a step that asks for a fact: then the route is there to find out."""
    ways = {id: [way.target for way in each] for id, each in logic.ways.items()}
    return any(getattr(logic.tree.steps[id], "fact", None) == fact for id in find_reachable([target], ways))


def _is_possible(logic: Logic, step: str, formula: Formula) -> bool:
    return bool(logic.space.narrow(cut_all(logic.states[step], formula)))


def _find_path(logic: Logic, step: str, formula: Formula) -> Node | None:
    if not _is_possible(logic, step, formula):
        return None
    return logic.paths.find_node(step, formula, through_none=False)


def _find_missing(logic: Logic, node: Node, fact: str) -> str:
    bases = logic.rests_on(fact)
    return next((base.name for base in bases if node.box & base.field == base.unknown), bases[0].name)
