"""The one form as edits: whoever carries them out has what `perfsupport fmt` writes."""

from __future__ import annotations

import pytest

from perfsupport.diagnostics import Span
from perfsupport.editing.windows import split_lines
from perfsupport.fixing.form import format_file
from perfsupport.languageserver.forming import find_form_edits
from tests.conftest import ROOT

UNEVEN = """title:   Card
steps:
    a:   {end: resolved,   do: Go on.}   # as before
    b:
        ask: "Yes?"
        options: { "Yes": a,   "No": a }
"""


def carry_out(text: str, edits: list[tuple[Span, str]]) -> str:
    """Return a text after edits, as an editor carries them out: from the last to the first."""
    end = "\r\n" if "\r" in text else "\n"
    lines = split_lines(text)
    heads = [sum(len(line) + len(end) for line in lines[:number]) for number in range(len(lines))]
    for span, new in sorted(edits, reverse=True):
        first, last = heads[span.line - 1] + span.column - 1, heads[span.end_line - 1] + span.end_column - 1
        text = text[:first] + new + text[last:]
    return text


@pytest.mark.parametrize("text", [UNEVEN, UNEVEN.rstrip("\n"), UNEVEN.replace("\n", "\r\n"), UNEVEN + "\n\n", ""])
def test_the_edits_make_what_fmt_writes(text: str) -> None:
    edits, problem = find_form_edits(text, "trees/card.yaml")
    assert not problem
    formed = format_file(text.encode(), "trees/card.yaml").data.decode()
    assert carry_out(text, [tuple(edit) for edit in edits]) == formed
    assert find_form_edits(formed, "trees/card.yaml") == ([], "")


def test_lines_that_are_right_are_left_alone() -> None:
    text = (ROOT / "trees/billing/bill-higher.yaml").read_text(encoding="utf-8")
    ((span, new),) = find_form_edits(text.replace("owner: ", "owner:    ", 1), "trees/billing/bill-higher.yaml")[0]
    assert new.startswith("owner: ")
    assert (span.end_line - span.line, span.column) == (1, 1)


def test_what_cannot_be_read_stays_and_it_is_said_why() -> None:
    edits, problem = find_form_edits("title: [", "trees/card.yaml")
    assert not edits
    assert "line 1 cannot be read" in problem
