"""How many examples the tests make up: enough for each change, and any multiple of that where asked.

``PERFSUPPORT_TIMES=20 pytest tests/parsing`` makes twenty times as many.
"""

from __future__ import annotations

import os

TIMES = int(os.environ.get("PERFSUPPORT_TIMES", "1"))


def times(usual: int) -> int:
    """Return how many examples to make where so many are usual."""
    return usual * TIMES
