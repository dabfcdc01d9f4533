"""What people read: the place, the author's line with carets below the right characters, the remedy, the sum."""

from __future__ import annotations

import pytest

from perfsupport.diagnostics import TOP, Diagnostic, Severity, Span
from perfsupport.formatters import Report, format_text
from perfsupport.formatters.text import show_line

PATH = "trees/cards/card.yaml"


def make_diagnostic(span: Span, severity: Severity = Severity.ERROR, cause: str = "Cause.") -> Diagnostic:
    return Diagnostic("PS301", severity, PATH, span, cause, "Remedy.")


def render(source: str, *diagnostics: Diagnostic, colour: bool = False, files: int = 1) -> str:
    return format_text(Report(diagnostics=diagnostics, sources={PATH: source}, files=files, colour=colour))


def test_a_finding_is_shown_whole() -> None:
    assert render("title: A\nstart: paidd\n", make_diagnostic(Span(2, 8, 2, 13))) == (
        "trees/cards/card.yaml:2:8: error PS301: Cause.\n"
        "  2 | start: paidd\n"
        "    |        ^^^^^\n"
        "    = Remedy.\n"
        "\n"
        "1 error in 1 of 1 file. More about a finding: perfsupport explain PS301\n"
    )


def test_nothing_found() -> None:
    assert render("title: A\n", files=3) == "Nothing to mend in 3 files.\n"


def test_the_sum_counts_each_severity() -> None:
    found = [make_diagnostic(Span(1, n, 1, n + 1), s) for n, s in enumerate((*Severity, Severity.WARNING), 1)]
    assert render("title: A\n", *found).splitlines()[-1] == (
        "1 error, 2 warnings and 1 piece of advice in 1 of 1 file. More about a finding: perfsupport explain PS301"
    )


def test_line_numbers_of_different_length_keep_the_lines_aligned() -> None:
    text = render("a\n" * 12, make_diagnostic(Span(2, 1, 2, 2)), make_diagnostic(Span(12, 1, 12, 2)))
    assert "   2 | a\n     | ^\n     = Remedy.\n" in text
    assert "  12 | a\n     | ^\n     = Remedy.\n" in text


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_all_line_ends_are_line_ends(end: str) -> None:
    assert "  2 | b\n" in render(f"a{end}b{end}c", make_diagnostic(Span(2, 1, 2, 2)))


def test_an_empty_or_missing_line_is_left_out() -> None:
    assert render("", make_diagnostic(TOP)).splitlines()[1] == "    = Remedy."
    assert render("a", make_diagnostic(Span(9, 1, 9, 2))).splitlines()[1] == "    = Remedy."


@pytest.mark.parametrize(
    ("line", "span", "shown"),
    [
        ("go: x", Span(1, 5, 1, 6), ("go: x", "    ", "^")),
        ("go: x", Span(1, 5, 1, 5), ("go: x", "    ", "^")),
        ("go: x", Span(1, 6, 1, 7), ("go: x", "     ", "^")),
        ("go: x", Span(1, 60, 1, 70), ("go: x", "     ", "^")),
        ("say: over   ", Span(1, 6, 3, 2), ("say: over   ", "     ", "^^^^")),
        ("\tgo: x", Span(1, 6, 1, 7), ("    go: x", "        ", "^")),
        ("名前: x", Span(1, 5, 1, 6), ("名前: x", "      ", "^")),
        ("a: 名前", Span(1, 4, 1, 6), ("a: 名前", "   ", "^^^^")),
        ("e\u0301: x", Span(1, 5, 1, 6), ("e\u0301: x", "   ", "^")),
        ("a\x07b: x", Span(1, 6, 1, 7), ("a\\x07b: x", "         "[:8], "^")),
        ("a: \x1b[31m", Span(1, 4, 1, 5), ("a: \\x1b[31m", "   ", "^^^^")),
        ("a: \u202ex", Span(1, 5, 1, 6), ("a: \\u202ex", "         ", "^")),
        ("a: \u00a0x", Span(1, 5, 1, 6), ("a:  x", "    ", "^")),
    ],
)
def test_carets_stand_below_the_right_characters(line: str, span: Span, shown: tuple[str, str, str]) -> None:
    assert show_line(line, span) == shown


def test_a_long_line_is_cut_around_the_place() -> None:
    shown = show_line("x" * 500 + "bad" + "y" * 500, Span(1, 501, 1, 504))
    assert shown.text == "…" + "x" * 30 + "bad" + "y" * 67 + "…"
    assert shown.text[len(shown.indent) :].startswith("bad")
    assert shown.carets == "^^^"


def test_messages_cannot_lead_a_terminal_astray() -> None:
    text = render("a: b", make_diagnostic(Span(1, 1, 1, 2), cause="There is no \x1b]0;step\x07."))
    assert "\\x1b]0;step\\x07" in text
    assert "\x1b" not in text


def test_colour_changes_nothing_but_colour() -> None:
    found = make_diagnostic(Span(1, 4, 1, 5))
    coloured = render("a: b", found, colour=True)
    assert "\x1b[1;31merror PS301\x1b[0m" in coloured
    import re

    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == render("a: b", found)
