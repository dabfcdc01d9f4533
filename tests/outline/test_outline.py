"""Outlines: compared whole, and held to the booklet's numbers.

``PERFSUPPORT_WRITE_EXPECTED=1 pytest tests/outline`` writes what is expected anew; read it before you keep it.
"""

from __future__ import annotations

import html
import os
import re
import unicodedata
from pathlib import Path
from random import Random

import pytest

from perfsupport.catalogues import load_makers_words
from perfsupport.compiler import compile_tree
from perfsupport.outline.making import make_outline
from perfsupport.outline.markdown import write_markdown
from perfsupport.outline.model import KIND_WORDS
from perfsupport.outline.page import write_page
from perfsupport.outline.text import WIDTH, write_text
from perfsupport.parsing import parse_tree
from perfsupport.project import load_project
from perfsupport.settings import Settings
from perfsupport.site.render import make_environment
from perfsupport.site.templates import Templates, find_template_folder
from perfsupport.site.ways import find_ways
from perfsupport.translating.texts import find_texts
from tests.generated.trees import load_trees, make_project

HERE = Path(__file__).parent
PROJECT = load_project(HERE / "project")
TREE = PROJECT.trees["card-declined"]
OUTLINE = make_outline(TREE, PROJECT.trees, PROJECT.settings)
BUNDLED = Templates([find_template_folder()])
WRITERS = {"txt": write_text, "md": write_markdown}


@pytest.mark.parametrize("ending", WRITERS)
def test_a_whole_outline(ending: str) -> None:
    expected = HERE / f"card-declined.{ending}"
    text = WRITERS[ending](OUTLINE)
    if "PERFSUPPORT_WRITE_EXPECTED" in os.environ:
        expected.write_text(text, encoding="utf-8", newline="\n")
    assert text == expected.read_text(encoding="utf-8")


def test_steps_have_the_numbers_of_the_booklet_and_the_map() -> None:
    sound = load_project(HERE.parents[1])
    compiled = {id: compile_tree(tree) for id, tree in sound.trees.items()}
    for tree in sound.trees.values():
        outline = make_outline(tree, sound.trees, sound.settings)
        ways = find_ways(tree, compiled)
        for entry in outline.entries:
            shown = [(way.number, way.title) for way in entry.ways]
            assert shown == [(way.number, way.title) for way in ways[entry.id]]


def test_kinds_are_called_as_on_the_map() -> None:
    kinds = make_environment(BUNDLED).get_template("components/kinds.html.j2").module.kinds  # type: ignore[attr-defined]
    assert {**kinds, "broken": KIND_WORDS["broken"]} == KIND_WORDS


def test_a_tree_with_mistakes_is_told_as_far_as_it_goes() -> None:
    tree, diagnostics = parse_tree(
        b"title: T\nsteps:\n  a: {ask: Which?, options: {One: nowhere, Two: b}}\n  b: {colour: blue}\n", "trees/t.yaml"
    )
    assert tree is not None and diagnostics
    text = write_text(make_outline(tree, {}, Settings()))
    assert "* One → `nowhere`, which is not there" in text
    assert "[Not readable; from 1]" in text


@pytest.mark.parametrize("language", ["ar", "de", "es", "fr"])
def test_an_outline_in_another_language_has_no_english_words_of_ours(language: str) -> None:
    sample = load_project(HERE.parents[1])
    for project, name in ((PROJECT, "card-declined"), (sample, "top-up-missing"), (sample, "no-power")):
        tree = project.trees[name]
        outline = make_outline(tree, project.trees, project.settings, load_makers_words(language))
        english = make_outline(tree, project.trees, project.settings)
        authors = {str(text.text) for text in find_texts(tree)}
        for entry, other in zip(outline.entries, english.entries, strict=True):
            assert outline.tell_heading(entry) != english.tell_heading(other) or (entry.kind, language) in ALIKE
            assert [way.number for way in entry.ways] == [way.number for way in other.ways]
            assert [len(part.items) for part in entry.parts] == [len(part.items) for part in other.parts]
            for part, was in zip(entry.parts, other.parts, strict=True):
                assert part.label != was.label or (part.label, language) in ALIKE, part.label
            for way, was_way in zip(entry.ways, other.ways, strict=True):
                assert way.label != was_way.label or way.label in authors, way.label
                for remark, was_remark in zip(way.remarks, was_way.remarks, strict=True):
                    assert remark != was_remark, remark
        labels = {label for label, _ in outline.about}
        assert not labels & {label for label, _ in english.about}


ALIKE = {("question", "fr"), ("Links", "de")}
"""What is called the same."""


def test_a_translated_tree_is_told_in_its_words() -> None:
    project = load_project(HERE.parents[1])
    tree = project.trees["top-up-missing"]
    outline = make_outline(tree, project.trees, project.settings, load_makers_words("de"))
    text = write_text(outline)
    assert outline.title == "Aufladung kommt nicht am Prepaid-Zähler an" and outline.left == ""
    assert "* Ja → " in text and "[Frage; von " in text and "Can the customer" not in text
    assert tree.title == "Top-up does not reach the prepayment meter", "the tree itself stays as it was"


def test_what_is_not_translated_stays_and_is_counted() -> None:
    outline = make_outline(TREE, PROJECT.trees, PROJECT.settings, load_makers_words("es"))
    assert outline.left.endswith(" textos aún no están traducidos y aparecen en el idioma original (inglés).")
    page = write_page([outline], PROJECT.settings, BUNDLED)
    assert '<html lang="es" dir="ltr">' in page and '<div class="prose" lang="en">' in page
    assert "Si («amount» es de más de 500 EUR y «country» es Germany)" in html.unescape(page)


def test_an_arabic_outline_runs_from_right_to_left() -> None:
    page = write_page(
        [make_outline(TREE, PROJECT.trees, PROJECT.settings, load_makers_words("ar"))], PROJECT.settings, BUNDLED
    )
    assert '<html lang="ar" dir="rtl">' in page
    assert "8 خطوات. ابدأ من" in page and "من كل «لا شيء مما سبق»" in page


def columns(line: str) -> int:
    return sum(not unicodedata.combining(character) for character in line)


@pytest.mark.parametrize("seed", range(40))
def test_any_tree_is_told_step_by_step_within_the_width(seed: int) -> None:
    trees = load_trees(make_project(Random(seed)))
    for tree in trees.values():
        outline = make_outline(tree, trees, Settings())
        text = write_text(outline)
        lines = text.split("\n")
        for number, id in enumerate(tree.steps, start=1):
            assert sum(line.startswith(f"{number:>3}. ") for line in lines) == 1, id
        assert all(columns(line) <= WIDTH for line in lines if " " in line.strip())
        linked = set(re.findall(r"\(#(step-\d+)\)", markdown := write_markdown(outline)))
        assert linked <= set(re.findall(r'<a id="([^"]+)"></a>', markdown))


def test_the_page_stands_alone_under_its_policy() -> None:
    page = html.unescape(write_page([OUTLINE], PROJECT.settings, BUNDLED))
    assert "default-src 'none'; style-src 'sha256-" in page
    assert not re.search(r"<script|<link rel=\"stylesheet|\sstyle=|\son\w+=|src=", page)
    targets = re.findall(r'href="#([^"]+)"', page)
    assert targets and set(targets) <= set(re.findall(r'\sid="([^"]+)"', page))


def test_markup_in_a_tree_stays_text() -> None:
    tree, _ = parse_tree(
        b"title: <script>x</script>\nsteps:\n  a: {end: resolved, say: '<b>x</b>', note: '<i>*|'}\n", "trees/t.yaml"
    )
    assert tree is not None
    outline = make_outline(tree, {}, Settings())
    page = write_page([outline], Settings(), BUNDLED)
    assert "<script" not in page and "<b>x" not in page and "<i>*" not in page
    assert "# \\<script\\>" in write_markdown(outline)
