"""Marks by which a finding is known again after its line has moved."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable

from perfsupport.diagnostics import Diagnostic

LENGTH = 32
"""Hexadecimal digits of a mark."""


def find_fingerprints(diagnostics: Iterable[Diagnostic], find_line: Callable[[str, int], str]) -> list[str]:
    """Return a mark for each diagnostic, in their order; no two are the same.

    A mark is made of the code, the file and the author's line without the space around it. Of several findings that
    share these, each has its number.
    """
    from hashlib import sha256

    seen: Counter[tuple[str, str, str]] = Counter()
    marks = []
    for diagnostic in diagnostics:
        line = find_line(diagnostic.path, diagnostic.span.line).strip()
        key = (diagnostic.code, diagnostic.path, line)
        seen[key] += 1
        text = "\0".join([*key, str(seen[key])])
        marks.append(sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:LENGTH])
    return marks
