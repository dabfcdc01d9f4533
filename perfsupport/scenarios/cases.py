"""Cases: the runs that a scenario stands for, and the state each begins and responds with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from perfsupport.program import NONE_RESPONSE, Program, ProgramFact, ProgramTree, Response
from perfsupport.prose import make_line
from perfsupport.scenarios.keys import Place, State, find_place
from perfsupport.tree import NONE_LABEL, Scenario, Text


@dataclass(frozen=True, slots=True)
class Case:
    """One run of a scenario: the scenario itself, or one row of its table laid over it.

    ``label`` is the text that names it, with its place; ``shared`` are the responses that other rows have as well, of
    which one that is not asked in this row alone is no mistake.
    """

    scenario: Scenario
    name: str
    label: Text
    given: Mapping[Text, Text | Sequence[Text]]
    responses: Mapping[Text, Text | Sequence[Text]]
    passes: Sequence[Text]
    ends: Text
    today: Text | None
    shared: frozenset[str] = frozenset()


def find_cases(scenario: Scenario) -> Iterator[Case]:
    """Yield the cases of a scenario: one for each row of its table, or itself."""
    one = scenario
    if not one.table:
        yield Case(one, str(one.name), one.name, one.given, one.responses, one.passes, one.ends, one.today)
    for row in one.table:
        yield Case(
            scenario=one,
            name=f"{one.name}: {row.name}",
            label=row.name,
            given=_lay_over(one.given, row.given),
            responses=_lay_over(one.responses, row.responses),
            passes=row.passes or one.passes,
            ends=row.ends or one.ends,
            today=row.today or one.today,
            shared=frozenset(one.responses) - frozenset(row.responses),
        )


def _lay_over(
    shared: Mapping[Text, Text | Sequence[Text]], own: Mapping[Text, Text | Sequence[Text]]
) -> Mapping[Text, Text | Sequence[Text]]:
    return {**{key: value for key, value in shared.items() if key not in own}, **own}


def make_state(program: Program, case: Case) -> State:
    """Return the state that a case begins and responds with; labels and values become ids and canonical texts."""
    responses = {
        (place.key if (place := find_place(program, key)) else str(key)): _read_response(program, place, response)
        for key, response in case.responses.items()
    }
    given = {str(fact): _read_given(program, fact, value) for fact, value in case.given.items()}
    return {"responses": responses, "known": {"host": given, "link": {}}}


def give(program: Program, facts: Sequence[str]) -> Program:
    """Return the program in which the host may say these facts whatever their sources, in the first tree with each."""
    trees = dict(program["trees"])
    for fact in facts:
        for tree_id, tree in trees.items():
            if fact in tree["facts"]:
                told: ProgramFact = {**tree["facts"][fact], "sources": ["host"]}
                changed: ProgramTree = {**tree, "facts": {**tree["facts"], fact: told}}
                trees[tree_id] = changed
                break
    return {**program, "trees": trees}


# Reading


def _read_given(program: Program, fact: str, value: Text | Sequence[Text]) -> Response:
    declared = next((tree["facts"][fact] for tree in program["trees"].values() if fact in tree["facts"]), None)
    if not isinstance(value, str):
        return [str(each) for each in value]
    return _read_value(declared, value) if declared is not None else str(value)


def _read_value(fact: ProgramFact, text: str) -> str:
    """Return a value as canonical text: yes/no in other spellings, and an option's value for its label."""
    if fact["type"] == "yes_no":
        return {"true": "yes", "false": "no"}.get(text, str(text))
    options = fact.get("options", [])
    is_value = any(value == text for value, _label in options)
    return str(text) if is_value else next((value for value, label in options if label == text), str(text))


def _read_response(program: Program, place: Place | None, response: Text | Sequence[Text]) -> Response:
    if place is None:
        return str(response) if isinstance(response, str) else [str(each) for each in response]
    if isinstance(response, str):
        return read_one(program, place, response)
    return [read_one(program, place, each) for each in response]


def read_one(program: Program, place: Place, text: str) -> str:
    """Return the id of an option, or the canonical text of a value, that a scenario names by label or id."""
    options = place.step.get("options", [])
    for option in options:
        if text == option["id"] or make_line(str(text)) == option["label"]:
            return option["id"]
    if text in (NONE_LABEL, NONE_RESPONSE):
        return NONE_RESPONSE
    fact = program["trees"][place.tree_id]["facts"].get(place.step.get("fact", ""))
    return _read_value(fact, text) if fact is not None and place.step["kind"] == "input" else str(text)
