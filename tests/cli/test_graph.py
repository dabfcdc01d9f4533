"""``perfsupport graph`` as it is called."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.running import run

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("name", "begin"),
    [("m.svg", b"<?xml"), ("m.png", b"\x89PNG"), ("m.pdf", b"%PDF"), ("m.gv", b"digraph"), ("m.mmd", b"flowchart TD")],
)
def test_the_ending_says_the_format(tmp_path: Path, name: str, begin: bytes) -> None:
    done = run(ROOT, "graph", "identity-check", "--coverage", "-o", str(tmp_path / name))
    assert done.returncode == 0, done.stderr
    assert (tmp_path / name).read_bytes().startswith(begin)


def test_without_a_file_it_is_printed() -> None:
    assert run(ROOT, "graph", "identity-check", "--format", "mermaid").stdout.startswith("flowchart TD\n")


def test_wrong_usage() -> None:
    assert "Give one of" in run(ROOT, "graph", "bill-higher", "--overview", "--section", "1").stderr
    done = run(ROOT, "graph", "bill-higher", "--around", "bassis")
    assert (done.returncode, "Did you mean basis?" in done.stderr) == (2, True)
