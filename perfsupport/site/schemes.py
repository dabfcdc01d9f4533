"""The colours of both schemes, where the page around an aid says which it wants: those of ``styles/tokens.css``."""

from __future__ import annotations

import re

_LIGHT = re.compile(r":root \{(.*?)\}", re.DOTALL)
_DARK = re.compile(r"@media \(prefers-color-scheme: dark\) \{\s*:root \{(.*?)\}", re.DOTALL)
_TOKEN = re.compile(r"(--[\w-]+): ([^;]+);")


def write_schemes(tokens: str) -> str:
    """Return rules for ``data-theme`` that win over what the browser prefers, on screens alone.

    Each scheme sets what the dark one changes; a project's own tokens without a dark scheme give no rules.
    """
    plain, changed = _LIGHT.search(tokens), _DARK.search(tokens)
    if not plain or not changed:
        return ""
    dark = dict(_TOKEN.findall(changed[1]))
    light = {name: value for name, value in _TOKEN.findall(plain[1]) if name in dark}
    return f"@media screen {{{_write_scheme('light', light)}{_write_scheme('dark', dark)}}}"


def _write_scheme(name: str, tokens: dict[str, str]) -> str:
    told = "".join(f"{token}: {value};" for token, value in tokens.items())
    return f'[data-theme="{name}"] {{color-scheme: {name};{told}}}'
