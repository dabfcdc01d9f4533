"""Writes the steps of a tree to where another tree runs it."""

from __future__ import annotations

from collections.abc import Mapping

from perfsupport.diagnostics import Edit
from perfsupport.expressions import parse_expression
from perfsupport.expressions.nodes import Name
from perfsupport.fixing import apply_edits
from perfsupport.project import Project
from perfsupport.refactoring.change import Change, Edits, RefusedError, find_tree, require_readable, swap
from perfsupport.refactoring.regions import Regions
from perfsupport.refactoring.source import SourceFile
from perfsupport.refactoring.steps import find_step, find_step_names
from perfsupport.refactoring.usage import find_read, find_written
from perfsupport.refactoring.walks import find_moved_keys, follow_in
from perfsupport.tree import Fact, Input, Outcome, Question, Subtree, Text, Tree
from perfsupport.wording import quote


def inline_tree(project: Project, tree_id: str, step_id: str, today: str) -> Change:
    """Return the change that puts the steps of the tree that a step runs in the place of that step.

    The tree that was run stays as it is. Raises RefusedError in words: where both trees have facts or a fallback of
    their own that would get in each other's way, or ``with`` gives values that only a run can give.
    """
    tree = find_tree(project, tree_id)
    run = find_step(tree, step_id)
    if not isinstance(run, Subtree):
        raise RefusedError(f"{quote(step_id)} runs no tree.")
    other = find_tree(project, run.run)
    require_readable(project, [tree.path, other.path])
    _check(tree, run, other)
    names = _find_names(tree, run, other)
    text = _rename_steps(
        SourceFile(project, other.path), other, {**names, **{str(k): str(v) for k, v in run.on.items()}}
    )
    inner = SourceFile.of_text(other.path, _without_earlier(other, run, text))
    source = SourceFile(project, tree.path)
    steps, taken = Regions(source, "steps"), Regions(inner, "steps")
    moved = [id for id in taken.by_id if id in names.values()]
    first = str(run.id)
    body = "\n\n".join(taken.cut(id) for id in [first, *(id for id in moved if id != first)])
    edits = Edits()
    edits.add(tree.path, steps.replace(first, body))
    edits.add(tree.path, _bring_facts(source, tree, inner, other))
    for path, edit in find_moved_keys(project, today, follow_in(tree.id, first, names)):
        edits.add(path, edit)
    users = [
        each.id
        for each in project.trees.values()
        for step in each.steps.values()
        if getattr(step, "run", "") == other.id
    ]
    notes = (
        [] if len(users) > 1 else [f"Nothing else runs {other.id} now: delete {other.path} if nobody opens it alone."]
    )
    return Change(edits=edits.by_path, notes=notes)


def _check(tree: Tree, run: Subtree, other: Tree) -> None:
    """Raise RefusedError where a run does something that steps written in its place would not."""
    if other.id == tree.id:
        raise RefusedError(f"{quote(run.id)} runs its own tree.")
    if run.set or run.effective_from or run.effective_until:
        raise RefusedError(f"{quote(run.id)} has set, from or until, which would get lost.")
    if isinstance(other.steps.get(other.first_step or ""), Outcome | None):
        raise RefusedError(f"{quote(other.id)} begins with an outcome: lead there instead.")
    for passed, value in run.passed.items():
        node, _ = parse_expression(value)
        if not isinstance(node, Name) or node.name != passed:
            raise RefusedError(
                f"with gives {quote(passed)} the value {quote(value)}, which only a run of the tree can do."
            )
    for name, fact in other.facts.items():
        mine = tree.facts.get(name)
        follows = mine is not None and mine.calculated is not None
        if mine is not None and not ((name in run.passed or follows) and _is_same(mine, fact)):
            raise RefusedError(f"Both trees have a fact {quote(name)}: rename one of them first.")
    asks = any(isinstance(step, Question | Input) and not step.exhaustive for step in other.steps.values())
    if asks and other.fallback is not None and run.on.get(other.fallback) != tree.fallback:
        raise RefusedError(
            f"“None of these” leads to {quote(other.fallback)} in {quote(other.id)}, and elsewhere here."
        )


def _is_same(one: Fact, other: Fact) -> bool:
    return all(getattr(one, name) == getattr(other, name) for name in Fact.__dataclass_fields__)


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


def _rename_steps(source: SourceFile, other: Tree, names: Mapping[str, str]) -> str:
    """Return the other tree's text with each step called as it will be, outcomes as the steps that follow them."""
    edits = [swap(text, names[text]) for text in find_step_names(other, None) if names.get(text, text) != text]
    return apply_edits(source.text, dict.fromkeys(edits))


def _without_earlier(other: Tree, run: Subtree, text: str) -> str:
    """Return the text with the run's earlier ids at the first step, and none of its own, which nobody here knew."""
    source = SourceFile.of_text(other.path, text)
    node = source.find_map("steps", str(run.id))
    was = node.get(Text("was"))
    if isinstance(was, Text) and run.was:
        return apply_edits(text, [Edit(was.span, f"[{', '.join(run.was)}]")])
    if was is None and run.was:
        return apply_edits(text, [source.put_first(node, "was", f"[{', '.join(run.was)}]")])
    return text


def _bring_facts(source: SourceFile, tree: Tree, inner: SourceFile, other: Tree) -> list[Edit]:
    """Return the edits that declare the facts that come in."""
    steps = [step for step in other.steps.values() if not isinstance(step, Outcome)]
    needed = find_read(other, SourceFile.of_text(other.path, inner.text), steps) | find_written(steps)
    needed |= {fact for fact in other.facts if f"(({fact}))" in inner.text}
    new = [fact for fact in other.facts if fact in needed and fact not in tree.facts]
    if not new:
        return []
    regions = Regions(inner, "facts")
    body = "\n".join(regions.cut(fact) for fact in new)
    if tree.facts:
        edit = Regions(source, "facts").add(body)
        return [edit._replace(text=edit.text.lstrip("\n"))]
    steps_key = next(key for key in source.root if key == "steps")
    line = Regions(source, "steps").find_start(steps_key.span.line)
    return [Edit(steps_key.span._replace(line=line, column=1, end_line=line, end_column=1), f"facts:\n{body}\n\n")]
