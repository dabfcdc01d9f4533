"""``perfsupport collect``: take usage events from job aids, and keep them."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, NoReturn

import click

from perfsupport.cli.columns import columns_option, following
from perfsupport.cli.stores import outbox_option, store_option
from perfsupport.cli.values import FiniteRange, Origin, WebAddress
from perfsupport.errors import PerfsupportError, UsageError
from perfsupport.store import SqliteStore, Store, open_store
from perfsupport.store.address import Address
from perfsupport.store.opening import open_address
from perfsupport.store.outbox import Outbox
from perfsupport.store.outbox_beside import NotingStore, note_beside

if TYPE_CHECKING:
    from perfsupport.forwarding import Forwarder

DEFAULT_PORT = 8701
RATE, OVERALL_RATE = 2000, 5000
STOP_SECONDS = 5.0
MOST_DAYS = 36_500
CREDENTIALS = "PERFSUPPORT_XAPI_CREDENTIALS"


@click.command()
@click.option("--port", type=click.IntRange(0, 65535), default=DEFAULT_PORT, show_default=True, help="0: a free one.")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@store_option
@click.option(
    "--site",
    "sites",
    type=click.Path(path_type=Path),
    multiple=True,
    help="A built site: refuse what its aids cannot have sent. Repeatable.",
)
@click.option(
    "--origin", "origins", type=Origin(), multiple=True, help="Take events from pages of this origin only. Repeatable."
)
@click.option(
    "--rate",
    type=FiniteRange(0),
    default=RATE,
    show_default=True,
    help="Events a second from the pages of one origin; 0 is without limit.",
)
@click.option(
    "--overall-rate", type=FiniteRange(0), default=OVERALL_RATE, show_default=True, help="The same from all pages."
)
@click.option(
    "--keep-versions",
    type=click.IntRange(1, MOST_DAYS),
    metavar="DAYS",
    help="Refuse events of a version that was in no --site for so many days. Without it all versions are taken.",
)
@click.option("--xapi", metavar="URL", help="Forward statements to the record store at this address.")
@click.option(
    "--xapi-site", type=WebAddress(), metavar="URL", help="Where the aids are published: activity ids begin with it."
)
@click.option(
    "--xapi-credentials",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help=f"A file that holds user:password. Without it, {CREDENTIALS} is read from the environment.",
)
@columns_option
@outbox_option
def collect(
    port: int,
    host: str,
    store: Address,
    sites: tuple[Path, ...],
    origins: tuple[str, ...],
    rate: float,
    overall_rate: float,
    keep_versions: int | None,
    xapi: str | None,
    xapi_site: str | None,
    xapi_credentials: Path | None,
    columns: bool,
    file: Path,
) -> None:
    """Take usage events from job aids over HTTP, and keep them.

    What the collector has acknowledged is on disk. Ctrl-C and SIGTERM end it, with exit code 0.
    """
    try:
        from perfsupport.collector import Limits, Published, Rate, make_collector
        from perfsupport.collector.server import make_server
        from perfsupport.store.published import load_published
        from perfsupport.webserver import address_of, open_socket, run_server
    except ModuleNotFoundError as error:
        raise PerfsupportError(
            f"Collecting needs the package {error.name}. Install it with: pip install 'perfsupport[collect]'"
        ) from None

    if xapi is not None and xapi_site is None:
        raise UsageError("--xapi needs --xapi-site too: the address under which the aids are published.")
    # Before a store is made: whoever names a wrong folder is not left with an empty one.
    for site in sites:
        load_published(site)
    limits = Limits(
        origins=frozenset(origins) if origins else None,
        rate=Rate(origin=rate, overall=overall_rate),
    )
    forward = None if xapi is None or xapi_site is None else _prepare(xapi, xapi_site, xapi_credentials)
    # Until the server has its own way to end: what has been opened is closed, and what was forwarded is noted.
    signal.signal(signal.SIGTERM, _end)
    with closing(open_address(store)) as opened, _forwarding(opened, forward, file) as taking:
        published = Published(sites, opened, _now, keep_versions) if sites else None
        app = make_collector(taking, published=published, limits=limits, now=_now)
        with open_socket(host, port) as listening, following(store, wanted=columns):
            place = f"{address_of(listening, host)}events"
            click.echo(f"Collecting at {place} into {store}, from {' and '.join(origins) or 'any page'}. Ctrl-C ends.")
            run_server(make_server(app), listening)


def _end(_number: int, _frame: FrameType | None) -> NoReturn:
    raise SystemExit(0)


def _prepare(address: str, site: str, credentials: Path | None) -> Callable[[Outbox], Forwarder]:
    """Return what makes a forwarder of an outbox."""
    from perfsupport.forwarding import Forwarder, RecordStore, StatementMaker, read_credentials

    record_store = RecordStore(address, read_credentials(credentials, os.environ))
    return lambda outbox: Forwarder(outbox, record_store, StatementMaker(site), _now)


@contextmanager
def _forwarding(store: Store, forward: Callable[[Outbox], Forwarder] | None, file: Path) -> Iterator[Store]:
    """Give the store that takes events, and forward them until the block ends where that is wanted."""
    if forward is None:
        yield store
        return
    with ExitStack() as ends:
        outbox: Outbox
        taking = store
        if isinstance(store, SqliteStore):
            outbox = Outbox(store)
        else:
            outbox = note_beside(store, ends.enter_context(closing(open_store(file))), _now)
            taking = NotingStore(store, outbox)
        forwarder = forward(outbox)
        forwarder.start()
        ends.callback(forwarder.stop, STOP_SECONDS)
        yield taking


def _now() -> int:
    return time.time_ns() // 1_000_000
