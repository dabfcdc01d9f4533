"""Facts that prose was meant to show and does not, since they stand in other brackets than ``((fact))``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import NamedTuple

from perfsupport.ondemand import compile_late
from perfsupport.rules.analysis.names import Names
from perfsupport.tree import Fact, Text

_NAME = r"[^\W\d](?:[\w .\-]{0,60}\w)?"
_FORMS = compile_late(
    rf"(?P<program>\$\{{\s*(?P<in_program>{_NAME})\s*\}}|<%=?\s*(?P<in_percent>{_NAME})\s*%>)"
    rf"|(?<!\\)(?P<double>[(（\[{{<]\s?[(（\[{{<]{{1,2}}\s*(?P<in_double>{_NAME})\s*[)）\]}}>]{{1,2}}\s?[)）\]}}>](?!\())"
    rf"|(?<![\[\\])(?P<single>[#@]?\{{\s*(?P<in_braces>{_NAME})\s*\}}|<(?P<in_angles>{_NAME})>"
    rf"|\[(?P<in_square>{_NAME})\](?![(\[:])|(?<![\w%])%(?P<in_signs>{_NAME})%)"
    r"|(?<!\w)(?P<dollar>\$(?P<behind_dollar>[A-Za-z_]\w+)\b)"
    rf"|(?<!\\)(?P<torn>\(\(\s*(?P<in_front>{_NAME})\s*\)(?!\s*\))|(?<!\()\(\s*(?P<at_end>{_NAME})\s*\)\))"
    r"|(?<!\\)(?P<open>\(\((?P<in_open>[A-Za-z]\w*)\b(?![^()]*\)))"
    r"|(?<![\w(\\])(?P<round>\(\s*(?P<in_round>[^\W\d_]+_\w+)\s*\)(?!\)))"
    r"|(?P<merge>[«‹]\s*(?P<in_merge>[^\W\d_]+_\w+)\s*[»›])"
)
FIRST_LOOK = compile_late(r"[{\[<«‹（()%$](?:(?<=[{\[<«‹（])|(?<=\()(?:\s?\(|\s*\w+_)|(?<=\))\)|(?<=[%$])\w)")
"""What stands in every text that may hold one. Python looks for a sign quickly, and for one of several texts slowly."""

_SHOWN = compile_late(r"\(\((?<![(（\[{<]\(\()(?<![(（\[{<]\s\(\()\w+\)\)(?!\s?[)）\]}>]|\()")
"""A fact in the right brackets with no other bracket beside it: most brackets are these, and none is misplaced."""

_CODE = compile_late(r"(`+)(?!`)(.{1,200}?)(?<!`)\1(?!`)", re.DOTALL)
_RIGHT = compile_late(r"\(\([^()]*\)\)")
_EXACT = frozenset({"in_square", "behind_dollar", "in_round", "in_open", "in_merge"})
"""Where only a fact's own name is taken for one: the signs have other uses in prose."""

_TAGS = compile_late(
    r"a(?:bbr)?|b(?:ig|lockquote|r)?|center|code|d[dlt]|del|div|em|font|h[1-4r]|i(?:mg|ns)?|kbd|li|mark|[opqsu]l?|pre|"
    r"small|span|strike|strong|su[bp]|t[dhrt]|t(?:able|body|head)",
    re.IGNORECASE,
)


class Misplaced(NamedTuple):
    """What stands in a text from ``start`` to ``end``: the name in it, and the fact that it can only mean, if any.

    ``is_torn`` says that a bracket is missing; ``is_sure`` that nobody writes so but to show a value.
    """

    start: int
    end: int
    name: str
    fact: str | None
    is_torn: bool = False
    is_sure: bool = False


class FactNames:
    """The facts of a tree by what an author may call them: id, nearly the id, or label."""

    def __init__(self, names: Names, facts: Mapping[str, Fact], labels: Mapping[str, str] | None = None) -> None:
        """``labels`` are further words for facts, as translations have them, by the fact's id."""
        self._names = names
        self._facts, self._more = facts, labels or {}

    @cached_property
    def _labels(self) -> dict[str, str | None]:
        """The facts by their labels, folded; most trees have no text that asks for them."""
        found: dict[str, str | None] = {}
        written = [(str(id), str(fact.label)) for id, fact in self._facts.items() if fact.label]
        for id, label in (*written, *self._more.items()):
            folded = fold_name(label)
            # Two facts of one label are told apart by nobody.
            found[folded] = id if found.get(folded, id) == id else None
        return found

    def __contains__(self, id: object) -> bool:
        return id in self._names

    def find(self, written: str, *, exactly: bool = False) -> str | None:
        """Return the fact that a name can only mean; ``exactly`` where nothing but its id or label will do."""
        name = fold_name(written)
        if name in self._names:
            return name
        if name in self._labels:
            return self._labels[name]
        bare = re.sub(r"^facts?_(?=.)", "", name)
        if bare != name and bare in self._names:
            return bare
        return None if exactly else self._names.certain(name)


def fold_name(written: str) -> str:
    """Return how an id would be written for some words: ``Card number`` gives ``card_number``."""
    return re.sub(r"[\s.-]+", "_", written.strip()).lower()


def may_misplace(text: str) -> bool:
    """Tell whether a text, or several in one, may hold facts in other brackets."""
    return FIRST_LOOK.search(_SHOWN.sub(" ", text) if "((" in text else text) is not None


def find_misplaced(text: Text, names: FactNames) -> Iterator[Misplaced]:
    """Yield what was meant to show a fact in a text and does not. Code stays as it is written, and so it is meant."""
    if not may_misplace(text):
        return
    code = [match.span() for match in _CODE.finditer(text)] if "`" in text else []
    is_uneven = text.count("(") != text.count(")")
    for match in _FORMS.finditer(text):
        if any(start <= match.start() < end for start, end in code):
            continue
        kind, part, name = _read(match)
        if kind == "torn" and not is_uneven:
            continue
        fact = names.find(name, exactly=part in _EXACT)
        is_right = _RIGHT.fullmatch(match[0]) is not None
        if is_right and (fact is not None or not re.search(r"\s", name)):
            # What stands in the right brackets is looked at as the name of a fact.
            continue
        is_tag = part == "in_angles" and name != fact and _TAGS.fullmatch(name) is not None
        is_sure = kind == "program" or match[0].startswith("{{") or is_right
        if (fact is not None and not is_tag) or (is_sure and "." not in name):
            yield Misplaced(match.start(), match.end(), name, fact, kind in ("torn", "open"), is_sure)


def _read(match: re.Match[str]) -> tuple[str, str, str]:
    """Return the kind of a match, and the part of it that holds the name."""
    found = {name: value for name, value in match.groupdict().items() if value is not None}
    (kind, _), (part, name) = found.items()
    return kind, part, name
