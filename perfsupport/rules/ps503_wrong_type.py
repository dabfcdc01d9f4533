"""A condition compares or calculates with values that do not go together.

A number cannot be compared with a text, nor a choice with a value that it does not have: such a condition would never
hold. What stands behind ``when`` must be yes or no.

Wrong:

    facts:
      country: {type: choice, options: [DE, FR]}
    steps:
      country: {ask: Where do you live?, fact: country, then: by_country}
      by_country:
        route: [{when: country > 5, go: hotline}]
        otherwise: done
      hotline: {end: transferred, say: I put you through to the hotline.}
      done: {end: resolved, say: All is well.}

Mended:

    facts:
      country: {type: choice, options: [DE, FR]}
    steps:
      country: {ask: Where do you live?, fact: country, then: by_country}
      by_country:
        route: [{when: country == "DE", go: hotline}]
        otherwise: done
      hotline: {end: transferred, say: I put you through to the hotline.}
      done: {end: resolved, say: All is well.}
"""

from __future__ import annotations

from collections.abc import Iterator

from perfsupport.diagnostics import Severity
from perfsupport.rules.base import Context, Finding, Rule


def check(context: Context) -> Iterator[Finding]:
    """Yield a finding for each part of a condition that is of the wrong type."""
    return context.find_condition_problems("type")


RULE = Rule("PS503", "wrong-type", Severity.ERROR, __doc__, check)
