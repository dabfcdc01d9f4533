"""A comparison as JSON (``docs/reference/diff.md``)."""

from __future__ import annotations

import json
from dataclasses import asdict

from perfsupport.diff.model import ProjectDiff

DIFF_FORMAT = 1


def write_json(diff: ProjectDiff) -> str:
    """Return the comparison as one JSON object."""
    return json.dumps({"format": DIFF_FORMAT, **asdict(diff)}, ensure_ascii=False, indent=2) + "\n"
