"""The program: what a tree compiles to, when its version changes, and that its schema and types say the same."""

from __future__ import annotations

import json
import textwrap
from pathlib import Path
from random import Random
from typing import Any, NotRequired, get_origin, get_type_hints

import pytest
from jsonschema import ValidationError

from perfsupport import program as vocabulary
from perfsupport.compiler import compile_program, compile_tree
from perfsupport.expressions import make_expression_schema
from perfsupport.program import ProgramTree, find_refusal
from perfsupport.settings import Contact, Settings
from perfsupport.tree import Text
from tests.compiler.schema import program_validator, read_schema
from tests.generated.trees import load_program, load_trees, make_project

TREE = """
title: Card declined
owner: payments
fallback: ask
facts:
  late: {type: yes_no, is: days > 10}
  days: {type: number, is: today - bought}
  bought: {type: date, from: host}
  amount: {type: number, unit: EUR, min: 0, max: 99.5}
  yes_it_is: {type: yes_no}
  code: {type: choice, options: [DE, "05"]}
steps:
  start:
    ask: "Where is **((amount))**?"
    why: Because.
    options:
      In a shop: {go: sure, set: {yes_it_is: yes, amount: "12.50"}}
      Online: {id: web, was: [net], go: ask, when: late, note: Online.}
  sure:
    ask: Sure?
    fact: yes_it_is
    options: {"Yes": code, "No": ask}
  code:
    ask: Which?
    fact: code
    options: {DE: number, "05": number}
  number:
    ask: How many?
    fact: amount
    options: {"5": ask, "1.5": ask}
  ask:
    was: old_ask
    end: escalated
    do: [Hand over., "Say ((amount))."]
    note: Paid ((amount)).
    contact: lead
"""


def compile_text(text: str = TREE) -> ProgramTree:
    return compile_tree(load_tree(text))


def load_tree(text: str) -> Any:
    trees = load_trees({"trees/a/card.yaml": text.lstrip().replace("    contact: lead\n", "")})
    return trees["card"]


def test_values_are_typed() -> None:
    steps = compile_text()["steps"]
    assert [option.get("value") for option in steps["sure"]["options"]] == [True, False]
    assert [option.get("value") for option in steps["code"]["options"]] == ["DE", "05"]
    assert [option.get("value") for option in steps["number"]["options"]] == [5, 1.5]
    assert steps["start"]["options"][0]["set"] == {"yes_it_is": True, "amount": 12.5}


def test_calculated_facts_stand_behind_those_they_use() -> None:
    assert list(compile_text()["facts"]) == ["bought", "amount", "yes_it_is", "code", "days", "late"]


def test_words_are_rendered_and_titles_found() -> None:
    steps = compile_text()["steps"]
    assert steps["start"]["title"] == ["Where is ", ["amount"], "?"]
    assert steps["start"]["ask"] == 'Where is <strong><span data-fact="amount"></span></strong>?'
    assert steps["ask"]["title"] == "Ask"
    assert steps["ask"]["do"] == ["Hand over.", 'Say <span data-fact="amount"></span>.']
    assert steps["ask"]["note"] == ["Paid ", ["amount"], "."]


def test_earlier_ids_lead_to_living_ones() -> None:
    tree = compile_text()
    assert tree["was"] == {"old_ask": "ask"}
    assert tree["steps"]["start"]["option_was"] == {"net": "web"}


def test_what_was_not_given_is_missing() -> None:
    step = compile_text()["steps"]["sure"]
    assert set(step) == {"kind", "title", "ask", "line", "options", "fact"}


@pytest.mark.parametrize(
    ("tree", "outcome", "asked"),
    [("no", None, None), ("yes", None, True), ("yes", "no", None), ("no", "yes", True)],
)
def test_an_outcome_says_itself_whether_to_ask_or_leaves_it_to_the_tree(
    tree: str, outcome: str | None, asked: bool | None
) -> None:
    text = TREE.replace("owner:", f"ask_solved: {tree}\nowner:")
    own = f"    ask_solved: {outcome}\n" if outcome else ""
    assert (
        compile_text(text.replace("    end: escalated\n", f"    end: escalated\n{own}"))["steps"]["ask"].get(
            "ask_solved"
        )
        == asked
    )


def test_how_a_checklist_is_confirmed() -> None:
    text = TREE.replace(
        "  code:\n    ask:", "  lock: {do: [Lock., Leave.], confirm: read-do, then: code}\n  code:\n    ask:"
    )
    step = compile_text(text.replace('{"Yes": code', '{"Yes": lock'))["steps"]["lock"]
    assert (step["manner"], step.get("confirm_all")) == ("read-do", None)


def test_contacts_are_those_that_are_named() -> None:
    tree = load_tree(TREE)
    tree.steps["ask"].contact = Text("lead")
    contacts = {name: Contact(id=Text(name), name=Text(name.title()), phone=Text("1")) for name in ("lead", "other")}
    program = compile_program(tree, {"card": tree}, Settings(contacts=contacts), None)
    assert program["contacts"] == {"lead": {"name": "Lead", "phone": "1"}}
    program_validator().validate(program)


@pytest.mark.parametrize(
    ("written", "instead"),
    [
        ("Because.", "Because!"),
        ("title: Card declined", "title: Card refused"),
        ("go: sure", "go: number"),
        ("days > 10", "days > 11"),
        ("unit: EUR", "unit: USD"),
        ("fallback: ask", "fallback: sure"),
        ("id: web", "id: www"),
        ("owner: payments", "ask_solved: yes"),
    ],
)
def test_the_version_changes_with_what_a_rep_sees(written: str, instead: str) -> None:
    assert compile_text(TREE.replace(written, instead))["version"] != compile_text()["version"]


@pytest.mark.parametrize(
    ("written", "instead"),
    [
        ("owner: payments", "owner: cards\nreview_by: 2027-01-01"),
        ("steps:\n", "\n\n# moved down\nsteps:\n"),
        ("was: old_ask", "was: older_ask"),
        ("was: [net]", "was: [internet]"),
        ("type: choice,", "type: choice, track: yes,"),
        ("title: Card declined", "keywords: [till]\ntitle: Card declined"),
        ("steps:\n", "scenarios: [{name: A, responses: {start: None of these}, ends: ask}]\nsteps:\n"),
    ],
)
def test_the_version_stays_when_a_rep_sees_no_change(written: str, instead: str) -> None:
    assert compile_text(TREE.replace(written, instead))["version"] == compile_text()["version"]


def test_the_same_tree_gives_the_same_bytes() -> None:
    files = make_project(Random(5))
    assert json.dumps(load_program(files)) == json.dumps(load_program(files))


def test_a_shared_tree_is_compiled_once() -> None:
    trees = load_trees(make_project(Random(3)))
    compiled = {tree_id: compile_tree(tree) for tree_id, tree in trees.items()}
    program = compile_program(next(iter(trees.values())), trees, Settings(), compiled)
    assert all(program["trees"][tree_id] is compiled[tree_id] for tree_id in program["trees"])


@pytest.mark.parametrize(
    ("program", "said"),
    [
        ({"format": 2}, "format 2"),
        ({"format": "1"}, "format 1, and"),
        ({}, "no format"),
        ([], "no format"),
        (None, "no format"),
    ],
)
def test_an_unknown_format_is_refused_in_words(program: object, said: str) -> None:
    assert said in str(find_refusal(program))


def test_the_known_format_is_not_refused() -> None:
    assert find_refusal(load_program(make_project(Random(1)))) is None


# The schema


@pytest.mark.parametrize(
    ("definition", "typed"),
    [
        ("tree", vocabulary.ProgramTree),
        ("fact", vocabulary.ProgramFact),
        ("step", vocabulary.ProgramStep),
        ("option", vocabulary.ProgramOption),
        ("branch", vocabulary.ProgramBranch),
        ("tip", vocabulary.ProgramTip),
        ("media", vocabulary.ProgramMedia),
        ("link", vocabulary.ProgramLink),
        ("contact", vocabulary.ProgramContact),
    ],
)
def test_schema_and_types_have_the_same_keys(definition: str, typed: Any) -> None:
    schema = read_schema()["$defs"][definition]
    hints = get_type_hints(typed, include_extras=True)
    assert set(schema["properties"]) == set(hints)
    assert set(schema["required"]) == {key for key, hint in hints.items() if get_origin(hint) is not NotRequired}
    assert schema["additionalProperties"] is False


def test_the_program_itself_has_the_same_keys() -> None:
    schema = read_schema()
    assert set(schema["properties"]) == set(schema["required"]) == set(vocabulary.Program.__annotations__)
    assert schema["properties"]["format"] == {"const": vocabulary.PROGRAM_FORMAT}


def test_expressions_in_the_schema_are_the_compilers() -> None:
    assert read_schema()["$defs"]["expression"] == make_expression_schema()


@pytest.mark.parametrize(
    "spoil",
    [
        lambda step: step.pop("title"),
        lambda step: step.update(colour="red"),
        lambda step: step.update(then=None),
        lambda step: step.update(do=["x"]),
        lambda step: step.update(line=0),
        lambda step: step.pop("options"),
    ],
)
def test_the_schema_refuses_what_is_no_program(spoil: Any) -> None:
    tree = load_tree(TREE)
    program = json.loads(json.dumps(compile_program(tree, {"card": tree}, Settings(), None)))
    program_validator().validate(program)
    spoil(program["trees"]["card"]["steps"]["start"])
    with pytest.raises(ValidationError):
        program_validator().validate(program)


def test_the_page_of_the_manual_shows_a_valid_program() -> None:
    page = (Path(__file__).parents[2] / "docs/reference/program.md").read_text("utf-8")
    program_validator().validate(json.loads(page.split("```json\n")[1].split("```")[0]))


def test_every_sample_compiles_to_a_valid_program() -> None:
    root = Path(__file__).parents[2]
    from perfsupport.project import load_project

    project = load_project(root)
    for tree in project.trees.values():
        program_validator().validate(compile_program(tree, project.trees, project.settings, None))


def test_text_is_as_written() -> None:
    text = textwrap.dedent(
        """
        title: "No"
        steps:
          a: {ask: "05", options: {"Yes": b, "1.10": b, "null": b}}
          b: {end: resolved, do: "2027-01-31"}
        """
    )
    tree = compile_text(text)
    assert tree["title"] == "No"
    assert [option["label"] for option in tree["steps"]["a"]["options"]] == ["Yes", "1.10", "null"]
