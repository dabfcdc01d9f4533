"""Looking after a store in a file, while a collector writes to it."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from perfsupport.store.copies import discard_columns, name_columns
from perfsupport.store.errors import StoreError, explain_failure
from perfsupport.store.keeping import (
    READ,
    REFERENCE_COLUMNS,
    TALLY,
    TYPED_COLUMNS,
    Row,
    Selection,
    Tally,
    build_condition,
    set_null,
)
from perfsupport.store.sqlite import connect_store
from perfsupport.working import clear_left

AT_ONCE = 5_000
"""Events that one commit deletes. A collector waits for its turn in between, and not until the end."""

WAIT_SECONDS = 30.0
FORGOTTEN = "what it said was taken out"
FORGET = f"UPDATE dead_letters SET reason = '{FORGOTTEN}'"
"""A record store may repeat in its refusal what somebody typed."""


class FileKeeper:
    """A store in a file; ``Keeper`` says what its methods promise."""

    def __init__(self, path: Path) -> None:
        if not path.exists():
            raise StoreError("store_unavailable", f"There is no {path}.")
        self.path = path
        self._connection = connect_store(path)
        # Zeros are written over what is deleted, in place.
        self._connection.execute("PRAGMA secure_delete = ON")
        self._connection.execute(f"PRAGMA busy_timeout = {int(WAIT_SECONDS * 1000)}")

    def tally(self, chosen: Selection) -> Tally:
        """Return how many events are meant."""
        condition, values = build_condition(chosen, _mark)
        with self._explained():
            events, sessions, typed = self._connection.execute(f"{TALLY} WHERE {condition}", values).fetchone()
        return Tally(events=events, sessions=sessions, typed=typed)

    def delete(self, chosen: Selection) -> None:
        """Delete the events that are meant, what still had to be forwarded of them, and their dead letters."""
        self._change(chosen, "DELETE FROM events", "DELETE FROM outbox", "DELETE FROM dead_letters")

    def blank(self, chosen: Selection) -> None:
        """Take from the events that are meant what a person typed."""
        self._change(chosen, f"UPDATE events SET {set_null(*TYPED_COLUMNS)}", FORGET)

    def anonymise(self, chosen: Selection) -> None:
        """Take from the events that are meant what a person typed, and every reference."""
        self._change(chosen, f"UPDATE events SET {set_null(*TYPED_COLUMNS, *REFERENCE_COLUMNS)}", FORGET)

    def compact(self) -> None:
        """Write the file anew, empty its log, and throw the report's copy away."""
        self._discard_columns()
        # What a report was working on that was killed.
        clear_left()
        with self._explained():
            self._connection.execute("VACUUM")
            end = time.monotonic() + WAIT_SECONDS
            while self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
                if time.monotonic() > end:
                    raise StoreError(
                        "store_locked",
                        f"What was deleted is still in {self.path}-wal, since somebody reads the store without end."
                        " End the report or copy that is being made, and run this again.",
                    )
                time.sleep(0.1)

    def read(self, chosen: Selection) -> Iterator[Row]:
        """Yield the events that are meant by their ids, as they were when the first was asked for."""
        condition, values = build_condition(chosen, _mark)
        with self._explained():
            # Not ``yield from``, which closes a cursor that was not read to its end: the store may be closed by then.
            for row in self._connection.execute(f"{READ} WHERE {condition} ORDER BY id", values):  # noqa: UP028
                yield row

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def _change(self, chosen: Selection, *changes: str) -> None:
        """Carry changes out on the events that are meant now, and on what belongs to them, some at a time."""
        condition, values = build_condition(chosen, _mark)
        connection = self._connection
        with self._explained():
            connection.execute("CREATE TEMP TABLE IF NOT EXISTS meant (id TEXT PRIMARY KEY) WITHOUT ROWID")
            connection.execute("DELETE FROM meant")
            connection.execute(f"INSERT INTO meant SELECT id FROM events WHERE {condition}", values)
            some = f"(SELECT id FROM meant ORDER BY id LIMIT {AT_ONCE})"
            while connection.execute("SELECT 1 FROM meant LIMIT 1").fetchone():
                connection.execute("BEGIN IMMEDIATE")
                for statement in changes:
                    connection.execute(f"{statement} WHERE id IN {some}")
                connection.execute("UPDATE changes SET number = number + 1")
                connection.execute("COMMIT")
                connection.execute(f"DELETE FROM meant WHERE id IN {some}")

    def _discard_columns(self) -> None:
        """Throw the report's copy away, also the one that somebody writes at this moment."""
        copy = name_columns(self.path)
        try:
            discard_columns(copy, WAIT_SECONDS)
        except TimeoutError:
            raise StoreError(
                "store_locked",
                f"What was deleted may still be in {copy}, since another process is at it."
                " End the report or collector that is, and run this again.",
            ) from None
        except OSError as error:
            raise StoreError(
                "store_unavailable", f"{copy} cannot be thrown away: {error.strerror}. Delete it, and run this again."
            ) from None

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise explain_failure(error, self.path) from error


def _mark(name: str) -> str:
    return f":{name}"
