"""The settings name a rule that does not exist.

Under ``checks`` the settings say by its code how much a rule matters. A code that no rule has changes nothing.

Wrong:

    # perfsupport.yaml
    checks:
      severity: {PS999: off}
    # trees/cards/refund.yaml
    title: Refund
    owner: Payments desk
    steps:
      done: {end: resolved, say: The money is on its way.}

Mended:

    # perfsupport.yaml
    checks:
      severity: {PS802: off}
    # trees/cards/refund.yaml
    title: Refund
    owner: Payments desk
    steps:
      done: {end: resolved, say: The money is on its way.}
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from perfsupport.diagnostics import Severity
from perfsupport.rules.base import Finding, Rule
from perfsupport.settings import Settings
from perfsupport.wording import quote

CODE = re.compile(r"PS[0-9]{3}")


def check_settings(settings: Settings, _media: frozenset[str]) -> Iterator[Finding]:
    """Yield a finding for each code in the settings that no rule has."""
    from perfsupport.rules.catalogue import ALL_CODES, RULES

    codes = {rule.code for rule in RULES}
    for code in settings.checks.severity:
        # What is no code at all was told by the shape check.
        if CODE.fullmatch(code) and code not in codes:
            yield Finding(code.span, f"There is no rule {quote(code)}.", ALL_CODES)


RULE = Rule("PS765", "unknown-rule-in-settings", Severity.WARNING, __doc__, check_settings=check_settings, since=2)
