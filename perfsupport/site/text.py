"""Lines and prose of a program as text for pages where no case is in progress: a shown fact stands as its label."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

from perfsupport.program import Line, ProgramTree, Prose

_FACT_MARK = re.compile(r'<span data-fact="([^"]*)"></span>')


def write_line(line: Line, tree: ProgramTree) -> str:
    """Return a line as plain text, each fact as its label in square brackets."""
    if isinstance(line, str):
        return line
    return "".join(part if isinstance(part, str) else f"[{_label(part[0], tree)}]" for part in line)


def write_prose(prose: Prose, tree: ProgramTree) -> Markup:
    """Return prose as HTML, each fact as its label in a marked span."""
    if "data-fact" not in prose:
        return Markup(prose)
    return Markup(_FACT_MARK.sub(lambda mark: f'<span class="fact">{escape(_label(mark[1], tree))}</span>', prose))


def _label(fact: str, tree: ProgramTree) -> str:
    return tree["facts"][fact]["label"] if fact in tree["facts"] else fact
