"""At which facts a step, or one behind it, looks: of all others nothing has to be known there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from perfsupport.rules.analysis.logic.ways import Way


class Reads:
    """The bits that each step or one behind it looks at (``behind``); ``own`` are those of a step itself.

    Of steps to which no way leads there are none. ``earlier`` are those of the same tree before a change, of use as
    long as every step leads where it did.
    """

    def __init__(self, ways: Mapping[str, Sequence[Way]], own: Mapping[str, int], earlier: Reads | None = None) -> None:
        self._own = own
        if earlier is not None:
            self._back: Mapping[str, set[str]] = earlier._back
            self.behind: Mapping[str, int] = self._change(earlier)
        else:
            self._back = _find_back({id: ways[id] for id in own})
            self.behind = self._carry_back(own)

    def _change(self, earlier: Reads) -> Mapping[str, int]:
        """Return what is looked at now: only bits are followed that a step looks at now and did not, or did before."""
        bits = 0
        for id, each in self._own.items():
            bits |= each ^ earlier._own[id]
        if not bits:
            return earlier.behind
        found = self._carry_back({id: each & bits for id, each in self._own.items() if each & bits})
        return {
            id: each & ~bits | found[id] if id in found else each & ~bits if each & bits else each
            for id, each in earlier.behind.items()
        }

    def _carry_back(self, own: Mapping[str, int]) -> dict[str, int]:
        """Return what is looked at by steps or by those behind them."""
        reads = dict(own)
        waiting, queued = list(own), set(own)
        while waiting:
            id = waiting.pop()
            queued.discard(id)
            read = reads[id]
            for before in self._back.get(id, ()):
                known = reads.get(before, 0)
                if read & ~known:
                    reads[before] = known | read
                    if before not in queued:
                        waiting.append(before)
                        queued.add(before)
        return reads


def _find_back(ways: Mapping[str, Iterable[Way]]) -> Mapping[str, set[str]]:
    """Return the steps that lead to each step."""
    back: dict[str, set[str]] = {}
    for id, each in ways.items():
        for way in each:
            back.setdefault(way.target, set()).add(id)
    return back
