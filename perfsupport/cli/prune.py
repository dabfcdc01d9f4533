"""``perfsupport prune``: delete what is old."""

from __future__ import annotations

import time
from pathlib import Path

import click

from perfsupport.cli.stores import (
    DAY_MS,
    DRY_RUN,
    describe,
    keeping,
    outbox_option,
    read_age,
    store_option,
    sweep_letters,
    write_day,
)
from perfsupport.store.address import Address
from perfsupport.store.keeping import Selection


@click.command()
@store_option
@click.option("--older-than", "age", required=True, metavar="AGE", help="90d, 12w, 13m or 2y, since the event came.")
@click.option("--typed", is_flag=True, help="Only what people typed: feedback, searches, tracked values. Clicks stay.")
@click.option("--tree", metavar="ID", help="Only events of this tree.")
@click.option("--version", metavar="HASH", help="Only events of this version of it.")
@click.option("--dry-run", is_flag=True, help="Say what would go.")
@outbox_option
def prune(
    store: Address, age: str, typed: bool, tree: str | None, version: str | None, dry_run: bool, file: Path
) -> None:
    """Delete events that came long ago, or only what people typed in them.

    A collector may go on meanwhile.
    """
    # Whole days, so that the same command on the same day means the same.
    until = max(0, time.time_ns() // 1_000_000 // DAY_MS * DAY_MS - (read_age(age) - 1) * DAY_MS)
    chosen = Selection(until=until, tree=tree, version=version)
    with keeping(store) as keeper:
        tally = keeper.tally(chosen)
        if typed:
            told = f"what people typed in {tally.typed:,} event{'' if tally.typed == 1 else 's'}"
        else:
            told = describe(tally)
        if not dry_run and (tally.typed if typed else tally.events):
            (keeper.blank if typed else keeper.delete)(chosen)
            keeper.compact()
    click.echo(f"{'Would delete' if dry_run else 'Deleted'} {told} that came before {write_day(until)}.")
    if dry_run:
        click.echo(DRY_RUN)
    else:
        sweep_letters(store, file)
