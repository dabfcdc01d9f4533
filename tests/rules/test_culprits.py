"""A mistake is told once, where it was made: what follows from it is not told as well."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.rules.helpers import find_all, tell

HEAD = """
steps:
  blocked:
    ask: Is the card blocked?
"""


@pytest.mark.parametrize(
    ("example", "codes"),
    [
        pytest.param(
            HEAD + "    options: {Yes it is: hotlin, It is not: paid}\n"
            "  hotline: {end: escalated, say: Wait.}\n  paid: {end: resolved, say: Fine.}",
            ["PS301"],
            id="the step a misspelt target meant is not unreachable",
        ),
        pytest.param(
            HEAD + "    options: {Yes it is: somewhere_else, It is not: paid}\n"
            "  hotline: {end: escalated, say: Wait.}\n  paid: {end: resolved, say: Fine.}",
            ["PS301"],
            id="a target nobody can guess may have meant any step",
        ),
        pytest.param(
            HEAD + "    options: {Yes it is: hotline, It is not: paid}\n"
            "  hotline: {say: Wait.}\n  paid: {end: resolved, say: Fine.}\n  other: {end: resolved, say: Fine.}",
            ["PS205"],
            id="a step of no kind may lead anywhere",
        ),
        pytest.param(
            HEAD + "    options: {Yes it is: hotline, It is not: paid}\n"
            "  hotline: {do: Call.}\n  paid: {end: resolved, say: Fine.}\n  other: {end: resolved, say: Fine.}",
            ["PS202"],
            id="a missing then may lead anywhere",
        ),
        pytest.param(
            HEAD + "    options: {Yes it is: hotline, It is not: paid}\n"
            "  hotline\n    end: resolved\n    say: Fine.\n  paid: {end: resolved, say: Fine.}",
            ["PS105"],
            id="a step in lines that cannot be read is not missing",
        ),
        pytest.param(
            HEAD + "    options: {Yes it is: hotline, It is not: paid}\n"
            "  hotline: resolved\n  paid: {end: resolved, say: Fine.}",
            ["PS203"],
            id="a step written as a text is there",
        ),
        pytest.param(
            "facts: {amount: {type: nmber}}\nsteps:\n"
            "  amount: {ask: How much?, fact: amount, then: by}\n"
            "  by: {route: [{when: amount > 5, go: done}], otherwise: done}\n"
            "  done: {end: resolved, say: You paid ((amount)).}",
            ["PS204"],
            id="a fact of no type is there and fits everything",
        ),
        pytest.param(
            "facts: {a: {type: number, is: b = 1}, b: {type: number, is: a}}\n"
            "steps: {done: {end: resolved, say: All is well.}}",
            ["PS501"],
            id="a condition that cannot be read has no facts and no type",
        ),
        pytest.param(
            "start: checkk\nsteps:\n  other: {do: Look., then: check}\n"
            "  check: {do: Check., then: done}\n  done: {end: resolved, say: Fine.}",
            ["PS301", "PS401"],
            id="a misspelt start is the step it meant",
        ),
        pytest.param(
            "steps:\n  a: {do: A., then: b}\n  b: {do: B., then: c}\n  c: {do: C., then: c}",
            ["PS402"],
            id="steps before a closed loop are not reported",
        ),
        pytest.param(
            "steps:\n  done: {end: resolved, say: Fine.}\n  a: {do: A., then: b}\n  b: {do: B., then: c}\n"
            "  c: {do: C., then: b}",
            ["PS401"],
            id="steps behind an unreachable one are not reported, nor that they have no end",
        ),
        pytest.param(
            "steps:\n  sub: {run: broken, on: {verified: done, failed: done}}\n  done: {end: resolved, say: Fine.}\n"
            "# trees/checks/broken.yaml\n",
            ["PS114"],
            id="a tree that cannot be read is not missing",
        ),
        pytest.param(
            "steps:\n  sub: {run: other, on: {verifed: done}}\n  done: {end: resolved, say: Fine.}\n"
            "# trees/checks/other.yaml\nsteps:\n  verified: {end: resolved, say: Thank you.}",
            ["PS406"],
            id="a misspelt outcome covers the one it meant",
        ),
        pytest.param(
            "steps:\n  sub: {run: other, on: {verified: done}}\n  done: {end: resolved, say: Fine.}\n"
            "# trees/checks/other.yaml\nsteps:\n  verified: {end: resolved, say: Thank you.}\n"
            "  spare: {end: resolved, say: Thank you.}",
            ["PS401"],
            id="an outcome out of reach need not be covered",
        ),
        pytest.param(
            "facts:\n  secret: {type: number, sensitive: yes}\n  a: {type: number, is: secret + 1}\n"
            "  b: {type: number, is: a + 1}\nsteps:\n  secret: {ask: Which?, fact: secret, then: done}\n"
            "  done: {end: resolved, say: It is ((b)).}",
            ["PS604"],
            id="what is calculated from an unmarked fact follows from it",
        ),
    ],
)
def test_the_culprit_is_told_alone(example: str, codes: list[str], tmp_path: Path) -> None:
    assert [d.code for d in find_all(tmp_path, example)] == codes


def test_the_same_is_told_once_and_in_the_order_of_files_and_lines(tmp_path: Path) -> None:
    example = (
        "steps:\n  a: {ask: A?, options: {One: x_one, Two: x_two}}\n"
        "# trees/b/second.yaml\nsteps:\n  a: {do: A., then: x_three}\n"
        "# trees/a/third.yaml\nsteps:\n  a: {do: A., then: x_four}\n  b: {do: B., then: x_five}\n"
    )
    told = [(d.path, d.span.line, d.span.column) for d in find_all(tmp_path, example)]
    assert told == sorted(set(told))
    assert len(told) == 5
    assert tell(find_all(tmp_path, example)) == tell(find_all(tmp_path, example))
