"""What is offered and told at a place of a file that is being typed."""

from __future__ import annotations

from pathlib import Path

import pytest

from perfsupport.languageserver.completion import Candidate, choose, complete
from perfsupport.languageserver.hover import tell_place
from perfsupport.project import Project, change_project, load_project
from tests.languageserver.editor import CARD


class Desk:
    """A project with one file that is being typed; places are given as ``|`` in a piece of text that stands once."""

    def __init__(self, root: Path) -> None:
        self._project: Project = load_project(root)
        self._text = self._project.sources[CARD]

    def type(self, path: str, old: str, new: str) -> None:
        assert self._text.count(old) == 1
        self._text = self._text.replace(old, new)
        self._project = change_project(self._project, {path: self._text.encode()})

    def _find(self, marked: str) -> tuple[list[str], int, int]:
        before, _, after = marked.partition("|")
        assert self._text.count(before + after) == 1, marked
        at = self._text.index(before + after) + len(before)
        return self._text.split("\n"), self._text.count("\n", 0, at), at - (self._text.rfind("\n", 0, at) + 1)

    def complete(self, path: str, marked: str) -> list[str]:
        return [candidate.label for candidate in complete(self._project, path, *self._find(marked))]

    def accept(self, path: str, marked: str, label: str) -> str:
        """Return the line of a place with what is offered there under a label."""
        lines, line, column = self._find(marked)
        (chosen,) = (each for each in complete(self._project, path, lines, line, column) if each.label == label)
        return lines[line][: chosen.start] + chosen.text + lines[line][chosen.end :]

    def hover(self, path: str, marked: str) -> str:
        return tell_place(self._project, path, *self._find(marked)) or ""


@pytest.fixture
def desk(project: Path) -> Desk:
    return Desk(project)


@pytest.mark.parametrize(
    ("old", "new", "marked", "offered"),
    [
        (
            "then: by_amount",
            "then: ",
            "then: |\n  by_amount",
            ["by_amount", "hand_over", "how_much", "paid", "where", "who"],
        ),
        ("shop: how_much", "shop: ho", "shop: ho|", ["by_amount", "hand_over", "how_much", "paid", "where", "who"]),
        ("run: identity-check", "run: ", "run: |\n", ["identity-check"]),
        ("failed: hand_over}", "}", "paid, |}", ["failed"]),
        ("contact: care", "contact: c", "contact: c|}", ["care"]),
        ("end: resolved, say", "end: , say", "end: |, say", ["escalated", "resolved", "transferred"]),
        ("pay ((amount)) now", "pay ((am now", "pay ((am| now", ["amount", "channel"]),
        ("type: choice", "type: ", "type: |, opt", ["choice", "date", "many", "number", "text", "yes_no"]),
        ("where: shop", "where: ", "where: |, how", ["shop", "web"]),
        ("ends: paid", "ends: ", "ends: |", ["hand_over", "paid"]),
        ('who/asked: "Yes"', "who/asked: ", "who/asked: |", ["No", "Yes"]),
        ('20", who/asked: "Yes"', '20", w', '20", w|', ["who/asked"]),
        (
            "    responses: {wh",
            "    given: {c}\n    responses: {wh",
            "given: {c|}",
            ["amount", "callers_name", "channel"],
        ),
    ],
)
def test_what_can_be_written_is_offered(desk: Desk, old: str, new: str, marked: str, offered: list[str]) -> None:
    desk.type(CARD, old, new)
    assert desk.complete(CARD, marked) == offered


@pytest.mark.parametrize(
    ("typed", "marked", "written"),
    [
        ("pay ((am)) now", "((am|)) now", "pay ((amount)) now"),
        ("pay ((am now", "((am| now", "pay ((amount)) now"),
        ("pay ((am, please", "((am|, please", "pay ((amount)), please"),
        ("pay ((amou)) now", "((am|ou)) now", "pay ((amount)) now"),
        ("pay (( am )) now", "(( am| )) now", "pay (( amount )) now"),
    ],
)
def test_a_fact_in_a_text_leaves_the_rest_of_it_alone(desk: Desk, typed: str, marked: str, written: str) -> None:
    """Many editors write the closing brackets at once."""
    desk.type(CARD, "pay ((amount)) now", typed)
    assert written in desk.accept(CARD, marked, "amount")


def test_keys_are_offered_that_are_not_there_yet(desk: Desk) -> None:
    desk.type(CARD, "    then: by_amount\n", "    then: by_amount\n    \n")
    offered = desk.complete(CARD, "by_amount\n    |\n")
    assert {"why", "say", "detail", "tips", "title"} <= set(offered)
    assert not {"ask", "fact", "then", "route", "run"} & set(offered)


def test_a_condition_knows_facts_functions_and_values(desk: Desk) -> None:
    desk.type(CARD, "when: amount > 500", "when: channel == ")
    offered = desk.complete(CARD, "when: channel == |")
    assert offered[:2] == ["shop", "web"]
    assert {"amount", "round", "and"} <= set(offered)


def test_hover_tells_a_step_and_where_it_is_reached_from(desk: Desk) -> None:
    told = desk.hover(CARD, "shop: how_|much")
    assert "What is the amount?" in told
    assert "Reached from `where` (shop), `where` (web)." in told


@pytest.mark.parametrize(
    ("marked", "words"),
    [
        ("((amo|unt))", "number"),
        ("run: identity-ch|eck", "Who is calling"),
        ("contact: ca|re", "Care team"),
        ("  wh|ere:", "Where was the card refused?"),
        ("    wh|y:", "Why this step is there."),
        ("when: amo|unt > 500", "min 0"),
    ],
)
def test_hover_tells_what_is_named(desk: Desk, marked: str, words: str) -> None:
    assert words in desk.hover(CARD, marked)


def test_of_many_steps_those_like_what_is_written_are_offered() -> None:
    many = [Candidate(f"step_{number}", "step", f"step_{number}", 0, 0) for number in range(1000)]
    assert [each.label for each in choose(many, "step_99", 3)] == ["step_99", "step_990", "step_991"]
    assert [each.label for each in choose(many, "p77", 9)][:2] == ["step_77", "step_177"]
    assert len(choose(many, "", 200)) == 200
