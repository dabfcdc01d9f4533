"""Packages: a project's site in other wrappings. ``FORMATS`` names them."""

from __future__ import annotations

from perfsupport.packing.project import FORMATS, Packed, pack_project

__all__ = ["FORMATS", "Packed", "pack_project"]
