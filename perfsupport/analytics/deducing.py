"""What follows from a whole report: a count of few people that is hidden, by sums over trees, versions and numbers.

``hiding`` looks at the sums of one kind of counts at a time, of which each count stands in two at most. Here all counts
of a report stand in one system of sums, those that the manual tells. It is solved for what is hidden, so that each row
tells one hidden count by others: where all of those are shown it follows, and one of them has to be hidden too.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any, TypeAlias

from perfsupport.analytics.hiding import HARDLY_HIDING, Cell, Key, Ledger
from perfsupport.analytics.meaning import ASKED_KINDS, Meaning
from perfsupport.analytics.versions import VERSION, WORDS

Published: TypeAlias = Mapping[str, Mapping[str, Any]]
Sum: TypeAlias = dict[Key, int]
"""Counts that come to nought together, each so many times."""
Number: TypeAlias = int | Fraction
Row: TypeAlias = dict[Key, Number]
"""The numbers are whole as long as pivots are one, which nearly all are: so they cost a fifth."""

BY_VERSION = ("completed", "open", "timed", "run_throughs")
OF_STEPS = ("seen", "stopped", "none_fitted", "went_back", "changed", "helped", "visits", "outcome", "move", "pass")
NUMBERS = ("timed", "other_paths", "visits")
"""What is the least to be hidden: of how many values a median is, and how many took all other paths."""


def find_telling(ledger: Ledger, published: Published) -> set[Key]:
    """Return counts that are shown and have to be hidden, so that no count of few people follows from the others."""
    secrets = [name for name, cell in ledger.cells.items() if _is_secret(cell, ledger.floor)]
    return _Solution(ledger, list_sums(ledger, published)).break_off(secrets) if secrets else set()


def _is_secret(cell: Cell, floor: int) -> bool:
    return bool(cell.count and 0 < cell.people < floor and not cell.is_shown)


def list_sums(ledger: Ledger, published: Published) -> Iterator[Sum]:
    """Yield the sums that come out. One that does because nobody went back, say, a reader can take for granted too."""
    told = sorted(str(name[0]) for name in ledger.fixed if name[1:] == ("run_throughs",))
    yield from _list_days(ledger, told)
    own: dict[Hashable, list[Key]] = {}
    for name in ledger.cells:
        own.setdefault(name[0], []).append(name[1:])
    for tree in told:
        yield from _SumsOfTree(ledger, Meaning(tree, published.get(tree, {})), own[tree]).list_all()
        yield from _list_passes(ledger, tree, published)


def _equal(whole: Key, parts: Iterable[Key]) -> Sum:
    found: Sum = {whole: -1}
    for part in parts:
        found[part] = found.get(part, 0) + 1
    return found


def _list_days(ledger: Ledger, told: Iterable[str]) -> Iterator[Sum]:
    days: dict[Hashable, list[Key]] = {}
    by_tree: dict[Hashable, list[Key]] = {tree: [] for tree in told}
    for name in ledger.cells:
        if len(name) == 3 and name[1] == "day":
            days.setdefault(name[2], []).append(name)
            by_tree[name[0]].append(name)
    yield _equal(("sessions",), [(tree, "opened") for tree in by_tree])
    yield _equal(("sessions",), [("day", day) for day in days])
    yield from (_equal(("day", day), names) for day, names in days.items())
    yield from (_equal((tree, "opened"), names) for tree, names in by_tree.items())


def _list_passes(ledger: Ledger, tree: str, published: Published) -> Iterator[Sum]:
    """Yield what the trees around say of one that they run, and it of them."""
    runners = [
        (around, id, step.get("on", {}))
        for around, about in published.items()
        for id, step in about.get("steps", {}).items()
        if step.get("run") == tree
    ]
    if not runners:
        return
    for what, of_step in (("inside", "seen"), ("unreturned", "stopped")):
        yield from _keep(ledger, _equal((tree, what), [(around, of_step, id) for around, id, _ in runners]))
    ends = [name[2] for name in ledger.cells if name[:2] == (tree, "returned")]
    ways: list[tuple[Key, Key, Key]] = [
        ((around, "pass", id, on[end]), (tree, "returned", end), (around, "by", id, end))
        for around, id, on in runners
        for end in ends
        if end in on
    ]
    lines = dict.fromkeys(line for line, _, _ in ways)
    if sum(_value(ledger, line) for line in lines) == sum(_value(ledger, (tree, "returned", end)) for end in ends):
        # Nobody went through where either is nought.
        taken = [way for way in ways if _value(ledger, way[0]) and _value(ledger, way[1])]
        yield from (_equal(line, [way[2] for way in taken if way[0] == line]) for line in lines)
        for end in ends:
            yield _equal((tree, "returned", end), [way[2] for way in taken if way[1][2] == end])


def _value(ledger: Ledger, name: Key) -> int:
    cell = ledger.cells.get(name)
    return 0 if cell is None else cell.count


def _add_up(ledger: Ledger, each: Sum) -> int:
    return sum(times * _value(ledger, name) for name, times in each.items())


def _keep(ledger: Ledger, each: Sum) -> Iterator[Sum]:
    """Yield a sum where it comes out."""
    if not _add_up(ledger, each):
        yield each


class _SumsOfTree:
    """The sums of one tree, as a whole and by version. Counts go by their names within the tree or the version."""

    def __init__(self, ledger: Ledger, meaning: Meaning, own: Sequence[Key]) -> None:
        self._ledger, self._meaning, self._tree = ledger, meaning, meaning.tree
        self._names = sorted((name for name in own if name[0] != VERSION), key=str)
        versions = [name[1:] for name in own if name[0] == VERSION]
        self._versions = list(dict.fromkeys(name[0] for name in versions if name[1] == "run_throughs"))
        self._compared = list(dict.fromkeys(name[0] for name in versions if name[1] == "seen"))
        self._kinds = list(dict.fromkeys(name[2] for name in versions if name[1] == "kind"))
        self._turned = {
            name[0]
            for name in versions
            if name[1] in ("went_back", "changed") and _value(ledger, (self._tree, VERSION, *name))
        }

    def list_all(self) -> Iterator[Sum]:
        """Yield them."""
        for each in self._list_whole():
            yield from self._keep(each)
        for each in self._list_ways():
            comes_out = [*self._keep(each)]
            yield from comes_out
            # How a version goes on is not counted: as all do, or surely where nobody went back.
            alike = [version for version in self._compared if comes_out or version not in self._turned]
            yield from (self._name(each, VERSION, version) for version in alike)
        yield from self._list_versions()

    def _name(self, each: Sum, *place: Hashable) -> Sum:
        return {(self._tree, *place, *name): times for name, times in each.items()}

    def _keep(self, each: Sum, *place: Hashable) -> Iterator[Sum]:
        return _keep(self._ledger, self._name(each, *place))

    def _find(self, *what: str) -> list[Key]:
        return [name for name in self._names if name[0] in what]

    def _list_whole(self) -> Iterator[Sum]:
        outcomes, returned, stopped = self._find("outcome"), self._find("returned"), self._find("stopped")
        yield _equal(("run_throughs",), [("completed",), ("open",)])
        yield _equal(("run_throughs",), [("own",), ("inside",)])
        yield _equal(("sessions",), [("opened",), ("seen inside",)])
        yield _equal(("own",), [("opened",)])
        yield _equal(("inside",), [("seen inside",)])
        yield _equal(("inside",), [*returned, ("unreturned",)])
        yield _equal(("completed",), [*outcomes, *returned])
        yield _equal(("timed",), outcomes)
        yield _equal(("own",), outcomes)
        yield _equal(("own",), [*outcomes, *stopped])
        yield _equal(("open",), stopped)
        yield _equal(("own",), [("told paths",), ("other_paths",)])

    def _list_ways(self) -> Iterator[Sum]:
        """Yield how run-throughs came to each step, and how they went on from it."""
        fallback = self._meaning.live(str(self._meaning.about.get("fallback", "")))
        lines = self._find("move", "pass")
        for id in dict.fromkeys([*self._meaning.steps, *(str(name[1]) for name in self._find("seen", "outcome"))]):
            kind = self._meaning.kind(id)
            onward = [name for name in lines if name[1] == id]
            if kind in ASKED_KINDS:
                yield _equal(("seen", id), [*onward, ("none_fitted", id), ("stopped", id)])
                yield _equal(("visits", id), [*onward, ("none_fitted", id)])
            elif kind == "subtree":
                yield _equal(("seen", id), [*onward, ("stopped", id)])
            came: Sum = {name: 1 for name in lines if name[-1] == id}
            if id == fallback:
                came |= dict.fromkeys(self._find("none_fitted"), 1)
            if id == self._meaning.about.get("start"):
                came["run_throughs",] = 1
            is_here: list[Key] = [("outcome", id), ("returned", id)] if kind == "outcome" else [("seen", id)]
            yield came | {name: came.get(name, 0) - 1 for name in (onward if kind == "route" else is_here)}

    def _list_versions(self) -> Iterator[Sum]:
        for version in self._versions:
            kinds: list[Key] = [("kind", end) for end in self._kinds]
            yield from self._keep(_equal(("run_throughs",), [("completed",), ("open",)]), VERSION, version)
            yield from self._keep(_equal(("completed",), kinds), VERSION, version)
            yield from self._keep(_equal(("timed",), kinds), VERSION, version)
            yield from self._keep(_equal(("open",), self._find("stopped")), VERSION, version)
        names: list[Key] = [*((what,) for what in BY_VERSION), *(("solved", word) for word in WORDS)]
        for name in names:
            yield from self._keep(_equal(name, [(VERSION, version, *name) for version in self._versions]))
        for end in self._kinds:
            ended = [name for name in self._find("outcome") if self._meaning.step(str(name[1])).get("end") == end]
            parts: Sum = {(VERSION, version, "kind", end): -1 for version in self._versions}
            yield from self._keep(dict.fromkeys(ended, 1) | parts)
            for version in self._compared:
                if version in self._versions:
                    yield self._name(_equal(("kind", end), ended), VERSION, version)
        for name in self._find(*OF_STEPS) if self._compared else ():
            yield self._name(_equal(name, [(VERSION, version, *name) for version in self._compared]))


class _Solution:
    """Sums solved for what is hidden: each row has one hidden count, its pivot, that no other row has."""

    def __init__(self, ledger: Ledger, sums: Iterable[Sum]) -> None:
        self._ledger = ledger
        self._shown = {name for name, cell in ledger.cells.items() if cell.is_shown}
        self._rows: dict[Key, Row] = {}
        self._places: dict[Key, set[Key]] = {}
        """The pivots of the rows in which a count stands."""
        rows: list[Row] = [{name: times for name, times in each.items() if times} for each in sums]
        for row in sorted(self._drop_idle(rows), key=len):
            self._solve(row)

    def break_off(self, secrets: Iterable[Key]) -> set[Key]:
        """Return shown counts, as small ones as can be, without which no secret follows."""
        found: set[Key] = set()
        for row in [self._rows[secret] for secret in secrets if secret in self._rows]:
            while not self._is_open(row):
                name = min(filter(self._can_hide, row), key=self._cost, default=None)
                if name is None:
                    break
                # No row need be solved again: it is one more hidden count that is no pivot.
                self._shown.discard(name)
                found.add(name)
        return found

    def _is_known(self, name: Key) -> bool:
        """Tell whether a reader knows a count. One that there is not is nought, where it is of what all did."""
        if name in self._ledger.cells:
            return name in self._shown
        if name[1:2] == (VERSION,):
            return self._is_known_of_version(name)
        return name[1:2] != ("by",) and not _is_number(name)

    def _is_known_of_version(self, name: Key) -> bool:
        """Tell whether a reader knows that nobody did something in a version: as nobody did at all, or as it says."""
        if name[3] in ("kind", "solved"):
            return (*name[:3], "run_throughs") in self._shown
        whole = (name[0], *name[3:])
        return name[3] in OF_STEPS and self._is_known(whole) and not _value(self._ledger, whole)

    def _is_open(self, row: Row) -> bool:
        """Tell whether a row has another hidden count that can be one more or one less, with what depends on it."""
        free = [name for name in row if not self._is_known(name) and name not in self._rows]
        return any(self._can_move(name, step) for name in free for step in (1, -1))

    def _can_move(self, name: Key, step: int) -> bool:
        moved = {pivot: -step * self._rows[pivot][name] for pivot in self._places.get(name, ())} | {name: step}
        cells = self._ledger.cells
        return all(each not in cells or cells[each].count + by >= 0 for each, by in moved.items())

    def _can_hide(self, name: Key) -> bool:
        return name in self._shown and name not in self._ledger.fixed

    def _cost(self, name: Key) -> int:
        return 0 if _is_number(name) else _value(self._ledger, name) or HARDLY_HIDING

    def _drop_idle(self, rows: list[Row]) -> list[Row]:
        """Return the rows without those of a hidden count that stands nowhere else and is no secret."""
        places: dict[Key, set[int]] = {}
        for number, row in enumerate(rows):
            for name in row:
                if not self._is_known(name):
                    places.setdefault(name, set()).add(number)
        kept = set(range(len(rows)))
        waiting = list(places)
        for name in waiting:
            if len(places[name]) == 1 and not self._is_secret(name):
                (number,) = places[name]
                kept.discard(number)
                for other in rows[number]:
                    if other in places:
                        places[other].discard(number)
                        waiting.append(other)
        return [rows[number] for number in sorted(kept)]

    def _is_secret(self, name: Key) -> bool:
        cell = self._ledger.cells.get(name)
        return cell is not None and _is_secret(cell, self._ledger.floor)

    def _solve(self, row: Row) -> None:
        """Add a row (Gauss and Jordan)."""
        for name in [name for name in row if name in self._rows]:
            row = _take_out(row, name, self._rows[name])
        hidden = [name for name in row if not self._is_known(name)]
        if not hidden:
            return
        pivot = min(hidden, key=lambda name: (abs(row[name]) != 1, len(self._places.get(name, ()))))
        row = {name: _divide(times, row[pivot]) for name, times in row.items()}
        for other in list(self._places.get(pivot, ())):
            self._put(other, _take_out(self._rows[other], pivot, row))
        self._put(pivot, row)

    def _put(self, pivot: Key, row: Row) -> None:
        for name in self._rows.get(pivot, ()):
            self._places[name].discard(pivot)
        self._rows[pivot] = row
        for name in row:
            self._places.setdefault(name, set()).add(pivot)


def _is_number(name: Key) -> bool:
    what = name[3:4] if name[1:2] == (VERSION,) else name[1:2]
    return bool(what) and what[0] in NUMBERS


def _take_out(row: Row, name: Key, other: Row) -> Row:
    """Return a row less another one, so many times that a count is in it no more."""
    times, left = row[name], row.copy()
    for each, number in other.items():
        less = left.get(each, 0) - times * number
        if less:
            left[each] = less
        else:
            del left[each]
    return left


def _divide(number: Number, by: Number) -> Number:
    return number * by if by in (1, -1) else Fraction(number) / by
