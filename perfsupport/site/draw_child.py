"""The child that draws: reads a DOT text and a format as JSON from each line, writes what it drew on a line.

The answer is JSON too: what was drawn in base64, or null.
"""

from __future__ import annotations

import base64
import json
import os
import sys


def main() -> None:
    """Draw until the parent closes the pipe."""
    import pygraphviz

    # Graphviz's own code may print; only answers belong on the parent's pipe.
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    for line in sys.stdin:
        try:
            dot, form = json.loads(line)
            drawn = pygraphviz.AGraph(string=dot).draw(format=form, prog="dot")
            answer = base64.b64encode(drawn).decode()
        except Exception:  # whatever the library raises: the parent says which picture it was
            answer = None
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()
