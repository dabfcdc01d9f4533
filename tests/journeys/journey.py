"""The little language of journeys: ``start(program).choose("No").enter("600").tick().ends_at("call_it")``.

Tests read like the content: options are named by their labels, and each word checks that the screen asks for it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from perfsupport.lines import line_words
from perfsupport.program import Program, ProgramStep, Response
from perfsupport.scenarios.keys import State, find_place
from perfsupport.scenarios.walker import Run, back, respond, walk
from tests.engine.twin import Twin

TODAY = "2026-06-15"


def start(
    program: Program, twin: Twin, *, today: str = TODAY, link: dict[str, Any] | None = None, **host: Any
) -> Journey:
    """Return a journey at the first screen; keywords are facts that the host knows."""
    twin.load(program)
    return Journey(program, twin, {"responses": {}, "known": {"host": host, "link": link or {}}}, today)


@dataclass(frozen=True)
class Journey:
    """A run-through so far; every word gives a new one. The player's engine, loaded with the program, must agree."""

    program: Program
    twin: Twin
    state: State
    today: str
    dropped: tuple[str, ...] = ()

    @property
    def run(self) -> Run:
        run = walk(self.program, self.state, self.today)
        assert self.twin.play("walk", self.state, self.today) == run
        return run

    @property
    def key(self) -> str:
        return self.run["path"][-1]["key"]

    @property
    def step(self) -> ProgramStep:
        place = find_place(self.program, self.key)
        assert place is not None
        return place.step

    def choose(self, *labels: str) -> Journey:
        """Choose the options on offer with these labels."""
        offered = self.run["offered"]
        options = {
            line_words(option["label"]): option["id"] for option in self.step["options"] if option["id"] in offered
        }
        missing = [label for label in labels if label not in options]
        assert not missing, f"{self.key} offers {list(options)}, not {missing}"
        chosen = [options[label] for label in labels]
        return self._respond(chosen if "pick_many" in self.step else chosen[0])

    def enter(self, value: str) -> Journey:
        """Enter a value in canonical form."""
        assert self.step["kind"] == "input", f"{self.key} asks for no entry"
        return self._respond(value)

    def tick(self) -> Journey:
        """Tick an action off."""
        assert self.step["kind"] == "action", f"{self.key} is nothing to do"
        return self._respond("done")

    def none_fits(self) -> Journey:
        """Press "None of these"."""
        assert self.run["none"] is not None, f"{self.key} does not offer it"
        return self._respond("~none")

    def change(self, key: str, response: Response) -> Journey:
        """Give an earlier step another response."""
        state, run = respond(self.program, self.state, key, response, self.today)
        return replace(self, state=state, dropped=tuple(run["dropped"]))

    def back(self) -> Journey:
        """Go back one response."""
        state = back(self.program, self.state, self.today)
        assert state is not None, "there is nothing to go back to"
        return replace(self, state=state)

    def jump(self, key: str) -> Journey:
        """Begin anew in the middle."""
        return replace(self, state={"responses": {}, "known": self.state["known"], "start": key})

    def is_at(self, key: str) -> Journey:
        """Check which screen this is."""
        assert self.key == key, f"at {self.key}, by way of {[entry['key'] for entry in self.run['path']]}"
        return self

    def drops(self, *keys: str) -> Journey:
        """Check which responses the last change has cost."""
        assert self.dropped == keys
        return self

    def ends_at(self, outcome: str) -> Journey:
        """Check the outcome."""
        assert self.run["outcome"] == outcome, f"at {self.key}"
        return self

    def _respond(self, response: Response) -> Journey:
        asked = self.key
        after = self.change(asked, response)
        entry = next(entry for entry in after.run["path"] if entry["key"] == asked)
        assert entry["how"] == "responded", f"{asked} does not accept {response!r}"
        return after
