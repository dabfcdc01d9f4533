"""Where feedback goes: the collector, else issues, else mail, else the forge that the sources lie in."""

from __future__ import annotations

import pytest

from perfsupport.settings import Feedback, Settings
from perfsupport.site.feedback import find_feedback, find_issues
from perfsupport.tree import Text

ISSUES = Text("https://forge.example/new?title={title}&body={body}")
MAIL = Text("aids@example.org")
SOURCE = Text("https://github.com/desk/aids/blob/main/{path}#L{line}")


@pytest.mark.parametrize(
    ("feedback", "collector", "source_url", "way"),
    [
        (Feedback(issues=ISSUES, email=MAIL), "/events", SOURCE, None),
        (Feedback(issues=ISSUES, email=MAIL), None, SOURCE, {"issues": ISSUES}),
        (Feedback(email=MAIL), None, SOURCE, {"email": MAIL}),
        (
            Feedback(),
            None,
            SOURCE,
            {"issues": "https://github.com/desk/aids/issues/new?title={title}&body={body}"},
        ),
        (Feedback(), None, None, None),
    ],
)
def test_the_first_way_there_is(
    feedback: Feedback, collector: str | None, source_url: Text | None, way: dict[str, str] | None
) -> None:
    assert find_feedback(Settings(feedback=feedback, source_url=source_url), collector) == way


@pytest.mark.parametrize(
    ("source_url", "issues"),
    [
        (
            "https://gitlab.example/group/sub/aids/-/edit/main/{path}#L{line}",
            "https://gitlab.example/group/sub/aids/-/issues/new?issue[title]={title}&issue[description]={body}",
        ),
        (
            "https://forgejo.example/desk/aids/src/branch/main/{path}#L{line}",
            "https://forgejo.example/desk/aids/issues/new?title={title}&body={body}",
        ),
        ("https://files.example/{path}", None),
        ("https://git.example/desk/aids/edit/main/{path}", None),
    ],
)
def test_the_forge_is_told_by_the_address_of_the_source(source_url: str, issues: str | None) -> None:
    assert find_issues(source_url) == issues
