"""A word stands in for a text that is still to be written.

TODO, TBD, lorem ipsum, xxx and ??? are notes to yourself; a rep reads them to a customer. A comment keeps the note and
shows it to nobody: ``# still to ask the bank``.

Wrong:

    steps:
      done: {end: resolved, say: "The money is there within TBD days."}

Mended:

    steps:
      done: {end: resolved, say: The money is there within five days.}
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from perfsupport.diagnostics import Severity
from perfsupport.rules.base import Context, Finding, Rule
from perfsupport.tree import locate
from perfsupport.wording import quote

SIGNS = ("todo", "fixme", "tbd", "tbc", "xxx", "lorem", "ipsum", "???", "[insert", "<insert", "placeholder")
PLACEHOLDER = (
    r"\b(?:TODO|FIXME|TBD|TBC)\b|(?<![\w-])(?:XXX|xxx)(?![\w-])|\b[Ll]orem [Ii]psum\b|\?{3,}"
    r"|[\[<](?i:insert|add|enter|your)\b[^\]>\n]{0,40}[\]>](?!\()|(?i:\bplaceholder\s+(?:text|here)\b|\btext\s+goes\s+here\b)"
)


def check(context: Context) -> Iterator[Finding]:
    """Yield a finding for each text in which a word stands in for another."""
    if not any(sign in context.folded for sign in SIGNS):
        return
    for text, _part, _step in context.passages:
        match = re.search(PLACEHOLDER, text)
        if match:
            cause = f"{quote(match[0])} stands in for something that is still to be written."
            remedy = "Write it, or take it out; a note to yourself belongs into a comment (`# …`)."
            yield Finding(locate(text, match.start(), match.end()), cause, remedy)


RULE = Rule("PS735", "placeholder-words", Severity.ADVICE, __doc__, check, since=2)
