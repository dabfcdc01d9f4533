"""The day by which somebody wanted to look at a text again is near.

So there is time to ask the owner before the text is overdue. How many days before is ``review_soon_days`` under
``checks`` in the settings: 30 unless given, because many teams plan by the month.

Wrong:

    title: Refund
    owner: Payments desk
    review_by: 2026-12-01
    steps:
      done: {end: resolved, say: The money is on its way.}

Mended:

    title: Refund
    owner: Payments desk
    review_by: 2027-12-01
    steps:
      done: {end: resolved, say: The money is on its way.}
"""

from __future__ import annotations

from collections.abc import Iterator

from perfsupport.diagnostics import Severity
from perfsupport.rules.analysis.reviews import find_reviews
from perfsupport.rules.base import Context, Finding, Rule


def check(context: Context) -> Iterator[Finding]:
    """Yield a finding for each ``review_by`` within the next days."""
    for review in find_reviews(context):
        if 0 <= review.days_left <= context.checks.review_soon_days:
            left = review.days_left
            when = "today" if left == 0 else "tomorrow" if left == 1 else f"in {left} days"
            cause = f"{review.what} is to be looked at again by {review.day}, {when}."
            yield Finding(review.day.span, cause, f"Read it with {review.owner}, then write the next day here.")


RULE = Rule("PS702", "review-due-soon", Severity.ADVICE, __doc__, check, since=2)
