"""What the browser asks for with an aid of 50 steps stays small. Sizes are the same on each run: no clock is asked."""

from __future__ import annotations

import gzip
import importlib.util
import re
from pathlib import Path

import pytest

from benchmarks.generate import write_site
from perfsupport.building import build_project
from perfsupport.project import load_project

MOST_SCRIPT = 11_830
MOST_STYLE = 2_480
MOST_PAGE = 10_600
MOST = 24_920
"""Bytes after gzip. Of the page some 6,900 are the words of the 50 steps. What does not fit goes
into a part, which comes when it is used."""

_REQUESTS = re.compile(r'<(?:script|link rel="stylesheet")[^>]*? (?:src|href)="([^"]+)"')


def measure(path: Path) -> int:
    return len(gzip.compress(path.read_bytes(), 6))


@pytest.mark.skipif(
    importlib.util.find_spec("minify") is None, reason="scripts are only made short with tdewolff-minify"
)
def test_an_aid_of_fifty_steps_comes_in_few_bytes_and_three_requests(tmp_path: Path) -> None:
    write_site(tmp_path, trees=1, steps=50, seed=7)
    project = load_project(tmp_path)
    assert build_project(project, tmp_path / "build", "2026-11-22", maps=False, durable=False).written
    page = tmp_path / "build" / f"{next(iter(project.trees))}.html"
    style, script = _REQUESTS.findall(page.read_text(encoding="utf-8"))
    sizes = [measure(tmp_path / "build" / address) for address in (script, style, page.name)]
    fits = [size <= most for size, most in zip(sizes, (MOST_SCRIPT, MOST_STYLE, MOST_PAGE), strict=True)]
    assert all(fits) and sum(sizes) <= MOST, sizes
