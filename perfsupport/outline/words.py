"""The words around an author's own: facts, dates, values, and prose with the names of facts in it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from perfsupport.expressions.words import Facts, join_list, tell_fact, tell_value
from perfsupport.prose import make_line
from perfsupport.tree import PLACEHOLDER, Dated, Fact, Question, Text, Tree

TYPE_WORDS = {
    "text": "text",
    "number": "number",
    "date": "date",
    "yes_no": "yes or no",
    "choice": "one of",
    "many": "any of",
}
SOURCE_WORDS = {"host": "the program around the job aid", "link": "the link"}


def write_line(text: str, facts: Facts) -> str:
    """Return one line of prose as plain text, each shown fact as its name in square brackets."""
    line = make_line(text)
    if isinstance(line, str):
        return line
    return "".join(part if isinstance(part, str) else f"[{find_label(part[0], facts)}]" for part in line)


def write_prose(text: str, facts: Facts) -> str:
    """Return CommonMark with each shown fact as its name in square brackets."""
    return PLACEHOLDER.sub(lambda mark: f"[{find_label(mark[1], facts)}]", text.strip("\n"))


def label_facts(tree: Tree) -> dict[str, Fact]:
    """Return a tree's facts; a value without words of its own is called as the question that gives it calls it."""
    facts = {str(id): fact for id, fact in tree.facts.items()}
    for step in tree.steps.values():
        if isinstance(step, Question) and step.fact is not None and step.fact in facts:
            labels = {str(option.id): option.label for option in step.options}
            fact = facts[step.fact]
            options = [
                replace(one, label=labels[one.value]) if one.label == one.value and one.value in labels else one
                for one in fact.options
            ]
            facts[step.fact] = replace(fact, options=options)
    return facts


def find_label(name: str, facts: Facts) -> str:
    """Return what a fact is called where it stands alone."""
    fact = facts.get(name)
    return " ".join(fact.label.split()) if fact is not None and fact.label else name.replace("_", " ")


def tell_kind(end: str) -> str:
    """Return an outcome's kind in words."""
    return re.sub("[_-]+", " ", end).capitalize()


def tell_dates(dated: Dated) -> str:
    """Return when something holds, as ``only from 2027-01-01 until 2027-03-31``; empty where it always does."""
    days = [(word, day) for word, day in (("from", dated.effective_from), ("until", dated.effective_until)) if day]
    return f"only {' '.join(f'{word} {day}' for word, day in days)}" if days else ""


def tell_set(values: Mapping[Text, Text | Sequence[Text]], facts: Facts) -> list[str]:
    """Return what is noted down by the way: ``the country becomes Germany``."""
    told = []
    for name, value in values.items():
        texts = [value] if isinstance(value, str) else list(value)
        fact = facts.get(name)
        labels = {str(option.value): str(option.label) for option in fact.options} if fact is not None else {}
        told.append(f"{tell_fact(name, facts)} becomes {join_list([labels.get(each, each) for each in texts], 'and')}")
    return told


def tell_type(fact: Fact) -> str:
    """Return what values a fact can take: ``number in EUR, at least 0``."""
    if fact.options:
        return f"{TYPE_WORDS.get(fact.type, fact.type)}: {', '.join(option.label for option in fact.options)}"
    words = TYPE_WORDS.get(fact.type, fact.type) + (f" in {fact.unit}" if fact.unit else "")
    least, most = ("not before", "not after") if fact.type == "date" else ("at least", "at most")
    limits = [f"{word} {limit}" for word, limit in ((least, fact.min), (most, fact.max)) if limit]
    form = [_tell_pattern(fact.pattern)] if fact.pattern else []
    return ", ".join([words, *limits, *form])


def _tell_pattern(pattern: str) -> str:
    """Return what a pattern asks for; most ask for so many digits, and the others can only be shown."""
    digits = re.fullmatch(r"(?:\\d|\[0-9\])(?:\{(\d+)(?:,(\d+))?\})?", pattern)
    if not digits:
        return f"in the form {pattern}"
    least, most = digits[1] or "1", digits[2]
    return f"{least} to {most} digits" if most else f"{least} digit{'' if least == '1' else 's'}"


def tell_about(fact: Fact, facts: Facts) -> str:
    """Return all about a fact in one line: its type, where it comes from, and who may see it."""
    told = [tell_type(fact)]
    if fact.calculated:
        told.append(f"calculated: {tell_value(fact.calculated, facts)}")
    if fact.sources:
        known = join_list([SOURCE_WORDS.get(source, source) for source in fact.sources])
        told.append(f"may be known from {known}")
    if fact.sensitive:
        told.append("sensitive, never leaves the page")
    return "; ".join(told)
