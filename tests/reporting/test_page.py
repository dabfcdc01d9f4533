"""The report's page: it stands alone, keeps to its policy, and says what is true."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from pathlib import Path

from perfsupport.analytics import FORMATS, Report
from perfsupport.analytics.figures import OutcomeFigures, Stale, TreeReport, VariantFigures
from perfsupport.analytics.wording import write_sure_share
from perfsupport.reporting.page import render_page
from perfsupport.reporting.telling import ENGLISH_FIGURES
from perfsupport.site.templates import find_templates
from tests.conftest import ROOT
from tests.reporting.parsed import Parsed
from tests.reporting.reports import HOSTILE, MEANING, make


def test_the_page_is_whole_and_its_links_lead_somewhere(html: str) -> None:
    parsed = Parsed(html)
    assert parsed.open == []
    assert len(parsed.ids) == len(set(parsed.ids))
    assert {link for link in parsed.links if link.startswith("#") and link[1:] not in parsed.ids} == set()
    assert {link for link in parsed.links if not link.startswith("#")} <= {
        f"https://git.example/desk/trees/payments/till.yaml#L{line}" for line in range(60)
    }


def test_the_page_stands_alone_under_a_strict_policy(html: str) -> None:
    parsed = Parsed(html)
    assert parsed.loads == ["data:,"] and parsed.inline == []
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', html)
    assert policy is not None
    rules = dict(rule.split(" ", 1) for rule in policy[1].replace("&#39;", "'").split("; "))
    assert rules["default-src"] == "'none'" and "unsafe" not in policy[1] and "http" not in policy[1]
    for tag in ("style", "script"):
        found = re.findall(rf"<{tag}>(.*?)</{tag}>", html, re.DOTALL)
        assert len(found) == 1
        digest = base64.b64encode(hashlib.sha256(found[0].encode()).digest()).decode()
        assert rules[f"{tag}-src"] == f"'sha256-{digest}'"


def test_every_colour_that_is_used_is_there(html: str) -> None:
    style = re.search(r"<style>(.*?)</style>", html, re.DOTALL)
    assert style is not None
    used = set(re.findall(r"var\((--[\w-]+)\)", style[1]))
    assert used and used - set(re.findall(r"(--[\w-]+)\s*:", style[1])) == set()


def test_words_of_authors_and_reps_are_only_words(html: str) -> None:
    assert "evil.example" in html
    assert "<img src=x" not in html and '<script src="https://evil' not in html
    assert HOSTILE not in html


def test_few_people_and_what_they_searched_for_are_not_on_the_page(html: str, report: Report) -> None:
    assert "Mrs Okafor" not in html
    assert "refund" in html and "solar panel" not in html, "one that few searched for takes another with it"
    outcome = next(each for each in report.trees[0].outcomes if each.step == "ask_supervisor")
    assert outcome.run_throughs == 12


def test_worth_stands_beside_its_assumption(html: str) -> None:
    assert "up to 240 hours" in html and "nobody sits through the course any more" in html


def test_hours_have_their_thousands_apart_as_counts_do(tmp_path: Path) -> None:
    html = render_page(make(tmp_path, heads=400), MEANING, find_templates(ROOT))
    assert "up to 2\u202f400 hours" in html


def test_what_is_old_never_opened_and_noted_is_said(html: str) -> None:
    assert "review overdue since 31 October 2026" in html
    assert "nobody opened it" in html and "Never opened" in html
    assert "A note above all." in html


def test_an_empty_report_says_what_to_do(report: Report) -> None:
    empty = Report(mode="live", floor=5, first_at=None, last_at=None, left_out={"preview": 2})
    page = render_page(empty, {}, find_templates(ROOT))
    assert "Nothing has happened yet" in page and "2 sessions of preview are left out" in page
    assert Parsed(page).open == []


def test_what_is_old_and_hidden_is_said_in_a_whole_sentence() -> None:
    stale = Stale(tree="parcel", title="", step=None, why="version 0123 still used", since="2026-11-02", sessions=None)
    told = "version 0123 still used since 2 November 2026; how often is not shown"
    assert ENGLISH_FIGURES.tell_stale(stale) == told


def test_what_few_did_is_neither_nothing_nor_a_picture_of_it(tmp_path: Path) -> None:
    page = render_page(make(tmp_path, floor=1000), MEANING, find_templates(ROOT), maps=False)
    assert "<dt>Run-throughs</dt><dd><strong>–</strong>" in page
    assert 'class="days"' not in page and "in – sessions" not in page


def test_the_template_is_where_a_project_can_find_it() -> None:
    assert (Path(find_templates(ROOT).folders[-1]) / "pages/report.html.j2").is_file()


def test_what_a_run_through_counts_in_twice_is_said_where_it_does(report: Report) -> None:
    told = "one inside another job aid counts in both"
    assert told in render_page(report, MEANING, find_templates(ROOT), maps=False)
    alone = replace(report, trees=[replace(tree, inside=0) for tree in report.trees])
    assert told not in render_page(alone, MEANING, find_templates(ROOT), maps=False)


def test_where_to_look_first_leads_with_the_count_that_it_is_sorted_by(html: str) -> None:
    first = re.findall(r'<ol class="spots">.*?</li>', html, re.DOTALL)[0]
    assert '<p class="big"><b>15</b> lost</p>' in first and "29 % of 51" in first


def test_a_share_that_says_nothing_is_not_told_in_a_tile_or_of_a_path(report: Report) -> None:
    path = VariantFigures(steps=["paid"], titles=["Paid"], longer=0, run_throughs=1, completed=1)
    one = TreeReport(tree="till", title="Till", run_throughs=1, completed=1, variants=[path])
    page = render_page(replace(report, trees=[one]), {}, find_templates(ROOT), maps=False)
    tree = page.partition('<section class="aid"')[2].partition("</section>")[0]
    assert "100 %" not in tree and "<strong>1</strong>" in tree and "too few to say" in tree
    assert '<p class="big">1</p>' in tree


def test_outcomes_and_paths_are_shares_of_those_that_could_reach_them(report: Report) -> None:
    outcomes = [OutcomeFigures(step="paid", title="Paid", kind="resolved", run_throughs=40)]
    path = VariantFigures(steps=["paid"], titles=["Paid"], longer=0, run_throughs=40, completed=40)
    tree = TreeReport(
        tree="till", title="Till", run_throughs=1000, inside=900, completed=900, outcomes=outcomes, variants=[path]
    )
    page = render_page(replace(report, trees=[tree], stale=[], feedback=[]), {}, find_templates(ROOT), maps=False)
    assert "Share of those not inside another aid" in page and "40 % (31–50 %)" in page
    assert '<p class="big">40 %</p>' in page
    assert "40 (40 %)" in FORMATS["text"](replace(report, trees=[tree]), 100)
    lines = FORMATS["csv"](replace(report, trees=[tree]), 0).splitlines()
    assert [line.split(",")[6] for line in lines if "outcome: resolved" in line or ",path," in line] == ["100", "100"]
    hidden = replace(report, trees=[replace(tree, inside=None)], stale=[], feedback=[])
    assert "Share of run-throughs" in render_page(hidden, {}, find_templates(ROOT), maps=False)


def test_steps_that_run_another_tree_stand_in_their_place_without_what_is_not_counted_there(report: Report) -> None:
    html = render_page(report, MEANING, find_templates(ROOT), maps=False)
    names = re.findall(r'<tr id="till--(\w+)" class="t-', html)
    assert names == ["channel", "amount", "identity", "confirm", "unused"]
    row = html.partition('<tr id="till--identity"')[2].partition("</tr>")[0]
    assert re.findall(r'<td class="num"[^>]*>([^<]*)</td>', row) == ["15", "6", *[""] * 7]
    told = FORMATS["text"](report, 200).partition("Card declined")[2].partition("Identity check")[0].splitlines()
    steps = [line for line in told if line.startswith((" What is the amount", " Identity ", " <"))]
    assert [line.split()[0] for line in steps] == ["What", "Identity", "</script><script"]
    assert steps[1].split() == ["Identity", "15", "6"]


def test_days_can_be_read_without_a_mouse(html: str) -> None:
    days = html.partition('<details class="by-day"')[2].partition("</details>")[0]
    assert re.findall(r"<li>([^<]*)</li>", days) == ["Wed 18 Nov: 51 sessions"]


def test_what_is_not_nothing_never_looks_so_in_an_interval_either() -> None:
    assert ENGLISH_FIGURES.write_sure_share(9, 6440) == write_sure_share(9, 6440) == "under 1 % (0–1 %)"
    assert ENGLISH_FIGURES.write_sure_share(6435, 6440) == write_sure_share(6435, 6440) == "over 99 % (99–100 %)"
    assert write_sure_share(0, 6440) == "0 % (0–1 %)" and write_sure_share(500, 500) == "100 % (99–100 %)"
