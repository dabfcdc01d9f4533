"""The site's script and style: modules joined into one file each, named by a hash of what is in them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable

from perfsupport.errors import PerfsupportError
from perfsupport.settings import Theme
from perfsupport.site.templates import Templates

ENTRY = "main"
"""The player's first module; what it imports, and what these import, comes along."""

AID_STYLES = ("tokens", "page", "player")
PAGE_STYLES = ("tokens", "page", "sheets")
"""The index, the maps and the booklets need nothing of the player's, and the aid nothing of theirs."""

HASH_LENGTH = 10

_IMPORT = re.compile(r'import (?:\{[^}]*\} from )?"\./([\w-]+)\.js";')
_DECLARATION = re.compile(r"(?:async )?(?:function\*?|class|const|let) +([A-Za-z_$][\w$]*)")


def name_asset(name: str, content: bytes) -> str:
    """Return the address of an asset: ``player.js`` becomes ``assets/player.<hash>.js``, to be cached for ever."""
    stem, dot, ending = name.rpartition(".")
    return f"assets/{stem}.{hashlib.sha256(content).hexdigest()[:HASH_LENGTH]}{dot}{ending}"


def join_modules(templates: Templates, entry: str = ENTRY) -> bytes:
    """Return the player's modules as one classic script, which unlike a module also runs on a page opened from disk.

    The modules keep to a few habits that make this safe (one-line imports, no default exports, no two top-level names
    alike, no template literal over several lines); a module that breaks one raises PerfsupportError with its line.
    """
    lines: list[str] = []
    owners: dict[str, str] = {}
    for name, text in _order_modules(templates, entry, {}).items():
        for number, line in enumerate(text, start=1):
            kept = _plain_line(line, f"player/{name}.js:{number}", owners)
            if kept:
                lines.append(kept)
    return ('(()=>{"use strict";\n' + "\n".join(lines) + "\n})();\n").encode()


def _order_modules(templates: Templates, name: str, found: dict[str, list[str]]) -> dict[str, list[str]]:
    """Return the lines of a module and of all it imports, each behind those it imports, as a browser does."""
    if name in found:
        return found
    lines = strip_comments(templates.read(f"player/{name}.js"))
    found[name] = lines
    for line in lines:
        if match := _IMPORT.fullmatch(line.rstrip()):
            _order_modules(templates, match[1], found)
    found[name] = found.pop(name)
    return found


def _plain_line(line: str, place: str, owners: dict[str, str]) -> str:
    """Return one line of a module without import, export and indentation."""
    if _IMPORT.fullmatch(line.rstrip()):
        return ""
    plain = line.removeprefix("export ")
    declared = _DECLARATION.match(plain)
    if line.startswith(("import ", "import{")) or (plain != line and not declared):
        raise PerfsupportError(f"{place}: write imports on one line and exports before a declaration.")
    if plain.count("`") % 2:
        raise PerfsupportError(f"{place}: a template literal may not go over several lines.")
    if declared and owners.setdefault(declared[1], place) != place:
        raise PerfsupportError(f"{place}: the name {declared[1]} stands in {owners[declared[1]]} already.")
    return plain.strip()


def strip_comments(text: str) -> list[str]:
    """Return the lines of a script, those that are comments from end to end emptied."""
    lines: list[str] = []
    inside = False
    for line in text.split("\n"):
        bare = line.strip()
        inside = inside or bare.startswith("/*")
        lines.append("" if inside or bare.startswith("//") else line)
        if inside and bare.endswith("*/"):
            inside = False
    return lines


def join_styles(templates: Templates, theme: Theme, names: Iterable[str]) -> bytes:
    """Return style files as one, in order, then the theme."""
    text = "\n".join(templates.read(f"styles/{name}.css") for name in names)
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    lines = [line.strip() for line in text.split("\n")]
    return ("\n".join(filter(None, [*lines, write_theme(theme)])) + "\n").encode()


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
