"""The service worker: which files of the site it keeps for use without a network, and by which hashes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

from perfsupport.site.minified import minify
from perfsupport.site.scripts import strip_comments
from perfsupport.site.templates import Templates
from perfsupport.site.write import Content

WORKER = "worker.js"
HASH_LENGTH = 20
LARGEST_COPIED = 5_000_000
"""Bytes. Films are longer, are asked for in pieces, and stay on the server."""

_NEVER = ("headers/", "events.json", WORKER)


def make_worker(templates: Templates, files: Mapping[str, Content]) -> bytes:
    """Return the service worker of a site of these files; where there are none, one that takes itself away.

    Its text changes whenever one of the files does: that is how browsers learn of a new version.
    """
    if not files:
        return _shorten(templates.read("worker-off.js"))
    hashes = {
        address: _hash(content)
        for address, content in sorted(files.items())
        if not address.startswith((".", *_NEVER)) and _measure(content) <= LARGEST_COPIED
    }
    about = json.dumps(hashes, ensure_ascii=True, separators=(",", ":"))
    version = hashlib.sha256(about.encode()).hexdigest()[:HASH_LENGTH]
    site = f'const SITE={{"version":"{version}","files":{about}}};\n'
    return site.encode() + _shorten(templates.read(WORKER))


def _shorten(text: str) -> bytes:
    lines = filter(None, map(str.strip, strip_comments(text)))
    return minify("\n".join(lines).encode(), "application/javascript")


def _hash(content: Content) -> str:
    data = content.read_bytes() if isinstance(content, Path) else content
    return hashlib.sha256(data).hexdigest()[:HASH_LENGTH]


def _measure(content: Content) -> int:
    return content.stat().st_size if isinstance(content, Path) else len(content)
