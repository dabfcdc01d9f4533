"""How a rep goes through a job aid: one session, click by click, by the package's own walk."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any
from zlib import crc32

from benchmarks.desk.truth import Key, RunTruth, list_keys
from perfsupport.program import DONE_RESPONSE, NONE_RESPONSE, Program, ProgramStep, ProgramTree, Response
from perfsupport.scenarios.keys import State
from perfsupport.scenarios.samples import find_samples
from perfsupport.scenarios.walker import Run, back, respond, walk

SKILLS = ("new", "settled", "old hand")
PACE = {"new": 1.9, "settled": 1.15, "old hand": 0.7}
DOUBT = {"new": 2.0, "settled": 1.0, "old hand": 0.45}
LUNCH_MS = 45 * 60_000
MOST_CLICKS = 60
WORDS_WITHOUT_HIT = ("solar panel", "heat pump", "refund", "ev charger", "tariff 9", "Mrs Okafor, 12 Mill Lane")
ANSWERS = ("option_chosen", "fact_entered", "none_fitted", "response_changed")
COMPLAINTS = {
    "wrong": ("The phone number is not theirs any more.", "We have not sent letters for this since May."),
    "unclear": ("Which of the two dates is meant?", ""),
    "missing": ("Nothing here for callers with a solar panel.", "No option for a shared meter."),
    "other": ("",),
}


@dataclass(frozen=True)
class Template:
    """A session without its ids, times and rep: the fields of each event with its offset, and what is true of it."""

    tree: str
    version: str
    events: list[tuple[int, dict[str, Any]]]
    keys: list[Key]
    values: list[tuple[Key, int]]
    feedback: int = 0


@dataclass
class Session:
    """A rep before a job aid. ``run()`` walks until the rep leaves."""

    program: Program
    chance: Random
    skill: str
    today: str
    events: list[tuple[int, dict[str, Any]]] = field(default_factory=list)
    runs: list[RunTruth] = field(default_factory=list)
    clock: int = 0
    feedback: int = 0
    state: State = field(default_factory=lambda: {"responses": {}, "known": {}})

    def play(self) -> Template:
        """Return the session as a template."""
        self._begin()
        self._tell("session_started", {"entry": self.chance.choices(("start", "link", "reload"), (90, 7, 3))[0]}, 0)
        self._show("forward")
        for _ in range(MOST_CLICKS):
            if not self._click():
                break
        if self.chance.random() < 0.6:
            self._tell("session_left", self.place, self._wait())
        if len(self.runs) > 1 and not self.runs[-1].responded:
            # A screen that was only cleared is no run-through.
            self.runs.pop()
        root = self.program["tree"]
        keys, values = list_keys(self.runs)
        version = self.program["trees"][root]["version"]
        return Template(root, version, self.events, keys, values, self.feedback)

    # What the rep does

    def _click(self) -> bool:
        """Do one thing; return False where the rep leaves."""
        doubt = DOUBT[self.skill]
        if self.screen["outcome"] is not None:
            return self._finish()
        if self.chance.random() < 0.02 * doubt:
            return False
        if self.chance.random() < 0.006:
            self._have_lunch()
        if self.chance.random() < 0.06 * doubt:
            self._tell("help_opened", {**self.place, "section": self.chance.choice(("why", "detail"))}, self._wait())
            self.truth.mark("helped")
        if self.chance.random() < 0.01:
            self._complain()
        if self.chance.random() < 0.03 * doubt and self._go_back():
            return True
        if self.chance.random() < 0.012 * doubt and self._change():
            return True
        return self._answer()

    def _finish(self) -> bool:
        chance = self.chance
        if chance.random() < 0.35:
            solved = chance.choices(("yes", "partly", "no"), (70, 18, 12))[0]
            self._tell("solved_answered", {**self.place, "solved": solved}, self._wait())
            self.truth.solved = solved
        if chance.random() < 0.5:
            self._tell("note_copied", self.place, self._wait())
        draw = chance.random()
        if draw < 0.04:
            return self._go_back()
        if draw < 0.12:
            self._tell("restarted", self.place, self._wait())
            self.state = {"responses": {}, "known": {}}
            self._begin()
            self._show("forward")
            return True
        return False

    def _answer(self) -> bool:
        step, place = self.step, self.place
        response = self._choose(step)
        if response is None:
            return False
        none = response == NONE_RESPONSE
        secret = _is_secret(self.tree, step)
        target = "" if secret else _find_target(self.screen, step, response)
        self.state, after = respond(self.program, self.state, self.key, response, self.today)
        dwell = self._wait()
        details: dict[str, Any] = {**place, **({"target": target} if target else {})}
        option = ",".join([response] if isinstance(response, str) else response)
        if none:
            self._tell("none_fitted", details, dwell)
            self.truth.mark("none_fitted")
        elif step["kind"] == "input":
            self._tell("fact_entered", {**details, "fact": step["fact"]}, dwell)
        else:
            self._tell("option_chosen", {**details, **({} if secret else {"option": option})}, dwell)
        answers = step["kind"] != "action" or secret
        self.truth.leave(self.frame, self.visible, answers)
        self.truth.respond(option if none else "" if secret or step["kind"] == "input" else option, target)
        self.screen = after
        return self._show("forward")

    def _choose(self, step: ProgramStep) -> Response | None:
        chance, screen = self.chance, self.screen
        if step["kind"] == "action":
            return DONE_RESPONSE
        if screen["none"] is not None and chance.random() < 0.025:
            return NONE_RESPONSE
        if screen["offered"]:
            offered = sorted(screen["offered"], key=lambda option: crc32(f"{self.key}{option}".encode()))
            # Popular and rare: each option about a third as often as the one before.
            weights = [3.0**-place for place in range(len(offered))]
            chosen = chance.choices(offered, weights)[0]
            is_list = "pick_many" in step or self.tree["facts"].get(step.get("fact", ""), {}).get("type") == "many"
            return [chosen] if is_list else chosen
        known = self.screen["frames"][-1]["facts"]
        found = find_samples(self.program, self.tree_id, step["fact"], known, self.today, {})
        return chance.choice(found) if found else None

    def _go_back(self) -> bool:
        goal = back(self.program, self.state, self.today)
        if goal is None:
            return False
        was = self.place
        after = walk(self.program, goal, self.today)
        self._tell("stepped_back", {**was, "target": after["path"][-1]["step"]}, self._wait())
        self.truth.leave(self.frame, self.visible, answers=False)
        self.truth.mark("went_back")
        self.state, self.screen = goal, after
        return self._show("back")

    def _change(self) -> bool:
        """Change an earlier response to a question on the way; the rep is shown that step, and then what follows."""
        earlier = [
            entry
            for entry in self.screen["path"]
            if entry["how"] == "responded" and self._kind(entry["tree"], entry["step"]) == "question"
        ]
        if not earlier:
            return False
        entry = self.chance.choice(earlier)
        asked = walk(self.program, self.state, self.today, entry["key"])
        before, kept = self.screen, self.state
        self.screen = asked
        if not self._show("change"):
            return False
        offered = [option for option in asked["offered"] if option != entry.get("response")]
        step, tree = self.step, self.tree
        if not offered or "pick_many" in step or _is_secret(tree, step):
            # Looked at again, and left as it was.
            self.screen, self.state = before, kept
            return self._show("change")
        option = self.chance.choice(offered)
        target = _find_target(asked, step, option)
        self.state, after = respond(self.program, self.state, self.key, option, self.today)
        details = {**self.place, "option": option, "target": target, "dropped": len(after["dropped"])}
        self._tell("response_changed", details, self._wait())
        self.truth.leave(self.frame, self.visible, answers=True)
        self.truth.mark("changed")
        self.truth.respond(option, target)
        self.screen = after
        return self._show("change")

    def _have_lunch(self) -> None:
        self._tell("session_left", self.place, self._wait())
        self.clock += LUNCH_MS
        self._tell("session_resumed", self.place, 0)

    def _complain(self) -> None:
        kind = self.chance.choice(tuple(COMPLAINTS))
        text = self.chance.choice(COMPLAINTS[kind])
        self._tell("feedback_given", {**self.place, "kind": kind, **({"text": text} if text else {})}, self._wait())
        self.truth.mark("feedback")
        self.feedback += 1

    # What comes of it

    def _begin(self) -> None:
        root = self.program["tree"]
        self.truth = RunTruth(root, self.program["trees"][root]["version"])
        self.runs.append(self.truth)
        self.screen: Run = walk(self.program, self.state, self.today)

    def _show(self, direction: str) -> bool:
        """Show the screen, and tell it; return False where there is none, since the walk ran into trouble."""
        if self.screen["trouble"] is not None:
            return False
        entry = self.screen["path"][-1]
        self.key, self.tree_id = entry["key"], entry["tree"]
        self.tree: ProgramTree = self.program["trees"][self.tree_id]
        self.step: ProgramStep = self.tree["steps"][entry["step"]]
        self.frame = self.key[: max(0, self.key.rfind("/"))]
        self.place: dict[str, Any] = {"tree": self.tree_id, "version": self.tree["version"], "step": entry["step"]}
        if self.frame:
            self.place["within"] = self.frame
        self.visible = 0
        self._tell("step_viewed", {**self.place, "direction": direction}, 0)
        self.truth.frames |= dict(self._list_frames())
        answered = self.events[-2][1]["type"] if len(self.events) > 1 else ""
        closed = self._list_returns() if direction != "back" and answered in ANSWERS else None
        self.truth.pass_through(self.tree_id, self.frame, closed)
        self.truth.view(self.tree_id, self.tree["version"], self.frame, entry["step"], direction)
        if self.step["kind"] == "outcome":
            self._reach()
        return True

    def _list_frames(self) -> Iterator[tuple[str, str]]:
        """Yield the frames around the step on screen, each with its tree."""
        entries = {entry["key"]: entry for entry in self.screen["path"]}
        frame = self.frame
        while frame:
            around = entries[frame]
            step = self.program["trees"][around["tree"]]["steps"][around["step"]]
            yield frame, step["run"]
            frame = frame[: max(0, frame.rfind("/"))]

    def _list_returns(self) -> dict[str, str]:
        """Return by which outcome each frame on the way was left."""
        returned = [entry for entry in self.screen["path"] if entry["how"] == "returned"]
        return {entry["key"][: entry["key"].rfind("/")]: entry["step"] for entry in returned}

    def _reach(self) -> None:
        self._tell("outcome_reached", {**self.place, "outcome": self.step["end"]}, 0)
        self.truth.end(self.step["end"])

    def _wait(self) -> int:
        """Return how long the rep looks at the screen before the next thing, in milliseconds."""
        words = 4 + len(str(self.step["title"])) / 6
        dwell = int(1000 * PACE[self.skill] * self.chance.lognormvariate(0.0, 0.45) * (1 + words * 0.35))
        self.clock += dwell
        self.visible += dwell
        return dwell

    def _tell(self, type_: str, details: Mapping[str, Any], _dwell: int) -> None:
        root = self.program["tree"]
        place = {"tree": root, "version": self.program["trees"][root]["version"]}
        visible = self.visible if self.events else 0
        self.events.append((self.clock, {"type": type_, **place, **details, "visible_ms": visible}))

    def _kind(self, tree: str, step: str) -> str:
        return self.program["trees"][tree]["steps"][step]["kind"]

    visible: int = 0


def _find_target(screen: Run, step: ProgramStep, response: Response) -> str:
    """Return the step that a response leads to, as the program says it."""
    if response == NONE_RESPONSE:
        key = screen["none"] or ""
        return key.rpartition("/")[2].partition("~")[0]
    for option in step.get("options", ()):
        if option["id"] == response and "target" in option:
            return option["target"]
    return step.get("then", "")


def _is_secret(tree: ProgramTree, step: ProgramStep) -> bool:
    told = [step.get("fact", ""), *(fact for option in step.get("options", ()) for fact in option.get("set", {}))]
    return any("sensitive" in tree["facts"].get(fact, {}) for fact in told)
