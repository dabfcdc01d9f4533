"""events.json: what each id meant in this version of the site; ``docs/reference/site.md`` tells it in prose."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from perfsupport.program import ProgramStep, ProgramTree
from perfsupport.site.text import write_line
from perfsupport.site.ways import Way
from perfsupport.tree import Tree

EVENTS_FILE_FORMAT = 1


def make_events_file(
    title: str,
    trees: Mapping[str, Tree],
    compiled: Mapping[str, ProgramTree],
    ways: Mapping[str, Mapping[str, Sequence[Way]]],
    source_url: str | None = None,
) -> dict[str, Any]:
    """Return the file's content as plain data; trees are in the order of their ids. ``ways`` is by tree and step.

    ``source_url`` is the address of a file in the forge, with ``{path}`` and ``{line}`` in it.
    """
    shared = {"source_url": str(source_url)} if source_url else {}
    entries = {id: _tree_entry(trees[id], compiled[id], ways[id]) | shared for id in sorted(compiled)}
    return {"format": EVENTS_FILE_FORMAT, "title": title, "trees": entries}


def _tree_entry(source: Tree, tree: ProgramTree, ways: Mapping[str, Sequence[Way]]) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "version": tree["version"],
        "title": tree["title"],
        "category": source.category,
        "path": source.path,
    }
    entry |= {key: tree[key] for key in ("owner", "review_by") if key in tree}
    if source.course and source.course_hours:
        entry["replaces"] = {"course": str(source.course), "hours": float(source.course_hours)}
    entry["start"] = tree["start"]
    if fallback := tree.get("fallback"):
        entry["fallback"] = fallback
    if tree["facts"]:
        kept = {"type", "label", "options", "unit", "sensitive", "track"}
        entry["facts"] = {
            id: {key: value for key, value in fact.items() if key in kept} for id, fact in tree["facts"].items()
        }
    entry["steps"] = {id: _step_entry(step, tree, ways[id]) for id, step in tree["steps"].items()}
    if was := tree.get("was"):
        entry["was"] = was
    return entry


def _step_entry(step: ProgramStep, tree: ProgramTree, ways: Sequence[Way]) -> dict[str, Any]:
    entry: dict[str, Any] = {"kind": step["kind"], "title": write_line(step["title"], tree), "line": step["line"]}
    entry |= {key: step[key] for key in ("run", "on", "end", "exhaustive", "fact", "review_by") if key in step}
    if step["kind"] == "question":
        entry["options"] = {
            option["id"]: {
                "label": write_line(option["label"], tree),
                **({"target": option["target"]} if "target" in option else {}),
            }
            for option in step.get("options", [])
        }
    if was := step.get("option_was"):
        entry["option_was"] = was
    return entry | {"targets": list(dict.fromkeys(way.target for way in ways))}
