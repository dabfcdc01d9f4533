"""What the rep types and reads: entries in the rep's own way of writing, values in the language's."""

from __future__ import annotations

from typing import Any

import pytest

from tests.engine.twin import Twin

AMOUNT = {"type": "number", "label": "amount", "unit": "EUR", "min": 0, "max": 100000}
DAY = {"type": "date", "label": "day", "min": "2026-01-01", "max": "2026-12-31"}
CODE = {"type": "text", "label": "code", "pattern": r"\d{4}"}
CHOICE = {"type": "choice", "label": "country", "options": [["DE", "Germany"], ["__proto__", "Odd"]]}
MANY = {"type": "many", "label": "signs", "options": [["slow", "Slow"], ["loud", "Loud"]]}
YES_NO = {"type": "yes_no", "label": "sure"}


@pytest.mark.parametrize(
    ("entry", "language", "value"),
    [
        ("600", "en", "600"),
        ("1,234.5", "en", "1234.5"),
        ("1.234,5", "de", "1234.5"),
        ("1.234", "de", "1234"),
        ("1.234", "en", "1.234"),
        ("1,234", "en", "1234"),
        ("12,5", "en", "12.5"),
        ("12.5", "de", "12.5"),
        ("1 234,5", "fr", "1234.5"),
        ("1\u202f234,5", "fr", "1234.5"),
        ("1’234.5", "de-CH", "1234.5"),
        ("600 EUR", "en", "600"),
        ("600EUR", "en", "600"),
        ("+7", "en", "7"),
        ("007", "en", "7"),
        (".5", "en", "0.5"),
        ("0.10", "en", "0.1"),
        ("-0", "en", "0"),
        ("١٢٫٥", "ar", "12.5"),
        ("12", "no such language", "12"),
        ("١٬٢٣٤٫٥", "ar", "1234.5"),
        ("１２", "ja", "12"),
        ("12 345 E UR", "en", "12345"),
        ("+ 7", "en", "7"),
        ("99 999", "en", "99999"),
    ],
)
def test_numbers(twin: Twin, entry: str, language: str, value: str) -> None:
    assert twin.call("checkEntry", AMOUNT, entry, language) == {"value": value}


@pytest.mark.parametrize(
    ("fact", "entry", "problem"),
    [
        (AMOUNT, "", "empty"),
        (AMOUNT, "   ", "empty"),
        (AMOUNT, "EUR", "empty"),
        (AMOUNT, "lots", "number"),
        (AMOUNT, "1e3", "number"),
        (AMOUNT, "1.2.3", "number"),
        (AMOUNT, "1,2,3", "number"),
        (AMOUNT, "12 34", "number"),
        (AMOUNT, "12\n34", "number"),
        (AMOUNT, "1'2", "number"),
        (AMOUNT, "120 119", "max"),
        (AMOUNT, "²", "number"),
        (AMOUNT, "- 1", "min"),
        (AMOUNT, "Infinity", "number"),
        (AMOUNT, "9" * 500, "number"),
        (AMOUNT, "-1", "min"),
        (AMOUNT, "−1", "min"),
        (AMOUNT, "100000.01", "max"),
        (DAY, "2026-02-30", "date"),
        (DAY, "31.12.2026", "date"),
        (DAY, "2025-12-31", "earliest"),
        (DAY, "2027-01-01", "latest"),
        (CODE, "12345", "pattern"),
        (CODE, "12a4", "pattern"),
        (CHOICE, "ES", "choice"),
        (YES_NO, "true", "yes_no"),
        (MANY, ["slow", "soft"], "many"),
        (MANY, [], "many"),
    ],
)
def test_entries_that_do_not_fit(twin: Twin, fact: dict[str, Any], entry: Any, problem: str) -> None:
    reply = twin.call("checkEntry", fact, entry, "en")
    assert reply["problem"] == problem
    assert reply["error"].endswith(".")
    assert "value" not in reply


def test_an_entry_of_another_form_is_answered_with_an_example(twin: Twin) -> None:
    reply = twin.call("checkEntry", {**CODE, "example": "1234"}, "12a4", "en")
    assert reply["problem"] == "pattern"
    assert reply["error"] == "This does not have the form that is expected here. Enter it like 1234."


@pytest.mark.parametrize(
    ("fact", "entry", "value"),
    [
        (DAY, "2026-02-28", "2026-02-28"),
        (CODE, " 1234 ", "1234"),
        (CHOICE, "__proto__", "__proto__"),
        (YES_NO, "no", "no"),
        (MANY, ["loud", "slow"], ["loud", "slow"]),
        ({"type": "text", "label": "name"}, " Ann  Lee ", "Ann  Lee"),
        ({"type": "text", "label": "x", "pattern": r"a\-b|😀"}, "a-b", "a-b"),
        ({"type": "text", "label": "x", "pattern": r"a\-b|😀"}, "😀", "😀"),
    ],
)
def test_entries_that_fit(twin: Twin, fact: dict[str, Any], entry: Any, value: Any) -> None:
    assert twin.call("checkEntry", fact, entry, "en") == {"value": value}


def test_a_limit_is_told_as_the_rep_reads_it(twin: Twin) -> None:
    assert twin.call("checkEntry", AMOUNT, "100001", "de")["error"] == "Enter 100.000\u00a0EUR or less."
    assert twin.call("checkEntry", DAY, "2025-01-01", "en")["error"] == "Enter January 1, 2026 or a later day."


@pytest.mark.parametrize(
    ("fact", "value", "language", "text"),
    [
        (AMOUNT, 1234.5, "en", "1,234.5\u00a0EUR"),
        (AMOUNT, 1234.5, "de", "1.234,5\u00a0EUR"),
        (AMOUNT, 0.1, "en", "0.1\u00a0EUR"),
        ({"type": "number", "label": "n"}, 3, "en", "3"),
        (DAY, "2027-01-31", "de", "31. Januar 2027"),
        (DAY, "0099-12-31", "en-GB", "31 December 99"),
        (YES_NO, True, "en", "Yes"),
        (YES_NO, False, "en", "No"),
        (CHOICE, "DE", "en", "Germany"),
        (CHOICE, "ES", "en", "ES"),
        (MANY, ["slow", "loud"], "en", "Slow and Loud"),
        (MANY, "slow", "en", "Slow"),
        (CODE, "<b>", "en", "<b>"),
    ],
)
def test_values_as_the_rep_reads_them(twin: Twin, fact: dict[str, Any], value: Any, language: str, text: str) -> None:
    assert twin.call("formatValue", fact, value, language) == text
