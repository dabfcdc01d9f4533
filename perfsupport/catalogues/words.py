"""The words of one language: from the catalogue that comes along, a project's own before it, English behind it.

Catalogues are read as they are written (``.po``), so that nothing has to be compiled by hand or in a build of the
package. A message's id is its English text; what stands in braces is put in: ``Kept by {name}``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache, reduce
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from perfsupport.catalogues.player_texts import PlayerTexts, Texts, translate_texts, write_module
from perfsupport.errors import PerfsupportError

if TYPE_CHECKING:
    from babel import Locale

LOCALES = Path(__file__).parents[1] / "locales"
DOMAIN = "interface"
MAKERS = "makers"
"""The words of outlines, comparisons and reports, which only makers of job aids read. No page for reps loads them."""

OWN_FOLDER = "translations"
"""Where a project keeps catalogues of its own: ``translations/interface.<language>.po``, ``makers.<language>.po``."""

ENGLISH = "en"
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
"""What plain English needs is written here: to load Babel takes longer than to make the pages of a tree."""

Messages = Mapping[str, Sequence[str]]
"""Words by their English text, for numbers one for each plural form of the language."""


class Words:
    """The words of a language. ``outcomes`` are what the project calls its own kinds of outcome."""

    def __init__(self, language: str, messages: Messages, outcomes: Mapping[str, str] | None = None) -> None:
        self.language, self.messages, self.outcomes = language, messages, outcomes or {}
        self._escaped: dict[str, Markup] = {}

    @property
    def direction(self) -> str:
        """Tell which way the language is written: ``ltr`` or ``rtl``."""
        if self.language == ENGLISH:
            return "ltr"
        locale = find_locale(self.language)
        return str(locale.text_direction) if locale is not None else "ltr"

    def name_outcome(self, kind: str) -> str:
        """Return what a kind of outcome is called."""
        return self.outcomes.get(kind) or self.tell(re.sub("[_-]+", " ", kind).capitalize())

    def tell(self, message: str) -> str:
        """Return the words for a message, as they are."""
        return next(iter(self.messages.get(message, ())), "") or message

    def has(self, message: str) -> bool:
        """Tell whether there are words for a message."""
        return any(self.messages.get(message, ()))

    def gettext(self, message: str, **values: object) -> Markup:
        """Return the words for a message as HTML, with values put in."""
        words = self._escaped.get(message)
        if words is None:
            words = self._escaped[message] = escape(self.tell(message))
        return words.format(**self.prepare(values)) if values else words

    def ngettext(self, one: str, other: str, count: int, **values: object) -> Markup:
        """Return the words that go with a number as HTML; ``{count}`` is the number."""
        forms = self._find_forms(one) or {"one": one, "other": other}
        words = forms.get(self._find_category(count), forms["other"])
        return escape(words).format(count=self.write_number(count), **self.prepare(values))

    def _find_category(self, count: int) -> str:
        """Return the plural category of a number."""
        if self.language == ENGLISH:
            return "one" if count == 1 else "other"
        locale = find_locale(self.language)
        return str(locale.plural_form(count)) if locale is not None else "other"

    def say(self, text: str, /, **values: object) -> str:
        """Return the words for a message as plain text, with values put in."""
        return self.tell(text).format(**self.prepare(values))

    def prepare(self, values: dict[str, object]) -> dict[str, object]:
        """Return values as they are put into a message."""
        return values

    def say_number_of(self, one: str, other: str, count: int) -> str:
        """Return the words that go with a number as plain text."""
        return str(self.ngettext(one, other, count).unescape())

    def join(self, parts: Iterable[str]) -> str:
        """Return parts of a line one after the other, as in ``begin here; from 2``; as HTML where all of them are."""
        shown = list(parts)
        pattern = self.tell("{one}; {other}")
        if shown and all(isinstance(part, Markup) for part in shown):
            return reduce(lambda one, other: escape(pattern).format(one=one, other=other), shown)
        return reduce(lambda one, other: pattern.format(one=one, other=other), shown) if shown else ""

    def tell_forms(self, forms: Mapping[str, str]) -> dict[str, str]:
        """Return the forms of a text for a number, by the language's plural categories (CLDR)."""
        return self._find_forms(forms.get("one", forms["other"])) or dict(forms)

    def _find_forms(self, message: str) -> dict[str, str]:
        """Return the forms of a message by plural category, none where it is not translated.

        Catalogues of some languages have two forms where CLDR knows three categories: French has one for millions.
        """
        told = self.messages.get(message, ())
        if not told:
            return {}
        categories = find_plural_categories(self.language)
        if len(told) == len(categories) and all(told):
            return dict(zip(categories, told, strict=True))
        return {"one": told[0], "other": told[1]} if len(told) == 2 and all(told) else {}

    def translate(self, texts: Texts) -> Texts:
        """Return the player's texts in this language."""
        translated = translate_texts(texts, self.tell, self.tell_forms)
        if isinstance(outcomes := translated.get("outcomes"), dict):
            outcomes |= self.outcomes
        return translated

    def write_texts(self, texts: PlayerTexts) -> str:
        """Return a module of the player's texts in this language."""
        return write_module({name: self.translate(each) for name, each in texts.objects.items()})

    def with_outcomes(self, outcomes: Mapping[str, str]) -> Words:
        """Return the same words with names for kinds of outcome."""
        return Words(self.language, self.messages, outcomes)

    def name_language(self, language: str) -> str:
        """Return what a language calls itself: ``Deutsch``."""
        locale = find_locale(language)
        name = locale.get_display_name(locale) if locale is not None else None
        return name[:1].upper() + name[1:] if name else language

    def write_number(self, number: int) -> str:
        """Return a number as people write it in this language."""
        if self.language == ENGLISH:
            return f"{number:,}"
        from babel.numbers import format_decimal

        return str(format_decimal(number, locale=find_locale(self.language) or ENGLISH))

    def write_date(self, day: str) -> str:
        """Return an ISO date as people write it in this language; other text as it is."""
        from datetime import date

        try:
            when = date.fromisoformat(day)
        except ValueError:
            return day
        if self.language == ENGLISH:
            return f"{MONTHS[when.month - 1]} {when.day}, {when.year}"
        from babel.dates import format_date

        return str(format_date(when, "long", find_locale(self.language) or ENGLISH))

    def write_day(self, day: str) -> str:
        """Return an ISO date as people write it within a condition."""
        return self.write_date(day)

    def write_decimal(self, digits: str) -> str:
        """Return a number, whose digits are given, as people write it in this language."""
        if is_english(self.language):
            return digits
        from babel.numbers import format_decimal

        return str(format_decimal(Decimal(digits), "#,##0.##########", locale=find_locale(self.language) or ENGLISH))


class MakersWords(Words):
    """The words of outlines and reports.

    In a language that is written from right to left what is put in stands apart, so that a file's name or a title
    from another language does not turn the words around it.
    """

    def __init__(self, words: Words) -> None:
        super().__init__(words.language, words.messages, words.outcomes)
        self.is_english = is_english(words.language)
        self._is_mirrored = self.direction == "rtl"

    def prepare(self, values: dict[str, object]) -> dict[str, object]:
        """Return values as they are put into a message."""
        if not self._is_mirrored:
            return values
        return {name: _isolate(value) for name, value in values.items()}


def _isolate(value: object) -> object:
    """Return a text between the signs for "apart, and in its own direction" (Unicode's FSI and PDI)."""
    if isinstance(value, Markup):
        return Markup("\u2068{}\u2069").format(value)
    return f"\u2068{value}\u2069" if isinstance(value, str) else value


@lru_cache(maxsize=64)
def find_locale(language: str) -> Locale | None:
    """Return what is known of a language, None where nothing is."""
    from babel import Locale, UnknownLocaleError

    for tag in (language, language.split("-")[0]):
        try:
            return Locale.parse(tag, sep="-")
        except (ValueError, UnknownLocaleError):
            continue
    return None


def find_plural_categories(language: str) -> list[str]:
    """Return the plural categories of a language in the order in which its catalogue has them."""
    locale = find_locale(language)
    tags = locale.plural_form.tags if locale is not None else {"one"}
    return [name for name in ("zero", "one", "two", "few", "many", "other") if name in tags or name == "other"]


def find_own_catalogues(root: Path, domain: str = DOMAIN) -> dict[str, Path]:
    """Return the catalogues that a project brings, by language."""
    folder = root / OWN_FOLDER
    files = sorted(folder.glob(f"{domain}.*.po")) if folder.is_dir() else []
    return {file.name.removeprefix(f"{domain}.").removesuffix(".po"): file for file in files}


def find_bundled(language: str, domain: str = DOMAIN) -> Path | None:
    """Return the catalogue of a language that comes along, or of the language that it is a kind of."""
    for tag in (language.replace("-", "_"), language.split("-")[0]):
        file = LOCALES / tag / "LC_MESSAGES" / f"{domain}.po"
        if file.is_file():
            return file
    return None


def load_words(language: str, own: Mapping[str, Path] | None = None) -> Words:
    """Return the words of a language; ``own`` are the project's catalogues by language."""
    return Words(language, _read_messages(language, own or {}, DOMAIN))


def load_makers_words(language: str, root: Path | None = None) -> Words:
    """Return the words of a language for outlines and reports: what reps read too, and what only makers do.

    ``root`` is the project's folder, whose own catalogues come first.
    """
    messages: dict[str, Sequence[str]] = {}
    for domain in (DOMAIN, MAKERS):
        messages |= _read_messages(language, find_own_catalogues(root, domain) if root is not None else {}, domain)
    return Words(language, messages)


def list_bundled() -> list[str]:
    """Return the languages whose words come along, English first."""
    return [ENGLISH, *sorted(folder.name for folder in LOCALES.iterdir() if (folder / "LC_MESSAGES").is_dir())]


def _read_messages(language: str, own: Mapping[str, Path], domain: str) -> dict[str, Sequence[str]]:
    files = [find_bundled(language, domain)] if not is_english(language) else []
    files += [own[tag] for tag in dict.fromkeys((language.split("-")[0], language)) if tag in own]
    messages: dict[str, Sequence[str]] = {}
    for file in filter(None, files):
        messages |= read_catalogue(file)
    return messages


def message(words: str) -> str:
    """Return the words as they are: catalogues have them in other languages, by their English text."""
    return words


def is_english(language: str) -> bool:
    """Tell whether a language is English, which needs no catalogue."""
    return language.split("-")[0].lower() == ENGLISH


def read_catalogue(file: Path) -> dict[str, Sequence[str]]:
    """Return the messages of a catalogue that are translated and not in doubt; raise PerfsupportError if it is none."""
    try:
        data = file.read_bytes()
    except OSError as error:
        raise PerfsupportError(f"{file} cannot be read: {error.strerror}.") from error
    return _parse(data, str(file))


@lru_cache(maxsize=32)
def _parse(data: bytes, place: str) -> dict[str, Sequence[str]]:
    from babel.messages.pofile import PoFileError, read_po

    try:
        catalogue = read_po(BytesIO(data), abort_invalid=True)
    except (PoFileError, ValueError, LookupError) as error:
        raise PerfsupportError(f"{place} is no catalogue of messages: {error}") from error
    messages: dict[str, Sequence[str]] = {}
    for message in catalogue:
        if not message.id or message.fuzzy:
            continue
        forms = message.string if isinstance(message.string, list | tuple) else (message.string,)
        words = tuple(form or "" for form in forms)
        if any(words):
            messages[message.id[0] if isinstance(message.id, list | tuple) else message.id] = words
    return messages


ENGLISH_WORDS = Words(ENGLISH, {})
"""The messages as they are."""
