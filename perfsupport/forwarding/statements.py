"""An event as an xAPI statement (1.0.3). The statement's id is the event's, so that a repeat is one and the same."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from typing import Any, TypeAlias

from perfsupport.events import INDEX_TREE, Event

Statement: TypeAlias = dict[str, Any]

XAPI_VERSION = "1.0.3"
OWN = "urn:perfsupport:"
ANYBODY = "rep"
"""The actor's name where the project gives no rep reference: the same for all, so that nobody is told apart."""

_ADL = "http://adlnet.gov/expapi/verbs/"
VERBS = {
    "session_started": f"{_ADL}initialized",
    "step_viewed": "http://id.tincanapi.com/verb/viewed",
    "option_chosen": f"{_ADL}answered",
    "fact_entered": f"{_ADL}answered",
    "stepped_back": f"{OWN}verb:stepped_back",
    "response_changed": f"{OWN}verb:response_changed",
    "none_fitted": f"{OWN}verb:none_fitted",
    "help_opened": f"{OWN}verb:help_opened",
    "outcome_reached": f"{_ADL}completed",
    "solved_answered": f"{_ADL}responded",
    "note_copied": f"{OWN}verb:note_copied",
    "feedback_given": f"{_ADL}commented",
    "searched": f"{OWN}verb:searched",
    "restarted": f"{OWN}verb:restarted",
    "session_left": f"{_ADL}suspended",
    "session_resumed": f"{_ADL}resumed",
}
RESPONSES = ("option", "value", "outcome", "solved", "text", "words")
"""The field that a statement tells as ``result.response``, the first that is not empty: a record store refuses
empty words."""

EXTENSIONS = (
    *("version", "mode", "language", "sequence", "host", "browser", "within", "entry", "direction", "target"),
    *("fact", "dropped", "section", "outcome", "kind", "hits"),
)
"""Fields that go along under ``urn:perfsupport:…``. The contact reference is not among them. The language is,
since ``context.language`` has to be a registered tag, and a record store would refuse a statement for a slip in one."""

SKEW_MS = 60_000
"""A rep's clock that is further off than this is set right by the collector's."""


class StatementMaker:
    """Makes statements for aids that are published under an address; activity ids begin with it."""

    def __init__(self, site: str) -> None:
        self._site = site.rstrip("/")

    def make_statement(self, event: Event) -> Statement:
        """Return the statement of an event as the store has it."""
        return {
            "id": event["id"],
            "timestamp": _find_time(event),
            "actor": self._make_actor(event),
            "verb": {"id": VERBS[event["type"]], "display": {"en": event["type"].replace("_", " ")}},
            "object": {"objectType": "Activity", "id": self._name_activity(event, event.get("step"))},
            "context": self._make_context(event),
            **_make_result(event),
        }

    def _make_actor(self, event: Event) -> dict[str, Any]:
        account = {"homePage": self._site, "name": event.get("rep") or ANYBODY}
        return {"objectType": "Agent", "account": account}

    def _name_activity(self, event: Event, step: str | None) -> str:
        tree = "" if event["tree"] == INDEX_TREE else event["tree"]
        return f"{self._site}/{tree}" + (f"#{step}" if step else "")

    def _make_context(self, event: Event) -> dict[str, Any]:
        around = {"objectType": "Activity", "id": self._name_activity(event, None)}
        return {
            "registration": _make_registration(event["session"]),
            "platform": "perfsupport",
            **({"contextActivities": {"parent": [around]}} if "step" in event else {}),
            "extensions": {OWN + name: event[name] for name in EXTENSIONS if event.get(name, "") != ""},
        }


def _make_result(event: Event) -> dict[str, Any]:
    result: dict[str, Any] = {}
    response = next((event[name] for name in RESPONSES if event.get(name, "") != ""), None)
    if response is not None:
        result["response"] = response
    if event["type"] == "outcome_reached":
        result["completion"] = True
    if event.get("solved") in ("yes", "no"):
        result["success"] = event["solved"] == "yes"
    if event.get("visible_ms"):
        result["duration"] = f"PT{event['visible_ms'] / 1000:.2f}S"
    return {"result": result} if result else {}


def _find_time(event: Event) -> str:
    skew = event.get("skew_ms", 0)
    at = event["at"] + (skew if abs(skew) > SKEW_MS else 0)
    # A record store may refuse what has not happened yet.
    at = max(0, min(at, event.get("received_at", at)))
    return datetime.fromtimestamp(at / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _make_registration(session: str) -> str:
    try:
        return str(uuid.UUID(session))
    except ValueError:
        return str(uuid.uuid5(uuid.NAMESPACE_URL, OWN + session))
