"""Outlines as one page that stands alone."""

from __future__ import annotations

from collections.abc import Sequence

from perfsupport.catalogues import Words
from perfsupport.outline.model import Outline
from perfsupport.settings import Settings
from perfsupport.site.sheet import render_sheet
from perfsupport.site.templates import Templates
from perfsupport.translating.applying import translate_settings


def write_page(
    outlines: Sequence[Outline], settings: Settings, templates: Templates, words: Words | None = None
) -> str:
    """Return the HTML of outlines, in the language that they are in."""
    words = outlines[0].words if words is None and outlines else words
    title = translate_settings(settings, words.language).title if words is not None else settings.title
    return render_sheet(
        templates, settings, "outline", ("outline",), speech=words, outlines=outlines, project_title=title
    )
