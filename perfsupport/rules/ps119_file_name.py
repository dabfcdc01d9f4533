"""The file's name or place is none for a tree.

The file ``trees/<category>/<tree-id>.yaml`` holds the tree of that id, which also names its page. An id has small
letters, digits and ``-``; a few names belong to pages of the site. The folder ``media`` holds pictures, and links to
other places are not followed.

Wrong:

    # trees/cards/Card Declined.yaml
    title: Card declined
    steps:
      done: {end: resolved, say: All is well.}

Mended:

    # trees/cards/card-declined.yaml
    title: Card declined
    steps:
      done: {end: resolved, say: All is well.}
"""

from __future__ import annotations

from perfsupport.diagnostics import Severity
from perfsupport.rules.base import Rule

RULE = Rule("PS119", "file-name", Severity.ERROR, __doc__)
