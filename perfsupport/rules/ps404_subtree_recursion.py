"""A tree runs itself, directly or through other trees.

A tree that runs itself would open the same questions within themselves without end. To go back to an earlier step,
lead to that step instead.

Wrong:

    # trees/checks/identity-check.yaml
    steps:
      caller: {ask: Who is calling?, options: {The holder: verified, Somebody else: proxy}}
      proxy: {run: proxy-check, on: {allowed: verified}}
      verified: {end: resolved, say: Thank you.}
    # trees/checks/proxy-check.yaml
    steps:
      holder: {run: identity-check, on: {verified: allowed}}
      allowed: {end: resolved, say: Thank you.}

Mended:

    # trees/checks/identity-check.yaml
    steps:
      caller: {ask: Who is calling?, options: {The holder: verified, Somebody else: proxy}}
      proxy: {run: proxy-check, on: {allowed: verified}}
      verified: {end: resolved, say: Thank you.}
    # trees/checks/proxy-check.yaml
    steps:
      allowed: {end: resolved, say: Thank you.}
"""

from __future__ import annotations

from collections.abc import Iterator

from perfsupport.diagnostics import Severity
from perfsupport.rules.analysis.graph import find_way
from perfsupport.rules.base import Context, Finding, Rule
from perfsupport.wording import chain_words, quote


def check(context: Context) -> Iterator[Finding]:
    """Yield a finding for each ``run`` that leads back to its tree; the first tree of the circle tells of it."""
    tree, runs = context.tree, context.runs_within
    for step in context.inventory.subtrees:
        if step.run == tree.id:
            cause = f"{quote(tree.id)} runs itself."
            yield Finding(step.run.span, cause, "Lead to the first step again instead.")
            continue
        way = find_way(step.run, tree.id, runs)
        if way is not None and tree.id == min(way):
            others = chain_words([quote(id) for id in way], "which runs")
            cause = f"{quote(tree.id)} runs {others} again."
            yield Finding(step.run.span, cause, "Take this step out, or the one that runs it back.")


RULE = Rule("PS404", "subtree-recursion", Severity.ERROR, __doc__, check)
