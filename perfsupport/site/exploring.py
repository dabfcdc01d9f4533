"""Explores what a rep can come to: the situations of a tree, each a step with what is known there, and ways between.

``only_ways.py`` counts ways from step to step, and a route or another tree ends what it can tell. Here conditions are
evaluated over what the responses on the way have set, and the trees that run inside are walked through. What nobody can
know at build is *unsure*: what the host or the link may say, what is typed, several picked at once, the day. A way that
depends on it is a way, but none that can be filled in.

Two situations are one where everything that is still read from there on is equal.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from perfsupport.expressions import evaluate
from perfsupport.program import DONE_RESPONSE, NONE_RESPONSE, Expression, ProgramOption, ProgramStep, ProgramTree, Value
from perfsupport.scenarios.responses import hold_value, list_offered
from perfsupport.site.reading import Reading, is_dated, tells_secret
from perfsupport.values import admit, read_value

UNSURE: Any = object()
"""Stands for a value that nobody knows at build."""

Values = Mapping[str, Any]


class Frame(NamedTuple):
    """One run of a tree: the step that runs it (none for the root), what is known, and which steps were responded to.

    ``known`` and ``settled`` hold what matters from here on alone, in a fixed order.
    """

    opened_by: str
    tree_id: str
    known: tuple[tuple[str, Any], ...] = ()
    settled: tuple[str, ...] = ()


class Situation(NamedTuple):
    """A step, with the runs of trees that it stands in, innermost last."""

    frames: tuple[Frame, ...]
    step: str


class Move(NamedTuple):
    """What leads from a situation to another one; ``is_sure`` where it does so on each day, whatever a host knows.

    ``response`` is empty where nothing is asked.
    """

    target: Situation
    response: str = ""
    is_sure: bool = True


class Explorer:
    """What can follow on what in a tree, and in the trees that it runs."""

    def __init__(self, tree_id: str, trees: Mapping[str, ProgramTree]) -> None:
        self.trees = {id: trees[id] for id in _find_run(tree_id, trees)}
        self.tree_id = tree_id
        self._secret: dict[tuple[str, str], bool] = {}
        self._readings = {id: Reading(id, self.trees) for id in self.trees}

    def begin(self) -> Situation:
        """Return the situation that a case begins in."""
        values = self._first_values(self.tree_id, {})
        return self._arrive((Frame("", self.tree_id),), values, set(), self.trees[self.tree_id]["start"])

    def find_step(self, situation: Situation) -> ProgramStep:
        """Return the step of a situation."""
        return self.trees[situation.frames[-1].tree_id]["steps"][situation.step]

    def is_asked(self, situation: Situation) -> bool:
        """Tell whether a run-through stops there, unless the host knows more."""
        step = self.find_step(situation)
        if step["kind"] == "outcome":
            return len(situation.frames) == 1
        return step["kind"] in ("question", "input", "action") and not self._is_known(situation, step)

    def find_moves(self, situation: Situation) -> list[Move]:
        """Return what can follow; nothing where the run-through ends."""
        step = self.find_step(situation)
        moves = {
            "question": self._respond,
            "input": self._respond,
            "action": self._tick_off,
            "route": self._route,
            "subtree": self._run_tree,
            "outcome": self._return,
        }[step["kind"]](situation, step)
        return list(self._in_effect(situation, step, moves))

    def _in_effect(self, situation: Situation, step: ProgramStep, moves: Iterable[Move]) -> Iterator[Move]:
        """Yield moves to steps that are there; those from and to what holds on some days only are not sure."""
        dated = is_dated(step)
        if dated and "then" in step:
            moves = [*moves, self._go(situation, step["then"], {}, is_sure=False)]
        for move in moves:
            frames, target = move.target
            steps = self.trees[frames[-1].tree_id]["steps"]
            if target in steps:
                unsure = dated or is_dated(steps[target])
                yield Move(move.target, move.response, is_sure=False) if unsure else move

    # What is known

    def _values(self, situation: Situation) -> dict[str, Any]:
        return dict(situation.frames[-1].known)

    def _is_known(self, situation: Situation, step: ProgramStep) -> bool:
        if "fact" not in step or not situation.frames[-1].known:
            return False
        value = self._values(situation).get(step["fact"])
        return value is not None and value is not UNSURE and situation.step not in situation.frames[-1].settled

    def _judge(self, situation: Situation, when: Expression) -> Any:
        """Return whether a condition holds, or ``UNSURE``."""
        value = self._evaluate(situation.frames[-1].tree_id, self._values(situation), when)
        return UNSURE if value is UNSURE else value is True

    def _evaluate(self, tree_id: str, values: Values, expression: Expression) -> Any:
        reading, facts = self._readings[tree_id], self.trees[tree_id]["facts"]
        for name in reading.reads_of(expression):
            # What nothing has set yet may come from the host.
            if name is None or values.get(name, UNSURE if facts[name].get("sources") else None) is UNSURE:
                return UNSURE

        def look_up(fact: str) -> Value:
            calculated = facts[fact].get("calculated") if fact in facts and fact not in values else None
            return _thaw(values.get(fact)) if calculated is None else evaluate(calculated, look_up, "")

        return evaluate(expression, look_up, "")

    def _first_values(self, tree_id: str, passed: Values) -> dict[str, Any]:
        """Return what a run of a tree begins with: what is passed."""
        facts = self.trees[tree_id]["facts"]
        values = {name: value if value is UNSURE else admit(facts[name], value) for name, value in passed.items()}
        return {name: value for name, value in values.items() if value is not None}

    def _tells_secret(self, at: Situation, step: ProgramStep, tree: ProgramTree) -> bool:
        place = at.frames[-1].tree_id, at.step
        if place not in self._secret:
            self._secret[place] = tells_secret(step, tree)
        return self._secret[place]

    # Moves

    def _go(self, at: Situation, target: str, put: Values, response: str = "", *, is_sure: bool = True) -> Move:
        """Return the move to a step of the same tree, with facts set."""
        frame = at.frames[-1]
        if not (put or frame.known or frame.settled or "fact" in self.find_step(at)):
            # Nothing is known before, and nothing after: so it is with most moves of most trees.
            return Move(Situation(at.frames, target), response, is_sure)
        values = {**self._values(at), **{name: _as_value(value) for name, value in put.items()}}
        settled = {*frame.settled, *([at.step] if "fact" in self.find_step(at) else ())}
        return Move(self._arrive(at.frames, values, settled, target), response, is_sure)

    def _arrive(self, frames: tuple[Frame, ...], values: Values, settled: set[str], step: str) -> Situation:
        """Return a situation of the innermost frame, with what matters from there on."""
        *outer, frame = frames
        reading = self._readings[frame.tree_id]
        read = reading.read_from(step)
        known = tuple((name, _freeze(values[name])) for name in sorted(values) if name in read)
        steps = self.trees[frame.tree_id]["steps"]
        names = {name for name, _value in known}
        kept = tuple(sorted(id for id in settled if reading.is_given(steps[id].get("fact", ""), names)))
        return Situation((*outer, Frame(frame.opened_by, frame.tree_id, known, kept)), step)

    def _respond(self, at: Situation, step: ProgramStep) -> Iterator[Move]:
        tree = self.trees[at.frames[-1].tree_id]
        if self._is_known(at, step):
            yield from self._pass_over(at, step, tree)
            return
        sure = not self._tells_secret(at, step, tree)
        if step["kind"] == "input":
            yield from self._enter(at, step, tree, sure)
        elif "pick_many" in step:
            put = {name: UNSURE for option in step["options"] for name in option.get("set", ())}
            put |= {step["fact"]: UNSURE} if "fact" in step else {}
            yield self._go(at, step["then"], {**put, **step.get("set", {})}, is_sure=False)
        else:
            for option, offered in self._find_offered(at, step, tree):
                put = {step["fact"]: option["value"]} if "fact" in step and option.get("value") is not None else {}
                put = {**put, **option.get("set", {}), **step.get("set", {})}
                is_sure = sure and offered is True
                yield self._go(at, option["target"], put, option["id"] if is_sure else "", is_sure=is_sure)
        yield from self._fall_back(at, step, sure)

    def _find_offered(
        self, at: Situation, step: ProgramStep, tree: ProgramTree
    ) -> Iterator[tuple[ProgramOption, bool | Any]]:
        """Yield the options that may be on offer, each with whether it is: yes, or ``UNSURE``."""
        for option in step["options"]:
            offered: Any = True if "when" not in option else self._judge(at, option["when"])
            target = tree["steps"].get(option.get("target", ""))
            if offered is False or target is None:
                continue
            yield option, UNSURE if is_dated(option) or is_dated(target) else offered

    def _enter(self, at: Situation, step: ProgramStep, tree: ProgramTree, sure: bool) -> Iterator[Move]:
        """Yield a move for each value there is to choose; what is typed leads on too, and nobody knows with what."""
        fact = tree["facts"][step["fact"]]
        offered = list_offered(step, (), fact) if fact["type"] != "many" else []
        for text in offered:
            put = {step["fact"]: admit(fact, read_value(fact, text)), **step.get("set", {})}
            yield self._go(at, step["then"], put, text if sure else "", is_sure=sure)
        if not offered:
            yield self._go(at, step["then"], {step["fact"]: UNSURE, **step.get("set", {})}, is_sure=False)

    def _pass_over(self, at: Situation, step: ProgramStep, tree: ProgramTree) -> Iterator[Move]:
        """Yield the move past a question whose answer is known; where no option on offer stands for it, it is asked."""
        value = self._values(at)[step["fact"]]
        options = list(self._find_offered(at, step, tree)) if step["kind"] == "question" else []
        held = hold_value(step, [option for option, _sure in options], tree["facts"][step["fact"]], value)
        target = step.get("then") if held is None or "target" not in next(iter(held.options), ()) else None
        if held is None or not all(offered is True for _option, offered in options) or "pick_many" in step:
            # Asked after all, or on some days: whatever follows is not sure.
            targets = {option["target"] for option, _sure in options if "target" in option}
            for each in (*targets, *([step["then"]] if "then" in step else ())):
                yield self._go(at, each, _all_unsure(step), is_sure=False)
            yield from (move._replace(response="", is_sure=False) for move in self._fall_back(at, step, sure=False))
            return
        put = {**(held.options[0].get("set", {}) if held.options else {}), **step.get("set", {})}
        yield self._go(at, target or held.options[0]["target"], put)

    def _tick_off(self, at: Situation, step: ProgramStep) -> Iterator[Move]:
        yield self._go(at, step["then"], step.get("set", {}), DONE_RESPONSE)

    def _fall_back(self, at: Situation, step: ProgramStep, sure: bool) -> Iterator[Move]:
        """Yield where "None of these" leads: the fallback of the innermost frame that has one."""
        if "exhaustive" in step:
            return
        for depth in range(len(at.frames), 0, -1):
            tree = self.trees[at.frames[depth - 1].tree_id]
            target = tree.get("fallback")
            if target is None or (depth == len(at.frames) and target == at.step) or target not in tree["steps"]:
                continue
            within = Situation(at.frames[:depth], at.step if depth == len(at.frames) else at.frames[depth].opened_by)
            moved = self._go(within, target, {})
            doubtful = is_dated(tree["steps"][target])
            yield moved._replace(response=NONE_RESPONSE if sure and not doubtful else "", is_sure=sure and not doubtful)
            if not doubtful or "then" in tree["steps"][target]:
                return

    def _route(self, at: Situation, step: ProgramStep) -> Iterator[Move]:
        is_sure = True
        for branch in step["branches"]:
            holds = UNSURE if is_dated(branch) else self._judge(at, branch["when"])
            is_sure = is_sure and holds is not UNSURE
            if holds is not False:
                yield self._go(at, branch["target"], step.get("set", {}), is_sure=is_sure)
            if holds is True:
                return
        if "otherwise" in step:
            yield self._go(at, step["otherwise"], step.get("set", {}), is_sure=is_sure)

    def _run_tree(self, at: Situation, step: ProgramStep) -> Iterator[Move]:
        tree_id = step["run"]
        if tree_id not in self.trees:
            return
        here = at.frames[-1].tree_id
        passed = {name: self._evaluate(here, self._values(at), each) for name, each in step.get("passed", {}).items()}
        values = self._first_values(tree_id, passed)
        frames = (*at.frames, Frame(at.step, tree_id))
        yield Move(self._arrive(frames, values, set(), self.trees[tree_id]["start"]))

    def _return(self, at: Situation, _step: ProgramStep) -> Iterator[Move]:
        if len(at.frames) > 1:
            outside = Situation(at.frames[:-1], at.frames[-1].opened_by)
            run_step = self.find_step(outside)
            if at.step in run_step.get("on", {}):
                yield self._go(outside, run_step["on"][at.step], run_step.get("set", {}))


def _as_value(value: Any) -> Any:
    """Return a value as conditions know it: numbers are floats."""
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _freeze(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _thaw(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _all_unsure(step: ProgramStep) -> dict[str, Any]:
    """Return every fact that a step or one of its options gives a value, as unsure."""
    carriers = (step, *step.get("options", ()))
    return {name: UNSURE for carrier in carriers for name in (*carrier.get("set", ()), carrier.get("fact", "")) if name}


def _find_run(tree_id: str, trees: Mapping[str, ProgramTree]) -> list[str]:
    """Return the ids of a tree and of all that it runs, directly or not."""
    found, waiting = [tree_id], [tree_id]
    while waiting:
        for step in trees[waiting.pop()]["steps"].values():
            run = step.get("run")
            if run is not None and run in trees and run not in found:
                found.append(run)
                waiting.append(run)
    return found
