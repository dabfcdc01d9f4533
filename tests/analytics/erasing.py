"""A store with somebody in it who is erased then, as ``perfsupport erase --rep`` does it."""

from __future__ import annotations

from pathlib import Path

from perfsupport.store import SqliteStore
from perfsupport.store.keeping import Selection
from perfsupport.store.sqlite_keeping import FileKeeper
from tests.analytics.month import make_month
from tests.collector.sending import make_received

SECRET = "Mustermann-4711"


def fill_with_secrets(store: SqliteStore, sessions: int) -> None:
    store.append(make_month(sessions, seed=2))
    said = {"step": "channel", "kind": "wrong", "rep": SECRET}
    store.append(
        make_received("feedback_given", session=f"secret-{number}", text=f"{SECRET} said", **said)
        for number in range(200)
    )


def erase(path: Path) -> None:
    """Do what ``perfsupport erase --rep`` does."""
    keeper = FileKeeper(path)
    keeper.delete(Selection(rep=SECRET))
    keeper.compact()
    keeper.close()
