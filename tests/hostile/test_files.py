"""Each hostile file, in a project, through ``check`` and ``build``: quick, small, in words, never a traceback."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.conftest import SHARED_DATA
from tests.hostile.measured import Measured, run_measured

FOLDER = SHARED_DATA / "hostile" / "yaml"
FILES = sorted(path.name for path in FOLDER.glob("*.yaml"))
MOST_SECONDS = 2
MOST_MEMORY = 500 * 1024 * 1024

EXPECTED = {
    "alias-shared-node.yaml": "PS108",
    "bad-indent.yaml": "PS105",
    "bom-middle.yaml": "PS103",
    "bomb-billion-laughs-9.yaml": "PS108",
    "bomb-deep-flow-5000.yaml": "PS113",
    "bomb-merge-keys.yaml": "PS108",
    "control-chars.yaml": "PS102",
    "dup-keys.yaml": "PS111",
    "invalid-utf8.yaml": "PS101",
    "latin1.yaml": "PS101",
    "list-root.yaml": "PS115",
    "nul.yaml": "PS102",
    "only-comment.yaml": "PS114",
    "tabs.yaml": "PS104",
    "tag-python-object.yaml": "PS109",
    "unclosed-bracket.yaml": "PS107",
    "unclosed-quote.yaml": "PS106",
}
"""Files with one hazard: its code has to be among those that are named."""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "perfsupport.yaml").write_text("title: Hostile\n", encoding="utf-8")
    (tmp_path / "trees" / "hostile").mkdir(parents=True)
    return tmp_path


def assert_in_words(run: Measured) -> None:
    assert run.code in (0, 1), run.errors
    assert "Traceback" not in run.output + run.errors
    assert run.seconds <= MOST_SECONDS, f"{run.seconds:.2f} CPU seconds"
    assert run.memory <= MOST_MEMORY, f"{run.memory / 2**20:.0f} MiB"


@pytest.mark.parametrize("name", FILES or [pytest.param("", marks=pytest.mark.skip("no shared data"))])
def test_a_hostile_file_is_refused_in_words_or_built(name: str, project: Path) -> None:
    (project / "trees" / "hostile" / name).write_bytes((FOLDER / name).read_bytes())
    check = run_measured(["check"], project)
    build = run_measured(["build"], project)
    for run in (check, build):
        assert_in_words(run)
    assert check.code == build.code
    page = project / "build" / name.replace(".yaml", ".html")
    assert page.exists() == (build.code == 0)
    codes = re.findall(r"\bPS\d{3}\b", check.output)
    assert bool(codes) == (check.code == 1)
    if name in EXPECTED:
        assert EXPECTED[name] in codes


def test_the_manifest_and_the_folder_agree(shared_data: Path) -> None:
    manifest = json.loads((FOLDER / "MANIFEST.json").read_text(encoding="utf-8"))
    assert sorted(entry["file"] for entry in manifest) == FILES
