"""How much may come: a bucket of tokens for each origin, and one for all.

A token stands for an event: 500 bytes of a batch, begun. The buckets are kept by the origin of the page that sends (the
aids' own site) and in memory only; the machine that sends is never looked at.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

TOKEN_BYTES = 500
MAX_ORIGINS = 1000
"""Origins that are remembered; whoever makes more of them up is still held by the bucket for all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """Events a second in the long run, and for how many seconds' worth at once there is room. 0 is without limit."""

    origin: float = 0
    overall: float = 0
    burst_seconds: float = 30


class Buckets:
    """The buckets. Times are Unix milliseconds; a clock that is set back gives nothing and takes nothing."""

    def __init__(self, rate: Rate) -> None:
        self._rate = rate
        self._overall = _Bucket(rate.overall, rate.burst_seconds)
        self._origins: OrderedDict[str, _Bucket] = OrderedDict()

    def take(self, origin: str | None, size: int, now: int) -> float:
        """Take the tokens for a body of so many bytes; return 0, or in how many seconds there are enough."""
        tokens = 1 + size // TOKEN_BYTES
        own = self._find(origin or "")
        wait = max(own.wait(tokens, now), self._overall.wait(tokens, now))
        if not wait:
            own.level -= tokens
            self._overall.level -= tokens
        return wait

    def _find(self, origin: str) -> _Bucket:
        bucket = self._origins.pop(origin, None) or _Bucket(self._rate.origin, self._rate.burst_seconds)
        self._origins[origin] = bucket
        if len(self._origins) > MAX_ORIGINS:
            self._origins.popitem(last=False)
        return bucket


class _Bucket:
    __slots__ = ("_filled_at", "_most", "_rate", "level")

    def __init__(self, rate: float, burst_seconds: float) -> None:
        self._rate, self._most = rate, rate * burst_seconds
        self.level = self._most
        self._filled_at = 0

    def wait(self, tokens: int, now: int) -> float:
        if not self._rate:
            return 0.0
        self.level = min(self._most, self.level + max(0, now - self._filled_at) / 1000 * self._rate)
        self._filled_at = now
        return max(0.0, (min(tokens, self._most) - self.level) / self._rate)
