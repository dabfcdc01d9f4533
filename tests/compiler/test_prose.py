"""Prose: what an author's CommonMark becomes, and what never gets through."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfsupport.lines import is_allowed_link, line_words
from perfsupport.markdown import render_blocks, render_words
from perfsupport.prose import make_line, render_inline, render_prose, unwrap_paragraph


@pytest.mark.parametrize(
    ("written", "html"),
    [
        ("Ask the customer.", "Ask the customer."),
        ("One.\n\nTwo.", "<p>One.</p>\n<p>Two.</p>"),
        ("**Now** or *never*", "<strong>Now</strong> or <em>never</em>"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("Pay ((half)) now", 'Pay <span data-fact="half"></span> now'),
        ("**((a_b))**", '<strong><span data-fact="a_b"></span></strong>'),
        ("`((half))`", "<code>((half))</code>"),
        (r"\((half))", "((half))"),
        (r"\\((half))", r"\((half))"),
        ("(((half)))", '(<span data-fact="half"></span>)'),
        ("((Half)) ((a b)) (())", "((Half)) ((a b)) (())"),
        ('Say "hi" & <b>go</b>', "Say &quot;hi&quot; &amp; &lt;b&gt;go&lt;/b&gt;"),
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("# Big\n\n###### Small", "<h3>Big</h3>\n<h6>Small</h6>"),
        (
            "[x](https://a.example/?q=1&r=2)",
            '<a href="https://a.example/?q=1&amp;r=2" rel="noopener" target="_blank">x</a>',
        ),
        ("[x](mailto:a@b.example)", '<a href="mailto:a@b.example">x</a>'),
        ("[x](guide.html#step)", '<a href="guide.html#step">x</a>'),
        ("[x](javascript:alert(1))", "[x](javascript:alert(1))"),
        ("[x](JaVa&#115;cript:alert(1))", "[x](JaVascript:alert(1))"),
        ("[x](data:text/html;base64,AA)", "[x](data:text/html;base64,AA)"),
        ("[x](//evil.example)", "[x](//evil.example)"),
        ("![a picture](https://a.example/p.png)", "a picture"),
    ],
)
def test_prose(written: str, html: str) -> None:
    assert render_prose(written) == html


def test_tables_are_aligned_by_class() -> None:
    html = render_prose("| a | b | c |\n|:--|:-:|--:|\n| 1 | 2 | 3 |")
    assert '<td class="align-left">1</td>' in html
    assert '<td class="align-center">2</td>' in html
    assert '<td class="align-right">3</td>' in html
    assert "style" not in html


@pytest.mark.parametrize(
    ("written", "line"),
    [
        ("In a shop", "In a shop"),
        ("  In a shop ", "In a shop"),
        ("**In** a `shop`", "In a shop"),
        ("Pay ((half)) now", ["Pay ", ["half"], " now"]),
        ("*Pay* ((a_b))", ["Pay ", ["a_b"]]),
        (r"Pay \((half))", "Pay ((half))"),
        ("[Help](https://a.example)", "Help"),
        ("2 < 3 & <b>", "2 < 3 & <b>"),
        ("one\ntwo", "one two"),
        ("card_number_end", "card_number_end"),
        ("", ""),
    ],
)
def test_line(written: str, line: object) -> None:
    assert make_line(written) == line


def test_line_as_written() -> None:
    assert line_words(make_line("Pay ((half)) now")) == "Pay ((half)) now"


@pytest.mark.parametrize(
    "url", ["https://a.example", "HTTP://a", "mailto:a@b", "tel:+49 30 1", "x.html", "#step", "?q=a:b", "a/b:c"]
)
def test_allowed_link(url: str) -> None:
    assert is_allowed_link(url)


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        " javascript:x",
        "java\nscript:x",
        "\x01javascript:x",
        "data:text/html,x",
        "vbscript:x",
        "file:///etc/passwd",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil",
        "blob:x",
        "x:y",
        "java\u200bscript:x",
        "https\u202e://x",
    ],
)
def test_refused_link(url: str) -> None:
    assert not is_allowed_link(url)


MARKS = st.sampled_from(
    [*"abc_ .,()-+=#>!'\"0123456789:;?/~\n", "((a_b))", "((half))", "\n\n", "_x", "x_", "1. ", " ", "- ", "é"]
)


@given(st.lists(MARKS).map("".join))
def test_the_short_way_gives_what_commonmark_gives(text: str) -> None:
    assert render_prose(text) == unwrap_paragraph(render_blocks(text))
    if "\n" not in text:
        assert render_inline(text) == render_words(text.strip(" \t"))


class Checker(HTMLParser):
    """Refuses what must never be in a page."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag not in ("script", "style", "img", "iframe", "object", "svg", "form", "input", "meta", "link")
        for name, value in attrs:
            assert not name.startswith("on")
            assert name in ("href", "title", "rel", "target", "class", "data-fact", "start")
            assert name != "href" or re.match(
                r"(https?:|mailto:|tel:|[^:]*$|[^:/?#]*[/?#])", value or "", re.IGNORECASE
            )


HOSTILE = st.sampled_from(
    [
        *"<>\"'&[]()!`*_|\\:-\n #",
        "script",
        "img",
        "javascript:",
        "data:",
        "onerror=",
        "src=",
        "https://x",
        "&#106;",
        "&colon;",
        "((a))",
        "```",
    ]
)


@given(st.lists(HOSTILE, max_size=30).map("".join))
def test_nothing_hostile_gets_through(text: str) -> None:
    for html in (render_prose(text), render_inline(text)):
        Checker(convert_charrefs=True).feed(html)
