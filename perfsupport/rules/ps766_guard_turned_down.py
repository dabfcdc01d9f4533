"""The settings turn down a rule that guards the build.

Errors in reading, shape, references, flow, conditions and privacy always stop a build: no job aid can be made of the
file, a rep would get stuck in it, or personal data could get out. Such a rule stays an error whatever the settings
say.

Wrong:

    # perfsupport.yaml
    checks:
      severity: {PS301: warning}
    # trees/cards/refund.yaml
    title: Refund
    owner: Payments desk
    steps:
      done: {end: resolved, say: The money is on its way.}

Mended:

    # perfsupport.yaml
    checks:
      severity: {PS802: warning}
    # trees/cards/refund.yaml
    title: Refund
    owner: Payments desk
    steps:
      done: {end: resolved, say: The money is on its way.}
"""

from __future__ import annotations

from collections.abc import Iterator

from perfsupport.diagnostics import Severity
from perfsupport.rules.base import GUARDED, Finding, Rule
from perfsupport.settings import Settings

ERROR = Severity.ERROR.value


def check_settings(settings: Settings, _media: frozenset[str]) -> Iterator[Finding]:
    """Yield a finding for each guarding rule that the settings want to be less than an error."""
    from perfsupport.rules.catalogue import RULES

    guards = {rule.code for rule in RULES if rule.guards}
    for code, wanted in settings.checks.severity.items():
        if code in guards and wanted != ERROR:
            cause = f"{code} stays an error: {GUARDED[code[2]]}."
            yield Finding(code.span, cause, f"Take the line with {code} away.")


RULE = Rule("PS766", "guard-turned-down", Severity.WARNING, __doc__, check_settings=check_settings, since=2)
