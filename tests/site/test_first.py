"""The first step in the page's own HTML."""

from __future__ import annotations

from pathlib import Path

import pytest

from perfsupport.building import build_project
from perfsupport.project import load_project
from tests.site.conftest import TODAY

TREE = """\
title: About the caller
facts:
  minor: {{type: yes_no{sensitive}}}
steps:
  age:
    ask: Is the caller of age?
    options:
      Yes: {{go: end, set: {{minor: no}}}}
      No: {{go: end, set: {{minor: yes}}}}
  end: {{end: resolved, say: Done.}}
"""


@pytest.mark.parametrize("sensitive", [False, True])
def test_no_address_tells_what_an_option_sets_of_a_sensitive_fact(project: Path, sensitive: bool) -> None:
    tree = project / "trees" / "about.yaml"
    tree.write_text(TREE.format(sensitive=", sensitive: yes" if sensitive else ""))
    result = build_project(load_project(project), project / "build", TODAY, maps=False, durable=False)
    assert result.written, result.diagnostics
    page = (project / "build" / "about.html").read_text()
    assert ("#?age=yes" in page) is not sensitive
    assert ('<button type="button" class="option" data-option="yes"' in page) is sensitive


@pytest.mark.parametrize(
    ("told", "linked"),
    [
        ("say: Ask kindly.", False),
        ("say: Type `exit`.", True),
        ("why: '> Nobody knows.'", True),
        ('why: "| a | b |\\n| - | - |\\n| 1 | 2 |"', True),
        ("tips: [{text: Wait.}]", True),
    ],
)
def test_a_first_step_links_to_the_styles_that_it_needs(project: Path, told: str, linked: bool) -> None:
    tree = TREE.format(sensitive="").replace("    options:", f"    {told}\n    options:")
    (project / "trees" / "about.yaml").write_text(tree)
    result = build_project(load_project(project), project / "build", TODAY, maps=False, durable=False)
    assert result.written, result.diagnostics
    page = (project / "build" / "about.html").read_text()
    assert ('href="assets/faces.' in page) is linked
