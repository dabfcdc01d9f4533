"""Single keys that a project names: one small letter or sign each, no two alike, and the same list as the player's."""

from __future__ import annotations

import json
import re
import subprocess

import pytest

from perfsupport.parsing import parse_settings
from perfsupport.settings import KEYS
from tests.conftest import ROOT

PATH = "perfsupport.yaml"


def parse_keys(text: str) -> tuple[dict[str, str], list[tuple[str, str]]]:
    settings, diagnostics = parse_settings(f"keys: {text}\n".encode(), PATH)
    return settings.keys.own, [(one.code, f"{one.cause} {one.remedy}") for one in diagnostics]


def test_a_project_names_other_keys() -> None:
    assert parse_keys('{search: f, note: "#", back: b}') == ({"search": "f", "note": "#", "back": "b"}, [])
    assert parse_keys("{note: c, copy: n, restart: r}") == ({"note": "c", "copy": "n"}, [])


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        ("{serach: f}", "PS201", "Did you mean search?"),
        ("{search: n}", "PS208", "`n` is the key of `note` already. Give one of the two another key."),
        ("{search: f, note: f}", "PS208", "`f` is the key of `search` already."),
        ("{search: 7}", "PS204", "Digits choose options"),
        ("{search: ctrl}", "PS204", "Write one small letter or sign, like f."),
        ("{search: F}", "PS204", "one small letter"),
        ('{search: " "}', "PS20", ""),
        ("{back: Backspace}", "PS204", "one small letter"),
        ("{search: [f]}", "PS203", ""),
    ],
)
def test_a_key_that_cannot_be_is_refused_with_the_remedy(text: str, code: str, said: str) -> None:
    _own, found = parse_keys(text)
    assert [(one[: len(code)], said in words) for one, words in found] == [(code, True)], found


def test_the_player_has_the_same_keys(node: str) -> None:
    script = (ROOT / "site_templates/player/controls.js").read_text(encoding="utf-8")
    written = re.search(r"export const KEYS = (\{[^}]*\});", script)
    assert written
    said = subprocess.run([node, "-p", f"JSON.stringify({written[1]})"], capture_output=True, text=True, check=True)
    assert json.loads(said.stdout) == dict(KEYS)
