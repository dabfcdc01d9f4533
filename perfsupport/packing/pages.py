"""A rendered page taken apart, its references led to where they lie in a file that holds many pages."""

from __future__ import annotations

import html
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

Lead = Callable[[str], str]

DATA = "perfsupport-page"
_LINKS = ("href", "src", "poster", "xlink:href")
_NAMES = ("id", "for", "aria-labelledby", "aria-describedby", "aria-controls", "headers")


@dataclass
class PagePieces:
    """A page: attributes of ``html`` and ``body``, the title, the addresses of its scripts and style, and its body."""

    html: dict[str, str] = field(default_factory=dict)
    body: dict[str, str] = field(default_factory=dict)
    title: str = ""
    scripts: list[str] = field(default_factory=list)
    styles: list[str] = field(default_factory=list)
    content: str = ""
    data: dict[str, Any] | None = None


def take_apart(text: str, lead: Lead, prefix: str = "") -> PagePieces:
    """Return a page's pieces. ``lead`` gives the new address for one in it; ``prefix`` goes before every id."""
    reader = _Reader(lead, prefix)
    reader.feed(text)
    reader.close()
    reader.pieces.content = "".join(reader.written)
    return reader.pieces


class _Reader(HTMLParser):
    """Writes the body again as it reads it; a tag in which nothing changes stays as it was written."""

    def __init__(self, lead: Lead, prefix: str) -> None:
        super().__init__(convert_charrefs=False)
        self.pieces = PagePieces()
        self.written: list[str] = []
        self._lead, self._prefix = lead, prefix
        self._inside = ""
        self._skipped = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "html":
            self.pieces.html = given
        elif tag == "body":
            self.pieces.body = given
            self._inside = "body"
        elif tag == "title" and self._inside != "body":
            self._inside = "title"
        elif tag == "script" and "src" in given:
            self.pieces.scripts.append(given["src"])
            self._skipped = "script"
        elif tag == "script" and given.get("id") == DATA:
            self._skipped = DATA
        elif tag == "link" and given.get("rel") == "stylesheet":
            self.pieces.styles.append(given["href"])
        elif self._inside == "body":
            self.written.append(self._write_tag(tag, attrs))

    def _write_tag(self, tag: str, attrs: list[tuple[str, str | None]]) -> str:
        changed = [(name, self._change(name, value)) for name, value in attrs]
        if changed == attrs:
            return self.get_starttag_text() or ""
        pairs = (f' {name}="{html.escape(value)}"' if value is not None else f" {name}" for name, value in changed)
        closed = "/" if (self.get_starttag_text() or "").endswith("/>") else ""
        return f"<{tag}{''.join(pairs)}{closed}>"

    def _change(self, name: str, value: str | None) -> str | None:
        if value and name in _LINKS:
            return self._lead(value)
        if value and name in _NAMES and self._prefix:
            return " ".join(self._prefix + each for each in value.split())
        return value

    def handle_endtag(self, tag: str) -> None:
        if self._skipped:
            self._skipped = ""
        elif tag in ("body", "html") or self._inside == "title":
            self._inside = ""
        elif self._inside == "body":
            self.written.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        if self._skipped == DATA:
            self.pieces.data = json.loads(data)
        elif not self._skipped:
            self._write(data)

    def handle_entityref(self, name: str) -> None:
        self._write(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self._write(f"&#{name};")

    def _write(self, text: str) -> None:
        if self._inside == "title":
            self.pieces.title += html.unescape(text)
        elif self._inside == "body":
            self.written.append(text)
