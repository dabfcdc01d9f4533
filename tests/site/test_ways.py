"""Ways on maps and in booklets are told in words: who reads them knows the matter and no formulas."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest

from perfsupport.building import build_project
from perfsupport.project import load_project

TREE = """\
title: Karte abgelehnt
owner: desk
review_by: 2099-01-31
fallback: leitung
facts:
  betrag: {type: number, label: Betrag, unit: EUR, min: 0, from: host}
  land: {type: choice, label: Land, options: {DE: Deutschland, FR: Frankreich}, from: host}
steps:
  wo:
    ask: Wo wurde die Karte abgelehnt?
    options:
      Im Laden: nach_betrag
      Im Netz: {go: nach_betrag, when: betrag > 1000.5, from: 2027-03-01}
  nach_betrag:
    route:
      - {when: 'betrag > 500 and land == "DE"', go: leitung}
    otherwise: fertig
  fertig: {end: resolved, say: Danke.}
  leitung: {end: escalated, do: Frage die Leitung.}
"""
WORDS = """\
facts:
  betrag:
    label: {source: Betrag, text: Amount}
  land:
    label: {source: Land, text: Country}
    options:
      DE: {source: Deutschland, text: Germany}
"""


@pytest.fixture
def site(tmp_path: Path) -> Path:
    (tmp_path / "trees").mkdir()
    (tmp_path / "perfsupport.yaml").write_text("title: Team\nlanguage: de\nlanguages: [en]\n", encoding="utf-8")
    (tmp_path / "trees" / "karte.yaml").write_text(TREE, encoding="utf-8")
    (tmp_path / "trees" / "karte.en.yaml").write_text(WORDS, encoding="utf-8")
    result = build_project(load_project(tmp_path), tmp_path / "build", "2026-11-22", durable=False)
    assert result.written, result.diagnostics
    return tmp_path / "build"


def read_ways(page: Path) -> list[str]:
    """Return the ways of each step in the order of the page, as they are read."""
    items = re.findall(r"<li>(.*?)</li>", page.read_text(encoding="utf-8"), re.DOTALL)
    told = (" ".join(unescape(re.sub("<[^>]+>", "", item)).split()) for item in items if 'class="arrow"' in item)
    return list(told)


@pytest.mark.parametrize("page", ["karte.print.html", "karte.map.html"])
def test_conditions_are_told_in_the_words_of_the_page(site: Path, page: str) -> None:
    assert read_ways(site / page) == [
        "Im Laden weiter zu 2 Nach betrag",
        "Im Netz (nur angeboten, wenn gilt: „Betrag“ ist größer als 1.000,5 EUR; erst ab 1. März 2027) "
        "weiter zu 2 Nach betrag",
        "Nichts davon weiter zu 4 Leitung",
        "Wenn gilt: „Betrag“ ist größer als 500 EUR und „Land“ ist Deutschland weiter zu 4 Leitung",
        "Sonst weiter zu 3 Fertig",
    ]


def test_conditions_are_translated_with_their_facts(site: Path) -> None:
    told = read_ways(site / "karte.en.print.html")
    assert told[1].startswith("Im Netz (offered only if the Amount is more than 1000.5 EUR; only from March 1, 2027) ")
    assert told[3].startswith("If the Amount is more than 500 EUR and the Country is Germany ")


PICKS = """\
title: Signs
owner: desk
review_by: 2099-01-31
facts:
  age: {type: number, label: age of the customer, unit: years, min: 0, max: 120, from: host}
  signs: {type: many, options: {smoke: Smoke, noise: Noise, cold: Cold, none: No sign}}
steps:
  look:
    ask: What does the customer see?
    pick: many
    fact: signs
    exhaustive: true
    options:
      Smoke: {}
      Noise: {when: age > 17}
      Cold: {when: age <= 65, until: 2027-03-01}
      No sign: {id: none, exclusive: true}
    then: winter
  winter: {do: Close the windows., from: 2026-12-01, until: 2027-02-28, then: over}
  over: {end: resolved, say: Thank you.}
"""


def test_a_booklet_says_when_an_option_among_many_is_offered_and_when_a_step_holds(tmp_path: Path) -> None:
    """It is the page without JavaScript and on paper: nothing else says so there."""
    (tmp_path / "trees").mkdir()
    (tmp_path / "perfsupport.yaml").write_text("title: Team\nlanguages: [de]\n", encoding="utf-8")
    (tmp_path / "trees" / "signs.yaml").write_text(PICKS, encoding="utf-8")
    result = build_project(load_project(tmp_path), tmp_path / "build", "2026-11-22", maps=False, durable=False)
    assert result.written, result.diagnostics
    assert read_items(tmp_path / "build/signs.print.html", "ticks") == [
        "Smoke",
        "Noise (offered only if the age of the customer is more than 17 years)",
        "Cold (offered only if the age of the customer is at most 65 years; only until March 1, 2027)",
        "No sign (only alone)",
    ]
    page = (tmp_path / "build/signs.print.html").read_text(encoding="utf-8")
    held = re.findall(r'<h2[^>]*>([^<]*)</h2>\s*<p class="quiet">([^<]*)</p>', page)
    assert held == [("Winter", "(only from December 1, 2026 until February 28, 2027)")]
    assert read_items(tmp_path / "build/signs.de.print.html", "ticks")[3] == "No sign (nur allein)"


def read_items(page: Path, kind: str) -> list[str]:
    """Return the items of all lists of a kind, as they are read."""
    lists = re.findall(rf'<ul class="{kind}">(.*?)</ul>', page.read_text(encoding="utf-8"), re.DOTALL)
    items = (item for each in lists for item in re.findall(r"<li[^>]*>(.*?)</li>", each, re.DOTALL))
    return [" ".join(unescape(re.sub("<[^>]+>", "", item)).split()) for item in items]


def test_the_picture_of_a_map_speaks_the_language_of_the_site(site: Path) -> None:
    picture = (site / "karte.map.html").read_text(encoding="utf-8")
    words = " ".join(unescape(text).strip() for text in re.findall(r"<text[^>]*>(.*?)</text>", picture))
    for told in ("Hier beginnen", "sonst", "Deutschland"):
        assert told in words
    assert "Begin here" not in words and "otherwise" not in words
