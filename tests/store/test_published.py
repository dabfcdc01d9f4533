"""An events.json that is damaged or lacks something is told by the place where it does."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from perfsupport.errors import PerfsupportError
from perfsupport.store import load_published
from tests.collector.sending import PUBLISHED, write_site

Damage = Callable[[dict[str, Any]], object]

FLAWS: dict[str, Damage] = {
    "trees.till is not an object": lambda trees: trees.update(till=[1]),
    "trees.till.version is missing": lambda trees: trees["till"].pop("version"),
    "trees.till.title is not a text": lambda trees: trees["till"].update(title=7),
    "trees.till.steps is missing": lambda trees: trees["till"].pop("steps"),
    "trees.till.steps is not an object": lambda trees: trees["till"].update(steps=["channel"]),
    "trees.till.was is not an object": lambda trees: trees["till"].update(was="where"),
    "trees.till.steps.paid is not an object": lambda trees: trees["till"]["steps"].update(paid="paid"),
    "trees.till.steps.paid.kind is missing": lambda trees: trees["till"]["steps"]["paid"].pop("kind"),
    "trees.till.steps.paid.end is missing": lambda trees: trees["till"]["steps"]["paid"].pop("end"),
    "trees.till.steps.channel.targets is not a list": lambda trees: trees["till"]["steps"]["channel"].update(
        targets={}
    ),
    "trees.till.steps.channel.options is not an object": lambda trees: trees["till"]["steps"]["channel"].update(
        options=["shop"]
    ),
    "trees.till.steps.channel.options.shop is not an object": lambda trees: trees["till"]["steps"]["channel"][
        "options"
    ].update(shop="In a shop"),
}


@pytest.mark.parametrize("flaw", FLAWS)
def test_what_is_wrong_is_told_by_its_place(tmp_path: Path, flaw: str) -> None:
    trees = copy.deepcopy(PUBLISHED)
    FLAWS[flaw](trees)
    site = write_site(tmp_path / "site", trees)
    with pytest.raises(PerfsupportError) as raised:
        load_published(site)
    file = site / "events.json"
    assert str(raised.value) == f"{file} is damaged: {flaw}. Make it anew with perfsupport build."


def test_what_is_whole_is_read(tmp_path: Path) -> None:
    assert load_published(write_site(tmp_path / "site")) == PUBLISHED
    (tmp_path / "site" / "events.json").write_text(json.dumps({"format": 1, "trees": []}))
    with pytest.raises(PerfsupportError, match="trees is not an object"):
        load_published(tmp_path / "site")
