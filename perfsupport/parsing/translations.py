"""A file of translations: its bytes to the words it holds, each with the key of the text that it translates."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from perfsupport.diagnostics import Diagnostic, sort_diagnostics
from perfsupport.parsing.checker import make_reader
from perfsupport.parsing.files import is_mapping
from perfsupport.parsing.kinds import Record
from perfsupport.parsing.notes import Notes
from perfsupport.parsing.reader import read_document
from perfsupport.parsing.translation_shape import SETTINGS_TRANSLATION, TRANSLATION
from perfsupport.tree import Text, TranslatedText, Translation


def parse_translation(data: bytes, path: str) -> tuple[Translation, list[Diagnostic]]:
    """Return the words of a tree in another language, and what is wrong in the file that holds them."""
    return _parse(data, path, TRANSLATION)


def parse_settings_translation(data: bytes, path: str) -> tuple[Translation, list[Diagnostic]]:
    """Return the words of the settings in another language, and what is wrong in the file that holds them."""
    return _parse(data, path, SETTINGS_TRANSLATION)


def _parse(data: bytes, path: str, shape: Record) -> tuple[Translation, list[Diagnostic]]:
    document = read_document(data, path)
    notes = Notes(path, document)
    *_, language, _ending = path.split(".")
    translation = Translation(path=path, language=language)
    if document.root is not None and document.root != "" and is_mapping(document, notes, shape.name, "title: …"):
        values = make_reader(shape)(document.root, Text(""), notes)
        translation.keywords = values.pop("keywords", ())
        translation.gone = list(_find_texts(values.pop("gone", ()), ()))
        translation.texts = list(_find_texts(values, ()))
    return translation, sort_diagnostics([*document.diagnostics, *notes.diagnostics])


def _find_texts(value: Any, key: tuple[str, ...]) -> Iterator[TranslatedText]:
    """Yield all texts within a value, each with its key."""
    if isinstance(value, TranslatedText):
        value.key = key
        yield value
    elif isinstance(value, Mapping):
        for name, each in value.items():
            yield from _find_texts(each, (*key, name))
    elif isinstance(value, list):
        for number, each in enumerate(value, start=1):
            yield from _find_texts(each, (*key, str(number)))
