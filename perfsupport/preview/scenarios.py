"""The scenarios of a page: what they come to, what they leave out, and a path just clicked as a new one."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from perfsupport.lines import line_words
from perfsupport.preview.editions import Good
from perfsupport.program import NONE_RESPONSE, Program, ProgramStep, ProgramTree, Response
from perfsupport.scenarios.cases import give, make_state
from perfsupport.scenarios.coverage import measure
from perfsupport.scenarios.goals import Goal, Kind
from perfsupport.scenarios.keys import State, find_place
from perfsupport.scenarios.proofs import Trial, try_scenarios
from perfsupport.scenarios.search import NotFound, find_way
from perfsupport.scenarios.walker import Entry, Run, walk
from perfsupport.tree import NONE_LABEL

PLAIN = re.compile(r"[^\W_](?:[\w .;/'’()?!+-]*[\w.;/'’()?!+])?")
"""Texts that need no quotes in YAML, also within braces."""


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


def write_scenario(good: Good, state: State, today: str) -> str:
    """Return a state as YAML, to be pasted below ``scenarios:``. What is sensitive or not known yet is a marked gap."""
    known = {**state["known"].get("link", {}), **state["known"].get("host", {})}
    program = give(good.program, list(known))
    run = walk(program, state, today)
    lines = [f"  - name: {_scalar(_name(good, run))}"]
    if "start" in state:
        lines.insert(0, f"  # This path began with a jump to {state['start']}: add the responses that lead there.")
    given = [_pair(fact, value, _is_sensitive(program, fact)) for fact, value in known.items()]
    lines += _block("given", given)
    asked = [(entry, find_place(program, entry["key"])) for entry in run["path"] if entry["how"] == "responded"]
    here = run["path"][-1]
    if here["how"] == "here" and run["outcome"] is None:
        asked.append((here, find_place(program, here["key"])))
    responses = [
        _write_response(program, entry, place.step, place.tree_id)
        for entry, place in asked
        if place is not None and place.step["kind"] != "action"
    ]
    lines += _block("responses", responses)
    ends = _scalar(run["outcome"]) if run["outcome"] else '""  # the path has not come to an outcome yet'
    return "\n".join([*lines, f"    ends: {ends}"]) + "\n"


def _block(name: str, pairs: Sequence[str]) -> list[str]:
    return [f"    {name}:", *(f"      {pair}" for pair in pairs)] if pairs else []


def _write_response(program: Program, entry: Entry, step: ProgramStep, tree_id: str) -> str:
    facts = program["trees"][tree_id]["facts"]
    sets = [fact for each in [step, *step.get("options", ())] for fact in each.get("set", ())]
    secret = any("sensitive" in facts.get(fact, {}) for fact in [step.get("fact", ""), *sets])
    if "response" not in entry:
        return f'{_scalar(entry["key"])}: ""  # not responded yet'
    labels = {option["id"]: option["label"] for option in step.get("options", ())}
    response = entry["response"]
    if isinstance(response, list):
        return _pair(entry["key"], [_word(each, labels) for each in response], secret)
    return _pair(entry["key"], _word(response, labels), secret)


def _word(response: str, labels: Mapping[str, Any]) -> str:
    """Return a response as an author writes it: an option's label where no fact is shown in it."""
    if response == NONE_RESPONSE:
        return NONE_LABEL
    label = labels.get(response)
    return label if isinstance(label, str) else response


def _pair(key: str, value: Response, secret: bool) -> str:
    if secret:
        return f'{_scalar(key)}: ""  # sensitive: write something made up'
    text = _scalar(value) if isinstance(value, str) else f"[{', '.join(map(_scalar, value))}]"
    return f"{_scalar(key)}: {text}"


def _is_sensitive(program: Program, fact: str) -> bool:
    return any("sensitive" in tree["facts"].get(fact, {}) for tree in program["trees"].values())


def _name(good: Good, run: Run) -> str:
    """Return a name that says how the path ends."""
    last = run["path"][-1]
    title = line_words(good.program["trees"][last["tree"]]["steps"][last["step"]]["title"])
    return f"A way to “{title}”"


def _scalar(text: str) -> str:
    """Return a text as YAML takes it."""
    return text if PLAIN.fullmatch(text) else json.dumps(text, ensure_ascii=False)
