"""What the rule lets through is read alike by Python and by the browser; what it refuses, it explains."""

from __future__ import annotations

import json
import random
import re
import subprocess

import pytest

from perfsupport.patterns import find_problem, fits_pattern, is_slow, make_example

PIECES = [
    *"ab1-_ .^$|*+?(){}[]/=!<:,\\",
    "\\d",
    "\\w",
    "\\b",
    "[a-c]",
    "[^1]",
    "{2}",
    "{1,2}",
    "(?:",
    "(?=",
    "(?!",
    "(?<",
    "\\1",
]
TEXTS = ["", "a", "b", "1", "ab", "aab", "a-b", "a.b", "11", "a1b2", "-", "_", " ", "[", "]", "(", "ba/", "b|a", "{2}"]
SCRIPT = """
const {patterns, texts} = JSON.parse(require("fs").readFileSync(0, "utf8"));
console.log(JSON.stringify(patterns.map((pattern) => {
  try {
    const compiled = new RegExp("^(?:" + pattern + ")$", "u");
    return texts.map((text) => compiled.test(text));
  } catch (error) { return String(error); }
})));
"""


def test_patterns_let_through_mean_the_same_in_javascript(node: str) -> None:
    chance = random.Random(1)
    tried = {"".join(chance.choices(PIECES, k=chance.randint(1, 7))) for _ in range(40_000)}
    patterns = sorted(pattern for pattern in tried if find_problem(pattern) is None and not is_slow(pattern))
    assert len(patterns) > 2_000
    question = json.dumps({"patterns": patterns, "texts": TEXTS})
    result = subprocess.run([node, "-e", SCRIPT], input=question, capture_output=True, text=True, check=True)
    for pattern, answer in zip(patterns, json.loads(result.stdout), strict=True):
        assert answer == [re.fullmatch(pattern, text, re.ASCII) is not None for text in TEXTS], pattern


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        ("[A-Z]{2}[0-9]{6}", None),
        (r"\d{3}-\d{2}(?:-[a-z]+)?", None),
        (r"(?<!a)b|\u00e9+", None),
        ("(?P<year>[0-9]+)", "The group `(?P<year>` is not read alike everywhere."),
        ("(?<year>[0-9]+)", "The group `(?<year>` is not read alike everywhere."),
        ("(?i)abc", "The group `(?i` is not read alike everywhere."),
        (r"\p{L}+", r"`\p` is not read alike everywhere."),
        (r"\Aabc\Z", r"`\A` is not read alike everywhere."),
        (r"a\-b", "`-` needs no `\\` before it."),
        ("a++", "The repeat `++` is not read alike everywhere."),
        ("*a", "There is nothing that `*` could repeat."),
        ("(?=a)+", "There is nothing that `+` could repeat."),
        ("[A-Z", "The list that begins with `[` is never closed."),
        ("[]a]", "A list in square brackets cannot be empty or begin with `]`."),
        ("[a[b]", "A `[` stands inside a list in square brackets."),
        ("a{,3}", "The sign `{` stands alone here."),
        ("(a", "This pattern cannot be read: missing ), unterminated subpattern."),
        ("[a--b]", "This pattern is not read alike everywhere."),
        ("a\\", "The pattern ends with a single `\\`."),
        ("(" * 20_000, "This pattern cannot be read: missing ), unterminated subpattern."),
    ],
)
def test_what_is_said_of_a_pattern(pattern: str, said: str | None) -> None:
    problem = find_problem(pattern)
    assert (problem and problem.cause) == said or (len(pattern) > 1_000 and problem is not None)


@pytest.mark.parametrize("pattern", ["(a+)+b", "(a*)*", "(a|a)*b", "(a?){30}a", "a*a*a*a*b", "((a+)b?)+"])
def test_a_pattern_that_could_take_for_ever_is_not_tried(pattern: str) -> None:
    assert find_problem(pattern) is None
    assert is_slow(pattern)
    assert fits_pattern(pattern, "a" * 60)


@pytest.mark.parametrize("pattern", [r"\d{4}", "[a-z]+@[a-z]+", "(?:ab|cd)", r"(\d{3}){2}", "a?b?c?"])
def test_plain_patterns_are_tried(pattern: str) -> None:
    assert not is_slow(pattern)
    assert not fits_pattern(pattern, "%")


@pytest.mark.parametrize(
    ("pattern", "example"),
    [
        (r"\d{8}", "12345678"),
        ("[A-Z]{2}[0-9]{6}", "AB123456"),
        (r"[A-Z]{1,2}\d{1,2}", "A1"),
        ("[A-Z]{2}-?[0-9]{4,6}", "AB-1234"),
        (r"(DE|FR)\d{3}", "DE123"),
        ("[1-9][0-9]*", "12"),
        ("[01]{4}", "1010"),
        (r"\S+@\S+\.[a-z]{2,}", "1@2.ab"),
        ("(?=A)[A-C]{3}", "ABC"),
        ("(?=C)[A-C]{3}", None),
        ("[0-9]{31,}", None),
        ("(a+)+", None),
        ("[A-Z{2}", None),
    ],
)
def test_an_example_shows_the_form(pattern: str, example: str | None) -> None:
    assert make_example(pattern) == example
