"""Prose and lines: the author's CommonMark as HTML, and as plain text.

Raw HTML is never passed on, links lead only where a link may lead, and nothing carries a ``style``, so that what comes
out can stand in a page with a strict content security policy.
"""

from __future__ import annotations

import re
from functools import lru_cache

from perfsupport.lines import FACT_ID, fact_span, split_facts
from perfsupport.ondemand import compile_late
from perfsupport.program import Line, Prose
from perfsupport.tree import PLACEHOLDER

CACHED_TEXTS = 4096

# What CommonMark could read as more than words. An underscore between letters or digits never is.
_MARK = compile_late(r"[\\`*\[<&|\t\r\x00]")
_UNDERSCORE_MARK = compile_late(r"(?<![^\W_])_|_(?![^\W_])")
_BLOCK_START = compile_late(r"[ #>+=~-]|[0-9]+[.)]")
_PARAGRAPHS = compile_late(r"\n\n+")


@lru_cache(maxsize=CACHED_TEXTS)
def render_prose(text: str) -> Prose:
    """Return the HTML of an author's prose; ``((fact))`` becomes an empty ``<span data-fact="fact">``.

    What is one paragraph and nothing else, as most prose is, stands without ``<p>`` around it.
    """
    if "\n" not in text and not _has_marks(text) and not _BLOCK_START.match(text):
        return _plain_html(text.strip(" "))
    if _has_marks(text) or " \n" in text or any(map(_BLOCK_START.match, text.split("\n"))):
        from perfsupport.markdown import render_blocks

        return unwrap_paragraph(render_blocks(text))
    paragraphs = (f"<p>{_plain_html(part)}</p>" for part in _PARAGRAPHS.split(text.strip("\n ")) if part)
    return unwrap_paragraph("\n".join(paragraphs))


def unwrap_paragraph(rendered: Prose) -> Prose:
    """Return HTML without ``<p>`` around it where it is one paragraph and nothing else."""
    is_sole = rendered.startswith("<p>") and rendered.endswith("</p>") and rendered.count("<p>") == 1
    return rendered[len("<p>") : -len("</p>")] if is_sole else rendered


@lru_cache(maxsize=CACHED_TEXTS)
def render_inline(text: str) -> Prose:
    """Return the HTML of one line of prose, without a paragraph around it."""
    text = text.strip(" \t")
    if _has_marks(text) or "\n" in text:
        from perfsupport.markdown import render_words

        return render_words(text)
    return _plain_html(text)


@lru_cache(maxsize=CACHED_TEXTS)
def make_line(text: str) -> Line:
    """Return the plain text of one line, marks stripped; a list with ``[fact]`` in it where facts are shown."""
    text = text.strip(" \t")
    if _has_marks(text) or "\n" in text:
        from perfsupport.markdown import split_words

        parts = split_words(text)
    elif "((" in text:
        parts = split_facts(text)
    else:
        return text
    has_facts = any(isinstance(part, list) for part in parts)
    return parts if has_facts else "".join(part for part in parts if isinstance(part, str))


def _has_marks(text: str) -> bool:
    return _MARK.search(text) is not None or "  " in text or ("_" in text and _UNDERSCORE_MARK.search(text) is not None)


def _plain_html(text: str) -> str:
    # As html.escape does it; to load that with its names of characters takes longer than most checks of a text.
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
    return PLACEHOLDER.sub(_fact_or_words, escaped) if "((" in escaped else escaped


def _fact_or_words(match: re.Match[str]) -> str:
    return fact_span(match[1]) if FACT_ID.fullmatch(match[1]) else match[0]
