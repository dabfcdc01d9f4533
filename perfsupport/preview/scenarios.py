"""The scenarios of a page: what they come to, what they leave out, and a path just clicked as a new one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from perfsupport.lines import line_words
from perfsupport.preview.editions import Good
from perfsupport.program import Program, ProgramTree, Response
from perfsupport.scenarios.cases import give, make_state
from perfsupport.scenarios.coverage import measure
from perfsupport.scenarios.goals import Goal, Kind
from perfsupport.scenarios.keys import Place, State, find_place
from perfsupport.scenarios.proofs import Trial, try_scenarios
from perfsupport.scenarios.search import NotFound, find_way
from perfsupport.scenarios.suggestions import is_dated
from perfsupport.scenarios.walker import Entry, Run, walk
from perfsupport.scenarios.writing import Gap, Written, word_response, write_scenario

SECRET = Gap("sensitive: write something made up")


def tell_scenarios(good: Good, today: str) -> dict[str, Any]:
    """Return the steps of a tree, where they stand, its scenarios with what they come to, and what none reaches."""
    tree, program = good
    steps = program["trees"][tree.id]["steps"]
    trials = try_scenarios(tree, program, today)
    coverage = measure(tree, program, trials)
    return {
        "path": tree.path,
        "today": today,
        "places": {id: _tell_places(each) for id, each in program["trees"].items()},
        "steps": [
            {"id": id, "kind": step["kind"], "title": line_words(step["title"]), "line": step["line"]}
            for id, step in steps.items()
        ],
        "scenarios": [_tell_trial(good, trial) for trial in trials],
        "covered": coverage.total._asdict(),
        "missing": [
            {"kind": str(item.goal.kind), "words": item.words, "step": item.goal.step, "line": item.span.line}
            for item in coverage.missing
        ],
    }


def _tell_places(tree: ProgramTree) -> dict[str, Any]:
    """Return where the steps of a tree stand: pages leave lines out that nothing of theirs links to."""
    return {"path": tree["path"], "lines": {id: step["line"] for id, step in tree["steps"].items()}}


def _tell_trial(good: Good, trial: Trial) -> dict[str, Any]:
    case = trial.case
    state = make_state(give(good.program, list(case.given)), case)
    return {
        "name": trial.name,
        "path": case.scenario.path or good.tree.path,
        "line": case.label.span.line,
        "passes": not trial.problems,
        "problem": f"{trial.problems[0].cause} {trial.problems[0].remedy}" if trial.problems else "",
        "today": str(case.today) if case.today else None,
        "state": _tell_state(state["known"]["host"], trial.run),
    }


def _tell_state(given: Mapping[str, Response], run: Run) -> dict[str, Any]:
    """Return what a page needs to replay a run; actions that a scenario ticks off are done there."""
    responses = {entry["key"]: entry["response"] for entry in run["path"] if entry["how"] == "responded"}
    return {"given": dict(given), "responses": responses}


def tell_way(good: Good, step: str, today: str) -> dict[str, Any] | None:
    """Return what leads to a step today, or None where no way was found and only a jump leads there."""
    way = find_way(good.program, Goal(Kind.STEP, good.tree.id, step), today, to_the_end=False)
    if isinstance(way, NotFound) or way.today != today:
        return None
    told = _tell_state(way.given, way.run)
    last = way.run["path"][-1]
    if last["key"] == step and last["how"] == "responded":
        del told["responses"][step]
    return told


def copy_scenario(good: Good, state: State, today: str) -> str:
    """Return a state as YAML, to be pasted at the end of a tree. What is sensitive or not known yet is a marked gap."""
    known = {**state["known"].get("link", {}), **state["known"].get("host", {})}
    program = give(good.program, list(known))
    run = walk(program, state, today)
    start = state.get("start")
    given = {fact: SECRET if _is_sensitive(program, fact) else value for fact, value in known.items()}
    responses = {
        entry["key"]: _find_response(program, entry, place)
        for entry in run["path"]
        if entry["how"] in ("responded", "here")
        and (place := find_place(program, entry["key"])) is not None
        and place.step["kind"] in ("question", "input")
    }
    written = write_scenario(
        _name(good, run),
        given=given,
        responses=responses,
        ends=run["outcome"] or Gap("the path has not come to an outcome yet"),
        today=today if is_dated(program) else None,
        above=[f"This path began with a jump to {start}: add the responses that lead there."] if start else (),
    )
    has_some = any(not one.path or one.path == good.tree.path for one in good.tree.scenarios)
    return written if has_some else f"scenarios:\n{written}"


def _find_response(program: Program, entry: Entry, place: Place) -> Written:
    facts = program["trees"][place.tree_id]["facts"]
    step = place.step
    sets = [fact for each in [step, *step.get("options", ())] for fact in each.get("set", ())]
    if "response" not in entry:
        return Gap("not responded yet")
    if any("sensitive" in facts.get(fact, {}) for fact in [step.get("fact", ""), *sets]):
        return SECRET
    return word_response(program, entry["key"], entry["response"])


def _is_sensitive(program: Program, fact: str) -> bool:
    return any("sensitive" in tree["facts"].get(fact, {}) for tree in program["trees"].values())


def _name(good: Good, run: Run) -> str:
    """Return a name that says how the path ends."""
    last = run["path"][-1]
    title = line_words(good.program["trees"][last["tree"]]["steps"][last["step"]]["title"])
    return f"A way to “{title}”"
