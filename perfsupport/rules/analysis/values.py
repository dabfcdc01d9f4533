"""Whether a plain value fits a fact, as ``set``, ``given`` and options give it."""

from __future__ import annotations

from perfsupport.diagnostics import Fix
from perfsupport.mending import mend_date, mend_yes_no, swap_text
from perfsupport.numerals import explain_number, is_of_unit
from perfsupport.patterns import fits_pattern
from perfsupport.tree import Fact, Text
from perfsupport.values import is_date, read_number
from perfsupport.wording import certain, join_words, nearest, quote

MOST_COMPARED = 200
YES_NO = ("yes", "no", "true", "false")


def find_misfit(fact: Fact, value: str) -> tuple[str, str] | None:
    """Return cause and remedy where a value is none that the fact can take, else None.

    For a fact of type many the value is one of its list.
    """
    match fact.type:
        case "choice" | "many":
            return _misfit_option(fact, value)
        case "number":
            return _misfit_number(fact, value)
        case "date":
            return _misfit_date(fact, value)
        case "yes_no" if value.lower() not in YES_NO:
            return f"{quote(value)} is neither yes nor no, which {quote(fact.id)} must be.", "Write yes or no."
        case "text" if fact.pattern is not None and not fits_pattern(fact.pattern, value):
            return (
                f"{quote(value)} does not match the pattern of {quote(fact.id)}.",
                f"Write a text that matches {fact.pattern}.",
            )
    return None


def mend_value(fact: Fact, value: Text) -> Fix | None:
    """Return the fix for a value that ``find_misfit`` refuses, where it can only have been meant for one that fits."""
    meant = _find_meant(fact, value)
    return swap_text(value, meant) if meant is not None and find_misfit(fact, meant) is None else None


def _find_meant(fact: Fact, value: str) -> str | None:
    match fact.type:
        case "choice" | "many" if len(fact.options) <= MOST_COMPARED:
            named = [option.value for option in fact.options if option.label == value]
            return named[0] if len(named) == 1 else certain(value, [option.value for option in fact.options])
        case "number":
            meant = explain_number(value)
            return meant.number if is_of_unit(meant.unit, fact.unit) else None
        case "date":
            return mend_date(value)
        case "yes_no":
            return mend_yes_no(value)
    return None


def _misfit_option(fact: Fact, value: str) -> tuple[str, str] | None:
    accepted = [option.value for option in fact.options]
    if value in accepted or not accepted:
        return None
    cause = f"{quote(value)} is not a value of {quote(fact.id)}."
    named = next((option.value for option in fact.options if option.label == value), None)
    meant = named or (nearest(value, accepted) if len(accepted) <= MOST_COMPARED else None)
    return cause, f"Did you mean {meant}?" if meant else f"Use one of: {join_words(accepted)}."


def _misfit_number(fact: Fact, value: str) -> tuple[str, str] | None:
    number = read_number(value)
    if number is None:
        meant = explain_number(value, "Write digits alone, as in 500 or 12.5.")
        is_other = not is_of_unit(meant.unit, fact.unit)
        remedy = f"Write the number in {fact.unit}, in digits alone." if is_other else meant.remedy
        return f"{quote(value)} is not a number, which {quote(fact.id)} must be.", remedy
    least, most = (None if limit is None else read_number(limit) for limit in (fact.min, fact.max))
    if least is not None and number < least:
        return (
            f"{quote(value)} is less than {fact.min}, the least that {quote(fact.id)} can be.",
            f"Write {fact.min} or more.",
        )
    if most is not None and number > most:
        return (
            f"{quote(value)} is more than {fact.max}, the most that {quote(fact.id)} can be.",
            f"Write {fact.max} or less.",
        )
    return None


def _misfit_date(fact: Fact, value: str) -> tuple[str, str] | None:
    if not is_date(value):
        remedy = "Write it as year, month and day, as in 2027-01-31."
        return f"{quote(value)} is not a date, which {quote(fact.id)} must be.", remedy
    if fact.min is not None and is_date(fact.min) and value < fact.min:
        return (
            f"{quote(value)} is before {fact.min}, the first day that {quote(fact.id)} can be.",
            f"Write {fact.min} or later.",
        )
    if fact.max is not None and is_date(fact.max) and value > fact.max:
        return (
            f"{quote(value)} is after {fact.max}, the last day that {quote(fact.id)} can be.",
            f"Write {fact.max} or earlier.",
        )
    return None
