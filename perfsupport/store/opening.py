"""Opening a store by its address: one dictionary by kind for those who write, one for those who look after it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from perfsupport.store.address import Address, FileAddress, ServerAddress
from perfsupport.store.interface import Store
from perfsupport.store.keeping import Keeper
from perfsupport.store.sqlite import open_store
from perfsupport.store.sqlite_keeping import FileKeeper


def open_address(address: Address) -> Store:
    """Return the store at an address, made where there is none; raise StoreError where it cannot be used."""
    return STORES[address.scheme](address)


def open_keeper(address: Address) -> Keeper:
    """Return the store at an address, to be looked after; raise StoreError where there is none."""
    return KEEPERS[address.scheme](address)


def _open_file(address: FileAddress) -> Store:
    return open_store(address.path)


def _open_clickhouse(address: ServerAddress) -> Store:
    from perfsupport.store.clickhouse import open_clickhouse

    return open_clickhouse(address)


def _keep_file(address: FileAddress) -> Keeper:
    return FileKeeper(address.path)


def _keep_clickhouse(address: ServerAddress) -> Keeper:
    from perfsupport.store.clickhouse_keeping import keep_clickhouse

    return keep_clickhouse(address)


STORES: dict[str, Callable[[Any], Store]] = {"sqlite": _open_file, "clickhouse": _open_clickhouse}
KEEPERS: dict[str, Callable[[Any], Keeper]] = {"sqlite": _keep_file, "clickhouse": _keep_clickhouse}
