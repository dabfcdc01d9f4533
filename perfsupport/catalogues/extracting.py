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
from perfsupport.catalogues.words import DOMAIN, LOCALES

LANGUAGES = ("ar", "de", "es", "fr")
"""Besides English, which the messages are in."""

TEMPLATE = LOCALES / f"{DOMAIN}.pot"
KEYWORDS = ("_", "gettext", "ngettext", "tell")
INTERFACE = ("components", "pages/aid", "pages/base", "pages/index", "pages/map", "pages/print")
"""The templates that reps see; outlines, comparisons and reports of tests are for the people who make job aids."""

_NAMES = re.compile(r"\{(\w+)\}")


class Found(NamedTuple):
    """A message: one form, or two for a number; where it stands, and what translators should know."""

    forms: tuple[str, ...]
    place: str
    line: int
    remark: str


def find_messages(templates: Path, package: Path) -> Iterator[Found]:
    """Yield every message of the templates in a folder and of the package, in the order of files and lines."""
    for file in sorted(templates.rglob("*.html.j2")):
        name = file.relative_to(templates).as_posix()
        if name.startswith(INTERFACE):
            with file.open("rb") as stream:
                yield from _extract(name, babel_extract(stream, list(KEYWORDS), ["i18n:"], {"silent": "false"}))
    for file in sorted((templates / "player").rglob("*texts*.js")):
        name = file.relative_to(templates).as_posix()
        for message in read_texts(file.read_text(encoding="utf-8"), name).messages:
            yield Found(tuple(message.forms.values()), name, message.line, message.remark)
    for file in sorted((package / "site").glob("*.py")):
        with file.open("rb") as stream:
            name = f"perfsupport/site/{file.name}"
            yield from _extract(name, extract_python(stream, dict.fromkeys(KEYWORDS), ["i18n:"], {}))


def _extract(name: str, found: Iterable[tuple[Any, ...]]) -> Iterator[Found]:
    for line, _function, message, remarks in found:
        forms = message if isinstance(message, tuple) else (message,)
        texts = tuple(form for form in forms if isinstance(form, str))
        if texts:
            yield Found(texts, name, line, " ".join(remarks).removeprefix("i18n:").strip())


def make_catalogue(templates: Path, package: Path) -> Catalog:
    """Return all messages as a catalogue without a language."""
    catalogue = Catalog(project="perfsupport", charset="utf-8")
    found = list(find_messages(templates, package))
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
    found = make_catalogue(templates, package)
    TEMPLATE.write_bytes(write_catalogue(found))
    for language in LANGUAGES:
        file = LOCALES / language / "LC_MESSAGES" / f"{DOMAIN}.po"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(update_catalogue(found, file, language))
        write.write(f"{file}\n")


if __name__ == "__main__":
    PACKAGE = Path(__file__).parents[1]
    write_catalogues(PACKAGE.parent / "site_templates", PACKAGE, sys.stdout)
