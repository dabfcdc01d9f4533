"""Takes passwords out of what is shown: an address may hold one where none belongs, and messages end in logs."""

from __future__ import annotations

import re

from perfsupport.ondemand import compile_late

SIGN = "*"
"""Stands for each character, so that carets below a line still point at their places."""

_LOGIN = compile_late(r"(?i)\b(https?://)([^\s/?#@\"'`<>]+)(?=@)")
"""What stands before the host of a web address; a name alone may be a token."""

_PASSWORD = compile_late(r"(?i)\b([a-z][a-z0-9+.-]*://[^\s:/?#@\"'`<>]*:)(?![0-9]+[/?#])([^\s\"'`<>]+)(?=@)")
"""A number before a stroke is a port, and the @ behind it another matter."""

_FIELD = compile_late(r"(?i)([?&;](?:password|passwd|pwd|pass|token|secret|api_?key)=)([^&;\s\"'`<>]+)")
_STORE = compile_late(
    r"(?im)^([ \t]*[\"']?stor\w*[\"']?[ \t]*:[ \t]*[\"']?(?:[a-z][a-z0-9+.-]*://)?[^\s:@/]*:)(.+)(?=@)"
)
_WHOLE = compile_late(r"(?is)^((?:[a-z][a-z0-9+.-]*://)?[^:@/]*:)(?!//)(.+)(?=@)")


def hide_passwords(text: str) -> str:
    """Return words, or lines of a file, in which the passwords of addresses cannot be read."""
    if "@" not in text and "=" not in text:
        return text
    for pattern in (_LOGIN, _PASSWORD, _STORE, _FIELD):
        text = pattern.sub(_cover, text)
    return text


def hide_password(address: str) -> str:
    """Return something that was meant for an address in which no password can be read, however it was written."""
    return _FIELD.sub(_cover, _WHOLE.sub(_cover, _LOGIN.sub(_cover, address)))


def _cover(found: re.Match[str]) -> str:
    return found[1] + SIGN * len(found[2])
