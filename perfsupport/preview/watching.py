"""Watching a project's own files; its other folders may be large, so watching stays out of them."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import watchfiles

from perfsupport.catalogues.words import OWN_FOLDER
from perfsupport.folder import TREES, find_tree_path
from perfsupport.settings import SETTINGS_FILE
from perfsupport.site.templates import FOLDER, find_templates

QUICK: dict[str, Any] = {"debounce": 100, "step": 5}
"""Milliseconds: one save may touch a file several times, and nobody wants to wait for it to be quiet."""

OURS = (TREES, FOLDER, OWN_FOLDER, SETTINGS_FILE)


async def watch(root: Path, changed: asyncio.Event) -> None:
    """Set ``changed`` whenever something of the project may have changed, until cancelled.

    Its folders are looked for anew whenever one comes or goes: one that is replaced is another folder to the system.
    """

    def is_ours(_change: watchfiles.Change, path: str) -> bool:
        name = Path(path).name
        # The words of the settings in other languages lie beside them.
        return path == str(root / name) and (name in OURS or find_tree_path(name) == SETTINGS_FILE)

    above = watchfiles.awatch(root, recursive=False, watch_filter=is_ours, **QUICK)
    within = asyncio.create_task(_watch_within(root, changed))
    try:
        async for _ in above:
            within.cancel()
            within = asyncio.create_task(_watch_within(root, changed))
            changed.set()
    finally:
        within.cancel()


async def _watch_within(root: Path, changed: asyncio.Event) -> None:
    own = root / TREES, root / OWN_FOLDER, *find_templates(root).folders
    folders = [folder for folder in own if folder.is_dir()]
    async for _ in watchfiles.awatch(*folders, watch_filter=_is_read, **QUICK):
        changed.set()


def _is_read(_change: watchfiles.Change, path: str) -> bool:
    """Tell whether a project may be read from a file: not from what editors write beside another while they save."""
    name = path.replace("\\", "/").rpartition("/")[2]
    return not name.startswith((".", "#")) and not name.endswith("~")
