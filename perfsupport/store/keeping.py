"""Looking after what a store holds: choosing events, counting, deleting and reading them, the same for every store."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any, Protocol

from perfsupport.store.schema import EVENT_COLUMNS

TYPED_COLUMNS = ("text", "words", "value")
"""What people typed: feedback, searches, and facts that the project tracks."""

REFERENCE_COLUMNS = ("contact", "rep")

Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Which events are meant. Times are Unix milliseconds of arrival, the first included; None is no matter.

    With ``contact`` or ``rep`` all events of the sessions are meant in which that reference occurs.
    """

    since: int | None = None
    until: int | None = None
    tree: str | None = None
    version: str | None = None
    contact: str | None = None
    rep: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many events there are, of how many sessions, and how many of them hold what a person typed."""

    events: int = 0
    sessions: int = 0
    typed: int = 0


class Keeper(Protocol):
    """An open store whose contents are looked after, while collectors may go on writing. May raise StoreError."""

    def tally(self, chosen: Selection) -> Tally:
        """Return how many events are meant."""

    def delete(self, chosen: Selection) -> None:
        """Delete the events that are meant, and what was still to be done with them."""

    def blank(self, chosen: Selection) -> None:
        """Take from the events that are meant what a person typed."""

    def anonymise(self, chosen: Selection) -> None:
        """Take from the events that are meant what a person typed, and every reference to a contact or rep."""

    def compact(self) -> None:
        """Give back the room, and see to it that what was deleted is in the store's files no more."""

    def read(self, chosen: Selection) -> Iterator[Row]:
        """Yield the events that are meant by their ids, as values of ``EVENT_COLUMNS``, a few at a time in memory."""

    def close(self) -> None:
        """Let go of the store."""


CONDITIONS: Mapping[str, str] = {
    "since": "received_at >= {}",
    "until": "received_at < {}",
    "tree": "tree = {}",
    "version": "version = {}",
    "contact": "session IN (SELECT session FROM events WHERE contact = {})",
    "rep": "session IN (SELECT session FROM events WHERE rep = {})",
}
TALLY = (
    "SELECT COUNT(*), COUNT(DISTINCT session), "
    + f"COALESCE(SUM(CASE WHEN COALESCE({', '.join(TYPED_COLUMNS)}) IS NULL THEN 0 ELSE 1 END), 0) FROM events"
)
READ = "SELECT " + ", ".join(f'"{name}"' for name in EVENT_COLUMNS) + " FROM events"


def build_condition(chosen: Selection, mark: Callable[[str], str]) -> tuple[str, dict[str, int | str]]:
    """Return the condition that a selection stands for, and its values by name; ``mark`` writes where a value goes."""
    values = {each.name: getattr(chosen, each.name) for each in fields(chosen)}
    given = {name: value for name, value in values.items() if value is not None}
    return " AND ".join(CONDITIONS[name].format(mark(name)) for name in given) or "1 = 1", given


def set_null(*columns: str) -> str:
    """Return the assignments that empty columns."""
    return ", ".join(f'"{name}" = NULL' for name in columns)
