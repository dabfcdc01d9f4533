"""Graphs: which steps they show, what tells them apart, and texts that DOT and Mermaid read as meant."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from random import Random
from xml.etree import ElementTree

import pytest

from perfsupport.compiler import compile_program, compile_tree
from perfsupport.errors import UsageError
from perfsupport.graph.covering import find_states
from perfsupport.graph.drawing import draw, write_dot
from perfsupport.graph.mermaid import EDGE_LIMIT, OLD_EDGE_LIMIT, SHAPES, find_warning, write_mermaid
from perfsupport.graph.paint import STATE_COLOURS, STATE_OUTLINES, make_legend, paint
from perfsupport.graph.parts import Chooser, Graph
from perfsupport.scenarios.coverage import cover
from perfsupport.site.maps import OVERVIEW_ABOVE, Box, Line
from perfsupport.site.ways import find_ways
from perfsupport.tree import Tree
from tests.generated.trees import load_trees, make_project
from tests.sample_project import load_samples

ROOT = Path(__file__).parents[2]
TODAY = "2026-11-22"


def choose(trees: Mapping[str, Tree], id: str) -> Chooser:
    compiled = {name: compile_tree(tree) for name, tree in trees.items()}
    return Chooser(compiled[id], find_ways(trees[id], compiled), f"{id}.html")


def make_large(steps: int) -> Chooser:
    lines = ["title: Large", "steps:"]
    for number in range(steps):
        left, right = 2 * number + 1, 2 * number + 2
        lines.append(
            f"  s{number}: {{ask: Step {number}?, exhaustive: yes, options: {{A: s{left}, B: s{right}}}}}"
            if right < steps
            else f"  s{number}: {{end: resolved, say: Done {number}.}}"
        )
    return choose(load_trees({"large": "\n".join(lines) + "\n"}), "large")


COVERED = """\
title: T
steps:
  a: {ask: Which?, exhaustive: yes, options: {One: b, Two: c}}
  b: {end: resolved, say: B.}
  c: {end: resolved, say: C.}
scenarios:
  - {name: One, responses: {a: One}, ends: b}
"""
BILL = choose(load_samples().trees, "bill-higher")


def names(graph: Graph) -> set[str]:
    return {box.name for box in graph.boxes if box.kind not in ("elsewhere", "begin")}


def test_the_whole_tree_has_each_step_once_with_its_number() -> None:
    graph = BILL.show_all()
    steps = [box for box in graph.boxes if box.kind not in ("elsewhere", "begin")]
    assert [box.name for box in steps] == list(load_samples().trees["bill-higher"].steps)
    assert [box.label.split()[0] for box in steps] == [str(number) for number in range(1, len(steps) + 1)]


def test_a_large_tree_is_grouped_by_section_and_each_section_can_be_drawn_alone() -> None:
    chooser = make_large(OVERVIEW_ABOVE + 50)
    whole = chooser.show_all()
    assert names(whole) == set(chooser.boxes)
    assert len(whole.groups) == len(chooser.sections) > 5
    parts = [chooser.show_section(head) for head in chooser.sections]
    assert sorted(name for part in parts for name in names(part)) == sorted(chooser.boxes)
    assert names(chooser.show_overview()) == set(chooser.sections)


def test_what_a_section_leads_to_is_told_at_the_line() -> None:
    chooser = make_large(OVERVIEW_ABOVE + 50)
    part = chooser.show_section(next(iter(chooser.sections)))
    stubs = [box for box in part.boxes if box.kind == "elsewhere"]
    assert stubs
    assert all(box.label.startswith("→ ") and box.name.split("@")[0] not in names(part) for box in stubs)


@pytest.mark.parametrize("name", ["basis", BILL.boxes["basis"].label.split()[0], "Kind of reading"])
def test_around_a_step_named_by_id_number_or_title(name: str) -> None:
    assert names(BILL.show_around(name, 1)) == {"basis", "by_difference", "reading", "period"}


def test_a_step_or_section_that_is_not_there_is_answered_with_what_is() -> None:
    with pytest.raises(UsageError, match="Did you mean basis"):
        BILL.show_around("bassis", 2)
    with pytest.raises(UsageError, match="The sections begin with: identity"):
        BILL.show_section("basis")


def test_covered_partly_and_missed_differ_in_outline_and_in_words() -> None:
    (tree,) = load_trees({"t": COVERED}).values()
    program = compile_program(tree, {"t": tree}, load_samples().settings)
    states = find_states(cover(tree, program, TODAY), tree.steps)
    assert {id: state for id, (state, _) in states.items()} == {"a": "partly", "b": "covered", "c": "missed"}
    painted = {box.name: box.remark for box in paint(choose({"t": tree}, "t").show_all(), states).boxes}
    assert painted == {
        "a": "1 not reached",
        "b": "Resolved, ✓ 1 scenario",
        "c": "Resolved, ✗ no scenario",
        "~begin": "",
    }
    bare = BILL.show_all()
    states = dict.fromkeys(BILL.boxes, states["c"])
    missed = {box.name: box for box in paint(bare, states).boxes}
    assert "dotted" in (missed["basis"].attributes or {})["style"]
    assert len({STATE_OUTLINES[state] for state in ("covered", "partly", "missed")}) == 3
    assert len({STATE_OUTLINES[state] for state in ("added", "removed", "changed")}) == 3
    assert STATE_COLOURS.keys() == STATE_OUTLINES.keys()


def test_the_legend_names_what_is_there() -> None:
    words = [box.label for box in make_legend(BILL.show_all().boxes, ("covered", "missed"))]
    assert words[:2] == ["Question", "Entry"]
    assert words[-2:] == ["Scenarios reach all of it", "No scenario reaches it"]


@pytest.mark.parametrize(("form", "begin"), [("svg", b"<?xml"), ("png", b"\x89PNG"), ("pdf", b"%PDF")])
def test_pictures_in_all_formats(form: str, begin: bytes) -> None:
    graph = paint(BILL.show_around("basis", 1))
    assert draw(write_dot(graph, make_legend(graph.boxes)), form, graph.title).startswith(begin)


def test_an_svg_has_a_name_and_links_into_the_aid() -> None:
    graph = paint(BILL.show_around("basis", 1))
    root = ElementTree.fromstring(draw(write_dot(graph), "svg", 'A "name" <x>'))
    assert root.get("role") == "img" and root.get("aria-label") == 'A "name" <x>'
    links = {link.get("{http://www.w3.org/1999/xlink}href") for link in root.iter("{http://www.w3.org/2000/svg}a")}
    assert "bill-higher.html#basis" in links


# Mermaid: the words are the author's, so none of them may be read as a sign.

NASTY = [
    *("end", 'say "no"', "[x](y) {z} | pipe", "1. First", "2) second", "- dash", "* star", "+ plus", "`code`"),
    *("<b>bold</b>&lt;", "a --> b", "subgraph x", "%% comment", "#35; #quot;", "漢字", 'click s1 href "x"', ";"),
    *("style s1 fill:#f00", "x\ny", "$$x^2$$", "~t~", "graph TD", "@{ shape: x }", ":::cls", "default", "o---o"),
    *('"', "// foo", "/\\", "", "end\nend", "\u2028", "class s1 k", "🙂", "a\tb"),
]
TEXT = r'(?:[^"<>&\[\]{}|`%;\\@~*$^_\n#]|#\d+;|_|<br/>)+'
GRAMMAR = [
    r"flowchart TD",
    r"  accTitle: [^#;%{}\"]*",
    "  s\\d+(?:" + "|".join(rf'{re.escape(a)}"{TEXT}"{re.escape(b)}' for a, b in SHAPES.values()) + ")",
    rf'  s\d+ -->(?:\|"{TEXT}"\|)? s\d+',
    rf'  subgraph g\d+\["{TEXT}"\]',
    r"    s\d+",
    r"  end",
    r"  classDef k_[a-z]+ fill:#\w{6},stroke:#\w{6},color:#\w{6}",
    r"  class s\d+(?:,s\d+)* k_[a-z]+",
    r"  style s\d+ fill:#\w{6},stroke:#\w{6},stroke-width:[\d.]+px(?:,stroke-dasharray:\d+ \d+)?",
    r'  click s\d+ href "[^"\s]*"',
]


def assert_grammatical(text: str) -> None:
    declared = set(re.findall(r"^  (s\d+)[(\[{]", text, re.MULTILINE))
    for line in text.rstrip("\n").split("\n"):
        assert any(re.fullmatch(rule, line) for rule in GRAMMAR), line
        for label in re.findall(r'"([^"]*)"', line):
            assert not re.match(r"\s*(?:[-+*]|\d+[.)])\s", label), line
        if "-->" in line:
            assert set(re.findall(r"\bs\d+\b", re.sub(r'"[^"]*"', "", line))) <= declared
    assert text.count("\n  subgraph ") == text.count("\n  end\n")


def make_nasty() -> Graph:
    kinds = ["question", "input", "action", "route", "subtree", "outcome", "elsewhere", "section", "begin"]
    boxes = [Box(f"b{n}", kinds[n % 9], words, 'a.html#x" y') for n, words in enumerate(NASTY)]
    lines = {box.name: [Line(boxes[n - 1].name, box.label)] for n, box in enumerate(boxes)}
    return Graph(title='end "x" : %% {', boxes=boxes, lines=lines, groups={words: ["b1", "b2"] for words in NASTY})


def test_mermaid_is_grammatical_whatever_the_words() -> None:
    assert_grammatical(write_mermaid(make_nasty(), links=True))
    assert_grammatical(write_mermaid(paint(make_nasty(), {"b1": ("missed", "✗"), "b2": ("partly", "½")})))


@pytest.mark.parametrize("seed", range(15))
def test_mermaid_of_any_tree_is_grammatical(seed: int) -> None:
    trees = load_trees(make_project(Random(seed)))
    for id in trees:
        assert_grammatical(write_mermaid(choose(trees, id).show_all()))


def test_mermaid_warns_above_its_limits() -> None:
    def chain(edges: int) -> Graph:
        boxes = [Box(f"s{n}", "action", str(n), "") for n in range(edges + 1)]
        return Graph(title="t", boxes=boxes, lines={f"s{n}": [Line(f"s{n + 1}")] for n in range(edges)}, groups={})

    assert find_warning(chain(OLD_EDGE_LIMIT), "") is None
    assert "before version 10.5 draws at most 280" in str(find_warning(chain(OLD_EDGE_LIMIT + 1), ""))
    assert "50000 characters" in str(find_warning(chain(1), "x" * 50_001))
    assert "Mermaid draws at most 500" in str(find_warning(chain(EDGE_LIMIT + 1), ""))


def test_every_line_of_a_large_picture_leads_to_a_box() -> None:
    def dangling(graph: Graph) -> Iterator[str]:
        known = {box.name for box in graph.boxes}
        yield from (line.target for leading in graph.lines.values() for line in leading if line.target not in known)

    chooser = make_large(OVERVIEW_ABOVE + 50)
    for graph in (chooser.show_all(), chooser.show_overview(), BILL.show_all()):
        assert list(dangling(graph)) == []
