from __future__ import annotations

import re
import shutil
import stat
from pathlib import Path
from xml.etree import ElementTree

import pytest

from perfsupport.building import build_project
from perfsupport.project import load_project
from perfsupport.site import draw, pictures
from perfsupport.site.draw import DotProgram, DrawingError, PygraphvizPool, draw_all
from perfsupport.site.maps import OVERVIEW_ABOVE, Box, Line, make_dot, make_picture, plan_pictures, wrap
from perfsupport.site.marker import read_kept
from perfsupport.site.pictures import draw_pictures
from perfsupport.site.sections import find_sections
from perfsupport.site.svg import clean_svg
from perfsupport.site.ways import find_ways
from tests.site.conftest import TODAY, read_site

PAGE = "parcel-late.map.html"
SLOW = "digraph {" + ";".join(f"n{a}->n{b}" for a in range(90) for b in range(90) if a != b) + "}"


def build(project: Path, **choices: bool) -> tuple[str, list[str]]:
    result = build_project(load_project(project), project / "build", TODAY, durable=False, **choices)  # type: ignore[arg-type]
    assert result.written
    return (project / "build" / PAGE).read_text(), list(result.warnings)


def find_picture(page: str) -> ElementTree.Element:
    return ElementTree.fromstring(re.search(r'<svg class="picture".*?</svg>', page, re.DOTALL)[0])  # type: ignore[index]


def test_each_step_is_a_box_of_its_kind_that_leads_into_the_aid(project: Path) -> None:
    page, _ = build(project)
    tree = load_project(project).trees["parcel-late"]
    boxes = {
        link.get("href"): group.get("class", "").split()
        for group in find_picture(page).iter("g")
        for link in group.findall("a")
    }
    assert set(boxes) == {f"parcel-late.html#{id}" for id in tree.steps}
    assert boxes["parcel-late.html#tracking"] == ["node", "question", "start"]
    assert boxes["parcel-late.html#how_late"] == ["node", "input"]
    assert boxes["parcel-late.html#by_days"] == ["node", "route"]
    assert boxes["parcel-late.html#replace"] == ["node", "outcome", "end-resolved"]


def test_ways_carry_their_options_and_none_of_these_is_told_once(project: Path) -> None:
    page, _ = build(project)
    words = [" ".join(text.text.split()) for text in find_picture(page).iter("text") if text.text]
    assert {"On its way", "Delivered", "No such number", "otherwise"} <= set(words)
    assert "the days since the promised day is more than 7 days" in " ".join(words)
    assert "None of these" not in words
    assert "“None of these” leads to <a" in page


def test_a_picture_holds_nothing_that_the_policy_forbids_or_that_fixes_a_colour(samples: Path) -> None:
    for page in samples.glob("*.map.html"):
        for element in find_picture(page.read_text()).iter():
            assert element.tag in {"svg", "g", "a", "title", "path", "polygon", "polyline", "ellipse", "text"}
            assert not {"style", "fill", "stroke", "id", "onclick", "font-family"} & set(element.attrib)


def test_the_outline_says_the_same_in_words(project: Path) -> None:
    page, _ = build(project, maps=False)
    assert '<svg class="picture"' not in page
    assert '<details class="outline card" open>' in page
    assert page.count('<li id="step-') == len(load_project(project).trees["parcel-late"].steps)


def test_a_picture_is_taken_over_from_the_last_build_when_the_graph_is_the_same(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, _ = build(project)
    drawn: list[str] = []
    monkeypatch.setattr(
        pictures, "draw_all", lambda dots, *_: drawn.extend(dots) or [DrawingError("failed")] * len(dots)
    )
    tree = project / "trees" / "parcels" / "parcel-late.yaml"
    tree.write_text(tree.read_text().replace("The tracking page says delivered.", "It says delivered."))
    again, warnings = build(project)
    assert (again, warnings, drawn) == (first, [], [])
    tree.write_text(tree.read_text().replace("Ask the team lead", "Ask someone"))
    without, warnings = build(project)
    assert len(drawn) == 1
    assert warnings == ["The map of parcel-late has no picture of “A parcel has not arrived”: drawing it failed."]
    assert '<svg class="picture"' not in without


def test_a_picture_that_somebody_changed_is_drawn_again(project: Path) -> None:
    first, _ = build(project)
    (project / "build" / PAGE).write_text(first.replace("Delivered", "Changed by hand", 1))
    again, _ = build(project)
    assert again == first


@pytest.mark.parametrize(
    "marker", ["", "{}", "[]", '{"format": 1, "pictures": 5}', '{"format": 99, "pictures": {}}', "\x00"]
)
def test_a_marker_that_cannot_be_read_only_costs_time(project: Path, marker: str) -> None:
    first, _ = build(project)
    (project / "build" / ".perfsupport-site").write_text(marker)
    assert read_kept(project / "build") == {}
    again, _ = build(project)
    assert again == first


def test_without_any_graphviz_the_site_is_built_with_a_warning(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "find_engine", lambda: None)
    page, warnings = build(project)
    assert warnings == ["The maps have no pictures: install Graphviz, or the Python package pygraphviz."]
    assert "open>" in page


def test_a_drawing_that_takes_too_long_is_given_up_and_the_next_one_is_drawn() -> None:
    engine = PygraphvizPool()
    try:
        slow, quick = draw_all([SLOW], engine, 0.7)[0], draw_all(["digraph {a -> b}"], engine, 20)[0]
    finally:
        engine.close()
    assert isinstance(slow, DrawingError)
    assert str(slow) == "took longer than 0.7 seconds"
    assert isinstance(quick, str) and "<svg" in quick


def test_a_drawing_that_crashes_takes_nothing_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    engine = PygraphvizPool()
    start = draw._start_child

    def start_dying_child() -> object:
        child = start()
        child.kill()
        return child

    monkeypatch.setattr(draw, "_start_child", start_dying_child)
    broken = draw_all(["digraph {a -> b}"], engine)[0]
    monkeypatch.setattr(draw, "_start_child", start)
    try:
        whole = draw_all(["digraph {a -> b}"], engine)[0]
    finally:
        engine.close()
    assert str(broken) == "crashed in pygraphviz"
    assert isinstance(whole, str)


def test_dot_on_the_path_is_used_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dot = tmp_path / "dot"
    dot.write_text(
        '#!/bin/sh\n[ "$1" = -V ] && { echo "dot - graphviz version 9" >&2; exit 0; }\ncat >/dev/null; echo "<svg/>"\n'
    )
    dot.chmod(dot.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setattr(shutil, "which", lambda name: str(dot) if name == "dot" else None)
    engine = draw.find_engine()
    assert isinstance(engine, DotProgram)
    assert engine.name == "dot - graphviz version 9"
    assert draw_all(["digraph {}"], engine) == ["<svg/>\n"]
    dot.write_text("#!/bin/sh\nsleep 5\n")
    assert str(draw_all(["digraph {}"], engine, 0.2)[0]) == "took longer than 0.2 seconds"
    dot.write_text("#!/bin/sh\nexit 3\n")
    assert str(draw_all(["digraph {}"], engine)[0]) == "failed in dot (exit code 3)"


def test_words_are_never_taken_for_markup(tmp_path: Path) -> None:
    words = [
        "<b>bold</b>",
        "a\\nb \\L \\N",
        'say "no"',
        "&lt;i&gt; & &#65;",
        "back\\",
        "漢字かな交じり文の長い見出しです",
        "{x|y}",
    ]
    boxes = [Box(f"s{n}", "action", text, f"a.html#s{n}") for n, text in enumerate(words)]
    picture = make_picture("map", "words", boxes, {"s0": [Line("s1", words[1])]})
    engine = PygraphvizPool()
    try:
        svg = draw_all([picture.dot], engine)[0]
    finally:
        engine.close()
    assert isinstance(svg, str)
    root = ElementTree.fromstring(clean_svg(svg, "words", picture.titles))
    titles = {title.text for title in root.iter("title")}
    assert titles == set(words)
    assert {"<b>bold</b>", "a\\nb \\L \\N", 'say "no"', "&lt;i&gt; & &#65;"} <= {
        text.text for text in root.iter("text")
    }


def test_labels_are_wrapped_and_cut() -> None:
    assert wrap("one two three four", 9, 3) == ["one two", "three", "four"]
    assert wrap("one two three four five six", 9, 2) == ["one two", "three …"]
    assert wrap("", 9, 2) == [""]
    assert max(map(len, wrap("漢字" * 30, 20, 4))) <= 10


def make_large(project: Path, steps: int) -> None:
    lines = ["title: Large", "steps:"]
    for number in range(steps):
        left, right = 2 * number + 1, 2 * number + 2
        if right < steps:
            lines.append(
                f"  s{number}:\n    ask: Step {number}?\n    exhaustive: yes\n    options: {{A: s{left}, B: s{right}}}"
            )
        else:
            lines.append(f"  s{number}: {{end: resolved, say: Done {number}.}}")
    (project / "trees" / "large.yaml").write_text("\n".join(lines) + "\n")


def test_a_large_tree_is_shown_as_an_overview_and_sections(project: Path) -> None:
    make_large(project, 601)
    build(project)
    page = (project / "build" / "large.map.html").read_text()
    overview = find_picture(page)
    heads = [link.get("href", "") for link in overview.iter("a")]
    assert 10 < len(heads) < 80
    assert all(f'id="{head[1:]}"' in page for head in heads)
    shown = set(re.findall(r'<g class="node (?!section|elsewhere)[^"]*"><a href="large.html#(\w+)"', page))
    assert shown == {f"s{number}" for number in range(601)}


def find_reached(graph: dict[str, list[str]], start: str, without: str) -> set[str]:
    reached = {start} - {without}
    waiting = list(reached)
    while waiting:
        new = set(graph[waiting.pop()]) - reached - {without}
        reached |= new
        waiting += new
    return reached


def test_sections_hold_every_step_once_and_cannot_be_reached_but_through_their_head() -> None:
    graph = {f"s{n}": [f"s{t}" for t in (2 * n + 1, 2 * n + 2, 5) if t < 400] for n in range(400)}
    sections = find_sections(graph, "s0", 20)
    assert sorted(step for members in sections.values() for step in members) == sorted(graph)
    for head, members in sections.items():
        reached = find_reached(graph, "s0", without=head)
        assert not reached & set(members), head
    assert max(map(len, sections.values())) <= 60


def test_above_five_hundred_boxes_drawing_is_tuned() -> None:
    boxes = [Box(f"s{n}", "action", "x", "#") for n in range(501)]
    assert "nslimit=2" in make_dot(boxes, {})
    assert "nslimit" not in make_dot(boxes[:500], {})


def test_an_overview_begins_above_what_one_picture_holds(project: Path) -> None:
    make_large(project, OVERVIEW_ABOVE + 1)
    loaded = load_project(project)
    from perfsupport.compiler import compile_tree

    compiled = {"large": compile_tree(loaded.trees["large"])}
    ways = find_ways(loaded.trees["large"], compiled)
    planned = plan_pictures(compiled["large"], ways, "large.html")
    assert planned[0].anchor == "map" and len(planned) > 5
    assert draw_pictures({"large": planned}, project / "none", draw_new=False).pictures == {"large": []}


def test_the_same_tree_gives_the_same_picture(project: Path, tmp_path: Path) -> None:
    one, _ = build(project)
    shutil.rmtree(project / "build")
    other, _ = build(project)
    assert one == other
    assert read_site(project / "build")


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("Customer’s “other” card", ["Customer’s “other” card"]),
        ("„Betrag“ ist größer als 500 EUR", ["„Betrag“ ist größer als", "500 EUR"]),
        ("お客様のカードが止まりました", ["お客様のカードが止まり", "ました"]),
    ],
)
def test_only_wide_scripts_take_two_columns_and_no_quotes(text: str, lines: list[str]) -> None:
    assert wrap(text, 23, 4) == lines
