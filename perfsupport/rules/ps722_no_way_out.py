"""A question has no way out for a caller whom no option fits.

Something always comes up that nobody thought of; without a way out reps press whatever is nearest, and the report
never shows what was missing. ``fallback`` adds "None of these" to every question of the tree. Say ``exhaustive: yes``
where one of the options must hold. Told once a tree, at its first such question. (Studies of telephone triage: the
human must handle what the software does not cover.)

Wrong:

    steps:
      where:
        ask: Where did the customer pay?
        options: {In a shop: done, Online: done}
      done: {end: resolved, say: The money is on its way.}

Mended:

    fallback: ask
    steps:
      where:
        ask: Where did the customer pay?
        options: {In a shop: done, Online: done}
      done: {end: resolved, say: The money is on its way.}
      ask: {end: escalated, do: Ask the supervisor.}
"""

from __future__ import annotations

from collections.abc import Iterator

from perfsupport.diagnostics import Severity
from perfsupport.rules.analysis.labels import has_escape
from perfsupport.rules.base import Context, Finding, Rule
from perfsupport.wording import quote


def check(context: Context) -> Iterator[Finding]:
    """Yield a finding for the first question without a way out, and say how many there are."""
    if context.tree.fallback is not None or context.has_lost("fallback") or context.is_run_by_others:
        return
    stuck = [
        question
        for question in context.inventory.questions
        if not question.exhaustive and not has_escape(question, context.is_english)
    ]
    if stuck:
        more = f", nor have {len(stuck) - 1} more questions" if len(stuck) > 2 else ", nor has one more question"
        cause = f"{quote(stuck[0].id)} has no way out if nothing fits{more if len(stuck) > 1 else ''}."
        remedy = "Add `fallback` to the tree with the step that helps then, or `exhaustive: yes` if one must fit."
        yield Finding(stuck[0].id.span, cause, remedy)


RULE = Rule("PS722", "no-way-out", Severity.ADVICE, __doc__, check, since=2)
