"""What is hidden cannot be worked out: every way to fill the hidden counts in is tried."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import replace
from itertools import islice, product

from hypothesis import example, given, settings
from hypothesis import strategies as st

from perfsupport.analytics.hiding import GROUND, Cell, hide
from tests.sampling import times

NODES = ("a", "b", "c")
FLOOR = 3


def find_fillings(cells: list[Cell]) -> Iterator[tuple[int, ...]]:
    """Yield every way to fill in the hidden counts by which all sums come out as they do."""
    hidden = [cell for cell in cells if not cell.is_shown]
    most = sum(cell.count for cell in cells) + 1
    sums = {node: measure(node, cells, [cell.count for cell in cells]) for node in NODES}
    for counts in product(range(min(most, 6)), repeat=len(hidden)):
        filled = iter(counts)
        whole = [cell.count if cell.is_shown else next(filled) for cell in cells]
        if all(measure(node, cells, whole) == sums[node] for node in NODES):
            yield counts


def measure(node: Hashable, cells: list[Cell], counts: list[int]) -> int:
    pairs = zip(cells, counts, strict=True)
    return sum(count * ((cell.into == node) - (cell.out_of == node)) for cell, count in pairs)


ends = st.sampled_from((GROUND, *NODES))
cells_of_a_report = st.lists(
    st.builds(
        lambda count, share, into, out_of, unsaid: Cell(
            count, min(share, count) or min(count, 1), into, out_of, unsaid
        ),
        st.integers(0, 4),
        st.integers(1, 4),
        ends,
        ends,
        st.integers(0, 5).map(lambda number: number == 0),
    ).filter(lambda cell: cell.into != cell.out_of),
    min_size=1,
    max_size=5,
)


@settings(max_examples=times(30), deadline=None)
@given(cells_of_a_report)
@example([Cell(2, 2, "a"), Cell(4, 4, "a"), Cell(0, 0, "a")])
@example([Cell(1, 1, "a", "b"), Cell(4, 4, "b"), Cell(4, 4, "a")])
def test_no_hidden_count_of_few_people_can_be_worked_out(cells: list[Cell]) -> None:
    hide(dict(enumerate(cells)), FLOOR)
    secrets = [cell for cell in cells if cell.count and cell.people < FLOOR]
    assert not any(cell.is_shown for cell in secrets)
    for cell in secrets:
        if not cell.unsaid and can_differ(cell, [replace(each, unsaid=True) for each in cells], cells):
            assert can_differ(cell, cells, cells)


def can_differ(cell: Cell, shown: list[Cell], cells: list[Cell]) -> bool:
    """Tell whether a cell can have two values at least, in a report in which ``shown`` says what is shown."""
    place = next(number for number, each in enumerate(cells) if each is cell)
    at = sum(not each.is_shown for each in shown[:place])
    return len({filling[at] for filling in islice(find_fillings(shown), 5000)}) > 1


def test_enough_people_and_nobody_are_shown() -> None:
    cells = {"yes": Cell(9, 9, "all"), "no": Cell(0, 0, "all")}
    hide(cells, 5)
    assert all(cell.is_shown for cell in cells.values())


def test_the_last_part_of_a_sum_takes_another_with_it() -> None:
    cells = {"shop": Cell(12, 12, "all"), "web": Cell(2, 2, "all"), "phone": Cell(7, 7, "all")}
    hide(cells, 5)
    assert {name for name, cell in cells.items() if not cell.is_shown} == {"web", "phone"}


def test_many_clicks_of_few_people_are_hidden() -> None:
    cells = {"one rep": Cell(40, 1)}
    hide(cells, 5)
    assert not cells["one rep"].is_shown


def test_counts_are_followed_through_several_sums() -> None:
    """Of 20, 3 stopped at one step: the other step, the completed ones and an outcome give it away."""
    cells = {
        "completed": Cell(17, 17, "all", "completed"),
        "open": Cell(3, 3, "all", "open", unsaid=True),
        "paid": Cell(11, 11, "completed"),
        "asked": Cell(6, 6, "completed"),
        "stopped": Cell(3, 3, "open", "step"),
        "seen": Cell(20, 20, "step"),
        "option": Cell(17, 17, GROUND, "step"),
    }
    hide(cells, 5)
    shown = {name for name, cell in cells.items() if cell.is_shown}
    assert shown == {"paid", "seen"}
