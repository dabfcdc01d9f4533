"""A file of translations has no tree beside it.

The words of a tree in another language lie beside it: those of ``card-declined.yaml`` in German are in
``card-declined.de.yaml``. Without such a tree they are shown nowhere, and nobody notices. Mostly the tree was given
another name, or moved to another category.

Wrong:

    # trees/cards/card-declined.yaml
    steps:
      paid: {end: resolved, say: You can pay again.}
    # trees/cards/card-refused.de.yaml
    steps:
      paid: {say: {source: You can pay again., text: Sie können wieder zahlen.}}

Mended:

    # perfsupport.yaml
    languages: [de]
    # trees/cards/card-declined.yaml
    title: Declined
    owner: payments-desk
    review_by: 2027-06-30
    steps:
      paid: {title: Paid, end: resolved, say: You can pay again.}
    # trees/cards/card-declined.de.yaml
    title: {source: Declined, text: Abgelehnt}
    steps:
      paid: {title: {source: Paid, text: Bezahlt}, say: {source: You can pay again., text: Sie können wieder zahlen.}}
"""

from __future__ import annotations

from perfsupport.diagnostics import Severity
from perfsupport.rules.base import Rule

RULE = Rule("PS856", "translation-without-tree", Severity.ERROR, __doc__, since=2)
