"""What the options of a question say by their labels."""

from __future__ import annotations

from collections.abc import Mapping

from perfsupport.tree import Fact, Input, Question


def is_yes_no(step: Question | Input, facts: Mapping[str, Fact]) -> bool:
    """Tell whether a question is answered by yes or no, in English."""
    from perfsupport.rules.analysis.english import NO, YES

    if isinstance(step, Input):
        fact = facts.get(step.fact)
        return fact is not None and fact.type == "yes_no"
    first = {word for option in step.options for word in option.label.casefold().replace(",", " ").split(None, 1)[:1]}
    return YES in first and NO in first


def has_escape(question: Question, is_english: bool) -> bool:
    """Tell whether an option is there for callers whom none of the others fits."""
    if not is_english:
        return False
    from perfsupport.rules.analysis.english import ESCAPES

    return any(ESCAPES.search(option.label) for option in question.options)
