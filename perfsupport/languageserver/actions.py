"""What a press mends: the fix of a finding, and all safe fixes of a file at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from perfsupport.diagnostics import Diagnostic, Edit, Fix, Span
from perfsupport.fixing.edits import choose_fixes
from perfsupport.fixing.gaps import find_fix


def find_fixes(found: Sequence[Diagnostic], text: str, within: Span) -> Iterator[tuple[Diagnostic, Fix]]:
    """Yield the findings that touch some lines of a file, each with the fix that a program can make."""
    for diagnostic in found:
        if diagnostic.span.line <= within.end_line and diagnostic.span.end_line >= within.line:
            fix = find_fix(diagnostic, text)
            if fix is not None:
                yield diagnostic, fix


def find_all_edits(found: Sequence[Diagnostic], text: str) -> list[Edit]:
    """Return the edits of all safe fixes of a file that do not get in one another's way."""
    fixes = [fix for diagnostic in found if (fix := find_fix(diagnostic, text)) is not None and fix.safe]
    return [edit for fix in choose_fixes(fixes) for edit in fix.edits]
