"""Edits to authors' files: remedies carried out, one canonical form, and nothing touched beside them."""

from perfsupport.fixing.differences import show_difference
from perfsupport.fixing.edits import apply_edits, apply_to_bytes
from perfsupport.fixing.gaps import find_fix

__all__ = ["apply_edits", "apply_to_bytes", "find_fix", "show_difference"]
