"""Pages that stand alone in one file: styles inside, nothing loaded, a policy that allows just that."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

from markupsafe import Markup

from perfsupport.catalogues import Words
from perfsupport.settings import Settings
from perfsupport.site.assets import PAGE_STYLES, join_styles
from perfsupport.site.render import make_environment
from perfsupport.site.templates import Templates


def render_sheet(
    templates: Templates,
    settings: Settings,
    name: str,
    styles: tuple[str, ...] = (),
    speech: Words | None = None,
    **names: Any,
) -> str:
    """Return the page of the template ``pages/<name>.html.j2`` with the site's styles and ``styles`` in it.

    It is in the language of ``speech``, else in English words about the project's own.
    """
    style = join_styles(templates, settings.theme, (*PAGE_STYLES, *styles)).decode().replace("</", "<\\/")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    page: str = (
        make_environment(templates, speech or Words(str(settings.language), {}))
        .get_template(f"pages/{name}.html.j2")
        .render(
            style=Markup(style),
            csp=f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'",
            settings=settings,
            **names,
        )
    )
    return page
