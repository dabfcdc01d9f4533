"""A film has no captions that browsers show.

On a call nobody can listen to a film, and some reps cannot hear it. ``captions`` names a WebVTT file (``.vtt``) with
the spoken words. Other kinds of captions, such as ``.srt``, browsers pass over in silence.

Wrong:

    steps:
      done:
        end: resolved
        say: I have reset your terminal.
        media: [{file: reset.mp4, alt: How to reset a terminal.}]
    # trees/media/reset.mp4

Mended:

    steps:
      done:
        end: resolved
        say: I have reset your terminal.
        media: [{file: reset.mp4, alt: How to reset a terminal., captions: reset.vtt}]
    # trees/media/reset.mp4
    # trees/media/reset.vtt
"""

from __future__ import annotations

from collections.abc import Iterator

from perfsupport.diagnostics import Severity
from perfsupport.rules.base import Context, Finding, Rule
from perfsupport.wording import quote

WEBVTT = ".vtt"
FILMS = (".mp4", ".m4v", ".webm", ".ogv", ".mov")


def check(context: Context) -> Iterator[Finding]:
    """Yield a finding for each film without ``captions``, or with some that no browser reads."""
    for media in context.inventory.media:
        if not media.file.lower().endswith(FILMS):
            continue
        if media.captions is None:
            cause = f"The film {quote(media.file)} has no captions."
            yield Finding(media.file.span, cause, "Add `captions` with a .vtt file of the spoken words.")
        elif not media.captions.lower().endswith(WEBVTT):
            cause = f"The captions {quote(media.captions)} are not WebVTT, so browsers do not show them."
            yield Finding(media.captions.span, cause, "Save them as a .vtt file, and name that.")


RULE = Rule("PS802", "missing-captions", Severity.WARNING, __doc__, check)
