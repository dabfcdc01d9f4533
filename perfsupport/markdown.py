"""CommonMark by markdown-it: only loaded for a text that has marks in it, since most have none."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from perfsupport.lines import fact_span, is_allowed_link, split_facts
from perfsupport.program import Prose

HEADING_SHIFT = 2
"""The page's own headings are h1 (the tree) and h2 (the step)."""

_ALIGNMENT = re.compile(r"text-align:(left|center|right)")


def render_blocks(text: str) -> Prose:
    """Return the HTML of a text with paragraphs, lists and tables."""
    rendered: str = _markdown().render(text)
    return rendered.rstrip("\n")


def render_words(text: str) -> Prose:
    """Return the HTML of one line, without a paragraph around it."""
    rendered: str = _markdown().renderInline(text)
    return rendered


def split_words(text: str) -> list[str | list[str]]:
    """Return one line without its marks in parts: words, and ``[fact]`` where a fact is shown."""
    parts: list[str | list[str]] = []
    for token in _markdown().parseInline(text)[0].children or ():
        if token.type == "fact":
            parts.append([token.content])
        elif (words := _plain_words(token)) and parts and isinstance(parts[-1], str):
            parts[-1] += words
        elif words:
            parts.append(words)
    return parts


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
    if token.type != "text" or "((" not in token.content:
        yield token
        return
    escaped = before is not None and before.type == "text_special" and before.content == "\\"
    for part in split_facts(token.content, start=1 if escaped else 0):
        kind, content = ("text", part) if isinstance(part, str) else ("fact", part[0])
        yield Token(kind, "", 0, content=content)


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
    return fact_span(tokens[index].content)


def _render_image(
    renderer: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    """Give the alternative text: pictures belong to a step's ``media``, where they are checked and copied."""
    return html.escape(renderer.renderInlineAsText(tokens[index].children or [], options, env))
