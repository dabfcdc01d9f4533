"""The child that draws: reads a DOT text as JSON from each line, writes the SVG (or null) as JSON on a line."""

from __future__ import annotations

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
            graph = pygraphviz.AGraph(string=json.loads(line))
            svg = graph.draw(format="svg", prog="dot").decode()
        except Exception:  # whatever the library raises: the parent says which picture it was
            svg = None
        answers.write(json.dumps(svg) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()
