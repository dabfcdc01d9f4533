"""However authors write their YAML, a change does the same: no text gets lost, and nothing is refused without need."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

import yaml
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from perfsupport.diagnostics import has_errors
from perfsupport.project import Project, change_project, load_project
from perfsupport.proving import prove_project
from perfsupport.refactoring import (
    Change,
    RefusedError,
    check_change,
    extract_steps,
    inline_tree,
    rename_fact,
    rename_option,
    rename_step,
    rename_tree,
)
from perfsupport.tree import Question, Subtree
from tests.generated.disguise import disguise
from tests.generated.trees import TODAY, make_project, make_runs
from tests.rules.helpers import write_files
from tests.sampling import times

ESCAPES = "without escapes"
"""A name that is written with escapes is refused in these words."""

Make = Callable[[Project], Change]


@settings(max_examples=times(4), deadline=None, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 2**32))
def test_what_is_written_otherwise_changes_alike(tmp_path_factory: Any, seed: int) -> None:
    random = Random(seed)
    made = (make_runs if random.random() < 0.5 else make_project)(random)
    documents = {path: salt(yaml.load(text, yaml.BaseLoader), random) for path, text in made.items()}
    root: Path = tmp_path_factory.mktemp("style")
    plain = load(
        root / "plain",
        {
            path: yaml.dump(each, sort_keys=False, default_style='"', allow_unicode=True)
            for path, each in documents.items()
        },
    )
    other = load(root / "other", {path: disguise(each, random) for path, each in documents.items()})
    before = tell(plain[0])
    assume(before is not None)
    assert tell(other[0]) == before
    for name, make in list_changes(plain[0], random):
        one, two = (change(*each, make) for each in (plain, other))
        assert one == two or (ESCAPES in str(two) and len(one) == 2), f"{seed}: {name}"


def salt(value: Any, random: Random, key: str = "") -> Any:
    """Return a document with lines in some of its prose that look like comments."""
    if isinstance(value, dict):
        return {name: salt(each, random, name) for name, each in value.items()}
    if isinstance(value, list):
        return [salt(each, random, key) for each in value]
    return f"{value}\n# 5 is no comment\n#6" if key in ("say", "do", "why") and random.random() < 0.3 else value


def load(root: Path, texts: dict[str, str]) -> tuple[Project, dict[str, bytes]]:
    files = {path: text.encode() for path, text in texts.items()}
    write_files(root, files)
    return load_project(root), files


def list_changes(project: Project, random: Random) -> Iterator[tuple[str, Make]]:
    for id, tree in project.trees.items():
        steps = list(tree.steps)
        yield f"tree {id}", lambda p, id=id: rename_tree(p, id, "cat/zz-tree")  # type: ignore[misc]
        for old in random.sample(steps, min(2, len(steps))):
            yield f"step {id} {old}", lambda p, id=id, old=old: rename_step(p, id, old, "zz_new")  # type: ignore[misc]
        for old in random.sample(list(tree.facts), min(2, len(tree.facts))):
            yield f"fact {id} {old}", lambda p, id=id, old=old: rename_fact(p, id, old, "zz_fact")  # type: ignore[misc]
        some = tuple(random.sample(steps, min(len(steps), random.choice([1, 2, 3]))))
        yield f"extract {id} {some}", lambda p, id=id, some=some: extract_steps(p, id, some, "new/part", TODAY)  # type: ignore[misc]
        for key, step in tree.steps.items():
            if isinstance(step, Question):
                option = random.choice(step.options)
                for old, new in ((option.label, "Some: new # label"), (option.id, "zz-id")):
                    yield (
                        f"option {id} {key} {old}",
                        lambda p, id=id, key=key, old=old, new=new: rename_option(p, id, key, old, new),  # type: ignore[misc]
                    )
            elif isinstance(step, Subtree):
                yield f"inline {id} {key}", lambda p, id=id, key=key: inline_tree(p, id, key, TODAY)  # type: ignore[misc]


def change(project: Project, files: dict[str, bytes], make: Make) -> tuple[str, ...]:
    """Return what comes of a change: that it was refused and why, or the programs afterwards."""
    try:
        new = check_change(project, make(project), files, TODAY)
    except RefusedError as refused:
        return ("refused", str(refused)) if ESCAPES in str(refused) else ("refused",)
    return "made", str(tell(change_project(project, new)))


def tell(project: Project) -> str | None:
    """Return the programs as text, None where there are errors."""
    proved = prove_project(project, TODAY)
    return None if has_errors(proved.diagnostics) else json.dumps(strip(json.loads(json.dumps(proved.programs))))


def strip(value: Any) -> Any:
    """Return a program without what tells where and in which order things stand in the file."""
    if isinstance(value, dict):
        left = {key: strip(each) for key, each in value.items() if key not in ("line", "version")}
        return left | {
            key: sorted(each.items()) for key, each in left.items() if key == "was" and isinstance(each, dict)
        }
    return [strip(each) for each in value] if isinstance(value, list) else value
