"""Pages made on demand are those that a build writes, byte for byte, after whatever edits."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from perfsupport.building import build_project
from perfsupport.diagnostics import has_errors
from perfsupport.errors import PerfsupportError
from perfsupport.preview import app
from perfsupport.preview.editions import Edition, make_edition, make_editions, make_first
from perfsupport.preview.telling import look_at, tell
from perfsupport.project import load_project
from perfsupport.site.write import MARKER
from perfsupport.tree import Subtree
from perfsupport.validator import Superseded
from tests.preview.edits import make_edit, write_project
from tests.preview.test_again import TODAY, UNSHRUNK, assert_same

TOMORROW = "2026-11-23"


def read(edition: Edition, address: str) -> bytes:
    content = edition.find_page(address)
    assert content is not None, address
    return content if isinstance(content, bytes) else content.read_bytes()


def assert_as_built(edition: Edition, root: Path, out: Path) -> None:
    """Hold every page against a build from nothing; where that fails on a template, so must the page."""
    try:
        result = build_project(
            load_project(root), out, edition.proved.today, maps=False, mode="preview", durable=False, draw_new=False
        )
    except PerfsupportError as error:
        with pytest.raises(PerfsupportError, match=r"^" + str(error).partition(":")[0]):
            edition.find_page("index.html")
        return
    assert result.written is not has_errors(edition.proved.diagnostics)
    if result.written:
        built = {file.relative_to(out).as_posix(): file for file in out.rglob("*") if file.is_file()}
        del built[MARKER]
        for address, file in built.items():
            if not address.endswith(".map.html"):
                assert read(edition, address) == file.read_bytes(), address


EXAMPLES = int(os.environ.get("PERFSUPPORT_EDITS", "2"))
"""More where asked: ``PERFSUPPORT_EDITS=100 pytest tests/preview -k random_edits``."""


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), phases=UNSHRUNK)
@given(seed=st.integers(0, 2**32), edits=st.integers(1, 6))
def test_random_edits_show_what_a_build_writes(seed: int, edits: int) -> None:
    random = Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        root, out = Path(folder) / "project", Path(folder) / "build"
        write_project(root, random)
        edition = make_edition(root, TODAY)
        assert not has_errors(edition.proved.diagnostics)
        for number in range(edits):
            # Pages that were made before an edit must not be shown behind it; to make all each time takes long.
            if random.random() < 0.5:
                assert_as_built(edition, root, out)
            make_edit(root, random)
            edition = make_edition(root, TODAY if number % 2 else TOMORROW, edition)
        assert_same(edition.project, edition.proved, root, edition.proved.today)
        assert_as_built(edition, root, out)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    write_project(tmp_path, Random(1))
    return tmp_path


@pytest.fixture
def change(project: Path) -> Callable[[str, str, str], None]:
    def change_text(name: str, old: str, new: str) -> None:
        file = next(project.glob(f"trees/*/{name}.yaml"))
        text = file.read_text()
        assert old in text
        file.write_text(text.replace(old, new, 1))

    return change_text


Change = Callable[[str, str, str], None]
PAGE = "pay-out-credit.html"


def test_a_tree_with_errors_keeps_its_last_good_page_and_others_go_on(project: Path, change: Change) -> None:
    first = make_edition(project, TODAY)
    page, other = read(first, PAGE), read(first, "meter-reading.html")
    change("pay-out-credit", "then: ", "then: nowhere_")
    second = make_edition(project, TODAY, first)
    assert read(second, PAGE) == page
    told = tell(second, PAGE)
    assert (told["status"], told["token"]) == ("kept", look_at(first, PAGE).token)
    assert [error["code"] for error in told["errors"]] == ["PS301"]
    change("meter-reading", "title: ", "title: Now ")
    third = make_edition(project, TODAY, second)
    assert read(third, PAGE) == page
    assert read(third, "meter-reading.html") != other
    elsewhere = tell(third, "meter-reading.html")
    assert elsewhere["errors"] == []
    assert [(one["path"], one["count"]) for one in elsewhere["others"]] == [("trees/billing/pay-out-credit.yaml", 1)]


def test_a_page_that_did_not_change_keeps_its_token(project: Path, change: Change) -> None:
    first = make_edition(project, TODAY)
    change("meter-reading", "title: ", "title: Now ")
    second = make_edition(project, TODAY, first)
    assert look_at(second, "identity-check.html") == look_at(first, "identity-check.html")
    assert look_at(second, "meter-reading.html").token != look_at(first, "meter-reading.html").token
    # It runs the tree that changed.
    assert look_at(second, PAGE).token != look_at(first, PAGE).token
    (project / "trees/media/bill.svg").write_text("<svg/>")
    third = make_edition(project, TODAY, second)
    assert look_at(third, PAGE).token != look_at(second, PAGE).token


def test_what_a_run_tree_has_wrong_is_told_on_the_page_that_runs_it(project: Path, change: Change) -> None:
    first = make_edition(project, TODAY)
    change("identity-check", "then: ", "then: nowhere_")
    told = tell(make_edition(project, TODAY, first), PAGE)
    assert told["status"] == "kept"
    assert {error["path"] for error in told["errors"]} == {"trees/checks/identity-check.yaml"}


def test_a_file_that_is_gone_takes_its_page_along_and_a_new_one_brings_it(project: Path) -> None:
    first = make_edition(project, TODAY)
    file = next(project.glob("trees/*/pay-out-credit.yaml"))
    file.rename(file.with_name("other-name.yaml"))
    second = make_edition(project, TODAY, first)
    assert look_at(second, PAGE).status == "gone"
    assert second.find_page(PAGE) is None
    assert look_at(second, "other-name.html").status == "shown"


def test_a_tree_that_never_was_good_is_missing_and_not_gone(project: Path, change: Change) -> None:
    change("pay-out-credit", "then: ", "then: nowhere_")
    told = tell(make_edition(project, TODAY), PAGE)
    assert (told["status"], told["token"], len(told["errors"])) == ("missing", "", 1)


def test_settings_with_errors_leave_the_look_as_it_was(project: Path) -> None:
    first = make_edition(project, TODAY)
    (project / "perfsupport.yaml").write_text("title: [broken\n")
    second = make_edition(project, TODAY, first)
    assert read(second, "index.html") == read(first, "index.html")
    assert {error["path"] for error in tell(second, PAGE)["errors"]} >= {"perfsupport.yaml"}


def test_a_change_of_settings_shows_before_all_trees_are_checked_again(project: Path) -> None:
    first = make_edition(project, TODAY)
    settings = project / "perfsupport.yaml"
    settings.write_text(re.sub(r"^title: .*", "title: A new name", settings.read_text(), flags=re.MULTILINE))
    early, last = make_editions(project, TODAY, first)
    assert b"A new name" in read(early, PAGE)
    assert early.proved.checks.by_path == first.proved.checks.by_path
    assert b"A new name" in read(last, PAGE)
    assert last.proved.checks.by_path != first.proved.checks.by_path


def test_another_day_does_not_hold_a_save_up(project: Path, change: Change) -> None:
    first = make_edition(project, TODAY)
    change("meter-reading", "title: ", "title: Now ")
    early, last = make_editions(project, "2026-11-23", first)
    assert read(early, "meter-reading.html") == read(last, "meter-reading.html") != read(first, "meter-reading.html")
    assert (early.proved.today, last.proved.today) == (TODAY, "2026-11-23")


def test_a_save_during_the_check_of_all_trees_is_shown_first(project: Path, change: Change) -> None:
    edition = make_edition(project, TODAY)
    (project / "perfsupport.yaml").write_text("title: A new name\n")
    made = make_editions(project, TODAY, edition, is_stale=lambda: True)
    edition = next(made)
    with pytest.raises(Superseded):
        next(made)
    change("meter-reading", "title: ", "title: Now ")
    early, last = make_editions(project, TODAY, edition)
    assert b"<title>Now " in read(early, "meter-reading.html")
    assert last.proved.diagnostics == make_edition(project, TODAY).proved.diagnostics


def test_a_broken_template_is_told_and_mended(project: Path) -> None:
    first = make_edition(project, TODAY)
    own = project / "site_templates/pages/aid.html.j2"
    own.parent.mkdir(parents=True)
    own.write_text("{% if %}")
    second = make_edition(project, TODAY, first)
    told = look_at(second, PAGE)
    assert (told.status, told.token) == ("broken", "")
    assert told.failure.startswith("Template pages/aid.html.j2, line 1: ")
    shutil.rmtree(project / "site_templates")
    assert look_at(make_edition(project, TODAY, second), PAGE) == look_at(first, PAGE)


def test_the_map_is_drawn_when_it_is_asked_for_and_once(project: Path) -> None:
    first = make_edition(project, TODAY)
    page = read(first, "meter-reading.map.html")
    assert b'<svg class="picture"' in page
    again = make_edition(project, TODAY, first)
    assert again.drawings is first.drawings
    assert read(again, "meter-reading.map.html") == page


def test_a_tree_is_shown_before_all_others_are_read(project: Path) -> None:
    first = make_first(project, TODAY, "pay-out-credit")
    assert first is not None
    run = {str(step.run) for step in first.project.trees["pay-out-credit"].steps.values() if isinstance(step, Subtree)}
    assert run
    assert first.project.trees.keys() == {"pay-out-credit", *run}
    assert read(first, PAGE) == read(make_edition(project, TODAY), PAGE)


def test_a_tree_that_is_not_there_or_has_errors_is_not_shown_before_the_others(project: Path, change: Change) -> None:
    assert make_first(project, TODAY, "pay-out-credits") is None
    change("pay-out-credit", "then: ", "then: nowhere_")
    assert make_first(project, TODAY, "pay-out-credit") is None


def test_what_is_asked_for_while_the_project_is_read_comes_first(
    project: Path, change: Change, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("WHOLE_SECONDS", "FIRST_SECONDS"):
        monkeypatch.setattr(app, name, 0.01)
    preview = app.Preview(project, lambda: TODAY, lambda _found, _sources: "", lambda _text: None)

    async def ask() -> None:
        # Outside of its lifespan the application reads nothing by itself, as if that took for ever.
        transport = httpx.ASGITransport(preview.make_app())
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            index = await client.get("/")
            assert index.status_code == 503
            assert f'<a href="/{PAGE}">pay-out-credit</a>' in index.text
            page = await client.get(f"/{PAGE}")
            assert page.status_code == 200
            assert 'data-status="shown"' in page.text
            (script,) = set(re.findall(r'src="(assets/player[^"]*)"', page.text))
            assert (await client.get(f"/{script}")).status_code == 200
            assert (await client.get("/preview/scenarios", params={"page": PAGE})).json()["scenarios"]
            assert (await client.get("/no-such-tree.html")).status_code == 503
            change("pay-out-credit", "title: ", "title: Now ")
            assert "Now " in (await client.get(f"/{PAGE}")).text

    # In a thread of its own: a browser test before this one leaves an event loop running in the main one.
    with ThreadPoolExecutor(max_workers=1) as thread:
        thread.submit(lambda: asyncio.run(ask())).result()
