from __future__ import annotations

import json
import queue
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect

from perfsupport.starter import make_starter, write_starter
from tests.cli.running import run, serving

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
def listening(address: str, page: str = "/parcel-late.html") -> Iterator[queue.Queue[dict[str, Any]]]:
    """What the server tells a page, as it comes."""
    told: queue.Queue[dict[str, Any]] = queue.Queue()

    def listen() -> None:
        try:
            with httpx.stream("GET", f"{address}/preview/events", params={"page": page}, timeout=60) as stream:
                for line in stream.iter_lines():
                    if line.startswith("data: "):
                        told.put(json.loads(line.removeprefix("data: ")))
        except httpx.HTTPError:
            pass  # the server has ended

    threading.Thread(target=listen, daemon=True).start()
    yield told


def wait_for(told: queue.Queue[dict[str, Any]], fits: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    while not fits(state := told.get(timeout=60)):
        pass
    return state


def test_a_missing_package_is_told_in_a_sentence(project: Path) -> None:
    script = "import sys; sys.modules['watchfiles'] = None; from perfsupport.cli.main import main; main()"
    failed = subprocess.run(
        [sys.executable, "-c", script, "serve"], cwd=project, capture_output=True, text=True, check=False
    )
    assert failed.returncode == 3
    assert failed.stderr == (
        "perfsupport: Serving needs watchfiles. Install what is missing with: pip install 'perfsupport[serve]'\n"
    )


def test_a_save_is_shown_and_told(project: Path) -> None:
    with serving(project, "serve") as (process, address), listening(address) as told:
        first = wait_for(told, lambda state: state["status"] == "shown")
        assert (first["errors"], first["advice"], first["others"]) == ([], [], [])
        page = httpx.get(f"{address}/parcel-late.html", timeout=30)
        assert page.headers["content-security-policy"].startswith("default-src 'none'; script-src 'self';")
        assert page.headers["cache-control"] == "no-cache"
        assert '"mode":"preview"' in page.text
        change(project, "A parcel has not arrived", "A parcel is late")
        shown = wait_for(told, lambda state: state["token"] != first["token"])
        assert "A parcel is late" in httpx.get(f"{address}/parcel-late.html", timeout=30).text
        change(project, "then: by_days", "then: by_day")
        # A file that is only half written is told of as well.
        wrong = wait_for(told, lambda state: [one["text"].strip() for one in state["errors"]] == ["then: by_day"])
        (error,) = wrong["errors"]
        assert error["path"] == TREE
        assert "Did you mean by_days?" in error["remedy"]
        assert (wrong["status"], wrong["token"]) == ("kept", shown["token"])
        assert "A parcel is late" in httpx.get(f"{address}/parcel-late.html", timeout=30).text
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=120) == 0
    assert not (project / "build").exists()


def test_only_this_machine_hears_where_files_lie(project: Path) -> None:
    options = ("--editor", "myeditor://open?f={path}&l={line}", "--allow-host", "Elsewhere.example")
    with serving(project, "serve", *options) as (_, address):
        with listening(address) as told:
            state = wait_for(told, lambda state: state["status"] == "shown")
            assert state["editor"] == f"myeditor://open?f={project.as_posix()}/{{path}}&l={{line}}"
        with httpx.stream(
            "GET", f"{address}/preview/events", headers={"Host": "elsewhere.example"}, timeout=30
        ) as stream:
            data = next(line for line in stream.iter_lines() if line.startswith("data: "))
        assert str(project) not in data
        refused = httpx.get(f"{address}/parcel-late.html", headers={"Host": "evil.example"}, timeout=30)
        assert refused.status_code == 403
        assert refused.text == (
            "Nothing is shown under this name, since a page of the web could else read it. Open it by its number, as in"
            f" {address}/, or start it with: --allow-host evil.example\n"
        )


@pytest.mark.parametrize("editor", ["emacs", "javascript:alert('{path}')", "vscode://file"])
def test_an_editor_that_cannot_be_opened_is_wrong_usage(project: Path, editor: str) -> None:
    refused = run(project, "serve", "--editor", editor)
    assert refused.returncode == 2
    assert "--editor takes vscode, cursor, idea, sublime, none, or an address with {path} and {line}" in refused.stderr


def test_a_folder_that_is_no_project_is_refused(project: Path) -> None:
    (project / "docs").mkdir()
    refused = run(project, "serve", "--port", "0", "--root", "docs")
    assert refused.returncode == 3
    assert refused.stderr == (
        "perfsupport: There is no perfsupport.yaml and no folder trees in docs. Name a project's folder.\n"
    )


def test_a_port_that_is_taken_is_told(project: Path) -> None:
    with serving(project, "serve") as (_, address):
        refused = run(project, "serve", "--port", address.rpartition(":")[2])
    assert refused.returncode == 3
    assert "Choose another port with --port." in refused.stderr


def test_files_that_come_and_go_in_bursts_are_followed(project: Path) -> None:
    text = (project / TREE).read_text()
    with serving(project, "serve") as (_, address), listening(address, "/copy-9.html") as told:
        wait_for(told, lambda state: state["status"] == "gone")
        folder = project / "trees/new-folder"
        folder.mkdir()
        for number in range(10):
            # As editors save: beside, then in its place.
            (folder / ".saving").write_text(text.replace("title: ", f"title: {number} "))
            (folder / ".saving").rename(folder / f"copy-{number}.yaml")
        wait_for(told, lambda state: state["status"] == "shown")
        for number in range(10):
            (folder / f"copy-{number}.yaml").unlink()
        folder.rmdir()
        wait_for(told, lambda state: state["status"] == "gone")
        aside = project / "aside"
        (project / "trees").rename(aside)
        aside.rename(project / "trees")
        folder.mkdir()
        (folder / "copy-9.yaml").write_text(text)
        wait_for(told, lambda state: state["status"] == "shown")


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
        expect(page).to_have_url(re.compile("tracking=on-its-way"))
        change(project, "then: by_days", "then: by_day")
        expect(page.get_by_role("alert")).to_contain_text("Did you mean by_days?", timeout=30_000)
        change(project, "then: by_day\n", "then: by_days\n")
        expect(page.get_by_role("alert")).to_have_text("", timeout=30_000)
        page.close()
    assert complaints == []


def test_a_project_with_errors_is_served_as_soon_as_they_are_mended(project: Path, page: Page) -> None:
    change(project, "then: by_days", "then: by_day")
    with serving(project, "serve") as (_, address):
        page.goto(f"{address}/")
        expect(page.get_by_role("alert")).to_contain_text("Did you mean by_days?", timeout=30_000)
        change(project, "then: by_day\n", "then: by_days\n")
        expect(page.get_by_role("heading", level=1)).to_have_text("Our job aids", timeout=30_000)
        page.close()
