"""Random walks: what a rep, a host or an old link might do to a state."""

from __future__ import annotations

from random import Random
from typing import Any

from perfsupport.program import Program
from perfsupport.scenarios.keys import State, find_place
from perfsupport.scenarios.walker import Run

RESPONSES = (
    "done",
    "~none",
    "yes",
    "no",
    "option-1",
    "old-1",
    "to-end-0",
    "DE",
    "5",
    "-3.5",
    "1e5",
    "2026-06-15",
    "2026-02-30",
)
RESPONSES += ("", "Ann Lee", "Zoë", "__proto__", "constructor", "1000.0000001", "9" * 400)
KNOWN = {
    "amount": ("600", "12.5", "-1", "word"),
    "country": ("DE", "__proto__", "ES"),
    "ready": ("yes", "no", "true"),
    "day": ("2026-06-15", "2019-01-01", "2026-02-30"),
    "tags": (["fever", "rash"], ["rash", "rash"], "rash", []),
    "name": ("Ann Lee", "Ann1"),
    "unheard_of": ("x",),
}


def make_response(random: Random, program: Program, key: str, offered: list[str]) -> Any:
    """Return a response to a step, most of the time one that holds."""
    place = find_place(program, key)
    if place is None or random.random() < 0.15:
        return random.choice([*RESPONSES, ["rash"], ["fever", "constructor"], ["rash", "rash"], []])
    if random.random() < 0.1:
        return "~none"
    fact = program["trees"][place.tree_id]["facts"].get(place.step.get("fact", ""))
    if "pick_many" in place.step or (fact is not None and fact["type"] == "many"):
        return random.sample(offered, random.randint(0, len(offered)))
    if offered:
        return random.choice(offered)
    typed = {"number": "600.5", "date": "2026-06-15", "text": "Ann Lee"}
    return typed[fact["type"]] if fact is not None and fact["type"] in typed else "done"


def make_key(random: Random, program: Program, run: Run) -> str:
    """Return a key to jump to or to change: of the path, of any step, or of none."""
    keys = [entry["key"] for entry in run["path"]]
    steps = list(program["trees"][program["tree"]]["steps"])
    wild = ["__proto__", "constructor/x", "a~b", "", "//", f"old_{random.choice(steps)}", f"{random.choice(steps)}~2"]
    return random.choice([*keys, *keys, random.choice(steps), random.choice(wild)])


def make_known(random: Random) -> dict[str, Any]:
    """Return what a host or a link might say."""
    names = random.sample(list(KNOWN), random.randint(0, 3))
    return {name: random.choice(KNOWN[name]) for name in names}


def jump(state: State, key: str) -> State:
    """Return the state of a jump: nothing is responded yet."""
    return {"responses": {}, "known": state["known"], "start": key}
