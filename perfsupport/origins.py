"""Names of hosts, and origins, as browsers send them: small letters, other scripts as Punycode, no usual port."""

from __future__ import annotations

import ipaddress
import re
import unicodedata

from perfsupport.ondemand import compile_late

ADDRESS = compile_late(
    r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*)://(?P<host>\[[0-9A-Fa-f:.]+\]|[^/?#@\s:\[\]\\]+)(?::(?P<port>[0-9]*))?(?:[/?#].*)?",
    re.DOTALL,
)
LABEL = compile_late(r"[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?")
LONGEST_LABEL = 63
MOST_PORT = 65_535
USUAL_PORTS = {"http": 80, "https": 443}
DOTS = str.maketrans(dict.fromkeys("\u3002\uff0e\uff61", "."))
"""What browsers take for a point between two parts of a name."""


def find_origin(address: str) -> str | None:
    """Return the origin of an address, without whatever stands behind its host; None where it cannot have one."""
    match = ADDRESS.fullmatch(address.strip())
    if match is None:
        return None
    scheme, host, port = match["scheme"].lower(), write_host(match["host"]), int(match["port"] or -1)
    if host is None or port > MOST_PORT:
        return None
    return f"{scheme}://{host}" if port in (-1, USUAL_PORTS.get(scheme)) else f"{scheme}://{host}:{port}"


def write_host(name: str) -> str | None:
    """Return a host's name as browsers send it, or None where it is none."""
    if name.startswith("["):
        return _write_address(name)
    bare = name.translate(DOTS).removesuffix(".")
    labels = [_write_label(label) for label in bare.split(".")]
    return ".".join(label or "" for label in labels) if all(labels) else None


def _write_address(name: str) -> str | None:
    try:
        return f"[{ipaddress.IPv6Address(name.strip('[]'))}]"
    except ValueError:
        return None


def _write_label(label: str) -> str | None:
    plain = unicodedata.normalize("NFKC", label).lower()
    if not plain.isascii():
        # Python's own codec is of a rule from 2003, by which ß is ss; browsers keep the letter.
        if not all(sign == "-" or unicodedata.category(sign)[0] in "LMN" for sign in plain):
            return None
        plain = f"xn--{unicodedata.normalize('NFC', plain).encode('punycode').decode()}"
    return plain if LABEL.fullmatch(plain) and len(plain) <= LONGEST_LABEL else None
