"""Whatever a file holds, reading it gives a value and diagnostics, and every position points into the file."""

from __future__ import annotations

import re
from random import Random

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from perfsupport.diagnostics import Diagnostic
from perfsupport.parsing import parse_settings, parse_tree
from perfsupport.parsing.nodes import ListNode, MapNode, Node
from perfsupport.parsing.reader import read_document
from perfsupport.parsing.shape import TREE
from perfsupport.tree import Text
from tests.conftest import SAMPLE_TREES
from tests.parsing.documents import make_right, write_yaml
from tests.sampling import times

SAMPLES = [file.read_text(encoding="utf-8") for file in SAMPLE_TREES]
SIGNS = [
    *"\"'[]{}:,#&*!|>%@`?-\\\t\n \r~<=",
    ": ",
    " #",
    "- ",
    "? ",
    "---\n",
    "...\n",
    "<<: ",
    "\x00",
    "\x85",
    "\u2028",
    "\ufeff",
]
PIECES = st.lists(
    st.sampled_from(
        [*SIGNS, "title", "steps", "ask", "options", "do", "then", "end", "a", "\n  ", "\n    ", "é", "\U0001f600"]
    ),
    max_size=40,
).map("".join)
USUAL = settings(max_examples=times(80), deadline=None, suppress_health_check=list(HealthCheck))


def check(data: bytes) -> None:
    tree, found = parse_tree(data, "trees/x/tree.yaml")
    _, found_in_settings = parse_settings(data, "perfsupport.yaml")
    text = data.decode("utf-8", "surrogateescape").removeprefix("\ufeff")
    lines = re.split("\r\n|\r|\n", text)
    for one in [*found, *found_in_settings]:
        check_diagnostic(one, lines)
    assert tree is not None or found


def check_diagnostic(one: Diagnostic, lines: list[str]) -> None:
    line, column, end_line, end_column = one.span
    assert 1 <= line <= len(lines), one
    assert (line, column) <= (end_line, end_column), one
    assert 1 <= column <= len(lines[line - 1]) + 2, one
    assert (one.cause + one.remedy).isprintable(), one


@settings(USUAL, max_examples=times(250))
@given(PIECES)
@example("? &a : x")
@example("&a : x")
@example("{a, b}: c")
@example("- ? - : -")
@example("'")
@example("a: '\n...\n")
@example('"\\U0010ffff": [')
@example("%")
@example("%TAG ! x\n%TAG ! y\n---\n!z a")
def test_pieces_of_yaml(text: str) -> None:
    check(text.encode())


@USUAL
@given(st.text())
def test_any_text(text: str) -> None:
    check(text.encode("utf-8", "surrogatepass"))


@USUAL
@given(st.binary())
def test_any_bytes(data: bytes) -> None:
    check(data)


@pytest.mark.parametrize("seed", range(150))
def test_sample_trees_with_something_cut_or_put_in(seed: int) -> None:
    random = Random(seed)
    text = random.choice(SAMPLES)
    for _ in range(random.randint(1, 6)):
        place = random.randrange(len(text) + 1)
        match random.randrange(4):
            case 0:
                text = text[:place] + random.choice(SIGNS) + text[place:]
            case 1:
                text = text[:place] + text[place + random.randint(1, 8) :]
            case 2:
                text = text[:place] + text[place : place + 30] + text[place:]
            case _:
                lines = text.split("\n")
                lines.insert(random.randrange(len(lines)), " " * random.randrange(9) + random.choice(lines).strip())
                text = "\n".join(lines)
    check(text.encode("utf-8", "surrogatepass"))


def find_texts(node: Node | None) -> list[Text]:
    if isinstance(node, Text):
        return [node]
    if isinstance(node, MapNode):
        return [text for key, value in node.items() for text in (key, *find_texts(value))]
    return [text for value in node for text in find_texts(value)] if isinstance(node, ListNode) else []


def cut_out(lines: list[str], text: Text) -> str:
    line, column, end_line, end_column = text.span
    if line == end_line:
        return lines[line - 1][column - 1 : end_column - 1]
    return "\n".join(
        [lines[line - 1][column - 1 :], *lines[line : end_line - 1], lines[end_line - 1][: end_column - 1]]
    )


@pytest.mark.parametrize("text", SAMPLES)
def test_positions_in_the_samples_are_the_exact_characters(text: str) -> None:
    lines = text.split("\n")
    texts = find_texts(read_document(text.encode(), "tree.yaml").root)
    assert len(texts) > 100
    for found in texts:
        source = cut_out(lines, found)
        if source[:1] in ('"', "'"):
            assert source[0] == source[-1]
            assert "\\" in source or " ".join(source[1:-1].split()).replace("''", "'") == " ".join(found.split())
        elif source[:1] in ("|", ">"):
            assert " ".join(source.split("\n", 1)[1].split()) == " ".join(found.split())
        else:
            assert " ".join(source.split()) == found


@settings(USUAL, max_examples=times(40))
@given(make_right(TREE))
def test_positions_of_quoted_texts_are_the_exact_characters(document: object) -> None:
    data = write_yaml(document)
    lines = data.decode().split("\n")
    for text in find_texts(read_document(data, "tree.yaml").root):
        source = cut_out(lines, text)
        assert source[0] == source[-1] == '"'
        assert "\\" in source or source[1:-1] == text


@USUAL
@given(
    st.lists(
        st.from_regex(r"[A-Za-zäöü€\U0001F600][A-Za-z0-9äöü€\U0001F600 .?'\"()]{0,20}", fullmatch=True), min_size=1
    )
)
def test_positions_of_plain_texts_are_the_exact_characters(texts: list[str]) -> None:
    lines = [f"k{number}: {text.strip()}" for number, text in enumerate(texts)]
    found = find_texts(read_document("\n".join(lines).encode(), "tree.yaml").root)
    assert [cut_out(lines, text) for text in found] == found
