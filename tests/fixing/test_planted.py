"""Mistakes planted in the sample trees: mended, the project is what it was, and never is it worse."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import pytest

from perfsupport.diagnostics import Diagnostic, Severity
from perfsupport.fixing.rounds import Fixed, fix_project
from perfsupport.project import Project, change_project
from perfsupport.proving import prove_project
from tests.fixing.planted import QUOTED, REMEDIED, Plant
from tests.sample_project import load_samples, prove_samples, read_samples

TODAY = "2026-11-22"
TRIES = 2


def find_errors(found: list[Diagnostic]) -> list[Diagnostic]:
    return [one for one in found if one.severity is Severity.ERROR]


def spoil(name: str, plant: Plant) -> Iterator[tuple[str, bytes, int]]:
    """Yield a few trees with the mistake in them: path, bytes, and the line (from 0)."""
    random, files = Random(name), read_samples()
    trees = sorted(path for path in files if path.startswith("trees/"))
    found = 0
    for _ in range(40):
        path = random.choice(trees)
        lines = files[path].decode().split("\n")
        number = plant(lines, random)
        data = "\n".join(lines).encode()
        if number is not None and data != files[path]:
            yield path, data, number
            found += 1
        if found == TRIES:
            return


def mend(path: str, data: bytes) -> tuple[Project, Fixed]:
    """Return the project with the mistake, and what came of fixing it; hold that nothing got worse."""
    spoilt = change_project(load_samples(), {path: data})
    files = {**read_samples(), path: data}
    fixed = fix_project(spoilt, files, TODAY, earlier=prove_samples())
    before = prove_project(spoilt, TODAY, words=False, earlier=prove_samples()).diagnostics
    assert len(find_errors(list(fixed.left))) <= len(find_errors(before))
    assert set(fixed.files) <= {path}
    again = fix_project(fixed.project, {**files, **fixed.files}, TODAY, earlier=prove_samples())
    assert again.files == {}, "a second run changes nothing"
    return spoilt, fixed


@pytest.mark.parametrize("name", REMEDIED)
def test_the_tree_is_what_it_was(name: str) -> None:
    tried = 0
    for path, data, number in spoil(name, REMEDIED[name]):
        _, fixed = mend(path, data)
        after = fixed.files.get(path, data).decode().split("\n")
        before = data.decode().split("\n")
        assert [line for n, line in enumerate(after) if n != number] == [
            line for n, line in enumerate(before) if n != number
        ]
        assert not find_errors(list(fixed.left)), before[number]
        programs = prove_project(fixed.project, TODAY, words=False, earlier=prove_samples()).programs
        assert programs == prove_samples().programs, (before[number], after[number])
        tried += 1
    assert tried


@pytest.mark.parametrize("name", QUOTED)
def test_the_tree_is_right_again(name: str) -> None:
    for path, data, number in spoil(name, QUOTED[name]):
        _, fixed = mend(path, data)
        assert not find_errors(list(fixed.left)), data.decode().split("\n")[number]


def test_what_is_right_is_not_touched() -> None:
    fixed = fix_project(load_samples(), read_samples(), TODAY, unsafe=True)
    assert (fixed.files, fixed.done) == ({}, [])
