"""Waivers: where comments begin, which lines they speak of, and what is said of those that do not hold."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perfsupport.diagnostics import Diagnostic, Severity, Span
from perfsupport.fixing.edits import apply_edits
from perfsupport.project import Project, change_project
from perfsupport.proving import check_project
from perfsupport.settings import Checks
from perfsupport.settling import settle
from perfsupport.settling.comments import find_comments
from tests.rules.helpers import TODAY
from tests.settling.test_severities import PROJECTS

ALLOW = "# perfsupport: allow {} because of the test"


def place(text: str) -> list[tuple[int, int, int | None]]:
    """Return line and column of each comment, and the line it speaks of."""
    return [(comment.span.line, comment.span.column, comment.line) for comment in find_comments(text)]


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("a: b # perfsupport: x", [(1, 6, 1)]),
        ("# perfsupport: x\na: b", [(1, 1, 2)]),
        ("# perfsupport: x\n\n# another\n\na: b", [(1, 1, 5)]),
        ("# perfsupport: x\n# perfsupport: y\na: b", [(1, 1, 3), (2, 1, 3)]),
        ("a: b\n# perfsupport: x", [(2, 1, None)]),
        ("a: b# perfsupport: x", []),
        ('a: "b # perfsupport: x"', []),
        ("a: 'it''s # perfsupport: x' # perfsupport: y", [(1, 29, 1)]),
        ('a: "b\n  # perfsupport: x\n  c"', []),
        ("a: |\n  b\n  # perfsupport: x\nc: d", []),
        ("a: |\n  b\n# perfsupport: x\nc: d", [(3, 1, 4)]),
        ("a: |\n   b\n # perfsupport: x\nc: d", [(3, 2, 4)]),
        ("a: | # perfsupport: x\n  b", [(1, 6, 1)]),
        ("a: b\n  c # perfsupport: x", [(2, 5, 2)]),
        ("a: [b, # perfsupport: x\n  c]", [(1, 8, 1)]),
        ("a: {b: c} # PerfSupport : x", [(1, 11, 1)]),
        ("a: b # perfsupport checks this file", []),
        ("a: b # perfsupport allow PS731 because", [(1, 6, 1)]),
        ("a: b # yaml-language-server: $schema=perfsupport.schema.json", []),
        ("a: [b # perfsupport: x", [(1, 7, 1)]),
        ("größe: über # perfsupport: x", [(1, 13, 1)]),
    ],
)
def test_comments_are_told_apart_from_texts(text: str, places: list[tuple[int, int, int | None]]) -> None:
    assert place(text) == places


def tell(text: str, *found: tuple[str, int, Severity], checks: Checks | None = None) -> list[tuple[str, int]]:
    """Return code and line of what is told of a file with these findings."""
    diagnostics = [Diagnostic(code, severity, "a", Span(line, 1, line, 2), "", "") for code, line, severity in found]
    return [(one.code, one.span.line) for one in settle(diagnostics, {"a": text}, checks or Checks())]


ADVICE, WARNING, ERROR = Severity.ADVICE, Severity.WARNING, Severity.ERROR


def test_a_waiver_holds_for_its_rule_on_its_line() -> None:
    text = f"a: b {ALLOW.format('PS731')}\nc: d\n"
    assert tell(text, ("PS731", 1, ADVICE)) == []
    assert tell(text, ("PS731", 1, ADVICE), ("PS731", 2, ADVICE)) == [("PS731", 2)]
    assert tell(text, ("PS731", 1, ADVICE), ("PS730", 1, ADVICE)) == [("PS730", 1)]


def test_one_waiver_may_name_several_rules() -> None:
    text = f"{ALLOW.format('ps731, PS730 and PS735')}\na: b\n"
    assert tell(text, ("PS731", 2, ADVICE), ("PS730", 2, ADVICE), ("PS735", 2, WARNING)) == []


def test_a_waiver_without_need_is_told_for_each_rule() -> None:
    text = f"{ALLOW.format('PS731, PS730')}\na: b\n"
    assert tell(text, ("PS731", 2, ADVICE)) == [("PS764", 1)]
    assert tell(text) == [("PS764", 1), ("PS764", 1)]


def test_in_a_file_with_errors_nobody_knows_what_is_needless() -> None:
    text = f"{ALLOW.format('PS731')}\na: b\n"
    assert tell(text, ("PS301", 2, ERROR)) == [("PS301", 2)]


def test_a_waiver_of_an_error_that_guards_nothing_holds() -> None:
    assert tell(f"a: b {ALLOW.format('PS801')}", ("PS801", 1, ERROR)) == []


def test_an_error_that_guards_is_told_all_the_same() -> None:
    assert tell(f"a: b {ALLOW.format('PS301')}", ("PS301", 1, ERROR)) == [("PS301", 1), ("PS763", 1)]


@pytest.mark.parametrize(
    ("comment", "codes"),
    [
        ("allow PS731", ["PS731", "PS761"]),
        ("allow PS731 because", ["PS731", "PS761"]),
        ("allow PS731 for us", ["PS731", "PS761"]),
        ("allow: PS731 because of the law", []),
        ("ALLOW PS731: Because: of the law", []),
        ("allow PS731, PS799 because of the law", ["PS762"]),
        ("allow because of the law", ["PS731", "PS760"]),
        ("allow", ["PS731", "PS760"]),
        ("disable PS731 because of the law", ["PS731", "PS760"]),
        ("", ["PS731", "PS760"]),
    ],
)
def test_what_is_said_of_forms_of_it(comment: str, codes: list[str]) -> None:
    assert [code for code, _ in tell(f"a: b # perfsupport: {comment}", ("PS731", 1, ADVICE))] == codes


@settings(max_examples=30, deadline=None)
@given(st.sampled_from(PROJECTS), st.data())
def test_waiving_removes_what_it_names_and_nothing_else(project: Project, data: st.DataObject) -> None:
    before = [one for one in check_project(project, TODAY) if one.severity is not ERROR]
    chosen = data.draw(st.sampled_from(before))
    lines = project.sources[chosen.path].split("\n")
    line = lines[chosen.span.line - 1]
    indent = line[: len(line) - len(line.lstrip())]
    lines.insert(chosen.span.line - 1, f"{indent}{ALLOW.format(chosen.code)}")
    changed = change_project(project, {chosen.path: "\n".join(lines).encode()})

    def describe(found: list[Diagnostic], shift: int) -> list[tuple[str, str, int, str]]:
        moved = [
            one.span.line + (shift if one.path == chosen.path and one.span.line >= chosen.span.line else 0)
            for one in found
        ]
        return sorted((one.path, one.code, line, one.cause) for one, line in zip(found, moved, strict=True))

    left = [
        one
        for one in check_project(project, TODAY)
        if (one.path, one.span.line, one.code) != (chosen.path, chosen.span.line, chosen.code)
    ]
    assert describe(check_project(changed, TODAY), 0) == describe(left, 1)


def test_a_waiver_in_the_settings_holds_for_the_settings() -> None:
    text = f"checks:\n  severity: {{PS999: off}} {ALLOW.format('PS765')}\n"
    assert tell(text, ("PS765", 2, WARNING)) == []


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("a: b # perfsupport: allow PS731 because of me\nc: d\n", "a: b\nc: d\n"),
        ("a: b\n  # perfsupport: allow PS731 because of me\nc: d\n", "a: b\nc: d\n"),
        ("a: b\n# perfsupport: allow PS731 because of me", "a: b\n"),
    ],
)
def test_a_needless_waiver_can_be_taken_away(text: str, left: str) -> None:
    (found,) = settle([], {"a": text}, Checks())
    assert found.fix is not None
    assert apply_edits(text, found.fix.edits) == left
