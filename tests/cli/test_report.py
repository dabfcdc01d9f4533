"""``perfsupport report`` from the shell."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from perfsupport.cli.report import report
from perfsupport.errors import PerfsupportError, UsageError
from perfsupport.store import StoreError, open_store
from tests.analytics.stories import tell
from tests.collector.sending import NOW, PUBLISHED, write_site


def run(*arguments: str) -> Result:
    return CliRunner(env={"COLUMNS": "100"}).invoke(report, arguments, catch_exceptions=False, standalone_mode=False)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "events.sqlite3"
    store = open_store(path)
    store.append(event for _ in range(5) for event in tell("channel=shop confirm=done paid!resolved"))
    store.close()
    return path


def test_without_a_site_ids_stand_for_themselves(file: Path) -> None:
    ended = run("--store", str(file))
    assert ended.exit_code == 0
    assert "\ntill\n5 sessions, 5 run-throughs, 5 completed\n" in ended.output


def test_titles_come_from_the_site_or_from_what_the_collector_was_told(file: Path, tmp_path: Path) -> None:
    site = write_site(tmp_path / "build")
    told = run("--store", str(file), "--site", str(site)).output
    assert "Card declined at a till (till)" in told
    assert run("--store", str(file), "--root", str(tmp_path)).output == told
    store = open_store(file)
    store.keep_published(PUBLISHED, NOW)
    store.close()
    assert run("--store", str(file)).output == told


def test_json_is_for_programs(file: Path) -> None:
    made = json.loads(run("--store", str(file), "--format", "json", "--floor", "6").output)
    assert (made["format"], made["mode"], made["floor"]) == (1, "live", 6)
    (tree,) = made["trees"]
    assert (tree["tree"], tree["sessions"], tree["completed"], tree["steps"]) == ("till", None, None, [])


@pytest.fixture
def quarter(tmp_path: Path) -> Path:
    """Use of a job aid in September (by 6), October (by 7; the last one stays until November) and November (by 5)."""
    path = tmp_path / "quarter.sqlite3"
    store = open_store(path)
    for day, number in (("2026-09-30", 6), ("2026-10-01", 6), ("2026-10-31", 1), ("2026-11-01", 5)):
        last = int(datetime.fromisoformat(f"{day}T23:59:59.990Z").timestamp() * 1000)
        for _ in range(number):
            events = tell("channel=shop confirm=done paid!resolved")
            store.append({**event, "at": last + event["sequence"] * 5, "received_at": last + 9000} for event in events)
    store.count("2026-10-31", "repeated", 2)
    store.count("2026-11-01", "repeated", 3)
    store.close()
    return path


@pytest.mark.parametrize(
    ("asked", "days", "sessions"),
    [
        (["--from", "2026-10-01", "--to", "2026-10-31"], ("2026-10-01", "2026-10-31"), 7),
        (["--from", "2026-10", "--to", "2026-10"], ("2026-10-01", "2026-10-31"), 7),
        (["--from", "2026-10-02"], ("2026-10-02", None), 6),
        (["--to", "2026-09"], (None, "2026-09-30"), 6),
        ([], (None, None), 18),
    ],
)
def test_a_report_of_some_days_is_of_the_sessions_that_began_on_them(
    quarter: Path, asked: list[str], days: tuple[str | None, str | None], sessions: int
) -> None:
    made = json.loads(run("--store", str(quarter), "--format", "json", *asked).output)
    assert (made["from_day"], made["to_day"]) == days
    (tree,) = made["trees"]
    # A session that goes on after midnight counts whole, on the day on which it began.
    assert (made["sessions"], tree["run_throughs"], tree["completed"]) == (sessions, sessions, sessions)


def test_every_format_says_of_which_days_it_is(quarter: Path) -> None:
    october = ("--store", str(quarter), "--from", "2026-10", "--to", "2026-10")
    assert run(*october).output.startswith("Use of 1 job aid from 2026-10-01 to 2026-10-31 (live).")
    assert "1 to 31 October 2026" in run(*october, "--format", "html").output
    lines = run(*october, "--format", "csv").output.splitlines()
    assert lines[1:4] == [
        ",,,2026-10-01,first day asked for,,,,",
        ",,,2026-10-31,last day asked for,,,,",
        ",,,,sessions,7,,,",
    ]
    made = json.loads(run(*october, "--format", "json").output)
    assert len(made["days"]) == 31
    assert made["quality"]["repeated"] == 2, "what the collector counted on other days is left out"


@pytest.mark.parametrize(
    ("asked", "line", "heading"),
    [
        (
            ["--from", "2025-01", "--to", "2025-02"],
            "from 2025-01-01 to 2025-02-28",
            "1 January 2025 to 28 February 2025",
        ),
        (["--from", "2025-01-05", "--to", "2025-01-05"], "on 2025-01-05", "5 January 2025"),
        (["--from", "2027-01-01"], "since 2027-01-01", "from 1 January 2027 on"),
        (["--to", "2025-12"], "up to 2025-12-31", "until 31 December 2025"),
    ],
)
def test_days_on_which_nothing_happened_are_named(quarter: Path, asked: list[str], line: str, heading: str) -> None:
    assert run("--store", str(quarter), *asked).output == f"No live events {line}.\n"
    page = run("--store", str(quarter), "--format", "html", *asked).output
    assert heading in page and "Nothing happened in this time" in page and "Nothing has happened yet" not in page


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        (
            ["--from", "last month"],
            "--from 'last month' is no day. Write it like 2026-11-22, or a whole month like 2026-11.",
        ),
        (["--to", "2026-02-30"], "--to '2026-02-30' is no day."),
        (["--to", "2026-13"], "--to '2026-13' is no day."),
        (["--to", "9999-12-31"], "--to '9999-12-31' is no day."),
        (["--from", "2026-11-02", "--to", "2026-11-01"], "--to 2026-11-01 lies before --from 2026-11-02."),
    ],
)
def test_days_that_are_none_are_refused_in_words(quarter: Path, asked: list[str], message: str) -> None:
    with pytest.raises(UsageError) as refused:
        run("--store", str(quarter), *asked)
    assert message in str(refused.value)


def test_a_store_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"There is no .*none\.sqlite3 yet\. perfsupport collect makes it\."):
        run("--store", str(tmp_path / "none.sqlite3"))


def test_a_folder_that_is_no_project_is_refused(file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    file.rename(tmp_path / "perfsupport-events.sqlite3")
    (tmp_path / "docs").mkdir()
    for root in ("nowhere", "docs"):
        with pytest.raises(PerfsupportError, match=f"no folder build in {root}. Name a project's folder."):
            run("--root", root)


def test_the_page_is_in_the_language_of_the_project_or_in_the_one_that_is_named(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "perfsupport.yaml").write_text("title: Desk\nlanguage: fr-CA\n", encoding="utf-8")
    page = ("--store", str(file), "--format", "html")
    assert '<html lang="fr-CA" dir="ltr">' in (told := run(*page).output) and "Comment les guides sont utilisés" in told
    assert '<html lang="ar" dir="rtl">' in run(*page, "--language", "ar").output
    assert '<html lang="en" dir="ltr">' in run(*page, "--language", "en").output
    (tmp_path / "perfsupport.yaml").write_text("title: Desk\nlanguage: nl\n", encoding="utf-8")
    assert '<html lang="en" dir="ltr">' in run(*page).output, "nobody has translated the report to Dutch"


def test_a_language_without_words_or_for_another_format_is_refused(file: Path) -> None:
    with pytest.raises(UsageError, match="There are no words in the language nl"):
        run("--store", str(file), "--format", "html", "--language", "nl")
    with pytest.raises(UsageError, match="--language is for --format html"):
        run("--store", str(file), "--format", "csv", "--language", "de")


def test_versions_that_nothing_has_are_refused(file: Path) -> None:
    with pytest.raises(UsageError, match=r"No job aid has shown figures of both versions, 0123 and 4567\."):
        run("--store", str(file), "--compare", "0123..4567")
    with pytest.raises(UsageError, match="does not name two versions"):
        run("--store", str(file), "--compare", "0123")


def test_versions_are_compared_that_are_named(file: Path) -> None:
    versions = ["0" * 12, "1" * 12, "2" * 12]
    store = open_store(file)
    for version in versions:
        store.append(
            {**event, "version": version} for _ in range(5) for event in tell("channel=shop confirm=done paid!resolved")
        )
    store.close()
    asked = ("--store", str(file), "--format", "json", "--floor", "1", "--compare", "0000..1111")
    (tree,) = json.loads(run(*asked).output)["trees"]
    assert [tree["comparison"][side] for side in ("before", "after")] == versions[:2]
