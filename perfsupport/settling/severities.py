"""How much a finding matters in a project: by its rule, by the set of rules, and by what the settings say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from perfsupport.diagnostics import Diagnostic, Severity
from perfsupport.rules.base import GUARDED, Rule
from perfsupport.rules.catalogue import RULES
from perfsupport.settings import Checks

OFF = "off"
BY_CODE = {rule.code: rule for rule in RULES}


def is_active(rule: Rule, checks: Checks) -> bool:
    """Tell whether a rule may say anything in a project."""
    return rule.guards or (rule.since <= checks.rule_set and checks.weigh(rule.code) != OFF)


def find_active(checks: Checks) -> Sequence[Rule]:
    """Return the rules that may say anything in a project, in the order of their codes."""
    return [rule for rule in RULES if is_active(rule, checks)]


def is_guarding(diagnostic: Diagnostic) -> bool:
    """Tell whether nothing can be built because of it, whatever the settings say."""
    return diagnostic.severity is Severity.ERROR and diagnostic.code[2] in GUARDED


def judge(diagnostic: Diagnostic, checks: Checks) -> Diagnostic | None:
    """Return the diagnostic with the severity it has in a project, or None where it is off or pinned away."""
    if BY_CODE[diagnostic.code].guards or is_guarding(diagnostic):
        return diagnostic
    wanted = checks.weigh(diagnostic.code)
    if wanted == OFF or BY_CODE[diagnostic.code].since > checks.rule_set:
        return None
    return diagnostic if wanted is None else replace(diagnostic, severity=Severity(wanted))
