"""The words around an author's own: facts, dates, values, and prose with the names of facts in it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from perfsupport.catalogues import ENGLISH_WORDS, message
from perfsupport.catalogues.words import ENGLISH, MakersWords, find_locale
from perfsupport.expressions.words import Facts, join_list, tell_fact, tell_value
from perfsupport.prose import make_line
from perfsupport.tree import PLACEHOLDER, Fact, Text

TYPE_WORDS = {
    "text": message("text"),
    "number": message("number"),
    "date": message("date"),
    "yes_no": message("yes or no"),
    "choice": message("one of"),
    "many": message("any of"),
}
SOURCE_WORDS = {"host": message("the program around the job aid"), "link": message("the link")}


class OutlineWords(MakersWords):
    """The words of a language, and its way to write numbers and days; in English days stay as authors write them."""

    def write_day(self, day: str) -> str:
        """Return an ISO date as people write it; other text as it is."""
        # A day in one piece: "1. Dezember" would be read as the beginning of a list.
        return day if self.is_english else self.write_date(day).replace(" ", "\u00a0")

    def name_foreign(self, language: str) -> str:
        """Return what another language is called in this one."""
        locale = find_locale(language)
        name = locale.get_display_name(find_locale(self.language) or ENGLISH) if locale is not None else None
        return str(name or language)

    def name_end(self, kind: str) -> str:
        """Return an outcome's kind in words."""
        return tell_kind(kind) if self.is_english and not self.outcomes else self.name_outcome(kind)


ENGLISH_OUTLINE = OutlineWords(ENGLISH_WORDS)


def write_line(text: str, facts: Facts) -> str:
    """Return one line of prose as plain text, each shown fact as its name in square brackets."""
    line = make_line(text)
    if isinstance(line, str):
        return line
    return "".join(part if isinstance(part, str) else f"[{find_label(part[0], facts)}]" for part in line)


def write_prose(text: str, facts: Facts) -> str:
    """Return CommonMark with each shown fact as its name in square brackets."""
    return PLACEHOLDER.sub(lambda mark: f"[{find_label(mark[1], facts)}]", text.strip("\n"))


def find_label(name: str, facts: Facts) -> str:
    """Return what a fact is called where it stands alone."""
    fact = facts.get(name)
    return " ".join(fact.label.split()) if fact is not None and fact.label else name.replace("_", " ")


def tell_kind(end: str) -> str:
    """Return an outcome's kind in words."""
    return re.sub("[_-]+", " ", end).capitalize()


def tell_set(
    values: Mapping[Text, Text | Sequence[Text]], facts: Facts, speech: OutlineWords = ENGLISH_OUTLINE
) -> list[str]:
    """Return what is noted down by the way: ``the country becomes Germany``."""
    told = []
    for name, value in values.items():
        texts = [value] if isinstance(value, str) else list(value)
        fact = facts.get(name)
        labels = {str(option.value): str(option.label) for option in fact.options} if fact is not None else {}
        if fact is not None and fact.type == "yes_no":
            labels = {"yes": speech.tell("yes"), "no": speech.tell("no")}
        given = join_list([labels.get(each, each) for each in texts], "and", speech)
        told.append(speech.say("{what} becomes {value}", what=tell_fact(name, facts, speech), value=given))
    return told


def tell_type(fact: Fact, speech: OutlineWords = ENGLISH_OUTLINE) -> str:
    """Return what values a fact can take: ``number in EUR, at least 0``."""
    comma = f"{speech.tell(',')} "
    kind = speech.tell(TYPE_WORDS.get(fact.type, fact.type))
    if fact.options:
        return f"{kind}: {comma.join(option.label for option in fact.options)}"
    words = speech.say("{kind} in {unit}", kind=kind, unit=fact.unit) if fact.unit else kind
    least, most = message("at least {limit}"), message("at most {limit}")
    if fact.type == "date":
        least, most = message("not before {limit}"), message("not after {limit}")
    limits = [
        speech.say(text, limit=_write_limit(limit, speech))
        for text, limit in ((least, fact.min), (most, fact.max))
        if limit
    ]
    form = [_tell_pattern(fact.pattern, speech)] if fact.pattern else []
    return comma.join([words, *limits, *form])


def _write_limit(limit: str, speech: OutlineWords) -> str:
    return speech.write_decimal(limit) if re.fullmatch(r"-?\d+(?:\.\d+)?", limit) else speech.write_day(limit)


def _tell_pattern(pattern: str, speech: OutlineWords) -> str:
    """Return what a pattern asks for; most ask for so many digits, and the others can only be shown."""
    digits = re.fullmatch(r"(?:\\d|\[0-9\])(?:\{(\d+)(?:,(\d+))?\})?", pattern)
    if not digits:
        return speech.say("in the form {pattern}", pattern=pattern)
    least, most = digits[1] or "1", digits[2]
    if most:
        return speech.say("{least} to {most} digits", least=least, most=most)
    return speech.say_number_of("{count} digit", "{count} digits", int(least))


def tell_about(fact: Fact, facts: Facts, speech: OutlineWords = ENGLISH_OUTLINE) -> str:
    """Return all about a fact in one line: its type, where it comes from, and who may see it."""
    told = [tell_type(fact, speech)]
    if fact.calculated:
        told.append(speech.say("calculated: {value}", value=tell_value(fact.calculated, facts, speech)))
    if fact.sources:
        known = join_list([speech.tell(SOURCE_WORDS.get(source, source)) for source in fact.sources], "or", speech)
        told.append(speech.say("may be known from {places}", places=known))
    if fact.sensitive:
        told.append(speech.tell("sensitive, never leaves the page"))
    return speech.join(told)
