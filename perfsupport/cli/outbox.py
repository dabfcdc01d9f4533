"""``perfsupport outbox``: what still has to be forwarded to the record store, and what it will not take."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import click

from perfsupport.cli.stores import store_option
from perfsupport.errors import UsageError
from perfsupport.store import open_store, read_store
from perfsupport.store.address import Address, FileAddress
from perfsupport.store.outbox import DeadLetter, Outbox, count_waiting, find_dead_letters


@click.command()
@click.argument("ids", metavar="[EVENT]...", nargs=-1)
@store_option
@click.option("--requeue", is_flag=True, help="Let these dead letters wait again; without EVENT all of them.")
@click.option("--everything", is_flag=True, help="Forward what was kept before --xapi too. Dead letters stay.")
def outbox(ids: tuple[str, ...], store: Address, requeue: bool, everything: bool) -> int:
    """Say how many events wait for the record store, and list those that it refused, with its reason.

    Exit code 1 says that there are such. What waits is sent by perfsupport collect --xapi.
    """
    if ids and not requeue:
        raise UsageError("EVENT goes with --requeue: which dead letters to send again.")
    if not isinstance(store, FileAddress):
        raise UsageError(f"{store} is no file: what still has to be forwarded is noted in one.")
    file = store.path
    if requeue or everything:
        _change(file, ids, requeue, everything)
    with read_store(file) as connection:
        waiting, dead = count_waiting(connection), find_dead_letters(connection)
    click.echo(f"{waiting:,} waiting, {len(dead):,} refused by the record store.")
    for letter in dead:
        click.echo(_write_letter(letter))
    return 1 if dead else 0


def _change(file: Path, ids: tuple[str, ...], requeue: bool, everything: bool) -> None:
    with closing(open_store(file)) as store:
        if requeue:
            click.echo(f"{Outbox(store).requeue(ids):,} of the refused wait again.")
        if everything:
            click.echo(f"{Outbox(store).fill():,} more wait.")


def _write_letter(letter: DeadLetter) -> str:
    day = datetime.fromtimestamp(letter.died_at / 1000, UTC).isoformat(sep=" ", timespec="minutes")[:16]
    return f"{letter.id}  {day}  {letter.type} of {letter.tree}: {letter.reason}"
