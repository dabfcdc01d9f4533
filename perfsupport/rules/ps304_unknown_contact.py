"""A step names a contact that the project does not know.

Contacts are written once, in ``perfsupport.yaml``, so that a new telephone number is changed in one place.

Wrong:

    steps:
      done: {end: escalated, say: I ask my supervisor., contact: supervisor}
    # perfsupport.yaml
    contacts:
      desk-supervisor: {name: Desk supervisor, phone: "100"}

Mended:

    steps:
      done: {end: escalated, say: I ask my supervisor., contact: desk-supervisor}
    # perfsupport.yaml
    contacts:
      desk-supervisor: {name: Desk supervisor, phone: "100"}
"""

from __future__ import annotations

from collections.abc import Iterator

from perfsupport.diagnostics import Severity
from perfsupport.mending import swap_text
from perfsupport.rules.analysis.names import Names
from perfsupport.rules.base import Context, Finding, Rule
from perfsupport.wording import quote


def check(context: Context) -> Iterator[Finding]:
    """Yield a finding for each contact that the settings do not name."""
    contacts = Names(context.settings.contacts if context.inventory.contacts else ())
    for contact in context.inventory.contacts:
        if contact not in contacts:
            remedy = contacts.suggest(contact, f"Write {contact} below contacts in perfsupport.yaml.")
            fix = swap_text(contact, contacts.certain(contact))
            yield Finding(contact.span, f"{quote(contact)} is not a contact of this project.", remedy, fix)


RULE = Rule("PS304", "unknown-contact", Severity.ERROR, __doc__, check)
