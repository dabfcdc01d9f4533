"""The colours of both schemes, where the page around an aid says which it wants: those of ``styles``."""

from __future__ import annotations

import re

_DARK = re.compile(r"@media (?:screen and )?\(prefers-color-scheme: dark\) \{[^{}]*\{(.*?)\}", re.DOTALL)
_TOKEN = re.compile(r"(--[\w-]+): ([^;]+);")


def write_schemes(tokens: str) -> str:
    """Return rules for ``data-theme`` that win over what the browser prefers, on screens alone.

    Each scheme sets what the dark one changes; a project's own tokens without a dark scheme give no rules.
    """
    dark = dict(_TOKEN.findall("".join(_DARK.findall(tokens))))
    light = {name: value for name, value in _TOKEN.findall(_DARK.sub("", tokens)) if name in dark}
    if not dark:
        return ""
    return f"@media screen {{{_write_scheme('light', light)}{_write_scheme('dark', dark)}}}"


def _write_scheme(name: str, tokens: dict[str, str]) -> str:
    told = "".join(f"{token}: {value};" for token, value in tokens.items())
    return f'[data-theme="{name}"] {{color-scheme: {name};{told}}}'
