"""The player's texts: ``player/texts.js`` as data, and as a module in another language.

A module of texts holds objects of texts and of objects like these. A text for a number has a form for each plural
category of the language (``{one: "…", other: "…"}``), and the player asks ``Intl.PluralRules`` which one it is.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple, TypeAlias

from perfsupport.errors import PerfsupportError
from perfsupport.ondemand import compile_late

Texts: TypeAlias = dict[str, "str | Texts"]
PLURAL_CATEGORIES = ("zero", "one", "two", "few", "many", "other")

_TOKEN = compile_late(
    r"\s+|//[^\n]*|(?P<string>\"(?:[^\"\\\n]|\\.)*\")|(?P<name>[A-Za-z_]\w*)|(?P<sign>[{}:,])", re.DOTALL
)
_HEAD = compile_late(r"(?:\s|//[^\n]*\n|;)*export const (?P<name>\w+) = ")


class Message(NamedTuple):
    """A text to be translated: one form, or one for each plural category of English; the line, and a remark on it."""

    forms: Mapping[str, str]
    line: int
    remark: str

    @property
    def id(self) -> str:
        """What the text is called in a catalogue: its English words, for a number those for one."""
        return self.forms.get("one", self.forms["other"])


class PlayerTexts(NamedTuple):
    """A module of texts: what it exports, by name, and all messages in it."""

    objects: Mapping[str, Texts]
    messages: list[Message]


def is_plural(value: str | Texts) -> bool:
    """Tell whether an object holds the forms of one text for a number."""
    return isinstance(value, dict) and "other" in value and all(key in PLURAL_CATEGORIES for key in value)


def read_texts(source: str, place: str) -> PlayerTexts:
    """Return a module's texts; raise PerfsupportError with the line of whatever is none."""
    objects: dict[str, Texts] = {}
    messages: list[Message] = []
    reader = _Reader(source, 0, place)
    while head := _HEAD.match(source, reader.at):
        reader = _Reader(source, head.end(), place)
        objects[head["name"]] = texts = reader.read_object()
        messages += _find_messages(texts, reader.lines, ())
    if not objects or source[reader.at :].strip() != ";":
        raise reader.fail()
    return PlayerTexts(objects, messages)


class _Reader:
    def __init__(self, source: str, at: int, place: str) -> None:
        self.at = at
        self.lines: dict[tuple[str, ...], tuple[int, str]] = {}
        self._source, self._place, self._remark = source, place, ""

    def fail(self) -> PerfsupportError:
        line = self._source.count("\n", 0, self.at) + 1
        return PerfsupportError(
            f"{self._place}:{line}: a module of texts holds `export const … = {{…}};` with texts in double quotes."
        )

    def _next(self, *wanted: str) -> str:
        """Return the next token of one of these kinds or signs; a comment before it is its remark."""
        while match := _TOKEN.match(self._source, self.at):
            if match.lastgroup is None:
                comment = match[0].strip()
                self._remark = comment.removeprefix("//").strip() if comment else self._remark
                self.at = match.end()
                continue
            if match.lastgroup in wanted or match[0] in wanted:
                self.at = match.end()
                return match[0]
            break
        raise self.fail()

    def read_object(self, key: tuple[str, ...] = ()) -> Texts:
        self._next("{")
        texts: Texts = {}
        while True:
            self._remark = ""
            name = self._next("name", "string", "}")
            if name == "}":
                return texts
            name = json.loads(name) if name.startswith('"') else name
            self.lines[(*key, name)] = self._source.count("\n", 0, self.at) + 1, self._remark
            self._next(":")
            found = self._next("string", "{")
            if found == "{":
                self.at -= 1
                texts[name] = self.read_object((*key, name))
            else:
                texts[name] = json.loads(found)
            if self._next(",", "}") == "}":
                return texts


def _find_messages(
    texts: Texts, lines: Mapping[tuple[str, ...], tuple[int, str]], key: tuple[str, ...]
) -> Iterator[Message]:
    for name, value in texts.items():
        here = (*key, name)
        if isinstance(value, str):
            yield Message({"other": value}, *lines[here])
        elif is_plural(value):
            yield Message({name: str(form) for name, form in value.items()}, *lines[here])
        else:
            yield from _find_messages(value, lines, here)


def translate_texts(
    texts: Texts, tell: Callable[[str], str], tell_forms: Callable[[Mapping[str, str]], dict[str, str]]
) -> Texts:
    """Return the texts in another language: ``tell`` translates one, ``tell_forms`` the forms of one for a number."""
    translated: Texts = {}
    for name, value in texts.items():
        if isinstance(value, str):
            translated[name] = tell(value)
        elif is_plural(value):
            translated[name] = {**tell_forms({key: str(form) for key, form in value.items()})}
        else:
            translated[name] = translate_texts(value, tell, tell_forms)
    return translated


def write_module(objects: Mapping[str, Texts]) -> str:
    """Return texts as a module again."""
    lines = (f"export const {name} = {json.dumps(texts, ensure_ascii=False)};\n" for name, texts in objects.items())
    return "".join(lines)
