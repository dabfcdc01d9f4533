"""A site as one HTML file, which works from disk, as an attachment, and under a policy of its own.

All pages stand in it: the index and the booklets as they are, so that they can be read and printed without a script,
the others as templates. A small script shows the page that the fragment names:
``#card-declined.html#amount?channel=online``.
"""

from __future__ import annotations

import base64
import hashlib
import mimetypes
import posixpath
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any
from urllib.parse import unquote

from perfsupport.errors import PerfsupportError
from perfsupport.packing.pages import DATA, PagePieces, take_apart
from perfsupport.program import ProgramMedia
from perfsupport.site.headers import make_policy
from perfsupport.site.page_data import read_program_script, write_json
from perfsupport.site.plan import HOST_PAGE
from perfsupport.site.search_index import SEARCH_FILE, read_search_file
from perfsupport.site.short_program import restore_program, shorten_program
from perfsupport.site.templates import find_template_folder
from perfsupport.site.write import Content

ROUTER = "package.js"
PAGE = """\
<!doctype html>
<html lang="{language}" dir="{direction}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>{title}</title>
<link rel="icon" href="data:,">
{styles}
</head>
<body>
{pages}
{scripts}
{data}
<script>{router}</script>
</body>
</html>
"""

LEFT_OUT = frozenset({HOST_PAGE})
"""The page that plays the host embeds others, which a file cannot."""

READABLE = ("index", "print")
"""Kinds of page that stand in the file as they are, by the class of their body."""


@dataclass(frozen=True)
class _Page:
    """A page of the site: ``kind`` is aid, index, map, print, or another template's own."""

    address: str
    kind: str
    pieces: PagePieces


def pack_html(files: Mapping[str, Content], start: str, collector: str | None) -> bytes:
    """Return one file that holds the pages of a site, and begins with the one at the address ``start``."""
    return _Packer(files, start, collector).pack()


class _Packer:
    def __init__(self, files: Mapping[str, Content], start: str, collector: str | None) -> None:
        self._files, self._start, self._collector = files, start, collector
        self._addresses = frozenset(address for address in files if address.endswith(".html")) - LEFT_OUT
        if start not in self._addresses:
            raise PerfsupportError(f"The site has no page {start}.")

    def pack(self) -> bytes:
        pages = self._order({address: self._take(address) for address in self._addresses})
        first = pages[0].pieces
        styles = {address: self._read_text(address) for page in pages for address in page.pieces.styles}
        scripts = {address: _make_inert(self._read_text(address)) for address in self._find_scripts(pages)}
        router = (find_template_folder() / ROUTER).read_text(encoding="utf-8").strip()
        about = {"start": self._start, "pages": {page.address: _describe(page) for page in pages}}
        return self._render(
            language=escape(first.html.get("lang", "en")),
            direction=escape(first.html.get("dir", "ltr")),
            policy=escape(make_package_policy([router, *scripts.values()], styles.values(), self._collector)),
            title=escape(first.title),
            styles="\n".join(f'<style data-address="{address}">{text}</style>' for address, text in styles.items()),
            pages="\n".join(self._write_page(page) for page in pages),
            scripts="\n".join(_write_script(address, text) for address, text in scripts.items()),
            data="\n".join(
                [
                    _write_json_script("perfsupport-search", read_search_file(self._read_text(SEARCH_FILE))),
                    _write_json_script("perfsupport-package", about),
                ]
            ),
            router=router,
        )

    def _order(self, pages: Mapping[str, _Page]) -> list[_Page]:
        """Return the pages in order for who has no script: the first, its booklet, and its language before others."""
        language, stem = pages[self._start].pieces.html.get("lang"), self._start.partition(".")[0]

        def rank(page: _Page) -> tuple[bool, bool, bool, str]:
            is_other = page.pieces.html.get("lang") != language
            return page.address != self._start, is_other, page.address.partition(".")[0] != stem, page.address

        return sorted(pages.values(), key=rank)

    def _render(self, **pieces: str) -> bytes:
        return (PAGE.format(**pieces)).encode()

    def _take(self, address: str) -> _Page:
        """Take a page apart; the ids of one that stands in the file as it is begin with its address."""
        text = self._read_text(address)
        kind = _find_kind(take_apart(text, lambda link: link))
        prefix = f"{address}#" if kind == "print" else ""
        pieces = take_apart(text, lambda link: self._lead(address, link), prefix)
        if pieces.data is not None:
            pieces.content += self._write_data(pieces.data)
        return _Page(address, kind, pieces)

    def _lead(self, page: str, link: str) -> str:
        """Return where a link of a page leads within the file."""
        path, mark, fragment = link.partition("#")
        path = path.partition("?")[0]
        if mark and not path:
            return f"#{page}#{fragment}"
        if path in self._addresses:
            return f"#{path}{mark}{fragment}"
        if path.startswith("media/"):
            return self._embed(unquote(path))
        return link

    def _embed(self, address: str) -> str:
        """Return a file of the site as a data address."""
        kind = mimetypes.guess_type(address)[0] or "application/octet-stream"
        return f"data:{kind};base64,{base64.b64encode(self._read(address)).decode()}"

    def _write_data(self, data: dict[str, Any]) -> str:
        """Return what a page says to its script: to a player the whole program, its media in it."""
        if not data.keys() & {"program", "program_url"}:
            return _write_json_script(DATA, data)
        rest = {name: value for name, value in data.items() if name not in ("program", "program_url")}
        written = None if "program" in data else self._read(data["program_url"]).decode()
        program = restore_program(data["program"] if written is None else read_program_script(written))
        for tree in program["trees"].values():
            for step in tree["steps"].values():
                if "media" in step:
                    step["media"] = [self._embed_media(media) for media in step["media"]]
        return _write_json_script(DATA, {"program": shorten_program(program, lines=True), **rest})

    def _embed_media(self, media: ProgramMedia) -> ProgramMedia:
        told: ProgramMedia = {**media, "file": self._embed(unquote(f"media/{media['file']}"))}
        if "captions" in media:
            told["captions"] = self._embed(unquote(f"media/{media['captions']}"))
        return told

    def _write_page(self, page: _Page) -> str:
        """Return a page as it stands in the file: to be read at once, or as a template for the router.

        Without a script, links to an aid or a map lead to the booklet of the tree.
        """
        name, kind = escape(page.address), escape(page.pieces.body.get("class", ""))
        if page.kind not in READABLE:
            return f'<template data-page="{name}">{page.pieces.content}</template>'
        stem, booklet, rest = page.address.partition(".print.")
        others = (f"{stem}.{rest}", f"{stem}.map.{rest}") if booklet else ()
        places = "".join(f'<span id="{escape(other)}"></span>' for other in others if other in self._addresses)
        language, direction = (escape(page.pieces.html.get(each, "")) for each in ("lang", "dir"))
        spoken = f'lang="{language}" dir="{direction}"'
        return f'<div class="{kind}" data-page="{name}" id="{name}" {spoken}>{places}{page.pieces.content}</div>'

    def _find_scripts(self, pages: Iterable[_Page]) -> list[str]:
        """Return the addresses of all scripts that pages and their players ask for, each once."""
        asked = [address for page in pages for address in (*page.pieces.scripts, *_find_parts(page).values())]
        return list(dict.fromkeys(asked))

    def _read(self, address: str) -> bytes:
        content = self._files.get(address)
        if content is None:
            raise PerfsupportError(f"A page asks for {address}, which the site does not have.")
        return content if isinstance(content, bytes) else content.read_bytes()

    def _read_text(self, address: str) -> str:
        return self._read(address).decode()


def make_package_policy(scripts: Iterable[str], styles: Iterable[str], collector: str | None) -> str:
    """Return the content security policy of one file: its own scripts and styles, by their hashes, and nothing else."""
    directives = dict(directive.split(" ", 1) for directive in make_policy(collector).split("; "))
    directives |= {
        "script-src": " ".join(map(_hash, dict.fromkeys(scripts))),
        "style-src": " ".join(map(_hash, dict.fromkeys(styles))),
        "img-src": "data:",
        "media-src": "data:",
        "font-src": "data:",
        "connect-src": directives["connect-src"].replace("'self'", "").strip() or "'none'",
        "form-action": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in directives.items())


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _find_kind(pieces: PagePieces) -> str:
    """Return what kind of page it is, by the class of its body."""
    return next((name[:-5] for name in pieces.body.get("class", "").split() if name.endswith("-page")), "")


def _find_parts(page: _Page) -> dict[str, str]:
    """Return the addresses of the player's parts that a page may ask for, by name."""
    parts = (page.pieces.data or {}).get("parts", {})
    return {name: posixpath.join("assets", address) for name, address in parts.items()}


def _describe(page: _Page) -> dict[str, Any]:
    """Return what the router is told of a page."""
    parts = _find_parts(page)
    return {
        "title": page.pieces.title,
        "lang": page.pieces.html.get("lang", "en"),
        "dir": page.pieces.html.get("dir", "ltr"),
        "class": page.pieces.body.get("class", ""),
        "styles": page.pieces.styles,
        "parts": parts,
        "scripts": [address for address in page.pieces.scripts if address not in parts.values()],
    }


def _write_json_script(id: str, data: Any) -> str:
    return f'<script type="application/json" id="{id}">{write_json(data)}</script>'


def _write_script(address: str, text: str) -> str:
    return f'<script type="text/plain" data-address="{escape(address)}">{text}</script>'


def _make_inert(script: str) -> str:
    """Return a script so that nothing in it can end the element that holds it."""
    return re.sub(r"<(?=/script|!--)", r"\\x3c", script, flags=re.IGNORECASE)
