"""Where things are named: also in scenarios beside a tree, in rows of tables, and at any depth of a key."""

from __future__ import annotations

from pathlib import Path

from perfsupport.languageserver.mentions import Thing, find_all, find_places, find_places_of_tree
from perfsupport.languageserver.places import Mention
from perfsupport.project import load_project
from tests.rules.helpers import write_files

OUTER = """title: Outer
steps:
  run_it: {run: middle, on: {good: done}}
  done: {end: resolved, do: Go on.}
"""
MIDDLE = """title: Middle
steps:
  deeper: {run: inner, on: {fine: good}}
  good: {end: resolved, do: Go on.}
"""
INNER = """title: Inner
facts:
  sum: {type: number, from: host}
steps:
  ask: {ask: How much?, fact: sum, then: fine}
  fine: {end: resolved, do: Go on.}
"""
SCENARIOS = """scenarios:
  - name: One
    given: {sum: "1"}
    passes: [run_it/deeper]
    ends: done
    table:
      - {name: Two, responses: {run_it/deeper/ask~2: "5"}, ends: done}
"""


def test_scenarios_beside_a_tree_name_things_in_their_own_file(tmp_path: Path) -> None:
    beside = "trees/a/outer.scenarios.yaml"
    trees = {f"trees/a/{id}.yaml": text for id, text in (("outer", OUTER), ("middle", MIDDLE), ("inner", INNER))}
    files = {**trees, beside: SCENARIOS, "perfsupport.yaml": "title: T\n"}
    write_files(tmp_path, {path: text.encode() for path, text in files.items()})
    project = load_project(tmp_path)
    places = list(find_places(project))

    def find(thing: Thing) -> list[tuple[str, str]]:
        """Return the file of each place, and what stands there."""
        found = []
        for place in find_all(places, thing):
            line = files[place.path].split("\n")[place.span.line - 1]
            found.append((place.path, line[place.span.column - 1 : place.span.end_column - 1]))
        return found

    inner, middle, outer = (f"trees/a/{id}.yaml" for id in ("inner", "middle", "outer"))
    assert find(Thing(Mention.STEP, "ask", "inner")) == [(inner, "ask"), (beside, "ask")]
    assert find(Thing(Mention.STEP, "deeper", "middle")) == [(middle, "deeper"), *[(beside, "deeper")] * 2]
    assert find(Thing(Mention.STEP, "done", "outer")).count((beside, "done")) == 2
    assert find(Thing(Mention.FACT, "sum", "inner")) == [(inner, "sum"), (inner, "sum"), (beside, "sum")]
    assert {place.path for place in find_places_of_tree(project, project.trees["outer"])} == {outer}
