"""A comparison in other languages: every sentence of it, whichever way it is written; JSON stays as it is."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from perfsupport.catalogues import load_makers_words
from perfsupport.diff.comparing import compare
from perfsupport.diff.markdown import write_markdown
from perfsupport.diff.model import ProjectDiff
from perfsupport.diff.page import write_page
from perfsupport.diff.summary import WORKING_TREE
from perfsupport.diff.text import write_text
from perfsupport.outline.words import OutlineWords
from perfsupport.site.templates import Templates, find_template_folder
from tests.cli.running import run
from tests.diff.comparing import TODAY, load_side
from tests.diff.test_words import TREE

NEW = (
    TREE.replace("title: Card declined", "title: Karte")
    .replace("    then: paid", "    then: later")
    .replace("  paid: {end: resolved, do: Close the case.}", "  later: {end: resolved, do: Xyz.}")
    .replace("amount > 500", "amount > 900")
    .replace("ends: paid", "ends: later")
)
LEFT = re.compile(
    r"\b(?:leads to|instead of|it was|is new|was removed|reworded|changed|for example|differs?|Found by)\b"
)


def compare_in(language: str) -> tuple[ProjectDiff, OutlineWords, str]:
    """Return a comparison, its words, and its page."""
    before, after = load_side("one", {"t": TREE}), load_side("two", {"t": NEW, "u": TREE})
    speech = OutlineWords(load_makers_words(language))
    found = compare(before, after, TODAY, speech)
    page = write_page(found, before, after, Templates([find_template_folder()]), speech)
    return found, speech, page


@pytest.mark.parametrize("language", ["ar", "de", "es", "fr"])
def test_nothing_stays_english(language: str) -> None:
    found, speech, page = compare_in(language)
    assert any(tree.endings for tree in found.trees) and any(tree.scenarios for tree in found.trees)
    body = re.sub(r"<style>.*?</style>|<svg.*?</svg>|<[^>]*>", " ", page, flags=re.DOTALL)
    for told in (write_text(found, speech=speech), write_markdown(found, speech), body):
        assert LEFT.search(told) is None, told
    assert f'<html lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}">' in page


def test_german_reads_as_german() -> None:
    found, speech, _page = compare_in("de")
    told = " ".join(write_text(found, speech=speech).split())
    assert "Von one zu two: 1 Leitfaden geändert, 1 Leitfaden neu, " in told
    assert "Endet jetzt anders. Durch Probieren gefunden, nicht bewiesen: Es kann mehr davon geben." in told
    assert "Neuer Schritt (Ergebnis)." in told and "Der Schritt (Ergebnis) wurde entfernt." in told


@pytest.mark.parametrize("language", ["ar", "de", "es", "fr"])
def test_the_working_tree_is_called_so_in_every_language(language: str) -> None:
    wrong = TREE.replace("then: paid", "then: nowhere") + "  more: {end: resolved, do: Xyz.}\n"
    files = {"t": wrong, "u": "title: [\n", "t.scenarios.yaml": "a: {ends: paid}\n"}
    before, after = load_side("one", {"t": TREE, "u": TREE}), load_side(WORKING_TREE, files)
    speech = OutlineWords(load_makers_words(language))
    told = write_text(compare(before, after, TODAY, speech), speech=speech)
    assert " ".join(told.split()).count(speech.tell(WORKING_TREE)) >= 3 and WORKING_TREE not in told, told


def test_a_comment_in_arabic_is_written_from_right_to_left() -> None:
    found, speech, _page = compare_in("ar")
    assert write_markdown(found, speech).startswith('<div dir="rtl">\n\n### ')


def test_the_language_is_the_projects_unless_another_is_named(tmp_path: Path) -> None:
    for side, tree in (("a", TREE), ("b", NEW)):
        (tmp_path / side / "trees/x").mkdir(parents=True)
        (tmp_path / side / "perfsupport.yaml").write_text("title: T\nlanguage: de\n", encoding="utf-8")
        (tmp_path / side / "trees/x/card.yaml").write_text(tree, encoding="utf-8")

    assert "Endet jetzt anders." in run(tmp_path, "diff", "a", "b").stdout
    assert "Se termine autrement." in run(tmp_path, "diff", "a", "b", "--language", "fr").stdout
    told = json.loads(run(tmp_path, "diff", "a", "b", "--format", "json").stdout)
    assert "A new step (Outcome)." in [each["sentence"] for each in told["trees"][0]["changes"]]
    wrong = run(tmp_path, "diff", "a", "b", "--format", "json", "--language", "de")
    assert wrong.returncode == 2 and "JSON is in English" in wrong.stderr
