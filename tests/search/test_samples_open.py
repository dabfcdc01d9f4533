"""Every hit's address opens its step: all steps of the sample trees, played by the engine in Node."""

from __future__ import annotations

from typing import Any

from tests.engine.twin import Twin, twin
from tests.sample_project import load_samples, prove_samples
from tests.search.conftest import TODAY, Finder, make_index

__all__ = ["twin"]


def test_every_address_opens_its_step(twin: Twin, finder: Finder) -> None:
    project = load_samples()
    proved = prove_samples(words=True)
    index = make_index(dict(project.trees), dict(proved.compiled))
    filled = jumped = 0
    for tree in index["trees"]:
        twin.load(proved.programs[tree["id"]])
        for number, (id, *_rest) in enumerate(tree["steps"]):
            address = finder.call("findAddress", tree, number)
            run = open_address(twin, address["fragment"])
            if run["path"][-1]["key"] != id:
                # A step that is out of effect today is passed over, and no hit either.
                assert run["path"][0] == {**run["path"][0], "key": id, "how": "skipped"}, (tree["id"], id)
            assert run["dropped"] == []
            assert ("start" in read_state(twin, address["fragment"])) == address["jumps"]
            filled, jumped = filled + (not address["jumps"]), jumped + address["jumps"]
    assert filled > 15 and jumped > 50


def read_state(twin: Twin, fragment: str) -> dict[str, Any]:
    state: dict[str, Any] = twin.play("parseAddress", fragment, TODAY)
    return state


def open_address(twin: Twin, fragment: str) -> dict[str, Any]:
    run: dict[str, Any] = twin.play("walk", read_state(twin, fragment), TODAY)
    return run
