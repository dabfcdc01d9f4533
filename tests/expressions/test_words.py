"""Conditions in words: what a subject expert reads in place of a formula."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from perfsupport.catalogues import load_makers_words
from perfsupport.expressions.compiler import compile_expression
from perfsupport.expressions.parser import parse_expression
from perfsupport.expressions.words import tell_condition, tell_value
from perfsupport.outline.words import OutlineWords
from perfsupport.parsing import parse_tree
from perfsupport.tree import Fact

TREE, _ = parse_tree(
    b"""
title: T
facts:
  amount: {type: number, unit: EUR}
  bill: {type: number, label: this bill, unit: GBP}
  country: {type: choice, options: {DE: Germany, FR: France, NL: The Netherlands}}
  urgent: {type: yes_no}
  signs: {type: many, label: what the customer sees, options: [slow, loud]}
  since: {type: date, label: customer since}
  due: {type: date, label: due day}
  code: {type: text}
steps: {end: {end: resolved, say: Bye.}}
""",
    "trees/t.yaml",
)


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        ('amount > 500 and country == "DE"', "the amount is more than 500 EUR and the country is Germany"),
        ("amount <= 12.50", "the amount is at most 12.5 EUR"),
        ("500 < amount", "the amount is more than 500 EUR"),
        ("bill >= amount", "this bill is at least the amount"),
        ("1 < amount <= 5", "the amount is more than 1 EUR and at most 5 EUR"),
        ("urgent", "the urgent is yes"),
        ("not urgent", "the urgent is no"),
        ("urgent == no", "the urgent is no"),
        ('country in ["DE", "FR"]', "the country is Germany or France"),
        ('country not in ["DE", "NL"]', "the country is neither Germany nor “The Netherlands”"),
        ('country != "NL"', "the country is not “The Netherlands”"),
        ('not (country == "DE")', "the country is not Germany"),
        ('"slow" in signs', "what the customer sees includes slow"),
        ('"slow" not in signs', "what the customer sees does not include slow"),
        ('"slow" in signs or "loud" in signs', "what the customer sees includes slow or loud"),
        ("count(signs) > 1", "the number of things chosen in “what the customer sees” is more than 1"),
        ("known(code)", "the code is known"),
        ("not known(code)", "the code is not known"),
        ("since < due", "the customer since is before the due day"),
        ('due <= "2027-02-28"', "the due day is on or before 2027-02-28"),
        ("due - today > 60", "the number of days from today to the due day is more than 60"),
        ("due + 7 >= today", "7 days after the due day is on or after today"),
        ("due - 1 == today", "1 day before the due day is today"),
        (
            "urgent or amount > 5 and country == 'DE'",
            "the urgent is yes, or both the amount is more than 5 EUR and the country is Germany",
        ),
        (
            "amount > 5 and (urgent or country == 'DE')",
            "the amount is more than 5 EUR, and either the urgent is yes or the country is Germany",
        ),
        (
            "not (urgent and amount > 5)",
            "it is not so that the urgent is yes and the amount is more than 5 EUR",
        ),
        ("(amount - bill) / 2 > 3", "(the amount − this bill) ÷ 2 is more than 3"),
        ("amount - (bill - 1) > 3", "the amount − (this bill − 1) is more than 3"),
        ("amount >", "amount >"),
        ("nobody_knows > 3", "the nobody knows is more than 3"),
    ],
)
def test_conditions_read_as_sentences(condition: str, words: str) -> None:
    assert TREE is not None
    assert tell_condition(condition, TREE.facts) == words


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        ("round(amount / 2, 2)", "the amount ÷ 2, rounded to 2 decimal places"),
        ("round((bill - amount) / amount * 100)", "(this bill − the amount) ÷ the amount × 100, rounded"),
        ("today - since", "the number of days from the customer since to today"),
        ("max(amount, 20)", "the larger of the amount and 20"),
        ('"full"', "full"),
        ("amount > 3", "whether the amount is more than 3 EUR"),
    ],
)
def test_calculations_read_as_words(expression: str, words: str) -> None:
    assert TREE is not None
    assert tell_value(expression, TREE.facts) == words


@pytest.mark.parametrize(
    ("language", "condition", "words"),
    [
        ("de", "1 < amount <= 5.5", "„amount“ ist größer als 1 EUR und höchstens 5,5 EUR"),
        (
            "de",
            "urgent or amount > 5 and country == 'DE'",
            "„urgent“: ja, oder („amount“ ist größer als 5 EUR und „country“ ist Germany)",
        ),
        ("de", 'due <= "2027-02-28"', "„due day“ ist 28.\u00a0Februar\u00a02027 oder früher"),
        (
            "fr",
            "amount > 1200 and not urgent",
            "«\u00a0amount\u00a0» est de plus de 1\u202f200 EUR et «\u00a0urgent\u00a0»\u00a0: non",
        ),
        ("fr", "not known(code)", "on ne connaît pas «\u00a0code\u00a0»"),
        ("es", 'country not in ["DE", "FR"]', "«country» no es ni Germany ni France"),
        ("es", "due - today > 60", "el número de días de hoy a «due day» es de más de 60"),
        ("ar", "amount > 500 and country == 'DE'", "قيمة «amount» أكثر من 500 EUR وقيمة «country» هي Germany"),
        ("ar", "not (urgent and amount > 5)", "لا يصح: «urgent»: نعم وقيمة «amount» أكثر من 5 EUR"),
    ],
)
def test_conditions_read_as_sentences_in_other_languages(language: str, condition: str, words: str) -> None:
    assert TREE is not None
    assert tell_condition(condition, TREE.facts, OutlineWords(load_makers_words(language))) == words


REPS_WORDS = {
    'amount > 500 and country == "DE"': "amount > 500 EUR and country = Germany",
    "500 < amount": "amount > 500 EUR",
    "1 < amount <= 5.5": "amount > 1 EUR and amount ≤ 5.5 EUR",
    "not urgent": "urgent = No",
    "urgent == yes": "urgent = Yes",
    'country in ["DE", "FR"]': "country = Germany or France",
    'country not in ["DE", "NL"]': "country ≠ Germany or The Netherlands",
    '"slow" in signs': "what the customer sees includes slow",
    '"slow" not in signs': "what the customer sees does not include slow",
    "not known(code)": "code is not known",
    "count(signs) > 1": "the number of things chosen in “what the customer sees” > 1",
    "due - today > 60": "due day − today’s date > 60",
    "due + 7 >= today": "due day + 7 ≥ today’s date",
    'due <= "2027-02-28"': "due day ≤ February 28, 2027",
    "urgent or amount > 5 and country == 'DE'": "urgent = Yes or (amount > 5 EUR and country = Germany)",
    "not (urgent and amount > 5)": "not (urgent = Yes and amount > 5 EUR)",
    "(amount - bill) / 2 > 3": "(amount − this bill) ÷ 2 > 3",
    "round(amount, 2) > 3": "round(amount; 2) > 3",
}


def test_a_rep_reads_conditions_in_signs_and_words(node: str) -> None:
    assert TREE is not None
    facts = {id: asdict_fact(fact) for id, fact in TREE.facts.items()}
    cases = []
    for text in REPS_WORDS:
        parsed, _ = parse_expression(text)
        assert parsed is not None
        cases.append([compile_expression(parsed), facts])
    command = [node, str(Path(__file__).with_name("tell_batch.mjs"))]
    done = subprocess.run(command, input=json.dumps({"cases": cases}), capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    told = [words.replace("\u00a0", " ") for words in json.loads(done.stdout)]
    assert dict(zip(REPS_WORDS, told, strict=True)) == REPS_WORDS


def asdict_fact(fact: Fact) -> dict[str, object]:
    """Return what a program has of a fact, as far as words need it."""
    told: dict[str, object] = {"type": fact.type, "label": fact.label or fact.id.replace("_", " ")}
    if fact.unit:
        told["unit"] = str(fact.unit)
    return told | ({"options": [[one.value, one.label] for one in fact.options]} if fact.options else {})
