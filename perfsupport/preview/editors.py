"""Addresses that open a file in the author's editor, at a line."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import quote

from perfsupport.errors import PerfsupportError

EDITORS = {
    "vscode": "vscode://file{path}:{line}:{column}",
    "cursor": "cursor://file{path}:{line}:{column}",
    "idea": "idea://open?file={path}&line={line}&column={column}",
    "sublime": "subl://open?url=file://{path}&line={line}&column={column}",
    "none": "",
}
"""``{path}`` is the whole path of a file and begins with a slash."""

DEFAULT_EDITOR = "vscode"
_PATTERN = re.compile(r"(?!javascript:|data:|vbscript:)[a-z][a-z0-9+.-]*:.*\{path\}.*", re.IGNORECASE)


def find_pattern(editor: str) -> str:
    """Return the pattern of an editor by its name, or one written out; an empty one makes no links.

    Raises PerfsupportError for a name that is not known and for what is no pattern.
    """
    pattern = EDITORS.get(editor, editor)
    if pattern and not _PATTERN.fullmatch(pattern):
        raise PerfsupportError(
            f"--editor takes {', '.join(EDITORS)}, or an address with {{path}} and {{line}} in it,"
            " such as myeditor://open?file={path}&line={line}."
        )
    return pattern


def fill_root(pattern: str, root: Path) -> str:
    """Return the pattern for the files of a project: ``{path}`` is left to be a path below its folder."""
    folder = quote(root.absolute().as_posix(), safe="/:")
    return pattern.replace("{path}", f"/{folder.strip('/')}/{{path}}")
