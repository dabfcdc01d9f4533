"""The maps of the trees with what happened on them: a wide line is much used, and boxes tell of trouble.

Everything comes from events.json, so that a report needs no author's files.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast
from xml.etree.ElementTree import ParseError

from markupsafe import Markup

from perfsupport.analytics.figures import StepFigures, TreeReport
from perfsupport.analytics.wording import HIDDEN
from perfsupport.catalogues import message
from perfsupport.program import ProgramTree
from perfsupport.reporting.telling import ENGLISH_FIGURES, FigureWords
from perfsupport.reporting.trouble import find_level, write_remark
from perfsupport.site.draw import DrawingError, Engine, draw_all, find_engine
from perfsupport.site.maps import Box, Line, arrange, find_lines, find_map_sections, make_boxes, make_dot
from perfsupport.site.svg import clean_svg
from perfsupport.site.ways import Way

WIDTHS = 8
"""How many widths a line can have, besides that of a line that nobody took."""

SECONDS = 30.0


@dataclass(frozen=True)
class TrafficMap:
    """A drawn map, or one section of it."""

    tree: str
    title: str
    svg: Markup


def draw_maps(
    trees: Sequence[TreeReport], published: Mapping[str, Mapping[str, Any]], words: FigureWords = ENGLISH_FIGURES
) -> dict[str, list[TrafficMap]]:
    """Return the maps of the trees of which something is told, by tree; none where there is no Graphviz."""
    engine = find_engine()
    if engine is None:
        return {}
    try:
        told = [
            (tree, published[tree.tree])
            for tree in trees
            if tree.is_told and find_gap(published.get(tree.tree, {})) is None
        ]
        return _draw(told, engine, words)
    finally:
        engine.close()


def _draw(
    trees: Iterable[tuple[TreeReport, Mapping[str, Any]]], engine: Engine, words: FigureWords
) -> dict[str, list[TrafficMap]]:
    planned = [(tree, *part) for tree, about in trees for part in plan_parts(tree, about, words)]
    results = draw_all([make_dot(boxes, lines) for _, _, boxes, lines in planned], engine, SECONDS)
    drawn: dict[str, list[TrafficMap]] = {}
    for (tree, title, boxes, _), result in zip(planned, results, strict=True):
        if isinstance(result, DrawingError):
            continue
        try:
            told = _tell_boxes(tree, boxes, words)
            svg = Markup(clean_svg(result, words.say("Map of {title} with what happened", title=title), told))
        except (ParseError, KeyError, ValueError):
            continue
        drawn.setdefault(tree.tree, []).append(TrafficMap(tree.tree, title, svg))
    return drawn


def find_gap(about: Mapping[str, Any]) -> str | None:
    """Return what a map needs and events.json does not say of a tree: where it begins, what steps are and lead to."""
    return next(_find_gaps(about), None)


def _find_gaps(about: Mapping[str, Any]) -> Iterator[str]:
    steps = about.get("steps", {})
    if about.get("start") not in steps:
        yield "start"
    for id, step in steps.items():
        needed = ("title", "line", "targets", *(["run"] if step["kind"] == "subtree" else []))
        yield from (f"steps.{id}.{key}" for key in needed if key not in step)
        yield from (f"steps.{id}.targets" for target in step.get("targets", ()) if target not in steps)
        for name, option in step.get("options", {}).items():
            if "label" not in option or option.get("target", id) not in steps:
                yield f"steps.{id}.options.{name}"


def plan_parts(
    tree: TreeReport, about: Mapping[str, Any], words: FigureWords = ENGLISH_FIGURES
) -> list[tuple[str, list[Box], dict[str, list[Line]]]]:
    """Return the pictures of a tree as title, boxes and lines: one, or one for each section of a large tree."""
    program = cast(ProgramTree, {**about, "facts": {}})
    lines = find_lines(_find_ways(about), words)
    figures = {step.step: step for step in [*tree.steps, *tree.subtrees]}
    boxes = {id: _mark_box(box, tree, figures, words) for id, box in make_boxes(program, "", words).items()}
    sections = find_map_sections(program, lines)
    parts = []
    for head, members in sections.items():
        shown, drawn = arrange(members, boxes, lines, words=words)
        traffic = _weigh(tree, words)
        weighed = {source: [_mark_line(source, line, traffic) for line in each] for source, each in drawn.items()}
        title = tree.title if len(sections) == 1 else f"{tree.title}: {about['steps'][head]['title']}"
        parts.append((title, [_lead(box, tree, figures) for box in shown], weighed))
    return parts


def _find_ways(about: Mapping[str, Any]) -> dict[str, list[Way]]:
    steps = about["steps"]
    ways: dict[str, list[Way]] = {}
    for id, step in steps.items():
        options = [option for option in step.get("options", {}).values() if "target" in option]
        leading = [Way("option", option["label"], option["target"], 0, "") for option in options]
        offered = {way.target for way in leading}
        for target in step["targets"]:
            if target not in offered:
                fallback = (
                    step["kind"] in ("question", "input")
                    and target == about.get("fallback")
                    and len(step["targets"]) > 1
                )
                leading.append(Way("fallback" if fallback else "then", "", target, 0, ""))
        ways[id] = leading
    return ways


def _weigh(tree: TreeReport, words: FigureWords) -> dict[tuple[str, str], tuple[str, str]]:
    """Return for each line how wide it is, as a class, and its count in words."""
    most = max((edge.run_throughs or 0 for edge in tree.edges), default=0) or 1
    came = {each.step for each in [*tree.steps, *tree.subtrees] if each.seen != 0}
    explained = {edge.target for edge in tree.edges if edge.run_throughs != 0}
    weighed = {}
    for edge in tree.edges:
        if edge.run_throughs is None:
            weighed[edge.source, edge.target] = ("veiled", HIDDEN)
        elif not edge.run_throughs:
            # Whoever went there, came back and went on elsewhere is not counted, but was there: it may be by this line.
            kind = "w1" if edge.target in came - explained else "dead"
            weighed[edge.source, edge.target] = (kind, "0")
        else:
            width = max(1, math.ceil(WIDTHS * math.sqrt(edge.run_throughs / most)))
            weighed[edge.source, edge.target] = (f"w{width}", words.write_number(edge.run_throughs))
    return weighed


def _mark_line(source: str, line: Line, traffic: Mapping[tuple[str, str], tuple[str, str]]) -> Line:
    kind, count = traffic.get((source, line.target.partition("@")[0]), ("", ""))
    label = f"{line.label}\n{count}".strip() if kind not in ("", "dead") else line.label
    return replace(line, label=label, attributes={"class": kind} if kind else None)


def _mark_box(box: Box, tree: TreeReport, figures: Mapping[str, StepFigures], words: FigureWords) -> Box:
    if box.kind == "outcome":
        found = next((each for each in tree.outcomes if each.step == box.name), None)
        count = None if found is None else found.run_throughs
        is_hidden = found is not None and count is None
        reached = words.tell("not shown") if is_hidden else words.write_share(count or 0, tree.own)
        led = sum(edge.run_throughs or 0 for edge in tree.edges if edge.target == box.name)
        if not is_hidden and led > (count or 0):
            # In a tree that another one runs: there the case went on. A share of which ones would not fit the lines.
            reached = words.say("{share} ended here, others went on", share=words.write_number(count or 0))
        state = "" if count or led or is_hidden else "dead"
        return replace(box, mark=f"{box.mark} {state}".strip(), remark=f"{box.remark} · {reached}")
    step = figures.get(box.name)
    if step is None:
        return replace(box, remark="")
    return replace(box, mark=f"{box.mark} t-{find_level(step)}".strip(), remark=write_remark(step, words))


def _lead(box: Box, tree: TreeReport, figures: Mapping[str, StepFigures]) -> Box:
    """Return a box that leads to the step's row in a table; steps that are never on screen have none."""
    step = box.name.partition("@")[0]
    has_row = step in figures or any(outcome.step == step for outcome in tree.outcomes)
    return replace(box, href=f"#{tree.tree}--{step}" if has_row else "")


def _tell_boxes(tree: TreeReport, boxes: Iterable[Box], words: FigureWords) -> dict[str, str]:
    """Return what each box is called, its figures with it, one a line."""
    steps = {step.step: step for step in [*tree.steps, *tree.subtrees]}
    told = {}
    for box in boxes:
        step = steps.get(box.name)
        figures = tell_step(step, words) if step is not None else filter(None, [box.remark])
        told[box.name] = "\n".join([box.label, *figures])
    return told


def tell_step(step: StepFigures, words: FigureWords = ENGLISH_FIGURES) -> list[str]:
    """Return the figures of a step in words."""
    if step.seen is None:
        return [words.tell("not shown: few people")]
    if not step.seen:
        return [words.tell("never seen")]
    named = {
        message("stopped here {share}"): step.stopped,
        message("None of these {share}"): step.none_fitted,
        message("went back {share}"): step.went_back,
        message("changed later {share}"): step.changed,
        message("opened help {share}"): step.helped,
        message("feedback {share}"): step.feedback,
    }
    told = [words.say("seen {count}", count=words.write_number(step.seen))]
    told += [words.say(name, share=words.write_share(count, step.seen)) for name, count in named.items() if count]
    if step.dwell is not None:
        told.append(words.say("half take over {time}", time=words.write_time(step.dwell.median)))
        told.append(words.say("one in ten over {amount}", amount=words.write_time(step.dwell.p90)))
    return told
