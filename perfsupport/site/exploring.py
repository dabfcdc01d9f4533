"""Explores what a rep can come to: the situations of a tree, each a step with what is known there, and ways between.

``only_ways.py`` counts ways from step to step, and a route or another tree ends what it can tell. Here conditions are
evaluated over what the responses on the way have set, and the trees that run inside are walked through. What nobody can
know at build is *unsure*: what the host or the link may say, what is typed, several picked at once, the day. A way that
depends on it is a way, but none that can be filled in.

Two situations are one where everything that is still read from there on is equal.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any, NamedTuple

from perfsupport.expressions import evaluate
from perfsupport.program import DONE_RESPONSE, NONE_RESPONSE, Expression, ProgramOption, ProgramStep, ProgramTree, Value
from perfsupport.scenarios.responses import hold_value, list_offered
from perfsupport.site.reading import Reading, find_targets, is_dated, tells_secret
from perfsupport.values import admit, read_value

UNSURE: Any = object()
"""Stands for a value that nobody knows at build."""

Values = Mapping[str, Any]


class Frame:
    """One run of a tree: the step that runs it (none for the root), what is known, and which steps were responded to.

    ``known`` and ``settled`` hold what matters from here on alone. ``outer`` is the run around it, and ``depth`` how
    many there are with this one. An explorer makes one frame of equal ones, so that situations are
    compared and looked up without a look at what is known in them. ``kept`` are the frames that follow without a
    change, by the step that they lead to.
    """

    __slots__ = ("depth", "kept", "known", "opened_by", "outer", "settled", "tree_id")

    def __init__(
        self, outer: Frame | None, opened_by: str, tree_id: str, known: Mapping[str, Any], settled: Collection[str]
    ) -> None:
        self.outer, self.opened_by, self.tree_id, self.known, self.settled = outer, opened_by, tree_id, known, settled
        self.depth: int = 1 if outer is None else outer.depth + 1
        self.kept: dict[str, Frame] = {}


class Situation(NamedTuple):
    """A step, with the run of the tree that it stands in."""

    frame: Frame
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
        self._readings = {id: Reading(id, self.trees) for id in self.trees}
        self._secret: dict[str, set[str]] = {}
        self._dated: dict[str, set[str]] = {}
        for id, tree in self.trees.items():
            self._secret[id] = {each for each, step in tree["steps"].items() if tells_secret(step, tree)}
            self._dated[id] = {each for each, step in tree["steps"].items() if is_dated(step)}
        self._always_in_effect = not any(self._dated.values()) and all(map(_is_whole, self.trees.values()))
        self._frames: dict[tuple[Any, ...], Frame] = {}

    def begin(self) -> Situation:
        """Return the situation that a case begins in."""
        start = self.trees[self.tree_id]["start"]
        return Situation(self._frame(None, "", self.tree_id, {}, (), start), start)

    def find_step(self, situation: Situation) -> ProgramStep:
        """Return the step of a situation."""
        return self.trees[situation.frame.tree_id]["steps"][situation.step]

    def is_asked(self, situation: Situation) -> bool:
        """Tell whether a run-through stops there, unless the host knows more."""
        step = self.find_step(situation)
        if step["kind"] == "outcome":
            return situation.frame.outer is None
        return step["kind"] in ("question", "input", "action") and not self._is_known(situation, step)

    def find_moves(self, situation: Situation) -> list[Move]:
        """Return what can follow; nothing where the run-through ends."""
        step = self.find_step(situation)
        kind = step["kind"]
        if kind == "question" or kind == "input":
            moves = list(self._respond(situation, step))
        elif kind == "action":
            moves = [self._go(situation, step, step["then"], step.get("set", {}), DONE_RESPONSE)]
        else:
            follow = {"route": self._route, "subtree": self._run_tree, "outcome": self._return}
            moves = list(follow[kind](situation, step))
        if situation.step in self._dated[situation.frame.tree_id]:
            if "then" in step:
                moves.append(self._go(situation, step, step["then"], {}, is_sure=False))
            moves = [Move(move.target, is_sure=False) for move in moves]
        if self._always_in_effect:
            return moves
        return [move for move in map(self._in_effect, moves) if move is not None]

    def _in_effect(self, move: Move) -> Move | None:
        """Return a move to a step that is there; one to what holds on some days only is not sure."""
        frame, step = move.target
        if step in self._dated[frame.tree_id]:
            return Move(move.target, is_sure=False)
        return move if step in self.trees[frame.tree_id]["steps"] else None

    # What is known

    def _is_known(self, situation: Situation, step: ProgramStep) -> bool:
        known = situation.frame.known
        if not known or "fact" not in step:
            return False
        value = known.get(step["fact"])
        return value is not None and value is not UNSURE and situation.step not in situation.frame.settled

    def _judge(self, situation: Situation, when: Expression) -> Any:
        """Return whether a condition holds, or ``UNSURE``."""
        value = self._evaluate(situation.frame, when)
        return UNSURE if value is UNSURE else value is True

    def _evaluate(self, frame: Frame, expression: Expression) -> Any:
        reading, facts, values = self._readings[frame.tree_id], self.trees[frame.tree_id]["facts"], frame.known
        for name in reading.reads_of(expression):
            # What nothing has set yet may come from the host.
            if name is None or values.get(name, UNSURE if facts[name].get("sources") else None) is UNSURE:
                return UNSURE

        def look_up(fact: str) -> Value:
            calculated = facts[fact].get("calculated") if fact in facts and fact not in values else None
            return _thaw(values.get(fact)) if calculated is None else evaluate(calculated, look_up, "")

        return evaluate(expression, look_up, "")

    # Moves

    def _go(
        self,
        at: Situation,
        step: ProgramStep,
        target: str,
        put: Values,
        response: str = "",
        *,
        is_sure: bool = True,
    ) -> Move:
        """Return the move to a step of the same tree, with facts set."""
        frame = at.frame
        if put or "fact" in step:
            known = (
                {**frame.known, **{name: _freeze(_as_value(value)) for name, value in put.items()}}
                if put
                else frame.known
            )
            settled = {*frame.settled, at.step} if "fact" in step else frame.settled
            frame = self._frame(frame.outer, frame.opened_by, frame.tree_id, known, settled, target)
        elif frame.known or frame.settled:
            kept = frame.kept.get(target)
            if kept is None:
                kept = self._frame(frame.outer, frame.opened_by, frame.tree_id, frame.known, frame.settled, target)
                frame.kept[target] = kept
            frame = kept
        return Move(Situation(frame, target), response, is_sure)

    def _frame(
        self,
        outer: Frame | None,
        opened_by: str,
        tree_id: str,
        values: Values,
        settled: Collection[str],
        step: str,
    ) -> Frame:
        """Return the one frame with what matters of this from a step on."""
        reading = self._readings[tree_id]
        known = tuple([(name, values[name]) for name in reading.list_read(step, values)]) if values else ()
        kept: tuple[str, ...] = ()
        if known and settled:
            steps, names = self.trees[tree_id]["steps"], {name for name, _value in known}
            kept = tuple(sorted(id for id in settled if reading.is_given(steps[id].get("fact", ""), names)))
        key = (outer, opened_by, tree_id, known, kept)
        frame = self._frames.get(key)
        if frame is None:
            frame = self._frames[key] = Frame(outer, opened_by, tree_id, dict(known), kept)
        return frame

    def _respond(self, at: Situation, step: ProgramStep) -> Iterator[Move]:
        tree = self.trees[at.frame.tree_id]
        if at.frame.known and self._is_known(at, step):
            yield from self._pass_over(at, step, tree)
            return
        sure = at.step not in self._secret[at.frame.tree_id]
        if step["kind"] == "input":
            yield from self._enter(at, step, tree, sure)
        elif "pick_many" in step:
            put = {name: UNSURE for option in step["options"] for name in option.get("set", ())}
            put |= {step["fact"]: UNSURE} if "fact" in step else {}
            yield self._go(at, step, step["then"], {**put, **step.get("set", {})}, is_sure=False)
        else:
            for option, offered in self._find_offered(at, step, tree):
                put = {step["fact"]: option["value"]} if "fact" in step and option.get("value") is not None else {}
                put = {**put, **option.get("set", {}), **step.get("set", {})}
                is_sure = sure and offered is True
                yield self._go(at, step, option["target"], put, option["id"] if is_sure else "", is_sure=is_sure)
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
            yield self._go(at, step, step["then"], put, text if sure else "", is_sure=sure)
        if not offered:
            yield self._go(at, step, step["then"], {step["fact"]: UNSURE, **step.get("set", {})}, is_sure=False)

    def _pass_over(self, at: Situation, step: ProgramStep, tree: ProgramTree) -> Iterator[Move]:
        """Yield the move past a question whose answer is known; where no option on offer stands for it, it is asked."""
        value = at.frame.known[step["fact"]]
        options = list(self._find_offered(at, step, tree)) if step["kind"] == "question" else []
        held = hold_value(step, [option for option, _sure in options], tree["facts"][step["fact"]], value)
        target = step.get("then") if held is None or "target" not in next(iter(held.options), ()) else None
        if held is None or not all(offered is True for _option, offered in options) or "pick_many" in step:
            # Asked after all, or on some days: whatever follows is not sure.
            targets = {option["target"] for option, _sure in options if "target" in option}
            for each in (*targets, *([step["then"]] if "then" in step else ())):
                yield self._go(at, step, each, _all_unsure(step), is_sure=False)
            yield from (move._replace(response="", is_sure=False) for move in self._fall_back(at, step, sure=False))
            return
        put = {**(held.options[0].get("set", {}) if held.options else {}), **step.get("set", {})}
        yield self._go(at, step, target or held.options[0]["target"], put)

    def _fall_back(self, at: Situation, step: ProgramStep, sure: bool) -> Iterator[Move]:
        """Yield where "None of these" leads: the fallback of the innermost frame that has one."""
        if "exhaustive" in step:
            return
        frame: Frame | None = at.frame
        within = at
        while frame is not None:
            tree = self.trees[frame.tree_id]
            target = tree.get("fallback")
            if target is not None and target in tree["steps"] and within != (at.frame, target):
                doubtful = target in self._dated[frame.tree_id]
                is_sure = sure and not doubtful
                response = NONE_RESPONSE if is_sure else ""
                yield self._go(within, self.find_step(within), target, {}, response, is_sure=is_sure)
                if not doubtful or "then" in tree["steps"][target]:
                    return
            if frame.outer is not None:
                within = Situation(frame.outer, frame.opened_by)
            frame = frame.outer

    def _route(self, at: Situation, step: ProgramStep) -> Iterator[Move]:
        is_sure = True
        for branch in step["branches"]:
            holds = UNSURE if is_dated(branch) else self._judge(at, branch["when"])
            is_sure = is_sure and holds is not UNSURE
            if holds is not False:
                yield self._go(at, step, branch["target"], step.get("set", {}), is_sure=is_sure)
            if holds is True:
                return
        if "otherwise" in step:
            yield self._go(at, step, step["otherwise"], step.get("set", {}), is_sure=is_sure)

    def _run_tree(self, at: Situation, step: ProgramStep) -> Iterator[Move]:
        tree_id = step["run"]
        if tree_id not in self.trees:
            return
        given = {name: self._evaluate(at.frame, each) for name, each in step.get("passed", {}).items()}
        start = self.trees[tree_id]["start"]
        frame = self._frame(at.frame, at.step, tree_id, self._take_in(tree_id, given), (), start)
        yield Move(Situation(frame, start))

    def _take_in(self, tree_id: str, given: Values) -> dict[str, Any]:
        """Return what a run of a tree begins with, of what it is given."""
        facts = self.trees[tree_id]["facts"]
        values = {name: value if value is UNSURE else admit(facts[name], value) for name, value in given.items()}
        return {name: _freeze(value) for name, value in values.items() if value is not None}

    def _return(self, at: Situation, _step: ProgramStep) -> Iterator[Move]:
        if at.frame.outer is not None:
            outside = Situation(at.frame.outer, at.frame.opened_by)
            run_step = self.find_step(outside)
            if at.step in run_step.get("on", {}):
                yield self._go(outside, run_step, run_step["on"][at.step], run_step.get("set", {}))


def _is_whole(tree: ProgramTree) -> bool:
    """Tell whether every step that a tree leads to is there."""
    steps = tree["steps"]
    return tree["start"] in steps and all(
        target in steps for step in steps.values() for target in find_targets(step, tree)
    )


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
