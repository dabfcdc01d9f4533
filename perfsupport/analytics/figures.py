"""The figures of a report, as values.

A count that is None is not shown: it, or one that it would tell, is of too few people.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

REPORT_FORMAT = 1

Count = int | None


@dataclass(slots=True, kw_only=True)
class Spread:
    """The median of some values, and the least that nine in ten of them did not exceed; times are milliseconds.

    ``number`` is how many values there are, None where that would tell what is hidden.
    """

    number: Count
    median: float
    p90: float


@dataclass(slots=True, kw_only=True)
class DayFigures:
    """The sessions that began on a day (ISO date, UTC)."""

    day: str
    sessions: Count


@dataclass(slots=True, kw_only=True)
class OutcomeFigures:
    """How many run-throughs ended at an outcome."""

    step: str
    title: str
    kind: str
    line: int | None = None
    run_throughs: Count = 0


@dataclass(slots=True, kw_only=True)
class StepFigures:
    """How many run-throughs saw a step, stopped there, and so on; ``dwell`` is for how long they looked at it."""

    step: str
    title: str
    kind: str = "question"
    line: int | None = None
    seen: Count = 0
    stopped: Count = 0
    none_fitted: Count = 0
    went_back: Count = 0
    changed: Count = 0
    helped: Count = 0
    feedback: Count = 0
    dwell: Spread | None = None

    @property
    def is_passed(self) -> bool:
        """Tell whether the step runs another tree: it is never on screen, so that only passes are counted."""
        return self.kind == "subtree"


@dataclass(slots=True, kw_only=True)
class MoveFigures:
    """How many run-throughs finally left a step by an option (its id; empty for an input) towards a target."""

    step: str
    option: str
    label: str
    target: str
    run_throughs: Count = 0


@dataclass(slots=True, kw_only=True)
class EdgeFigures:
    """How many run-throughs finally took a line of the map; "None of these" has no lines."""

    source: str
    target: str
    run_throughs: Count = 0


@dataclass(slots=True, kw_only=True)
class VariantFigures:
    """A path through the tree, as the steps in the order seen; ``longer`` says how many more steps there were."""

    steps: list[str]
    titles: list[str]
    longer: int
    run_throughs: int
    completed: Count


@dataclass(slots=True, kw_only=True)
class VersionFigures:
    """A version of a tree beside the others. Where ``run_throughs`` is None nothing of it is shown."""

    version: str
    is_current: bool
    first_day: str
    last_day: str
    run_throughs: Count = None
    completed: Count = None
    kinds: dict[str, Count] = field(default_factory=dict)
    solved: Solved | None = None
    time: Spread | None = None
    asked: Spread | None = None


@dataclass(slots=True, kw_only=True)
class Difference:
    """How much larger a figure is in the later version, and between what the true difference lies 19 times in 20.

    ``says`` is ``more`` or ``less`` where chance alone would hardly do that, ``chance`` where it would, and ``few``
    where there are too few to say.
    """

    difference: float
    low: float
    high: float
    says: str


@dataclass(slots=True, kw_only=True)
class StepChange:
    """A step in two versions.

    ``differences`` are of shares (``seen`` of the version's run-throughs, the others of those that saw the step) and of
    medians in milliseconds (``dwell``); None where a figure is not shown or missing.
    """

    step: str
    title: str
    line: int | None
    before: StepFigures
    after: StepFigures
    differences: dict[str, Difference | None] = field(default_factory=dict)


@dataclass(slots=True, kw_only=True)
class Comparison:
    """Two versions of a tree (``before`` and ``after``), step by step."""

    before: str
    after: str
    steps: list[StepChange] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class Solved:
    """What reps said last when they were asked whether it helped."""

    yes: Count = 0
    partly: Count = 0
    no: Count = 0


@dataclass(slots=True, kw_only=True)
class Worth:
    """The hours of a course that a job aid replaces, for ``heads`` people where their number is known."""

    course: str
    hours: float
    heads: int | None
    saved: float | None


@dataclass(slots=True, kw_only=True)
class TreeReport:
    """The figures of one tree. With fewer people than the floor ``run_throughs`` is None and there is nothing more.

    ``inside`` are the run-throughs that saw the tree only as a part of another; ``returned`` are those of them that
    went back into the tree around, by outcome (an empty ``step`` where that cannot be told), and ``unreturned`` those
    that stopped inside, or left it by going back. ``subtrees`` are the steps of this tree that run another, with the
    passes through that as seen. ``opened`` are the sessions that opened the tree itself.
    """

    tree: str
    title: str
    category: str = ""
    path: str | None = None
    source_url: str | None = None
    version: str | None = None
    owner: str | None = None
    review_by: str | None = None
    sessions: Count = 0
    opened: Count = 0
    run_throughs: Count = 0
    inside: Count = 0
    completed: Count = 0
    time: Spread | None = None
    asked: Spread | None = None
    solved: Solved | None = None
    worth: Worth | None = None
    days: list[DayFigures] = field(default_factory=list)
    outcomes: list[OutcomeFigures] = field(default_factory=list)
    returned: list[OutcomeFigures] = field(default_factory=list)
    unreturned: Count = 0
    steps: list[StepFigures] = field(default_factory=list)
    subtrees: list[StepFigures] = field(default_factory=list)
    moves: list[MoveFigures] = field(default_factory=list)
    edges: list[EdgeFigures] = field(default_factory=list)
    variants: list[VariantFigures] = field(default_factory=list)
    other_paths: Count = 0
    versions: list[VersionFigures] = field(default_factory=list)
    comparison: Comparison | None = None

    @property
    def is_told(self) -> bool:
        """Tell whether enough people used the tree for anything to be said."""
        return bool(self.run_throughs)

    @property
    def own(self) -> Count:
        """The run-throughs that could end at an outcome of the tree itself: all, where those inside are hidden."""
        return (self.run_throughs or 0) - (self.inside or 0) if self.is_told else None

    @property
    def shown_steps(self) -> list[StepFigures]:
        """The steps and those that run another tree, as they stand in the file; those without a line behind them."""
        return sorted([*self.steps, *self.subtrees], key=lambda step: (step.line is None, step.line or 0))


@dataclass(slots=True, kw_only=True)
class SearchFigures:
    """What was searched for without a hit by enough people; ``others`` are the searches for everything else."""

    searches: Count = 0
    without_hit: Count = 0
    words: list[SearchWords] = field(default_factory=list)
    others: Count = 0


@dataclass(slots=True, kw_only=True)
class SearchWords:
    """One thing that was searched for and not found."""

    words: str
    searches: int


@dataclass(slots=True, kw_only=True)
class Feedback:
    """One thing that a rep said is wrong: no name, no session, and the day only."""

    tree: str
    tree_title: str
    step: str
    step_title: str
    kind: str
    text: str
    day: str
    path: str | None
    line: int | None
    source: str | None


@dataclass(slots=True, kw_only=True)
class Stale:
    """Something old that is still used: a tree or a step past its review, or a version that was replaced."""

    tree: str
    title: str
    step: str | None
    why: str
    since: str
    sessions: Count


@dataclass(slots=True, kw_only=True)
class Quality:
    """How far the events can be trusted.

    ``refused`` (by reason) and ``repeated`` come from the collector, None where it does not say.
    """

    events: int = 0
    sessions: Count = 0
    missing: int = 0
    sessions_with_gaps: Count = 0
    doubled: int = 0
    skewed: Count = 0
    late: int = 0
    repeated: int | None = None
    refused: Mapping[str, int] | None = None


@dataclass(slots=True, kw_only=True)
class Report:
    """A report. ``left_out`` counts the sessions of other modes.

    ``first_at`` and ``last_at`` are when the first day and the last one began on which anything came (Unix
    milliseconds). ``from_day`` and ``to_day`` (ISO dates, UTC) are those that it was asked for: all figures are of the
    sessions that began on them and in between. Where ``sessions`` would tell what is hidden, ``sessions_at_least`` is
    what follows from the figures that are shown.
    """

    format: int = REPORT_FORMAT
    title: str = "Job aids"
    mode: str
    floor: int
    today: str | None = None
    from_day: str | None = None
    to_day: str | None = None
    first_at: int | None
    last_at: int | None
    left_out: dict[str, int]
    sessions: Count = 0
    sessions_at_least: int | None = None
    days: list[DayFigures] = field(default_factory=list)
    trees: list[TreeReport] = field(default_factory=list)
    unused: dict[str, str] = field(default_factory=dict)
    searches: SearchFigures = field(default_factory=SearchFigures)
    feedback: list[Feedback] = field(default_factory=list)
    stale: list[Stale] = field(default_factory=list)
    quality: Quality = field(default_factory=Quality)
    note: str | None = None
