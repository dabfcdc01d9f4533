"""Awkward strings in every text of a tree become text on the page, whatever they look like."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from perfsupport.compiler import compile_program
from perfsupport.settings import Contact, Settings
from perfsupport.tree import Action, Fact, FactOption, Input, Link, Media, Option, Outcome, Question, Text, Tip, Tree
from tests.compiler.schema import program_validator
from tests.compiler.test_prose import Checker

PROSE = ("say", "why", "detail", "ask", "summary")


def make_tree(words: str) -> Tree:
    """Return a tree that has the same words wherever an author may write some."""
    text = Text(words)
    shared: dict[str, Any] = {
        "title": text,
        "say": text,
        "why": text,
        "detail": text,
        "tips": [Tip(text=text, by=text)],
        "media": [Media(file=Text("a.png"), alt=text)],
        "links": [Link(text=text, url=text)],
        "contact": Text("lead"),
        "owner": text,
    }
    options = [Option(label=text, id=Text(name), go=Text("b"), note=text, say=text) for name in ("one", "two")]
    steps = [
        Question(id=Text("a"), ask=text, options=options, **shared),
        Input(id=Text("b"), ask=text, fact=Text("choice"), then=Text("c"), **shared),
        Action(id=Text("c"), do=[text, text], checklist=True, then=Text("d"), **shared),
        Outcome(id=Text("d"), end=Text("resolved"), do=[text], note=text, **shared),
    ]
    options_of_fact = [FactOption(value=text, label=text), FactOption(value=Text("x"), label=text)]
    fact = Fact(id=Text("choice"), type="choice", label=text, options=options_of_fact, unit=text)
    return Tree(
        id="naughty",
        path="trees/a/naughty.yaml",
        category="a",
        title=text,
        summary=text,
        facts={"choice": fact},
        steps={step.id: step for step in steps},
    )


def find_prose(value: Any, key: str = "") -> list[str]:
    """Return every text of a program that is put on a page as HTML."""
    if isinstance(value, dict):
        return [found for name, item in value.items() for found in find_prose(item, name)]
    if isinstance(value, list):
        return [found for item in value for found in find_prose(item, "do" if key == "do" else "")]
    return [value] if isinstance(value, str) and key in (*PROSE, "do") else []


def test_naughty_strings_in_every_text(shared_data: Path) -> None:
    strings = json.loads((shared_data / "hostile" / "naughty-strings.json").read_text(encoding="utf-8"))
    assert len(strings) > 400
    contact = Contact(id=Text("lead"), name=Text("x"))
    for words in filter(str.strip, strings):
        tree = make_tree(words)
        program = compile_program(tree, {tree.id: tree}, Settings(contacts={"lead": contact}), None)
        assert json.loads(json.dumps(program)) == program
        program_validator().validate(program)
        prose = find_prose(program)
        assert len(prose) > 10
        for html in prose:
            Checker(convert_charrefs=True).feed(html)
        for step in program["trees"]["naughty"]["steps"].values():
            assert all(link["url"].split(":")[0] not in ("javascript", "data") for link in step.get("links", ()))
