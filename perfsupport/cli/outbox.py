"""``perfsupport outbox``: what still has to be forwarded to the record store, and what it will not take."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path

import click

from perfsupport.cli.stores import outbox_option, store_option
from perfsupport.errors import UsageError
from perfsupport.store.address import Address
from perfsupport.store.outbox import DeadLetter
from perfsupport.store.outbox_beside import opening_outbox


@click.command()
@click.argument("ids", metavar="[EVENT]...", nargs=-1)
@store_option
@outbox_option
@click.option("--requeue", is_flag=True, help="Let these dead letters wait again; without EVENT all of them.")
@click.option("--everything", is_flag=True, help="Forward what was kept before --xapi too. Dead letters stay.")
def outbox(ids: tuple[str, ...], store: Address, file: Path, requeue: bool, everything: bool) -> int:
    """Say how many events wait for the record store, and list those that it refused, with its reason.

    Exit code 1 says that there are such. What waits is sent by perfsupport collect --xapi.
    """
    if ids and not requeue:
        raise UsageError("EVENT goes with --requeue: which dead letters to send again.")
    with opening_outbox(store, file, lambda: time.time_ns() // 1_000_000) as opened:
        if requeue:
            dead_ids = {letter.id for letter in opened.find_dead_letters()}
            for id in ids:
                if id not in dead_ids:
                    raise UsageError(f"{id} is none of the refused. See them with: perfsupport outbox")
            click.echo(f"{opened.requeue(ids):,} of the refused wait again.")
        if everything:
            click.echo(f"{opened.fill():,} more wait.")
        waiting, dead = opened.count_waiting(), opened.find_dead_letters()
    click.echo(f"{waiting:,} waiting, {len(dead):,} refused by the record store.")
    for letter in dead:
        click.echo(_write_letter(letter))
    return 1 if dead else 0


def _write_letter(letter: DeadLetter) -> str:
    day = datetime.fromtimestamp(letter.died_at / 1000, UTC).isoformat(sep=" ", timespec="minutes")[:16]
    return f"{letter.id}  {day}  {letter.type} of {letter.tree}: {letter.reason}"
