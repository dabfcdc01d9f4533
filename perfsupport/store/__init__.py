"""The store: events kept for good. What ``append`` has taken is on disk; the same event again changes nothing."""

from perfsupport.store.errors import StoreError
from perfsupport.store.interface import Store
from perfsupport.store.published import load_published
from perfsupport.store.sqlite import DEFAULT_STORE, SqliteStore, open_store, read_published, read_store

__all__ = [
    "DEFAULT_STORE",
    "SqliteStore",
    "Store",
    "StoreError",
    "load_published",
    "open_store",
    "read_published",
    "read_store",
]
