"""Flow as the walk has it: which ways count, through subtrees, past dates, and out by "None of these"."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.rules.helpers import find_all

DONE = "  done: {end: resolved, say: Fine.}\n"
ASKING = """# trees/checks/inner.yaml
steps:
  ask: {ask: Well?, options: {A: end, B: end}}
  end: {end: resolved, say: X.}
"""
EXHAUSTIVE = ASKING.replace("ask: Well?,", "ask: Well?, exhaustive: yes,")
OWN_FALLBACK = ASKING.replace("steps:", "fallback: end\nsteps:")
NESTED = (
    "# trees/checks/inner.yaml\nsteps:\n  sub: {run: innermost, on: {end: end}}\n  end: {end: resolved, say: X.}\n"
    + ASKING.replace("inner.yaml", "innermost.yaml")
)
OUTER = (
    "fallback: help\nsteps:\n  sub: {run: inner, on: {end: done}}\n" + DONE + "  help: {end: escalated, say: Help.}\n"
)


@pytest.mark.parametrize(
    ("inner", "codes"),
    [(ASKING, []), (EXHAUSTIVE, ["PS401"]), (OWN_FALLBACK, ["PS401"]), (NESTED, [])],
    ids=["open question", "exhaustive question", "own fallback", "question two trees down"],
)
def test_none_of_these_within_a_subtree_reaches_the_fallback_around_it(
    inner: str, codes: list[str], tmp_path: Path
) -> None:
    assert [d.code for d in find_all(tmp_path, OUTER + inner)] == codes


def test_a_loop_is_left_by_none_of_these_unless_the_question_is_exhaustive(tmp_path: Path) -> None:
    loop = "fallback: done\nsteps:\n  a: {ask: A?, options: {One: b, Two: b}}\n  b: {do: B., then: a}\n" + DONE
    assert find_all(tmp_path, loop) == []
    closed = find_all(tmp_path, loop.replace("ask: A?,", "ask: A?, exhaustive: yes,"))
    assert sorted(d.code for d in closed) == ["PS401", "PS402"]


@pytest.mark.parametrize(
    ("steps", "circle"),
    [
        ("  a: {route: [{when: n > 1, go: done}], otherwise: a}\n", "`a` leads to itself"),
        (
            "  a: {route: [{when: n > 1, go: b}], otherwise: done}\n"
            "  b: {route: [{when: n > 2, go: done}], otherwise: a}\n",
            "`a` leads to `b`, then `a`",
        ),
        (
            "  a: {route: [{when: n > 1, go: b}], otherwise: done}\n  b: {do: B., from: 2027-01-01, then: a}\n",
            "`a` leads to `b`, then `a`",
        ),
        ("  a: {do: A., until: 2027-01-01, then: b}\n  b: {do: B., from: 2027-01-01, then: a}\n", "`a` leads to `b`"),
    ],
)
def test_circles_that_never_ask(steps: str, circle: str, tmp_path: Path) -> None:
    example = "facts: {n: {type: number, from: host}}\nsteps:\n" + steps + DONE
    found = [d for d in find_all(tmp_path, example) if d.code == "PS403"]
    assert len(found) == 1
    assert found[0].cause.startswith(circle)


def test_a_circle_that_asks_is_none(tmp_path: Path) -> None:
    example = (
        "facts: {n: {type: number}}\nsteps:\n  a: {route: [{when: n > 1, go: done}], otherwise: b}\n"
        "  b: {ask: How many?, fact: n, then: a}\n" + DONE
    )
    assert find_all(tmp_path, example) == []


def test_recursion_is_told_once_with_the_chain(tmp_path: Path) -> None:
    trees = "".join(
        f"# trees/a/{one}.yaml\nsteps:\n  ask: {{ask: A?, options: {{One: end, Two: sub}}}}\n"
        f"  sub: {{run: {other}, on: {{end: end}}}}\n  end: {{end: resolved, say: X.}}\n"
        for one, other in [("first", "second"), ("second", "third"), ("third", "first"), ("apart", "first")]
    )
    found = find_all(tmp_path, trees)
    assert [(d.code, d.path) for d in found] == [("PS404", "trees/a/first.yaml")]
    assert found[0].cause == "`first` runs `second`, which runs `third`, which runs `first` again."


@pytest.mark.parametrize(
    ("steps", "told"),
    [
        ("  a: {ask: A?, options: {One: b, Two: done}}\n", 0),
        ("  a: {ask: A?, options: {One: b, Two: b}}\n", 1),
        ("  a: {do: A., then: b}\n", 1),
        ("  a: {run: inner, on: {end: b}}\n", 1),
        ("  a: {ask: A?, pick: many, fact: m, options: [One, Two], then: b}\n", 1),
    ],
    ids=["one of several options", "all options", "then", "outcome of a subtree", "pick many"],
)
def test_a_step_with_dates_and_no_then_is_reached_by_options_only(steps: str, told: int, tmp_path: Path) -> None:
    example = (
        "facts: {m: {type: many, options: [One, Two]}}\nsteps:\n"
        + steps
        + "  b: {end: resolved, say: B., until: 2027-01-31}\n"
        + (DONE if told == 0 else "")
        + (EXHAUSTIVE if "run" in steps else "")
    )
    assert [d.code for d in find_all(tmp_path, example)] == ["PS407"] * told


def test_a_tree_cannot_begin_or_fall_back_with_a_step_that_may_be_gone(tmp_path: Path) -> None:
    example = (
        "fallback: b\nsteps:\n  a: {ask: A?, options: {One: b, Two: done}, from: 2027-01-01}\n"
        "  b: {end: resolved, say: B., until: 2027-01-31}\n" + DONE
    )
    causes = [d.cause for d in find_all(tmp_path, example)]
    assert [cause.split(" to ")[0] for cause in causes] == ["`None of these` leads", "The tree begins"]


@pytest.mark.parametrize(
    ("one", "two", "gap"),
    [
        ("until: 2027-01-31", "from: 2027-02-01", None),
        ("until: 2027-01-31", "from: 2027-02-02", "On 2027-02-01"),
        ("from: 2027-01-31", "from: 2027-02-02", "Before 2027-01-31"),
        ("until: 2027-01-31", "until: 2027-03-31", "On 2027-04-01"),
        ("until: 2027-01-31", "from: 2026-01-01, until: 2027-03-31", "On 2027-04-01"),
        ("until: 2027-01-31", "note: Two.", None),
    ],
)
def test_a_question_has_an_option_each_day(one: str, two: str, gap: str | None, tmp_path: Path) -> None:
    example = f"steps:\n  a: {{ask: A?, options: {{One: {{go: done, {one}}}, Two: {{go: done, {two}}}}}}}\n" + DONE
    causes = [d.cause for d in find_all(tmp_path, example)]
    assert causes == ([] if gap is None else [f"{gap} no option of `a` is on offer."])


def test_none_of_these_at_the_fallback_itself_looks_further_out(tmp_path: Path) -> None:
    """The walk does so: what only this leads to is not out of reach."""
    example = (
        "# trees/a/outer.yaml\ntitle: Outer\nfallback: desk\nsteps:\n  sub: {run: inner, on: {end: done}}\n"
        "  desk: {end: escalated, say: Wait.}\n  done: {end: resolved, say: Fine.}\n"
        "# trees/a/inner.yaml\ntitle: Inner\nfallback: which\nsteps:\n"
        "  which: {ask: Which?, options: {One: end, Two: end}}\n  end: {end: resolved, say: X.}\n"
    )
    assert find_all(tmp_path, example) == []
