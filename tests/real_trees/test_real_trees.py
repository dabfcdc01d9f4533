"""Trees that no one here wrote are read, checked, compiled and walked, in Python and in the player's engine."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from perfsupport.program import Program
from perfsupport.scenarios.keys import State
from perfsupport.scenarios.walker import walk
from tests.compiler.schema import program_validator
from tests.engine.twin import Twin
from tests.generated.trees import TODAY, load_program
from tests.real_trees.convert import write_legal_advice_checker, write_towing_rules

Run = dict[str, Any]


def read_program(folder: Path, twin: Twin) -> Program:
    files = {file.relative_to(folder).as_posix(): file.read_text("utf-8") for file in folder.glob("trees/*/*.yaml")}
    program = load_program(files)
    program_validator().validate(program)
    twin.load(program)
    return program


def walk_both(program: Program, twin: Twin, responses: dict[str, str]) -> Run:
    state: State = {"responses": dict(responses), "known": {}}
    run: Run = dict(walk(program, state, TODAY))
    assert twin.play("walk", state, TODAY) == run
    return run


def test_all_22_paths_of_the_towing_rules(shared_data: Path, tmp_path: Path, twin: Twin) -> None:
    paths = write_towing_rules(tmp_path)
    program = read_program(tmp_path, twin)
    assert len(paths) == 22
    for path in paths:
        run = walk_both(program, twin, dict(zip(path.steps, path.responses, strict=False)))
        assert [entry["step"] for entry in run["path"]] == path.steps
        assert run["outcome"] == path.steps[-1]
    assert len({path.steps[-1] for path in paths}) == 22


def test_every_leaf_of_the_legal_advice_checker(shared_data: Path, tmp_path: Path, twin: Twin) -> None:
    outcomes = write_legal_advice_checker(tmp_path)
    program = read_program(tmp_path, twin)
    reached: set[str] = set()
    waiting: list[dict[str, str]] = [{}]
    seen: set[str] = set()
    while waiting:
        responses = waiting.pop()
        run = walk_both(program, twin, responses)
        key = run["path"][-1]["key"]
        assert run["trouble"] is None
        if run["outcome"] is not None:
            reached.add(run["outcome"])
        elif key not in seen:
            seen.add(key)
            waiting += [{**responses, key: option} for option in run["offered"]]
    assert reached == set(outcomes)
    assert len(outcomes) > 30
