"""A tree has no owner.

When a rep says that something is wrong, somebody must be there to mend it, and ``owner`` says who: a team lasts longer
than a person. Content that belongs to nobody goes stale (KCS, Consortium for Service Innovation).

Wrong:

    title: Refund
    steps:
      done: {end: resolved, say: The money is on its way.}

Mended:

    title: Refund
    owner: Payments desk
    steps:
      done: {end: resolved, say: The money is on its way.}
"""

from __future__ import annotations

from collections.abc import Iterator

from perfsupport.diagnostics import Severity
from perfsupport.rules.base import Context, Finding, Rule
from perfsupport.wording import quote


def check(context: Context) -> Iterator[Finding]:
    """Yield a finding where nobody keeps the tree up to date."""
    tree = context.tree
    if tree.owner is None and tree.title and not context.has_lost("owner"):
        cause = f"It is not said who keeps {quote(tree.title)} up to date."
        yield Finding(tree.title.span, cause, "Add `owner` below the title, with the name of a team.")


RULE = Rule("PS701", "no-owner", Severity.ADVICE, __doc__, check, since=2)
