"""A theme: what it makes of the styles, what follows from it for dark screens, and that all of it can be read."""

from __future__ import annotations

import re
from random import Random

import pytest

from perfsupport.parsing import parse_settings
from perfsupport.settings import Colours, Theme
from perfsupport.site.assets import PROPERTIES, write_theme
from perfsupport.theming import DEFAULTS, WASHED, find_failures, find_pairs, make_palettes, make_wash, measure_contrast
from perfsupport.tree import Text
from tests.conftest import ROOT

STYLES = [(ROOT / f"site_templates/styles/{name}.css").read_text(encoding="utf-8") for name in ("tokens", "marks")]


def read_theme(text: str) -> Theme:
    settings, found = parse_settings(text.encode(), "perfsupport.yaml")
    assert found == []
    return settings.theme


def test_the_colours_are_those_of_the_styles() -> None:
    light, dark = map(
        "".join, zip(*(text.split("@media screen and (prefers-color-scheme: dark)") for text in STYLES), strict=True)
    )
    for scheme, text in (("light", light), ("dark", dark)):
        said = dict(re.findall(r"(--[\w-]+): (#[0-9a-f]{3,6});", light)) | dict(
            re.findall(r"(--[\w-]+): (#[0-9a-f]{3,6});", text)
        )
        said = {
            name: f"#{''.join(c * 2 for c in value[1:])}" if len(value) == 4 else value for name, value in said.items()
        }
        said |= {"--notice": said["--warn"], "--do": said["--accent" if scheme == "light" else "--accent-dark"]}
        expected = {property: DEFAULTS[scheme][name] for name, property in PROPERTIES.items()}
        assert {property: said[property] for property in expected} == expected
        assert said["--accent" if scheme == "light" else "--accent-dark"] == DEFAULTS[scheme]["accent"]


def test_what_comes_with_perfsupport_can_be_read() -> None:
    theme = Theme(
        light=Colours(**{name: Text(value) for name, value in DEFAULTS["light"].items()}),
        dark=Colours(**{name: Text(value) for name, value in DEFAULTS["dark"].items()}),
    )
    assert [(pair.scheme, pair.name, pair.ground) for pair in find_pairs(theme) if not pair.passes] == []


@pytest.mark.parametrize(
    ("one", "other", "contrast"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#777777", "#ffffff", 4.48),
        ("#767676", "#ffffff", 4.54),
        ("#0000ff", "#ffffff", 8.59),
    ],
)
def test_contrast_is_as_others_measure_it(one: str, other: str, contrast: float) -> None:
    assert measure_contrast(one, other) == measure_contrast(other, one) == pytest.approx(contrast, abs=0.01)


def test_dark_colours_that_follow_from_light_ones_can_be_read() -> None:
    """Whatever hues a theme has: what the dark scheme leaves out never has too little contrast."""
    random = Random(11)
    for _ in range(300):
        names = random.sample(list(DEFAULTS["light"]), random.randint(1, 13))
        colours = {name: Text(f"#{random.randrange(0x1000000):06x}") for name in names}
        theme = Theme(light=Colours(**colours))
        dark = make_palettes(theme)["dark"]
        grounds = {name: dark[name].value for name in ("background", "surface", "say")}
        for name in ("ink", "quiet", "accent", "error"):
            for ground in ("background", "surface") if name in ("accent", "error") else grounds:
                assert measure_contrast(dark[name].value, grounds[ground]) >= 4.5, (colours, name, ground)
        for name in WASHED:
            ground = make_wash(dark[name].value, grounds["surface"])
            assert measure_contrast(dark[name].value, ground) >= 4.5, (colours, name)
        assert measure_contrast(dark["line"].value, grounds["surface"]) >= 3


def test_the_colour_that_is_told_passes() -> None:
    random = Random(12)
    told = 0
    for _ in range(200):
        name = random.choice(list(DEFAULTS["light"]))
        scheme = random.choice(["light", "dark"])
        theme = Theme(**{scheme: Colours(**{name: Text(f"#{random.randrange(0x1000000):06x}")})})
        for failure in find_failures(theme):
            if failure.passing:
                mended = Theme(**{scheme: Colours(**{name: Text(failure.passing)})})
                assert list(find_failures(mended)) == [], (scheme, name, failure)
                told += 1
    assert told > 50


def test_a_theme_says_only_what_it_changes() -> None:
    assert write_theme(Theme()) == ""
    css = write_theme(read_theme("theme: {light: {surface: '#fafafa'}, radius: 4, size: 18, font: serif}"))
    assert ':root{--radius:4px;--font:"Iowan Old Style",' in css and "font-size:112.5%" in css
    assert "@media screen{:root{--paper:#fafafa}}" in css
    assert "@media screen and (prefers-color-scheme:dark){:root{--paper:#1f1f1f}}" in css
    assert "--ink" not in css


def test_outcomes_bring_their_washes() -> None:
    css = write_theme(read_theme("theme: {light: {resolved: '#005500'}}"))
    assert f"--good:#005500;--good-wash:{make_wash('#005500', '#ffffff')}" in css


def test_an_own_font_is_loaded_from_media() -> None:
    css = write_theme(read_theme("theme: {font_file: fonts/desk-sans.woff2, font: humanist}"))
    assert '@font-face{font-family:"Own font";src:url(../media/fonts/desk-sans.woff2);font-weight:100 900;' in css
    assert '--font:"Own font",Seravek' in css


@pytest.mark.parametrize(
    ("theme", "code"),
    [
        ("{light: {ink: black}}", "PS204"),
        ("{font: papyrus}", "PS204"),
        ("{size: 9}", "PS204"),
        ("{font_file: a.exe}", "PS204"),
        ("{light: {inkk: '#000000'}}", "PS201"),
    ],
)
def test_what_a_theme_cannot_say_is_told_at_its_place(theme: str, code: str) -> None:
    _settings, found = parse_settings(f"theme: {theme}\n".encode(), "perfsupport.yaml")
    assert [one.code for one in found] == [code] and found[0].span.line == 1
