"""What a change does to files, as a unified diff."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping

from perfsupport.fixing.edits import decode
from perfsupport.passwords import hide_passwords


def show_difference(before: Mapping[str, bytes], after: Mapping[str, bytes | None]) -> str:
    """Return a unified diff of the files in ``after`` against those before, by path; None is a file that goes."""
    return "".join(piece for path in sorted(after) for piece in _compare(path, before.get(path), after[path]))


def _compare(path: str, old: bytes | None, new: bytes | None) -> Iterator[str]:
    if old == new:
        return
    names = "/dev/null" if old is None else f"a/{path}", "/dev/null" if new is None else f"b/{path}"
    for line in difflib.unified_diff(_split(old or b""), _split(new or b""), *names):
        shown = hide_passwords(line)
        yield shown if line.endswith("\n") else f"{shown}\n\\ No newline at end of file\n"


def _split(data: bytes) -> list[str]:
    """Return the lines with their ends; unlike ``splitlines`` only LF ends one, as it does for git."""
    text = decode(data).encode("utf-8", "replace").decode()
    return [f"{line}\n" for line in text.split("\n")[:-1]] + ([last] if (last := text.rpartition("\n")[2]) else [])
