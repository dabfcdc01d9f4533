"""What the ids in events meant: a built site's ``events.json``, whose shape is told in ``docs/reference/site.md``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from perfsupport.errors import PerfsupportError

PUBLISHED_FORMAT = 1
PUBLISHED_FILE = "events.json"


def load_published(site: Path) -> dict[str, dict[str, Any]]:
    """Return the trees of a built site by id, or raise PerfsupportError."""
    file = site / PUBLISHED_FILE
    try:
        content = json.loads(file.read_bytes())
        known = content["format"] == PUBLISHED_FORMAT
        trees: dict[str, dict[str, Any]] = content["trees"]
    except (OSError, ValueError, TypeError, KeyError):
        raise PerfsupportError(f"{file} cannot be read. Name a folder made by perfsupport build.") from None
    if not known:
        raise PerfsupportError(f"{file} was made by a newer perfsupport. Update perfsupport.")
    return trees
