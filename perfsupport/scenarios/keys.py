"""Keys of visits (``identity~2/code``): the step they name, and what becomes of earlier ids."""

from __future__ import annotations

import re
from typing import NamedTuple, NotRequired, TypedDict

from perfsupport.program import FactSource, Program, ProgramStep, ProgramTree, Response

_SEGMENT = re.compile(r"([^~]+)(?:~([2-9]|[1-9][0-9]{1,5}))?")


class State(TypedDict):
    """What decides a run-through: the responses by key, what host and link said, and where it began after a jump."""

    responses: dict[str, Response]
    known: dict[FactSource, dict[str, Response]]
    start: NotRequired[str]


class Part(NamedTuple):
    """One part of a key: the step's id and which visit of it this is, from 1."""

    step: str
    number: int


class Place(NamedTuple):
    """What a key names in a program: its parts with living ids, and the last one's tree and step."""

    parts: list[Part]
    tree_id: str
    step: ProgramStep

    @property
    def key(self) -> str:
        """The key, spelled with living ids."""
        return "/".join(visit_key(part.step, part.number) for part in self.parts)


def visit_key(step: str, number: int) -> str:
    """Return a step's key within its frame: the id alone on the first visit."""
    return step if number == 1 else f"{step}~{number}"


def find_place(program: Program, key: str) -> Place | None:
    """Return what a key names, earlier ids included, or None where there is no such step."""
    parts: list[Part] = []
    tree_id: str | None = program["tree"]
    for segment in key.split("/"):
        match = _SEGMENT.fullmatch(segment)
        tree = program["trees"].get(tree_id) if tree_id is not None else None
        step_id = None if match is None or tree is None else _living(tree, match[1])
        if match is None or tree is None or step_id is None:
            return None
        parts.append(Part(step_id, int(match[2] or 1)))
        step = tree["steps"][step_id]
        place = Place(parts, str(tree_id), step)
        tree_id = step.get("run")
    return place


def translate(program: Program, state: State) -> State:
    """Return the state with living ids in place of earlier ones.

    A key that names nothing stays as it is; where an earlier and a living id meet, the living one's response counts.
    """
    living: dict[str, Response] = {}
    for key, response in state["responses"].items():
        place = find_place(program, key)
        if place is None:
            living[key] = response
        elif place.key == key or place.key not in state["responses"]:
            living.setdefault(place.key, _living_response(place.step, response))
    translated: State = {"responses": living, "known": state["known"]}
    if start := state.get("start"):
        place = find_place(program, start)
        translated["start"] = place.key if place is not None else start
    return translated


def _living(tree: ProgramTree, step_id: str) -> str | None:
    living = step_id if step_id in tree["steps"] else tree.get("was", {}).get(step_id)
    return living if living in tree["steps"] else None


def _living_response(step: ProgramStep, response: Response) -> Response:
    earlier = step.get("option_was")
    if not earlier:
        return response
    alive = {option["id"] for option in step.get("options", ())}
    if isinstance(response, str):
        return response if response in alive else earlier.get(response, response)
    return [each if each in alive else earlier.get(each, each) for each in response]
