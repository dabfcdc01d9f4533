"""``perfsupport recover``: read what can still be read of a damaged store."""

from __future__ import annotations

from pathlib import Path

import click

from perfsupport.cli.usage_settings import choose_store
from perfsupport.errors import UsageError
from perfsupport.store.address import FileAddress
from perfsupport.store.recover import recover_store


@click.command()
@click.argument("file", type=click.Path(path_type=Path), required=False)
@click.option("--into", "fresh", type=click.Path(path_type=Path), required=True, help="The new store's file.")
def recover(file: Path | None, fresh: Path) -> int:
    """Write what can still be read of the damaged store FILE into a new one.

    Without FILE it is the store that perfsupport.yaml names. It is only read. Exit code 1 says that not all of it
    could be.
    """
    if file is None:
        address = choose_store(None)
        if not isinstance(address, FileAddress):
            raise UsageError(f"{address} is no file. What a server has lost comes back from its replicas and backups.")
        file = address.path
    recovered = recover_store(file, fresh)
    click.echo(f"{recovered.events:,} events are in {fresh}.")
    if recovered.nonsense:
        click.echo(f"{recovered.nonsense:,} more were no longer events.")
    if recovered.others:
        rows = "1 other row says" if recovered.others == 1 else f"{recovered.others:,} other rows say"
        click.echo(
            f"{rows} nothing any more: what a version of a tree meant, for one, which a build of it tells again."
        )
    if recovered.unreadable:
        pages = f"{recovered.unreadable:,} page{'' if recovered.unreadable == 1 else 's'}"
        click.echo(f"On {pages} of the file something cannot be read; what stood on others is all here.")
    if Path(f"{file}-wal").exists():
        click.echo(f"Before you put it in the place of {file}, move that away with {file}-wal, which would spoil it.")
    return 1 if recovered.nonsense or recovered.others or recovered.unreadable else 0
