from __future__ import annotations

import json
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect

from perfsupport.starter import make_starter, write_starter
from tests.cli.running import serving

TREE = "trees/parcels/parcel-late.yaml"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    write_starter(tmp_path, make_starter(date.today()))
    return tmp_path


def change(project: Path, old: str, new: str) -> None:
    text = (project / TREE).read_text()
    assert old in text
    (project / TREE).write_text(text.replace(old, new))


@contextmanager
def listening(address: str) -> Iterator[queue.Queue[dict[str, Any]]]:
    """What the server tells its pages, as it comes."""
    told: queue.Queue[dict[str, Any]] = queue.Queue()

    def listen() -> None:
        try:
            with httpx.stream("GET", f"{address}/preview/events", timeout=60) as stream:
                for line in stream.iter_lines():
                    if line.startswith("data: "):
                        told.put(json.loads(line.removeprefix("data: ")))
        except httpx.HTTPError:
            pass  # the server has ended

    threading.Thread(target=listen, daemon=True).start()
    yield told


def test_a_missing_package_is_told_in_a_sentence(project: Path) -> None:
    script = "import sys; sys.modules['watchfiles'] = None; from perfsupport.cli.main import main; main()"
    failed = subprocess.run(
        [sys.executable, "-c", script, "serve"], cwd=project, capture_output=True, text=True, check=False
    )
    assert failed.returncode == 3
    assert failed.stderr == (
        "perfsupport: Serving needs watchfiles. Install what is missing with: pip install 'perfsupport[serve]'\n"
    )


def test_a_save_is_built_and_told(project: Path) -> None:
    with serving(project, "serve") as (process, address), listening(address) as told:
        first = told.get(timeout=30)
        assert first["problems"] == ""
        page = httpx.get(f"{address}/parcel-late.html")
        assert page.headers["content-security-policy"].startswith("default-src 'none'; script-src 'self';")
        assert '"mode":"preview"' in page.text
        change(project, "A parcel has not arrived", "A parcel is late")
        while (state := told.get(timeout=30))["build"] == first["build"]:
            pass
        assert "A parcel is late" in httpx.get(f"{address}/parcel-late.html").text
        change(project, "then: by_days", "then: by_day")
        while not (wrong := told.get(timeout=30))["problems"]:
            state = wrong
        assert "Did you mean by_days?" in wrong["problems"]
        assert wrong["build"] == state["build"]
        assert "A parcel is late" in httpx.get(f"{address}/parcel-late.html").text
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=30) == 0
    assert not (project / "build").exists()


def test_a_page_comes_back_on_the_same_step_and_shows_what_is_wrong(project: Path, page: Page) -> None:
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    with serving(project, "serve") as (_, address):
        page.goto(f"{address}/parcel-late.html")
        page.get_by_text("On its way").click()
        expect(page.get_by_role("heading", level=2).first).to_have_text("How many days is the parcel late?")
        change(project, "How many days is the parcel late?", "How late is the parcel, in days?")
        expect(page.get_by_role("heading", level=2).first).to_have_text(
            "How late is the parcel, in days?", timeout=30_000
        )
        assert "tracking=on-its-way" in page.url
        change(project, "then: by_days", "then: by_day")
        expect(page.get_by_role("alert")).to_contain_text("Did you mean by_days?", timeout=30_000)
        change(project, "then: by_day\n", "then: by_days\n")
        expect(page.get_by_role("alert")).to_be_hidden(timeout=30_000)
        page.goto("about:blank")
    assert complaints == []


def test_a_project_with_errors_is_served_as_soon_as_they_are_mended(project: Path, page: Page) -> None:
    change(project, "then: by_days", "then: by_day")
    with serving(project, "serve") as (_, address):
        page.goto(f"{address}/")
        expect(page.get_by_role("alert")).to_contain_text("Did you mean by_days?", timeout=30_000)
        change(project, "then: by_day\n", "then: by_days\n")
        expect(page.get_by_role("heading", level=1)).to_have_text("Our job aids", timeout=30_000)
        page.goto("about:blank")
