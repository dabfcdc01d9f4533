"""The manual's script for a server of one's own: the link is turned when the site is whole, and not before."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.ci.jobs import Job
from tests.conftest import ROOT


@pytest.fixture
def job(tmp_path: Path) -> Job:
    """A job in a folder with a site, and ``publish.sh`` as the manual has it."""
    page = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
    (script,) = re.findall(r'^```bash title="publish.sh"\n(.*?)^```$', page, re.MULTILINE | re.DOTALL)
    folder = tmp_path / "checkout"
    (folder / "build" / "assets").mkdir(parents=True)
    (folder / "publish.sh").write_text(script)
    write_site(folder, "one")
    return Job(folder, tmp_path)


def write_site(folder: Path, word: str) -> None:
    (folder / "build" / "index.html").write_text(word)
    (folder / "build" / "assets" / "a.css").write_text(word)


def publish(job: Job, server: Path) -> int:
    return job.run(f"bash publish.sh build deploy@aids.example '{server}'").returncode


def read_current(server: Path) -> tuple[str, str]:
    current = server / "current"
    return (current / "index.html").read_text(), (current / "assets" / "a.css").read_text()


def test_each_site_takes_the_place_of_the_last_one(job: Job, tmp_path: Path) -> None:
    server = tmp_path / "srv" / "job aids"
    assert publish(job, server) == 0
    assert read_current(server) == ("one", "one")
    write_site(job.folder, "two")
    assert publish(job, server) == 0
    assert read_current(server) == ("two", "two")
    assert sorted(path.name for path in server.iterdir()) == ["current", "releases"]
    assert len(list((server / "releases").iterdir())) == 2


@pytest.mark.parametrize(
    "ssh",
    [
        "#!/bin/sh\nexit 255\n",
        '#!/bin/sh\nshift\nhead -c 700 | sh -c "$1"\n',
        '#!/bin/sh\nshift\nsh -c "$1" < /dev/null\n',
    ],
    ids=["no connection", "connection breaks", "nothing arrives"],
)
def test_a_transfer_that_breaks_leaves_the_last_site_whole(ssh: str, job: Job, tmp_path: Path) -> None:
    server = tmp_path / "srv"
    assert publish(job, server) == 0
    write_site(job.folder, "two")
    assert publish(Job(job.folder, tmp_path, stubs={"ssh": ssh}), server) != 0
    assert read_current(server) == ("one", "one")


def test_without_a_site_nothing_happens(job: Job, tmp_path: Path) -> None:
    (job.folder / "build" / "index.html").unlink()
    assert publish(job, tmp_path / "srv") != 0
    assert not (tmp_path / "srv").exists()


def test_five_sites_are_kept(job: Job, tmp_path: Path) -> None:
    for number in range(7):
        write_site(job.folder, str(number))
        assert publish(job, tmp_path / "srv") == 0
    assert read_current(tmp_path / "srv") == ("6", "6")
    assert len(list((tmp_path / "srv" / "releases").iterdir())) == 5
