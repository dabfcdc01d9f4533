"""Which steps a picture shows: all, a section, an overview of sections, or what lies around a step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from perfsupport.catalogues import ENGLISH_WORDS, Words
from perfsupport.errors import UsageError
from perfsupport.program import ProgramTree
from perfsupport.site.maps import Box, Line, Lines, arrange, find_lines, find_map_sections, make_boxes, make_overview
from perfsupport.site.ways import Way
from perfsupport.wording import join_words, nearest


@dataclass(frozen=True, kw_only=True)
class Graph:
    """Boxes and lines to be drawn, under a title. ``groups`` are sections: a title and the names of its boxes."""

    title: str
    boxes: Sequence[Box]
    lines: Lines
    groups: Mapping[str, Sequence[str]]


class Chooser:
    """Makes the graphs of one compiled tree; boxes lead to steps of the page ``aid``."""

    def __init__(
        self, program: ProgramTree, ways: Mapping[str, Sequence[Way]], aid: str, words: Words = ENGLISH_WORDS
    ) -> None:
        self._program, self._words = program, words
        self._lines = find_lines(ways, words)
        self.boxes = make_boxes(program, aid, words)
        self.sections = find_map_sections(program, self._lines)

    def show_all(self) -> Graph:
        """Return the whole tree; a large one grouped by section."""
        if len(self.sections) == 1:
            return self._make(self._program["title"], list(self.boxes))
        # What leads from one section to another is told and not drawn: 400 boxes with all their lines are a tangle.
        parts = [self.show_section(head) for head in self.sections]
        return Graph(
            title=self._program["title"],
            boxes=[box for part in parts for box in part.boxes],
            lines={source: leading for part in parts for source, leading in part.lines.items()},
            groups={
                self.boxes[head].label: [box.name for box in p.boxes]
                for head, p in zip(self.sections, parts, strict=True)
            },
        )

    def show_overview(self) -> Graph:
        """Return the sections and what leads from one to another."""
        boxes, lines = make_overview(self.sections, self.boxes, self._lines, self._words)
        return Graph(title=f"{self._program['title']}: sections", boxes=boxes, lines=lines, groups={})

    def show_section(self, name: str) -> Graph:
        """Return one section, named by its first step: the step's id, number or title."""
        heads = {head: self.boxes[head].label for head in self.sections}
        head = self._find(name, list(heads))
        if head is None:
            known = join_words([f"{id} ({label})" for id, label in heads.items()])
            raise UsageError(f"No section begins with {name!r}. The sections begin with: {known}.")
        return self._make(f"{self._program['title']}: {heads[head]}", self.sections[head])

    def show_around(self, name: str, depth: int) -> Graph:
        """Return a step, what leads to it and where it leads, ``depth`` steps far."""
        step = self._find(name, list(self.boxes))
        if step is None:
            near = nearest(name, self.boxes)
            raise UsageError(f"There is no step {name!r} in this tree." + (f" Did you mean {near}?" if near else ""))
        onward = {id: [line.target for line in leading] for id, leading in self._lines.items()}
        back: dict[str, list[str]] = {id: [] for id in onward}
        for id, targets in onward.items():
            for target in targets:
                back[target].append(id)
        near_by = _find_within(step, onward, depth) | _find_within(step, back, depth)
        members = [id for id in self.boxes if id in near_by]
        return self._make(f"{self._program['title']}: around {self.boxes[step].label}", members)

    def _make(self, title: str, members: Sequence[str]) -> Graph:
        boxes, lines = arrange(members, self.boxes, self._lines, words=self._words)
        return Graph(title=title, boxes=boxes, lines=lines, groups={})

    def _find(self, name: str, among: Sequence[str]) -> str | None:
        """Return the step of an id, a number or a title."""
        if name in among:
            return name
        for id in among:
            number, _, title = self.boxes[id].label.partition(" ")
            if name in (number, title):
                return id
        return None


def _find_within(start: str, graph: Mapping[str, Sequence[str]], depth: int) -> set[str]:
    found = edge = {start}
    for _ in range(depth):
        edge = {target for step in edge for target in graph[step]} - found
        found = found | edge
    return found


def list_lines(graph: Graph) -> list[tuple[str, Line]]:
    """Return the lines of a graph as source and line."""
    return [(source, line) for source, leading in graph.lines.items() for line in leading]
