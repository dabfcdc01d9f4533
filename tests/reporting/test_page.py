"""The report's page: it stands alone, keeps to its policy, and says what is true."""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path

from perfsupport.analytics import Report
from perfsupport.analytics.figures import Stale
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
