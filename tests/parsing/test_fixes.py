"""What a program can mend: the edits of a fix, carried out, leave a file that says what was meant."""

from __future__ import annotations

import pytest

from perfsupport.diagnostics import Edit
from perfsupport.parsing import parse_tree

START = "title: T\nsteps:\n  a:\n    ask: Ready?\n"
END = "  b: {end: resolved, say: Good.}\n  c: {end: resolved, say: Good.}\n"


def apply(text: str, edits: tuple[Edit, ...]) -> str:
    lines = text.split("\n")
    for (line, column, end_line, end_column), new in edits:
        assert line == end_line
        lines[line - 1] = lines[line - 1][: column - 1] + new + lines[line - 1][end_column - 1 :]
    return "\n".join(lines)


@pytest.mark.parametrize(
    "options",
    [
        "    options:\n      - Yes: b\n      - No: c\n",
        "    options:\n    - Yes:\n        go: b\n        note: Yes.\n    - No: c\n",
        "    options:\n    -   Yes: b\n    -   No: {go: c}\n",
    ],
)
def test_options_with_dashes_lose_them(options: str) -> None:
    text = START + options + END
    _, [diagnostic] = parse_tree(text.encode(), "trees/x/t.yaml")
    assert diagnostic.code == "PS203" and diagnostic.fix is not None and diagnostic.fix.safe
    tree, left = parse_tree(apply(text, diagnostic.fix.edits).encode(), "trees/x/t.yaml")
    assert left == []
    assert tree is not None
    assert [(option.label, option.go) for option in tree.steps["a"].options] == [("Yes", "b"), ("No", "c")]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "options", ["    options: [Yes: b, No: c]\n", "    options:\n      - Yes: b\n      -   No: c\n"]
)
def test_where_dashes_cannot_simply_go_nothing_is_offered(options: str) -> None:
    _, [diagnostic] = parse_tree((START + options + END).encode(), "trees/x/t.yaml")
    assert diagnostic.code == "PS203" and diagnostic.fix is None


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ('{"Yes, please" b, "No": c}', '{"Yes, please": b, "No": c}'),
        ("{'Yes': b, 'No' c}", "{'Yes': b, 'No': c}"),
        ('{Yes: {go: b, note: "It is"  id: sure}, No: c}', '{Yes: {go: b, note: "It is",  id: sure}, No: c}'),
        ("{Yes: b; No: c}", "{Yes: b, No: c}"),
    ],
)
def test_what_keeps_entries_apart_is_put_in(wrong: str, right: str) -> None:
    text = f"{START}    options: {wrong}\n{END}"
    _, [diagnostic] = parse_tree(text.encode(), "trees/x/t.yaml")
    assert diagnostic.code == "PS105" and diagnostic.fix is not None and diagnostic.fix.safe
    assert apply(text, diagnostic.fix.edits) == f"{START}    options: {right}\n{END}"
