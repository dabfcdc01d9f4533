"""Words of the interface are missing in a language of the project.

Buttons, notices and titles come in English, German, French, Spanish and Arabic. In every other language a rep sees
them in English, in the middle of guides in another language, until the project brings them itself: a gettext catalogue
``translations/interface.<language>.po``, as Poedit and other programs write it. Begin with a copy of
``perfsupport/locales/interface.pot``, which has all messages. The finding is at the language in the settings.

Wrong:

    # perfsupport.yaml
    language: nl
    # trees/cards/refund.yaml
    title: Terugbetaling
    owner: payments-desk
    review_by: 2027-06-30
    steps:
      paid: {title: Betaald, end: resolved, say: Het geld is onderweg.}

Mended:

    # perfsupport.yaml
    language: de
    # trees/cards/refund.yaml
    title: Erstattung
    owner: payments-desk
    review_by: 2027-06-30
    steps:
      paid: {title: Erstattet, end: resolved, say: Das Geld ist unterwegs.}
"""

from __future__ import annotations

from perfsupport.diagnostics import Severity
from perfsupport.rules.base import Rule

RULE = Rule("PS857", "interface-not-translated", Severity.ADVICE, __doc__, since=2)
