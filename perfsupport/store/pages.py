"""Reads the rows of a damaged SQLite file page by page, whatever the pages above them say.

SQLite finds a row by the pages that lead to it, so that a damaged page hides rows of others: those above which it
stood, and those beside it. Here every page is looked at by itself, as https://www.sqlite.org/fileformat2.html
describes them, and its log (``-wal``) with it. Pages on the list of free ones are left out: what was deleted stays so.
"""

from __future__ import annotations

import mmap
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

MAGIC = b"SQLite format 3\0"
FILE_HEADER = 100
USUAL_SIZE = 4096
SIZES = frozenset(1 << power for power in range(9, 17))
LOCK_BYTE = 1 << 30
"""The page that holds this byte is never used."""

MOST_PAGES = 1 << 32
"""What a page's number is below."""

INDEX_INNER, TABLE_INNER, INDEX_LEAF, TABLE_LEAF = 2, 5, 10, 13
LOG_MAGICS = {0x377F0682: "<", 0x377F0683: ">"}
"""How the sums of a log are counted: in which order of bytes."""

LOG_HEADER, FRAME_HEADER = 32, 24
WHOLE_BYTES = (0, 1, 2, 3, 4, 6, 8)
"""How long a whole number of each serial type is; 0 stands for null."""


Bytes: TypeAlias = bytes | mmap.mmap


class Stored(NamedTuple):
    """A row as a page holds it. ``keyed`` tells that it is of a table or index without row numbers."""

    keyed: bool
    number: int
    values: tuple[Any, ...]


class _Broken(Exception):
    """What cannot be as it should be."""


class Pages:
    """The ``many`` pages of a file and its log. ``broken`` are those of which something could not be read."""

    def __init__(self, file: Path) -> None:
        self._main, self._log = _open(file), _open(Path(f"{file}-wal"))
        self.size = _find_size(self._main, self._log)
        there = -(-len(self._main) // self.size)
        self.log_broken, self._newer = _read_log(self._log, self.size, there)
        self.many = max(there, *self._newer, 0)
        first = self._read_page(1) or b""
        if first.startswith(MAGIC):
            # Pages may be missing at the end; a number far beyond it is damage itself.
            told = int.from_bytes(first[28:32], "big")
            self.many = told if self.many < told <= 16 * self.many else self.many
        self.broken: set[int] = set()
        self._overflown: set[int] = set()

    def read_rows(self) -> Iterator[Stored]:
        """Yield every row of every page that is not free; afterwards ``broken`` is known."""
        free = self._find_free()
        others = []
        for page in range(1, self.many + 1):
            if page in free or page == LOCK_BYTE // self.size + 1:
                continue
            content = self._read_page(page)
            start = FILE_HEADER if page == 1 else 0
            if content is None or content[start] not in (INDEX_INNER, TABLE_INNER, INDEX_LEAF, TABLE_LEAF):
                others.append(page)
                continue
            yield from self._read_cells(page, content, start)
        self.broken.update(page for page in others if page not in self._overflown)

    def _read_page(self, page: int) -> bytes | None:
        """Return a page of the log or else of the file, None where there is no whole one."""
        place = self._newer.get(page)
        if place is not None:
            return self._log[place : place + self.size]
        content = self._main[(page - 1) * self.size : page * self.size] if page > 0 else b""
        return content if len(content) == self.size else None

    def _find_free(self) -> set[int]:
        """Return the pages on the list of free ones, as far as that can be read."""
        free: set[int] = set()
        first = self._read_page(1)
        if first is None or not first.startswith(MAGIC):
            return free
        trunk = int.from_bytes(first[32:36], "big")
        while trunk and trunk not in free:
            content = self._read_page(trunk)
            if content is None:
                break
            trunk_next, many = struct.unpack_from(">II", content)
            if many > self.size // 4 - 2:
                break
            free |= {trunk, *struct.unpack_from(f">{many}I", content, 8)}
            trunk = trunk_next
        return free

    def _read_cells(self, page: int, content: bytes, start: int) -> Iterator[Stored]:
        kind = content[start]
        many = int.from_bytes(content[start + 3 : start + 5], "big")
        places = start + (12 if kind in (INDEX_INNER, TABLE_INNER) else 8)
        if places + 2 * many > self.size:
            self.broken.add(page)
            many = 0
        for (place,) in struct.iter_unpack(">H", content[places : places + 2 * many]):
            if kind == TABLE_INNER:
                continue
            try:
                yield self._read_cell(kind, content, place)
            except (_Broken, IndexError, struct.error, UnicodeDecodeError):
                self.broken.add(page)

    def _read_cell(self, kind: int, content: bytes, place: int) -> Stored:
        if kind == INDEX_INNER:
            place += 4
        length, place = _read_varint(content, place)
        number = 0
        if kind == TABLE_LEAF:
            number, place = _read_varint(content, place)
        here = self._find_local(length, keyed=kind != TABLE_LEAF)
        payload = content[place : place + here]
        if here < length:
            payload += self._read_overflow(
                int.from_bytes(content[place + here : place + here + 4], "big"), length - here
            )
        if len(payload) != length:
            raise _Broken
        return Stored(kind != TABLE_LEAF, number, _read_record(payload))

    def _find_local(self, length: int, *, keyed: bool) -> int:
        """Return how many bytes of a row stand on its own page; the others are on pages that overflow."""
        most = (self.size - 12) * 64 // 255 - 23 if keyed else self.size - 35
        if length <= most:
            return length
        least = (self.size - 12) * 32 // 255 - 23
        here = least + (length - least) % (self.size - 4)
        return here if here <= most else least

    def _read_overflow(self, page: int, length: int) -> bytes:
        parts: list[bytes] = []
        seen: set[int] = set()
        while length > 0:
            content = self._read_page(page)
            if content is None or page in seen:
                raise _Broken
            seen.add(page)
            parts.append(content[4 : 4 + length])
            length -= self.size - 4
            page = int.from_bytes(content[:4], "big")
        # The chain ends where the row does: anything else is noise that looks like a page.
        if page:
            raise _Broken
        self._overflown |= seen
        return b"".join(parts)


def find_first_page(log: Path) -> bytes | None:
    """Return the newest committed content of the first page in a log, None where it is not there or broken."""
    content = _open(log)
    size = int.from_bytes(content[8:12], "big")
    if size not in SIZES:
        return None
    broken, newest = _read_log(content, size, MOST_PAGES)
    place = newest.get(1)
    return None if broken or place is None else content[place : place + size]


def _open(file: Path) -> Bytes:
    try:
        with file.open("rb") as opened:
            return mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ)
    except (FileNotFoundError, ValueError):  # An empty file cannot be mapped.
        return b""


def _find_size(main: Bytes, log: Bytes) -> int:
    """Return the bytes of a page: what the file or its log says, else what SQLite makes of itself."""
    told = int.from_bytes(main[16:18], "big")
    if main[: len(MAGIC)] == MAGIC and (told in SIZES or told == 1):
        return 1 << 16 if told == 1 else told
    logged = int.from_bytes(log[8:12], "big")
    return logged if logged in SIZES else USUAL_SIZE


def _read_log(log: Bytes, size: int, pages: int) -> tuple[bool, dict[int, int]]:
    """Return whether part of a log is broken, and where in it the newest committed content of each page is.

    SQLite stops at the first frame that is broken. Those behind it are taken here, as far as each is whole.
    """
    order = LOG_MAGICS.get(int.from_bytes(log[:4], "big"))
    if order is None:
        return len(log) > 0, {}
    salts, sums = log[16:24], log[24:32]
    step = FRAME_HEADER + size
    most = pages + len(log) // step
    broken, gap, sure = False, False, True
    newest: dict[int, int] = {}
    pending: dict[int, int] = {}
    for at in range(LOG_HEADER, len(log) - step + 1, step):
        head = log[at : at + FRAME_HEADER]
        page, commits = struct.unpack_from(">II", head)
        if head[8:16] != salts or not 0 < page <= most:
            # Of an earlier log in the same file, or broken: what follows tells.
            gap, sure = True, False
            continue
        right = _sum_log(head[:8] + log[at + FRAME_HEADER : at + step], sums, order) == head[16:24]
        broken = broken or gap or (sure and not right)
        # Each sum goes on from the one before. Where that is broken, the salts have to do.
        if right or not sure:
            pending[page] = at + FRAME_HEADER
        if commits:
            newest |= pending
            pending = {}
        gap, sure, sums = False, right, head[16:24]
    return broken, newest


def _sum_log(data: bytes, sums: bytes, order: str) -> bytes:
    first, second = struct.unpack(">II", sums)
    for left, right in struct.iter_unpack(f"{order}II", data):
        first = (first + left + second) & 0xFFFFFFFF
        second = (second + right + first) & 0xFFFFFFFF
    return struct.pack(">II", first, second)


def _read_varint(data: bytes, place: int) -> tuple[int, int]:
    """Return a number of one to nine bytes, and what comes after it."""
    number = 0
    for at in range(place, place + 8):
        byte = data[at]
        number = number << 7 | byte & 0x7F
        if byte < 0x80:
            return number, at + 1
    return number << 8 | data[place + 8], place + 9


def _read_record(payload: bytes) -> tuple[Any, ...]:
    end, place = _read_varint(payload, 0)
    kinds = []
    while place < end:
        kind, place = _read_varint(payload, place)
        kinds.append(kind)
    if place != end:
        raise _Broken
    values = []
    for kind in kinds:
        value, end = _read_value(payload, end, kind)
        values.append(value)
    if end != len(payload):
        raise _Broken
    return tuple(values)


def _read_value(payload: bytes, place: int, kind: int) -> tuple[Any, int]:
    if kind < len(WHOLE_BYTES):
        length = WHOLE_BYTES[kind]
        part = payload[place : place + length]
        return (int.from_bytes(part, "big", signed=True) if kind else None), place + length
    if kind in (8, 9):
        return kind - 8, place
    if kind in (10, 11):
        raise _Broken
    if kind == 7:
        return struct.unpack_from(">d", payload, place)[0], place + 8
    length = (kind - 12) // 2
    part = payload[place : place + length]
    if len(part) != length:
        raise _Broken
    return (part.decode() if kind % 2 else part), place + length
