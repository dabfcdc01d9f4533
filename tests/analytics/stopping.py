"""Work that is ended in the middle, as a process that is killed ends."""

from __future__ import annotations

from collections.abc import Callable


class EnoughError(Exception):
    """What ends the work."""


def stop_after(calls: int) -> Callable[[], None]:
    """Return a check that ends what calls it behind so many calls."""
    left = iter(range(calls))

    def check() -> None:
        if next(left, None) is None:
            raise EnoughError

    return check
