"""A condition cannot be read.

Conditions are written as in ``amount > 500 and country == "DE"``: facts by their ids, texts in straight quotes, the
words ``and``, ``or``, ``not`` and ``in``. The manual's page on conditions lists all signs and functions.

Wrong:

    facts:
      country: {type: choice, options: [DE, FR]}
    steps:
      country: {ask: Where do you live?, fact: country, then: by_country}
      by_country:
        route: [{when: country = "DE", go: hotline}]
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
    """Yield a finding for each mistake in how a condition is written."""
    return context.find_condition_problems("syntax")


RULE = Rule("PS501", "condition-syntax", Severity.ERROR, __doc__, check)
