"""How sure a share is: Wilson's interval for a count out of a whole.

Wilson, E. B. (1927): Probable inference, the law of succession, and statistical inference. Unlike the usual "plus or
minus" it stays within 0 and 1 and is right for small samples too.
"""

from __future__ import annotations

import math

Z = 1.959963984540054
"""The 97.5 % point of the normal distribution, for an interval of 95 %."""

WIDEST = 0.4
"""A share whose interval is wider than this says next to nothing: "too few to say". So does a difference of shares."""


def find_interval(count: int, whole: int) -> tuple[float, float]:
    """Return the 95 % interval of the share ``count / whole``; all there is where the whole is nothing."""
    if whole <= 0:
        return 0.0, 1.0
    share = count / whole
    middle = share + Z * Z / (2 * whole)
    spread = Z * math.sqrt(share * (1 - share) / whole + Z * Z / (4 * whole * whole))
    scale = 1 + Z * Z / whole
    return max(0.0, (middle - spread) / scale), min(1.0, (middle + spread) / scale)


def round_interval(count: int, whole: int) -> tuple[int, int]:
    """Return the interval in whole hundredths; an end that is not nothing or all never looks so."""
    low, high = find_interval(count, whole)
    return (99 if 0.99 < low < 1 else round(100 * low)), (1 if 0 < high < 0.01 else round(100 * high))


def says_something(count: int, whole: int) -> bool:
    """Tell whether the interval of a share is narrow enough for the share to be told."""
    low, high = find_interval(count, whole)
    return high - low <= WIDEST


def find_difference(before: tuple[int, int], after: tuple[int, int]) -> tuple[float, float]:
    """Return the 95 % interval of how much larger the share of ``after`` is, each a count and its whole.

    Newcombe, R. G. (1998): Interval estimation for the difference between independent proportions, method 10: it joins
    the Wilson intervals of both shares.
    """
    shares = [count / whole if whole else 0.0 for count, whole in (before, after)]
    return join_intervals(shares[0], find_interval(*before), shares[1], find_interval(*after))


def join_intervals(
    before: float, about: tuple[float, float], after: float, around: tuple[float, float]
) -> tuple[float, float]:
    """Return the interval of ``after - before`` from the intervals of both, which need not be symmetric."""
    difference = after - before
    return (
        difference - math.hypot(after - around[0], about[1] - before),
        difference + math.hypot(around[1] - after, before - about[0]),
    )
