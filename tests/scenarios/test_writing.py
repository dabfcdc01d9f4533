"""What is written as a scenario reads back as the same scenario, here and in other readers of YAML."""

from __future__ import annotations

import json

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from perfsupport.compiler import compile_program
from perfsupport.parsing import parse_scenarios, parse_tree
from perfsupport.program import NONE_RESPONSE
from perfsupport.scenarios.cases import read_one
from perfsupport.scenarios.keys import find_place
from perfsupport.scenarios.writing import NEVER, Gap, word_response, write_scenario
from perfsupport.settings import Settings
from perfsupport.tree import Tree
from tests.sampling import times

ODD = (
    *("no", "Yes", "NULL", "~", "on", "y", "05", "1e3", "1_000", "0x1F", "12:30", "1.10", "-3", ".inf", "2027-01-31"),
    *("- a", "a: b", "a #b", "#b", "{a}", "[a, b]", "a, b", "it's", "'", '"', '"a" b', "\\", "\\n", "%a", "@a", "`a`"),
    *("&a", "*a", "!a", "|", ">", "? a", "a:", " a", "a ", "a\nb", "a\n\n b\n", "\ta", "a\r\nb", "\x85a\u2028b\u2029"),
    *(
        "Ärger – “so” «da»",
        "\u00a0a",
        "名前",
        "a\u0301",
        "\U0001f600",
        "<<",
        "=",
        "---",
        "...",
        "((amount))",
        "None of these",
    ),
)
TEXTS = st.one_of(st.sampled_from(ODD), st.text(min_size=1)).filter(lambda text: NEVER.sub("", text).strip())
RESPONSES = st.one_of(TEXTS, st.lists(TEXTS, min_size=1, max_size=3))
KEYS = st.one_of(
    st.sampled_from(("no", "yes", "y", "null", "on", "code~2", "identity/caller", "identity~3/caller~2")),
    st.from_regex(r"[a-z][a-z0-9_]{0,10}", fullmatch=True),
)


def clean(value: str | list[str]) -> str | list[str]:
    return NEVER.sub("", value) if isinstance(value, str) else [NEVER.sub("", each) for each in value]


@settings(max_examples=times(150), deadline=None)
@given(
    name=TEXTS,
    known=st.dictionaries(KEYS, RESPONSES, max_size=4),
    responses=st.dictionaries(KEYS, RESPONSES, max_size=4),
)
def test_it_reads_back_as_the_same(
    name: str, known: dict[str, str | list[str]], responses: dict[str, str | list[str]]
) -> None:
    text = write_scenario(
        name, given=known, responses=responses, ends="no", today="2027-01-31", confirm="is it?", above=["Missing: a."]
    )
    document = f"scenarios:\n{text}{text}"
    scenarios, found = parse_scenarios(document.encode(), "trees/desk/refund.scenarios.yaml")
    assert found == []
    for each in scenarios:
        assert each.name == clean(name)
        assert dict(each.given) == {key: clean(value) for key, value in known.items()}
        assert dict(each.responses) == {key: clean(value) for key, value in responses.items()}
        assert (each.ends, each.today) == ("no", "2027-01-31")
    other = yaml.load(document, yaml.CBaseLoader)["scenarios"][0]
    typed = yaml.safe_load(document)["scenarios"][0]
    for part in ("name", "given", "responses", "ends"):
        assert typed.get(part) == other.get(part), "other readers take it for text as well"


def test_gaps_stand_on_lines_of_their_own() -> None:
    text = write_scenario(
        "A way", given={"pin": Gap("made up"), "amount": "5"}, responses={"a": Gap("not yet")}, ends=Gap("where?")
    )
    assert text == (
        "  - name: A way\n"
        "    given:\n"
        '      pin: ""  # made up\n'
        '      amount: "5"\n'
        "    responses:\n"
        '      a: ""  # not yet\n'
        '    ends: ""  # where?\n'
    )


@settings(max_examples=times(60), deadline=None)
@given(labels=st.lists(TEXTS.map(clean), min_size=2, max_size=5, unique=True), ids=st.permutations("abcde"))
def test_an_option_is_worded_so_that_it_is_read_as_itself(labels: list[str], ids: list[str]) -> None:
    """Also where a label is another option's id, is changed by its marks, or is that of "None of these"."""
    labels = [*labels, ids[0], "**b**", "None of these"]
    ids = [*ids[: len(labels) - 3], "x1", "x2", "x3"]
    options = [{"label": label, "id": id, "go": "done"} for label, id in zip(labels, ids, strict=True)]
    steps = {"ask": {"ask": "What?", "options": options}, "done": {"end": "resolved", "say": "Fine."}}
    tree, found = parse_tree(json.dumps({"title": "A", "fallback": "done", "steps": steps}).encode(), "trees/a.yaml")
    if found:
        return
    assert isinstance(tree, Tree)
    program = compile_program(tree, {"a": tree}, Settings())
    place = find_place(program, "ask")
    assert place is not None
    for response in (*ids, NONE_RESPONSE):
        word = word_response(program, "ask", response)
        assert isinstance(word, str)
        assert read_one(program, place, word) == response


@pytest.mark.parametrize("label", ["Pay it back", "No", "5 %"])
def test_a_plain_label_stands_for_its_option(label: str) -> None:
    ask = f"ask: {{ask: What?, options: {{{label}: done, B: done}}}}"
    text = f"title: A\nsteps:\n  {ask}\n  done: {{end: resolved, say: Fine.}}\n"
    tree, found = parse_tree(text.encode(), "trees/a.yaml")
    assert found == []
    assert isinstance(tree, Tree)
    program = compile_program(tree, {"a": tree}, Settings())
    id = program["trees"]["a"]["steps"]["ask"]["options"][0]["id"]
    assert word_response(program, "ask", id) == label
    assert word_response(program, "ask", [id, "b"]) == [label, "B"]
