"""Between our positions and the editor's: ours count code points from 1, the protocol's UTF-16 units from 0.

What comes by the hundred (findings, completions, symbols, lenses) is written as the plain data that goes over the wire:
the objects of lsprotocol check each field, and to make them and to take them apart again takes longer than all else.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

from lsprotocol import types
from pygls.workspace import PositionCodec

from perfsupport.diagnostics import Diagnostic, Severity, Span
from perfsupport.languageserver.completion import Candidate
from perfsupport.languageserver.outline import Entry

Plain: TypeAlias = dict[str, Any]
"""Data of the protocol, for JSON."""

SOURCE = "perfsupport"
SEVERITIES = {
    Severity.ERROR: types.DiagnosticSeverity.Error,
    Severity.WARNING: types.DiagnosticSeverity.Warning,
    Severity.ADVICE: types.DiagnosticSeverity.Information,
}
COMPLETION_KINDS = {
    "key": types.CompletionItemKind.Property,
    "fact": types.CompletionItemKind.Variable,
    "tree": types.CompletionItemKind.Module,
    "file": types.CompletionItemKind.File,
    "function": types.CompletionItemKind.Function,
    "word": types.CompletionItemKind.Keyword,
    "value": types.CompletionItemKind.EnumMember,
    "option": types.CompletionItemKind.EnumMember,
}
SYMBOL_KINDS = {
    "fact": types.SymbolKind.Variable,
    "step": types.SymbolKind.Function,
    "option": types.SymbolKind.EnumMember,
    "scenario": types.SymbolKind.Event,
}


class Converter:
    """Converts places of one file; ``lines`` are its lines, without their ends."""

    def __init__(self, lines: Sequence[str], codec: PositionCodec) -> None:
        self._lines, self._codec = lines, codec

    def read_position(self, position: types.Position) -> tuple[int, int]:
        """Return line and column (code points, from 0) of a position of the editor's."""
        place = self._codec.position_from_client_units(self._lines, position)
        return place.line, place.character

    def make_position(self, line: int, column: int) -> types.Position:
        """Return the editor's position for line and column from 0."""
        return types.Position(line, self._find_character(line, column))

    def _find_character(self, line: int, column: int) -> int:
        if line >= len(self._lines):
            return 0
        text = self._lines[line]
        if text.isascii():
            # Each character is one unit of any encoding, and to count them one by one takes long in a large outline.
            return min(column, len(text))
        return self._codec.position_to_client_units(self._lines, types.Position(line, column)).character

    def make_range(self, span: Span) -> types.Range:
        """Return the editor's range for a span."""
        return types.Range(
            self.make_position(span.line - 1, span.column - 1),
            self.make_position(span.end_line - 1, span.end_column - 1),
        )

    def read_range(self, found: types.Range) -> Span:
        """Return the span of a range of the editor's."""
        (line, column), (end_line, end_column) = self.read_position(found.start), self.read_position(found.end)
        return Span(line + 1, column + 1, end_line + 1, end_column + 1)

    def make_diagnostic(self, diagnostic: Diagnostic) -> types.Diagnostic:
        """Return a diagnostic of the protocol: cause and remedy are its message."""
        return types.Diagnostic(
            range=self.make_range(diagnostic.span),
            message=f"{diagnostic.cause} {diagnostic.remedy}",
            severity=SEVERITIES[diagnostic.severity],
            code=diagnostic.code,
            source=SOURCE,
        )

    # Plain data

    def write_range(self, span: Span) -> Plain:
        """Return the range of a span."""
        line, column, end_line, end_column = span
        return _join(
            line - 1,
            self._find_character(line - 1, column - 1),
            end_line - 1,
            self._find_character(end_line - 1, end_column - 1),
        )

    def write_diagnostic(self, diagnostic: Diagnostic) -> Plain:
        """Return a diagnostic: cause and remedy are its message."""
        return {
            "range": self.write_range(diagnostic.span),
            "message": f"{diagnostic.cause} {diagnostic.remedy}",
            "severity": SEVERITIES[diagnostic.severity].value,
            "code": diagnostic.code,
            "source": SOURCE,
        }

    def write_completion(self, line: int, candidate: Candidate) -> Plain:
        """Return something to choose from; it takes the place of what is written of it already."""
        start, end = self._find_character(line, candidate.start), self._find_character(line, candidate.end)
        item: Plain = {
            "label": candidate.label,
            "kind": COMPLETION_KINDS.get(candidate.kind, types.CompletionItemKind.Reference).value,
            "textEdit": {"range": _join(line, start, line, end), "newText": candidate.text},
            "filterText": candidate.text,
            "sortText": f"{candidate.rank}{candidate.label}",
        }
        if candidate.detail:
            item["detail"] = candidate.detail
        if candidate.about:
            item["documentation"] = {"kind": "markdown", "value": candidate.about}
        if candidate.thing is not None:
            item["data"] = candidate.thing
        return item

    def write_symbol(self, entry: Entry) -> Plain:
        """Return an entry of the outline with those below it."""
        place = self.write_range(entry.place)
        last = min(entry.until, len(self._lines)) - 1
        end = {"line": last, "character": self._find_character(last, len(self._lines[last]))} if last >= 0 else {}
        symbol: Plain = {
            "name": entry.name or "(no name)",
            "kind": SYMBOL_KINDS.get(entry.kind, types.SymbolKind.Object).value,
            "range": {"start": place["start"], "end": max(end, place["end"], key=_order) if end else place["end"]},
            "selectionRange": place,
        }
        if entry.detail:
            symbol["detail"] = entry.detail
        if entry.below:
            symbol["children"] = [self.write_symbol(each) for each in entry.below]
        return symbol

    def write_lens(self, span: Span, words: str, command: str = "", arguments: Sequence[Any] = ()) -> Plain:
        """Return words that stand above a place, and the editor's command for those who press them."""
        told: Plain = {"title": words, "command": command}
        if command:
            told["arguments"] = arguments
        return {"range": self.write_range(span), "command": told}


def _join(line: int, character: int, end_line: int, end_character: int) -> Plain:
    return {
        "start": {"line": line, "character": character},
        "end": {"line": end_line, "character": end_character},
    }


def _order(position: Plain) -> tuple[int, int]:
    return position["line"], position["character"]
