"""Changes over several files that leave everything working: pure functions from a project to edits by path."""

from perfsupport.refactoring.change import Change, RefusedError, apply_change, check_change
from perfsupport.refactoring.extracting import extract_steps
from perfsupport.refactoring.facts import rename_fact
from perfsupport.refactoring.inlining import inline_tree
from perfsupport.refactoring.options import rename_option
from perfsupport.refactoring.steps import rename_step
from perfsupport.refactoring.trees import rename_tree

__all__ = [
    "Change",
    "RefusedError",
    "apply_change",
    "check_change",
    "extract_steps",
    "inline_tree",
    "rename_fact",
    "rename_option",
    "rename_step",
    "rename_tree",
]
