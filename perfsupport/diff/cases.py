"""Scenarios whose result is another now."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from perfsupport.diff.matching import Match
from perfsupport.diff.model import ScenarioChange
from perfsupport.diff.steps import name_step
from perfsupport.program import Program
from perfsupport.scenarios.cases import Case, find_cases, give, make_state
from perfsupport.scenarios.walker import walk
from perfsupport.tree import Tree


@dataclass(frozen=True)
class _Result:
    """How a case went: whether it ended where it says, where it says, where it ended, and what it went by last."""

    passes: bool
    wanted: str
    ended: str | None
    last: str


def compare_scenarios(
    old: Tree, new: Tree, old_program: Program, new_program: Program, match: Match, today: str
) -> list[ScenarioChange]:
    """Return the scenarios that pass, fail or end otherwise than before, and those that are new or gone."""
    was = {case.name: case for scenario in old.scenarios for case in find_cases(scenario)}
    now = {case.name: case for scenario in new.scenarios for case in find_cases(scenario)}
    changes: list[ScenarioChange] = []
    for name, case in now.items():
        result = _prove(case, new_program, today)
        if name in was:
            changes += _compare(name, _prove(was[name], old_program, today), result, old, new, match)
        else:
            said = "is new and passes" if result.passes else f"is new and fails: it {_tell(result, new)}"
            changes.append(ScenarioChange(name, f"{said}.", breaks=not result.passes))
    changes += [ScenarioChange(name, "was removed.", breaks=False) for name in was if name not in now]
    return changes


def _prove(case: Case, program: Program, today: str) -> _Result:
    given = give(program, list(case.given))
    run = walk(given, make_state(given, case), str(case.today or today), tick_off=True)
    came_by = {entry["step"] for entry in run["path"]} | {entry["key"] for entry in run["path"]}
    passes = run["outcome"] == case.ends and all(str(step) in came_by for step in case.passes)
    return _Result(passes, str(case.ends), run["outcome"], run["path"][-1]["key"] if run["path"] else "")


def _compare(name: str, was: _Result, now: _Result, old: Tree, new: Tree, match: Match) -> Iterator[ScenarioChange]:
    before, after = _tell(was, old), _tell(now, new)
    moved = match.new_id(was.ended) != now.ended
    if was.passes and not now.passes:
        wanted = name_step(now.wanted, new)
        how = f"it {after} and not at {wanted}" if now.ended is not None else f"it {after}, and never comes to {wanted}"
        if now.ended == now.wanted:
            how = f"it ends at {wanted}, but no longer comes through the steps that it names in `passes`"
        yield ScenarioChange(name, f"passed and fails now: {how}.", breaks=True)
    elif now.passes and not was.passes:
        yield ScenarioChange(name, f"failed and passes now: it {after}.", breaks=False)
    elif moved and now.passes:
        yield ScenarioChange(name, f"{after} now; it {before.replace('ends', 'ended', 1)}.", breaks=False)
    elif moved:
        yield ScenarioChange(name, f"failed and fails in another way: it {after}.", breaks=True)


def _tell(result: _Result, tree: Tree) -> str:
    if result.ended is not None:
        return f"ends at {name_step(result.ended, tree)}"
    step = result.last.partition("/")[0].partition("~")[0]
    return f"stops at {name_step(step, tree)}, to which it has no response that fits"
