"""Sessions told in a line each, as the tracker would record them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import Any

from tests.collector.sending import NOW, PUBLISHED, make_received

_sessions = count(1)


def tell(story: str, **fields: Any) -> list[dict[str, Any]]:
    """Return the events of one session.

    Words of a story: a step is seen, ``identity/code`` inside a subtree, ``<step`` by going back; ``step=option`` is
    seen and responded to; ``step?`` is seen and none of its options fits; ``step!kind`` is an outcome; ``restart``
    begins anew.
    """
    session = f"01a1f0a4-b000-7000-8000-{next(_sessions):012x}"
    return [
        make_received(type_, **{"session": session, "sequence": number, "at": NOW + number, **details, **fields})
        for number, (type_, details) in enumerate(_read(story), start=1)
    ]


def _read(story: str) -> Iterator[tuple[str, dict[str, Any]]]:
    yield "session_started", {"entry": "start"}
    place: dict[str, Any] = {}
    for word in story.split():
        if word == "restart":
            yield "restarted", place
            continue
        back, word = word.startswith("<"), word.removeprefix("<")
        fits, word = not word.endswith("?"), word.removesuffix("?")
        word, _, kind = word.partition("!")
        word, _, option = word.partition("=")
        within, _, step = word.rpartition("/")
        tree = within or "till"
        place = {
            "step": step,
            "tree": tree,
            "version": PUBLISHED[tree]["version"],
            **({"within": within} if within else {}),
        }
        yield "step_viewed", {**place, "direction": "back" if back else "forward"}
        if option:
            yield "option_chosen", {**place, "option": option}
        if not fits:
            yield "none_fitted", place
        if kind:
            yield "outcome_reached", {**place, "outcome": kind}
