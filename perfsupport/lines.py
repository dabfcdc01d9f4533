"""Lines: what shows facts within one line of plain text, and where a link may lead."""

from __future__ import annotations

import re
from collections.abc import Iterator

from perfsupport.ondemand import compile_late
from perfsupport.program import Line
from perfsupport.tree import PLACEHOLDER

LINK_SCHEMES = ("http", "https", "mailto", "tel")
FACT_ID = compile_late(r"[a-z][a-z0-9_]*")

_SCHEME = compile_late(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_INVISIBLE = compile_late(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\ufeff]")


def is_allowed_link(url: str) -> bool:
    """Tell whether a link may lead there: http, https, mailto, tel, or an address within the site."""
    if _INVISIBLE.search(url) or url.startswith(("//", "\\", "/\\")):
        return False
    scheme = _SCHEME.match(url)
    return scheme[1].lower() in LINK_SCHEMES if scheme else ":" not in re.split(r"[/?#]", url, maxsplit=1)[0]


def split_facts(text: str, start: int = 0) -> list[str | list[str]]:
    """Return plain text in parts: words, and ``[fact]`` for each ``((fact))`` that begins at ``start`` or later."""
    parts: list[str | list[str]] = []
    done = 0
    for match in PLACEHOLDER.finditer(text, start):
        if FACT_ID.fullmatch(match[1]):
            parts += [text[done : match.start()], [match[1]]]
            done = match.end()
    return [part for part in (*parts, text[done:]) if part]


def line_words(line: Line) -> str:
    """Return a line as one text in which facts stand as the author writes them: ``Pay ((half)) now``."""
    return line if isinstance(line, str) else "".join(p if isinstance(p, str) else f"(({p[0]}))" for p in line)


def line_facts(line: Line) -> Iterator[str]:
    """Yield the facts that a line shows."""
    if not isinstance(line, str):
        yield from (part[0] for part in line if isinstance(part, list))


def fact_span(fact: str) -> str:
    """Return the element in which the player shows a fact's value."""
    return f'<span data-fact="{fact}"></span>'
