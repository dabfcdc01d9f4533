"""What stands in a page: tags that close, ids, links, and what a strict policy would stop."""

from __future__ import annotations

from html.parser import HTMLParser

VOID = {"meta", "link", "br", "img", "input", "hr", "rect", "circle", "line", "polygon", "polyline", "path", "ellipse"}


class Parsed(HTMLParser):
    """Tags that close, ids, links, and what a strict policy would stop."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.loads: list[str] = []
        self.inline: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag not in VOID:
            self.open.append(tag)
        self.ids += [value for name, value in attrs if name == "id" and value]
        self.links += [given["href"] or ""] if tag == "a" and "href" in given else []
        self.loads += [value or "" for name, value in attrs if name in ("src", "srcset", "poster", "data", "action")]
        self.loads += [given["href"] or ""] if tag in ("link", "use", "image") else []
        self.inline += [f"{tag} {name}" for name in given if name == "style" or name.startswith("on")]

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop() == tag, tag
