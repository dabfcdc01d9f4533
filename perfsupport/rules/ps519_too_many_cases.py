"""A tree has more cases than the logic check keeps apart.

The check follows all cases that conditions tell apart through the tree, at most 64 at a step. Beyond that it looks at
each fact by itself: what it says is still true, but a condition that several facts together make always or never true
may go unnoticed there. The same facts in a smaller tree, run as a subtree, are kept apart again.

Wrong:

    facts:
      broken_0: {type: yes_no}
      ordered_0: {type: yes_no}
      broken_1: {type: yes_no}
      ordered_1: {type: yes_no}
      broken_2: {type: yes_no}
      ordered_2: {type: yes_no}
      broken_3: {type: yes_no}
      ordered_3: {type: yes_no}
      broken_4: {type: yes_no}
      ordered_4: {type: yes_no}
      broken_5: {type: yes_no}
      ordered_5: {type: yes_no}
      broken_6: {type: yes_no}
      ordered_6: {type: yes_no}
    steps:
      part_0:
        ask: Is part 0 broken?
        options:
          "Yes": {go: part_1, set: {broken_0: yes, ordered_0: yes}}
          "No": {go: part_1, set: {broken_0: no, ordered_0: no}}
      part_1:
        ask: Is part 1 broken?
        options:
          "Yes": {go: part_2, set: {broken_1: yes, ordered_1: yes}}
          "No": {go: part_2, set: {broken_1: no, ordered_1: no}}
      part_2:
        ask: Is part 2 broken?
        options:
          "Yes": {go: part_3, set: {broken_2: yes, ordered_2: yes}}
          "No": {go: part_3, set: {broken_2: no, ordered_2: no}}
      part_3:
        ask: Is part 3 broken?
        options:
          "Yes": {go: part_4, set: {broken_3: yes, ordered_3: yes}}
          "No": {go: part_4, set: {broken_3: no, ordered_3: no}}
      part_4:
        ask: Is part 4 broken?
        options:
          "Yes": {go: part_5, set: {broken_4: yes, ordered_4: yes}}
          "No": {go: part_5, set: {broken_4: no, ordered_4: no}}
      part_5:
        ask: Is part 5 broken?
        options:
          "Yes": {go: part_6, set: {broken_5: yes, ordered_5: yes}}
          "No": {go: part_6, set: {broken_5: no, ordered_5: no}}
      part_6:
        ask: Is part 6 broken?
        options:
          "Yes": {go: by_parts, set: {broken_6: yes, ordered_6: yes}}
          "No": {go: by_parts, set: {broken_6: no, ordered_6: no}}
      by_parts:
        route:
          - {when: broken_0 and ordered_0, go: order}
          - {when: broken_1 and ordered_1, go: order}
          - {when: broken_2 and ordered_2, go: order}
          - {when: broken_3 and ordered_3, go: order}
          - {when: broken_4 and ordered_4, go: order}
          - {when: broken_5 and ordered_5, go: order}
          - {when: broken_6 and ordered_6, go: order}
        otherwise: done
      order: {end: resolved, do: Order the parts.}
      done: {end: resolved, say: All is well.}

Mended:

    facts:
      broken_0: {type: yes_no}
      ordered_0: {type: yes_no}
      broken_1: {type: yes_no}
      ordered_1: {type: yes_no}
    steps:
      part_0:
        ask: Is part 0 broken?
        options:
          "Yes": {go: part_1, set: {broken_0: yes, ordered_0: yes}}
          "No": {go: part_1, set: {broken_0: no, ordered_0: no}}
      part_1:
        ask: Is part 1 broken?
        options:
          "Yes": {go: by_parts, set: {broken_1: yes, ordered_1: yes}}
          "No": {go: by_parts, set: {broken_1: no, ordered_1: no}}
      by_parts:
        route:
          - {when: broken_0 and ordered_0, go: order}
          - {when: broken_1 and ordered_1, go: order}
        otherwise: done
      order: {end: resolved, do: Order the parts.}
      done: {end: resolved, say: All is well.}
"""

from __future__ import annotations

from collections.abc import Iterator

from perfsupport.diagnostics import Severity
from perfsupport.rules.base import Context, Finding, Rule
from perfsupport.wording import quote


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for a tree in which cases were put together, or the work was broken off."""
    logic = context.logic
    if logic is None or logic.is_exact:
        return
    remedy = "Move a part of it to a tree of its own that this one runs, or write scenarios for what matters most."
    if logic.gave_up:
        cause = f"{quote(context.tree.id)} has more cases than are looked at: its conditions were not checked together."
        yield Finding(context.tree.title.span, cause, remedy)
    else:
        first = next(step for id, step in context.tree.steps.items() if id in logic.paths.widened)
        cause = (
            f"From {quote(first.id)} on there are more cases than are kept apart: facts are looked at one by one there."
        )
        yield Finding(first.id.span, cause, remedy)


RULE = Rule("PS519", "too-many-cases", Severity.ADVICE, __doc__, check)
