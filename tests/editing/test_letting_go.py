"""A check leaves nothing that only the garbage collector could take away: it stops everything while it looks around."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.generate import write_site
from perfsupport.languageserver.workspace import SupersededError, Workspace
from perfsupport.parsing.building import Reading
from perfsupport.rules.base import Context
from perfsupport.tree import Tree

TODAY = "2026-11-22"


@pytest.fixture
def nobody_collects() -> Iterator[None]:
    gc.collect()
    gc.disable()
    yield
    gc.set_debug(0)
    gc.garbage.clear()
    gc.enable()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("    ask: ", "    ask: x"),
        ("    ask: ", "    owner: me\n    ask: "),
        ("    then: ", "    then: x"),
        ("    ask: ", '    ask: "'),
        ("    ask: ", "    as\n    ask: "),
        ("    ask: ", "\task: "),
        ("title: ", "title: x"),
        ("steps:\n", "steps:\n  again: {end: resolved}\n  again: {end: resolved}\n"),
        ("steps:\n", "... \nsteps:\n"),
    ],
)
@pytest.mark.parametrize("patience", [10_000, 20])
def test_no_check_leaves_a_tree_behind(
    tmp_path: Path, nobody_collects: None, old: str, new: str, patience: int
) -> None:
    """Also what a check knew that was given up in the midst of it."""
    write_site(tmp_path, trees=1, steps=30)
    (file,) = tmp_path.glob("trees/*/*.yaml")
    text = file.read_text(encoding="utf-8")
    workspace = Workspace(tmp_path, lambda: TODAY)
    workspace.check()
    path = workspace.find_path(file)
    gc.collect()
    for each in (text.replace(old, new, 1), text.replace("ask: ", "ask: Well, ", 1), text):
        workspace.put_unsaved(path, each)
        left = iter(range(patience))
        with contextlib.suppress(SupersededError):
            workspace.check(is_wanted=lambda left=left: next(left, None) is not None)
    gc.set_debug(gc.DEBUG_SAVEALL)
    gc.collect()
    assert not [type(one) for one in gc.garbage if isinstance(one, Tree | Context | Reading)]
