"""The texts that an editor has open, changed as it tells: lines end where the protocol says, and are not split anew."""

from __future__ import annotations

from collections.abc import Sequence

from lsprotocol import types
from pygls.workspace import TextDocument, Workspace

from perfsupport.editing.windows import split_lines


class Document(TextDocument):
    """One open text."""

    _lines: list[str] | None = None
    _end: str | None = None
    """What all lines end with, None where they end in several ways."""

    @property
    def source(self) -> str:
        """The whole text."""
        if self._source is None and self._lines is not None and self._end is not None:
            self._source = self._end.join(self._lines)
        return super().source

    @property
    def bare_lines(self) -> Sequence[str]:
        """The lines without their ends, as positions count them. After a change it is another list."""
        if self._lines is None:
            source = self.source
            self._lines, self._end = split_lines(source), find_end(source)
        return self._lines

    def apply_change(self, change: types.TextDocumentContentChangeEvent) -> None:
        """Write what the editor has written: into a range, or the whole anew."""
        if not isinstance(change, types.TextDocumentContentChangePartial):
            self._source, self._lines = change.text, None
            return
        lines, text = self.bare_lines, change.text
        first, start = self._locate(lines, change.range.start)
        last, end = self._locate(lines, change.range.end)
        if self._end is not None and (find_end(text) == self._end or not ("\n" in text or "\r" in text)):
            between = f"{lines[first][:start]}{text}{lines[last][end:]}".split(self._end)
            self._source, self._lines = None, [*lines[:first], *between, *lines[last + 1 :]]
        else:
            source = self.source
            heads = _find_heads(source)
            self._source, self._lines = source[: heads[first] + start] + text + source[heads[last] + end :], None

    def _locate(self, lines: Sequence[str], position: types.Position) -> tuple[int, int]:
        """Return line and column in code points; what lies behind the end of a line or of the text is that end."""
        if position.line >= len(lines):
            return len(lines) - 1, len(lines[-1])
        line = lines[position.line]
        if line.isascii() or position.character >= self.position_codec.client_num_units(line):
            return position.line, min(position.character, len(line))
        within = types.Position(0, position.character)
        return position.line, self.position_codec.position_from_client_units([line], within).character


def find_end(text: str) -> str | None:
    """Return what the lines of a text end with, None where they end in several ways, or as in the days of old."""
    if "\r" not in text:
        return "\n"
    number = text.count("\r\n")
    return "\r\n" if number == text.count("\n") == text.count("\r") else None


def _find_heads(text: str) -> list[int]:
    """Return where each line begins."""
    heads = [0]
    for line in split_lines(text)[:-1]:
        end = heads[-1] + len(line)
        heads.append(end + (2 if text.startswith("\r\n", end) else 1))
    return heads


class Documents(Workspace):
    """All texts that an editor has open."""

    def _create_text_document(
        self, doc_uri: str, source: str | None = None, version: int | None = None, language_id: str | None = None
    ) -> Document:
        return Document(doc_uri, source, version, language_id, position_codec=self.position_codec)
