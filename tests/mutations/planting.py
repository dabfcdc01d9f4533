"""Plants known mistakes in the sample trees and says what the checker finds of them.

``python -m tests.mutations.planting`` prints the figures by kind, and with a kind behind it each mistake of it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory

from perfsupport.diagnostics import Diagnostic, Severity
from perfsupport.project import change_project, load_project
from perfsupport.proving import Proved, prove_project
from perfsupport.starter import make_starter, write_starter
from tests.mutations import meaning, naming, typing_slips
from tests.mutations.samples import Planted, Sample

ROOT = Path(__file__).parents[2]
TODAY = "2026-11-22"
KINDS = {**naming.KINDS, **typing_slips.KINDS, **meaning.KINDS}
TRIES = 50
"""For a place where a mistake of a kind can be made."""


@dataclass(frozen=True)
class Result:
    """A mistake, and the errors and warnings that were found of it. Advice does not count."""

    kind: str
    sample: Sample
    planted: Planted
    found: Sequence[Diagnostic]

    @property
    def is_found(self) -> bool:
        """Whether one of the findings is shown on a right line."""
        right = {*((self.sample.path, line) for line in self.planted.lines), *self.planted.elsewhere}
        return any((one.path, one.span.line) in right for one in self.found)

    def __str__(self) -> str:
        right = ", ".join(str(line) for line in sorted(self.planted.lines))
        lines = self.planted.data.decode("utf-8", errors="replace").split("\n")
        shown = [f"      {n:4} | {lines[n - 1]}" for n in sorted(self.planted.lines)[:3] if n <= len(lines)]
        told = [f"      {one.path}:{one.span.line} {one.code} {one.cause} = {one.remedy}" for one in self.found]
        head = f"  {'found' if self.is_found else 'NOT FOUND'} {self.sample.path}, right: {right}"
        return "\n".join([head, *shown, *told])


def check_projects(folder: Path) -> list[Proved]:
    """Return the samples and the starter, checked as they are; the starter is written below ``folder``."""
    write_starter(folder / "starter", make_starter(date.fromisoformat(TODAY)))
    roots = (ROOT, folder / "starter")
    return [prove_project(load_project(root), TODAY, words=False) for root in roots]


def plant_mistakes(projects: Sequence[Proved], count: int, seed: int, kinds: Sequence[str]) -> Iterator[Result]:
    """Yield as many mistakes with what is found of them, the kinds in turn, the places by chance."""
    random = Random(seed)
    samples = [
        (Sample(tree.path, proved.project.sources[tree.path], tree), proved)
        for proved in projects
        for tree in proved.project.all_trees
    ]
    for number in range(count):
        kind = kinds[number % len(kinds)]
        sample, proved, planted = _plant(kind, samples, random)
        changed = change_project(proved.project, {sample.path: planted.data})
        found = prove_project(changed, TODAY, words=False, earlier=proved).diagnostics
        yield Result(kind, sample, planted, [one for one in found if one.severity != Severity.ADVICE])


def _plant(kind: str, samples: Sequence[tuple[Sample, Proved]], random: Random) -> tuple[Sample, Proved, Planted]:
    for _ in range(TRIES):
        sample, proved = random.choice(samples)
        planted = KINDS[kind](sample, random)
        if planted is not None:
            return sample, proved, planted
    raise AssertionError(f"No sample has a place for: {kind}")


def sum_up(results: Sequence[Result]) -> Mapping[str, tuple[int, int, float, int]]:
    """Return for each kind how many were planted, how many found, and the median and most findings of one mistake."""
    by_kind: dict[str, list[Result]] = {}
    for one in results:
        by_kind.setdefault(one.kind, []).append(one)
    return {
        kind: (len(them), sum(one.is_found for one in them), *_count([len(one.found) for one in them]))
        for kind, them in by_kind.items()
    }


def _count(numbers: Sequence[int]) -> tuple[float, int]:
    return median(numbers), max(numbers)


def main(arguments: Sequence[str]) -> None:
    """Print what is found of 1,000 mistakes, or each of fifty of one kind."""
    kinds = [" ".join(arguments)] if arguments else list(KINDS)
    with TemporaryDirectory() as folder:
        projects = check_projects(Path(folder))
        results = list(plant_mistakes(projects, 50 if arguments else 1000, 20261122, kinds))
    if arguments:
        print("\n".join(map(str, results)))
    for kind, (count, found, middle, most) in sum_up(results).items():
        print(f"{found:5} of {count:3} found, findings {middle:4} median, {most:3} most: {kind}")
    found = sum(one.is_found for one in results)
    print(f"{found} of {len(results)} found, {median([len(one.found) for one in results])} findings in the middle")


if __name__ == "__main__":
    main(sys.argv[1:])
