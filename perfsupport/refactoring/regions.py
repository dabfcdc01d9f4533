"""The lines that belong to each step or fact of a file, with the comments right above it."""

from __future__ import annotations

from perfsupport.diagnostics import Edit, Span
from perfsupport.refactoring.change import RefusedError
from perfsupport.refactoring.source import SourceFile, find_texts
from perfsupport.tree import find_further_lines

DOCUMENT_END = "..."


class Regions:
    """Where the entries of a section stand: for each its first line and the line behind its last (from 1)."""

    def __init__(self, source: SourceFile, section: str) -> None:
        self.source = source
        self.lines = [source.places.get_line(number + 1) for number in range(len(source.places.starts))]
        self.worded = {line for text in find_texts(source.root) for line in find_further_lines(text)}
        node = source.find_map(section)
        keys = list(node)
        if keys and (source.is_flow(node) or len({key.span.line for key in keys}) < len(keys)):
            raise RefusedError(f"{source.path}: write each entry of {section} on lines of its own first.")
        starts = [self.find_start(key.span.line) for key in keys]
        ends = [*starts[1:], self._find_end(section)] if keys else []
        self.by_id = {str(key): (start, end) for key, start, end in zip(keys, starts, ends, strict=True)}
        self.indent = keys[0].span.column - 1 if keys else 2

    def find_start(self, line: int) -> int:
        """Return the first of the comments right above a line, or the line itself."""
        while line > 1 and self.lines[line - 2].lstrip().startswith("#") and line - 1 not in self.worded:
            line -= 1
        return line

    def _find_end(self, section: str) -> int:
        """Return the line behind the last one of a section."""
        root = list(self.source.root)
        place = next(number for number, key in enumerate(root) if key == section)
        behind = self.find_start(root[place + 1].span.line) if place + 1 < len(root) else len(self.lines) + 1
        while behind > 1 and self.lines[behind - 2].strip() in ("", DOCUMENT_END):
            behind -= 1
        return behind

    def cut(self, id: str, indent: int | None = None) -> str:
        """Return the lines of an entry, without blank ones behind it, on request moved to another indentation."""
        start, end = self.by_id[id]
        by = 0 if indent is None else indent - self.indent
        return "\n".join(_move(line, by) for line in self.lines[start - 1 : end - 1]).rstrip()

    def replace(self, id: str, text: str) -> Edit:
        """Return the edit that writes other lines in the place of an entry's; the blank ones behind it stay."""
        start, end = self.by_id[id]
        while end > start and not self.lines[end - 2].strip():
            end -= 1
        return Edit(Span(start, 1, end, 1), f"{text}\n")

    def delete(self, id: str) -> Edit:
        """Return the edit that takes an entry away, with the blank lines behind it, or before the last one."""
        start, end = self.by_id[id]
        if id == list(self.by_id)[-1]:
            while start > 1 and not self.lines[start - 2].strip():
                start -= 1
        return Edit(Span(start, 1, end, 1), "")

    def add(self, text: str) -> Edit:
        """Return the edit that writes lines behind the last entry."""
        end = max(end for _, end in self.by_id.values())
        return Edit(Span(end, 1, end, 1), f"\n{text}\n")


def _move(line: str, by: int) -> str:
    """Return a line that stands further to the right; with a number below 0 to the left, as far as it can."""
    if by >= 0:
        return f"{' ' * by}{line}" if line.strip() else line
    return line[min(-by, len(line) - len(line.lstrip(" "))) :]
