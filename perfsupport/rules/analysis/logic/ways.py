"""The ways out of a step: where each leads, under which conditions, and what it does to the facts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from perfsupport.rules.analysis.logic.cells import Dimension, Some
from perfsupport.rules.analysis.logic.formulas import ALWAYS, All, Formula, deny
from perfsupport.rules.analysis.logic.space import Space, is_conditional, is_value
from perfsupport.tree import (
    NONE_LABEL,
    Action,
    Branch,
    Input,
    Option,
    Question,
    Route,
    Step,
    Subtree,
)


@dataclass(slots=True)
class Way:
    """A way out of a step.

    ``role`` is option, none, then, route, otherwise, on or skip; ``label`` what it is called. ``guard`` must hold to
    go it, None where that cannot be told; ``changes`` are the facts it changes, in order, each with its bits, and
    whether it may leave the fact as it is.
    """

    role: str
    target: str
    label: str
    guard: Formula | None
    changes: Sequence[tuple[Dimension, int, bool]] = ()


class WayFinder:
    """Finds the ways of a tree's steps. ``falls_out`` are the subtree steps that "None of these" may leave."""

    def __init__(self, space: Space, falls_out: set[str]) -> None:
        self.space = space
        self.falls_out = falls_out

    def find(self, step: Step) -> list[Way]:
        """Return the ways out of a step; those of a route exclude one another in the order written."""
        ways = list(self._find(step))
        then = getattr(step, "then", None)
        window = self.space.window(step)
        if window is ALWAYS or then is None:
            return ways
        for way in ways:
            way.guard = None if way.guard is None else All(window, way.guard)
        return [*ways, Way("skip", str(then), "", deny(window))]

    def _find(self, step: Step) -> Iterator[Way]:
        match step:
            case Question(pick_many=True):
                yield from self._find_many(step)
            case Question():
                for option in step.options:
                    yield self._find_option(step, option)
            case Input():
                if step.then is not None:
                    yield Way("then", str(step.then), "", ALWAYS, self._changes(step, *self._asked(step)))
            case Action():
                if step.then is not None:
                    yield Way("then", str(step.then), "", ALWAYS, self._changes(step))
            case Route():
                yield from self._find_branches(step)
            case Subtree():
                changes = self._changes(step)
                for outcome, target in step.on.items():
                    yield Way("on", str(target), outcome, ALWAYS, changes)
        yield from self._find_fallback(step)

    def _find_option(self, step: Question, option: Option) -> Way:
        target = option.go if option.go is not None else step.then
        given = []
        fact = self.space.plain.get(step.fact or "")
        if fact is not None:
            given.append((fact, self.space.find_option_value(step, option), False))
        changes = [*given, *self._sets(option), *self._sets(step)]
        return Way("option", str(target), option.label, self.on_offer(option, str(target)), changes)

    def on_offer(self, option: Option, target: str) -> Formula | None:
        """Return when an option is offered; None where that cannot be told."""
        parts = [self.space.window(option), self._can_lead(target)]
        if option.when is not None:
            if option.when not in self.space.whens:
                return None
            parts.append(self.space.whens[option.when].yes)
        parts = [part for part in parts if part is not ALWAYS]
        return parts[0] if len(parts) == 1 else All(*parts) if parts else ALWAYS

    def _can_lead(self, target: str) -> Formula:
        """A step that cannot be passed over is withheld while it is out of effect."""
        step = self.space.tree.steps.get(target)
        return ALWAYS if step is None or getattr(step, "then", None) is not None else self.space.window(step)

    def _find_many(self, step: Question) -> Iterator[Way]:
        """One way for each set of the options that do something, with the values it can come with."""
        fact = self.space.plain.get(step.fact or "")
        if fact is None or fact.fact is None or step.then is None:
            return
        values = {
            next((str(text) for text in (option.id, option.label) if is_value(fact.fact, text)), ""): option
            for option in step.options
        }
        target = str(step.then)
        if not all(isinstance(cell, Some) for cell in fact.cells):
            changes = [(each, bits, True) for option in step.options for each, bits, _ in self._sets(option)]
            yield Way("then", target, "", ALWAYS, [(fact, fact.known, False), *changes, *self._sets(step)])
            return
        others = sum(value not in fact.named for value in values)
        groups: dict[frozenset[str], int] = {}
        for place, cell in enumerate(fact.cells):
            if isinstance(cell, Some) and self._can_pick(cell, values, others):
                doing = frozenset(each for each in cell.named if values[each].set or is_conditional(values[each]))
                groups[doing] = groups.get(doing, 0) | 1 << fact.shift + 1 + place
        for doing, bits in groups.items():
            options = [option for value, option in values.items() if value in doing]
            guards = [self.on_offer(option, target) for option in options]
            guard = None if None in guards else All(*(each for each in guards if each is not None))
            changes = [(fact, bits, False), *(each for option in options for each in self._sets(option))]
            yield Way("then", target, "", guard, [*changes, *self._sets(step)])

    def _can_pick(self, cell: Some, values: dict[str, Option], others: int) -> bool:
        if not cell.named <= values.keys() or cell.others > others:
            return False
        alone = any(values[each].exclusive for each in cell.named)
        return not (alone and len(cell.named) + cell.others > 1)

    def _find_branches(self, step: Route) -> Iterator[Way]:
        """The guards are the entries' own; who goes through them takes what the ones before left over."""
        changes = self._changes(step)
        for branch in step.branches:
            yield Way("route", str(branch.go), branch.when, self.guard(branch), changes)
        if step.otherwise is not None:
            yield Way("otherwise", str(step.otherwise), "otherwise", ALWAYS, changes)

    def guard(self, branch: Branch) -> Formula | None:
        """Return when an entry of a route holds, whatever stands before it; None where that cannot be told."""
        if branch.when not in self.space.whens:
            return None
        window, yes = self.space.window(branch), self.space.whens[branch.when].yes
        return yes if window is ALWAYS else All(window, yes)

    def _find_fallback(self, step: Step) -> Iterator[Way]:
        fallback = self.space.tree.fallback
        if fallback is None or fallback == step.id:
            return
        if step.id in self.falls_out or (isinstance(step, Question | Input) and not step.exhaustive):
            yield Way("none", str(fallback), NONE_LABEL, self._can_lead(str(fallback)))

    def _asked(self, step: Input) -> Iterator[tuple[Dimension, int, bool]]:
        fact = self.space.plain.get(step.fact)
        if fact is not None:
            yield fact, fact.usual or fact.known, False

    def _changes(self, step: Step, *first: tuple[Dimension, int, bool]) -> list[tuple[Dimension, int, bool]]:
        return [*first, *self._sets(step)]

    def _sets(self, carrier: Step | Option) -> Sequence[tuple[Dimension, int, bool]]:
        if not carrier.set:
            return ()
        facts = ((self.space.plain.get(id), value) for id, value in carrier.set.items())
        return [(fact, self.space.find_value(fact, value), False) for fact, value in facts if fact is not None]


def lead_the_same(one: Step, other: Step) -> bool:
    """Tell whether two steps differ in nothing of which their ways are made: words and places do not matter."""
    return type(one) is type(other) and _tell(one) == _tell(other)


def _tell(step: Step) -> Sequence[object]:
    parts: list[Option | Branch] = []
    about = [step.effective_from, step.effective_until, list(step.set.items()), getattr(step, "then", None)]
    match step:
        case Question():
            parts += step.options
            about += [step.fact, step.pick_many, step.exhaustive]
        case Input():
            about += [step.fact, step.exhaustive]
        case Route():
            parts += step.branches
            about.append(step.otherwise)
        case Subtree():
            about.append(list(step.on.items()))
    return [*about, *map(_tell_part, parts)]


def _tell_part(part: Option | Branch) -> Sequence[object]:
    about: list[object] = [part.when, part.go, part.effective_from, part.effective_until]
    if isinstance(part, Option):
        about += [part.label, part.id, part.exclusive, list(part.set.items())]
    return about
