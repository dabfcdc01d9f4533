"""The project's settings: what ``perfsupport.yaml`` says, with the defaults filled in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from perfsupport.fields import Fields
from perfsupport.tree import OUTCOME_KINDS, Text, Translation

SETTINGS_FILE = "perfsupport.yaml"
RULE_SET = 2
"""The newest set of rules. A release that brings new rules counts it up, so that a project which pins an older set
hears nothing new until it wants to."""

KNOWN_SETS = tuple(str(number) for number in range(1, RULE_SET + 1))


@dataclass(slots=True, kw_only=True, eq=False, repr=False)
class Contact(Fields):
    """Someone a rep can turn to. At least one of phone, email, chat or url is given."""

    id: Text
    name: Text
    phone: Text | None = None
    email: Text | None = None
    chat: Text | None = None
    url: Text | None = None
    hours: Text | None = None


@dataclass(slots=True, kw_only=True, eq=False, repr=False)
class Tracking(Fields):
    """Where events go. Nothing leaves the page unless a sink is named here."""

    collector: Text | None = None
    dom: bool = False
    post_message: bool = False
    data_layer: bool = False
    contact_reference: bool = False
    rep_reference: bool = False
    search_words: bool = False


@dataclass(slots=True, kw_only=True, eq=False, repr=False)
class Colours(Fields):
    """The colours of one scheme as ``#rrggbb``: grounds, words on them, and what outcomes of each kind are told by."""

    background: Text | None = None
    surface: Text | None = None
    ink: Text | None = None
    quiet: Text | None = None
    line: Text | None = None
    accent: Text | None = None
    say: Text | None = None
    do: Text | None = None
    notice: Text | None = None
    resolved: Text | None = None
    escalated: Text | None = None
    transferred: Text | None = None
    error: Text | None = None


@dataclass(slots=True, kw_only=True, eq=False, repr=False)
class Theme(Fields):
    """The look: colours of both schemes, the font, its size and the corner radius in CSS pixels, and a logo.

    ``accent`` and ``accent_dark`` are short for the accents of the two schemes; what the dark one leaves out follows
    from the light one. ``font`` names a family that needs nothing to be loaded, ``font_file`` and ``font_file_bold``
    are files in ``trees/media``, as the logo is.
    """

    accent: Text | None = None
    accent_dark: Text | None = None
    light: Colours | None = None
    dark: Colours | None = None
    font: Text | None = None
    font_file: Text | None = None
    font_file_bold: Text | None = None
    size: Text | None = None
    radius: Text | None = None
    logo: Text | None = None


KEYS: Mapping[str, str] = {
    "back": "Backspace",
    "search": "/",
    "note": "n",
    "copy": "c",
    "restart": "r",
    "view": "e",
    "keys": "?",
}
"""The single keys of an aid by what they do, unless the project names others; the player has the same."""


@dataclass(slots=True, kw_only=True, eq=False, repr=False)
class Keys(Fields):
    """The keys that the project names, each one small letter or sign."""

    back: Text | None = None
    search: Text | None = None
    note: Text | None = None
    copy: Text | None = None
    restart: Text | None = None
    view: Text | None = None
    keys: Text | None = None

    @property
    def own(self) -> dict[str, str]:
        """What differs from the usual keys."""
        named = {action: getattr(self, action) for action in KEYS}
        return {action: str(key) for action, key in named.items() if key is not None and key != KEYS[action]}

    @property
    def all(self) -> dict[str, str]:
        """Every action's key."""
        return {**KEYS, **self.own}


@dataclass(slots=True, kw_only=True, eq=False, repr=False)
class Feedback(Fields):
    """Where reps say what is wrong where there is no collector: a new issue, or a mail.

    ``issues`` is an address with ``{title}`` and ``{body}`` in it.
    """

    issues: Text | None = None
    email: Text | None = None


@dataclass(slots=True, kw_only=True, eq=False, repr=False)
class NoteTemplate(Fields):
    """How a case note is written.

    ``header`` and ``footer`` may hold ``{title}``, ``{date}``, ``{outcome}``, ``{contact}`` and ``{version}``; a line
    of theirs whose places are all empty is left out. ``line`` holds ``{line}``, a line of the path.
    """

    header: Text = field(default_factory=lambda: Text("{title}"))
    line: Text = field(default_factory=lambda: Text("{line}"))
    footer: Text | None = None


@dataclass(slots=True, kw_only=True, eq=False, repr=False)
class Checks(Fields):
    """What is checked, and how much each finding matters.

    ``rules`` is the set of rules that the project keeps to (None for the newest), ``severity`` what it says of single
    rules by their codes: off, advice, warning or error. The limits are those of the rules on freshness and on writing;
    the page of each rule names the source of its number.
    """

    rules: Text | None = None
    severity: Mapping[Text, Text] = field(default_factory=dict)
    review_soon_days: int = 30
    max_questions: int = 15
    max_options: int = 9
    max_sentence_words: int = 25
    max_checklist: int = 9
    max_height: int = 640

    @property
    def rule_set(self) -> int:
        """The number of the set of rules; one that is not known is the newest."""
        return int(self.rules) if self.rules is not None and self.rules in KNOWN_SETS else RULE_SET

    def weigh(self, code: str) -> str | None:
        """Return the severity that the project wants a rule to have, or None where it says nothing of it."""
        return self.severity.get(Text(code))


@dataclass(slots=True, kw_only=True, eq=False, repr=False)
class Settings(Fields):
    """What holds for the whole project.

    ``language`` is that of the trees, ``languages`` are those that they are translated to; ``translations`` hold the
    words of the settings themselves in these. ``hosts`` are the origins that may embed the aids; ``source_url`` is the
    address of a file in the forge with ``{path}`` and ``{line}`` in it, for "suggest a fix"; ``site_url`` the address
    at which the built site lies; ``offline`` lets browsers keep a copy of it. ``store`` is where events are kept, and
    ``heads`` how many people a replaced course was for; neither changes the site.
    """

    title: Text = field(default_factory=lambda: Text("Job aids"))
    language: Text = field(default_factory=lambda: Text("en"))
    languages: Sequence[Text] = ()
    translations: Sequence[Translation] = ()
    outcomes: Sequence[Text] = field(default_factory=lambda: [Text(kind) for kind in OUTCOME_KINDS])
    contacts: Mapping[str, Contact] = field(default_factory=dict)
    hosts: Sequence[Text] = ()
    theme: Theme = field(default_factory=Theme)
    tracking: Tracking = field(default_factory=Tracking)
    keys: Keys = field(default_factory=Keys)
    checks: Checks = field(default_factory=Checks)
    note: NoteTemplate = field(default_factory=NoteTemplate)
    feedback: Feedback = field(default_factory=Feedback)
    storage: bool = False
    source_url: Text | None = None
    site_url: Text | None = None
    offline: bool = True
    store: Text | None = None
    heads: Text | None = None
