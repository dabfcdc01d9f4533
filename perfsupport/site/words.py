"""Words of the interface that only parts say: they come with the parts."""

from __future__ import annotations

import re
from collections.abc import Mapping

TEXTS = "texts"
"""The module that holds the words, one a line: ``  back: "Back",``."""

_ENTRY = re.compile(r'  (?:(\w+)|"([\w-]+)"): .*,')
_USE = re.compile(r"\btexts\.(\w+)")
_ANY_USE = "texts["


def take_words(modules: dict[str, list[str]]) -> dict[str, str]:
    """Take out of the script's own words, and return by name, those that none of its modules names."""
    if TEXTS not in modules or any(_ANY_USE in line for lines in modules.values() for line in lines):
        return {}
    said = _find_uses(modules)
    entries = {line: match for line in modules[TEXTS] if (match := _ENTRY.fullmatch(line))}
    taken = {name: line.strip() for line, match in entries.items() if (name := match[1] or match[2]) not in said}
    modules[TEXTS] = [line for line in modules[TEXTS] if line.strip() not in taken.values()]
    return taken


def find_words(modules: Mapping[str, list[str]], words: Mapping[str, str]) -> list[str]:
    """Return the lines of the words that a part says: all of them where it says one by a name that is not written."""
    if any(_ANY_USE in line for lines in modules.values() for line in lines):
        return list(words.values())
    said = _find_uses(modules)
    return [line for name, line in words.items() if name in said]


def _find_uses(modules: Mapping[str, list[str]]) -> set[str]:
    return {
        name for module, lines in modules.items() if module != TEXTS for line in lines for name in _USE.findall(line)
    }
