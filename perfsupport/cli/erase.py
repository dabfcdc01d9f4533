"""``perfsupport erase``: delete what is kept about one contact or one rep."""

from __future__ import annotations

from pathlib import Path

import click

from perfsupport.cli.stores import DRY_RUN, describe, keeping, outbox_option, store_option, sweep_letters
from perfsupport.errors import UsageError
from perfsupport.store.address import Address
from perfsupport.store.keeping import Selection

AGAIN = 3
"""How often the store is gone over: a session that is open at this moment goes on sending."""

DONE = {
    (False, False): "Deleted",
    (False, True): "Would delete",
    (True, False): "Took references and typed words out of",
    (True, True): "Would take references and typed words out of",
}


@click.command()
@store_option
@click.option("--contact", metavar="REFERENCE", help="The contact's reference, as the host passes it on.")
@click.option("--rep", metavar="REFERENCE", help="The rep's pseudonymous reference.")
@click.option("--keep-clicks", is_flag=True, help="Take out references and what was typed; the clicks stay, unnamed.")
@click.option("--dry-run", is_flag=True, help="Say what would go.")
@outbox_option
def erase(store: Address, contact: str | None, rep: str | None, keep_clicks: bool, dry_run: bool, file: Path) -> int:
    """Delete every session in which a contact or a rep is named, and write a receipt.

    A collector may go on meanwhile.
    """
    named = [reference for reference in (contact, rep) if reference is not None]
    if len(named) != 1 or not named[0].strip():
        raise UsageError("Say whose events: --contact REFERENCE or --rep REFERENCE.")
    chosen = Selection(contact=contact, rep=rep)
    with keeping(store) as keeper:
        before = keeper.tally(chosen)
        left = before
        for _ in range(0 if dry_run else AGAIN):
            if not left.events:
                break
            (keeper.anonymise if keep_clicks else keeper.delete)(chosen)
            left = keeper.tally(chosen)
        if not dry_run:
            # Also without a find: an earlier erasure may have been ended before this.
            keeper.compact()
    done = DONE[keep_clicks, dry_run]
    click.echo(f"{done} {describe(before)}; {before.typed:,} of them held something typed.")
    if dry_run:
        click.echo(DRY_RUN)
        return 0
    sweep_letters(store, file)
    click.echo(f"Left in {store} with this reference: {describe(left)}.")
    click.echo("Not reached from here: copies of the store, exports, and what was forwarded to a record store.")
    return 1 if left.events else 0
