"""A line is indented with a tab.

YAML tells by the indentation what belongs to what, and takes spaces only, because a tab is wide in one editor and
narrow in another. Most editors can be told to write spaces when you press Tab. Non-breaking spaces, which come with
text that is copied from word processors and web pages, look like spaces and are none either.

Wrong:

    steps:
    ⟨09⟩done: {end: resolved, say: All is well.}

Mended:

    steps:
      done: {end: resolved, say: All is well.}
"""

from __future__ import annotations

from perfsupport.diagnostics import Severity
from perfsupport.rules.base import Rule

RULE = Rule("PS104", "tab", Severity.ERROR, __doc__)
