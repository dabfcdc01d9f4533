"""Open texts follow what the editor writes, in its units and by its lines."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from lsprotocol import types

from perfsupport.editing.windows import split_lines
from perfsupport.languageserver.documents import Document

URI = "file:///desk/trees/card.yaml"
TEXTS = st.text(alphabet="ab\n\r\u2028\x85\x0c\U0001f4b6é", max_size=12)
PLAIN = st.lists(st.sampled_from(["ab", "é", "\U0001f4b6x", ""]), max_size=6)


def locate(text: str, at: int) -> types.Position:
    """Return the editor's position of a place: lines end with a line feed, a return, or both."""
    above = split_lines(text[:at])
    return types.Position(len(above) - 1, len(above[-1].encode("utf-16-le")) // 2)


def write(document: Document, start: int, end: int, new: str) -> str:
    """Write into a document as an editor does, and return what its text should be now."""
    text = document.source
    place = types.Range(locate(text, start), locate(text, end))
    document.apply_change(types.TextDocumentContentChangePartial(place, new))
    return text[:start] + new + text[end:]


@settings(deadline=None)
@given(st.one_of(TEXTS, PLAIN.map("\n".join), PLAIN.map("\r\n".join)), st.data())
def test_whatever_is_written_the_text_is_the_editors(text: str, data: st.DataObject) -> None:
    document = Document(URI, text)
    for _ in range(data.draw(st.integers(1, 4))):
        text = document.source
        # No editor puts its cursor between a return and its line feed.
        places = [at for at in range(len(text) + 1) if text[at - 1 : at + 1] != "\r\n"]
        start, end = sorted((data.draw(st.sampled_from(places)), data.draw(st.sampled_from(places))))
        text = write(document, start, end, data.draw(TEXTS))
        assert document.source == text
        assert list(document.bare_lines) == split_lines(text)


def test_a_place_behind_the_end_is_the_end() -> None:
    document = Document(URI, "é\nb")
    for position in (types.Position(1, 9), types.Position(7, 0)):
        document.apply_change(types.TextDocumentContentChangePartial(types.Range(position, position), "!"))
    behind = types.Position(0, 5)
    document.apply_change(types.TextDocumentContentChangePartial(types.Range(behind, behind), "?"))
    assert document.source == "é?\nb!!"


def test_the_whole_text_is_replaced() -> None:
    document = Document(URI, "a\nb")
    assert document.bare_lines == ["a", "b"]
    document.apply_change(types.TextDocumentContentChangeWholeDocument("c\r\nd"))
    assert (document.source, document.bare_lines) == ("c\r\nd", ["c", "d"])
