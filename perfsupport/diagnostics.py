"""Diagnostics: what is wrong in an author's file, where it stands, and what to write instead."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class Span(NamedTuple):
    """A stretch of a file. Lines and columns count from 1, columns in code points; the end is exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int


TOP = Span(1, 1, 1, 1)


class Severity(StrEnum):
    """How much a diagnostic matters: an error stops the build, a warning stops it with ``--strict``."""

    ERROR = "error"
    WARNING = "warning"
    ADVICE = "advice"


class Edit(NamedTuple):
    """A stretch of a file and the text to stand there instead; an empty stretch is a place to insert at."""

    span: Span
    text: str


class Fix(NamedTuple):
    """A remedy that a program can carry out: what it does, in a few words, and the edits to the diagnostic's file.

    ``safe`` is False where the author has to look at it afterwards, as at a gap that only they can fill.
    """

    title: str
    edits: tuple[Edit, ...]
    safe: bool = True


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding.

    ``code`` is ``PS`` and three digits, ``path`` the file relative to the project's folder with ``/``, ``cause`` and
    ``remedy`` one sentence each, in the author's words; ``fix`` is the remedy for a program, where there is one.
    """

    code: str
    severity: Severity
    path: str
    span: Span
    cause: str
    remedy: str
    fix: Fix | None = None


def sort_diagnostics(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Return the diagnostics without repeats, in the order of file, place and code."""
    return sorted(set(diagnostics), key=lambda d: (d.path, d.span, d.code, d.cause))


def has_errors(diagnostics: Iterable[Diagnostic], *, strict: bool = False) -> bool:
    """Tell whether a build must stop; ``strict`` counts warnings as errors."""
    stopping = {Severity.ERROR, Severity.WARNING} if strict else {Severity.ERROR}
    return any(d.severity in stopping for d in diagnostics)
