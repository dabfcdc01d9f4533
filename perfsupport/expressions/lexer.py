"""Cuts the text of a condition into tokens, and knows the signs and quotes that people write by mistake."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from perfsupport.expressions.nodes import Problem
from perfsupport.numerals import explain_number
from perfsupport.ondemand import compile_late
from perfsupport.tree import CONDITION_WORDS
from perfsupport.wording import quote

WORDS = frozenset(CONDITION_WORDS)

SIGNS = ("==", "!=", "<=", ">=", "<", ">", "+", "-", "*", "/", "(", ")", "[", "]", ",")

MISTAKEN_SIGNS = {
    **dict.fromkeys(("=", "==="), "=="),
    **dict.fromkeys(("!==", "<>", "≠"), "!="),
    **dict.fromkeys(("=>", "≥"), ">="),
    **dict.fromkeys(("=<", "≤"), "<="),
    **dict.fromkeys(("&&", "&"), "and"),
    **dict.fromkeys(("||", "|"), "or"),
    **dict.fromkeys(("−", "–", "—"), "-"),
    "!": "not",
    "×": "*",
    "÷": "/",
}
LIST_REMEDY = 'Write a list in square brackets, as in `["DE", "FR"]`.'
DATE_REMEDY = 'Write it in quotes, the year first, as in `"2027-01-31"`.'
NUMBER_REMEDY = "Write digits alone, with a point before decimals, as in `500` or `12.5`."
UNKNOWN_SIGNS = {
    "**": "Multiply the number with itself, as in `width * width`.",
    "//": "Divide and round down, as in `floor(amount / 2)`.",
    "%": "Write the share as a number, as in `amount * 0.05` for five percent.",
    "{": LIST_REMEDY,
    "}": LIST_REMEDY,
    ";": "Join conditions with `and` or `or`.",
}

NUMBER = compile_late(r"(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")
PADDED = compile_late(r"0+([0-9]+(?:\.[0-9]+)?)")
DOTTED_DATE = compile_late(r"[0-9]{1,2}\.[0-9]{1,2}\.[0-9]{2,4}")

DOUBLE = "“”„‟«»"
SINGLE = "‘’‚‛‹›`´"


def _one_of(words: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))


TOKEN = compile_late(
    rf"""(?:
     (?P<space>\s)
    |(?P<date>[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}(?![\w.]))
    |(?P<number>[0-9]{{1,3}}(?::[0-5][0-9]|(?:['’][0-9]{{3}})+)(?![\w'’:])|\.?[0-9][\w.]*)
    |(?P<word>(?:not\s+in|{_one_of(WORDS)})(?!\w))
    |(?P<shouted>(?ai:not\s+in|{_one_of(WORDS)})(?!\w))
    |(?P<name>[^\W\d]\w*)
    |(?P<text>"[^"\n]*"|'[^'\n]*')
    |(?P<curly>["{DOUBLE}][^"{DOUBLE}\n]*["{DOUBLE}]|['{SINGLE}][^'{SINGLE}\n]*['{SINGLE}])
    |(?P<unclosed>["'{DOUBLE}{SINGLE}][^\n]*)
    |(?P<mistaken>(?:{_one_of([*MISTAKEN_SIGNS, *UNKNOWN_SIGNS])})(?!(?<=[=!])=))
    |(?P<sign>{_one_of(SIGNS)})
    |(?P<other>.)
    )\s*""",
    re.VERBOSE,
)


class Token(NamedTuple):
    """A piece of the text. ``kind`` is number, text, name or end; signs and words (``not in`` too) are their own."""

    kind: str
    text: str
    start: int
    end: int


@dataclass(slots=True)
class Tokens:
    """The pieces of a text, ending with ``end``, and what is wrong with them.

    What was meant is put in the place of what was written, so that reading can go on; ``lost`` is where the first
    thing stands that could not be understood at all.
    """

    pieces: list[Token] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    text: str = ""
    lost: float = math.inf


def read_tokens(text: str) -> Tokens:
    """Return the tokens of a condition. Every character is accounted for; nothing is raised."""
    tokens = Tokens(text=text)
    for match in TOKEN.finditer(text):
        kind = match.lastgroup or ""
        token = match[kind]
        start, end = match.span(kind)
        if kind == "sign":
            tokens.pieces.append(Token(token, token, start, end))
        elif kind == "name":
            tokens.pieces.append(Token("name", token, start, end))
        elif kind == "text":
            tokens.pieces.append(Token("text", token[1:-1], start, end))
        elif kind == "word":
            tokens.pieces.append(Token(" ".join(token.split()), token, start, end))
        elif kind != "space":
            READERS[kind](tokens, token, start, end)
    tokens.pieces.append(Token("end", "", len(text), len(text)))
    return tokens


def _read_date(tokens: Tokens, token: str, start: int, end: int) -> None:
    problem = Problem(start, end, "This date is not in quotes.", f'Write `"{token}"`.', instead=f'"{token}"')
    tokens.problems.append(problem)
    tokens.pieces.append(Token("text", token, start, end))


def _read_number(tokens: Tokens, token: str, start: int, end: int) -> None:
    value = token
    if not NUMBER.fullmatch(token):
        value = "0"
        tokens.problems.append(_explain_number(token, start, end))
    elif math.isinf(float(token)):
        tokens.problems.append(Problem(start, end, "This number is too large.", "Write a number with fewer digits."))
    tokens.pieces.append(Token("number", value, start, end))


def _explain_number(token: str, start: int, end: int) -> Problem:
    if padded := PADDED.fullmatch(token):
        remedy = f'Write `{padded[1]}` for the number, or `"{token}"` for the text.'
        return Problem(start, end, f"{quote(token)} begins with a zero.", remedy)
    if DOTTED_DATE.fullmatch(token):
        return Problem(start, end, f"{quote(token)} is not how a date is written.", DATE_REMEDY)
    meant = explain_number(token, NUMBER_REMEDY)
    return Problem(start, end, f"{quote(token)} is not a number.", meant.remedy, instead=meant.number)


def _read_shouted(tokens: Tokens, token: str, start: int, end: int) -> None:
    word = " ".join(token.lower().split())
    cause = f"{quote(token)} is not in small letters."
    tokens.problems.append(Problem(start, end, cause, f"Write `{word}`.", instead=word))
    tokens.pieces.append(Token(word, token, start, end))


def _read_curly(tokens: Tokens, token: str, start: int, end: int) -> None:
    mark = "'" if '"' in token[1:-1] else '"'
    straight = f"{mark}{token[1:-1]}{mark}"
    tokens.problems.append(
        Problem(
            start,
            end,
            f"The quotes of {quote(token)} are not straight.",
            f"Write {quote(straight)}.",
            instead=straight if len(set(straight) & {"'", '"'}) == 1 else None,
        )
    )
    tokens.pieces.append(Token("text", token[1:-1], start, end))


def _read_unclosed(tokens: Tokens, token: str, start: int, end: int) -> None:
    mark = '"' if token[0] in '"' + DOUBLE else "'"
    tokens.problems.append(Problem(start, end, "This quote is never closed.", f"Write `{mark}` where the text ends."))
    tokens.pieces.append(Token("text", token[1:], start, end))
    tokens.lost = min(tokens.lost, start)


def _read_mistaken(tokens: Tokens, token: str, start: int, end: int) -> None:
    cause = f"The sign {quote(token)} has no meaning here."
    if token == ";" and tokens.text.count("(", 0, start) > tokens.text.count(")", 0, start):
        tokens.problems.append(Problem(start, end, cause, "Write a comma between values.", instead=","))
        tokens.pieces.append(Token(",", token, start, end))
        return
    if token in UNKNOWN_SIGNS:
        _lose(tokens, Problem(start, end, cause, UNKNOWN_SIGNS[token]))
        return
    meant = MISTAKEN_SIGNS[token]
    tokens.problems.append(
        Problem(start, end, cause, f"Write `{meant}`.", instead=_pad(tokens.text, meant, start, end))
    )
    tokens.pieces.append(Token(meant, token, start, end))


def _pad(text: str, word: str, start: int, end: int) -> str:
    """Return a word with blanks where a sign could do without: ``a&&b`` is ``a and b``, and ``!a`` is ``not a``."""
    before = " " if word[0].isalpha() and text[:start][-1:].strip() else ""
    after = " " if word[0].isalpha() and text[end : end + 1].strip() else ""
    return f"{before}{word}{after}"


def _read_other(tokens: Tokens, token: str, start: int, end: int) -> None:
    category = unicodedata.category(token)
    if category == "Sc":
        problem = Problem(
            start,
            end,
            f"The sign {quote(token)} has no meaning here.",
            "Write the number without its unit.",
            instead="",
        )
    elif category[0] in "CZ" or category == "Mn":
        name = unicodedata.name(token, f"U+{ord(token):04X}")
        problem = Problem(start, end, f"A character that cannot be seen stands here: {name}.", "Delete it.", instead="")
    else:
        problem = Problem(
            start, end, f"The character {quote(token)} has no meaning here.", "Leave it out, or quote the text."
        )
    _lose(tokens, problem)


def _lose(tokens: Tokens, problem: Problem) -> None:
    tokens.problems.append(problem)
    tokens.lost = min(tokens.lost, problem.start)


READERS = {
    "date": _read_date,
    "number": _read_number,
    "shouted": _read_shouted,
    "curly": _read_curly,
    "unclosed": _read_unclosed,
    "mistaken": _read_mistaken,
    "other": _read_other,
}
