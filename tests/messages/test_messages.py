"""The host protocol: the schema is published, the manual lists it, and what a host says is held to what aids take."""

from __future__ import annotations

import json
import re
from typing import Any

import jsonschema
import pytest

from perfsupport.messages import ERRORS, FROM_AID, FROM_HOST, make_host_schema
from perfsupport.site.schemes import write_schemes
from perfsupport.site.scripts import shorten_part_style
from perfsupport.site.templates import Templates, find_template_folder
from tests.conftest import ROOT
from tests.engine.twin import Twin, twin

__all__ = ["twin"]

PAGE = (ROOT / "docs/reference/host.md").read_text(encoding="utf-8")
PROGRAM: dict[str, Any] = {
    "format": 1,
    "tree": "card",
    "trees": {
        "card": {
            "facts": {
                "country": {
                    "type": "choice",
                    "label": "c",
                    "options": [["de", "Germany"]],
                    "sources": ["host", "link"],
                },
                "amount": {"type": "number", "label": "a", "min": 0, "max": 1e30, "sources": ["host"]},
                "day": {"type": "date", "label": "d", "sources": ["host"]},
                "letter": {"type": "yes_no", "label": "l", "sources": ["host"]},
                "signs": {"type": "many", "label": "s", "options": [["a", "A"], ["b", "B"]], "sources": ["host"]},
                "asked": {"type": "text", "label": "t"},
            }
        },
        "check": {
            "facts": {
                "code": {"type": "text", "label": "c", "pattern": r"\d{4}", "sensitive": True, "sources": ["host"]},
                "country": {"type": "text", "label": "other", "sources": ["host"]},
            }
        },
    },
}


def read(twin: Twin, references: list[str] | None = None, **payload: Any) -> tuple[dict[str, Any], list[list[str]]]:
    told = twin.call("readContext", PROGRAM, references or [], payload)
    return told["context"], [[one["code"], one.get("fact", one.get("field"))] for one in told["errors"]]


def test_the_schema_in_the_package_is_this_one() -> None:
    file = ROOT / "perfsupport/schemas/host.schema.json"
    made = json.dumps(make_host_schema(), indent=2, ensure_ascii=False) + "\n"
    assert file.read_text(encoding="utf-8") == made, "write make_host_schema() into the file, with an indent of 2"
    jsonschema.Draft202012Validator.check_schema(make_host_schema())


def test_the_manual_lists_every_message_and_every_error() -> None:
    host, aid = PAGE.split("## What a host says")[1].split("## What an aid says")
    assert re.findall(r"^\| `(\w+)` \|", host.partition("| field")[0], re.MULTILINE) == list(FROM_HOST)
    said = re.findall(r"^\| `(\w+)` \|", aid.partition("\n`within`")[0], re.MULTILINE)
    assert said == list(FROM_AID)
    codes = re.findall(r"^\| `(\w+)` \|", aid.partition("| `code` of an error")[2], re.MULTILINE)
    assert codes == list(ERRORS)


@pytest.mark.parametrize(
    ("facts", "known"),
    [
        (
            {"country": "de", "amount": 12.5, "day": "2027-01-31"},
            {"country": "de", "amount": "12.5", "day": "2027-01-31"},
        ),
        ({"amount": 1e21, "letter": True}, {"amount": "1000000000000000000000", "letter": "yes"}),
        ({"letter": False, "signs": ["b", "a"]}, {"letter": "no", "signs": ["b", "a"]}),
        ({"letter": "no", "amount": "7", "signs": "a"}, {"letter": "no", "amount": "7", "signs": "a"}),
        ({"code": "0042", "country": "anything that the check takes"}, None),
        ({"country": None, "nope": None}, {}),
    ],
)
def test_facts_that_fit_are_known(twin: Twin, facts: dict[str, Any], known: dict[str, Any] | None) -> None:
    context, errors = read(twin, facts=facts)
    assert errors == []
    assert context["facts"] == (facts if known is None else known)


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"nope": "1"}, "unknown_fact"),
        ({"__proto__x": "1"}, "unknown_fact"),
        ({"constructor": "1"}, "unknown_fact"),
        ({"asked": "1"}, "not_from_host"),
        ({"amount": "much"}, "wrong_value"),
        ({"amount": -1}, "wrong_value"),
        ({"amount": True}, "wrong_value"),
        ({"day": "2027-02-30"}, "wrong_value"),
        ({"letter": 1}, "wrong_value"),
        ({"signs": ["a", "z"]}, "wrong_value"),
        ({"signs": [["a"]]}, "wrong_value"),
        ({"code": "42"}, "wrong_value"),
        ({"code": {"toString": 1}}, "wrong_value"),
        ({"country": "x" * 2001}, "wrong_value"),
    ],
)
def test_others_are_named_and_the_rest_counts(twin: Twin, facts: dict[str, Any], code: str) -> None:
    context, errors = read(twin, facts={**facts, "day": "2027-01-31"} if "day" not in facts else facts)
    assert errors == [[code, next(iter(facts))]]
    assert context["facts"] == ({} if "day" in facts else {"day": "2027-01-31"})


def test_a_program_declares_what_a_host_may_say(twin: Twin) -> None:
    accepted = twin.call("listAccepted", PROGRAM)
    assert list(accepted) == ["country", "amount", "day", "letter", "signs", "code"]
    assert accepted["country"]["type"] == "choice", "the page's own tree tells first"
    assert accepted["code"]["sensitive"] is True


def test_references_count_where_the_project_takes_them(twin: Twin) -> None:
    assert read(twin, contact="4711", rep="r1") == ({}, [])
    assert read(twin, ["contact"], contact="4711", rep="r1") == ({"contact": "4711"}, [])
    assert read(twin, ["contact"], contact="x" * 501) == ({}, [["wrong_field", "contact"]])
    assert read(twin, ["contact"], contact={"a": 1}, rep=7) == (
        {},
        [["wrong_field", "contact"], ["wrong_field", "rep"]],
    )


def test_words_are_of_a_closed_list(twin: Twin) -> None:
    right = {"theme": "dark", "mode": "practice", "language": "pt-BR"}
    assert read(twin, **right) == (right, [])
    errors = read(twin, theme="pink", mode="preview", language="<b>")[1]
    assert sorted(errors) == [["wrong_field", "language"], ["wrong_field", "mode"], ["wrong_field", "theme"]]


@pytest.mark.parametrize("facts", [None, [], "text", 7, ["country"]])
def test_facts_that_are_no_object_are_refused(twin: Twin, facts: object) -> None:
    assert read(twin, facts=facts) == ({"facts": {}}, [["wrong_field", "facts"]])


def test_more_facts_than_are_read_are_told_once(twin: Twin) -> None:
    facts = {f"f{number}": "1" for number in range(500)}
    errors = read(twin, facts=facts)[1]
    assert errors[0] == ["too_much", "facts"]
    assert len(errors) == 201


def test_a_host_says_the_same_colours_as_the_browser_would_choose() -> None:
    """The styles that follow `theme` are those of tokens.css, which follow what the browser prefers."""
    files = [(ROOT / f"site_templates/styles/{name}.css").read_text(encoding="utf-8") for name in ("tokens", "marks")]
    light, dark = map(
        "".join, zip(*(text.split("@media screen and (prefers-color-scheme: dark)") for text in files), strict=True)
    )

    def find(text: str) -> dict[str, str]:
        return dict(re.findall(r"(--[\w-]+): ([^;]+);", text))

    dark_tokens = find(dark)
    ours_light, _, ours_dark = write_schemes("".join(files)).partition('[data-theme="dark"]')
    assert find(ours_dark) == dark_tokens and len(dark_tokens) > 15
    assert find(ours_light) == {name: value for name, value in find(light).items() if name in dark_tokens}
    assert "[data-theme=" in shorten_part_style(Templates([find_template_folder()]), "host")
