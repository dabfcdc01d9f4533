"""From what was found to what is told: severities first, then waivers, then what is wrong with the waivers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from perfsupport.diagnostics import Diagnostic, Fix, Severity, sort_diagnostics
from perfsupport.settings import Checks
from perfsupport.settling.comments import SIGN
from perfsupport.settling.severities import BY_CODE, is_active, judge
from perfsupport.settling.waivers import NEEDLESS, Remark, Waiver, read_waivers

SCENARIOS = "PS9"


def settle(found: Iterable[Diagnostic], sources: Mapping[str, str], checks: Checks) -> list[Diagnostic]:
    """Return what is told of what was found, sorted: each with the severity it has here, and nothing that is waived.

    ``sources`` are the texts of the files by path; a waiver that is wrong or waives nothing is a diagnostic itself.
    """
    told: dict[str, list[Diagnostic]] = {}
    for diagnostic in found:
        judged = judge(diagnostic, checks)
        if judged is not None:
            told.setdefault(diagnostic.path, []).append(judged)
    has_errors = any(one.severity is Severity.ERROR for those in told.values() for one in those)
    for path, text in sources.items():
        if "#" in text and SIGN.search(text):
            told[path] = list(_waive(told.get(path, []), path, text, checks, has_errors))
    return sort_diagnostics(one for those in told.values() for one in those)


def _waive(found: Sequence[Diagnostic], path: str, text: str, checks: Checks, has_errors: bool) -> Iterator[Diagnostic]:
    """Yield what is left of a file's diagnostics, and what is wrong with its waivers."""
    waivers, remarks = read_waivers(text)
    allowed = {(waiver.line, code) for waiver in waivers for code in waiver.codes}
    left = [one for one in found if (one.span.line, one.code) not in allowed]
    used = {(one.span.line, one.code) for one in found}
    yield from left
    # In a file with errors not everything is found, so that nobody can tell what is needless.
    if not any(one.severity is Severity.ERROR for one in left):
        for waiver in waivers:
            for code in waiver.codes:
                unproved = code.startswith(SCENARIOS) and has_errors
                if (waiver.line, code) not in used and not unproved:
                    remarks.append(_describe_needless(waiver, code, checks))
    for remark in remarks:
        rule = BY_CODE[remark.code]
        judged = judge(Diagnostic(rule.code, rule.severity, path, *remark[1:]), checks)
        if judged is not None:
            yield judged


def _describe_needless(waiver: Waiver, code: str, checks: Checks) -> Remark:
    if not is_active(BY_CODE[code], checks):
        cause = f"{code} is not checked in this project, so there is nothing to allow."
    elif waiver.line is None:
        cause = f"{code} is allowed here, but no line follows for which that could hold."
    else:
        cause = f"{code} is allowed for line {waiver.line}, and finds nothing there."
    # Of several rules in one comment the others may still be needed.
    fix = Fix("Take the comment away", (waiver.removal,)) if len(waiver.codes) == 1 else None
    return Remark(NEEDLESS, waiver.span, cause, "Take this comment away, or put it on the line that is meant.", fix)
