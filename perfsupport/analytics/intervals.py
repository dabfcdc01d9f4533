"""How sure a share is: Wilson's interval for a count out of a whole.

Wilson, E. B. (1927): Probable inference, the law of succession, and statistical inference. Unlike the usual "plus or
minus" it stays within 0 and 1 and is right for small samples too.
"""

from __future__ import annotations

import math

Z = 1.959963984540054
"""The 97.5 % point of the normal distribution, for an interval of 95 %."""

WIDEST = 0.4
"""A share whose interval is wider than this says next to nothing: "too few to say"."""


def find_interval(count: int, whole: int) -> tuple[float, float]:
    """Return the 95 % interval of the share ``count / whole``; all there is where the whole is nothing."""
    if whole <= 0:
        return 0.0, 1.0
    share = count / whole
    middle = share + Z * Z / (2 * whole)
    spread = Z * math.sqrt(share * (1 - share) / whole + Z * Z / (4 * whole * whole))
    scale = 1 + Z * Z / whole
    return max(0.0, (middle - spread) / scale), min(1.0, (middle + spread) / scale)


def says_something(count: int, whole: int) -> bool:
    """Tell whether the interval of a share is narrow enough for the share to be told."""
    low, high = find_interval(count, whole)
    return high - low <= WIDEST
