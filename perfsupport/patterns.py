"""Regular expressions in the part of the language that Python and JavaScript share.

The player compiles a pattern with JavaScript's ``u`` flag, which is strict about stray signs; Python is strict about
others. What both read alike is small and plain, so anything else is refused with what to write instead.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable, Sequence
from functools import lru_cache
from re import _parser  # type: ignore[attr-defined]
from typing import Any, NamedTuple

from perfsupport.ondemand import compile_late
from perfsupport.wording import quote


class PatternProblem(NamedTuple):
    """What is wrong from character ``start`` to ``end`` of a pattern, in one sentence each."""

    start: int
    end: int
    cause: str
    remedy: str


PIECE = compile_late(
    r"""(?P<escape>\\(?:u[0-9A-Fa-f]{4}|x[0-9A-Fa-f]{2}|.?))
    |(?P<group>\((?:\?(?:<?[=!]|P?[<=>][^>)]*>?|[^)]?))?)
    |(?P<class>\[\^?\]?(?:\\.|[^\]\\])*\]?)
    |(?P<repeat>(?:[*+?]|\{[0-9]+(?:,[0-9]*)?\})[?+]?)
    |(?P<stray>[\]{}])
    |(?P<plain>.)""",
    re.VERBOSE | re.DOTALL,
)
GROUPS = ("(", "(?:", "(?=", "(?!", "(?<=", "(?<!")
SHARED_ESCAPES = frozenset("dDwWsSbBtnrfv\\.*+?()[]{}|^$/123456789")
CLASS_ESCAPES = frozenset("dDwWsStnrfv\\.*+?()[]{}|^$/-")
ANCHORS = ("^", "$", "\\b", "\\B", "|")
LONGEST_TESTED = 100
LONGEST_EXAMPLE = 30
SAMPLES = 12
CATEGORIES = {
    "CATEGORY_DIGIT": str.isdigit,
    "CATEGORY_WORD": str.isalnum,
    "CATEGORY_SPACE": str.isspace,
    "CATEGORY_NOT_DIGIT": str.isalpha,
}


def find_problem(pattern: str) -> PatternProblem | None:
    """Return the first thing in a pattern that Python and JavaScript do not read alike, or None."""
    looks: list[bool] = []
    repeatable = False
    for piece in PIECE.finditer(pattern):
        kind, text = piece.lastgroup or "", piece[0]
        said = _explain(kind, text, repeatable)
        if said is not None:
            return PatternProblem(*piece.span(), *said)
        repeatable = text not in ANCHORS and kind != "repeat"
        if kind == "group":
            looks.append(text.endswith(("=", "!")))
            repeatable = False
        elif text == ")" and looks:
            repeatable = not looks.pop()
    return _compile(pattern)


def _compile(pattern: str) -> PatternProblem | None:
    """Return what Python still has against a pattern."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            re.compile(pattern, re.ASCII)
    except re.error as error:
        start = min(error.pos or 0, max(len(pattern) - 1, 0))
        cause = f"This pattern cannot be read: {error.msg}."
        remedy = "Mend it there, or put `\\` before a sign that stands for itself."
        return PatternProblem(start, len(pattern), cause, remedy)
    except (Warning, RecursionError, OverflowError):
        cause = "This pattern is not read alike everywhere."
        return PatternProblem(0, len(pattern), cause, "Write it more plainly, as in `[A-Z]{2}[0-9]{6}`.")
    return None


def _explain(kind: str, piece: str, repeatable: bool) -> tuple[str, str] | None:
    match kind:
        case "escape" if piece[1:2] not in SHARED_ESCAPES and len(piece) < 4:
            return _explain_escape(piece)
        case "group" if piece not in GROUPS:
            return f"The group {quote(piece)} is not read alike everywhere.", "Write `(` or `(?:` instead."
        case "class":
            return _explain_class(piece)
        case "repeat" if not repeatable:
            remedy = f"Write `\\{piece[0]}` for the sign itself, or put what it repeats before it."
            return f"There is nothing that {quote(piece)} could repeat.", remedy
        case "repeat" if piece.endswith("+") and len(piece) > 1:
            return f"The repeat {quote(piece)} is not read alike everywhere.", f"Write {quote(piece[:-1])} instead."
        case "stray":
            return f"The sign {quote(piece)} stands alone here.", f"Write `\\{piece}` for the sign itself."
    return None


def _explain_escape(piece: str) -> tuple[str, str]:
    if len(piece) == 1:
        return "The pattern ends with a single `\\`.", "Write `\\\\` for the sign itself."
    if piece[1].isalnum():
        return f"{quote(piece)} is not read alike everywhere.", "Use `\\d`, `\\w`, `\\s` or a list such as `[A-Z]`."
    return f"{quote(piece[1])} needs no `\\` before it.", f"Write {quote(piece[1])} alone."


def _explain_class(piece: str) -> tuple[str, str] | None:
    inner = piece[1:-1].removeprefix("^")
    if piece.startswith(("[]", "[^]")):
        return "A list in square brackets cannot be empty or begin with `]`.", "Write `\\]` for the sign itself."
    if not piece.endswith("]") or (piece.endswith("\\]") and not piece.endswith("\\\\]")):
        return (
            "The list that begins with `[` is never closed.",
            "Write `]` where it ends, or `\\[` for the sign itself.",
        )
    if "[" in re.sub(r"\\.", "", inner):
        return "A `[` stands inside a list in square brackets.", "Write `\\[` for the sign itself."
    for escape in re.findall(r"\\(u[0-9A-Fa-f]{4}|x[0-9A-Fa-f]{2}|.)", inner):
        if len(escape) == 1 and escape not in CLASS_ESCAPES:
            return _explain_escape("\\" + escape)
    return None


def fits_pattern(pattern: str, text: str) -> bool:
    """Tell whether a whole text matches a pattern; a pattern or text that could take long is given the benefit."""
    if len(text) > LONGEST_TESTED or is_slow(pattern) or find_problem(pattern) is not None:
        return True
    return re.fullmatch(pattern, text, re.ASCII) is not None


def is_slow(pattern: str) -> bool:
    """Tell whether a pattern may take for ever on a text that nearly fits: repeats within repeats, or many in a row."""
    varies = [False]
    closed = False
    endless = 0
    for piece in PIECE.finditer(pattern):
        kind, text = piece.lastgroup, piece[0]
        endless += kind == "repeat" and (text[0] in "*+" or ",}" in text)
        if kind == "group":
            varies.append(False)
        elif kind == "repeat" and closed and text[0] != "?":
            return True
        elif text == "|" or (kind == "repeat" and (text[0] in "*+?" or "," in text)):
            varies[-1] = True
        closed = text == ")" and len(varies) > 1 and varies.pop()
        varies[-1] = varies[-1] or closed
    return endless > 3


def make_samples(pattern: str) -> list[str]:
    """Return a few texts that match a pattern, the shortest first; none where none was found."""
    if is_slow(pattern) or find_problem(pattern) is not None:
        return []
    found: dict[str, None] = {}
    for choice in range(SAMPLES):
        text = _write_sample(_parser.parse(pattern, re.ASCII), choice)
        if text and len(text) <= LONGEST_TESTED and fits_pattern(pattern, text):
            found[text] = None
    return sorted(found, key=len)


@lru_cache(maxsize=1000)
def make_example(pattern: str) -> str | None:
    """Return a text that matches a pattern and shows its form, like ``AB123456``; None where none was found.

    Letters and digits follow one another, so that nobody takes it for somebody's number.
    """
    if is_slow(pattern) or find_problem(pattern) is not None:
        return None
    text = _write_example(_parser.parse(pattern, re.ASCII))
    return text if text and text == text.strip() and fits_pattern(pattern, text) else None


def _write_example(parts: Iterable[tuple[object, Any]], behind: str = "") -> str:
    text = ""
    for kind, argument in parts:
        match str(kind):
            case "LITERAL":
                text += chr(argument)
            case "IN":
                text += _continue(argument, behind + text)
            case "ANY":
                text += "x"
            case "MAX_REPEAT":
                least, _most, inner = argument
                for _ in range(least or 1):
                    text += _write_example(inner, behind + text)
                    if len(text) > LONGEST_EXAMPLE:
                        return ""
            case "SUBPATTERN":
                text += _write_example(argument[-1], behind + text)
            case "BRANCH":
                text += _write_example(argument[1][0], behind + text)
    return text


def _continue(options: Sequence[tuple[object, Any]], behind: str) -> str:
    """Return the letter that follows those before it: 3 behind 2, B behind A."""
    letters = _find_letters(options)
    digits = [letter for letter in letters if letter.isdigit()]
    if digits:
        count = sum(letter.isdigit() for letter in behind)
        return digits[(count + (digits[0] == "0")) % len(digits)]
    return letters[sum(letter.isalpha() for letter in behind) % len(letters)] if letters else ""


def _write_sample(parts: Iterable[tuple[object, Any]], choice: int) -> str:
    """Return a text for the parts of a parsed pattern; of several ways the one that ``choice`` stands for."""
    text = ""
    for kind, argument in parts:
        match str(kind):
            case "LITERAL":
                text += chr(argument)
            case "IN":
                text += _choose_letter(argument, choice)
            case "ANY":
                text += "x"
            case "MAX_REPEAT":
                least, most, inner = argument
                text += _write_sample(inner, choice) * min(max(least, choice % 3), most)
            case "SUBPATTERN":
                text += _write_sample(argument[-1], choice)
            case "BRANCH":
                text += _write_sample(argument[1][choice % len(argument[1])], choice)
    return text


def _choose_letter(options: Sequence[tuple[object, Any]], choice: int) -> str:
    letters = _find_letters(options)
    return letters[choice % len(letters)] if letters else ""


def _find_letters(options: Sequence[tuple[object, Any]]) -> list[str]:
    return [
        chr(number)
        for number in range(33, 127)
        if re.match(r"[A-Za-z0-9 -]", chr(number)) and any(_allows(option, chr(number)) for option in options)
    ]


def _allows(option: tuple[object, Any], letter: str) -> bool:
    match str(option[0]), option[1]:
        case "LITERAL", number:
            return bool(chr(number) == letter)
        case "RANGE", (low, high):
            return bool(low <= ord(letter) <= high)
        case "CATEGORY", category:
            return CATEGORIES.get(str(category), str.isdigit)(letter)
    return False
