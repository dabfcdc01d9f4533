"""Outlines as one page that stands alone."""

from __future__ import annotations

from collections.abc import Sequence

from perfsupport.outline.model import Outline
from perfsupport.settings import Settings
from perfsupport.site.sheet import render_sheet
from perfsupport.site.templates import Templates


def write_page(outlines: Sequence[Outline], settings: Settings, templates: Templates) -> str:
    """Return the HTML of outlines."""
    return render_sheet(templates, settings, "outline", ("outline",), outlines=outlines)
