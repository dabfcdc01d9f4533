"""English words that rules on wording look for, and nothing else. All are in small letters.

Each rule looks for the plain words in all of a tree's texts first, and with its pattern only where one of them stands.
"""

from __future__ import annotations

import re

from perfsupport.ondemand import compile_late

YES, NO = "yes", "no"

# Double questions

ASKING = (
    "is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|may|must"
    "|who|whom|whose|what|when|where|which|why|how|whether"
)
DOUBLE_AND = compile_late(rf"\b(and|&)\s+(?:then\s+)?(?:{ASKING})\b(?!\s+(?:not|so)\b)", re.IGNORECASE)
DOUBLE_OR = compile_late(rf"\bor\s+(?:{ASKING})\b(?!\s+not\b)", re.IGNORECASE)

# Negative questions

NEGATED = ("n't", "n’t", " not ", "never", "cannot")
NEGATIVE = compile_late(
    r"^(?:\W*(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should)n['’]t\b)"
    r"|^\W*(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should)\b[^?.]*?\b(?:not|never|cannot)\b"
    r"|\b(?:is|are|was|were|do|does|did|has|have|had|ca|could|wo|would|should)n['’]t\b",
    re.IGNORECASE,
)
OR_NOT = compile_late(r"\bor\s+not\b|\bnot\s+(?:only|just|yet)\b|\bwhy\b", re.IGNORECASE)

# Labels that say nothing

EMPTY_LABELS = frozenset(
    (
        *("other", "others", "misc", "miscellaneous", "etc", "various", "option", "answer", "choice", "text", "label"),
        *("continue", "next", "next step", "proceed", "go on", "go", "ok", "okay", "submit", "enter", "start"),
        *("here", "click", "click here", "press here", "tap here", "new option", "untitled"),
        *("option 1", "option 2", "option 3", "option a", "option b", "option c", "answer 1", "answer 2", "answer 3"),
    )
)
EMPTY_LINKS = frozenset(
    ("click here", "click", "here", "press here", "read more", "more", "learn more", "link", "this link", "this")
)

# Ways out of a question

ESCAPES = compile_late(
    r"\b(?:none|neither|something|somewhere|someone|somebody|anything|other|others|else|unsure|unknown|unclear)\b"
    r"|\b(?:not|n['’]t|cannot)\s+(?:sure|know|tell|say|clear|certain|known)\b|\bno idea\b",
    re.IGNORECASE,
)

# Arithmetic

SUMS = (
    *("add up", "add together", "add the ", "add all ", "add these ", "add those ", "add both ", "sum up", "multipl"),
    *("divide", "subtract", "deduct", "calculate", "compute", "work out"),
)
ARITHMETIC = compile_late(
    r"\b(?:multiply|multiplied|divide|divided)\b[^.;\n]{1,60}\bby\b"
    r"|(?:^|[.;:\n]\s{0,4}|\b(?:and|then|please)\s+)(?:[-*]\s+)?(?:add\s+(?:up|together)|sum\s+up|subtract|deduct|calculate|compute)\b"
    r"|\badd\s+(?:up\s+)?(?:the|all|these|those|both)\s+(?:\w+\s+)?(?:amounts?|sums?|totals?|numbers?|figures|prices|bills|fees)\b"
    r"|\bwork\s+out\s+(?:how\s+(?:much|many)|the\s+(?:amount|difference|total|sum|average|share|rate|percentage|rest))\b"
    r"|\bsubtract(?:ed)?\b[^.;\n]{1,60}\bfrom\b|\bdeduct(?:ed)?\b[^.;\n]{1,60}\bfrom\b",
    re.IGNORECASE,
)
