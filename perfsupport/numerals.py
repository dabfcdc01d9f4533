"""Numbers as people write them, and what was meant by one that is not plain digits with a point before decimals."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from typing import NamedTuple

from perfsupport.ondemand import compile_late

PLAIN = compile_late(r"-?[0-9]+(?:\.[0-9]+)?")
GROUPED = compile_late(r"(-?[0-9]{1,3})([ '._,’]|\\,)(?:[0-9]{3}\2)*[0-9]{3}(?!\2)(?:([.,])([0-9]+))?")
UNDERSCORES = compile_late(r"-?[0-9]+(?:_[0-9]+)+")
SMALL = compile_late(r"-?[.,][0-9]+|-?[0-9]+\.")
SCIENTIFIC = compile_late(r"-?[0-9]+(?:\.[0-9]+)?[eE][+-]?[0-9]{1,2}")
OTHER_BASE = compile_late(r"0(?:[xX][0-9a-fA-F]{1,8}|[oO][0-7]{1,10}|[bB][01]{1,32})")
TIME = compile_late(r"([0-9]{1,3}):([0-5][0-9])")
PERCENT = compile_late(r"(-?[0-9]+(?:[.,][0-9]+)?) ?%")
WITH_UNIT = compile_late(
    r"(?:(?P<before>[^\W\d_]{1,3}(?= )|[^\w\s])\s*)?(?P<number>-?[0-9.,'’ _]*[0-9])\s*(?P<behind>[^\W\d_]+\.?|[^\w\s])?"
)
THOUSANDS, MILLIONS = 3, 6
FACTORS = {
    **dict.fromkeys(("k", "tsd", "tsd.", "tausend", "thousand", "mille"), THOUSANDS),
    **dict.fromkeys(("mio", "mio.", "million", "millions", "millionen"), MILLIONS),
}
UNCLEAR_FACTORS = frozenset(
    {
        *("m", "mil", "mill", "mill.", "mn", "millones", "bn", "mrd", "mrd.", "billion", "milliarde", "milliarden"),
        *("milliard", "milliards", "dozen", "dutzend", "hundred", "hundert"),
    }
)
"""Words behind a number that are no unit, or may be none: what they stand for differs from language to language."""

HOURS = frozenset(
    {
        *("h", "hr", "hrs", "hour", "hours", "std", "std.", "stunde", "stunden"),
        *("heure", "heures", "hora", "horas", "ساعة", "ساعات"),
    }
)

SIGNS = {"€": "eur", "£": "gbp"}
"""Of currencies that no other shares."""

USUAL = "Write digits, with a point before decimals, like 2 or 1.5."
MINUS = str.maketrans(dict.fromkeys("−–—", "-"))

WITH_POINTS = frozenset(
    {
        *("az", "bs", "ca", "da", "de", "el", "es", "eu", "fo", "fy", "gl", "hr", "ia", "id", "is", "it", "jv", "kl"),
        *("ku", "lb", "ln", "lo", "lu", "mk", "nl", "ps", "pt", "rn", "ro", "rw", "sc", "sg", "sl", "sr", "su", "tr"),
        *("vi", "wo"),
    }
)
"""Languages in which a point stands between thousands (CLDR)."""


class Meant(NamedTuple):
    """What a text that is no plain number was meant for: the ``number`` where it can be one only, and what to do.

    ``unit`` is the one beside it.
    """

    number: str | None
    remedy: str
    unit: str = ""


def explain_number(text: str, usual: str = USUAL) -> Meant:
    """Return what a text that is no plain number was meant for; ``usual`` is the remedy where that is not clear."""
    bare = _read_digits(text)
    if match := PERCENT.fullmatch(bare):
        whole = match[1].replace(",", ".")
        share = _shorten(Decimal(whole) / 100)
        return Meant(None, f'Write `{whole}`, with `unit: "%"` for the fact, or `{share}` as a share.')
    if match := TIME.fullmatch(bare):
        return Meant(None, _explain_time(int(match[1]), int(match[2])))
    number, reason = _find_number(bare)
    if number is not None:
        return Meant(number, f"Write `{number}`{reason}.")
    if reason:
        return Meant(None, reason)
    return _explain_unit(bare, usual)


def _read_digits(text: str) -> str:
    """Return a text with the digits and blanks of all scripts as those of ASCII, and no plus before it."""
    digits = "".join(str(unicodedata.decimal(sign, sign)) for sign in unicodedata.normalize("NFKC", text.strip()))
    return digits.translate(MINUS).removeprefix("+").replace("٫", ".").replace("٬", ",")


def _explain_time(hours: int, minutes: int) -> str:
    whole, share = hours * 60 + minutes, Decimal(minutes) / 60
    as_hours = f"`{_shorten(hours + share)}` for hours, or " if round(share, 2) == share else ""
    return f"Write it in one unit: {as_hours}`{whole}` for minutes."


def _find_number(bare: str) -> tuple[str | None, str]:
    """Return the number that is meant and why it is written so; without one, a remedy of its own or nothing."""
    if PLAIN.fullmatch(bare):
        return bare, ""
    if re.fullmatch(r"-?[0-9]{1,3},[0-9]{3}", bare) and not bare.lstrip("-").startswith("0,"):
        decimals = _shorten(Decimal(bare.replace(",", ".")))
        return None, f"Write `{bare.replace(',', '')}` for thousands, or `{decimals}`: a point stands before decimals."
    if re.fullmatch(r"-?[0-9]+,[0-9]+", bare):
        return bare.replace(",", "."), ": a point stands before decimals"
    if match := GROUPED.fullmatch(bare):
        return _ungroup(bare, match), ": nothing stands between thousands"
    if UNDERSCORES.fullmatch(bare):
        return bare.replace("_", ""), ": nothing stands between thousands"
    if SMALL.fullmatch(bare):
        return _shorten(Decimal(bare.replace(",", "."))), ", with a digit on either side of the point"
    if SCIENTIFIC.fullmatch(bare):
        return _shorten(Decimal(bare)), ", in digits alone"
    if OTHER_BASE.fullmatch(bare):
        return str(int(bare, 0)), ", in digits alone"
    return None, ""


def _ungroup(bare: str, match: re.Match[str]) -> str:
    whole = bare[: match.start(3)] if match[3] else bare
    digits = re.sub(r"[^0-9-]", "", whole)
    return f"{digits}.{match[4]}" if match[4] and match[4].strip("0") else digits


def _explain_unit(bare: str, usual: str) -> Meant:
    """Return what a number with a word or a sign beside it was meant for."""
    match = WITH_UNIT.fullmatch(bare)
    units = [unit for unit in (match["before"], match["behind"]) if unit] if match else []
    if match is None or len(units) != 1 or not _is_unit(unit := units[0]):
        return Meant(None, usual)
    number, reason = _find_number(match["number"])
    if unit.casefold() in FACTORS and number is not None:
        whole = _shorten(Decimal(number) * 10 ** FACTORS[unit.casefold()])
        return Meant(whole, f"Write `{whole}`, in digits alone.")
    if unit.casefold() in UNCLEAR_FACTORS or number is None:
        return Meant(None, reason or usual)
    if thousands := explain_thousands(number, ""):
        return Meant(None, thousands[1])
    return Meant(number, f"Write `{number}`, without `{unit}`.", unit)


def _is_unit(sign: str) -> bool:
    """Tell whether a word or sign can be a unit: letters, a currency, or one of degrees and the like."""
    return sign[0].isalpha() or unicodedata.category(sign) in ("Sc", "So", "Lm") or sign in "°′″"


def _shorten(number: Decimal) -> str:
    """Return a number in as few digits as tell it apart, four behind the point at most."""
    text = format(number if number == number.to_integral() else round(number, 4), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def is_of_unit(written: str, unit: str | None) -> bool:
    """Tell whether the unit beside a number is the one that its fact has; a fact without one takes any."""
    names = [SIGNS.get(name.casefold(), name.casefold()) for name in (written, unit or "")]
    return not all(names) or names[0] == names[1]


def explain_thousands(number: str, language: str) -> tuple[str, str] | None:
    """Return cause and remedy where a plain number looks as if a point stood between its thousands, else None.

    No number of three decimals ends in 0. Others are what they say, except where a language sets thousands apart by
    points.
    """
    match = re.fullmatch(r"(-?[1-9][0-9]{0,2})\.([0-9]{3})", number)
    if match is None:
        return None
    if not number.endswith("0") and language.partition("-")[0].lower() not in WITH_POINTS:
        return None
    short = _shorten(Decimal(number))
    plain = f"{number}0" if short == number else short
    cause = f"`{number}` is {short}, since a point stands before decimals."
    return cause, f"Write `{match[1]}{match[2]}` for thousands, or `{plain}`."
