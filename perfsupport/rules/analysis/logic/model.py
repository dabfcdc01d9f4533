"""The logic of one tree: its space, its ways and its paths, and the questions that rules ask of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from perfsupport.edges import find_edges
from perfsupport.program import Value
from perfsupport.rules.analysis.inventory import Shown
from perfsupport.rules.analysis.logic.cells import Dimension
from perfsupport.rules.analysis.logic.following import Earlier
from perfsupport.rules.analysis.logic.formulas import ALWAYS, All, Any, Formula, Mask, cut_all
from perfsupport.rules.analysis.logic.paths import Paths, sort_steps
from perfsupport.rules.analysis.logic.questions import Rails
from perfsupport.rules.analysis.logic.reads import Reads
from perfsupport.rules.analysis.logic.space import Space
from perfsupport.rules.analysis.logic.telling import find_example, tell_path, tell_values
from perfsupport.rules.analysis.logic.ways import Way, WayFinder, lead_the_same
from perfsupport.tree import Branch, Broken, Input, Option, Question, Route, Step

if TYPE_CHECKING:
    from perfsupport.rules.analysis.logic.verdicts import Gap, Judged, Verdict
    from perfsupport.rules.base import Context


class KeptStep(NamedTuple):
    """The ways out of a step, the bits that it reads, and all that they touch; found on the conditions in ``whens``.

    ``shown`` are the facts shown there of which it is not sure that they are known, and ``facts`` those and all that
    it asks for or sets.
    """

    step: Step
    ways: Sequence[Way]
    read: int
    touched: int
    whens: Mapping[str, Rails | None]
    shown: Sequence[str]
    facts: Set[str]


class Logic:
    """What is known of the cases at each step of a tree."""

    def __init__(
        self,
        context: Context,
        watched: Mapping[str, Sequence[Shown]],
        told: frozenset[str],
        earlier: Logic | None = None,
    ) -> None:
        tree = context.tree
        self.tree = tree
        self.told = told
        self.watched = watched
        self._rests: dict[str, Sequence[Dimension]] = {}
        self.pause = context.pause
        before = earlier.space if earlier is not None else None
        shown = {each.fact for some in watched.values() for each in some}
        self.space: Space = Space(tree, context.conditions, told, shown, self.pause, before)
        self.finder = WayFinder(self.space, context.falls_out)
        self._about = _tell_about(context)
        followed = earlier if self.space.earlier is not None else None
        if earlier is not None and earlier._about != self._about:
            followed = None
        # Else each space would keep all those before it.
        self.space.earlier = None
        self._kept: dict[str, KeptStep] = {}
        taken_over: dict[str, int] = {}
        for id, step in tree.steps.items():
            kept = followed._kept.get(id) if followed is not None else None
            if kept is not None and self._holds(kept, step):
                taken_over[id] = kept.touched
                if kept.step is not step:
                    kept = kept._replace(step=step)
            else:
                kept = self._find_ways(step)
            self._kept[id] = kept
        self.ways: dict[str, Sequence[Way]] = {id: kept.ways for id, kept in self._kept.items()}
        start = str(tree.first_step)
        leads_the_same = followed is not None and self._leads_as(followed, start, taken_over)
        order = followed.paths.order if followed is not None and leads_the_same else sort_steps(start, self.ways)
        own = {id: self._kept[id].read for id in order}
        self._reads: Reads = Reads(self.ways, own, followed._reads if followed is not None and leads_the_same else None)
        last, reads = None, self._reads.behind
        if followed is not None and followed.paths.records:
            records, changed = followed.paths.records, self.space.changed_bits
            last = Earlier(records, taken_over, changed, followed.paths.reads, leads_the_same)
        self.paths: Paths = Paths(self.space, self.ways, order, reads, self.pause, keeps=context.keeps, earlier=last)
        self._still = self.paths.unchanged & taken_over.keys()
        self.quiet_still = self._find_quiet(followed) if followed is not None else set()
        self.quiet_uses: tuple[set[str], set[str]] | None = None
        """The facts that steps ask for, and the steps in which all facts are known that are shown there or decide."""
        self._quiet_before = followed.quiet_uses if followed is not None else None

    def _leads_as(self, earlier: Logic, start: str, taken_over: Mapping[str, int]) -> bool:
        """Tell whether all begins where it did, and from there all steps lead where they did."""
        return start == earlier.paths.start and all(
            id in taken_over
            or (id in self.ways and [way.target for way in self.ways[id]] == [way.target for way in earlier.ways[id]])
            for id in earlier.paths.order
        )

    def recall_quiet_uses(self, asked: set[str]) -> set[str]:
        """Return the steps in which all facts were known that are shown there or decide, and still are."""
        known, quiet = self._quiet_before or (set(), set())
        return quiet & self._still if known == asked else set()

    def _find_quiet(self, earlier: Logic) -> set[str]:
        """Return the steps of which nothing was to be said before and nothing that this rests on has changed."""
        judged = earlier.__dict__.get("_judged")
        turned = self.paths.states.reached ^ earlier.paths.states.reached
        return {
            id
            for id in (judged.quiet if judged is not None else ())
            if id in self._still and (not turned or turned.isdisjoint(way.target for way in self.ways[id]))
        }

    def _find_ways(self, step: Step) -> KeptStep:
        """Return the ways out of a step, and what they were found on."""
        ways = self.finder.find(step)
        read = self._find_read(step, ways)
        touched = read
        fact = self.space.plain.get(getattr(step, "fact", None) or "")
        if fact is not None:
            touched |= self.space.find_touched(fact)
        for way in ways:
            for dimension, _, _ in way.changes:
                touched |= self.space.find_touched(dimension)
        whens = {
            str(carrier.when): self.space.whens.get(carrier.when) for carrier in _list_carriers(step) if carrier.when
        }
        shown = self._list_shown(step)
        return KeptStep(step, ways, read, touched, whens, shown, {*shown, *_list_given(step)})

    def _holds(self, kept: KeptStep, step: Step) -> bool:
        """Tell whether the ways of a step are what they were."""
        return (
            (kept.step is step or lead_the_same(kept.step, step))
            and self.space.restless.isdisjoint(kept.facts)
            and not kept.touched & self.space.changed_bits
            and all(self.space.whens.get(text) is rails for text, rails in kept.whens.items())
            and kept.shown == self._list_shown(step)
        )

    def _list_shown(self, step: Step) -> Sequence[str]:
        return [each.fact for each in self.watched.get(step.id, ())]

    @property
    def states(self) -> Mapping[str, list[int]]:
        """The boxes at each step."""
        return self.paths.states

    @property
    def gave_up(self) -> bool:
        """Whether the tree had too many cases."""
        return self.paths.gave_up

    @property
    def is_exact(self) -> bool:
        """Whether all cases were kept apart."""
        return not self.paths.gave_up and not self.paths.widened

    @property
    def verdicts(self) -> list[Verdict]:
        """What is wrong with conditions where they stand; nothing where the work was broken off."""
        return [] if self.gave_up else self._judged.verdicts

    @cached_property
    def _judged(self) -> Judged:
        from perfsupport.rules.analysis.logic.verdicts import judge

        return judge(self)

    @cached_property
    def gaps(self) -> list[Gap]:
        """The routes and questions that may leave a case over; where the work was broken off, all that could."""
        from perfsupport.rules.analysis.logic.verdicts import find_gaps

        return find_gaps(self)

    @cached_property
    def anywhere(self) -> list[int]:
        """The boxes of all cases that the declared types and limits allow."""
        return [self.space.anything]

    def find_facts(self, step: str) -> dict[str, str]:
        """Return in words what each fact can be at a step, those that can be anything left out."""
        boxes = self.states[step]
        told = {name: tell_values(fact, boxes) for name, fact in self.space.plain.items()}
        return {name: words for name, words in told.items() if words is not None}

    def find_case(self, step: str) -> tuple[dict[str, Value], str] | None:
        """Return values of the facts with which some run-through gets to a step, and its path; None where none does."""
        node = self.paths.find_node(step, ALWAYS)
        if node is None:
            return None
        found = find_example(self.space, node.box, self.space.plain, ())
        return None if found is None else (found, tell_path(self.space, node))

    def allows(self, text: str) -> Formula | None:
        """Return where a condition is yes, or None where that cannot be told."""
        rails = self.space.whens.get(text)
        return None if rails is None else rails.yes

    def is_possible_beyond_limits(self, text: str) -> bool:
        """Tell whether a condition could be yes but for the limits and patterns of its facts."""
        formula = self.allows(text)
        return formula is not None and bool(self.space.cut(self.space.every, formula))

    def can_be_offered(self, question: Question, options: Sequence[Option]) -> bool:
        """Tell whether some case brings several options of a question on the screen at once."""
        whens = [self.allows(option.when) for option in options if option.when is not None]
        formula = All(*(when for when in whens if when is not None))
        return self.gave_up or bool(self.space.narrow(cut_all(self.states[question.id], formula)))

    def unknown(self, name: str) -> Formula:
        """Return where a fact is not known, though nobody but the rep could tell it."""
        return Any(*(Mask(fact.field, fact.unknown) for fact in self.rests_on(name)))

    def rests_on(self, name: str) -> Sequence[Dimension]:
        """Return the facts that only steps can make known: those that a fact is calculated from, or itself."""
        if name not in self._rests:
            if name in self.space.plain:
                names = {name}
            else:
                node = self.space.calculated.get(name)
                names = self.space.reader.find_facts(node) - {"today"} if node is not None else set()
            self._rests[name] = [self.space.plain[each] for each in sorted(names - self.told)]
        return self._rests[name]

    def _find_read(self, step: Step, ways: Sequence[Way]) -> int:
        """Return the bits of what a step looks at itself."""
        read = 0
        for way in ways:
            if way.guard is not None:
                read |= way.guard.field
        for carrier in _list_carriers(step):
            rails = self.space.whens.get(carrier.when or "")
            if rails is not None:
                read |= rails.yes.field | rails.no.field
        for shown in self.watched.get(step.id, ()):
            for fact in self.rests_on(shown.fact):
                read |= fact.field
        return read


def _list_carriers(step: Step) -> Sequence[Branch | Option]:
    """Return what may have conditions in a step."""
    return step.branches if isinstance(step, Route) else step.options if isinstance(step, Question) else ()


def _list_given(step: Step) -> Iterator[str]:
    """Yield the facts to which a step gives values."""
    if isinstance(step, Question | Input) and step.fact:
        yield str(step.fact)
    yield from map(str, step.set)
    for option in step.options if isinstance(step, Question) else ():
        yield from map(str, option.set)


def _tell_about(context: Context) -> Sequence[object]:
    """Return what the ways of all steps depend on besides the step itself and the facts."""
    dated = [
        (str(step.id), step.effective_from, step.effective_until, getattr(step, "then", None) is None)
        for step in context.inventory.dated
    ]
    return [dated, set(context.falls_out), context.tree.fallback]


def read_logic(context: Context) -> Logic | None:
    """Return the logic of a tree, or None where it has mistakes that come first, or nothing to reason about."""
    tree, flow = context.tree, context.flow
    conditional = context.inventory.conditional or context.inventory.routes
    if flow.reached is None or flow.unknown or tree.damaged or tree.first_step not in tree.steps:
        return None
    if tree.fallback is not None and tree.fallback not in tree.steps:
        return None
    told = frozenset(context.told)
    shown = {each.fact for each in context.inventory.shown}
    watched = _find_watched(context, told) if shown else {}
    if not conditional and not watched:
        return None
    if not _are_facts_sound(context):
        return None
    # Where a kind or a target is missing, nobody can tell where that leads, be it reached or not.
    if flow.lost:
        lost = [tree.steps[id] for id in flow.lost]
        if any(isinstance(step, Broken) for step in lost):
            return None
        if any(edge.target not in tree.steps for step in lost for edge in find_edges(step, tree.fallback)):
            return None
    return Logic(context, watched, told, context.earlier.last_logic if context.earlier is not None else None)


def _are_facts_sound(context: Context) -> bool:
    """Tell whether every fact has a type, and every step gives its value to a fact that is declared."""
    tree, inventory = context.tree, context.inventory
    asked = [*(step.fact for step in inventory.questions), *(step.fact for step in inventory.inputs)]
    given = [fact for fact, _ in inventory.given]
    return all(fact.type for fact in tree.facts.values()) and {*asked, *given} - {None} <= tree.facts.keys()


def _find_watched(context: Context, told: frozenset[str]) -> dict[str, list[Shown]]:
    """Return by step the facts shown there of which it is not sure that they are known."""
    facts = context.tree.facts
    names = {each.fact for each in context.inventory.shown if each.fact in facts and each.fact not in told}
    if not names:
        return {}
    found = {
        id: [each for each in shown if each.fact in names] for id, shown in context.inventory.shown_by_step.items()
    }
    return {id: shown for id, shown in found.items() if shown}
