"""When each test ran, and on which worker: what to make cheaper, and which worker waits for the others at the end.

``PERFSUPPORT_TIMELINE=times.tsv make test`` writes them down, ``python -m tests.timeline times.tsv`` sums up.
"""

from __future__ import annotations

import os
import sys
from collections import defaultdict
from collections.abc import Generator, Sequence
from pathlib import Path
from typing import NamedTuple

import pytest

MOST = 40


class Line(NamedTuple):
    """A set-up, call or tear-down: seconds since 1970, and of the processor, browsers left out."""

    worker: str
    start: float
    stop: float
    processor: float
    when: str
    test: str

    @property
    def seconds(self) -> float:
        return self.stop - self.start


class Timeline:
    """Writes the lines as tests come to their end; on a worker it only measures."""

    def __init__(self, file: Path) -> None:
        self.file = file

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        report = yield
        report.user_properties = [("processor", sum(os.times()[:4]))]
        return report

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if "PYTEST_XDIST_WORKER" not in os.environ:
            worker = getattr(report, "worker_id", "main")
            processor = dict(report.user_properties)["processor"]
            line = (worker, f"{report.start:.3f}", f"{report.stop:.3f}", f"{processor:.2f}", report.when, report.nodeid)
            with self.file.open("a", encoding="utf-8") as file:
                file.write("\t".join(map(str, line)) + "\n")


def read_lines(file: Path) -> list[Line]:
    """Return the lines; those of one worker in their order, each with its own seconds of the processor."""
    lines: list[Line] = []
    before: dict[str, float] = {}
    for text in file.read_text(encoding="utf-8").splitlines():
        worker, start, stop, processor, when, test = text.split("\t", 5)
        line = Line(worker, float(start), float(stop), float(processor), when, test)
        lines.append(line._replace(processor=line.processor - before.get(worker, line.processor)))
        before[worker] = line.processor
    return lines


def sum_up(lines: Sequence[Line]) -> str:
    """Return the workers, the dearest files and the dearest tests as text."""
    begin, end = min(line.start for line in lines), max(line.stop for line in lines)
    files: dict[str, list[Line]] = defaultdict(list)
    tests: dict[str, list[Line]] = defaultdict(list)
    workers: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        files[line.test.partition("::")[0]].append(line)
        tests[line.test].append(line)
        workers[line.worker].append(line)
    told = [f"{len(tests)} tests in {end - begin:.0f} s"]
    for worker, own in sorted(workers.items()):
        last = max(line.stop for line in own)
        told.append(f"{worker}: at it for {_seconds(own):.0f} s, done {end - last:.0f} s before the end")
    for name, group in (("files", files), ("tests", tests)):
        told.append(f"\nThe dearest {name}: seconds, of the processor without browsers, begun behind, on")
        dearest = sorted(group.items(), key=lambda item: -_seconds(item[1]))[:MOST]
        for place, own in dearest:
            spent, after = sum(line.processor for line in own), own[0].start - begin
            told.append(f"{_seconds(own):7.1f} {spent:7.1f} {after:6.0f} {own[0].worker} {place}")
    return "\n".join(told)


def _seconds(lines: Sequence[Line]) -> float:
    return sum(line.seconds for line in lines)


if __name__ == "__main__":
    print(sum_up(read_lines(Path(sys.argv[1]))))
