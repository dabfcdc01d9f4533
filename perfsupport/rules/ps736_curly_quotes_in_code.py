"""Curly quotes stand where a machine reads.

Word processors turn straight quotes into curly ones. In prose they are right; in a pattern they match nothing that
anybody types, and in a piece of code that a rep copies they are an error. (In conditions they are PS501.)

Wrong:

    steps:
      done: {end: resolved, do: "Search for `status:“open”` in the list."}

Mended:

    steps:
      done: {end: resolved, do: 'Search for `status:"open"` in the list.'}
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from perfsupport.diagnostics import Edit, Fix, Severity
from perfsupport.ondemand import compile_late
from perfsupport.rules.base import Context, Finding, Rule
from perfsupport.tree import Text, locate
from perfsupport.wording import quote

CURLY = str.maketrans(dict.fromkeys("“”„‟", '"') | dict.fromkeys("‘’‚‛", "'"))
CODE = compile_late(r"(`+)(?!`)(.{1,200}?)(?<!`)\1(?!`)", re.DOTALL)
SOME = compile_late("[“”„‟‘’‚‛]")


def check(context: Context) -> Iterator[Finding]:
    """Yield a finding for each pattern and each piece of code with curly quotes."""
    for fact in context.tree.facts.values():
        if fact.pattern is not None and SOME.search(fact.pattern):
            yield _report(fact.pattern, 0, len(fact.pattern))
    if "`" in context.folded and SOME.search(context.folded):
        for text, _part, _step in context.passages:
            if "`" in text and SOME.search(text):
                match = next((match for match in CODE.finditer(text) if SOME.search(match[2])), None)
                if match is not None:
                    yield _report(text, match.start(2), match.end(2))


def _report(text: Text, start: int, end: int) -> Finding:
    piece = text[start:end]
    straight = piece.translate(CURLY)
    cause = f"{quote(piece)} has curly quotes, which a machine does not take for quotes."
    remedy = f"Write {quote(straight)} with straight ones."
    span = locate(text, start, end)
    # Within quotes of YAML's own a straight quote may end the text.
    is_plain = text.span.line == text.span.end_line and text.span.end_column - text.span.column == len(text)
    fix = Fix("Write straight quotes", (Edit(span, straight),)) if is_plain else None
    return Finding(span, cause, remedy, fix)


RULE = Rule("PS736", "curly-quotes-in-code", Severity.ADVICE, __doc__, check, since=2)
