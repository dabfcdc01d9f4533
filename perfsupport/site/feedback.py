"""Where reps say what is wrong or unclear on a step."""

from __future__ import annotations

import re

from perfsupport.settings import Settings

_TITLE_AND_BODY = "title={title}&body={body}"
_FORGES = (
    (re.compile(r"(https://github\.com/[^/]+/[^/]+)/(?:blob|edit|tree)/"), f"/issues/new?{_TITLE_AND_BODY}"),
    (
        re.compile(r"(https?://[^/]+/.+?)/-/(?:blob|edit|tree)/"),
        "/-/issues/new?issue[title]={title}&issue[description]={body}",
    ),
    (re.compile(r"(https?://[^/]+/[^/]+/[^/]+)/(?:src|_edit)/"), f"/issues/new?{_TITLE_AND_BODY}"),
)
"""The address of a file at GitHub, GitLab, and Gitea or Forgejo, and where a new issue of the same project begins."""


def find_feedback(settings: Settings, collector: str | None) -> dict[str, str] | None:
    """Return the way that feedback takes without a collector, ``issues`` or ``email``; None where there is none.

    With a collector it is an event, and what a rep wrote never stands in an address.
    """
    if collector:
        return None
    if settings.feedback.issues is not None:
        return {"issues": str(settings.feedback.issues)}
    if settings.feedback.email is not None:
        return {"email": str(settings.feedback.email)}
    issues = find_issues(settings.source_url or "")
    return None if issues is None else {"issues": issues}


def find_issues(source_url: str) -> str | None:
    """Return the address of a new issue in the project that a file lies in, None where its forge is not known."""
    for pattern, rest in _FORGES:
        if found := pattern.match(source_url):
            return found[1] + rest
    return None
