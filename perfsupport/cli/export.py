"""``perfsupport export``: write events for other programs."""

from __future__ import annotations

from pathlib import Path

import click

from perfsupport.cli.stores import keeping, read_days, store_option
from perfsupport.errors import UsageError
from perfsupport.store.address import Address
from perfsupport.store.export import FORMATS, export_events, is_stream
from perfsupport.store.keeping import Selection


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@store_option
@click.option("--format", "form", type=click.Choice(list(FORMATS)), help="Unless given, as the file's name ends.")
@click.option("--from", "first", metavar="DAY", help="The first day (UTC) on which events came, or a month.")
@click.option("--to", "last", metavar="DAY", help="The last day, which is included.")
@click.option("--tree", metavar="ID", help="Only events of this tree.")
@click.option("--version", metavar="HASH", help="Only events of this version of it.")
@click.option("--contact", metavar="REFERENCE", help="Only sessions in which this contact is named.")
@click.option("--rep", metavar="REFERENCE", help="Only sessions in which this rep is named.")
def export(
    file: Path,
    store: Address,
    form: str | None,
    first: str | None,
    last: str | None,
    tree: str | None,
    version: str | None,
    contact: str | None,
    rep: str | None,
) -> None:
    """Write events into FILE as Parquet, JSON lines or CSV, by their ids.

    The file is there whole or not at all. A collector may go on meanwhile.
    """
    form = form or file.suffix.removeprefix(".")
    if form not in FORMATS:
        raise UsageError(f"{file} does not say its format. Give --format {', '.join(FORMATS)}.")
    if not file.absolute().parent.is_dir():
        raise UsageError(f"There is no folder {file.parent}.")
    if any(reference is not None and not reference.strip() for reference in (contact, rep)):
        raise UsageError("Say whose events: --contact and --rep take a REFERENCE, and this one is empty.")
    since, until = read_days(first, last)
    chosen = Selection(
        since=since,
        until=until,
        tree=tree,
        version=version,
        contact=contact,
        rep=rep,
    )
    with keeping(store) as keeper:
        count = export_events(keeper.read(chosen), file, form)
    # Where events go to /dev/stdout, nothing else does.
    click.echo(f"Wrote {count:,} event{'' if count == 1 else 's'} into {file}.", err=is_stream(file))
