"""Maps, charts and what their colours say."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

import pytest

from perfsupport.analytics import Report
from perfsupport.analytics.figures import DayFigures, EdgeFigures
from perfsupport.reporting.charts import draw_days, draw_line, draw_share
from perfsupport.reporting.maps import plan_parts
from perfsupport.reporting.page import render_page
from perfsupport.reporting.trouble import find_level, find_spots, is_lossless
from perfsupport.site.templates import find_templates
from tests.conftest import ROOT
from tests.reporting.reports import MEANING


def test_spots_are_those_where_most_are_lost(report: Report) -> None:
    assert [(spot.step.step, spot.lost, spot.step.seen) for spot in find_spots(report)][:1] == [("channel", 15, 51)]


def test_lines_of_the_map_are_as_wide_as_they_are_used(report: Report) -> None:
    ((_, boxes, lines),) = plan_parts(report.trees[0], MEANING["till"])
    pairs = [(source, line) for source, leading in lines.items() for line in leading]
    kinds = {(source, line.target): (line.attributes or {}).get("class") for source, line in pairs}
    assert kinds["channel", "confirm"] == "w8" and kinds["channel", "unused"] == "dead"
    assert (kinds["by_amount", "amount"], kinds["by_amount", "ask_supervisor"]) == ("w7", "w4")
    marks = {box.name: box.mark for box in boxes}
    assert "t-most" in marks["channel"] and "t-dead" in marks["unused"] and "start" in marks["channel"]
    remarks = {box.name: box.remark for box in boxes}
    assert remarks["channel"] == "51 · ▲▲▲ 29 % lost" and remarks["unused"] == "never seen"


def test_a_line_by_which_a_step_was_seen_is_not_drawn_as_unused(report: Report) -> None:
    tree = report.trees[0]
    # All of them came back and went on elsewhere.
    edges = [replace(edge, run_throughs=0) if edge.target == "confirm" else edge for edge in tree.edges]
    ((_, _, lines),) = plan_parts(replace(tree, edges=edges), MEANING["till"])
    (line,) = (line for line in lines["channel"] if line.target == "confirm")
    assert (line.attributes, line.label.splitlines()[-1]) == ({"class": "w1"}, "0")


def test_every_kind_of_line_on_the_map_is_explained(html: str) -> None:
    legends = re.findall(r'<ul class="legend".*?</ul>', html, flags=re.DOTALL)
    maps = re.sub(r'<ul class="legend".*?</ul>', "", html, flags=re.DOTALL)
    explained = set(re.findall(r'class="edge (\w+)"', legends[0]))
    drawn = set(re.findall(r'class="edge (\w+)"', maps))
    assert "dead" in drawn
    assert {kind for kind in drawn if not re.fullmatch(r"w\d", kind)} <= explained == {"w7", "w2", "dead", "veiled"}


def test_an_outcome_from_which_other_trees_go_on_says_so(report: Report) -> None:
    tree = report.trees[0]
    outcome = next(one for one in tree.outcomes if one.run_throughs)
    assert outcome.run_throughs is not None
    source = next(step.step for step in tree.steps)
    leading = EdgeFigures(source=source, target=outcome.step, run_throughs=outcome.run_throughs + 300)
    ((_, boxes, _),) = plan_parts(replace(tree, edges=[leading]), MEANING["till"])
    remark = next(box.remark for box in boxes if box.name == outcome.step)
    assert remark.endswith(" ended here, others went on")
    ((_, boxes, _),) = plan_parts(replace(tree, edges=[]), MEANING["till"])
    assert "others" not in next(box.remark for box in boxes if box.name == outcome.step)


def test_without_graphviz_there_is_a_page_without_maps(report: Report) -> None:
    page = render_page(report, MEANING, find_templates(ROOT), maps=False)
    assert "on the map" not in page and "Step by step" in page


@pytest.mark.parametrize(
    ("place", "lacking"),
    [
        ("start", {"start": "nowhere"}),
        ("steps.amount.targets", {"steps": {"amount": {"kind": "input", "title": "Amount", "line": 3}}}),
        ("steps.amount.line", {"steps": {"amount": {"kind": "input", "title": "Amount", "targets": []}}}),
        ("steps.channel.options.shop", {"steps": {"channel": {"options": {"shop": {"target": "confirm"}}}}}),
        ("steps.identity.run", {"steps": {"identity": {"kind": "subtree", "title": "", "line": 1, "targets": []}}}),
    ],
)
def test_a_map_that_lacks_something_is_told_of_in_its_place(
    report: Report, place: str, lacking: dict[str, object]
) -> None:
    steps = {
        id: {**MEANING["till"]["steps"][id], **step} if "options" in step else step
        for id, step in lacking.get("steps", {}).items()
    }
    till = {**MEANING["till"], **lacking, "steps": {**MEANING["till"]["steps"], **steps}}
    page = render_page(report, {**MEANING, "till": till}, find_templates(ROOT))
    assert "There is no map" in page
    assert f'<code dir="ltr">{place}</code>' in page
    assert "There is no map" not in render_page(report, MEANING, find_templates(ROOT), maps=False)


def test_the_highest_day_tells_its_count_and_days_have_room_on_narrow_screens() -> None:
    days = [
        DayFigures(day=f"2026-11-{day:02}", sessions=sessions) for day, sessions in enumerate([5, None, 17, 9] * 7, 1)
    ]
    drawn = draw_days(days)
    assert re.findall(r'<text class="tick" text-anchor="middle"[^>]*>([^<]*)', drawn) == ["17"]
    assert drawn.count("viewBox") == 0 and 'height="160"' in drawn
    ticks = re.findall(r'<text class="(tick(?: more)?)" x="([\d.]+)%"', drawn)
    everywhere = [float(x) for kind, x in ticks if kind == "tick"]
    assert len(ticks) == 4 and all(later - one >= 17 for one, later in pairwise(everywhere))


def test_pictures_of_nothing() -> None:
    assert draw_line([]) == ""
    # An empty bar would look like none at all.
    assert draw_share(None, 3) == draw_share(0, 0) == draw_share(3, None) == ""


def test_levels_are_told_apart() -> None:
    from perfsupport.analytics.figures import StepFigures

    def level(seen: int | None, stopped: int) -> str:
        return find_level(StepFigures(step="a", title="A", seen=seen, stopped=stopped))

    told = [level(None, 0), level(0, 0), level(6, 3), level(100, 1), level(100, 5), level(100, 20), level(100, 50)]
    assert told == ["veiled", "dead", "few", "calm", "some", "much", "most"]


def test_what_is_hidden_is_not_taken_for_little() -> None:
    from perfsupport.analytics.figures import StepFigures

    def step(stopped: int | None, none_fitted: int | None) -> StepFigures:
        return StepFigures(step="a", title="A", seen=30, stopped=stopped, none_fitted=none_fitted)

    levels = [find_level(each) for each in (step(None, 0), step(0, None), step(None, 9), step(0, 0))]
    assert levels == ["few", "few", "most", "calm"]
    assert [is_lossless([step(0, 0), each]) for each in (step(0, 0), step(None, 0))] == [True, False]
    assert not is_lossless([])
