"""Two colours of the theme that meet are too alike.

Words need a contrast of 4.5 to 1, the borders of what can be pressed 3 to 1 (WCAG 2.2, success criteria 1.4.3 and
1.4.11, level AA). Reps look at an aid for hours, on all kinds of screens. Colours that the theme does not give are
readable on those that come with perfsupport, and colours for dark screens that follow from those for light ones always
are. The finding names the nearest colour of the same hue that passes wherever it stands.

Wrong:

    # perfsupport.yaml
    theme:
      light: {quiet: "#9aa0a6"}
    # trees/cards/refund.yaml
    title: Refund
    owner: Payments desk
    steps:
      done: {end: resolved, say: The money is on its way.}

Mended:

    # perfsupport.yaml
    theme:
      light: {quiet: "#62696f"}
    # trees/cards/refund.yaml
    title: Refund
    owner: Payments desk
    steps:
      done: {end: resolved, say: The money is on its way.}
"""

from __future__ import annotations

from collections.abc import Iterator

from perfsupport.diagnostics import Severity
from perfsupport.rules.base import Finding, Rule
from perfsupport.settings import Settings
from perfsupport.theming import WORDS, Pair, find_failures
from perfsupport.wording import join_words

NONE_PASSES = "No colour of this hue passes with all of them: choose those anew that it stands with."


def check_settings(settings: Settings, _media: frozenset[str]) -> Iterator[Finding]:
    """Yield a finding for each colour of the theme that cannot be read with what it meets, about the worst of these."""
    for at, worst, others, passing in find_failures(settings.theme):
        remedy = f"The nearest that passes everywhere is {passing}."
        yield Finding(at.span, _tell(worst, others), remedy if passing else NONE_PASSES)


def _tell(pair: Pair, others: list[str]) -> str:
    what = "words need" if pair.least == WORDS else "borders and marks need"
    # Cut off, not rounded: 4.49 is not enough, and 4.5 would look as if it were.
    contrast = int(pair.contrast * 100) / 100
    also = f" It is too low with {join_words(others, 'and')} too." if others else ""
    return (
        f"In the {pair.scheme} scheme {pair.name} {pair.colour.value} on {pair.ground} {pair.under.value} has a "
        f"contrast of {contrast:g} to 1, and {what} {pair.least:g} to 1.{also}"
    )


RULE = Rule("PS870", "contrast-too-low", Severity.ERROR, __doc__, check_settings=check_settings, since=2)
