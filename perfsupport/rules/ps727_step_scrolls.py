"""A step does not fit on a narrow screen.

In the sidebar of a ticket a rep has about 320 × 640 pixels, and what stands below them is missed or costs a moment in
each call; aids that show a step whole are read fastest (eye-tracking of cognitive aids for emergencies). The height is
estimated from the characters and lines of what comes before the last thing to press; explanations and tips below it do
not count. Nine estimates in ten are within a tenth of what a browser makes of it, so that only what is more than a
tenth too high is told. The limit is ``max_height`` under ``checks``: 640 pixels unless given.

Wrong:

    # perfsupport.yaml
    checks: {max_height: 360}
    # trees/cards/refund.yaml
    title: Refund
    owner: Payments desk
    steps:
      done:
        end: resolved
        do: >
          Open the bill, choose the line that was paid twice, press Refund, and enter the reason. The bank takes five
          days. If the customer wants the money sooner, the branch can pay it out in cash. The customer needs a passport
          for that, and the branch needs the number of the case.

Mended:

    # perfsupport.yaml
    checks: {max_height: 360}
    # trees/cards/refund.yaml
    title: Refund
    owner: Payments desk
    steps:
      done:
        end: resolved
        do: Open the bill, choose the line that was paid twice, press Refund, and enter the reason.
        detail: >
          The bank takes five days. If the customer wants the money sooner, the branch can pay it out in cash. The
          customer needs a passport for that, and the branch needs the number of the case.
"""

from __future__ import annotations

from collections.abc import Iterator

from perfsupport.diagnostics import Severity
from perfsupport.rules.analysis.heights import estimate_height
from perfsupport.rules.base import Context, Finding, Rule
from perfsupport.tree import Route, Subtree
from perfsupport.wording import quote

TOLERANCE = 1.1


def check(context: Context) -> Iterator[Finding]:
    """Yield a finding for each step that is estimated to be higher than the limit by more than a tenth."""
    most = context.checks.max_height
    tree = context.tree
    for step in tree.steps.values():
        if not isinstance(step, Route | Subtree):
            fact = tree.facts.get(getattr(step, "fact", None) or "")
            height = estimate_height(step, tree.fallback is not None, fact)
            if height > most * TOLERANCE:
                about = f"about {round(height, -1)} pixels high, by estimate"
                cause = f"{quote(step.id)} scrolls on a narrow screen: it is {about}, and {most} are the limit here."
                remedy = "Move what not everybody needs to `detail`, shorten the texts, or make two steps of it."
                yield Finding(step.id.span, cause, remedy)


RULE = Rule("PS727", "step-scrolls", Severity.ADVICE, __doc__, check, since=2)
