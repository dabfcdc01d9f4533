"""The report's page in other languages."""

from __future__ import annotations

import json
import re
from html import unescape

import pytest

from perfsupport.analytics import Report
from perfsupport.catalogues import load_makers_words
from perfsupport.reporting.page import render_page
from perfsupport.site.templates import find_templates
from tests.conftest import ROOT
from tests.reporting.parsed import Parsed
from tests.reporting.reports import HOSTILE, MEANING


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("de", ("31\u00a0%", "„Nichts davon“", "31. Oktober 2026", "40 Personen", "240 Stunden")),
        ("fr", ("31\u00a0%", "révision en retard depuis le 31 octobre 2026", "240\u00a0heures", "Où regarder d’abord")),
        ("es", ("31\u00a0%", "revisión vencida desde el 31 de octubre de 2026", "240 horas")),
        ("ar", ("31", "تأخرت المراجعة منذ \u206831 أكتوبر 2026\u2069", "240 ساعة", "الجولات")),
    ],
)
def test_the_page_speaks_other_languages(report: Report, html: str, language: str, told: tuple[str, ...]) -> None:
    page = render_page(report, MEANING, find_templates(ROOT), words=load_makers_words(language))
    assert f'<html lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}">' in page
    for words in told:
        assert words in page, words
    parsed = Parsed(page)
    assert parsed.open == [] and parsed.inline == [] and parsed.ids == Parsed(html).ids


@pytest.mark.parametrize("language", ["ar", "de", "es", "fr"])
def test_nothing_on_the_page_stays_english(report: Report, html: str, language: str) -> None:
    """What both pages say is of authors and reps, or names and figures that are the same everywhere."""
    page = render_page(report, MEANING, find_templates(ROOT), words=load_makers_words(language))
    written = settle(json.dumps(MEANING, ensure_ascii=False) + HOSTILE + "A note above all. refund")
    left = {line for line in find_lines(html) & find_lines(page) if re.search("[a-z]{3}", line) and line not in written}
    assert left - ALIKE.get(language, set()) == set()


ALIKE = {"de": {"November"}, "fr": {"Sessions"}}
"""What is called the same."""


def find_lines(page: str) -> set[str]:
    """Return the words that stand between tags, and those of labels, without figures."""
    text = re.sub(r"<(style|script)>.*?</\1>", "", page, flags=re.DOTALL)
    found = re.findall(r">([^<]+)<", text) + re.findall(r'aria-label="([^"]*)"', text)
    return {settle(line) for each in found for line in unescape(each).split("\n")}


def settle(text: str) -> str:
    return re.sub(r"[\d.,:()%–·▲\\\"'\s]+", " ", text).strip()
