"""Known mistakes at known lines of the sample trees: nearly all are found there, and nothing is said of what is right.

``python -m tests.mutations.planting`` prints the figures kind by kind.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median

import pytest

from perfsupport.diagnostics import Severity
from perfsupport.project import change_project
from perfsupport.proving import Proved, prove_project
from tests.mutations.harmless import CHANGES
from tests.mutations.planting import KINDS, TODAY, Result, check_projects, plant_mistakes, sum_up
from tests.mutations.samples import Sample

COUNT = 1000
SEED = 20261122
LEAST_FOUND = 0.95


@pytest.fixture(scope="module")
def projects(tmp_path_factory: pytest.TempPathFactory) -> list[Proved]:
    return check_projects(tmp_path_factory.mktemp("projects"))


@pytest.fixture(scope="module")
def results(projects: list[Proved]) -> list[Result]:
    return list(plant_mistakes(projects, COUNT, SEED, list(KINDS)))


def test_mistakes_are_found_on_the_right_line(results: Sequence[Result]) -> None:
    missed = [f"{one.kind}\n{one}" for one in results if not one.is_found]
    assert len(results) - len(missed) >= LEAST_FOUND * len(results), "\n".join(missed)


def test_no_kind_of_mistake_is_overlooked(results: Sequence[Result]) -> None:
    assert [kind for kind, (count, found, _, _) in sum_up(results).items() if found < 0.75 * count] == []


def test_one_mistake_is_one_finding(results: Sequence[Result]) -> None:
    """The culprit, not the cascade: in the middle one finding, and seldom more than a handful."""
    numbers = [len(one.found) for one in results]
    assert median(numbers) == 1
    assert sum(number > 5 for number in numbers) <= 0.1 * len(numbers)


def test_each_mistake_changes_the_file(results: Sequence[Result]) -> None:
    for one in results:
        assert one.planted.data != one.sample.text.encode()
        assert one.planted.lines or one.planted.elsewhere


def test_nothing_is_said_of_the_trees_as_they_are(projects: list[Proved]) -> None:
    for proved in projects:
        assert _find(proved) == []


@pytest.mark.parametrize("name", CHANGES)
def test_nothing_is_said_of_a_harmless_change(name: str, projects: list[Proved]) -> None:
    for sample, proved in _find_samples(projects):
        text = CHANGES[name](sample)
        changed = change_project(proved.project, {sample.path: text.encode()})
        assert _find(prove_project(changed, TODAY, words=False, earlier=proved)) == [], sample.path


def _find_samples(projects: list[Proved]) -> Iterator[tuple[Sample, Proved]]:
    for proved in projects:
        for tree in proved.project.all_trees:
            yield Sample(tree.path, Path(proved.project.root / tree.path).read_text(encoding="utf-8"), tree), proved


def _find(proved: Proved) -> list[str]:
    found = [one for one in proved.diagnostics if one.severity != Severity.ADVICE]
    return [f"{one.path}:{one.span.line} {one.code} {one.cause}" for one in found]
