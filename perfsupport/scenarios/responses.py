"""Responses: what one means at a step, and what a step has on offer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from perfsupport.program import DONE_RESPONSE, ProgramFact, ProgramOption, ProgramStep, Response, Value
from perfsupport.values import admit, read_value, write_value


class Held(NamedTuple):
    """A response that holds: as the path tells it, the options it chose, and the value it gives the step's fact."""

    response: Response
    options: Sequence[ProgramOption] = ()
    value: Value = None


def hold(
    step: ProgramStep, options: Sequence[ProgramOption], fact: ProgramFact | None, response: Response
) -> Held | None:
    """Return what a response means at a step where ``options`` are on offer, or None where it does not hold."""
    if step["kind"] == "action":
        return Held(DONE_RESPONSE) if response == DONE_RESPONSE else None
    if step["kind"] == "input":
        value = admit(fact, read_value(fact, response)) if fact is not None else None
        if value is None:
            return None
        return Held(write_value(value) if isinstance(value, list) else response, (), value)
    if "pick_many" in step:
        return _hold_many(options, fact, [response] if isinstance(response, str) else response)
    option = next((option for option in options if option["id"] == response), None)
    return None if option is None else Held(option["id"], (option,), option.get("value"))


def hold_value(
    step: ProgramStep, options: Sequence[ProgramOption], fact: ProgramFact | None, value: Value
) -> Held | None:
    """Return the response that a value known already stands for, or None where no option on offer gives it."""
    if step["kind"] == "input":
        return Held(write_value(value), (), value)
    if isinstance(value, list):
        held = _hold_many(options, fact, [option["id"] for option in options if option.get("value") in value])
        return held if held is not None and held.value == value else None
    option = next((option for option in options if option.get("value") == value), None)
    return None if option is None else Held(option["id"], (option,), value)


def list_offered(step: ProgramStep, options: Sequence[ProgramOption], fact: ProgramFact | None) -> list[str]:
    """Return the ids or values a rep can choose among, in order; none where something is typed or ticked off."""
    if step["kind"] == "question":
        return [option["id"] for option in options]
    if fact is not None and fact["type"] == "yes_no":
        return ["yes", "no"]
    return [value for value, _label in fact.get("options", ())] if fact is not None else []


def _hold_many(options: Sequence[ProgramOption], fact: ProgramFact | None, wanted: Sequence[str]) -> Held | None:
    """One at least, none twice, all on offer, and an exclusive one alone."""
    chosen = [option for option in options if option["id"] in wanted]
    if not chosen or len(chosen) != len(wanted):
        return None
    if len(chosen) > 1 and any("exclusive" in option for option in chosen):
        return None
    values = [str(option["value"]) for option in chosen if "value" in option]
    return Held([option["id"] for option in chosen], chosen, admit(fact, values) if fact is not None else None)
