from __future__ import annotations

import signal
import subprocess
from pathlib import Path

import httpx
import pytest

from tests.cli.running import run, serving
from tests.conftest import ROOT


@pytest.fixture
def samples(tmp_path: Path) -> Path:
    """A copy of the sample project, so that a test builds nothing in the checkout."""
    import shutil

    shutil.copy(ROOT / "perfsupport.yaml", tmp_path)
    shutil.copytree(ROOT / "trees", tmp_path / "trees")
    return tmp_path


def test_once_builds_serves_keeps_an_event_and_reports_it(samples: Path) -> None:
    done = run(samples, "demo", "--once")
    assert (done.returncode, done.stderr) == (0, "")
    assert "Built 9 job aids into build" in done.stdout
    assert "kept an event, and found it in the report" in done.stdout
    assert sorted(path.name for path in samples.iterdir()) == ["build", "perfsupport.yaml", "trees"]


def test_the_demo_serves_site_and_collector_until_told_to_end(samples: Path) -> None:
    with serving(samples, "demo") as (process, address):
        page = httpx.get(f"{address}/no-power.html", timeout=30)
        assert page.status_code == 200
        assert '"collector":"/events"' in page.text
        assert "connect-src 'self';" in page.headers["content-security-policy"]
        assert httpx.get(f"{address}/", timeout=30).status_code == 200
        assert httpx.get(f"{address}/health", timeout=30).json() == {"status": "ok"}
        told = httpx.get(f"{address}/report", timeout=30)
        assert told.headers["content-type"].startswith("text/html")
        assert "Nothing has happened yet" in told.text and "This is the demo" in told.text
        assert httpx.get(f"{address}/../perfsupport.yaml", timeout=30).status_code == 404
        assert httpx.get(f"{address}/report", headers={"host": "evil.example"}, timeout=30).status_code == 403
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=120) == 0


def test_make_demo_is_the_same_command() -> None:
    command = ["make", "--no-print-directory", "-n", "demo", "ONCE=1"]
    planned = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert planned.stdout.splitlines()[-1].endswith("/perfsupport demo --once")
