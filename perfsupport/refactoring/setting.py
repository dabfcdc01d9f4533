"""Sets facts on every way that leads to a step."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from perfsupport.diagnostics import Edit
from perfsupport.edges import find_edges
from perfsupport.mending import write_text
from perfsupport.parsing.nodes import ListNode, MapNode
from perfsupport.refactoring.change import put
from perfsupport.refactoring.source import SourceFile
from perfsupport.tree import Question, Step, Text, Tree

BEHIND = ("then", "otherwise", "run")
"""The keys of a step behind which ``set`` reads well."""


def find_set_edits(
    source: SourceFile, tree: Tree, target: str, values: Mapping[str, str | list[str]]
) -> Iterator[Edit]:
    """Yield the edits that set facts wherever a way leads to a step: at the option, else at the step before."""
    for step in tree.steps.values():
        if isinstance(step, Question) and not step.pick_many:
            yield from _set_at_options(source, step, target, values)
        elif any(edge.target == target for edge in find_edges(step, None)):
            yield from _set_at(source, source.find_map("steps", str(step.id)), step, values)


def _set_at_options(
    source: SourceFile, step: Question, target: str, values: Mapping[str, str | list[str]]
) -> Iterator[Edit]:
    node = source.find_map("steps", str(step.id))
    if step.then == target and any(option.go is None for option in step.options):
        yield from _set_at(source, node, step, values)
        return
    leading = {option.go.span for option in step.options if option.go is not None and option.go == target}
    options = node.get(Text("options"))
    entries = options.values() if isinstance(options, MapNode) else options if isinstance(options, ListNode) else ()
    for entry in entries:
        if isinstance(entry, Text) and entry.span in leading:
            yield put(entry, f"{{go: {entry}, set: {_write(values)}}}")
        elif isinstance(entry, MapNode) and isinstance(go := entry.get(Text("go")), Text) and go.span in leading:
            yield from _add(source, entry, "go", values)


def _set_at(source: SourceFile, node: MapNode, step: Step, values: Mapping[str, str | list[str]]) -> Iterator[Edit]:
    anchor = next((key for key in BEHIND if getattr(step, key, None) is not None), "")
    yield from _add(source, node, anchor, values)


def _add(source: SourceFile, node: MapNode, anchor: str, values: Mapping[str, str | list[str]]) -> Iterator[Edit]:
    there = node.get(Text("set"))
    if isinstance(there, MapNode) and there:
        yield from (source.put_first(there, name, _write_value(value)) for name, value in values.items())
    else:
        yield source.put_behind(node, anchor, "set", _write(values))


def _write(values: Mapping[str, str | list[str]]) -> str:
    return f"{{{', '.join(f'{name}: {_write_value(value)}' for name, value in values.items())}}}"


def _write_value(value: str | list[str]) -> str:
    return write_text(value) if isinstance(value, str) else f"[{', '.join(map(write_text, value))}]"
