"""A picture, film, captions file or logo is not there.

Files that a step shows lie below ``trees/media`` and are named from there. Capitals count: a web server tells
``Till.png`` from ``till.png``, even where your computer does not.

Wrong:

    steps:
      done:
        end: resolved
        say: The code stands on the receipt.
        media: [{file: recipt.svg, alt: A receipt with the code at the top.}]
    # trees/media/receipt.svg

Mended:

    steps:
      done:
        end: resolved
        say: The code stands on the receipt.
        media: [{file: receipt.svg, alt: A receipt with the code at the top.}]
    # trees/media/receipt.svg
"""

from __future__ import annotations

from collections.abc import Iterator

from perfsupport.diagnostics import Severity
from perfsupport.rules.analysis.names import Names
from perfsupport.rules.base import Context, Finding, Rule
from perfsupport.settings import Settings
from perfsupport.tree import Text
from perfsupport.wording import quote


def check(context: Context) -> Iterator[Finding]:
    """Yield a finding for each media or captions file that does not lie below ``trees/media``."""
    for media in context.inventory.media:
        for file in (media.file, media.captions):
            if file and file not in context.media:
                yield _report(file, context.media)


def check_settings(settings: Settings, media: frozenset[str]) -> Iterator[Finding]:
    """Yield a finding for a logo that does not lie below ``trees/media``."""
    logo = settings.theme.logo
    if logo and logo not in media:
        yield _report(logo, media)


def _report(file: Text, media: frozenset[str]) -> Finding:
    cause = f"There is no file {quote(file)} below trees/media."
    name = file.replace("\\", "/").removeprefix("./").removeprefix("trees/").removeprefix("media/")
    remedy = Names(media).suggest(name, "Put the file there.")
    return Finding(file.span, cause, f"Did you mean {name}?" if name in media else remedy)


RULE = Rule("PS305", "missing-file", Severity.ERROR, __doc__, check, check_settings)
