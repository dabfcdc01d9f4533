"""One tree of the report: rows become figures, and those of too few people are hidden."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import Any, TypeAlias

from perfsupport.analytics.figures import (
    Count,
    EdgeFigures,
    MoveFigures,
    OutcomeFigures,
    Solved,
    Spread,
    StepFigures,
    TreeReport,
    VariantFigures,
)
from perfsupport.analytics.hiding import GROUND, Cell, Ledger
from perfsupport.analytics.meaning import ASKED_KINDS, SILENT_KINDS, Meaning
from perfsupport.program import NONE_RESPONSE

__all__ = ["Meaning", "make_spread", "make_tree_report"]

Row: TypeAlias = Mapping[str, Any]
Find: TypeAlias = Callable[[str], list[dict[str, Any]]]

SIGNS = ("none_fitted", "went_back", "changed", "helped", "feedback")
MOST_VARIANTS = 10
PATH_STEPS = 16
"""How many steps of a path ``variants.sql`` tells."""


def make_tree_report(row: Row, meaning: Meaning, find: Find, ledger: Ledger) -> TreeReport:
    """Return the figures of a tree that enough people used; ``find`` gives its rows of a question."""
    cells = _Cells(row, meaning, find)
    floor = ledger.floor
    ledger.hide(cells.cells, (meaning.tree,))
    for what in ("run_throughs", "sessions"):
        ledger.fix((meaning.tree, what), row[what])
    ledger.note((meaning.tree, "own"), row["run_throughs"] - row["inside"], None, row["own_people"])
    tree = TreeReport(
        tree=meaning.tree,
        title=meaning.title,
        sessions=row["sessions"],
        run_throughs=row["run_throughs"],
        completed=cells.count("completed"),
        inside=cells.count("inside"),
        unreturned=cells.count("unreturned"),
    )
    tree.outcomes = [
        OutcomeFigures(
            step=step,
            title=meaning.step_title(step),
            kind=kind,
            line=meaning.step(step).get("line"),
            run_throughs=cells.count(("outcome", step)),
        )
        for step, kind in cells.outcomes.items()
    ]
    tree.returned = [
        OutcomeFigures(
            step=step,
            title=meaning.step_title(step) if step else "",
            kind=str(meaning.step(step).get("end", "")),
            line=meaning.step(step).get("line"),
            run_throughs=cells.count(("returned", step)),
        )
        for step in cells.returned
    ]
    tree.subtrees = [_make_step(step, cells, meaning, None, floor) for step in cells.subtrees]
    dwell = {meaning.live(each["step"]): each for each in find("dwell") if not each["version"]}
    tree.steps = [_make_step(step, cells, meaning, dwell.get(step), floor) for step in cells.steps]
    tree.moves = [
        MoveFigures(
            step=step,
            option=option,
            label=meaning.label(step, option) if option else "",
            target=target,
            run_throughs=None if step in cells.secret else cells.count(("move", step, option, target)),
        )
        for step, option, target in cells.moves
    ]
    tree.edges = _make_edges(cells, meaning)
    times = next((each for each in find("times") if not each["version"]), None)
    tree.time, tree.asked = make_spread(times, "time", floor), make_spread(times, "asked", floor)
    tree.solved = _make_solved(find("solved"), meaning.tree, ledger)
    _add_variants(tree, find("variants"), cells, ledger)
    return tree


class _Cells:
    """The counts of a tree, and the sums in which they stand.

    All run-throughs are those completed and those left open; the outcomes make up the completed ones; those that
    stopped at a step, the open ones. Whoever saw a step or reached an outcome came by a move, or began there, and
    whoever saw a step went on by an option or by "None of these", or stopped there; so with steps that are never on
    screen. Those that saw the tree inside another one came back by an outcome, or not at all; those that did are among
    the completed ones.

    Where a sum comes out like this, nobody went back or did something else that is not said, and a reader can see that:
    so what is not said hides a count only where it is something.
    """

    def __init__(self, row: Row, meaning: Meaning, find: Find) -> None:
        self.cells: dict[Hashable, Cell] = {}
        self.outcomes: dict[str, str] = {}
        self.steps: list[str] = []
        self.returned: list[str] = []
        self.subtrees: list[str] = []
        self.moves: list[tuple[str, str, str]] = []
        self.secret: set[str] = set()
        self.untold: set[str] = set()
        """Routes and steps that run another tree, which some came to or came out of in a way that no event tells."""
        self.meaning = meaning
        self.row = row
        self._fallback = meaning.live(str(meaning.about.get("fallback", "")))
        self._add_outcomes(find("outcomes"))
        self._add_steps([each for each in find("steps") if not each["version"]])
        self._add_moves(find("moves"))
        self.entered = {each["step"] for each in find("entered")}
        self._add_passes(find("passes"), find("left"))
        self._add_returns(find("returned"))
        self._add_subtrees(find("entered"))
        self._add_slack()

    def count(self, key: Hashable) -> Count:
        """Return a count; None where it is hidden, 0 where there is none."""
        cell = self.cells.get(key)
        if cell is None:
            return 0
        return cell.count if cell.is_shown else None

    def is_over_hidden(self, path: list[str], row: Row) -> bool:
        """Tell whether a path (its steps) leads over a hidden count, or ends at one."""
        hidden = {key for key, cell in self.cells.items() if not cell.unsaid and not cell.is_shown}
        ways = {(key[1], key[-1]) for key in hidden if isinstance(key, tuple) and key[0] in ("move", "pass")}
        # What is never on screen lies between two steps of a path.
        over = {end for way in ways for end in way if self.meaning.kind(way[0]) in SILENT_KINDS}
        over |= {way[0] for way in ways if self.meaning.kind(way[1]) in SILENT_KINDS}
        ends = {"outcome"} if row["completed"] else {"stopped"}
        ends |= {"stopped"} if row["completed"] < row["run_throughs"] else set()
        return (
            any(("seen", step) in hidden or step in over for step in path)
            or any(way in ways for way in itertools.pairwise(path))
            or any((end, path[-1]) in hidden for end in ends if path)
        )

    def _add(self, key: Hashable, count: int, people: int, into: Hashable = GROUND, out_of: Hashable = GROUND) -> None:
        """Add to a cell. People behind two earlier ids of one step may be the same ones: the larger number is sure."""
        if key in self.cells:
            self.cells[key].count += count
            self.cells[key].people = max(people, self.cells[key].people)
        else:
            self.cells[key] = Cell(count, people, into, out_of)

    def _add_outcomes(self, rows: list[dict[str, Any]]) -> None:
        row = self.row
        self._add("completed", row["completed"], row["completed_people"], "all", "completed")
        self._add("open", row["run_throughs"] - row["completed"], row["open_people"], "all", "open")
        self.cells["open"].unsaid = True
        for id, step in self.meaning.steps.items():
            if step["kind"] == "outcome" and row["inside"] != row["run_throughs"]:
                self.outcomes[id] = step["end"]
                self._add(("outcome", id), 0, 0, "completed", ("come", id))
        for each in rows:
            id = self.meaning.live(each["step"])
            self.outcomes.setdefault(id, each["outcome"])
            self._add(("outcome", id), each["run_throughs"], each["people"], "completed", ("come", id))

    def _add_steps(self, rows: list[dict[str, Any]]) -> None:
        self.steps = [id for id, step in self.meaning.steps.items() if step["kind"] in ASKED_KINDS]
        for id in self.steps:
            self._add_step(id, {})
        for each in rows:
            id = self.meaning.live(each["step"])
            if self.meaning.kind(id) == "outcome" or id in self.outcomes:
                continue
            if id not in self.steps:
                self.steps.append(id)
            self._add_step(id, each)

    def _add_step(self, id: str, row: Row) -> None:
        self._add(("seen", id), row.get("seen", 0), row.get("seen_people", 0), ("step", id), ("come", id))
        self._add(("stopped", id), row.get("stopped", 0), row.get("stopped_people", 0), "open", ("step", id))
        for sign in SIGNS:
            ends = (("come", self._fallback), ("step", id)) if sign == "none_fitted" else ()
            self._add((sign, id), row.get(sign, 0), row.get(f"{sign}_people", 0), *ends)

    def _add_moves(self, rows: list[dict[str, Any]]) -> None:
        meaning = self.meaning
        for id in self.steps:
            for option, about in meaning.step(id).get("options", {}).items():
                if meaning.is_single(id):
                    self._add_move(id, option, str(about["target"]), 0, 0)
        for each in rows:
            id, target = meaning.live(each["step"]), meaning.live(each["target"])
            if id not in self.steps or each["option"] == NONE_RESPONSE:
                continue
            if not target:
                # What a sensitive step was responded, and where that led, no event tells.
                self.secret.add(id)
                continue
            single = meaning.is_single(id) or not meaning.step(id)
            option = meaning.live_option(id, each["option"]) if single else ""
            self._add_move(id, option, target, each["run_throughs"], each["people"])

    def _add_move(self, step: str, option: str, target: str, count: int, people: int) -> None:
        if (step, option, target) not in self.moves:
            self.moves.append((step, option, target))
        self._add(("move", step, option, target), count, people, ("come", target), ("step", step))

    def _add_passes(self, rows: list[dict[str, Any]], left: list[dict[str, Any]]) -> None:
        for each in rows:
            # What comes behind a tree of which steps were seen may have been taken back in there: its returns tell.
            way = self._find_way(each["target"], each["next_step"])
            seen = next((number for number, step in enumerate(way) if step in self.entered), len(way))
            self._add_way(way[: seen + 1], each)
        for each in left:
            target = self.meaning.live(each["target"])
            is_seen = target and self.meaning.kind(target) not in SILENT_KINDS
            way = [target] if is_seen or target == each["next_step"] else self._find_way(target, each["next_step"])
            if way:
                self._add_way([each["step"], *way], each)
            else:
                self.untold.add(each["step"])

    def _find_way(self, start: str, goal: str) -> list[str]:
        """Return the way over what is never on screen; where several would do, no line behind its start is told."""
        meaning = self.meaning
        way = meaning.find_way(meaning.live(start), meaning.live(goal))
        if not way:
            self.untold.add(meaning.live(start))
        return way

    def _add_way(self, way: Iterable[str], row: Row) -> None:
        for source, target in itertools.pairwise(way):
            out_of = "step" if self.meaning.kind(source) == "subtree" else "come"
            self._add(("pass", source, target), row["run_throughs"], row["people"], ("come", target), (out_of, source))

    def _add_returns(self, rows: list[dict[str, Any]]) -> None:
        row = self.row
        if not row["inside"]:
            return
        # Those that saw it inside and those that did not are all: few of the one are told by the other.
        people = min(each for each in (row["inside_people"], row["own_people"] or row["inside_people"]))
        self._add("inside", row["inside"], people, "inside")
        for id in sorted(id for id, step in self.meaning.steps.items() if step["kind"] == "outcome"):
            self._add_return(id, 0, 0)
        for each in sorted(rows, key=lambda each: each["outcome"] or ""):
            if each["outcome"] is None:
                self._add("unreturned", each["run_throughs"], each["people"], GROUND, "inside")
            else:
                self._add_return(each["outcome"], each["run_throughs"], each["people"])

    def _add_return(self, outcome: str, count: int, people: int) -> None:
        if outcome not in self.returned:
            self.returned.append(outcome)
        self._add(("returned", outcome), count, people, "completed", "inside")

    def _add_subtrees(self, rows: list[dict[str, Any]]) -> None:
        found = {each["step"]: each for each in rows}
        named = [id for id, step in self.meaning.steps.items() if step["kind"] == "subtree"]
        self.subtrees = [*named, *(id for id in found if id not in named)]
        for id in self.subtrees:
            each = found.get(id, {})
            self._add(("seen", id), each.get("passes", 0), each.get("passes_people", 0), ("step", id), ("come", id))
            self._add(("stopped", id), each.get("stopped", 0), each.get("stopped_people", 0), "open", ("step", id))

    def _add_slack(self) -> None:
        """Add what makes the sums come out and is said nowhere; what is not told of a step, no reader can use."""
        for step in self.secret:
            for key in self.moves:
                if key[0] == step:
                    self.cells["move", *key].unsaid = True
                    self.cells["move", *key].is_shown = False
        rest: dict[Hashable, int] = {("come", self.meaning.about.get("start")): self.row["run_throughs"]}
        for cell in self.cells.values():
            rest[cell.into] = rest.get(cell.into, 0) + cell.count
            rest[cell.out_of] = rest.get(cell.out_of, 0) - cell.count
        for node, count in rest.items():
            if count and node not in (GROUND, "all"):
                into, out_of = (GROUND, node) if count > 0 else (node, GROUND)
                self.cells["slack", node] = Cell(abs(count), 0, into, out_of, unsaid=True)


def _make_step(step: str, cells: _Cells, meaning: Meaning, dwell: Row | None, floor: int) -> StepFigures:
    about = meaning.step(step)
    return StepFigures(
        step=step,
        title=meaning.step_title(step),
        kind=str(about.get("kind", "question")),
        line=about.get("line"),
        seen=cells.count(("seen", step)),
        stopped=cells.count(("stopped", step)),
        **{sign: cells.count((sign, step)) for sign in SIGNS},
        dwell=make_spread(dwell, "", floor),
    )


def _make_edges(cells: _Cells, meaning: Meaning) -> list[EdgeFigures]:
    """Return the lines of the map.

    One that a hidden count belongs to is not shown, nor one that no event tells, unless nobody came to where it leads:
    out of a sensitive step and on from there, and behind a beginning that is never on screen.
    """
    found: dict[tuple[str, str], Count] = {
        (id, target): None if id in cells.secret else 0
        for id, step in meaning.steps.items()
        for target in step.get("targets", ())
    }
    for key in cells.cells:
        if isinstance(key, tuple) and key[0] in ("move", "pass"):
            line = (key[1], key[-1])
            before, count = found.get(line, 0), cells.count(key) if key[1] not in cells.secret else None
            found[line] = None if before is None or count is None else before + count
    hidden = [target for source, target in found if source in cells.secret]
    begun = [step for step in (meaning.about.get("start", ""), *hidden) if step not in cells.entered]
    untold = meaning.list_silent([*begun, *cells.untold], cells.entered)
    # Who came through a tree inside without seeing any of it is in no event, but is hardly more than a few.
    partly = meaning.list_silent(cells.entered)
    for source, target in found:
        if source in untold or (source in partly and not found[source, target]):
            found[source, target] = 0 if _is_never_reached(cells, meaning, target) else None
    return [EdgeFigures(source=source, target=target, run_throughs=count) for (source, target), count in found.items()]


def _is_never_reached(cells: _Cells, meaning: Meaning, step: str) -> bool:
    """Tell whether nobody can have come to a step: where it is never on screen, because nobody came out of it."""
    silent = meaning.list_silent([step])
    ends = {target for each in silent for target in meaning.list_targets(each)} | {step, *silent}
    counts = [cells.count((what, end)) for what in ("seen", "outcome", "returned") for end in ends]
    return not any(count is None or count for count in [*counts, cells.count(("returned", ""))])


def make_spread(row: Row | None, what: str, floor: int) -> Spread | None:
    """Return median and ninth tenth of a row; None where they are of too few people."""
    if row is None or row["people"] < floor:
        return None
    low, high, p90 = (
        ("low_middle", "high_middle", "p90") if not what else [f"{what}_{x}" for x in ("low", "high", "p90")]
    )
    return Spread(number=row["number"], median=(row[low] + row[high]) / 2, p90=row[p90])


def _make_solved(rows: list[dict[str, Any]], tree: str, ledger: Ledger) -> Solved | None:
    """Return what reps said at the end, of all versions; None where none was asked or too few answered."""
    cells = {word: Cell(0, 0, "all") for word in ("yes", "partly", "no")}
    for row in rows:
        cell = cells[row["solved"]]
        cell.count, cell.people = cell.count + row["run_throughs"], max(cell.people, row["people"])
    if not sum(cell.count for cell in cells.values()):
        return None
    ledger.hide(dict(cells.items()), (tree, "solved"))
    if not any(cell.is_shown and cell.count for cell in cells.values()):
        return None
    return Solved(**{word: cell.count if cell.is_shown else None for word, cell in cells.items()})


def _add_variants(tree: TreeReport, rows: list[dict[str, Any]], cells: _Cells, ledger: Ledger) -> None:
    """Add the most common paths; the run-throughs of all others are told together.

    A path over anything that is hidden is not told: there would be so many at least.
    """
    meaning, floor = cells.meaning, ledger.floor
    paths = [[meaning.live(row[f"step_{n}"]) for n in range(1, PATH_STEPS + 1) if row[f"step_{n}"]] for row in rows]
    told = [
        (row, path)
        for row, path in zip(rows, paths, strict=True)
        if row["people"] >= floor and not cells.is_over_hidden(path, row)
    ][:MOST_VARIANTS]
    while told and _is_rest_of_few(cells.row, rows, [row for row, _ in told], floor):
        told.pop()
    rest = (tree.run_throughs or 0) - (tree.inside or 0) - sum(row["run_throughs"] for row, _ in told)
    ledger.fix((tree.tree, "told paths"), sum(row["run_throughs"] for row, _ in told))
    tree.other_paths = ledger.note((tree.tree, "other_paths"), rest, None if tree.inside is None else rest)
    for row, steps in told:
        tree.variants.append(
            VariantFigures(
                steps=steps,
                titles=[meaning.step_title(step) for step in steps],
                longer=row["views"] - len(steps),
                run_throughs=row["run_throughs"],
                completed=row["completed"] if row["completed"] in (0, row["run_throughs"]) else None,
            )
        )


def _is_rest_of_few(whole: Row, rows: list[dict[str, Any]], told: list[dict[str, Any]], floor: int) -> bool:
    """Tell whether few people may stand behind all paths that are not told; the same ones may have taken several."""
    rest = whole["run_throughs"] - whole["inside"] - sum(row["run_throughs"] for row in told)
    sure = max([row["people"] for row in rows if row not in told], default=0)
    return bool(rest > 0 and max(sure, whole["own_people"] - sum(row["people"] for row in told)) < floor)
