"""A recording walked through a program: the same outcome, another, a question that nobody was asked, or no telling.

What a rep typed is mostly not recorded, and what is sensitive never. Such an input is passed with a value of our own,
and as soon as anything depends on it there is no telling. The same holds for what the page around the aid knew.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from perfsupport.program import NONE_RESPONSE, Program, ProgramStep, Response
from perfsupport.replaying.recording import Recording
from perfsupport.scenarios.comparisons import find_named
from perfsupport.scenarios.keys import State, find_place
from perfsupport.scenarios.samples import find_samples
from perfsupport.scenarios.walker import Judged, Run, walk

Verdict: TypeAlias = Literal["same", "elsewhere", "asks", "untold"]

MOST_SAMPLES = 60


@dataclass(frozen=True)
class Result:
    """What would come of a recording. ``outcome`` is where it ends now, or the step that asks or cannot be told.

    ``after`` is the last step that both ways share, and ``now`` and ``before`` those that differ, by their keys.
    """

    verdict: Verdict
    outcome: str
    after: str = ""
    before: str = ""
    now: str = ""


def replay(recording: Recording, program: Program, today: str) -> Result:
    """Return what would come of a recording in a program on a day."""
    responses: dict[str, Response] = {key: _split(program, key, text) for key, text in recording.responses}
    untold = {_living(program, key) for key in recording.untold}
    tainted: set[tuple[str, str]] = set()
    doubts: list[str] = []

    def watch(judged: Judged) -> None:
        facts = judged.frame.tree["facts"]
        named = find_named(judged.when, facts)
        for fact in named:
            by_host = "sources" in facts.get(fact, {}) and judged.frame.get(fact) is None
            if by_host or (judged.frame.key, fact) in tainted:
                doubts.append(judged.step)

    for _ in range(MOST_SAMPLES):
        doubts.clear()
        state: State = {"responses": responses, "known": {}}
        run = walk(program, state, today, tick_off=True, watch=watch)
        end = run["path"][-1]
        step = program["trees"][end["tree"]]["steps"][end["step"]]
        known = any(entry["how"] == "known" for entry in run["path"]) and tainted
        if doubts or known:
            return Result("untold", doubts[0] if doubts else end["step"])
        if run["trouble"] is not None or run["outcome"] is not None or end["key"] not in untold:
            break
        sample = _pass(program, run, step, today)
        if sample is None:
            return Result("untold", end["step"])
        responses = {**responses, end["key"]: sample}
        frame = end["key"].rpartition("/")[0]
        tainted |= {(frame, fact) for fact in _find_facts(step)}
        # A tree inside may be given what is not known: none of its conditions can be relied on then.
        if any("passed" in each for each in program["trees"][end["tree"]]["steps"].values()):
            tainted |= _find_passed(program, end["tree"], frame, {fact for _, fact in tainted})
    return _judge(recording, program, run)


def _judge(recording: Recording, program: Program, run: Run) -> Result:
    was = program["trees"][program["tree"]].get("was", {})
    wanted = was.get(recording.outcome, recording.outcome)
    if run["outcome"] == wanted:
        return Result("same", wanted)
    if recording.partial:
        return Result("untold", run["path"][-1]["step"])
    old = [_living(program, key) for key in recording.path]
    new = [entry["key"] for entry in run["path"] if entry["how"] in ("responded", "here")]
    shared = next(
        (n for n, pair in enumerate(zip(old, new, strict=False)) if pair[0] != pair[1]), min(len(old), len(new))
    )
    after, before, now = (
        way[at] if 0 <= at < len(way) else "" for way, at in ((new, shared - 1), (old, shared), (new, shared))
    )
    end = run["path"][-1]
    fact = program["trees"][end["tree"]]["facts"].get(
        program["trees"][end["tree"]]["steps"][end["step"]].get("fact", "")
    )
    if run["outcome"] is None and fact is not None and "sources" in fact and end["key"] not in old:
        # The page around the aid may have known it, so that it was never asked.
        return Result("untold", end["step"])
    if run["outcome"] is None:
        return Result("asks", run["path"][-1]["step"], after, before, now)
    return Result("elsewhere", run["outcome"], after, before, now)


def _living(program: Program, key: str) -> str:
    place = find_place(program, key)
    return place.key if place is not None else key


def _split(program: Program, key: str, text: str) -> Response:
    """Return a response as the walk takes it: of a question with several, a list."""
    place = find_place(program, key)
    if place is None or text == NONE_RESPONSE:
        return text
    fact = program["trees"][place.tree_id]["facts"].get(place.step.get("fact", ""))
    is_many = "pick_many" in place.step or (fact is not None and fact["type"] == "many")
    return text.split(",") if is_many else text


def _pass(program: Program, run: Run, step: ProgramStep, today: str) -> Response | None:
    """Return something to respond to a step of which no response is told; None where it would decide on the way."""
    if step["kind"] == "input":
        tree = run["path"][-1]["tree"]
        found = find_samples(program, tree, step["fact"], run["frames"][-1]["facts"], today, {})
        return found[0] if found else None
    targets = {option.get("target") for option in step.get("options", ())}
    if not run["offered"] or len(targets) > 1:
        return None
    return [run["offered"][0]] if "pick_many" in step else run["offered"][0]


def _find_facts(step: ProgramStep) -> set[str]:
    told: Mapping[str, object]
    facts = {step["fact"]} if "fact" in step else set()
    for option in step.get("options", ()):
        told = option.get("set", {})
        facts |= told.keys()
    return facts


def _find_passed(program: Program, tree: str, frame: str, facts: set[str]) -> set[tuple[str, str]]:
    """Return the facts of trees inside that are worked out from any of these."""
    found = set()
    for id, step in program["trees"][tree]["steps"].items():
        for name, each in step.get("passed", {}).items():
            if facts & find_named(each, program["trees"][tree]["facts"]):
                inner = f"{frame}/{id}" if frame else id
                found |= {(inner, name)}
    return found
