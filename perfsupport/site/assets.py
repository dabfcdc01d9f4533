"""The site's styles, joined into one file each, and the names of assets: a hash of what is in them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable

from perfsupport.settings import Theme
from perfsupport.site.templates import Templates

AID_STYLES = ("tokens", "page", "player")
PAGE_STYLES = ("tokens", "page", "sheets", "../player/parts/search")
"""The index, the maps and the booklets need nothing of the player's, and the aid nothing of theirs."""

ELEMENT_STYLES = """:host{display:block}
.perfsupport{all:initial;display:block;container:perfsupport / inline-size;--rem:16px}
"""

HASH_LENGTH = 10

_PAGE = re.compile(r":root\b|(?<![\w.#-])(?:html|body)(?=\s*[{,:.\[>])")
_WIDTH = re.compile(r"@media \(((?:min|max)-width: ?[^)]*)\)")
_REM = re.compile(r"(?<![\w-])(\d*\.?\d+)rem\b")


def name_asset(name: str, content: bytes) -> str:
    """Return the address of an asset: ``player.js`` becomes ``assets/player.<hash>.js``, to be cached for ever."""
    stem, dot, ending = name.rpartition(".")
    return f"assets/{stem}.{hashlib.sha256(content).hexdigest()[:HASH_LENGTH]}{dot}{ending}"


def join_styles(templates: Templates, theme: Theme, names: Iterable[str]) -> bytes:
    """Return style files as one, in order, then the theme."""
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
    """Return the theme as a rule that sets custom properties, empty for a project without one."""
    pairs = []
    for name, accent in (("--accent", theme.accent), ("--accent-dark", theme.accent_dark)):
        if accent:
            pairs += [f"{name}:{accent}", f"{name}-ink:{_readable_on(accent)}"]
    if theme.radius:
        pairs.append(f"--radius:{theme.radius}px")
    return f":root{{{';'.join(pairs)}}}" if pairs else ""


def _readable_on(colour: str) -> str:
    """Return black or white, whichever has more contrast on a colour given as ``#rrggbb`` (WCAG 2 luminance)."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return "#000000" if (luminance + 0.05) / 0.05 > 1.05 / (luminance + 0.05) else "#ffffff"
