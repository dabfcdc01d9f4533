"""The walk: what a run-through shows, as a function of program, state and day (``docs/reference/walk.md``).

``site_templates/player/engine.js`` is its twin, key for key.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Literal, NamedTuple, NotRequired, TypeAlias, TypedDict

from perfsupport.lines import line_facts
from perfsupport.program import (
    DONE_RESPONSE,
    NONE_RESPONSE,
    Expression,
    Program,
    ProgramOption,
    ProgramStep,
    Response,
    Value,
)
from perfsupport.scenarios.frames import Frame, RunFrame, is_in_effect
from perfsupport.scenarios.keys import State, find_place, translate
from perfsupport.scenarios.responses import Held, hold, hold_value, list_offered

MOST_VISITS = 5000
MOST_SILENT_VISITS = 2
"""Of one step, between two responses."""

ASKING_KINDS = ("question", "input", "action")

How: TypeAlias = Literal["responded", "known", "routed", "skipped", "entered", "returned", "here"]
Trouble: TypeAlias = Literal["circle", "nowhere"]


class Entry(TypedDict):
    """One visit on the path. ``shown`` holds the facts that its title, labels and notes show, as they were then."""

    key: str
    tree: str
    step: str
    how: How
    response: NotRequired[Response]
    source: NotRequired[str]
    shown: NotRequired[dict[str, Value]]


class Run(TypedDict):
    """What a walk gives: the path, the screen at its end, and the facts there."""

    path: list[Entry]
    facts: dict[str, Value]
    frames: list[RunFrame]
    closed: list[RunFrame]
    offered: list[str]
    none: str | None
    returned: list[str]
    outcome: str | None
    trouble: Trouble | None
    dropped: list[str]


class Judged(NamedTuple):
    """A condition that was evaluated on the way, for whoever watches: at once, since the frame goes on changing.

    ``key`` is the visit's; ``place`` says which condition of the step it is, as in ``route/0`` or ``options/web``.
    """

    frame: Frame
    key: str
    step: str
    place: str
    when: Expression
    value: Value


Watch: TypeAlias = Callable[[Judged], None]


def walk(
    program: Program,
    state: State,
    today: str,
    stop: str | None = None,
    *,
    tick_off: bool = False,
    watch: Watch | None = None,
) -> Run:
    """Return the run of a state on a day (ISO text).

    ``stop`` is the key of a visit at which the rep is asked whatever the state says: the screen on which an earlier
    response is changed. With ``tick_off`` actions need no response, as in scenarios. ``watch`` is told each condition.
    """
    return _Walk(program, translate(program, state), today, stop, tick_off, watch).run()


def respond(program: Program, state: State, key: str, response: Response, today: str) -> tuple[State, Run]:
    """Return the state with a response at a key, on the screen or earlier, and its run.

    Later responses that still hold are kept; the others are gone from the state, and the run's ``dropped`` names them.
    """
    asked = translate(program, state)
    asked["responses"] = {**asked["responses"], key: response}
    run = walk(program, asked, today)
    return _without(asked, run["dropped"]), run


def back(program: Program, state: State, today: str) -> State | None:
    """Return the state without its last response on the path, or else without its jump; None at the very beginning."""
    asked = translate(program, state)
    responded = [entry["key"] for entry in walk(program, asked, today)["path"] if entry["how"] == "responded"]
    if responded:
        return _without(asked, responded[-1:])
    return {"responses": asked["responses"], "known": asked["known"]} if "start" in asked else None


def _without(state: State, keys: Sequence[str]) -> State:
    gone = set(keys)
    return {**state, "responses": {key: each for key, each in state["responses"].items() if key not in gone}}


class _Visit(NamedTuple):
    """One visit of a step in a frame."""

    frame: Frame
    key: str
    id: str
    step: ProgramStep


class _Walk:
    """One walk; made for it, and gone with it."""

    def __init__(
        self,
        program: Program,
        state: State,
        today: str,
        stop: str | None,
        tick_off: bool,
        watch: Watch | None,
    ) -> None:
        self.program = program
        self.state = state
        self.today = today
        self.stop = stop
        self.tick_off = tick_off
        self.watch = watch
        self.frames: list[Frame] = []
        self.closed: list[RunFrame] = []
        self.path: list[Entry] = []
        self.returned: list[str] = []
        self.offered: list[str] = []
        self.none: str | None = None
        self.outcome: str | None = None
        self.trouble: Trouble | None = None
        self.used: set[str] = set()
        self.silent: Counter[tuple[str, str]] = Counter()

    def run(self) -> Run:
        step_id: str | None = self._begin()
        while step_id is not None:
            step_id = self._visit(step_id)
        if self.trouble is None and not (self.path and self.path[-1]["how"] == "here"):
            self.trouble = "nowhere"
        frames = [frame.report() for frame in self.frames]
        return {
            "path": self.path,
            "facts": frames[-1]["facts"],
            "frames": frames,
            "closed": self.closed,
            "offered": self.offered,
            "none": self.none,
            "returned": self.returned,
            "outcome": self.outcome,
            "trouble": self.trouble,
            "dropped": [key for key in self.state["responses"] if key not in self.used],
        }

    def _begin(self) -> str:
        """Open the frames of the first step, and return its id: the tree's start, or where a jump leads."""
        frame = self._open("", self.program["tree"], "", {})
        place = find_place(self.program, self.state.get("start", ""))
        if place is None:
            return frame.tree["start"]
        *outer, last = place.parts
        for part in outer:
            frame.visits[part.step] = part.number - 1
            frame = self._enter(self._arrive(frame, part.step))
        frame.visits[last.step] = last.number - 1
        return last.step

    def _visit(self, step_id: str) -> str | None:
        """Visit a step of the innermost frame; return the next one there, or None where the walk ends."""
        frame = self.frames[-1]
        if step_id not in frame.tree["steps"]:
            return None
        visit = self._arrive(frame, step_id)
        asks = visit.step["kind"] in ASKING_KINDS
        skipped = "then" in visit.step and not is_in_effect(visit.step, self.today)
        if len(self.path) >= MOST_VISITS or ((skipped or not asks) and self._goes_round(visit)):
            self.trouble = "circle"
            return None
        if skipped:
            self._add(visit, "skipped")
            return visit.step["then"]
        if asks:
            return self._ask(visit)
        return {"route": self._route, "subtree": self._run_tree, "outcome": self._arrive_at}[visit.step["kind"]](visit)

    def _arrive(self, frame: Frame, step_id: str) -> _Visit:
        key = frame.next_key(step_id)
        frame.visits[step_id] += 1
        return _Visit(frame, key, step_id, frame.tree["steps"][step_id])

    def _goes_round(self, visit: _Visit) -> bool:
        """Count a visit on which nothing is asked; tell whether there were too many since the last response."""
        self.silent[visit.frame.key, visit.id] += 1
        return self.silent[visit.frame.key, visit.id] > MOST_SILENT_VISITS

    # Steps that are never asked

    def _route(self, visit: _Visit) -> str | None:
        target = visit.step.get("otherwise")
        for number, branch in enumerate(visit.step["branches"]):
            if is_in_effect(branch, self.today) and self._judge(visit, f"route/{number}", branch["when"]):
                target = branch["target"]
                break
        self._set(visit.frame, visit.step)
        self._add(visit, "routed")
        return target

    def _run_tree(self, visit: _Visit) -> str | None:
        self._add(visit, "entered")
        return self._enter(visit).tree["start"] if visit.step["run"] in self.program["trees"] else None

    def _arrive_at(self, visit: _Visit) -> str | None:
        self._set(visit.frame, visit.step)
        if len(self.frames) == 1:
            self._add(visit, "here")
            self.outcome = visit.id
            return None
        self._add(visit, "returned")
        self.returned.append(visit.key)
        self._close()
        outside = self.frames[-1]
        run_step = outside.tree["steps"][visit.frame.opened_by]
        target = run_step["on"].get(visit.id)
        if target is not None:
            self._set(outside, run_step)
        return target

    # Steps that are asked

    def _ask(self, visit: _Visit) -> str | None:
        frame, step = visit.frame, visit.step
        options = [option for option in step.get("options", ()) if self._is_on_offer(option, visit)]
        fallback = self._fallback(visit)
        response = self._response(visit)
        if response == NONE_RESPONSE and fallback is not None:
            return self._fall_back(visit, *fallback)
        if response is not None and (held := hold(step, options, frame.fact_of(step), response)) is not None:
            return self._go_on(visit, held)
        if visit.key != self.stop and (held := self._known(visit, options)) is not None:
            return self._go_on_known(visit, held)
        self._add(visit, "here")
        self.offered = list_offered(step, options, frame.fact_of(step))
        self.none = fallback[0].next_key(fallback[1]) if fallback is not None else None
        return None

    def _response(self, visit: _Visit) -> Response | None:
        if visit.key == self.stop:
            return None
        unsaid = DONE_RESPONSE if self.tick_off and visit.step["kind"] == "action" else None
        return self.state["responses"].get(visit.key, unsaid)

    def _is_on_offer(self, option: ProgramOption, visit: _Visit) -> bool:
        return (
            is_in_effect(option, self.today)
            and ("when" not in option or self._judge(visit, f"options/{option['id']}", option["when"]))
            and visit.frame.can_lead_to(option.get("target", visit.step.get("then")))
        )

    def _judge(self, visit: _Visit, place: str, when: Expression) -> bool:
        """Tell whether a condition holds; what is not known does not hold."""
        value = visit.frame.evaluate(when)
        if self.watch is not None:
            self.watch(Judged(visit.frame, visit.key, visit.id, place, when, value))
        return value is True

    def _fallback(self, visit: _Visit) -> tuple[Frame, str] | None:
        """Return where "None of these" leads: the fallback of the innermost frame that has one other than the step."""
        if visit.step["kind"] == "action" or "exhaustive" in visit.step:
            return None
        for frame in reversed(self.frames):
            target = frame.tree.get("fallback")
            is_itself = frame is visit.frame and target == visit.id
            if target is not None and not is_itself and frame.can_lead_to(target):
                return frame, target
        return None

    def _known(self, visit: _Visit, options: Sequence[ProgramOption]) -> Held | None:
        """Return the response that the fact's value stands for; on a second visit the rep is asked."""
        value = visit.frame.values.get(visit.step.get("fact", ""))
        if value is None or visit.id in visit.frame.settled:
            return None
        return hold_value(visit.step, options, visit.frame.fact_of(visit.step), value)

    def _go_on(self, visit: _Visit, held: Held) -> str | None:
        self._responded(visit)
        if "fact" in visit.step and held.value is not None:
            visit.frame.put(visit.step["fact"], held.value, "response")
        self._set(visit.frame, *held.options, visit.step)
        self._add(visit, "responded", held)
        return _target(visit.step, held)

    def _go_on_known(self, visit: _Visit, held: Held) -> str | None:
        visit.frame.settled.add(visit.id)
        source = visit.frame.sources[visit.step["fact"]]
        self._set(visit.frame, *held.options, visit.step)
        self._add(visit, "known", held, source)
        return _target(visit.step, held)

    def _fall_back(self, visit: _Visit, outer: Frame, target: str) -> str:
        self._responded(visit)
        self._add(visit, "responded", Held(NONE_RESPONSE))
        while self.frames[-1] is not outer:
            self._close()
        return target

    def _responded(self, visit: _Visit) -> None:
        self.used.add(visit.key)
        visit.frame.settled.add(visit.id)
        self.silent.clear()
        self.returned = []

    # Frames, facts and the path

    def _enter(self, visit: _Visit) -> Frame:
        passed = {name: visit.frame.evaluate(each) for name, each in visit.step.get("passed", {}).items()}
        return self._open(visit.key, visit.step["run"], visit.id, passed)

    def _open(self, key: str, tree_id: str, opened_by: str, passed: Mapping[str, Value]) -> Frame:
        frame = Frame(key, tree_id, self.program["trees"][tree_id], opened_by, self.today)
        frame.put_known(passed, self.state)
        self.frames.append(frame)
        return frame

    def _close(self) -> None:
        self.closed.append(self.frames.pop().report())

    def _set(self, frame: Frame, *carriers: ProgramStep | ProgramOption) -> None:
        for carrier in carriers:
            for fact, value in carrier.get("set", {}).items():
                frame.put(fact, value, "set")

    def _add(self, visit: _Visit, how: How, held: Held | None = None, source: str | None = None) -> None:
        entry: Entry = {"key": visit.key, "tree": visit.frame.tree_id, "step": visit.id, "how": how}
        if held is not None:
            entry["response"] = held.response
        if source is not None:
            entry["source"] = source
        if shown := _shown(visit, held.options if held is not None else ()):
            entry["shown"] = shown
        self.path.append(entry)


def _target(step: ProgramStep, held: Held) -> str | None:
    """Return where a response leads: the option's target, or the step's."""
    is_one = held.options and "pick_many" not in step
    return held.options[0].get("target") if is_one else step.get("then")


def _shown(visit: _Visit, options: Iterable[ProgramOption]) -> dict[str, Value]:
    lines = [visit.step["title"], visit.step.get("note", "")]
    for option in options:
        lines += (option["label"], option.get("note", ""))
    facts = visit.frame.tree["facts"]
    named = (fact for line in lines if not isinstance(line, str) for fact in line_facts(line))
    found = ((fact, visit.frame.get(fact)) for fact in named if "sensitive" not in facts.get(fact, ()))
    return {fact: value for fact, value in found if value is not None}
