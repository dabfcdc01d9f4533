"""Writes the steps of a tree to where another tree runs it."""

from __future__ import annotations

from collections.abc import Mapping

from perfsupport.diagnostics import Edit
from perfsupport.fixing import apply_edits
from perfsupport.mending import write_text
from perfsupport.parsing.nodes import ListNode
from perfsupport.project import Project
from perfsupport.refactoring.change import (
    LOGIC,
    Change,
    Edits,
    Lent,
    RefusedError,
    find_tree,
    put,
    require_readable,
    swap,
)
from perfsupport.refactoring.facts import find_own_edits, refuse_ids_that_show
from perfsupport.refactoring.folding import fold
from perfsupport.refactoring.passing import Plan, Planner, find_constants, write_calculated
from perfsupport.refactoring.regions import Regions
from perfsupport.refactoring.setting import find_set_edits
from perfsupport.refactoring.source import SourceFile
from perfsupport.refactoring.steps import find_runs, find_step, find_step_names
from perfsupport.refactoring.walks import find_moved_keys, follow_in
from perfsupport.tree import Input, Outcome, Question, Subtree, Text, Tree
from perfsupport.wording import quote


def inline_tree(project: Project, tree_id: str, step_id: str, today: str) -> Change:
    """Return the change that puts the steps of the tree that a step runs in the place of that step.

    The tree that was run stays as it is. Raises RefusedError in words where steps written in its place would not do
    what a run of the tree does.
    """
    tree = find_tree(project, tree_id)
    run = find_step(tree, step_id)
    if not isinstance(run, Subtree):
        raise RefusedError(f"{quote(step_id)} runs no tree.")
    other = find_tree(project, run.run)
    require_readable(project, [tree.path, other.path])
    source, own = SourceFile(project, tree.path), SourceFile(project, other.path)
    constants = find_constants(run, other, [step for step in other.steps.values() if not isinstance(step, Outcome)])
    own, inlined = fold(own, other, constants)
    _check(tree, run, inlined)
    plan = Planner(tree, source, run, inlined, own).make()
    names = _find_names(tree, run, inlined)
    inner = _rename(own, inlined, run, names, plan)
    steps, taken = Regions(source, "steps"), Regions(inner, "steps")
    moved = [id for id in taken.by_id if id in names.values()]
    first = str(run.id)
    body = "\n\n".join(taken.cut(id, steps.indent) for id in [first, *(id for id in moved if id != first)])
    edits = Edits()
    edits.add(tree.path, steps.replace(first, body))
    edits.add(tree.path, _bring_facts(source, tree, inner, inlined, plan))
    if plan.values:
        edits.add(tree.path, find_set_edits(source, tree, first, {plan.name(id): v for id, v in plan.values.items()}))
    for path, edit in find_moved_keys(project, today, follow_in(tree.id, first, names)):
        edits.add(path, edit)
    return Change(
        edits=edits.by_path,
        notes=_make_notes(project, other, plan),
        tolerated=LOGIC,
        lent={tree.path: Lent(other.id, plan.names)},
    )


def _make_notes(project: Project, other: Tree, plan: Plan) -> list[str]:
    notes = [f"The fact {old} of {other.id} is called {new} here." for old, new in plan.names.items() if old != new]
    users = [tree.id for tree in project.trees.values() for _ in find_runs(tree, other.id)]
    if len(users) == 1:
        notes.append(f"Nothing else runs {other.id} now: delete {other.path} if nobody opens it alone.")
    return notes


def _check(tree: Tree, run: Subtree, other: Tree) -> None:
    """Raise RefusedError where a run does something that steps written in its place would not."""
    if other.id == tree.id:
        raise RefusedError(f"{quote(run.id)} runs its own tree.")
    if run.set or run.effective_from or run.effective_until:
        raise RefusedError(
            f"{quote(run.id)} has set, from or until, which would get lost: move them to the steps before or after it."
        )
    if isinstance(other.steps.get(other.first_step or ""), Outcome | None):
        raise RefusedError(f"{quote(other.id)} begins with an outcome: lead there instead.")
    for step in other.steps.values():
        if isinstance(step, Outcome) and (step.effective_from or step.effective_until):
            raise RefusedError(
                f"The outcome {quote(step.id)} of {quote(other.id)} is not offered on some days, and"
                f" {quote(run.on.get(step.id, step.id))} would be: take `from` and `until` away first."
            )
    _check_fallback(tree, run, other)


def _check_fallback(tree: Tree, run: Subtree, other: Tree) -> None:
    """Raise RefusedError where “None of these” would lead elsewhere."""
    asks = any(
        isinstance(step, Subtree) or (isinstance(step, Question | Input) and not step.exhaustive)
        for step in other.steps.values()
    )
    if not asks:
        return
    if tree.fallback == run.id:
        raise RefusedError(f"“None of these” leads to {quote(run.id)}, so that it cannot be asked within it.")
    if other.fallback is None:
        return
    # Without one of its own a step that is run in turn falls back to this tree's.
    target = run.on.get(other.fallback)
    if target is None or target != tree.fallback:
        here = f"to {quote(tree.fallback)}" if tree.fallback is not None else "nowhere"
        raise RefusedError(
            f"“None of these” leads to {quote(target or other.fallback)} in {quote(other.id)}, and {here} in"
            f" {quote(tree.id)}. Let `fallback` and `on` of {quote(run.id)} lead to one step first."
        )


def _find_names(tree: Tree, run: Subtree, other: Tree) -> dict[str, str]:
    """Return the new id of each step that comes in: the first one is called as the run was."""
    names: dict[str, str] = {}
    taken = {*map(str, tree.steps), *(str(was) for step in tree.steps.values() for was in step.was)}
    for id, step in other.steps.items():
        if isinstance(step, Outcome):
            continue
        new = str(run.id) if id == other.first_step else str(id)
        while new != run.id and (new in taken or new in names.values()):
            new = f"{run.id}_{new}"
        names[str(id)] = new
    return names


def _rename(source: SourceFile, other: Tree, run: Subtree, names: Mapping[str, str], plan: Plan) -> SourceFile:
    """Return the other tree's file with each step and fact called as it will be.

    An outcome is called as the step that follows it. Earlier ids are the run's: nobody here knew the others.
    """
    new = {**names, **{str(outcome): str(target) for outcome, target in run.on.items()}}
    edits = [swap(text, new[text]) for text in find_step_names(other, None) if new.get(text, text) != text]
    for old, fact in plan.names.items():
        if fact == old:
            continue
        refuse_ids_that_show(other, old)
        edits += find_own_edits(source, other, old, fact)
        if old not in plan.shared and other.facts[old].label is None:
            words = write_text(old.replace("_", " "))
            edits.append(source.put_behind(source.find_map("facts", old), "type", "label", words))
    return _with_earlier(SourceFile.of_text(source.path, apply_edits(source.text, dict.fromkeys(edits))), run)


def _with_earlier(source: SourceFile, run: Subtree) -> SourceFile:
    """Return the file with the run's earlier ids at the first step in place of its own, which nobody here knew."""
    if not run.was:
        return source
    node, words = source.find_map("steps", str(run.id)), f"[{', '.join(run.was)}]"
    was = node.get(Text("was"))
    if isinstance(was, Text):
        edit = put(was, words)
    else:
        edit = Edit(was.span, words) if isinstance(was, ListNode) else source.put_first(node, "was", words)
    return SourceFile.of_text(source.path, apply_edits(source.text, [edit]))


def _bring_facts(source: SourceFile, tree: Tree, inner: SourceFile, other: Tree, plan: Plan) -> list[Edit]:
    """Return the edits that declare the facts that come in."""
    coming = [id for id in plan.needed if id not in plan.shared]
    if not coming:
        return []
    regions = Regions(inner, "facts")
    pad = " " * (Regions(source, "facts").indent if tree.facts else 2)
    written = []
    for id in coming:
        fact, name = other.facts[id], plan.name(id)
        if id in plan.calculated:
            label = fact.label or ("" if name == id else id.replace("_", " "))
            written.append(write_calculated(name, fact, label, plan.calculated[id], pad))
        else:
            written.append(regions.cut(name, len(pad)))
    body = "\n".join(written)
    if tree.facts:
        edit = Regions(source, "facts").add(body)
        return [edit._replace(text=edit.text.lstrip("\n"))]
    steps_key = next(key for key in source.root if key == "steps")
    line = Regions(source, "steps").find_start(steps_key.span.line)
    return [Edit(steps_key.span._replace(line=line, column=1, end_line=line, end_column=1), f"facts:\n{body}\n\n")]
