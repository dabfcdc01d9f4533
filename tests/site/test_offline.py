"""The service worker's list of files."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
from pathlib import Path

import pytest

from perfsupport.building import build_project
from perfsupport.project import load_project
from perfsupport.site import offline
from perfsupport.site.offline import HASH_LENGTH
from tests.browser.samples import CARD, IDENTITY, write_project

TODAY = "2026-11-22"


def build(root: Path, out: Path, **options: bool) -> str:
    assert build_project(load_project(root), out, TODAY, maps=False, durable=False, **options).written
    return (out / "worker.js").read_text()


def read_list(worker: str) -> tuple[str, dict[str, str]]:
    found = re.match(r"const SITE=(\{.*?\}\});\n", worker)
    assert found is not None
    site = json.loads(found[1])
    return site["version"], site["files"]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return write_project(tmp_path, {"card-declined": CARD, "identity-check": IDENTITY})


def test_the_worker_keeps_every_page_and_asset_by_what_is_in_it(project: Path) -> None:
    _, files = read_list(build(project, project / "build"))
    site = project / "build"
    left_out = {"worker.js", "events.json", ".perfsupport-site"}
    written = {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()} - left_out
    assert files.keys() == {path for path in written if not path.startswith("headers/")}
    for address, digest in files.items():
        assert hashlib.sha256((site / address).read_bytes()).hexdigest()[:HASH_LENGTH] == digest


def test_a_word_that_changes_makes_a_new_version(project: Path) -> None:
    first, _ = read_list(build(project, project / "build"))
    assert read_list(build(project, project / "build"))[0] == first
    tree = next((project / "trees").rglob("card-declined.yaml"))
    tree.write_text(tree.read_text().replace("title: ", "title: Now, ", 1))
    assert read_list(build(project, project / "build"))[0] != first


def test_long_films_stay_on_the_server(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(offline, "LARGEST_COPIED", 1_000_000)
    (project / "trees/media").mkdir(exist_ok=True)
    (project / "trees/media/film.mp4").write_bytes(bytes(1_000_001))
    _, files = read_list(build(project, project / "build"))
    assert "media/film.mp4" not in files


@pytest.mark.parametrize("how", ["settings", "caller"])
def test_without_offline_use_the_worker_takes_itself_away(project: Path, how: str) -> None:
    if how == "settings":
        (project / "perfsupport.yaml").write_text((project / "perfsupport.yaml").read_text() + "\noffline: no\n")
        worker = build(project, project / "build")
    else:
        worker = build(project, project / "build", offline=False)
    assert "SITE" not in worker
    assert "unregister" in worker
    assert "offline" not in (project / "build/card-declined.html").read_text()


def test_which_copies_the_worker_keeps_over_versions_and_rollbacks(node: str) -> None:
    script = str(Path(__file__).with_name("worker.test.mjs"))
    ended = subprocess.run([node, "--no-warnings", "--test", script], capture_output=True, text=True, timeout=180)
    assert ended.returncode == 0, ended.stdout + ended.stderr
