"""How Sphinx makes the site of the manual: ``make docs``.

The pages are plain Markdown that reads as well on a forge. What Sphinx wants beyond that, its tables of contents and
the names of files above blocks, is put in while it reads.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

from perfsupport import __version__

project = "perfsupport"
author = "perfsupport"
version = release = __version__
language = "en"
html_title = f"perfsupport {__version__}"

extensions = ["myst_parser"]
exclude_patterns = ["pictures/*.py"]
myst_heading_anchors = 4
nitpicky = True
# The wrong examples of rules are wrong: no lexer of YAML takes a tab or a quote that never ends.
suppress_warnings = ["misc.highlighting_failure"]

html_theme = "furo"
html_theme_options = {"footer_icons": []}
html_show_sphinx = False
html_show_copyright = False
html_copy_source = False
html_show_sourcelink = False

TITLED_FENCE = re.compile(r'^```(\w+) title="([^"]*)"$', re.MULTILINE)
CONTENTS = re.compile(r"^([^\n]+):\n\n((?:- \[.*\n)+)", re.MULTILINE)


def setup(app: Sphinx) -> None:
    """Have each page completed as Sphinx reads it."""
    app.connect("source-read", complete)
    app.connect("html-page-context", shorten_contents, priority=100)


def complete(_app: Sphinx, name: str, source: list[str]) -> None:
    """Put in what Sphinx wants, where there is something."""
    text = TITLED_FENCE.sub(r"```{code-block} \1\n:caption: \2\n", source[0])
    if name == "index":
        parts = [(title, re.findall(r"\(([^)]+)\.md\)", links)) for title, links in CONTENTS.findall(text)]
        text += "".join(write_contents(title, pages) for title, pages in parts)
    if name == "rules/index":
        text += write_contents("", sorted(page.stem for page in Path(__file__).parent.glob("rules/PS*.md")))
    source[0] = text


def shorten_contents(_app: Sphinx, _page: str, _template: str, context: dict[str, Any], _doctree: object) -> None:
    """Keep the single rules out of the side of each page: their own page lists them, and a build takes half as long."""
    if whole := context.get("toctree"):
        context["toctree"] = lambda **wanted: whole(**{**wanted, "collapse": True, "maxdepth": 1})


def write_contents(title: str, pages: list[str]) -> str:
    """Return a table of contents for the side of the site."""
    caption = f":caption: {title}\n" if title else ""
    return f"\n```{{toctree}}\n:hidden:\n{caption}\n" + "\n".join(pages) + "\n```\n"
