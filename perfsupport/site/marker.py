"""The site's marker: that perfsupport made this folder, and which pictures its maps hold."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup

from perfsupport.site.write import read_marker

MARKER_FORMAT = 1


@dataclass(frozen=True)
class DrawnPicture:
    """A picture on a map page; ``anchor`` is its place there."""

    anchor: str
    title: str
    svg: Markup


@dataclass(frozen=True)
class Drawn:
    """The pictures by tree, what to keep in the marker (hash of the graph: hash of the picture), and warnings."""

    pictures: Mapping[str, Sequence[DrawnPicture]]
    kept: Mapping[str, str]
    warnings: Sequence[str]


def make_marker(drawn: Drawn) -> bytes:
    """Return the content of the marker."""
    return (json.dumps({"format": MARKER_FORMAT, "pictures": drawn.kept}, indent=1) + "\n").encode()


def read_kept(last: Path) -> dict[str, str]:
    """Return what the last build's marker says of its pictures, empty where it cannot be read."""
    try:
        marker = json.loads(read_marker(last))
        pictures = marker["pictures"] if marker["format"] == MARKER_FORMAT else {}
        return {str(graph): str(drawn) for graph, drawn in pictures.items()}
    except (ValueError, TypeError, KeyError, AttributeError):
        return {}
