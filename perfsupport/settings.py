"""The project's settings: what ``perfsupport.yaml`` says, with the defaults filled in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from perfsupport.tree import OUTCOME_KINDS, Text

SETTINGS_FILE = "perfsupport.yaml"


@dataclass(slots=True, kw_only=True)
class Contact:
    """Someone a rep can turn to. At least one of phone, email, chat or url is given."""

    id: Text
    name: Text
    phone: Text | None = None
    email: Text | None = None
    chat: Text | None = None
    url: Text | None = None
    hours: Text | None = None


@dataclass(slots=True, kw_only=True)
class Tracking:
    """Where events go. Nothing leaves the page unless a sink is named here."""

    collector: Text | None = None
    dom: bool = False
    post_message: bool = False
    data_layer: bool = False
    contact_reference: bool = False
    rep_reference: bool = False


@dataclass(slots=True, kw_only=True)
class Theme:
    """Colours as ``#rrggbb``, the corner radius in CSS pixels, and a logo in ``trees/media``."""

    accent: Text | None = None
    accent_dark: Text | None = None
    radius: Text | None = None
    logo: Text | None = None


@dataclass(slots=True, kw_only=True)
class Settings:
    """What holds for the whole project.

    ``hosts`` are the origins that may embed the aids; ``source_url`` is the address of a file in the forge with
    ``{path}`` and ``{line}`` in it, for "suggest a fix".
    """

    title: Text = field(default_factory=lambda: Text("Job aids"))
    language: Text = field(default_factory=lambda: Text("en"))
    outcomes: Sequence[Text] = field(default_factory=lambda: [Text(kind) for kind in OUTCOME_KINDS])
    contacts: Mapping[str, Contact] = field(default_factory=dict)
    hosts: Sequence[Text] = ()
    theme: Theme = field(default_factory=Theme)
    tracking: Tracking = field(default_factory=Tracking)
    source_url: Text | None = None
