"""Takes out of a tree what known values decide: entries of routes that hold never or always, and what is behind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from perfsupport.diagnostics import Edit
from perfsupport.edges import find_edges
from perfsupport.expressions import compile_expression, evaluate, find_facts, parse_expression
from perfsupport.fixing import apply_edits
from perfsupport.mending import write_text
from perfsupport.parsing import parse_tree
from perfsupport.program import Value
from perfsupport.refactoring.change import swap
from perfsupport.refactoring.regions import Regions
from perfsupport.refactoring.source import SourceFile
from perfsupport.refactoring.steps import find_step_names
from perfsupport.rules.analysis.graph import find_reachable
from perfsupport.tree import Branch, Outcome, Route, Tree


def fold(source: SourceFile, tree: Tree, constants: Mapping[str, Value]) -> tuple[SourceFile, Tree]:
    """Return a tree's file and the tree itself as they are where some facts always have these values."""
    settled = {str(step.id): _settle(step, constants) for step in tree.steps.values() if isinstance(step, Route)}
    decided = {id: new for id, new in settled.items() if new is not None}
    if not decided:
        return source, tree
    steps, edits = Regions(source, "steps"), list[Edit]()
    gone = {id: target for id, (branches, target) in decided.items() if not branches and target is not None}
    for id, (branches, otherwise) in decided.items():
        step = tree.steps[id]
        if isinstance(step, Route) and id not in gone:
            edits.append(steps.replace(id, _write_route(steps, id, step, branches, otherwise, gone)))
    homes = {step.id.span for step in tree.steps.values()}
    named = (name for name in find_step_names(tree, None) if name in gone and name.span not in homes)
    edits += [swap(name, _follow(gone, name)) for name in named]
    text = _without(source.path, apply_edits(source.text, edits), gone)
    first = _follow(gone, str(tree.first_step))
    if tree.start is None and first != next((id for id in tree.steps if id not in gone), None):
        text = f"start: {first}\n{text}"
    return _drop_unreached(SourceFile.of_text(source.path, text), first)


def _settle(step: Route, constants: Mapping[str, Value]) -> tuple[list[Branch], str | None] | None:
    """Return the entries that are left and where all others lead, None where nothing is decided."""
    left, otherwise = list[Branch](), str(step.otherwise) if step.otherwise is not None else None
    for branch in step.branches:
        dated = branch.effective_from is not None or branch.effective_until is not None
        verdict = _judge(branch.when, constants)
        if verdict is True and not dated:
            otherwise = str(branch.go)
            break
        if verdict is not False:
            left.append(branch)
    if len(left) == len(step.branches) or (not left and (otherwise is None or step.set)):
        return None
    return left, otherwise


def _judge(condition: str, constants: Mapping[str, Value]) -> bool | None:
    """Return what a condition comes to where these values decide it alone, else None."""
    node, _ = parse_expression(condition)
    if node is None or "today" in condition or not find_facts(node) <= constants.keys():
        return None
    return evaluate(compile_expression(node), lambda fact: constants[fact], "2000-01-01") is True


def _follow(gone: Mapping[str, str], id: str) -> str:
    while id in gone:
        id = gone[id]
    return id


def _write_route(
    steps: Regions, id: str, step: Route, branches: list[Branch], otherwise: str | None, gone: Mapping[str, str]
) -> str:
    pad = " " * steps.indent
    lines = [f"{pad}{id}:"]
    heads = {"title": step.title, "owner": step.owner, "review_by": step.review_by}
    lines += [f"{pad}  {key}: {write_text(value)}" for key, value in heads.items() if value is not None]
    if step.was:
        lines.append(f"{pad}  was: [{', '.join(step.was)}]")
    lines.append(f"{pad}  route:")
    for branch in branches:
        dates = {"from": branch.effective_from, "until": branch.effective_until}
        lines += [f"{pad}    - when: {write_text(branch.when)}", f"{pad}      go: {_follow(gone, branch.go)}"]
        lines += [f"{pad}      {key}: {value}" for key, value in dates.items() if value is not None]
    lines += [f"{pad}  otherwise: {_follow(gone, otherwise)}"] if otherwise is not None else []
    lines += _write_set(step, pad)
    return "\n".join(lines)


def _write_set(step: Route, pad: str) -> Iterator[str]:
    if step.set:
        yield f"{pad}  set:"
    for fact, value in step.set.items():
        text = write_text(value) if isinstance(value, str) else f"[{', '.join(map(write_text, value))}]"
        yield f"{pad}    {fact}: {text}"


def _drop_unreached(source: SourceFile, first: str) -> tuple[SourceFile, Tree]:
    """Return the file without the steps to which no way leads any more; outcomes stay."""
    tree, _ = parse_tree(source.text.encode(), source.path)
    if tree is None:
        raise AssertionError("What was read before can be read without some of its entries.")
    ways = {str(step.id): [str(e.target) for e in find_edges(step, tree.fallback)] for step in tree.steps.values()}
    reached = find_reachable([first], ways)
    unreached = [id for id, step in tree.steps.items() if id not in reached and not isinstance(step, Outcome)]
    text = _without(source.path, source.text, unreached)
    again, _ = parse_tree(text.encode(), source.path)
    return SourceFile.of_text(source.path, text), again or tree


def _without(path: str, text: str, ids: Iterable[str]) -> str:
    """Return a text without some steps; one after the other, since neighbours share the blank lines between them."""
    for id in ids:
        text = apply_edits(text, [Regions(SourceFile.of_text(path, text), "steps").delete(str(id))])
    return text
