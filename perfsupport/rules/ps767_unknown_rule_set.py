"""The settings pin a set of rules that this perfsupport does not know.

``rules`` under ``checks`` keeps a project to the rules of one release, so that an update brings no new findings by
surprise. A number above the newest set means that the settings were written for a newer perfsupport: the newest set
that there is holds instead.

Wrong:

    # perfsupport.yaml
    checks: {rules: 900}
    # trees/cards/refund.yaml
    title: Refund
    owner: Payments desk
    steps:
      done: {end: resolved, say: The money is on its way.}

Mended:

    # perfsupport.yaml
    checks: {rules: 2}
    # trees/cards/refund.yaml
    title: Refund
    owner: Payments desk
    steps:
      done: {end: resolved, say: The money is on its way.}
"""

from __future__ import annotations

from collections.abc import Iterator

from perfsupport.diagnostics import Severity
from perfsupport.rules.base import Finding, Rule
from perfsupport.settings import KNOWN_SETS, RULE_SET, Settings


def check_settings(settings: Settings, _media: frozenset[str]) -> Iterator[Finding]:
    """Yield a finding where the pinned set of rules is none of those known."""
    pinned = settings.checks.rules
    if pinned is not None and str(pinned) not in KNOWN_SETS:
        cause = f"There is no set of rules {pinned} yet; the newest is {RULE_SET}."
        yield Finding(pinned.span, cause, f"Write rules: {RULE_SET}, or update perfsupport.")


RULE = Rule("PS767", "unknown-rule-set", Severity.WARNING, __doc__, check_settings=check_settings, since=2)
