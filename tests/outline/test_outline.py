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
