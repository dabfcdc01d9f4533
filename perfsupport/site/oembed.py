"""oEmbed: what a program that was given a tree's address needs to show the aid itself in place of a link."""

from __future__ import annotations

import html
import json

from perfsupport.settings import Settings
from perfsupport.site.plan import make_links, make_public_address
from perfsupport.site.write import Content

WIDTH, HEIGHT = 400, 640
"""CSS pixels. The height never grows by itself here: who shows the frame runs no script of ours."""


def name_oembed(tree: str) -> str:
    """Return the address of what is said of a tree."""
    return f"{tree}.oembed.json"


def make_oembed(settings: Settings, tree: str, title: str) -> dict[str, Content]:
    """Return the file that describes a tree (oEmbed 1.0, type rich), or none where the site's address is not known.

    The answer is always the same one: a file cannot heed the ``maxwidth`` and ``maxheight`` of who asks.
    """
    address = make_public_address(settings, make_links(tree)["aid"])
    if address is None:
        return {}
    frame = (
        f'<iframe src="{html.escape(address)}" title="{html.escape(title)}" width="{WIDTH}" height="{HEIGHT}"'
        ' allow="clipboard-write"></iframe>'
    )
    answer = {
        "version": "1.0",
        "type": "rich",
        "title": title,
        "provider_name": settings.title,
        "provider_url": make_public_address(settings, ""),
        "html": frame,
        "width": WIDTH,
        "height": HEIGHT,
    }
    return {name_oembed(tree): (json.dumps(answer, ensure_ascii=False, indent=1) + "\n").encode()}
