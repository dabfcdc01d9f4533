"""Two trees have the same id.

A tree's id is the name of its file without the ending, and it names the tree's page, its statistics and the subtrees
that run it. The folder around the file does not count, so the same file name cannot stand in two folders.

Wrong:

    # trees/cards/refund.yaml
    steps:
      done: {end: resolved, say: The refund is on its way.}
    # trees/orders/refund.yaml
    steps:
      done: {end: resolved, say: The refund is on its way.}

Mended:

    # trees/cards/refund.yaml
    steps:
      done: {end: resolved, say: The refund is on its way.}
    # trees/orders/order-refund.yaml
    steps:
      done: {end: resolved, say: The refund is on its way.}
"""

from __future__ import annotations

from collections.abc import Iterator

from perfsupport.diagnostics import TOP, Severity
from perfsupport.rules.base import Context, Finding, Rule
from perfsupport.wording import quote


def check(context: Context) -> Iterator[Finding]:
    """Yield a finding for a tree whose id an earlier file has taken."""
    tree, first = context.tree, context.trees.get(context.tree.id)
    if first is not None and first is not tree:
        cause = f"{first.path} is already the tree {quote(tree.id)}."
        yield Finding(TOP, cause, f"Give one of the two files another name, such as {tree.category}-{tree.id}.yaml.")


RULE = Rule("PS209", "repeated-tree", Severity.ERROR, __doc__, check)
