"""What can be said of each condition where it stands, and of the cases that a route or a question leaves over."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence, Set
from typing import NamedTuple

from perfsupport.program import Value
from perfsupport.rules.analysis.logic.formulas import All, Formula, cut_all, deny
from perfsupport.rules.analysis.logic.model import Logic
from perfsupport.rules.analysis.logic.paths import Node
from perfsupport.rules.analysis.logic.telling import find_example
from perfsupport.tree import Branch, Option, Question, Route, Step, Text


class Verdict(NamedTuple):
    """What is wrong with an entry of a route, an option, or a route's ``otherwise``.

    ``word`` is never (in itself), unasked (``fact`` is never known here), contradicted (by what came before), always,
    covered (by ``by``, the entry above that takes all its cases, or several together), or covers (the entries in
    ``lines``, several of them). ``cut_off`` is the step that
    nobody comes to for this reason.
    """

    word: str
    step: Step
    source: Branch | Option | None
    text: Text
    by: Branch | None = None
    fact: str | None = None
    cut_off: str | None = None
    lines: tuple[int, ...] = ()


class Gap(NamedTuple):
    """Cases that no entry of a route or no option of a question takes.

    ``example`` is one of them, and ``node`` the path to it; without an example it was only not proved that there is
    none.
    """

    step: Step
    example: dict[str, Value] | None
    node: Node | None


class Judged(NamedTuple):
    """What is wrong with the conditions of a tree, and the steps with which nothing is."""

    verdicts: list[Verdict]
    quiet: Set[str]


def judge(logic: Logic) -> Judged:
    """Return what is wrong with the conditions of a tree, in the order written."""
    found: list[Verdict] = []
    quiet: set[str] = set()
    for id, step in logic.tree.steps.items():
        verdicts: list[Verdict] = []
        if id not in logic.quiet_still:
            logic.pause()
            boxes = logic.states[id] if isinstance(step, Route | Question) else ()
            if not boxes:
                pass
            elif isinstance(step, Route):
                verdicts = _join_covered(list(_judge_route(logic, step, boxes)))
            elif isinstance(step, Question):
                verdicts = list(_judge_options(logic, step, boxes))
        if not verdicts:
            quiet.add(id)
        found += verdicts
    return Judged(_leave_out_undecided(logic, found), quiet)


def _leave_out_undecided(logic: Logic, found: list[Verdict]) -> list[Verdict]:
    if any(isinstance(gap.step, Route) for gap in logic.gaps):
        # Cases that fall through are missing from there on, and what seems to be decided may not be once it is mended.
        return [
            verdict
            for verdict in found
            if verdict.word in ("never", "covered", "covers") and verdict.source is not None
        ]
    return found


def _join_covered(verdicts: Sequence[Verdict]) -> list[Verdict]:
    """Return the verdicts on a route, with one on the entry that covers several others in place of theirs.

    What is left to ``otherwise`` follows from what is wrong above.
    """
    covered = [
        verdict
        for verdict in verdicts
        if verdict.word == "covered" and verdict.by is not None and verdict.by.when != verdict.text
    ]
    counts = Counter(id(verdict.by) for verdict in covered)
    joined: dict[int, Verdict] = {}
    for verdict in verdicts:
        by = verdict.by
        if by is None or verdict not in covered or counts[id(by)] == 1:
            if verdict.source is not None or len(verdicts) == 1:
                joined[id(verdict)] = verdict
            continue
        lines = [each.text.span.line for each in covered if each.by is by]
        cut_off = next((each.cut_off for each in covered if each.by is by and each.cut_off), None)
        joined[id(by)] = Verdict("covers", verdict.step, by, by.when, cut_off=cut_off, lines=tuple(lines))
    return list(joined.values())


def find_gaps(logic: Logic) -> list[Gap]:
    """Return the routes and questions that may leave a case over, one for each."""
    found = []
    for id, step in logic.tree.steps.items():
        if isinstance(step, Route) and step.otherwise is None:
            if logic.gave_up:
                found.append(Gap(step, None, None))
                continue
            guards = [logic.finder.guard(branch) for branch in step.branches]
            sources: Sequence[Branch | Option] = step.branches
        elif (
            not logic.gave_up
            and isinstance(step, Question)
            and step.options
            and all(option.when for option in step.options)
        ):
            sources = step.options
            guards = [logic.finder.on_offer(option, str(option.go or step.then)) for option in step.options]
        else:
            continue
        found.extend(_find_gap(logic, step, logic.states[id], guards, sources))
    return found


def _find_gap(
    logic: Logic,
    step: Step,
    boxes: Sequence[int],
    guards: Sequence[Formula | None],
    sources: Sequence[Branch | Option],
) -> Iterator[Gap]:
    certain = [guard for guard in guards if guard is not None]
    left = All(*map(deny, certain))
    if len(certain) < len(guards):
        return
    rest = logic.space.narrow(cut_all(boxes, left))
    if not rest:
        return
    facts = {fact for source in sources for fact in logic.space.list_reads(source.when or "")}
    if any(source.effective_from or source.effective_until for source in sources):
        facts.add("today")
    refuted = [(logic.space.nodes[str(source.when)], source) for source in sources]

    def find(box: int) -> dict[str, Value] | None:
        return find_example(logic.space, box, facts, refuted)

    node = logic.paths.find_node(step.id, left, lambda each: find(each.box) is not None)
    if node is not None:
        yield Gap(step, find(node.box), node)
    elif logic.is_exact and not logic.space.terms:
        yield Gap(step, next((case for box in rest if (case := find(box)) is not None), None), None)
    else:
        yield Gap(step, None, None)


# Routes


def _judge_route(logic: Logic, step: Route, boxes: Sequence[int]) -> Iterator[Verdict]:
    rest: Sequence[int] = boxes
    before: list[Branch] = []
    for place, branch in enumerate(step.branches):
        guard = logic.finder.guard(branch)
        if guard is None:
            continue
        if not logic.space.narrow(cut_all(rest, guard)):
            yield from _explain_dead(logic, step, branch, boxes, guard, before)
        rest = logic.space.narrow(cut_all(rest, deny(guard)))
        followed = place + 1 < len(step.branches) or step.otherwise is not None
        if not rest and followed and not _is_left(logic, boxes, guard):
            yield Verdict("always", step, branch, branch.when)
            return
        before.append(branch)
    if not rest and step.otherwise is not None and not logic.states[step.otherwise]:
        yield Verdict("covered", step, None, step.otherwise, cut_off=str(step.otherwise))


def _is_left(logic: Logic, boxes: Sequence[int], guard: Formula) -> bool:
    return bool(logic.space.narrow(cut_all(boxes, deny(guard))))


def _explain_dead(
    logic: Logic, step: Route, branch: Branch, boxes: Sequence[int], guard: Formula, before: Sequence[Branch]
) -> Iterator[Verdict]:
    """Yield why an entry is never taken; of one that is only never in effect other rules tell."""
    alone = logic.space.narrow(cut_all(boxes, guard))
    if not alone:
        if not logic.space.narrow(cut_all(boxes, logic.space.whens[branch.when].yes)):
            yield _explain_never(logic, step, branch, branch.when, str(branch.go), boxes)
        return
    by = next((each for each in before if _takes(logic, alone, each)), None)
    yield Verdict("covered", step, branch, branch.when, by=by, cut_off=_cut_off(logic, str(branch.go)))


def _takes(logic: Logic, boxes: Sequence[int], branch: Branch) -> bool:
    guard = logic.finder.guard(branch)
    return guard is not None and not _is_left(logic, boxes, guard)


def _explain_never(
    logic: Logic, step: Step, source: Branch | Option, text: Text, target: str, boxes: Sequence[int]
) -> Verdict:
    space = logic.space
    cut_off = _cut_off(logic, target)
    yes = space.whens[text].yes
    if not space.narrow(cut_all(logic.anywhere, yes)):
        return Verdict("never", step, source, text, cut_off=cut_off)
    for name in sorted(space.list_reads(text) - {"today"}):
        fact = space.plain[name]
        known = space.narrow(cut_all(logic.anywhere, All(yes, deny(logic.unknown(name)))))
        if known and all(box & fact.field == fact.unknown for box in boxes) and _needs(logic, yes, name):
            return Verdict("unasked", step, source, text, fact=name, cut_off=cut_off)
    return Verdict("contradicted", step, source, text, cut_off=cut_off)


def _needs(logic: Logic, yes: Formula, name: str) -> bool:
    """Tell whether a condition can only be yes where a fact is known."""
    return not logic.space.narrow(cut_all(logic.anywhere, All(logic.unknown(name), yes)))


def _cut_off(logic: Logic, target: str) -> str | None:
    return None if logic.states[target] else target


# Options


def _judge_options(logic: Logic, step: Question, boxes: Sequence[int]) -> Iterator[Verdict]:
    for option in step.options:
        if option.when is None or option.when not in logic.space.whens:
            continue
        target = str(option.go or step.then)
        yes = logic.space.whens[option.when].yes
        if not logic.space.narrow(cut_all(boxes, yes)):
            yield _explain_never(logic, step, option, option.when, target, boxes)
        elif not _is_left(logic, boxes, yes):
            yield Verdict("always", step, option, option.when)
