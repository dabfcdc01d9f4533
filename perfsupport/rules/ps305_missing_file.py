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

from collections.abc import Iterator, Sequence, Set

from perfsupport.diagnostics import Severity
from perfsupport.mending import swap_text
from perfsupport.rules.analysis.names import Names
from perfsupport.rules.base import Context, Finding, Rule
from perfsupport.settings import Settings
from perfsupport.tree import Text
from perfsupport.wording import quote


def check(context: Context) -> Iterator[Finding]:
    """Yield a finding for each media or captions file that does not lie below ``trees/media``."""
    files = [file for media in context.inventory.media for file in (media.file, media.captions) if file]
    yield from _find_missing(files, context.media)


def check_settings(settings: Settings, media: Set[str]) -> Iterator[Finding]:
    """Yield a finding for a logo or a font that does not lie below ``trees/media``."""
    theme = settings.theme
    files = (theme.logo, theme.font_file, theme.font_file_bold)
    yield from _find_missing([file for file in files if file is not None], media)


def _find_missing(files: Sequence[Text], media: Set[str]) -> Iterator[Finding]:
    there = Names(media if files else ())
    for file in files:
        if file not in there:
            # The folder is named by habit, and paths of Windows are pasted.
            name = file.replace("\\", "/").removeprefix("./").removeprefix("trees/").removeprefix("media/")
            remedy = f"Did you mean {name}?" if name in there else there.suggest(name, "Put the file there.")
            fix = swap_text(file, name if name in there else there.certain(file))
            yield Finding(file.span, f"There is no file {quote(file)} below trees/media.", remedy, fix)


RULE = Rule("PS305", "missing-file", Severity.ERROR, __doc__, check, check_settings)
