"""The parts of a key such as ``run_step/step~2``."""

from __future__ import annotations

import re

PART = re.compile(r"([^/~]+)(?:~[0-9]+)?")
"""A step's id, and which visit of it is meant."""
