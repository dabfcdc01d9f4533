from __future__ import annotations

import re
import sys

import pytest

from perfsupport.settings import Theme
from perfsupport.site.assets import join_styles, name_asset, write_theme
from perfsupport.site.minified import minify
from perfsupport.site.templates import Templates, find_template_folder
from perfsupport.tree import Text


def test_what_cannot_be_made_short_stays_as_it_is() -> None:
    assert minify(b"function broken( {", "application/javascript") == b"function broken( {"


def test_without_the_package_scripts_stay_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "minify", None)
    assert minify(b"const a = 1;", "application/javascript") == b"const a = 1;"


def test_an_asset_is_named_by_its_content() -> None:
    assert name_asset("style.css", b"a") != name_asset("style.css", b"b")
    assert re.fullmatch(r"assets/style\.[0-9a-f]{10}\.css", name_asset("style.css", b"a"))


def test_a_theme_keeps_words_readable_on_its_colours() -> None:
    dark, light = "#0b6157", "#ffe680"
    css = write_theme(Theme(accent=Text(dark), accent_dark=Text(light), radius=Text("4")))
    assert f"--accent:{dark};--accent-ink:#ffffff;" in css
    assert f"--accent-dark:{light};--accent-dark-ink:#000000;--radius:4px" in css
    assert write_theme(Theme()) == ""


def test_styles_lose_their_comments_and_keep_their_rules() -> None:
    css = join_styles(Templates([find_template_folder()]), Theme(), ["tokens", "page"]).decode()
    assert "/*" not in css and "--accent" in css
