"""The last lines of a report: how much was found, and what to mend first where it is much."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from perfsupport.diagnostics import Diagnostic, Severity
from perfsupport.formatters.report import Report

MANY = 20
"""From so many findings on it is said where to begin."""

SHOWN = 3
"""So many files and rules are named."""


def count(number: int, one: str, more: str = "") -> str:
    """Return ``1 file``, ``2 files``."""
    return f"{number} {one}" if number == 1 else f"{number} {more or one + 's'}"


def is_of_reading(diagnostic: Diagnostic) -> bool:
    """Tell whether a part of the file could not be read, so that other findings may be hidden or mistaken."""
    return diagnostic.severity is Severity.ERROR and diagnostic.code.startswith("PS1")


def sum_up(report: Report) -> str:
    """Return how many findings there are, in one line without colour; authors' words are not in it."""
    files = count(report.files, "file")
    left_out = f" Not told: {count(report.untold, 'finding')} that the change did not cause." if report.untold else ""
    if not report.diagnostics:
        return f"Nothing to mend in {files}.{left_out}"
    counts = [
        count(report.counts[Severity.ERROR], "error"),
        count(report.counts[Severity.WARNING], "warning"),
        count(report.counts[Severity.ADVICE], "piece of advice", "pieces of advice"),
    ]
    told = [text for text in counts if not text.startswith("0 ")]
    words = " and ".join([", ".join(told[:-1]), told[-1]]) if len(told) > 1 else told[0]
    touched = len({diagnostic.path for diagnostic in report.diagnostics})
    mechanical = count_mechanical(report)
    mended = f" perfsupport fix mends {mechanical} of them." if mechanical else ""
    first = min(report.diagnostics, key=lambda one: list(Severity).index(one.severity)).code
    return f"{words} in {touched} of {files}.{left_out}{mended} More about a finding: perfsupport explain {first}"


def advise(report: Report) -> Sequence[str]:
    """Return what to mend first, a line each, where there is enough to lose sight of; paths stand as they are."""
    if len(report.diagnostics) < MANY:
        return []
    hints = [*_name_unread(report), *_name_mechanical(report), *_name_worst_files(report), *_name_worst_rule(report)]
    return ["Where to begin:", *(f"  {number}. {hint}" for number, hint in enumerate(hints, 1))]


def _name_unread(report: Report) -> Iterator[str]:
    """What could not be read comes first: it hides other mistakes, and some findings are only its shadow."""
    first: dict[str, Diagnostic] = {}
    for diagnostic in report.diagnostics:
        if is_of_reading(diagnostic):
            first.setdefault(diagnostic.path, diagnostic)
    if first:
        places = [f"{path}:{one.span.line}" for path, one in first.items()]
        yield f"What could not be read, since it hides other mistakes: {_list_some(places)}"


def _name_mechanical(report: Report) -> Iterator[str]:
    if number := count_mechanical(report):
        yield f"What needs no thought, {number} of {len(report.diagnostics)}: perfsupport fix"


def count_mechanical(report: Report) -> int:
    """Return how many findings a program can mend without anybody looking at it afterwards."""
    return sum(1 for diagnostic in report.diagnostics if diagnostic.fix is not None and diagnostic.fix.safe)


def _name_worst_files(report: Report) -> Iterator[str]:
    """Errors count before warnings, and warnings before advice."""
    kinds = {severity: Counter[str]() for severity in Severity}
    for diagnostic in report.diagnostics:
        kinds[diagnostic.severity][diagnostic.path] += 1
    severity = next(severity for severity in Severity if kinds[severity])
    found = kinds[severity]
    if len({diagnostic.path for diagnostic in report.diagnostics}) > 1:
        ranked = sorted(found, key=lambda path: (-found[path], path))
        noun = {Severity.ERROR: "errors", Severity.WARNING: "warnings", Severity.ADVICE: "advice"}[severity]
        yield f"The files with most {noun}: {_list_some([f'{path} ({found[path]})' for path in ranked])}"


def _name_worst_rule(report: Report) -> Iterator[str]:
    """One misunderstanding often stands behind many findings of one rule."""
    ((code, number), *others) = Counter(diagnostic.code for diagnostic in report.diagnostics).most_common(2)
    if others and number > max(others[0][1], 2):
        name = report.find_name(code)
        yield f"The finding made most often, {number} times: {code}{name and f', {name}'}. perfsupport explain {code}"


def _list_some(words: Sequence[str]) -> str:
    more = f", and {len(words) - SHOWN} more" if len(words) > SHOWN else ""
    return ", ".join(words[:SHOWN]) + more
