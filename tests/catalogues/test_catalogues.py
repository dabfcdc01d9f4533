"""The catalogues that come along: every message in every language, with the same values in it."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from babel import Locale
from babel.dates import format_date
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from perfsupport.catalogues import Words, find_own_catalogues, load_words
from perfsupport.catalogues.extracting import DOMAINS, LANGUAGES, find_names, make_catalogue, write_catalogue
from perfsupport.catalogues.player_texts import read_texts, write_module
from perfsupport.catalogues.words import LOCALES, find_plural_categories
from perfsupport.errors import PerfsupportError
from tests.conftest import ROOT

UPDATE = "bring the catalogues up to date: python -m perfsupport.catalogues.extracting"
WHOLE_CATEGORIES = ("few", "many", "other")
"""Plural categories that stand for more than one number, so that the number has to be said."""


def read_language(language: str, domain: str) -> Catalog:
    with (LOCALES / language / "LC_MESSAGES" / f"{domain}.po").open("rb") as stream:
        return read_po(stream, locale=language)


def list_forms(message: Message) -> list[str]:
    return list(message.string) if isinstance(message.string, list | tuple) else [message.string]


def name(message: Message) -> str:
    return message.id[0] if isinstance(message.id, list | tuple) else message.id


@pytest.fixture(scope="module", params=DOMAINS)
def domain(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def found(domain: str) -> Catalog:
    """All messages as they stand in templates, texts and code."""
    return make_catalogue(ROOT / "site_templates", ROOT / "perfsupport", domain)


def test_the_template_has_every_message(found: Catalog, domain: str) -> None:
    assert (LOCALES / f"{domain}.pot").read_bytes() == write_catalogue(found), UPDATE


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_is_translated(language: str, found: Catalog, domain: str) -> None:
    catalogue = read_language(language, domain)
    missing = [
        name(message)
        for message in found
        if message.id and ((held := catalogue.get(name(message))) is None or held.fuzzy or not all(list_forms(held)))
    ]
    assert missing == [], f"these have no words in {language}; {UPDATE}, and write them"
    assert {name(message) for message in catalogue if message.id} == {name(one) for one in found if one.id}, UPDATE


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_have_the_same_values_in_them(language: str, domain: str) -> None:
    for message in read_language(language, domain):
        wanted = find_names(name(message))
        forms = list_forms(message)
        categories = find_plural_categories(language)
        for number, form in enumerate(forms if message.id else []):
            category = categories[number] if len(forms) == len(categories) else "other"
            if len(forms) == 1 or (category in WHOLE_CATEGORIES and number == len(forms) - 1):
                assert find_names(form) == wanted, name(message)
            else:
                # "One line" and "two lines" need no number.
                assert find_names(form) <= wanted, name(message)
            assert form.strip() == form, name(message)


@pytest.mark.parametrize("language", LANGUAGES)
def test_short_labels_stay_short(language: str) -> None:
    """Buttons and tabs of a panel 320 wide: no more than one and a half times what English takes, or 24 characters."""
    labels = ("Back", "Case note", "New case", "Change", "Continue", "Done", "Map", "Copy", "Say", "None of these")
    words = load_words(language)
    for label in labels:
        assert len(words.tell(label)) <= max(24, 1.5 * len(label)), label


def test_numbers_take_the_form_of_their_language() -> None:
    arabic, german = load_words("ar"), load_words("de")
    told = [str(arabic.ngettext("{count} step", "{count} steps", count)) for count in (1, 2, 3, 11, 100)]
    assert len(set(told)) == 5 and told[1] == "خطوتان"
    assert str(german.ngettext("{count} step", "{count} steps", 1)) == "1 Schritt"
    assert str(german.ngettext("{count} step", "{count} steps", 1200)) == "1.200 Schritte"
    assert str(load_words("fr").ngettext("{count} step", "{count} steps", 2_000_000)).endswith("étapes")
    assert str(Words("en", {}).ngettext("{count} step", "{count} steps", 1)) == "1 step"
    forms = {"one": "{count} step", "other": "{count} steps"}
    assert list(arabic.tell_forms(forms)) == ["zero", "one", "two", "few", "many", "other"]
    assert Words("nl", {}).tell_forms(forms) == forms, "without words English stays"


def test_words_are_text_and_values_too() -> None:
    words = Words("en", {"Kept by {name}": ["<b>{name}"]})
    assert str(words.gettext("Kept by {name}", name="<i>")) == "&lt;b&gt;&lt;i&gt;"


def test_a_project_brings_its_own_words_and_languages(tmp_path: Path) -> None:
    folder = tmp_path / "translations"
    folder.mkdir()
    (folder / "interface.de.po").write_text('msgid "Back"\nmsgstr "Einen Schritt zurück"\n', encoding="utf-8")
    (folder / "interface.nl.po").write_text('msgid "Back"\nmsgstr "Terug"\n', encoding="utf-8")
    own = find_own_catalogues(tmp_path)
    assert [load_words(language, own).tell("Back") for language in ("de", "nl", "de-AT", "en", "fr")] == [
        "Einen Schritt zurück",
        "Terug",
        "Einen Schritt zurück",
        "Back",
        "Retour",
    ]
    assert load_words("de", own).tell("Case note") == "Fallnotiz"
    assert load_words("nl", own).tell("Case note") == "Case note"
    (folder / "interface.nl.po").write_text("Terug", encoding="utf-8")
    with pytest.raises(PerfsupportError, match="is no catalogue of messages"):
        load_words("nl", own)


def test_modules_of_texts_are_read_as_data() -> None:
    text = (
        '// What it is.\nexport const a = {\n  // For buttons.\n  go: "Go",\n'
        '  b: {one: "{count} x", other: "{count} y"},\n};\nexport const c = {"d-e": "E"};\n'
    )
    module = read_texts(text, "texts.js")
    assert module.objects == {"a": {"go": "Go", "b": {"one": "{count} x", "other": "{count} y"}}, "c": {"d-e": "E"}}
    assert [(one.id, one.line, one.remark) for one in module.messages] == [
        ("Go", 4, "For buttons."),
        ("{count} x", 5, ""),
        ("E", 7, ""),
    ]
    assert read_texts(write_module(module.objects), "x").objects == module.objects
    for wrong, line in (
        ("export const a = {go: () => 1};", 1),
        ("\nconst a = {};", 1),
        ("export const a = {\ngo: `x`};", 2),
    ):
        with pytest.raises(PerfsupportError, match=f"texts.js:{line}: a module of texts holds"):
            read_texts(wrong, "texts.js")


def test_plain_english_is_what_babel_says_and_needs_no_babel() -> None:
    english, locale = Words("en", {}), Locale.parse("en")
    for day in (date(1, 1, 1), date(999, 12, 31), *(date(2026, month, 2 * month) for month in range(1, 13))):
        assert english.write_date(day.isoformat()) == format_date(day, "long", locale)
    for number in (0, 1, 2, 999, 1000, -1234, 1234567):
        assert english.write_number(number) == format_decimal(number, locale=locale)
        told = {"one": "{count} step.", "other": "{count} steps."}[locale.plural_form(number)]
        assert english.ngettext("{count} step.", "{count} steps.", number) == told.format(count=f"{number:,}")
    assert english.direction == locale.text_direction
    script = (
        "import sys; from perfsupport.catalogues import ENGLISH_WORDS as words\n"
        "words.direction, words.write_date('2027-01-31'), words.ngettext('{count} a', '{count} b', 2)\n"
        "assert 'babel' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", script], check=True)
