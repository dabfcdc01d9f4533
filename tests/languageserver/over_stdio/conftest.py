"""A project with files beside one of its trees."""

from __future__ import annotations

import pytest

from tests.languageserver.editor import SCENARIOS, WORDS, Editor

BESIDE = {
    SCENARIOS: """\
scenarios:
  - name: A large sum
    responses: {where: web}
    ends: hand_over
    table:
      - {name: Pounds, responses: {how_much: "900"}}
""",
    WORDS: """\
facts:
  channel:
    options:
      shop: {source: shop, text: Laden}
steps:
  paid:
    say: {source: You can pay ((amount)) now., text: Sie können ((amount)) zahlen.}
""",
}


@pytest.fixture
def beside(editor: Editor) -> Editor:
    for path, text in BESIDE.items():
        (editor.root / path).write_text(text, encoding="utf-8")
    return editor
