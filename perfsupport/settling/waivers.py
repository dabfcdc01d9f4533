"""Waivers: comments that allow what a rule advises against, on one line, for a reason."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from perfsupport.diagnostics import Edit, Fix, Span
from perfsupport.ondemand import compile_late
from perfsupport.rules.base import GUARDED
from perfsupport.rules.catalogue import ALL_CODES, find_rule
from perfsupport.settling.comments import Comment, find_comments
from perfsupport.settling.severities import BY_CODE
from perfsupport.wording import quote

NOT_UNDERSTOOD, WITHOUT_REASON, UNKNOWN, GUARDING, NEEDLESS = "PS760", "PS761", "PS762", "PS763", "PS764"
RULE = r"[\w-]+"
FORM = compile_late(
    rf"allow[ \t:]+(?!because\b)({RULE}(?:(?:\s*,\s*|\s+and\s+|\s+(?=PS[0-9])){RULE})*)(.*)", re.IGNORECASE
)
REASON = compile_late(r"[ \t,:-]*because\b[ \t:]*\S", re.IGNORECASE)
MOST_CODES = 20
"""In one comment; nobody gives one reason for more."""

EXAMPLE = "# perfsupport: allow PS731 because the regulator prescribes these words"


class Remark(NamedTuple):
    """What is wrong with a waiver: the rule's code, the place, cause and remedy, and a fix."""

    code: str
    span: Span
    cause: str
    remedy: str
    fix: Fix | None = None


@dataclass(frozen=True, slots=True)
class Waiver:
    """The rules that a comment allows to be broken on a line, and the edit that takes the comment away."""

    span: Span
    codes: Sequence[str]
    line: int | None
    removal: Edit


def read_waivers(text: str) -> tuple[list[Waiver], list[Remark]]:
    """Return the waivers in a text, and what is wrong with those that cannot hold."""
    waivers: list[Waiver] = []
    remarks: list[Remark] = []
    for comment in find_comments(text):
        codes = list(_read_codes(comment, remarks))
        if codes:
            waivers.append(Waiver(comment.span, codes, comment.line, comment.removal))
    return waivers, remarks


def _read_codes(comment: Comment, remarks: list[Remark]) -> Iterator[str]:
    """Yield the codes that a comment allows; what is wrong with it goes into the remarks."""
    form = FORM.match(comment.words)
    if form is None:
        cause = "This comment speaks to perfsupport, but it cannot be told what it says."
        remarks.append(Remark(NOT_UNDERSTOOD, comment.span, cause, f"Write it like this: {EXAMPLE}"))
        return
    places = [(match.start(), match[0]) for match in re.finditer(RULE, form[1]) if match[0].casefold() != "and"]
    known = [
        word.upper()
        for start, word in places[:MOST_CODES]
        if _is_known(word.upper(), comment.locate(form.start(1) + start, len(word)), remarks)
    ]
    if known and REASON.match(form[2]) is None:
        codes = ", ".join(known)
        cause = f"It is not said why {codes} is allowed here, so it is not."
        remedy = f"Write the reason behind it: # perfsupport: allow {codes} because …"
        remarks.append(Remark(WITHOUT_REASON, comment.span, cause, remedy))
        return
    yield from known


def _is_known(code: str, span: Span, remarks: list[Remark]) -> bool:
    """Tell whether there is a rule of this code that may be waived, and say so if not."""
    rule = BY_CODE.get(code)
    if rule is None:
        named = find_rule(code)
        remedy = f"Did you mean {named.code}?" if named else ALL_CODES
        remarks.append(Remark(UNKNOWN, span, f"There is no rule {quote(code)} to allow.", remedy))
    elif rule.guards:
        cause = f"{code} cannot be allowed: {GUARDED[code[2]]}."
        remarks.append(Remark(GUARDING, span, cause, "Mend what it finds, and take this comment away."))
    return rule is not None and not rule.guards
