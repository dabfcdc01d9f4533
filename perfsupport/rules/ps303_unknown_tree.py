"""A step runs a tree that does not exist.

``run`` names another tree of the project by the name of its file without the folder and the ending:
``trees/checks/identity-check.yaml`` is ``identity-check``.

Wrong:

    steps:
      identity: {run: identity-chek, on: {verified: done}}
      done: {end: resolved, say: All is well.}
    # trees/checks/identity-check.yaml
    steps:
      verified: {end: resolved, say: Thank you.}

Mended:

    steps:
      identity: {run: identity-check, on: {verified: done}}
      done: {end: resolved, say: All is well.}
    # trees/checks/identity-check.yaml
    steps:
      verified: {end: resolved, say: Thank you.}
"""

from __future__ import annotations

from collections.abc import Iterator

from perfsupport.diagnostics import Severity
from perfsupport.mending import swap_text
from perfsupport.rules.analysis.names import Names
from perfsupport.rules.base import Context, Finding, Rule
from perfsupport.wording import quote


def check(context: Context) -> Iterator[Finding]:
    """Yield a finding for each ``run`` that names no tree; a tree whose file cannot be read is not missed."""
    unknown = [step for step in context.inventory.subtrees if step.run and step.run not in context.trees]
    others = Names(context.trees.keys() - {context.tree.id} if unknown else ())
    for step in unknown:
        if step.run not in context.unread:
            named = _take_id(step.run)
            if step.run in context.tree.steps:
                remedy = f"{step.run} is a step of this tree: lead to it with go or then."
            else:
                remedy = others.suggest(named, "There is no other tree yet: write it in a file of its own.")
            fix = swap_text(step.run, others.certain(named))
            yield Finding(step.run.span, f"{quote(step.run)} is not a tree of this project.", remedy, fix)


def _take_id(named: str) -> str:
    """Return the id of a tree that may be named by its file."""
    return named.removesuffix(".yaml").rpartition("/")[2]


RULE = Rule("PS303", "unknown-tree", Severity.ERROR, __doc__, check)
