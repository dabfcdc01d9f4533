"""A picture, film or sound has no alternative text.

Some reps cannot see the picture: they use a screen reader, or the picture does not load. ``alt`` says in a sentence
what it shows that matters here.

Wrong:

    steps:
      done:
        end: resolved
        say: The code stands on the receipt.
        media: [{file: receipt.svg}]
    # trees/media/receipt.svg

Mended:

    steps:
      done:
        end: resolved
        say: The code stands on the receipt.
        media: [{file: receipt.svg, alt: "A receipt; the code is the last line."}]
    # trees/media/receipt.svg
"""

from __future__ import annotations

from collections.abc import Iterator

from perfsupport.diagnostics import Severity
from perfsupport.rules.base import Context, Finding, Rule
from perfsupport.wording import quote


def check(context: Context) -> Iterator[Finding]:
    """Yield a finding for each media file without ``alt``."""
    for media in context.inventory.media:
        if media.alt is None and media.file:
            cause = f"{quote(media.file)} has no alternative text."
            yield Finding(media.file.span, cause, "Add `alt` with a sentence that says what it shows.")


RULE = Rule("PS801", "missing-alternative-text", Severity.ERROR, __doc__, check)
