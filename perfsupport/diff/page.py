"""A comparison as one page that stands alone, with the maps of what has changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from xml.etree.ElementTree import ParseError

from markupsafe import Markup, escape

from perfsupport.catalogues import message
from perfsupport.diff.comparing import Side
from perfsupport.diff.model import KIND_WORDS, SEARCHED, Change, ProjectDiff, TreeDiff
from perfsupport.diff.summary import summarise
from perfsupport.diff.wording import compare_words
from perfsupport.graph.drawing import SECONDS, write_dot
from perfsupport.graph.paint import State, paint
from perfsupport.graph.parts import Chooser, Graph
from perfsupport.outline.words import ENGLISH_OUTLINE, OutlineWords
from perfsupport.site.draw import DrawingError, draw_all, find_engine
from perfsupport.site.sheet import render_sheet
from perfsupport.site.svg import clean_svg
from perfsupport.site.templates import Templates
from perfsupport.site.ways import find_ways

MOST_PICTURES = 40
STATE_WORDS: Mapping[State, str] = {
    "added": message("Added"),
    "changed": message("Changed"),
    "removed": message("Removed"),
}


@dataclass(frozen=True)
class Drawing:
    """A map of one section in which something has changed."""

    tree: str
    title: str
    svg: Markup


def write_page(
    diff: ProjectDiff, old: Side, new: Side, templates: Templates, speech: OutlineWords = ENGLISH_OUTLINE
) -> str:
    """Return the HTML of a comparison, in the language in which it was told."""
    drawings: dict[str, list[Drawing]] = {}
    for drawing in _draw(list(_plan(diff, old, new, speech))[:MOST_PICTURES]):
        drawings.setdefault(drawing.tree, []).append(drawing)
    return render_sheet(
        templates,
        new.project.settings,
        "diff",
        ("outline", "diff"),
        speech,
        diff=diff,
        summary=summarise(diff, speech),
        drawings=drawings,
        steps={tree.id: _group(tree.changes) for tree in diff.trees},
        words=_mark,
        kinds=KIND_WORDS,
        searched=speech.tell(SEARCHED),
        states={state: speech.tell(word) for state, word in STATE_WORDS.items()},
    )


def _group(changes: Sequence[Change]) -> list[tuple[str, list[Change]]]:
    return [(title, list(group)) for title, group in groupby(changes, lambda change: change.title)]


def _mark(change: Change) -> Markup:
    """Return old and new words with ``del`` and ``ins``."""
    tags = {"old": "del", "new": "ins"}
    pieces = compare_words(change.old, change.new)
    return Markup("").join(
        Markup(f"<{tags[kind]}>{escape(text)}</{tags[kind]}>") if kind in tags else escape(text)
        for kind, text in pieces
    )


def _plan(diff: ProjectDiff, old: Side, new: Side, speech: OutlineWords) -> Iterator[tuple[str, Graph]]:
    """Yield the pictures: of the new tree what is new and changed, of the old one what was removed."""
    for tree in diff.trees:
        states = _find_states(tree, speech)
        now = {step: state for step, state in states.items() if state[0] != "removed"}
        gone = {step: state for step, state in states.items() if state[0] == "removed"}
        for side, marked, words in ((new, now, message("Now: {title}")), (old, gone, message("Before: {title}"))):
            if marked and tree.id in side.compiled:
                yield from (
                    (tree.id, graph) for graph in _find_graphs(side, tree.id, marked, speech.tell(words), speech)
                )


def _find_states(tree: TreeDiff, speech: OutlineWords) -> Mapping[str, tuple[State, str]]:
    states: dict[str, tuple[State, str]] = {}
    for change in tree.changes:
        if change.step:
            state: State = "changed" if change.kind == "renamed" else change.kind
            states[change.step] = (state, speech.tell(STATE_WORDS[state]).lower())
    return states


def _find_graphs(
    side: Side, id: str, states: Mapping[str, tuple[State, str]], title: str, speech: OutlineWords
) -> Iterator[Graph]:
    """Yield the sections in which a step has a state."""
    ways = find_ways(side.project.trees[id], side.compiled, speech)
    chooser = Chooser(side.compiled[id], ways, "", speech)
    for head, members in chooser.sections.items():
        if any(step in states for step in members):
            graph = chooser.show_section(head) if len(chooser.sections) > 1 else chooser.show_all()
            titled = Graph(title=title.format(title=graph.title), boxes=graph.boxes, lines=graph.lines, groups={})
            yield paint(titled, states)


def _draw(planned: Sequence[tuple[str, Graph]]) -> list[Drawing]:
    engine = find_engine() if planned else None
    if engine is None:
        return []
    try:
        results = draw_all([write_dot(graph) for _, graph in planned], engine, SECONDS)
    finally:
        engine.close()
    drawn = []
    for (id, graph), result in zip(planned, results, strict=True):
        try:
            if not isinstance(result, DrawingError):
                titles = {box.name: f"{box.label} {box.remark}".strip() for box in graph.boxes}
                drawn.append(Drawing(id, graph.title, Markup(clean_svg(result, graph.title, titles))))
        except (ParseError, KeyError, ValueError):
            continue
    return drawn
