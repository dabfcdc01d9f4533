"""The first step in the page's own HTML."""

from __future__ import annotations

from pathlib import Path

import pytest

from perfsupport.project import build_project, load_project
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
