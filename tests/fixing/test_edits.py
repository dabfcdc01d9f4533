"""Edits are exact: what they name changes, and nothing else."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from perfsupport.diagnostics import Edit, Fix, Span
from perfsupport.fixing import apply_edits, apply_to_bytes, show_difference
from perfsupport.fixing.edits import Places, choose_fixes

LETTERS = st.text(alphabet=st.sampled_from("aé😀 \u2028\x85\t:"), max_size=6)
LINES = st.lists(LETTERS, min_size=1, max_size=6)
ENDS = st.sampled_from(["\n", "\r\n", "\r"])


def test_words_are_replaced_and_put_in() -> None:
    edits = [Edit(Span(1, 3, 1, 4), "X"), Edit(Span(2, 1, 2, 1), "new\n")]
    assert apply_edits("a b c\nd\n", edits) == "a X c\nnew\nd\n"


def test_the_authors_line_ends_and_mark_stay() -> None:
    edits = [Edit(Span(1, 1, 1, 2), "x"), Edit(Span(2, 2, 2, 2), "\nc")]
    assert apply_to_bytes(b"\xef\xbb\xbfa\r\nb\r\n", edits) == b"\xef\xbb\xbfx\r\nb\r\nc\r\n"


def test_bytes_that_are_no_text_stay() -> None:
    assert apply_to_bytes(b"a\xe9b\nc", [Edit(Span(2, 1, 2, 2), "d")]) == b"a\xe9b\nd"
    assert apply_to_bytes(b"a\xe9b\nc", [Edit(Span(1, 2, 1, 3), "é")]) == "aéb\nc".encode()


def test_of_two_that_overlap_the_first_is_made() -> None:
    edits = [Edit(Span(1, 2, 1, 4), "X"), Edit(Span(1, 1, 1, 3), "Y")]
    assert apply_edits("abcd", edits) == "Ycd"


def test_what_lies_outside_is_left_out() -> None:
    assert apply_edits("ab", [Edit(Span(3, 1, 3, 1), "x"), Edit(Span(1, 4, 1, 5), "x")]) == "ab"
    assert apply_edits("ab\n", [Edit(Span(2, 1, 2, 1), "c")]) == "ab\nc"


def test_a_fix_is_made_whole_or_not_at_all() -> None:
    first = Fix("first", (Edit(Span(1, 1, 1, 2), ""), Edit(Span(3, 1, 3, 2), "")))
    second = Fix("second", (Edit(Span(2, 1, 2, 2), ""), Edit(Span(3, 1, 3, 1), "x")))
    third = Fix("third", (Edit(Span(2, 1, 2, 2), ""),))
    assert choose_fixes([first, second, third]) == [first, third]


@given(LINES, ENDS, st.data())
def test_everything_beside_an_edit_is_untouched(lines: list[str], line_end: str, data: st.DataObject) -> None:
    text = line_end.join(lines)
    number = data.draw(st.integers(1, len(lines)))
    line = lines[number - 1]
    start = data.draw(st.integers(0, len(line)))
    end = data.draw(st.integers(start, len(line)))
    span = Span(number, start + 1, number, end + 1)
    before = "".join(each + line_end for each in lines[: number - 1])
    assert Places(text).cut(span) == line[start:end]
    assert Places(text).make_span(len(before) + start, len(before) + end) == span
    expected = before + line[:start] + "new" + line[end:] + text[len(before) + len(line) :]
    assert apply_edits(text, [Edit(span, "new")]) == expected


def test_a_difference_reads_as_git_shows_it() -> None:
    told = show_difference({"a": b"1\n2\n", "gone": b"x\n"}, {"a": b"1\n3", "gone": None, "new": b"n\n"})
    assert told == (
        "--- a/a\n+++ b/a\n@@ -1,2 +1,2 @@\n 1\n-2\n+3\n\\ No newline at end of file\n"
        "--- a/gone\n+++ /dev/null\n@@ -1 +0,0 @@\n-x\n"
        "--- /dev/null\n+++ b/new\n@@ -0,0 +1 @@\n+n\n"
    )
