"""Scenarios whose result is another now."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from perfsupport.catalogues import message
from perfsupport.diff.matching import Match
from perfsupport.diff.model import ScenarioChange
from perfsupport.diff.steps import name_step
from perfsupport.outline.words import OutlineWords
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
    trees: tuple[Tree, Tree], programs: tuple[Program, Program], match: Match, today: str, speech: OutlineWords
) -> list[ScenarioChange]:
    """Return the scenarios that pass, fail or end otherwise than before, and those that are new or gone."""
    (old, new), (old_program, new_program) = trees, programs
    was = {case.name: case for scenario in old.scenarios for case in find_cases(scenario)}
    now = {case.name: case for scenario in new.scenarios for case in find_cases(scenario)}
    changes: list[ScenarioChange] = []
    for name, case in now.items():
        result = _prove(case, new_program, today)
        if name in was:
            before = _prove(was[name], old_program, today)
            changes += _Teller(trees, match, speech).compare(name, before, result)
        else:
            said = _Teller(trees, match, speech).tell_new(result)
            changes.append(ScenarioChange(name, said, breaks=not result.passes))
    removed = speech.tell("was removed.")
    changes += [ScenarioChange(name, removed, breaks=False) for name in was if name not in now]
    return changes


def _prove(case: Case, program: Program, today: str) -> _Result:
    given = give(program, list(case.given))
    run = walk(given, make_state(given, case), str(case.today or today), tick_off=True)
    came_by = {entry["step"] for entry in run["path"]} | {entry["key"] for entry in run["path"]}
    passes = run["outcome"] == case.ends and all(str(step) in came_by for step in case.passes)
    return _Result(passes, str(case.ends), run["outcome"], run["path"][-1]["key"] if run["path"] else "")


class _Teller:
    """Says what has become of a scenario. Each sentence goes on from its name."""

    def __init__(self, trees: tuple[Tree, Tree], match: Match, speech: OutlineWords) -> None:
        self._old, self._new = trees
        self._match, self._speech = match, speech

    def tell_new(self, result: _Result) -> str:
        """Return how a scenario goes that is new."""
        if result.passes:
            return self._speech.tell("is new and passes.")
        return self._tell(result, ENDS["new"], STOPS["new"])

    def compare(self, name: str, was: _Result, now: _Result) -> Iterator[ScenarioChange]:
        """Yield what is other than before."""
        moved = self._match.new_id(was.ended) != now.ended
        if was.passes and not now.passes:
            yield ScenarioChange(name, self._tell_break(now), breaks=True)
        elif now.passes and not was.passes:
            yield ScenarioChange(name, self._tell(now, ENDS["mended"], ENDS["mended"]), breaks=False)
        elif moved and now.passes:
            told = name_step(now.ended, self._new, self._speech), name_step(was.ended, self._old, self._speech)
            sentence = self._speech.say("ends at {new} now; it ended at {old}.", new=told[0], old=told[1])
            yield ScenarioChange(name, sentence, breaks=False)
        elif moved:
            yield ScenarioChange(name, self._tell(now, ENDS["other"], STOPS["other"]), breaks=True)

    def _tell_break(self, now: _Result) -> str:
        wanted = name_step(now.wanted, self._new, self._speech)
        if now.ended == now.wanted:
            text = message(
                "passed and fails now: it ends at {wanted}, but no longer comes through the steps that it names in "
                "`passes`."
            )
            return self._speech.say(text, wanted=wanted)
        return self._tell(now, ENDS["broken"], STOPS["broken"], wanted=wanted)

    def _tell(self, result: _Result, ends: str, stops: str, wanted: str = "") -> str:
        """Return where a scenario ends, or where it stops, in one of two sentences."""
        last = result.last.partition("/")[0].partition("~")[0]
        step = name_step(result.ended if result.ended is not None else last, self._new, self._speech)
        return self._speech.say(ends if result.ended is not None else stops, step=step, wanted=wanted)


ENDS = {
    "new": message("is new and fails: it ends at {step}."),
    "mended": message("failed and passes now: it ends at {step}."),
    "other": message("failed and fails in another way: it ends at {step}."),
    "broken": message("passed and fails now: it ends at {step} and not at {wanted}."),
}
STOPS = {
    "new": message("is new and fails: it stops at {step}, to which it has no response that fits."),
    "other": message("failed and fails in another way: it stops at {step}, to which it has no response that fits."),
    "broken": message(
        "passed and fails now: it stops at {step}, to which it has no response that fits, and never comes to {wanted}."
    ),
}
