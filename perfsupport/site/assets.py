"""The site's styles, joined into one file each, and the names of assets: a hash of what is in them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import quote

from perfsupport.settings import Theme
from perfsupport.site.templates import Templates
from perfsupport.theming import DEFAULTS, FONTS, WASHED, Palette, find_ink, make_palettes, make_wash

AID_STYLES = ("tokens", "page", "player")
PAGE_STYLES = ("tokens", "marks", "page", "reading", "sheets", "../player/parts/search")
"""The index, the maps and the booklets need nothing of the player's, and the aid nothing of theirs."""

ELEMENT_STYLES = """:host{display:block}
.perfsupport{all:initial;display:block;container:perfsupport / inline-size;--rem:16px}
"""

HASH_LENGTH = 10
OWN_FONT = '"Own font"'

PROPERTIES = {
    "background": "--ground",
    "surface": "--paper",
    "ink": "--ink",
    "quiet": "--ink-soft",
    "line": "--line-strong",
    "say": "--say",
    "do": "--do",
    "notice": "--notice",
    "resolved": "--good",
    "escalated": "--warn",
    "transferred": "--info",
    "error": "--wrong",
}
"""What ``styles/tokens.css`` and ``styles/marks.css`` call the colours of a theme, but for the accents."""

_PAGE = re.compile(r":root\b|(?<![\w.#-])(?:html|body)(?=\s*[{,:.\[>])")
_WIDTH = re.compile(r"@media \(((?:min|max)-width: ?[^)]*)\)")
_REM = re.compile(r"(?<![\w-])(\d*\.?\d+)rem\b")


def name_asset(name: str, content: bytes) -> str:
    """Return the address of an asset: ``player.js`` becomes ``assets/player.<hash>.js``, to be cached for ever."""
    stem, dot, ending = name.rpartition(".")
    return f"assets/{stem}.{hashlib.sha256(content).hexdigest()[:HASH_LENGTH]}{dot}{ending}"


def join_styles(templates: Templates, theme: Theme, names: Iterable[str]) -> bytes:
    """Return style files as one, in order, then the theme."""
    names = [*names, *(["logo"] if theme.logo else [])]
    text = "\n".join(templates.read(f"styles/{name}.css") for name in names)
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    lines = [line.strip() for line in text.split("\n")]
    return ("\n".join(filter(None, [*lines, write_theme(theme)])) + "\n").encode()


def adapt_styles(styles: bytes) -> bytes:
    """Return the aid's styles for a shadow root in a page of somebody else's.

    What says ``:root``, ``html`` or ``body`` is said of the element that holds the aid, which takes over nothing of the
    page around: neither its fonts, nor how large its ``rem`` is, nor how wide its window.
    """
    text = _PAGE.sub(".perfsupport", styles.decode())
    text = text.replace("font: 100%/", "font: var(--rem)/")
    text = _WIDTH.sub(r"@container perfsupport (\1)", text)
    return (ELEMENT_STYLES + _REM.sub(r"calc(\1 * var(--rem))", text)).encode()


def write_theme(theme: Theme) -> str:
    """Return the theme as rules that set custom properties, empty for a project without one.

    Colours are for screens: on paper all is black on white. The dark scheme's accent has a name of its own, so that
    pages can show both.
    """
    palettes = make_palettes(theme)
    plain = [f"--radius:{theme.radius}px"] if theme.radius else []
    if family := _write_family(theme):
        plain.append(f"--font:{family}")
    if theme.size:
        # In per cent of what the reader's browser is set to.
        plain.append(f"font-size:{int(theme.size) / 16 * 100:g}%")
    accents: list[str] = []
    for scheme, name in (("light", "--accent"), ("dark", "--accent-dark")):
        accent = palettes[scheme]["accent"].value
        if accent != DEFAULTS[scheme]["accent"]:
            accents += [f"{name}:{accent}", f"{name}-ink:{find_ink(accent)}"]
    rules = [_write_faces(theme), _write_rule([*accents, *plain])]
    for scheme, query in (("light", "screen"), ("dark", "screen and (prefers-color-scheme:dark)")):
        if rule := _write_rule(list(_find_properties(scheme, palettes))):
            rules.append(f"@media {query}{{{rule}}}")
    return "".join(rules)


def _write_rule(pairs: Iterable[str]) -> str:
    text = ";".join(pairs)
    return f":root{{{text}}}" if text else ""


def _find_properties(scheme: str, palettes: Mapping[str, Palette]) -> Iterator[str]:
    """Yield the custom properties of a scheme that are not as in ``styles``.

    The dark ones are also told where only the light ones differ, since these would hold there too.
    """
    for name, property in PROPERTIES.items():
        if any(palettes[each][name].value != _find_default(each, name, palettes) for each in palettes):
            colour = palettes[scheme][name].value
            yield f"{property}:{colour}"
            if name in WASHED:
                yield f"{property}-wash:{make_wash(colour, palettes[scheme]['surface'].value)}"
            if name == "say":
                yield "--say-line:var(--ink-soft);--say-ink:var(--ink-soft)"


def _find_default(scheme: str, name: str, palettes: Mapping[str, Palette]) -> str:
    return palettes[scheme]["accent"].value if name == "do" else DEFAULTS[scheme][name]


def _write_family(theme: Theme) -> str:
    family = FONTS[str(theme.font)] if theme.font else FONTS["system"]
    if theme.font_file:
        return f"{OWN_FONT},{family}"
    return family if theme.font else ""


def _write_faces(theme: Theme) -> str:
    """Return the rules that load the project's own font, from where the styles lie."""
    bold = theme.font_file_bold
    files = [(theme.font_file, "100 599" if bold else "100 900"), (bold, "600 900")]
    return "".join(
        f"@font-face{{font-family:{OWN_FONT};src:url(../media/{quote(file)});font-weight:{weight};font-display:swap}}"
        for file, weight in files
        if file
    )
