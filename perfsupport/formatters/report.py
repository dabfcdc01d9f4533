"""What a formatter is given."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from perfsupport.diagnostics import Diagnostic, Severity
from perfsupport.formatters.fingerprints import find_fingerprints
from perfsupport.ondemand import compile_late
from perfsupport.passwords import hide_passwords

LINE_END = compile_late(r"\r\n|\r|\n")


class RuleText(NamedTuple):
    """What a rule is called, what it finds in a sentence, and its page of the manual as Markdown."""

    name: str
    title: str
    page: str


@dataclass(frozen=True, kw_only=True)
class Report:
    """What was found in how many files. ``sources`` is the text of the files by path; ``colour`` is for a terminal.

    ``paths`` are the files, for formats that name the clean ones too. ``strict`` says that warnings count as errors,
    ``untold`` how many findings were left out on request. ``prefix`` is the project's folder below the repository,
    ending in ``/``, for programs that show findings in the repository. ``rules`` are the rules by code, ``manual`` the
    address of the manual, ending in ``/``, where it has one.
    """

    diagnostics: Sequence[Diagnostic]
    sources: Mapping[str, str]
    files: int
    colour: bool = False
    paths: Collection[str] = ()
    strict: bool = False
    untold: int = 0
    prefix: str = ""
    rules: Mapping[str, RuleText] = field(default_factory=dict)
    manual: str = ""

    @cached_property
    def counts(self) -> Mapping[Severity, int]:
        """How many there are of each severity."""
        found = Counter(diagnostic.severity for diagnostic in self.diagnostics)
        return {severity: found[severity] for severity in Severity}

    @cached_property
    def fingerprints(self) -> Sequence[str]:
        """A mark for each diagnostic that stays the same where its line only moves."""
        return find_fingerprints(self.diagnostics, self.find_line)

    @cached_property
    def _lines(self) -> dict[str, list[str]]:
        return {}

    def find_line(self, path: str, number: int) -> str:
        """Return a line of a file as its author wrote it but for passwords, or an empty one where there is none."""
        if path not in self._lines:
            self._lines[path] = LINE_END.split(self.sources.get(path, ""))
        lines = self._lines[path]
        return hide_passwords(lines[number - 1]) if 0 < number <= len(lines) else ""

    def find_name(self, code: str) -> str:
        """Return what the rule with this code is called, empty where nobody said."""
        rule = self.rules.get(code)
        return rule.name if rule is not None else ""

    def is_failure(self, severity: Severity) -> bool:
        """Tell whether a finding of this severity makes the check fail."""
        return severity is Severity.ERROR or (self.strict and severity is Severity.WARNING)
