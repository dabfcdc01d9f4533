"""Prose and lines: the author's CommonMark as HTML, and as plain text.

Raw HTML is never passed on, links lead only where a link may lead, and nothing carries a ``style``, so that what comes
out can stand in a page with a strict content security policy.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from perfsupport.program import Line, Prose
from perfsupport.tree import PLACEHOLDER

LINK_SCHEMES = ("http", "https", "mailto", "tel")
HEADING_SHIFT = 2
"""The page's own headings are h1 (the tree) and h2 (the step)."""

CACHED_TEXTS = 4096

# What CommonMark could read as more than words. An underscore between letters or digits never is.
_MARK = re.compile(r"[\\`*\[<&|\t\r\x00]")
_UNDERSCORE_MARK = re.compile(r"(?<![^\W_])_|_(?![^\W_])")
_BLOCK_START = re.compile(r"[ #>+=~-]|[0-9]+[.)]")
_PARAGRAPHS = re.compile(r"\n\n+")
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_INVISIBLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\ufeff]")
_FACT_ID = re.compile(r"[a-z][a-z0-9_]*")
_ALIGNMENT = re.compile(r"text-align:(left|center|right)")


def is_allowed_link(url: str) -> bool:
    """Tell whether a link may lead there: http, https, mailto, tel, or an address within the site."""
    if _INVISIBLE.search(url) or url.startswith(("//", "\\", "/\\")):
        return False
    scheme = _SCHEME.match(url)
    return scheme[1].lower() in LINK_SCHEMES if scheme else ":" not in re.split(r"[/?#]", url, maxsplit=1)[0]


@lru_cache(maxsize=CACHED_TEXTS)
def render_prose(text: str) -> Prose:
    """Return the HTML of an author's prose; ``((fact))`` becomes an empty ``<span data-fact="fact">``."""
    if _has_marks(text) or " \n" in text or any(map(_BLOCK_START.match, text.split("\n"))):
        rendered: str = _markdown().render(text)
        return rendered.rstrip("\n")
    return "\n".join(f"<p>{_plain_html(part)}</p>" for part in _PARAGRAPHS.split(text.strip("\n ")) if part)


@lru_cache(maxsize=CACHED_TEXTS)
def render_inline(text: str) -> Prose:
    """Return the HTML of one line of prose, without a paragraph around it."""
    text = text.strip(" \t")
    if _has_marks(text) or "\n" in text:
        rendered: str = _markdown().renderInline(text)
        return rendered
    return _plain_html(text)


@lru_cache(maxsize=CACHED_TEXTS)
def make_line(text: str) -> Line:
    """Return the plain text of one line, marks stripped; a list with ``[fact]`` in it where facts are shown."""
    text = text.strip(" \t")
    marked = _has_marks(text) or "\n" in text
    if not marked and "((" not in text:
        return text
    plain = Token("text", "", 0, content=text)
    tokens = _split_facts(None, plain) if not marked else _markdown().parseInline(text)[0].children or ()
    parts: list[str | list[str]] = []
    for token in tokens:
        if token.type == "fact":
            parts.append([token.content])
        elif (words := _plain_words(token)) and parts and isinstance(parts[-1], str):
            parts[-1] += words
        elif words:
            parts.append(words)
    has_facts = any(isinstance(part, list) for part in parts)
    return parts if has_facts else "".join(part for part in parts if isinstance(part, str))


def line_words(line: Line) -> str:
    """Return a line as one text in which facts stand as the author writes them: ``Pay ((half)) now``."""
    return line if isinstance(line, str) else "".join(p if isinstance(p, str) else f"(({p[0]}))" for p in line)


def line_facts(line: Line) -> Iterator[str]:
    """Yield the facts that a line shows."""
    if not isinstance(line, str):
        yield from (part[0] for part in line if isinstance(part, list))


def _has_marks(text: str) -> bool:
    return _MARK.search(text) is not None or "  " in text or ("_" in text and _UNDERSCORE_MARK.search(text) is not None)


def _plain_html(text: str) -> str:
    escaped = html.escape(text, quote=False).replace('"', "&quot;")
    return PLACEHOLDER.sub(_fact_or_words, escaped) if "((" in escaped else escaped


def _fact_or_words(match: re.Match[str]) -> str:
    return _fact_span(match[1]) if _FACT_ID.fullmatch(match[1]) else match[0]


def _fact_span(fact: str) -> str:
    return f'<span data-fact="{fact}"></span>'


def _plain_words(token: Token) -> str:
    if token.type in ("softbreak", "hardbreak"):
        return " "
    return token.content if token.type in ("text", "code_inline", "image") else ""


@cache
def _markdown() -> MarkdownIt:
    """Return the one reader of CommonMark with tables; making it costs more than most texts."""
    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    reader.validateLink = is_allowed_link  # type: ignore[method-assign]
    reader.core.ruler.before("text_join", "facts", _find_facts)
    reader.core.ruler.push("house", _apply_house_rules)
    reader.add_render_rule("fact", _render_fact)
    reader.add_render_rule("image", _render_image)
    return reader


def _find_facts(state: StateCore) -> None:
    """Split ``((fact))`` out of the text. Code and escaped brackets are other tokens by now, and stay as they are."""
    for token in state.tokens:
        if token.type == "inline" and "((" in token.content and token.children:
            token.children = [piece for pair in _pairs(token.children) for piece in _split_facts(*pair)]


def _pairs(tokens: Sequence[Token]) -> Iterator[tuple[Token | None, Token]]:
    return zip((None, *tokens[:-1]), tokens, strict=True)


def _split_facts(before: Token | None, token: Token) -> Iterator[Token]:
    escaped = before is not None and before.type == "text_special" and before.content == "\\"
    start = 0
    for match in PLACEHOLDER.finditer(token.content) if token.type == "text" else ():
        if not _FACT_ID.fullmatch(match[1]) or (escaped and match.start() == 0):
            continue
        if match.start() > start:
            yield Token("text", "", 0, content=token.content[start : match.start()])
        yield Token("fact", "", 0, content=match[1])
        start = match.end()
    if start == 0:
        yield token
    elif start < len(token.content):
        yield Token("text", "", 0, content=token.content[start:])


def _apply_house_rules(state: StateCore) -> None:
    for token in state.tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(int(token.tag[1]) + HEADING_SHIFT, 6)}"
        elif token.type in ("th_open", "td_open") and (
            alignment := _ALIGNMENT.search(str(token.attrs.pop("style", "")))
        ):
            token.attrSet("class", f"align-{alignment[1]}")
        for child in token.children or ():
            if child.type == "link_open" and str(child.attrGet("href")).lower().startswith(("http:", "https:")):
                child.attrSet("rel", "noopener")
                child.attrSet("target", "_blank")


def _render_fact(
    _renderer: RendererHTML, tokens: Sequence[Token], index: int, _options: OptionsDict, _env: EnvType
) -> str:
    return _fact_span(tokens[index].content)


def _render_image(
    renderer: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    """Give the alternative text: pictures belong to a step's ``media``, where they are checked and copied."""
    return html.escape(renderer.renderInlineAsText(tokens[index].children or [], options, env))
