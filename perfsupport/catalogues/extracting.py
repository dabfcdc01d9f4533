"""The messages of the interface: gathered from templates, the player's texts and the package, into the catalogues.

``python -m perfsupport.catalogues.extracting`` brings ``perfsupport/locales`` up to date: new messages come in, changed
and gone ones are marked as such, and translators' words stay.
"""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any, NamedTuple

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_python
from babel.messages.pofile import read_po, write_po
from jinja2.ext import babel_extract

from perfsupport.catalogues.player_texts import read_texts
from perfsupport.catalogues.words import DOMAIN, LOCALES, MAKERS

LANGUAGES = ("ar", "de", "es", "fr")
"""Besides English, which the messages are in."""

DOMAINS = (DOMAIN, MAKERS)
KEYWORDS = ("_", "gettext", "ngettext", "tell", "message", "say", "_say", "_about", "say_number_of")
INTERFACE = ("components", "pages/aid", "pages/base", "pages/index", "pages/map", "pages/print")
"""The templates that reps see; outlines, comparisons and reports are for the people who make job aids."""

FOR_MAKERS = ("pages/diff", "pages/outline", "pages/report", "pages/trials")
REPS_CODE = ("site/*.py", "expressions/words.py")
MAKERS_CODE = (
    "catalogues/words.py",
    "outline/*.py",
    "diff/*.py",
    "reporting/*.py",
    "scenarios/goals.py",
    "scenarios/telling.py",
    "trials/page.py",
    "cli/demo.py",
)

_NAMES = re.compile(r"\{(\w+)\}")


class Found(NamedTuple):
    """A message: one form, or two for a number; where it stands, and what translators should know."""

    forms: tuple[str, ...]
    place: str
    line: int
    remark: str


def find_messages(templates: Path, package: Path) -> Iterator[Found]:
    """Yield every message for reps in a folder of templates and in the package, in the order of files and lines."""
    yield from _find_in_templates(templates, INTERFACE)
    for file in sorted((templates / "player").rglob("*texts*.js")):
        name = file.relative_to(templates).as_posix()
        for message in read_texts(file.read_text(encoding="utf-8"), name).messages:
            yield Found(tuple(message.forms.values()), name, message.line, message.remark)
    yield from _find_in_code(package, REPS_CODE)


def find_makers_messages(templates: Path, package: Path) -> Iterator[Found]:
    """Yield every message of outlines and reports that reps do not read anyway."""
    known = {one.forms[0] for one in find_messages(templates, package)}
    found = (*_find_in_templates(templates, FOR_MAKERS), *_find_in_code(package, MAKERS_CODE))
    yield from (one for one in found if one.forms[0] not in known)


def _find_in_templates(templates: Path, names: tuple[str, ...]) -> Iterator[Found]:
    for file in sorted(templates.rglob("*.html.j2")):
        name = file.relative_to(templates).as_posix()
        if name.startswith(names):
            with file.open("rb") as stream:
                yield from _extract(name, babel_extract(stream, list(KEYWORDS), ["i18n:"], {"silent": "false"}))


def _find_in_code(package: Path, patterns: tuple[str, ...]) -> Iterator[Found]:
    for file in (file for pattern in patterns for file in sorted(package.glob(pattern))):
        with file.open("rb") as stream:
            name = f"perfsupport/{file.relative_to(package).as_posix()}"
            yield from _extract(name, extract_python(stream, dict.fromkeys(KEYWORDS), ["i18n:"], {}))


def _extract(name: str, found: Iterable[tuple[Any, ...]]) -> Iterator[Found]:
    for line, _function, message, remarks in found:
        forms = message if isinstance(message, tuple) else (message,)
        texts = tuple(form for form in forms if isinstance(form, str))
        if texts:
            yield Found(texts, name, line, " ".join(remarks).removeprefix("i18n:").strip())


def make_catalogue(templates: Path, package: Path, domain: str = DOMAIN) -> Catalog:
    """Return all messages of a domain as a catalogue without a language."""
    catalogue = Catalog(project="perfsupport", charset="utf-8")
    find = find_messages if domain == DOMAIN else find_makers_messages
    found = list(find(templates, package))
    # The same words may stand in one place for a number and in another without one; gettext has them once.
    plural = {one.forms[0]: one.forms for one in found if len(one.forms) > 1}
    for one in found:
        forms = plural.get(one.forms[0], one.forms)
        comments = [one.remark] if one.remark else []
        catalogue.add(forms[:2] if len(forms) > 1 else forms[0], locations=[(one.place, 0)], auto_comments=comments)
    return catalogue


def update_catalogue(found: Catalog, file: Path, language: str) -> bytes:
    """Return a language's catalogue with the messages that there are now."""
    if file.is_file():
        with file.open("rb") as stream:
            catalogue = read_po(stream, locale=language)
        catalogue.update(found, no_fuzzy_matching=True)
    else:
        catalogue = Catalog(locale=language, project="perfsupport", charset="utf-8")
        catalogue.update(found)
    return write_catalogue(catalogue)


def write_catalogue(catalogue: Catalog) -> bytes:
    """Return a catalogue as text: no dates and no lines, which would change with every edit of a template."""
    stream = io.BytesIO()
    write_po(stream, catalogue, width=120, omit_header=True, sort_output=True, ignore_obsolete=True)
    text = stream.getvalue().decode()
    language = f'"Language: {catalogue.locale_identifier}\\n"\n' if catalogue.locale_identifier else ""
    forms = f'"Plural-Forms: {catalogue.plural_forms}\\n"\n' if catalogue.locale_identifier else ""
    head = f'msgid ""\nmsgstr ""\n{language}"Content-Type: text/plain; charset=utf-8\\n"\n{forms}\n'
    return (head + re.sub(r":0\b", "", text)).encode()


def find_names(text: str) -> frozenset[str]:
    """Return what is put into a message: ``name`` in ``Kept by {name}``."""
    return frozenset(_NAMES.findall(text))


def write_catalogues(templates: Path, package: Path, write: IO[str]) -> None:
    """Bring all catalogues up to date, and say which."""
    for domain in DOMAINS:
        found = make_catalogue(templates, package, domain)
        (LOCALES / f"{domain}.pot").write_bytes(write_catalogue(found))
        for language in LANGUAGES:
            file = LOCALES / language / "LC_MESSAGES" / f"{domain}.po"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(update_catalogue(found, file, language))
            write.write(f"{file}\n")


if __name__ == "__main__":
    PACKAGE = Path(__file__).parents[1]
    write_catalogues(PACKAGE.parent / "site_templates", PACKAGE, sys.stdout)
