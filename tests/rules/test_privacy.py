"""A sensitive value cannot reach a link, an event, a note or shared prose, whatever way it takes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.rules.helpers import find_all

TREE = """
facts:
  card: {{type: text, sensitive: yes{source}}}
  amount: {{type: number, sensitive: yes{track}}}
  half: {{type: number, is: amount / 2{half}}}
  plain: {{type: number, from: host}}
steps:
  card: {{ask: Which card?, fact: card, then: amount}}
  amount: {{ask: How much?, fact: amount, then: choose}}
  choose:
    title: Choose {title}
    ask: What now? {ask}
    say: Card ((card)), half of ((amount)) is ((half)).
    why: ((card)) {{{{ }}}}
    tips: [{{text: ((card)), by: Ana}}]
    links: [{{text: See ((card)), url: "https://bank.example/{url}"}}]
    options:
      "One {label}": {{go: done, note: "Chose one. {note}", say: ((card))}}
      Two: done
  done: {{end: resolved, do: Pay ((half)) to ((card))., note: "Done {end_note}"}}
"""
PLACES = ("source", "track", "title", "ask", "url", "label", "note", "end_note")


def render(half: str = ", sensitive: yes", **parts: str) -> str:
    return TREE.format(half=half, **{**dict.fromkeys(PLACES, ""), **parts})


def test_on_the_screen_a_sensitive_value_may_be_shown(tmp_path: Path) -> None:
    assert find_all(tmp_path, render()) == []


@pytest.mark.parametrize(
    ("part", "value", "code", "cause"),
    [
        ("title", "((card))", "PS603", "The title shows `card`, which is sensitive."),
        ("ask", "((half))", "PS603", "The question shows `half`, which is sensitive."),
        ("label", "((card))", "PS603", "The option shows `card`, which is sensitive."),
        ("url", "((card))", "PS601", "This address shows `card`, which is sensitive."),
        ("note", "((card))", "PS602", "The case note shows `card`, which is sensitive."),
        ("end_note", "((amount))", "PS602", "The case note shows `amount`, which is sensitive."),
        ("source", ", from: [host, link]", "PS601", "`card` is sensitive, but the address may tell it."),
        ("track", ", track: yes", "PS604", "Events would carry `amount`, which is sensitive."),
    ],
)
def test_nowhere_else(part: str, value: str, code: str, cause: str, tmp_path: Path) -> None:
    found = find_all(tmp_path, render(**{part: value}))
    assert [(d.code, d.cause) for d in found] == [(code, cause)]


def test_the_way_of_a_value_is_named(tmp_path: Path) -> None:
    found = find_all(tmp_path, render(half="", note="((half))"))
    assert [(d.code, d.cause) for d in found] == [
        ("PS604", "`amount` is sensitive and used to calculate `half`, which is not sensitive."),
        ("PS602", "The case note shows `half`, which is calculated from `amount`, which is sensitive."),
    ]


def test_what_is_not_sensitive_may_be_shown_anywhere(tmp_path: Path) -> None:
    shown = dict.fromkeys(("title", "ask", "url", "label", "note", "end_note"), "((plain))")
    assert find_all(tmp_path, render(**shown)) == []


INNER = """
# trees/checks/inner.yaml
facts:
  secret: {{type: text{inner}}}
steps:
  secret: {{ask: Which?, fact: secret, then: end}}
  end: {{end: resolved, say: X.}}
"""
OUTER = """
facts:
  card: {{type: text, sensitive: yes}}
  secret: {{type: text{outer}}}
steps:
  card: {{ask: Which card?, fact: card, then: sub}}
  sub: {{run: inner{passed}, on: {{end: done}}}}
  done: {{end: resolved, say: Fine.}}
"""


@pytest.mark.parametrize(
    ("outer", "inner", "passed", "causes"),
    [
        (
            "",
            "",
            ", with: {secret: card}",
            ["`card` is sensitive and passed on to `secret`, which is not sensitive in `inner`."],
        ),
        ("", ", sensitive: yes", ", with: {secret: card}", []),
        (", from: host", ", from: host", "", []),
        (", from: host, sensitive: yes", ", from: host, sensitive: yes", "", []),
        (", from: host, sensitive: yes", "", "", []),
        (
            ", from: host, sensitive: yes",
            ", from: host",
            "",
            ["The host tells `secret`, sensitive in `example`, but not in `inner`."],
        ),
        (
            ", from: host",
            ", from: host, sensitive: yes",
            "",
            ["The host tells `secret`, sensitive in `inner`, but not in `example`."],
        ),
    ],
)
def test_between_trees(outer: str, inner: str, passed: str, causes: list[str], tmp_path: Path) -> None:
    example = OUTER.format(outer=outer, passed=passed) + INNER.format(inner=inner)
    found = find_all(tmp_path, example)
    assert [d.cause for d in found] == causes
    assert {d.code for d in found} <= {"PS604"}
