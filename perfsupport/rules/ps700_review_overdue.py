"""The day by which somebody wanted to look at a text again has passed.

``review_by`` of a tree or a step is a promise to the reps that it is still true by then. Trust in an aid collapses
after a few wrong texts; a day and an owner that everybody sees keep it (KCS, Consortium for Service Innovation).

Wrong:

    title: Refund
    owner: Payments desk
    review_by: 2026-06-30
    steps:
      done: {end: resolved, say: The money is on its way.}

Mended:

    title: Refund
    owner: Payments desk
    review_by: 2027-06-30
    steps:
      done: {end: resolved, say: The money is on its way.}
"""

from __future__ import annotations

from collections.abc import Iterator

from perfsupport.diagnostics import Severity
from perfsupport.rules.analysis.reviews import find_reviews
from perfsupport.rules.base import Context, Finding, Rule


def check(context: Context) -> Iterator[Finding]:
    """Yield a finding for each ``review_by`` before today."""
    for review in find_reviews(context):
        if review.days_left < 0:
            ago = -review.days_left
            since = "yesterday" if ago == 1 else f"{ago} days ago"
            cause = f"{review.what} was to be looked at again by {review.day}, {since}."
            yield Finding(review.day.span, cause, f"Read it with {review.owner}, then write the next day here.")


RULE = Rule("PS700", "review-overdue", Severity.WARNING, __doc__, check, since=2)
