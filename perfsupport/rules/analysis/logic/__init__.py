"""Logic over paths: which cases can be at which step, and what follows for its conditions.

``read_logic(context)`` gives the :class:`Logic` of a tree, or None where there is nothing to reason about or the tree
has mistakes that come first. What it says is true of every run-through that begins at the first step; after a jump
the steps before count as not visited, and more can be.

- ``logic.states[step]`` are the boxes at a step (``formulas`` says what a box is); none means that nobody gets there.
- ``logic.find_facts(step)`` tells in words what each fact can be at a step, for a side pane or a hover.
- ``logic.find_case(step)`` gives values of the facts with which some run-through gets there, and the path in words.

Everything is counted, nothing timed, so that the same tree always gives the same answer. ``logic.gave_up`` says that a
tree had more cases than are looked at.
"""

from perfsupport.rules.analysis.logic.model import Logic, read_logic

__all__ = ["Logic", "read_logic"]
