"""Reports to be formatted: those of the cases, and random ones."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from perfsupport.diagnostics import Diagnostic, Edit, Fix, Severity, Span
from perfsupport.formatters import Report, RuleText

RULES = {
    code: RuleText(f"name-of-{code.lower()}", f"Title of {code}.", f"# {code}\n\nPage.\n")
    for code in ("PS301", "PS401")
}
HARD = [
    *"\n\r\t%:,;=&<>\"'`|[](){}#$\\ \x00\x07\x1b\x85\u2028\u202e\u2066\u200d\ud800\udc80\ufffe\U0001f600\u0301é",
    "::error::",
    "##[error]",
    "]]>",
    "```",
    "%0A",
    "{0}",
    "](x)",
    "<!--",
    "a",
    "word",
]
TEXTS = st.lists(st.sampled_from(HARD) | st.text(max_size=3), max_size=8).map("".join)
PATHS = TEXTS.map(lambda text: "trees/" + text.encode("utf-8", "replace").decode() + ".yaml")
"""A disk holds bytes: a half of a pair of surrogates never comes from it."""


def read_report(file: Path) -> Report:
    """Return the report that the input of a case describes."""
    content = json.loads(file.read_text(encoding="utf-8"))
    return Report(
        diagnostics=[_read_diagnostic(one) for one in content["diagnostics"]],
        sources=content["sources"],
        files=len(content["sources"]),
        paths=list(content["sources"]),
        strict=content["strict"],
        untold=content["untold"],
        prefix=content["prefix"],
        rules=RULES,
    )


def _read_diagnostic(one: dict[str, Any]) -> Diagnostic:
    fix = one.get("fix")
    edits = tuple(Edit(Span(*edit["span"]), edit["text"]) for edit in fix["edits"]) if fix else ()
    return Diagnostic(
        one["code"],
        Severity(one["severity"]),
        one["path"],
        Span(*one["span"]),
        one["cause"],
        one["remedy"],
        Fix(fix["title"], edits, fix["safe"]) if fix else None,
    )


@st.composite
def spans(draw: st.DrawFn) -> Span:
    """Return a place within a few lines."""
    line, column = draw(st.integers(1, 9)), draw(st.integers(1, 30))
    if draw(st.booleans()):
        return Span(line, column, line, column + draw(st.integers(0, 30)))
    return Span(line, column, line + draw(st.integers(1, 3)), draw(st.integers(1, 30)))


@st.composite
def reports(draw: st.DrawFn) -> Report:
    """Return a report of findings in authors' words that mean harm."""
    sources = draw(st.dictionaries(PATHS, TEXTS, min_size=1, max_size=3))
    fixes = st.none() | st.builds(
        Fix, TEXTS, st.lists(st.builds(Edit, spans(), TEXTS), min_size=1, max_size=2).map(tuple), st.booleans()
    )
    found = st.builds(
        Diagnostic,
        st.sampled_from(["PS105", "PS301", "PS401", "PS999"]),
        st.sampled_from(Severity),
        st.sampled_from(sorted(sources)),
        spans(),
        TEXTS,
        TEXTS,
        fixes,
    )
    return Report(
        diagnostics=draw(st.lists(found, max_size=25)),
        sources=sources,
        files=len(sources),
        paths=sorted(sources),
        strict=draw(st.booleans()),
        prefix=draw(st.sampled_from(["", "sub/", "a b,:%/"])),
        rules=RULES,
        manual=draw(st.sampled_from(["", "https://manual.example/"])),
    )
