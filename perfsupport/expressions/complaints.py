"""What to say where the text of a condition stops making sense: pure functions from tokens to a problem."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from perfsupport.expressions.lexer import DATE_REMEDY, LIST_REMEDY, Token
from perfsupport.expressions.nodes import Problem
from perfsupport.wording import quote

COMPARISONS = ("==", "!=", "<", "<=", ">", ">=")
CLOSERS = {"(": ")", "[": "]"}

WORD_REMEDIES = {
    "is": "Write `==` for is, and `!=` for is not.",
    "equals": "Write `==`.",
    "contains": 'Turn it round with `in`, as in `"rash" in symptoms`.',
    "between": "Write both limits, as in `100 <= amount <= 500`.",
    "if": "Leave it out.",
}
CHOICE_REMEDY = "Let a route decide between them, or calculate with `min` and `max`."


OTHER_TONGUES = {**dict.fromkeys(("und", "et", "y", "e"), "and"), **dict.fromkeys(("oder", "ou", "o"), "or")}
_MEANINGS = {
    ">": (
        "more than",
        "greater than",
        "bigger than",
        "larger than",
        "higher than",
        "over",
        "above",
        "after",
        "later than",
    ),
    "<": ("less than", "smaller than", "lower than", "fewer than", "under", "below", "before", "earlier than"),
    ">=": ("at least", "greater than or equal to", "more than or equal to", "not less than"),
    "<=": ("at most", "less than or equal to", "not more than"),
    "==": ("equal to", "the same as"),
}
PHRASES = {
    **{f"{verb}{words}": sign for sign, found in _MEANINGS.items() for words in found for verb in ("", "is ")},
    "plus": "+",
    "minus": "-",
    "times": "*",
    "x": "*",
    "multiplied by": "*",
    "divided by": "/",
}
MONTHS = (
    "jan",
    "feb",
    "mar",
    "mär",
    "apr",
    "may",
    "mai",
    "jun",
    "jul",
    "aug",
    "sep",
    "oct",
    "okt",
    "nov",
    "dec",
    "dez",
)


class Place(NamedTuple):
    """Where the parser stopped: the text, its tokens, and the position among them."""

    text: str
    tokens: Sequence[Token]
    position: int

    @property
    def token(self) -> Token:
        """The token that does not fit."""
        return self.tokens[self.position]

    @property
    def previous(self) -> Token | None:
        """The token before it."""
        return self.tokens[self.position - 1] if self.position else None

    def quote(self, token: Token) -> str:
        """Return a token as the author wrote it, in backticks."""
        return quote(self.text[token.start : token.end])


def mark(token: Token, cause: str, remedy: str, instead: str | None = None) -> Problem:
    """Return the problem that a token is."""
    return Problem(token.start, token.end, cause, remedy, instead=instead)


def missing_value(place: Place) -> Problem:
    """Return what is wrong where a value should stand."""
    token, previous = place.token, place.previous
    if previous is None and token.kind == "end":
        return Problem(0, token.end, "Nothing is written here.", "Write what must hold, as in `amount > 500`.")
    if previous and token.kind == "not":
        remedy = "Put `not` and what follows it in brackets, as in `(not urgent)`."
        return mark(token, f"`not` cannot stand right after {place.quote(previous)}.", remedy)
    if previous and previous.kind in CLOSERS:
        if token.kind == "end":
            return unclosed(previous)
        if token.kind == CLOSERS[previous.kind]:
            remedy = "Write a value between them, or leave them out."
            return Problem(previous.start, token.end, "Nothing stands in these brackets.", remedy)
    if previous and token.kind == "end":
        last = place.quote(previous)
        return mark(previous, f"Nothing follows {last}.", f"Write a value after {last}, or leave it out.")
    if previous is None and token.text == "=":
        return mark(token, "What is written here begins without `=`.", "Leave it out.", "")
    written = place.quote(token)
    if compared := _find_compared(place):
        again = f"{compared} {token.kind}"
        remedy = f"Write again what is compared: {quote(again)}."
        return mark(token, f"A value is missing before {written}.", remedy, again if token.text == token.kind else None)
    remedy = f"Write a fact, a number, a text in quotes, `yes` or `no` there, or leave {written} out."
    return mark(token, f"A value is missing before {written}.", remedy)


def _find_compared(place: Place) -> str | None:
    """Return the fact that ``and < 100`` takes for said, as in ``amount > 50 and < 100``."""
    before = place.tokens[: place.position]
    if place.token.kind not in COMPARISONS or not before or before[-1].kind not in ("and", "or"):
        return None
    sign = max((at for at, token in enumerate(before) if token.kind in COMPARISONS), default=0)
    if sign == 0 or before[sign - 1].kind != "name":
        return None
    alone = sign == 1 or before[sign - 2].kind in ("and", "or", "(")
    return before[sign - 1].text if alone else None


def missing_sign(place: Place, opening: Token | None) -> Problem:
    """Return what is wrong behind a value, inside the bracket ``opening`` or, with None, outside all brackets."""
    token, previous = place.token, place.previous
    if opening and token.kind == "end":
        return unclosed(opening)
    if token.kind in CLOSERS.values():
        if opening:
            cause = f"`{token.kind}` does not close the bracket `{opening.kind}`."
            return mark(token, cause, f"Write `{CLOSERS[opening.kind]}`.", CLOSERS[opening.kind])
        return mark(token, f"This `{token.kind}` closes nothing.", "Leave it out, or write the bracket that it closes.")
    if token.kind == ",":
        return stray_comma(place)
    if found := _find_phrase(place):
        return found
    if token.kind == "not":
        return mark(token, "`not` does not connect two values.", "Write `!=` for single values, `not in` for lists.")
    for word in (token, previous):
        if word and word.text in WORD_REMEDIES:
            cause = f"The word {quote(word.text)} has no meaning here."
            chooses = word.text == "if" and not {"then", "else"}.isdisjoint(each.text for each in place.tokens)
            remedy = CHOICE_REMEDY if chooses else WORD_REMEDIES[word.text]
            return mark(word, cause, remedy, _find_sign(place, word))
    before = place.quote(previous) if previous else ""
    if previous and previous.kind == "number" and token.text.casefold()[:3] in MONTHS:
        return mark(token, "A date is not written in words here.", DATE_REMEDY)
    if found := _find_spaced_number(place):
        return found
    if previous and previous.kind == "number" and token.kind == "name":
        return mark(token, f"A word stands behind the number {before}.", "Write the number without its unit.")
    cause = f"Nothing connects {before} and {place.quote(token)}."
    return mark(token, cause, "Write a sign or a word between them, such as `==`, `>` or `and`.")


def _find_phrase(place: Place) -> Problem | None:
    """Return what is wrong with words that stand for a sign: ``is before``, ``und``."""
    token = place.token
    if (sign := OTHER_TONGUES.get(token.text.casefold())) and token.kind == "name":
        return mark(token, f"The word {quote(token.text)} has no meaning here.", f"Write `{sign}`.", sign)
    if token.kind != "name":
        return None
    words = [each.text.casefold() for each in place.tokens[place.position : place.position + 6]]
    for length in range(len(words), 0, -1):
        sign = PHRASES.get(" ".join(words[:length]))
        if sign:
            start, end = token.start, place.tokens[place.position + length - 1].end
            told = quote(place.text[start:end])
            return Problem(start, end, f"{told} has no meaning here.", f"Write `{sign}`.", instead=sign)
    return None


def _find_spaced_number(place: Place) -> Problem | None:
    """Return what is wrong with ``5 000``: thousands set apart by a blank."""
    first, second = place.previous, place.token
    if first is None or first.kind != "number" or second.kind != "number":
        return None
    written = place.text[first.start : second.end]
    if not re.fullmatch(r"[0-9]{1,3}\s[0-9]{3}", written):
        return None
    cause = f"{quote(written)} is not how a number is written: nothing stands between thousands."
    plain = "".join(written.split())
    return Problem(first.start, second.end, cause, f"Write `{plain}`.", instead=plain)


def _find_sign(place: Place, word: Token) -> str | None:
    """Return the sign for ``is`` and ``equals``; where ``not`` follows it takes a person."""
    following = place.tokens[place.tokens.index(word) + 1]
    return "==" if word.text in ("is", "equals") and following.kind not in ("not", "end", "==") else None


def unclosed(opening: Token) -> Problem:
    """Return what is wrong with a bracket that is never closed."""
    cause = f"The bracket `{opening.kind}` is never closed."
    return mark(opening, cause, f"Write `{CLOSERS[opening.kind]}` where it ends.")


def stray_comma(place: Place) -> Problem:
    """Return what is wrong with a comma outside of lists and functions: often it stands in a number."""
    before, comma, after = place.tokens[place.position - 1 : place.position + 2]
    if before.kind != "number" or after.kind != "number" or before.end != comma.start or comma.end != after.start:
        behind = place.tokens[place.position + 2] if after.kind != "end" else after
        compares = after.kind == "name" and behind.kind in COMPARISONS
        remedy = "Join two conditions with `and` or `or`." if compares else LIST_REMEDY
        return mark(comma, "This comma stands in no list and in no function.", remedy)
    whole, decimals = place.text[before.start : before.end], place.text[after.start : after.end]
    if "." in whole and len(decimals) < 3:
        plain = f"{whole.replace('.', '')}.{decimals}".removesuffix(".00")
        cause = f"{quote(f'{whole},{decimals}')} is not how a number is written."
        return Problem(before.start, after.end, cause, f"Write `{plain}`.", instead=plain)
    thousands = f", or `{whole}{decimals}` if these are thousands" if len(decimals) == 3 else ""
    cause = f"A comma stands in the number {quote(f'{whole},{decimals}')}."
    meant = None if thousands else f"{whole}.{decimals}"
    return Problem(before.start, after.end, cause, f"Write `{whole}.{decimals}`{thousands}.", instead=meant)


def mixed_chain(first: Token, second: Token) -> Problem:
    """Return what is wrong with comparisons in a row that do not rise or fall together."""
    cause = f"`{first.text}` and `{second.text}` cannot share the value between them."
    remedy = "Write two comparisons with `and` between them, as in `a == b and b == c`."
    return Problem(first.start, second.end, cause, remedy)


def too_deep(token: Token) -> Problem:
    """Return what is wrong with an expression that is nested beyond sense."""
    cause = "Too many parts stand within each other here."
    return mark(token, cause, "Split it: give a part of it a name, as a fact with `is`.")
