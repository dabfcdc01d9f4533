"""Between our positions and the editor's: ours count code points from 1, the protocol's UTF-16 units from 0."""

from __future__ import annotations

from collections.abc import Sequence

from lsprotocol import types
from pygls.workspace import PositionCodec

from perfsupport.diagnostics import Diagnostic, Severity, Span
from perfsupport.languageserver.completion import Candidate
from perfsupport.languageserver.outline import Entry

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
        self._where: tuple[tuple[int, int, int], types.Range] | None = None
        """Where a completion stands: the candidates of one list most often stand at one place."""

    def read_position(self, position: types.Position) -> tuple[int, int]:
        """Return line and column (code points, from 0) of a position of the editor's."""
        place = self._codec.position_from_client_units(self._lines, position)
        return place.line, place.character

    def make_position(self, line: int, column: int) -> types.Position:
        """Return the editor's position for line and column from 0."""
        if line >= len(self._lines):
            return types.Position(line, 0)
        text = self._lines[line]
        if text.isascii():
            # Each character is one unit of any encoding, and to count them one by one takes long in a large outline.
            return types.Position(line, min(column, len(text)))
        return self._codec.position_to_client_units(self._lines, types.Position(line, column))

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

    def make_completion(self, line: int, candidate: Candidate) -> types.CompletionItem:
        """Return something to choose from; it takes the place of what is written of it already."""
        key = line, candidate.start, candidate.end
        if self._where is None or self._where[0] != key:
            place = types.Range(self.make_position(line, candidate.start), self.make_position(line, candidate.end))
            self._where = key, place
        where = self._where[1]
        return types.CompletionItem(
            label=candidate.label,
            kind=COMPLETION_KINDS.get(candidate.kind, types.CompletionItemKind.Reference),
            detail=candidate.detail or None,
            documentation=types.MarkupContent(types.MarkupKind.Markdown, candidate.about) if candidate.about else None,
            text_edit=types.TextEdit(where, candidate.text),
            filter_text=candidate.text,
            data=list(candidate.thing) if candidate.thing is not None else None,
            sort_text=f"{candidate.rank}{candidate.label}",
        )

    def make_symbol(self, entry: Entry) -> types.DocumentSymbol:
        """Return an entry of the outline with those below it."""
        place = self.make_range(entry.place)
        last = min(entry.until, len(self._lines)) - 1
        end = self.make_position(last, len(self._lines[last])) if last >= 0 else place.end
        whole = types.Range(place.start, max(end, place.end))
        below = [self.make_symbol(each) for each in entry.below]
        return types.DocumentSymbol(
            name=entry.name or "(no name)",
            kind=SYMBOL_KINDS.get(entry.kind, types.SymbolKind.Object),
            range=whole,
            selection_range=place,
            detail=entry.detail or None,
            children=below or None,
        )
