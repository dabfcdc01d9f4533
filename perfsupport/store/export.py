"""Events for other programs: JSON lines, CSV, Parquet. A file is there whole or not at all.

The columns are always the same, in the order of ``EVENT_COLUMNS``; rows come by id, that is, about as they happened.
"""

from __future__ import annotations

import csv
import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path

from perfsupport.errors import PerfsupportError
from perfsupport.store.cells import disarm
from perfsupport.store.keeping import Row
from perfsupport.store.schema import EVENT_COLUMNS
from perfsupport.working import working_folder

CHUNK = 50_000


def export_events(rows: Iterable[Row], path: Path, form: str) -> int:
    """Write events into a file, in one of ``FORMATS``; return how many.

    A file that was there stays until all is written, and a link stays a link. What is no file (``is_stream``) gets what
    a file would hold. Raise PerfsupportError, with the file's name, where it cannot be written.
    """
    try:
        target = path.resolve()
        with working_folder(None if is_stream(path) else target.parent) as folder:
            # Not the file's own name, which could be that of another file in there.
            whole = folder / "whole"
            whole.touch(mode=0o600)
            count = FORMATS[form](rows, whole)
            with whole.open("rb+") as file:
                os.fsync(file.fileno())
            # DuckDB puts a file of its own in its place, which everybody may read.
            whole.chmod(0o600)
            if is_stream(path):
                with whole.open("rb") as source, path.open("wb") as stream:
                    shutil.copyfileobj(source, stream)
            else:
                whole.replace(target)
    except OSError as error:
        raise PerfsupportError(
            f"{path} cannot be written: {error.strerror or error}."
            " It needs room, and the right to write into that folder; or name another file."
        ) from error
    return count


def is_stream(path: Path) -> bool:
    """Tell whether a path is that of a device or a pipe, such as /dev/stdout, in whose place no file belongs."""
    return path.exists() and not path.is_file()


def _write_lines(rows: Iterable[Row], path: Path) -> int:
    """Write an object a line, without the fields that an event does not have: what the collector took, as it was."""
    count = 0
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for count, row in enumerate(rows, start=1):  # noqa: B007
            event = {name: value for name, value in zip(EVENT_COLUMNS, row, strict=True) if value is not None}
            file.write(json.dumps(event, ensure_ascii=False, separators=(",", ":")) + "\n")
    return count


def _write_csv(rows: Iterable[Row], path: Path) -> int:
    """Write CSV for spreadsheets: nothing that a person typed can become a formula."""
    count = 0
    # Excel takes a file without this mark for one in the encoding of its Windows.
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(EVENT_COLUMNS)
        for count, row in enumerate(rows, start=1):  # noqa: B007
            writer.writerow([disarm(value) for value in row])
    return count


def _write_parquet(rows: Iterable[Row], path: Path) -> int:
    """Write Parquet by way of DuckDB, which takes the rows as lines of CSV, a chunk at a time."""
    try:
        import duckdb
    except ModuleNotFoundError:
        raise PerfsupportError("Parquet needs the package duckdb: pip install 'perfsupport[report]'") from None
    from perfsupport.store.columns import CONFIG, CREATE_EVENTS, insert_lines, write_line

    folder, count = path.parent, 0
    try:
        with duckdb.connect(folder / "rows.duckdb", config={**CONFIG, "temp_directory": str(folder)}) as database:
            database.execute(CREATE_EVENTS)
            for chunk in _cut(rows):
                count += len(chunk)
                insert_lines(database, [write_line(row) for row in chunk], folder)
            target = str(path).replace("'", "''")
            database.execute(
                "COPY (SELECT * REPLACE (CAST(id AS VARCHAR) AS id) FROM events ORDER BY id)"
                f" TO '{target}' (FORMAT parquet, COMPRESSION zstd)"
            )
    except duckdb.Error as error:
        # Most of what DuckDB says names a file in the folder, which is gone by now.
        raise OSError(str(error).splitlines()[0].rpartition('": ')[2]) from error
    return count


def _cut(rows: Iterable[Row]) -> Iterator[list[Row]]:
    left = iter(rows)
    while chunk := list(islice(left, CHUNK)):
        yield chunk


FORMATS: dict[str, Callable[[Iterable[Row], Path], int]] = {
    "parquet": _write_parquet,
    "jsonl": _write_lines,
    "csv": _write_csv,
}
