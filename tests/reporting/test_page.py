"""The report's page: it stands alone, keeps to its policy, says what is true, and everybody can use it."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import jsonschema
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

from perfsupport.analytics import FORMATS, Report, make_report_schema
from perfsupport.analytics.figures import DayFigures, EdgeFigures, Stale
from perfsupport.analytics.schema import make_report_schema as schema_of_figures
from perfsupport.catalogues import load_makers_words
from perfsupport.reporting.charts import draw_days, draw_line, draw_share
from perfsupport.reporting.maps import plan_parts
from perfsupport.reporting.page import render_page
from perfsupport.reporting.telling import ENGLISH_FIGURES
from perfsupport.reporting.trouble import find_level, find_spots, is_lossless
from perfsupport.site.draw import find_engine
from perfsupport.site.templates import find_templates
from tests.conftest import ROOT
from tests.reporting.reports import HOSTILE, MEANING, make

VOID = {"meta", "link", "br", "img", "input", "hr", "rect", "circle", "line", "polygon", "polyline", "path", "ellipse"}


class Parsed(HTMLParser):
    """Tags that close, ids, links, and what a strict policy would stop."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.loads: list[str] = []
        self.inline: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag not in VOID:
            self.open.append(tag)
        self.ids += [value for name, value in attrs if name == "id" and value]
        self.links += [given["href"] or ""] if tag == "a" and "href" in given else []
        self.loads += [value or "" for name, value in attrs if name in ("src", "srcset", "poster", "data", "action")]
        self.loads += [given["href"] or ""] if tag in ("link", "use", "image") else []
        self.inline += [f"{tag} {name}" for name in given if name == "style" or name.startswith("on")]

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop() == tag, tag


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Report:
    return make(tmp_path_factory.mktemp("report"), heads=40, note="A note above all.")


@pytest.fixture(scope="module")
def html(report: Report) -> str:
    return render_page(report, MEANING, find_templates(ROOT))


@pytest.fixture(scope="module")
def file(html: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("page") / "report.html"
    path.write_text(html, encoding="utf-8")
    return path.as_uri()


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
    assert outcome.run_throughs == 9


def test_worth_stands_beside_its_assumption(html: str) -> None:
    assert "up to 240 hours" in html and "nobody sits through the course any more" in html


def test_what_is_old_never_opened_and_noted_is_said(html: str) -> None:
    assert "review overdue since 31 October 2026" in html
    assert "nobody opened it" in html and "Never opened" in html
    assert "A note above all." in html


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


def test_spots_are_those_where_most_are_lost(report: Report) -> None:
    assert [(spot.step.step, spot.lost, spot.step.seen) for spot in find_spots(report)][:1] == [("channel", 15, 48)]


def test_lines_of_the_map_are_as_wide_as_they_are_used(report: Report) -> None:
    ((_, boxes, lines),) = plan_parts(report.trees[0], MEANING["till"])
    pairs = [(source, line) for source, leading in lines.items() for line in leading]
    kinds = {(source, line.target): (line.attributes or {}).get("class") for source, line in pairs}
    assert kinds["channel", "confirm"] == "w8" and kinds["channel", "unused"] == "dead"
    assert kinds["by_amount", "amount"] == "w8" or kinds["by_amount", "amount"] == "veiled"
    assert kinds["by_amount", "ask_supervisor"] in ("veiled", None)
    marks = {box.name: box.mark for box in boxes}
    assert "t-most" in marks["channel"] and "t-dead" in marks["unused"] and "start" in marks["channel"]
    remarks = {box.name: box.remark for box in boxes}
    assert remarks["channel"] == "48 · ▲▲▲ 31 % lost" and remarks["unused"] == "never seen"


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


def test_an_empty_report_says_what_to_do(report: Report) -> None:
    empty = Report(mode="live", floor=5, first_at=None, last_at=None, left_out={"preview": 2})
    page = render_page(empty, {}, find_templates(ROOT))
    assert "Nothing has happened yet" in page and "2 sessions of preview are left out" in page
    assert Parsed(page).open == []


def test_without_graphviz_there_is_a_page_without_maps(report: Report) -> None:
    page = render_page(report, MEANING, find_templates(ROOT), maps=False)
    assert "on the map" not in page and "Step by step" in page


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


def test_what_is_old_and_hidden_is_said_in_a_whole_sentence() -> None:
    stale = Stale(tree="parcel", title="", step=None, why="version 0123 still used", since="2026-11-02", sessions=None)
    told = "version 0123 still used since 2 November 2026; how often is not shown"
    assert ENGLISH_FIGURES.tell_stale(stale) == told


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


def test_what_few_did_is_neither_nothing_nor_a_picture_of_it(tmp_path: Path) -> None:
    page = render_page(make(tmp_path, floor=1000), MEANING, find_templates(ROOT), maps=False)
    assert "<dt>Run-throughs</dt><dd><strong>–</strong>" in page
    assert 'class="days"' not in page and "in – sessions" not in page


def test_pictures_of_nothing() -> None:
    assert draw_line([]) == ""
    # An empty bar would look like none at all.
    assert draw_share(None, 3) == draw_share(0, 0) == draw_share(3, None) == ""


def test_json_is_as_its_schema_says_and_the_schema_as_shipped(report: Report) -> None:
    shipped = json.loads((ROOT / "perfsupport/schemas/report.schema.json").read_text(encoding="utf-8"))
    assert shipped == make_report_schema() == schema_of_figures(), "write it anew from make_report_schema()"
    jsonschema.Draft202012Validator.check_schema(shipped)
    told = json.loads(FORMATS["json"](report, 100))
    jsonschema.validate(told, shipped)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**told, "sessions": "many"}, shipped)


def test_csv_has_a_figure_a_line_and_no_formula(report: Report) -> None:
    import csv
    import io

    rows = list(csv.DictReader(io.StringIO(FORMATS["csv"](report, 0))))
    seen = next(row for row in rows if row["figure"] == "seen" and row["step"] == "channel")
    assert (seen["tree"], seen["value"], seen["of"]) == ("till", "48", "48")
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row.values())
    hidden = [row for row in rows if row["figure"] == "stopped here" and row["step"] == "amount"]
    assert [row["value"] for row in hidden] == ["0"]


@pytest.mark.skipif(find_engine() is None, reason="there is no Graphviz to draw the maps")
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nobody_is_shut_out(file: str, context: BrowserContext, scheme: str) -> None:
    page = open_page(context, file)
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 844})
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()


@pytest.mark.skipif(find_engine() is None, reason="there is no Graphviz to draw the maps")
def test_an_arabic_page_runs_from_right_to_left(report: Report, context: BrowserContext, tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    path.write_text(render_page(report, MEANING, find_templates(ROOT), words=load_makers_words("ar")), encoding="utf-8")
    page = open_page(context, path.as_uri())
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 844})
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    # The first bar of the days, and the first cell of a table, stand on the right.
    bar, days = page.locator(".days .bar").first.bounding_box(), page.locator(".days").bounding_box()
    assert bar is not None and days is not None and bar["x"] > days["x"] + days["width"] / 2
    heads = [page.locator("#till table.steps thead th").nth(n).bounding_box() for n in (0, 1)]
    assert heads[0] is not None and heads[1] is not None and heads[0]["x"] > heads[1]["x"]
    box = page.locator("#till .canvas .node a").first
    box.focus()
    assert "المشاهدات" in page.locator("#peek").inner_text()
    assert "، " in (box.get_attribute("aria-label") or "")
    page.close()


@pytest.mark.skipif(find_engine() is None, reason="there is no Graphviz to draw the maps")
def test_figures_show_on_focus_and_tables_sort_by_keyboard(file: str, context: BrowserContext) -> None:
    page = open_page(context, file)
    page.set_viewport_size({"width": 1280, "height": 500})
    box = page.locator("#till .canvas .node a").first
    box.focus()
    # The box was scrolled into view, which must not take its figures away.
    page.wait_for_timeout(200)
    expect(page.locator("#peek")).to_contain_text("seen 48")
    page.keyboard.press("Escape")
    expect(page.locator("#peek")).to_be_hidden()
    steps = page.locator("#till table.steps")
    head = steps.locator("thead th").nth(1)
    head.locator("button").focus()
    page.keyboard.press("Enter")
    expect(head).to_have_attribute("aria-sort", "descending")
    counts = [int(text) for text in steps.locator("tbody td:nth-child(2)").all_inner_texts()]
    assert counts == sorted(counts, reverse=True) and counts[0] == 48
    page.close()


def test_it_works_without_script(file: str, context: BrowserContext) -> None:
    assert context.browser is not None
    quiet = context.browser.new_context(java_script_enabled=False)
    page = quiet.new_page()
    page.goto(file)
    expect(page.locator("#till table.steps tbody tr")).to_have_count(5)
    expect(page.locator("#peek")).to_be_hidden()
    quiet.close()


def open_page(context: BrowserContext, file: str) -> Page:
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: complaints.append(request.url) if request.url != file else None)
    page.goto(file)
    assert complaints == []
    return page


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


def test_the_template_is_where_a_project_can_find_it() -> None:
    assert (Path(find_templates(ROOT).folders[-1]) / "pages/report.html.j2").is_file()
