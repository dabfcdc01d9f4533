"""The page of trials in other languages; what is wrong with a scenario or a file is told in English, and says so."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from perfsupport.catalogues import load_makers_words
from perfsupport.scenarios.telling import tell_path
from perfsupport.trials import FORMATTERS
from perfsupport.trials.report import TrialReport
from tests.cli.running import run
from tests.trials.test_trials import HERE, make_report

LEFT = re.compile(
    r"\b(?:scenarios?|reached|of|missing|passed|failed|expected|got|steps|outcomes?|line|holds|known|otherwise|the|never"
    r"|way|through|errors)\b",
    re.IGNORECASE,
)
"""Words that are written otherwise in each of these languages."""


@pytest.fixture(scope="module")
def report() -> TrialReport:
    return make_report(HERE / "desk")


def read_words(page: str) -> str:
    """Return the words of a page that are not an author's: titles, names and ids stand in elements of their own."""
    page = re.sub(
        r'<style>.*?</style>|<p [^>]*lang="en"[^>]*>.*?</p>|<p class="place".*?</p>', " ", page, flags=re.DOTALL
    )
    page = re.sub(r"<bdi>.*?</bdi>|<code>.*?</code>", " ", page, flags=re.DOTALL)
    return re.sub(r"<ol>.*?</ol>|<[^>]*>", " ", page, flags=re.DOTALL)


@pytest.mark.parametrize("language", ["ar", "de", "es", "fr"])
def test_nothing_stays_english(report: TrialReport, language: str) -> None:
    page = FORMATTERS["html"](replace(report, words=load_makers_words(language)))
    assert f'<html lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}">' in page
    told = read_words(page)
    assert LEFT.search(told) is None, LEFT.findall(told)
    assert LEFT.search(read_words(FORMATTERS["html"](report))) is not None


def test_the_way_is_told_in_german(report: TrialReport) -> None:
    page = FORMATTERS["html"](replace(report, words=load_makers_words("de")))
    assert "3 von 6 Szenarien gescheitert." in page
    assert "<li>by_amount: sonst (" in page
    assert "Erwartet war <code>supervisor</code>, es kam <code>pay_back</code>." in page


def test_in_english_the_way_is_as_in_the_text(report: TrialReport) -> None:
    page, told = FORMATTERS["html"](report), FORMATTERS["text"](report)
    failed = [(tried, trial) for tried in report.trees for trial in tried.failed]
    assert failed
    for tried, trial in failed:
        for line in list(tell_path(tried.tree, trial.run["path"], trial.judgements))[-8:]:
            assert line in told
            assert re.sub("`([^`]*)`", "<code>\\1</code>", line.replace(">", "&gt;").replace("<", "&lt;")) in page


def test_the_page_is_in_the_language_of_the_project_or_in_the_one_that_is_named(tmp_path: Path) -> None:
    desk = tmp_path / "desk"
    shutil.copytree(HERE / "desk", desk)
    (desk / "perfsupport.yaml").write_text("title: Desk\nlanguage: de\n", encoding="utf-8")
    page = ("test", "--format", "html", "trees/checks")
    assert '<html lang="de" dir="ltr">' in run(desk, *page).stdout
    assert '<html lang="fr" dir="ltr">' in run(desk, *page, "--language", "fr").stdout
    refused = run(desk, "test", "--language", "de")
    assert refused.returncode == 2
    assert "--language is for --format html: the other formats are in English." in refused.stderr
    assert "There are no words in the language nl." in run(desk, *page, "--language", "nl").stderr
