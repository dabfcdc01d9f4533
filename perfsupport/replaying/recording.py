"""Run-throughs as they were recorded: the way taken, the responses on it, and where it ended."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from perfsupport.program import DONE_RESPONSE, NONE_RESPONSE
from perfsupport.scenarios.keys import visit_key

ANSWERS = ("option_chosen", "fact_entered", "none_fitted", "response_changed")


@dataclass(frozen=True)
class Recording:
    """A run-through that came to an outcome. Of a response that is ``untold`` its key is all there is.

    One is ``partial`` that began from a link or went on after an earlier response was changed: what was responded
    before is in no event then, nor which of the later visits were dropped.
    """

    tree: str
    responses: tuple[tuple[str, str], ...]
    untold: frozenset[str]
    path: tuple[str, ...]
    outcome: str
    partial: bool = False


@dataclass
class Told:
    """How often the very same was recorded, and by whom."""

    number: int = 0
    people: set[str] = field(default_factory=set)


def read_recordings(rows: Iterable[Mapping[str, Any]]) -> tuple[dict[Recording, Told], dict[str, Told]]:
    """Return the recordings that ended, alike ones together, and how many did not end, by tree.

    ``rows`` are those of the question ``replayed``, in its order.
    """
    ended: dict[Recording, Told] = {}
    others: dict[str, Told] = {}
    for _, group in groupby(rows, key=lambda row: (row["session"], row["run"])):
        events = list(group)
        recording = _read(events)
        told = (
            ended.setdefault(recording, Told())
            if recording is not None
            else others.setdefault(events[0]["root"], Told())
        )
        told.number += 1
        told.people.add(events[0]["person"])
    return ended, others


def _read(events: list[Mapping[str, Any]]) -> Recording | None:
    partial = any(event["entry"] not in ("", "start") or event["direction"] in ("jump", "change") for event in events)
    path: list[str] = []
    responses: dict[str, str] = {}
    untold: set[str] = set()
    outcome: str | None = None
    key = ""
    for event in events:
        if event["type"] == "step_viewed":
            key = _arrive(path, event)
            outcome = None
        elif event["type"] == "outcome_reached":
            outcome = event["step"]
        elif key and event["type"] in ANSWERS:
            untold.discard(key)
            responses.pop(key, None)
            response = NONE_RESPONSE if event["type"] == "none_fitted" else event["option"] or event["value"]
            if response:
                responses[key] = response
            else:
                untold.add(key)
    # A look back after the outcome that led to no other counts as the outcome it came from, as in the report.
    last = next((event["step"] for event in reversed(events) if event["type"] == "outcome_reached"), None)
    if outcome is None and last is not None and path and path[-1].rpartition("/")[2] != last:
        return None
    if last is None:
        return None
    kept = tuple(sorted((each, response) for each, response in responses.items() if response != DONE_RESPONSE))
    return Recording(events[0]["root"], kept, frozenset(untold), tuple(path), outcome or last, partial)


def _arrive(path: list[str], event: Mapping[str, Any]) -> str:
    """Put a view on the way, and return its key: going back cuts the way there, a change leaves it as it is."""
    within = f"{event['frame']}/" if event["frame"] else ""
    same = [at for at, key in enumerate(path) if key.startswith(within) and _bare(key[len(within) :]) == event["step"]]
    if event["direction"] == "back" and same:
        del path[same[-1] + 1 :]
        return path[same[-1]]
    if event["direction"] == "change" and same:
        return path[same[-1]]
    path.append(within + visit_key(event["step"], len(same) + 1))
    return path[-1]


def _bare(key: str) -> str:
    return key.partition("~")[0]
