"""What a formatter is given."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from perfsupport.diagnostics import Diagnostic, Severity

LINE_END = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, kw_only=True)
class Report:
    """What was found in how many files. ``sources`` is the text of the files by path; ``colour`` is for a terminal."""

    diagnostics: Sequence[Diagnostic]
    sources: Mapping[str, str]
    files: int
    colour: bool = False

    @cached_property
    def counts(self) -> Mapping[Severity, int]:
        """How many there are of each severity."""
        found = Counter(diagnostic.severity for diagnostic in self.diagnostics)
        return {severity: found[severity] for severity in Severity}

    @cached_property
    def _lines(self) -> dict[str, list[str]]:
        return {}

    def find_line(self, path: str, number: int) -> str:
        """Return a line of a file as its author wrote it, or an empty one where there is none."""
        if path not in self._lines:
            self._lines[path] = LINE_END.split(self.sources.get(path, ""))
        lines = self._lines[path]
        return lines[number - 1] if 0 < number <= len(lines) else ""
