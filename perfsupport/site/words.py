"""Words of the interface that only parts say: they come with the parts."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping

TEXTS = "texts"
"""The module that holds the script's words."""

_AS_DATA = re.compile(r"export const texts = (\{.*\});")
"""How pages have the module: as data on one line, in the words of their language."""

_ENTRY = re.compile(r'  (?:(\w+)|"([\w-]+)"): .*,')
_USE = re.compile(r"\btexts\.(\w+)")
_ANY_USE = "texts["
_IMPORT = re.compile(rf'\btexts\b.* from "[./]+/{TEXTS}\.js"')


def take_words(modules: dict[str, list[str]]) -> dict[str, str]:
    """Take out of the script's own words, and return by name, those that none of its modules names."""
    if TEXTS not in modules or _says_any(modules):
        return {}
    said = _find_uses(modules)
    taken: dict[str, str] = {}
    modules[TEXTS] = [_take_from_line(line, said, taken) for line in modules[TEXTS]]
    return taken


def _take_from_line(line: str, said: set[str], taken: dict[str, str]) -> str:
    if data := _AS_DATA.fullmatch(line):
        words = json.loads(data[1])
        taken |= {name: f"{_write(name)}: {_write(words[name])}," for name in words if name not in said}
        return f"export const texts = {_write({name: word for name, word in words.items() if name in said})};"
    entry = _ENTRY.fullmatch(line)
    if entry and (name := entry[1] or entry[2]) not in said:
        taken[name] = line.strip()
        return ""
    return line


def _write(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def find_words(modules: Mapping[str, list[str]], words: Mapping[str, str]) -> list[str]:
    """Return the entries of the words that a part says: all of them where it says one by a name that is not written."""
    if _says_any(modules):
        return list(words.values())
    said = _find_uses(modules)
    return [line for name, line in words.items() if name in said]


def _says_any(modules: Mapping[str, list[str]]) -> bool:
    return any(_ANY_USE in line for line in _find_lines(modules))


def _find_uses(modules: Mapping[str, list[str]]) -> set[str]:
    return {name for line in _find_lines(modules) for name in _USE.findall(line)}


def _find_lines(modules: Mapping[str, list[str]]) -> Iterator[str]:
    """Yield the lines of the modules that have the words; in others the name is one of their own."""
    for lines in modules.values():
        if any(_IMPORT.search(line) for line in lines):
            yield from lines
