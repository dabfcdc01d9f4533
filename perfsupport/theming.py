"""A theme worked out: every colour in both schemes, what stands on what, and whether it can be read.

Contrast is WCAG 2's: 4.5 to 1 for words, 3 to 1 for what shows where a control is.
"""

from __future__ import annotations

import colorsys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields
from typing import NamedTuple

from perfsupport.ondemand import compile_late
from perfsupport.settings import Colours, Theme
from perfsupport.tree import Text

WORDS, CONTROLS = 4.5, 3.0

DEFAULTS: Mapping[str, Mapping[str, str]] = {
    "light": {
        "background": "#f4f5f2",
        "surface": "#ffffff",
        "ink": "#1b1f23",
        "quiet": "#57606a",
        "line": "#8b948d",
        "accent": "#0b6b57",
        "say": "#fff6dc",
        "do": "#0b6b57",
        "notice": "#8a4b00",
        "resolved": "#17663a",
        "escalated": "#8a4b00",
        "transferred": "#1f5a94",
        "error": "#b3261e",
    },
    "dark": {
        "background": "#131715",
        "surface": "#1c211f",
        "ink": "#e8ebe7",
        "quiet": "#a9b3ac",
        "line": "#76817b",
        "accent": "#5cc9ac",
        "say": "#2e2814",
        "do": "#5cc9ac",
        "notice": "#f0b866",
        "resolved": "#7fd6a0",
        "escalated": "#f0b866",
        "transferred": "#8fc0f2",
        "error": "#ff9a90",
    },
}
"""What ``styles/tokens.css`` and ``styles/marks.css`` say; a test holds them together."""

_COLOUR = compile_late(r"#[0-9A-Fa-f]{6}")
WASHED = ("notice", "resolved", "escalated", "transferred")
"""Words in these colours stand on a wash of them."""

WASH = 0.12
"""How much of a colour its wash has."""

WASH_OF = "wash of "
DARK_GROUNDS = {"background": (0.08, 0.25), "surface": (0.12, 0.2), "say": (0.13, 0.4)}
"""Lightness and most saturation of grounds that are worked out for the dark scheme."""

DARK_CONTRAST = {"ink": 12.0, "quiet": 6.5, "line": 3.4}
EASY = 5.5
"""The contrast that colours worked out for the dark scheme have at least, where there are such."""

FONTS: Mapping[str, str] = {
    "system": "system-ui, sans-serif",
    "sans": '"Helvetica Neue", Arial, "Liberation Sans", sans-serif',
    "humanist": 'Seravek, "Gill Sans Nova", Ubuntu, Calibri, "DejaVu Sans", sans-serif',
    "serif": '"Iowan Old Style", "Palatino Linotype", "URW Palladio L", Georgia, serif',
    "rounded": 'ui-rounded, "Hiragino Maru Gothic ProN", Quicksand, Nunito, "Arial Rounded MT Bold", sans-serif',
    "mono": "ui-monospace, Menlo, Consolas, monospace",
}
"""Families that need nothing to be loaded, by the name that a theme gives them."""


class Colour(NamedTuple):
    """A colour as ``#rrggbb``, and the author's own text where it was given."""

    value: str
    given: Text | None = None


@dataclass(frozen=True, slots=True)
class Pair:
    """Two colours of one scheme that meet: ``name`` stands on ``ground`` and needs a contrast of ``least`` to 1."""

    scheme: str
    name: str
    ground: str
    least: float
    colour: Colour
    under: Colour
    surface: str

    @property
    def contrast(self) -> float:
        """The contrast that they have."""
        return measure_contrast(self.colour.value, self.under.value)

    @property
    def passes(self) -> bool:
        """Tell whether that is enough."""
        return self.contrast >= self.least


Palette = Mapping[str, Colour]


def make_palettes(theme: Theme) -> dict[str, Palette]:
    """Return every colour of both schemes by name: as given, else for the dark one worked out from the light one."""
    given = {"light": _find_given(theme.light), "dark": _find_given(theme.dark)}
    for scheme, accent in (("light", theme.accent), ("dark", theme.accent_dark)):
        if accent is not None and _COLOUR.fullmatch(accent):
            given[scheme].setdefault("accent", accent)
    light = _fill("light", given["light"], {})
    derived = _derive_dark(given["light"], given["dark"])
    return {"light": light, "dark": _fill("dark", given["dark"], derived)}


def _find_given(colours: Colours | None) -> dict[str, Text]:
    if colours is None:
        return {}
    found = {field.name: getattr(colours, field.name) for field in fields(colours)}
    # What is no colour is told by the check of shapes.
    return {name: text for name, text in found.items() if text is not None and _COLOUR.fullmatch(text)}


def _fill(scheme: str, given: Mapping[str, Text], derived: Mapping[str, str]) -> Palette:
    filled = {name: Colour(derived.get(name, default)) for name, default in DEFAULTS[scheme].items()}
    filled |= {name: Colour(text.lower(), text) for name, text in given.items()}
    if "do" not in given:
        # What is to be done has the colour of what can be pressed, unless the theme says otherwise.
        filled["do"] = Colour(derived.get("do", filled["accent"].value))
    return filled


def _derive_dark(light: Mapping[str, Text], dark: Mapping[str, Text]) -> dict[str, str]:
    """Return the colours of the dark scheme that follow from the light one: the same hue, readable on dark."""
    derived: dict[str, str] = {}
    for name, (lightness, saturation) in DARK_GROUNDS.items():
        if name in light and name not in dark:
            hue, _, own = _split(light[name])
            derived[name] = _join(hue, lightness, min(own, saturation))
    grounds = {name: dark.get(name) or derived.get(name) or DEFAULTS["dark"][name] for name in DARK_GROUNDS}
    for name in light:
        if name not in dark and name not in DARK_GROUNDS:
            least = DARK_CONTRAST.get(name, EASY)
            derived[name] = find_nearest(str(light[name]), list(grounds.values()), least) or DEFAULTS["dark"][name]
    return derived


def find_pairs(theme: Theme) -> Iterator[Pair]:
    """Yield the colours that meet, of which the author gave one at least."""
    for scheme, palette in make_palettes(theme).items():
        for name, ground, least in _find_meetings():
            colour, under = palette[name], _find_ground(ground, palette)
            if colour.given is not None or under.given is not None:
                yield Pair(scheme, name, ground, least, colour, under, palette["surface"].value)


def _find_meetings() -> Iterator[tuple[str, str, float]]:
    for name in ("ink", "quiet", "accent"):
        yield name, "background", WORDS
        yield name, "surface", WORDS
    for name in ("ink", "quiet"):
        yield name, "say", WORDS
    yield "error", "surface", WORDS
    for name in WASHED:
        yield name, f"{WASH_OF}{name}", WORDS
    yield "line", "surface", CONTROLS
    yield "do", "surface", CONTROLS


def _find_ground(ground: str, palette: Palette) -> Colour:
    name = ground.removeprefix(WASH_OF)
    if name == ground:
        return palette[ground]
    # A wash is worked out for colours that the theme gives; the others keep the one they come with.
    surface = palette["surface"]
    return Colour(make_wash(palette[name].value, surface.value), surface.given if palette[name].given else None)


def make_wash(colour: str, surface: str) -> str:
    """Return the ground of a notice or a badge: the surface with a little of its colour."""
    pairs = zip(_read(colour), _read(surface), strict=True)
    return "#" + "".join(f"{round(one * WASH + other * (1 - WASH)):02x}" for one, other in pairs)


def find_ink(colour: str) -> str:
    """Return black or white, whichever has more contrast on a colour: one of them always has 4.5 to 1."""
    return "#000000" if measure_contrast("#000000", colour) > measure_contrast("#ffffff", colour) else "#ffffff"


class Failure(NamedTuple):
    """A colour of the author's that is too near to others.

    ``worst`` is the worst pair, ``others`` name the other colours that it fails with, ``passing`` is the nearest colour
    of the same hue that passes with all of them, None where there is none.
    """

    at: Text
    worst: Pair
    others: list[str]
    passing: str | None


def find_failures(theme: Theme) -> Iterator[Failure]:
    """Yield each colour given that cannot be read: the one in front, or the ground where only that is given."""
    meetings: dict[int, tuple[Text, list[Pair]]] = {}
    for pair in find_pairs(theme):
        at = pair.colour.given or pair.under.given
        if at is not None:
            meetings.setdefault(id(at), (at, []))[1].append(pair)
    for at, pairs in meetings.values():
        failing = [pair for pair in pairs if not pair.passes]
        if failing:
            worst = min(failing, key=lambda pair: pair.contrast / pair.least)
            is_front = worst.colour.given is not None
            others = [pair.ground if is_front else pair.name for pair in failing if pair is not worst]
            yield Failure(at, worst, others, _find_passing(str(at).lower(), pairs))


def _find_passing(colour: str, pairs: list[Pair]) -> str | None:
    def passes(one: str) -> bool:
        return all(measure_contrast(*_meet(one, pair)) >= pair.least for pair in pairs)

    return _search(colour, passes)


def _meet(one: str, pair: Pair) -> tuple[str, str]:
    """Return the two colours of a pair with another one in place of the author's."""
    if pair.colour.given is None:
        return pair.colour.value, one
    return one, make_wash(one, pair.surface) if pair.ground.startswith(WASH_OF) else pair.under.value


def find_nearest(colour: str, others: list[str], least: float) -> str | None:
    """Return the colour of the same hue, nearest in lightness, that has so much contrast to all others, or None."""
    return _search(colour, lambda one: all(measure_contrast(one, other) >= least for other in others))


def _search(colour: str, passes: Callable[[str], bool]) -> str | None:
    hue, lightness, saturation = _split(colour)
    steps = sorted(range(256), key=lambda step: (abs(step / 255 - lightness), step))
    found = (_join(hue, step / 255, saturation) for step in steps)
    return colour if passes(colour) else next((one for one in found if passes(one)), None)


def measure_contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, from 1 to 21 (WCAG 2)."""
    lighter, darker = sorted((_measure_luminance(one), _measure_luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _measure_luminance(colour: str) -> float:
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (n / 255 for n in _read(colour))]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _read(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _split(colour: str) -> tuple[float, float, float]:
    red, green, blue = _read(colour)
    return colorsys.rgb_to_hls(red / 255, green / 255, blue / 255)


def _join(hue: float, lightness: float, saturation: float) -> str:
    return "#" + "".join(f"{round(part * 255):02x}" for part in colorsys.hls_to_rgb(hue, lightness, saturation))
