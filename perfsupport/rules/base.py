"""What a rule is, and what it may look at."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from perfsupport.diagnostics import Diagnostic, Fix, Severity, Span
from perfsupport.rules.analysis.conditions import Condition, ConditionReader, Types, find_types, read_conditions
from perfsupport.rules.analysis.counting import Counted, Longest
from perfsupport.rules.analysis.flow import Flow, read_flow
from perfsupport.rules.analysis.inventory import Inventory, Shown, take_inventory
from perfsupport.rules.analysis.names import Names
from perfsupport.rules.analysis.passages import Passage, find_passages, fold
from perfsupport.rules.analysis.privacy import Secrets, find_secrets, tell_way
from perfsupport.rules.analysis.silence import find_silent_ways
from perfsupport.rules.analysis.translated import Translated, read_translated
from perfsupport.settings import Checks, Settings
from perfsupport.tree import Input, Question, Step, Tree

if TYPE_CHECKING:
    from perfsupport.rules.analysis.logic import Logic


class Finding(NamedTuple):
    """What a rule found in the tree it looks at: the place, the cause and the remedy, one sentence each, and a fix.

    ``path`` is the file where it is another than the tree's own, as that of the scenarios beside it.
    """

    span: Span
    cause: str
    remedy: str
    fix: Fix | None = None
    path: str = ""


GUARDED = {
    "1": "what cannot be read cannot be built",
    "2": "without the right keys and values there is nothing to build",
    "3": "a name that leads nowhere would leave a rep stranded",
    "4": "a rep could get stuck on the way",
    "5": "the aid could not work out what to show",
    "6": "personal data could get to where it must not be",
}
"""Why the errors of these families always stop a build, by the first digit of the code."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing that can be wrong.

    ``code`` is stable, ``name`` is what it is called, ``page`` its page of the manual. ``check`` looks at a tree, and
    ``check_settings`` at the project's settings with the files below ``trees/media``; a rule without either is found by
    the reader of files or by the walker of scenarios. ``since`` is the set of rules that it came with.
    """

    code: str
    name: str
    severity: Severity
    page: str
    check: Callable[[Context], Iterable[Finding]] | None = None
    check_settings: Callable[[Settings, frozenset[str]], Iterable[Finding]] | None = None
    since: int = 1

    @property
    def guards(self) -> bool:
        """Tell whether nothing may be built against it: it can be neither turned down, nor waived, nor pinned away."""
        return self.severity is Severity.ERROR and self.code[2] in GUARDED

    def report(self, finding: Finding, path: str) -> Diagnostic:
        """Return a finding of this rule as a diagnostic for a file."""
        where = finding.path or path
        return Diagnostic(self.code, self.severity, where, finding.span, finding.cause, finding.remedy, finding.fix)


def go_on() -> None:
    """Do not pause."""


@dataclass
class Context:
    """A tree with all that it may refer to, and what several rules need to know about it, worked out when asked for.

    ``trees`` are all trees by id, ``media`` the files below ``trees/media``, ``unread`` the ids of trees whose files
    could not be read. ``siblings`` are the contexts of the other trees, shared so that nothing is worked out twice.
    ``today`` is the ISO date on which the tree is looked at; without one nothing is said of how fresh it is.
    ``is_run_by_others`` says whether another tree runs this one, and ``longest`` is the way with the most questions,
    once that has been counted. ``pause`` is called now and then by what takes long; it may raise something to give up.
    ``passed`` are the facts that other trees give this one when they run it. ``earlier`` is the same tree's context
    before a change, for those who keep what was worked out there, and ``keeps`` says whether there will be a next one;
    ``last_logic`` is the logic that there was last, and ``counted`` what ``longest`` was counted on.
    """

    tree: Tree
    trees: Mapping[str, Tree]
    settings: Settings
    media: Set[str] = frozenset()
    unread: Set[str] = frozenset()
    siblings: dict[str, Context] = field(default_factory=dict, repr=False)
    today: str | None = None
    is_run_by_others: bool = False
    passed: Set[str] = frozenset()
    longest: Longest | None = field(default=None, init=False, repr=False, compare=False)
    earlier: Context | None = field(default=None, init=False, repr=False, compare=False)
    keeps: bool = field(default=False, init=False, repr=False, compare=False)
    last_logic: Logic | None = field(default=None, init=False, repr=False, compare=False)
    counted: Counted | None = field(default=None, init=False, repr=False, compare=False)
    pause: Callable[[], None] = field(default_factory=lambda: go_on, init=False, repr=False, compare=False)

    def find(self, tree_id: str) -> Context | None:
        """Return the context of another tree, or None where there is no such tree."""
        # Asked for first, so that it is noted who looked it up.
        tree = self.trees.get(tree_id)
        if tree is not None and tree_id not in self.siblings:
            self.siblings[tree_id] = replace(self, tree=tree, passed=frozenset())
        return None if tree is None else self.siblings[tree_id]

    def has_lost(self, word: str) -> bool:
        """Tell whether a word stands in lines that could not be read: what it names is there, then."""
        return word in self.tree.damaged

    @cached_property
    def inventory(self) -> Inventory:
        """What stands in the tree, by kind."""
        return take_inventory(self.tree)

    @cached_property
    def passages(self) -> list[Passage]:
        """The texts that people read."""
        return find_passages(self.tree)

    @cached_property
    def folded(self) -> str:
        """All texts that people read in one, in small letters."""
        return fold(self.passages)

    @property
    def is_english(self) -> bool:
        """Tell whether rules on English words apply."""
        return self.settings.language.lower().partition("-")[0] == "en"

    @property
    def checks(self) -> Checks:
        """What the project says of checks."""
        return self.settings.checks

    @cached_property
    def translated(self) -> Sequence[Translated]:
        """The translations of the tree, matched with its texts."""
        return read_translated(self.tree, self.settings)

    @cached_property
    def steps(self) -> Names:
        """The ids of steps, and the earlier ids that lead on to them."""
        return Names(self.tree.steps, _find_earlier(self.inventory.renamed))

    @cached_property
    def outcomes(self) -> Names:
        """The ids of the steps where a run-through ends."""
        ids = [step.id for step in self.inventory.outcomes]
        return Names(ids, _find_earlier(step for step in self.inventory.outcomes if step.was))

    @cached_property
    def facts(self) -> Names:
        """The ids of facts."""
        return Names(self.tree.facts)

    @cached_property
    def flow(self) -> Flow:
        """Where the steps lead."""
        return read_flow(self.tree, self.steps, self.falls_out)

    @cached_property
    def falls_out(self) -> set[str]:
        """The subtree steps in which "None of these" may lead to this tree's fallback."""
        return {str(step.id) for step in self.inventory.subtrees if self._falls_out(step.run)}

    @property
    def told(self) -> set[str]:
        """The facts that may be known before the first step: from the host, the link, or a tree that runs this one."""
        return {str(fact.id) for fact in self.tree.facts.values() if fact.sources} | self.passed

    @cached_property
    def logic(self) -> Logic | None:
        """Which cases can be at which step, or None where there is nothing to reason about."""
        from perfsupport.rules.analysis.logic import read_logic

        return read_logic(self)

    def hand_on(self) -> None:
        """Keep for the next time what is dear, and let go of what there was before."""
        before = self.earlier.last_logic if self.earlier is not None else None
        self.last_logic = self.__dict__.get("logic") or before
        self.counted = self.counted or self.counted_before
        # Made now, so that it takes over what was read before, though nobody may have asked for it.
        self.condition_reader  # noqa: B018
        self.earlier, self.siblings = None, {}

    @property
    def counted_before(self) -> Counted | None:
        """What the way with the most questions was counted on before a change."""
        return self.earlier.counted if self.earlier is not None else None

    @cached_property
    def silent_ways(self) -> Mapping[str, Sequence[str]]:
        """The steps that can be passed without asking, each with the steps that come next then."""
        return find_silent_ways(self)

    @cached_property
    def conditions(self) -> list[Condition]:
        """All expressions of the tree, parsed and typed."""
        return read_conditions(self.tree, self.inventory, self.condition_reader, self._find_types)

    @cached_property
    def condition_reader(self) -> ConditionReader:
        """What reads the tree's expressions."""
        return ConditionReader(self.tree, self.earlier.condition_reader if self.earlier is not None else None)

    def find_condition_problems(self, kind: str) -> Iterator[Finding]:
        """Yield what is wrong with the conditions, of one kind: syntax, name or type."""
        for condition in self.conditions:
            for problem in condition.problems:
                lost = kind == "name" and self.has_lost(condition.text[problem.start : problem.end])
                if problem.kind == kind and not lost:
                    place, fix = condition.locate(problem), condition.mend(problem)
                    yield Finding(place, problem.cause, problem.remedy, fix)

    @cached_property
    def secrets(self) -> Secrets:
        """The facts that hold sensitive values, each with the way the value takes."""
        return find_secrets(self.tree, self.conditions)

    @cached_property
    def runs(self) -> list[str]:
        """The ids of the trees that this one runs itself."""
        return [step.run for step in self.inventory.subtrees]

    @cached_property
    def runs_within(self) -> Mapping[str, Sequence[str]]:
        """The trees that this one runs, directly or not, and itself, each with the trees that it runs itself."""
        found: dict[str, Sequence[str]] = {self.tree.id: self.runs}
        waiting = list(self.runs)
        while waiting:
            tree_id = waiting.pop()
            context = self.find(tree_id)
            if context is not None and tree_id not in found:
                found[tree_id] = context.runs
                waiting.extend(context.runs)
        return found

    def find_shown_secrets(self, part: str) -> Iterator[tuple[Shown, str]]:
        """Yield each sensitive value shown in one part of the tree, with the way it takes in words."""
        if self.secrets:
            for shown in self.inventory.shown:
                if shown.part == part and shown.fact in self.secrets:
                    yield shown, tell_way(self.secrets, shown.fact)

    @property
    def run_trees(self) -> list[Tree]:
        """The tree itself and the trees that it runs, directly or not."""
        return [self.tree, *(self.trees[id] for id in self.runs_within if id != self.tree.id)]

    def _find_types(self, tree_id: str) -> Types:
        return find_types(self.trees[tree_id]) if tree_id in self.trees else {}

    @property
    def fallback_falls_out(self) -> bool:
        """Tell whether "None of these" may look beyond the tree's fallback: at that step, or outside its dates."""
        step = self.tree.steps.get(self.tree.fallback or "")
        if isinstance(step, Question | Input) and not step.exhaustive:
            return True
        has_dates = step is not None and (step.effective_from is not None or step.effective_until is not None)
        return has_dates and getattr(step, "then", None) is None

    def _falls_out(self, tree_id: str) -> bool:
        """Tell whether "None of these", pressed inside a tree, leads to the fallback of the tree around it."""
        waiting, seen = [tree_id], {tree_id}
        while waiting:
            context = self.find(waiting.pop())
            if context is None:
                continue
            if context.tree.fallback is not None:
                if context.fallback_falls_out:
                    return True
                continue
            if context.inventory.asks_openly:
                return True
            waiting.extend(id for id in context.runs if id not in seen)
            seen.update(context.runs)
        return False


def _find_earlier(renamed: Iterable[Step]) -> dict[str, str]:
    return {str(was): str(step.id) for step in renamed for was in step.was}
