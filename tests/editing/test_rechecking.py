"""What is told after each change is what ``perfsupport check`` tells of the file once it is saved."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from random import Random

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from perfsupport.diagnostics import Diagnostic
from perfsupport.languageserver.workspace import Workspace
from perfsupport.project import check_project, load_project
from tests.conftest import ROOT
from tests.editing.keys import type_on

TODAY = "2026-11-22"
UNSHRUNK = (Phase.explicit, Phase.reuse, Phase.generate)
CASES = sorted(folder for folder in (ROOT / "tests/cases/bad").iterdir() if list(folder.glob("trees/*/*.yaml")))
SAMPLES = ("billing/pay-out-credit.yaml", "checks/identity-check.yaml", "checks/meter-reading.yaml")


def write_samples(root: Path) -> None:
    for path in SAMPLES:
        (root / "trees" / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / "trees" / path, root / "trees" / path)
    shutil.copytree(ROOT / "trees/media", root / "trees/media")
    shutil.copy(ROOT / "perfsupport.yaml", root)


def check_saved(root: Path) -> Mapping[str, Sequence[Diagnostic]]:
    found: dict[str, list[Diagnostic]] = {}
    for one in check_project(load_project(root), TODAY):
        found.setdefault(one.path, []).append(one)
    return found


def type_and_compare(root: Path, random: Random, edits: int) -> None:
    """Type into files of a project, and hold what is told against a check of the saved project."""
    workspace = Workspace(root, lambda: TODAY)
    files = sorted(root.glob("trees/*/*.yaml"))
    workspace.check()
    file = random.choice(files)
    texts = {each: [each.read_bytes().decode("utf-8", "replace")] for each in files}
    for _ in range(edits):
        file = random.choice([file, file, file, random.choice(files)])
        text = type_on(texts[file][-1], texts[file], random)
        texts[file].append(text)
        workspace.put_unsaved(workspace.find_path(file), text)
        found = workspace.check()
        for each in files:
            each.write_bytes(texts[each][-1].encode("utf-8", "surrogatepass"))
        assert found == check_saved(root)
        for each in files:
            each.write_bytes(texts[each][0].encode("utf-8", "surrogatepass"))


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), phases=UNSHRUNK)
@given(seed=st.integers(0, 2**32), case=st.sampled_from(CASES), edits=st.integers(1, 6))
def test_random_keys_are_checked_as_if_saved(seed: int, case: Path, edits: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "project"
        shutil.copytree(case, root)
        if not (root / "perfsupport.yaml").exists():
            (root / "perfsupport.yaml").write_text("title: Desk\n", encoding="utf-8")
        type_and_compare(root, Random(seed), edits)


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck), phases=UNSHRUNK)
@given(seed=st.integers(0, 2**32), edits=st.integers(1, 6))
def test_random_keys_in_samples_are_checked_as_if_saved(seed: int, edits: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        write_samples(root)
        type_and_compare(root, Random(seed), edits)
