"""Turns real decision trees from the shared data into projects of format 1."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from tests.conftest import SHARED_DATA
from tests.generated.trees import to_yaml

LEGAL_ENDS = {"INSCOPE": "resolved", "CONTACT": "transferred", "MEDIATION": "transferred"}


class RealPath(NamedTuple):
    """One way through a real tree: the ids of the options chosen, and the steps visited, the last an outcome."""

    responses: list[str]
    steps: list[str]


def write_towing_rules(folder: Path) -> list[RealPath]:
    """Write ``trees/real/towing-rules.yaml`` below a folder; return all its paths, made by the original's own rules."""
    source = _read("towing-rules.json")
    steps = {_step_id(node_id): _towing_step(node) for node_id, node in source["nodes"].items()}
    start = _step_id(source["first_question"])
    _write(folder, "towing-rules", {"title": source["title"], "start": start, "steps": steps})
    paths = _read("towing-rules.paths.json")["paths"]
    return [
        RealPath([answer.lower() for answer in path["answers"]], [_step_id(node_id) for node_id in path["visited"]])
        for path in paths
    ]


def write_legal_advice_checker(folder: Path) -> list[str]:
    """Write ``trees/real/legal-advice-checker.yaml`` below a folder; return the ids of its outcomes.

    There each node is shown as one option of its parent, and one with a single child leads straight on to it. What
    cannot be reached from the start is left out.
    """
    source = _read("legal-advice-checker.json")
    nodes: Mapping[str, Any] = source["nodes"]
    queue, steps = [source["start"][0]], {}
    for node_id in queue:
        if _step_id(node_id) in steps:
            continue
        targets = [_lead_on(nodes, edge["to"]) for edge in nodes[node_id].get("edges", [])]
        steps[_step_id(node_id)] = _legal_step(nodes[node_id], targets)
        queue += targets
    _write(folder, "legal-advice-checker", {"title": source["title"], "steps": steps})
    return [step_id for step_id, step in steps.items() if "end" in step]


def _read(name: str) -> Any:
    return json.loads((SHARED_DATA / "trees" / name).read_text(encoding="utf-8"))


def _write(folder: Path, tree_id: str, tree: dict[str, Any]) -> None:
    file = folder / "trees" / "real" / f"{tree_id}.yaml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(to_yaml(tree), encoding="utf-8")
    (folder / "perfsupport.yaml").write_text("title: Real trees\n", encoding="utf-8")


def _step_id(node_id: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", node_id.lower()).strip("_")


def _towing_step(node: Mapping[str, Any]) -> dict[str, Any]:
    if node["kind"] == "outcome":
        more = node.get("next_steps_markdown")
        return {"end": "resolved", "say": node["body_markdown"], **({"detail": more} if more else {})}
    options = {
        option["label"]: {"id": option["value"].lower(), "go": _step_id(node["next_by_option"][option["value"]])}
        for option in node["options"]
    }
    step = {"ask": node["title"], "options": options}
    return {**step, "detail": node["body_markdown"]} if "body_markdown" in node else step


def _lead_on(nodes: Mapping[str, Any], node_id: str) -> str:
    """Return the node that is shown where a way leads to ``node_id``."""
    while len(edges := nodes[node_id].get("edges", [])) == 1:
        node_id = edges[0]["to"]
    return node_id


def _legal_step(node: Mapping[str, Any], targets: list[str]) -> dict[str, Any]:
    why = {"why": node["help_markdown"]} if "help_markdown" in node else {}
    if not targets:
        say = f"{node['title']}: {node['context']['category']}"
        return {"end": LEGAL_ENDS.get(node["title"], "resolved"), "say": say, **why}
    options: dict[str, Any] = {}
    for option, target in zip(node["options"], targets, strict=True):
        options[_unlike(option["label"], options)] = {"id": option["value"].lower(), "go": _step_id(target)}
    return {"ask": node.get("heading") or node["title"], "options": options, **why}


def _unlike(label: str, taken: Mapping[str, Any]) -> str:
    """Return the label, made different from those taken: two nodes of one parent may have the same text."""
    while label in taken:
        label += " (again)"
    return label
