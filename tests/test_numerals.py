"""What is made of numbers as people write them."""

from __future__ import annotations

import pytest
from babel import Locale, localedata

from perfsupport.numerals import USUAL, WITH_POINTS, explain_number, explain_thousands, is_of_unit


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1,5", "1.5"),
        ("-1,5", "-1.5"),
        ("0,125", "0.125"),
        ("1.000,50", "1000.50"),
        ("1,000.00", "1000"),
        ("1.000.000", "1000000"),
        ("1,000,000", "1000000"),
        ("1 000", "1000"),
        ("1\u202f000\u202f000", "1000000"),
        ("1'000", "1000"),
        ("1’000", "1000"),
        ("1_000", "1000"),
        (".5", "0.5"),
        (",5", "0.5"),
        ("5.", "5"),
        ("1e3", "1000"),
        ("1.5E6", "1500000"),
        ("1E-2", "0.01"),
        ("0x10", "16"),
        ("+7", "7"),
        ("−5", "-5"),
        ("１０００", "1000"),
        ("١٬٢٣٤٫٥", "1234.5"),
        ("5 EUR", "5"),
        ("5€", "5"),
        ("€5", "5"),
        ("EUR 5", "5"),
        ("1 000 000,50 €", "1000000.50"),
        ("30 nights", "30"),
        ("5k", "5000"),
        ("5 Tsd.", "5000"),
        ("2 Mio", "2000000"),
    ],
)
def test_what_can_be_meant_for_one_number_only(text: str, number: str) -> None:
    meant = explain_number(text)
    assert meant.number == number
    assert meant.remedy.startswith(f"Write `{number}`")


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("1,000", "Write `1000` for thousands, or `1`: a point stands before decimals."),
        ("2,125", "Write `2125` for thousands, or `2.125`: a point stands before decimals."),
        ("1.500 EUR", "Write `1500` for thousands, or `1.5`."),
        ("12:30", "Write it in one unit: `12.5` for hours, or `750` for minutes."),
        ("12:20", "Write it in one unit: `740` for minutes."),
        ("50%", 'Write `50`, with `unit: "%"` for the fact, or `0.5` as a share.'),
        ("12,5 %", 'Write `12.5`, with `unit: "%"` for the fact, or `0.125` as a share.'),
        *(
            (text, USUAL)
            for text in ("six", "~5", ">5", "1/2", "5-10", "5 m", "5 mil", "3 bn", "€ 5 EUR", "--5", "1.2.3", "#5", "")
        ),
    ],
)
def test_what_can_be_meant_for_several_is_left_to_the_author(text: str, remedy: str) -> None:
    assert explain_number(text) == (None, remedy, "")


def test_a_unit_counts_as_the_facts_own() -> None:
    assert is_of_unit("€", "EUR") and is_of_unit("eur", "EUR") and is_of_unit("nights", None) and is_of_unit("", "EUR")
    assert not is_of_unit("cents", "EUR") and not is_of_unit("$", "EUR")


@pytest.mark.parametrize(
    ("number", "english", "german"),
    [
        ("1.000", "`1000` for thousands, or `1`", "`1000` for thousands, or `1`"),
        ("-25.500", "`-25500` for thousands, or `-25.5`", "`-25500` for thousands, or `-25.5`"),
        # As decimals it says just what it says; a German designer may yet mean two thousand.
        ("2.125", None, "`2125` for thousands, or `2.1250`"),
        ("0.125", None, None),
        ("1.5", None, None),
        ("1.2500", None, None),
        ("1000.000", None, None),
    ],
)
def test_thousands_set_apart_by_a_point(number: str, english: str | None, german: str | None) -> None:
    for language, remedy in (("en-GB", english), ("de-AT", german)):
        told = explain_thousands(number, language)
        assert (told and told[1]) == (remedy and f"Write {remedy}.")


def test_languages_with_points_are_those_of_cldr() -> None:
    tags = [tag for tag in localedata.locale_identifiers() if len(tag) == 2]
    groups = {tag: Locale.parse(tag).number_symbols.get("latn", {}).get("group") for tag in tags}
    assert {tag for tag, group in groups.items() if group == "."} == WITH_POINTS
