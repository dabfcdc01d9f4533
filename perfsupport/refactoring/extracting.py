"""Takes a group of steps into a tree of its own, and runs that in their place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from perfsupport.diagnostics import Span
from perfsupport.edges import find_edges
from perfsupport.fixing.form import format_text
from perfsupport.mending import write_text
from perfsupport.project import Project
from perfsupport.refactoring.change import Change, Edits, Lent, RefusedError, find_tree, require_readable
from perfsupport.refactoring.regions import Regions
from perfsupport.refactoring.source import SourceFile
from perfsupport.refactoring.steps import find_runs, find_step
from perfsupport.refactoring.trees import check_tree_id, make_path
from perfsupport.refactoring.usage import add_sources, find_read, find_shown, find_written
from perfsupport.refactoring.walks import find_moved_keys, follow_out
from perfsupport.rules.analysis.graph import find_reachable
from perfsupport.tree import Outcome, Step, Tree
from perfsupport.wording import join_words, quote


def extract_steps(project: Project, tree_id: str, step_ids: Sequence[str], to: str, today: str) -> Change:
    """Return the change that takes steps into the tree ``to`` (``category/id``) and runs it in their place.

    Facts that the steps read are passed on; those that nothing else needs move along. Raises RefusedError in words:
    where the steps are entered in several places, or hand on facts that a tree cannot hand back.
    """
    tree = find_tree(project, tree_id)
    category, _, new_id = to.rpartition("/")
    check_tree_id(project, new_id)
    named = [find_step(tree, step_id) for step_id in step_ids]
    inner = [step for step in tree.steps.values() if step in named and not isinstance(step, Outcome)]
    outer = [step for step in tree.steps.values() if step not in inner]
    if not inner:
        raise RefusedError("Name steps that are no outcomes: outcomes stay in the tree that they end.")
    ids = frozenset(str(step.id) for step in inner)
    require_readable(project, [tree.path])
    entry = tree.steps[_find_entry(tree, ids, outer)]
    exits = _find_exits(tree, inner, ids)
    _refuse_return(tree, inner, outer, exits, str(entry.id))
    source = SourceFile(project, tree.path)
    given = {str(fact) for other in project.trees.values() for run in find_runs(other, tree.id) for fact in run.passed}
    passed, moving, copied = _share_facts(tree, source, inner, outer, given & tree.facts.keys())
    steps, facts = Regions(source, "steps"), Regions(source, "facts") if tree.facts else None
    edits = Edits()
    edits.add(tree.path, steps.replace(str(entry.id), _write_run(steps.indent, entry, new_id, passed, exits)))
    edits.add(tree.path, (steps.delete(step_id) for step_id in ids if step_id != entry.id))
    if facts is not None and moving == set(facts.by_id):
        first, last = source.find_map("facts").span.line - 1, max(end for _, end in facts.by_id.values())
        edits.add(tree.path, facts.replace(next(iter(facts.by_id)), "")._replace(span=Span(first, 1, last, 1), text=""))
    elif facts is not None:
        edits.add(tree.path, (facts.delete(fact) for fact in moving))
    for path, edit in find_moved_keys(project, today, follow_out(tree.id, ids, str(entry.id))):
        edits.add(path, edit)
    written = [facts.cut(fact) for fact in tree.facts if fact in moving | copied] if facts is not None else []
    text = _write_tree(tree, entry, inner, written, [steps.cut(str(step.id)) for step in inner], exits, steps.indent)
    path = make_path(category or tree.category, new_id)
    notes = ["Links to the steps that moved, and places saved on them, begin at the new step from now on."]
    lent = {path: Lent(tree.id, {})}
    return Change(edits=edits.by_path, written={path: format_text(text)}, notes=notes, lent=lent)


def _find_entry(tree: Tree, ids: frozenset[str], outer: Iterable[Step]) -> str:
    """Return the one step by which the others are entered."""
    if tree.fallback in ids:
        raise RefusedError(
            f"{quote(str(tree.fallback))} is the fallback: every question leads there, so it has to stay."
        )
    entries = {
        str(edge.target): str(step.id) for step in outer for edge in find_edges(step, None) if edge.target in ids
    }
    if tree.first_step in ids:
        entries.setdefault(str(tree.first_step), "the beginning")
    if not entries:
        raise RefusedError("Nothing leads to these steps, so there is no place to run them from.")
    if len(entries) > 1:
        told = [f"{quote(target)} (from {quote(origin)})" for target, origin in sorted(entries.items())]
        raise RefusedError(f"The steps are entered at {join_words(told, 'and')}; a tree begins at one step.")
    return next(iter(entries))


def _find_exits(tree: Tree, inner: Iterable[Step], ids: frozenset[str]) -> list[str]:
    exits = dict.fromkeys(
        str(edge.target) for step in inner for edge in find_edges(step, None) if edge.target not in ids
    )
    if not exits:
        raise RefusedError("No way leads on from these steps but “None of these”, so a tree of them would never end.")
    if unknown := [target for target in exits if target not in tree.steps]:
        raise RefusedError(f"{quote(unknown[0])} is not a step of {quote(tree.id)}: mend that first.")
    return list(exits)


def _refuse_return(tree: Tree, inner: Sequence[Step], outer: Sequence[Step], exits: Sequence[str], entry: str) -> None:
    """Raise RefusedError where the steps are come to again: a tree that is run anew has forgotten what it was told."""
    written = sorted(find_written(inner) & tree.facts.keys())
    ways = {str(step.id): [str(edge.target) for edge in find_edges(step, tree.fallback)] for step in outer}
    reached = find_reachable([target for target in exits if target in ways], ways)
    if written and any(entry in ways[step_id] for step_id in reached if step_id in ways):
        raise RefusedError(
            f"A way leads back to {quote(entry)}, and {quote(written[0])} gets its value in these steps: "
            "a tree that is run again has forgotten it. Take the steps on that way along, or leave that one out."
        )


def _share_facts(
    tree: Tree, source: SourceFile, inner: Sequence[Step], outer: Sequence[Step], given: set[str]
) -> tuple[list[str], set[str], set[str]]:
    """Return the facts that are passed on, those that move along, and those that both trees declare."""
    written = find_written(inner) & tree.facts.keys()
    needed = add_sources(tree, find_read(tree, source, inner) | written)
    shown = set().union(*(find_shown(source.root[key]) for key in source.root if key in ("title", "summary")))
    read_outside = find_read(tree, source, outer) | add_sources(tree, shown)
    used_outside = read_outside | find_written(outer) | given
    # What is known already is not asked again: a question outside depends on the value as a condition does.
    asked_outside = {str(fact) for step in outer if (fact := getattr(step, "fact", None)) is not None}
    if handed_back := sorted(written & (read_outside | asked_outside)):
        raise RefusedError(
            f"{quote(handed_back[0])} gets its value in these steps and is needed outside of them; "
            "a tree that is run hands no facts back."
        )
    staying = add_sources(tree, used_outside | (tree.facts.keys() - needed))
    copied, moving = needed & staying, needed - staying
    passed = [str(fact) for fact in tree.facts if fact in copied and tree.facts[fact].calculated is None]
    return passed, moving, copied


def _write_run(indent: int, entry: Step, new_id: str, passed: Sequence[str], exits: Sequence[str]) -> str:
    pad, deeper = " " * indent, " " * (indent + 2)
    lines = [f"{pad}{entry.id}:"]
    if entry.was:
        lines.append(f"{deeper}was: [{', '.join(entry.was)}]")
    lines.append(f"{deeper}run: {new_id}")
    if passed:
        lines.append(f"{deeper}with: {{{', '.join(f'{fact}: {fact}' for fact in passed)}}}")
    return "\n".join([*lines, f"{deeper}on:", *(f"{deeper}  {target}: {target}" for target in exits)])


def _write_tree(
    tree: Tree,
    entry: Step,
    inner: Sequence[Step],
    facts: Sequence[str],
    steps: Sequence[str],
    exits: Sequence[str],
    indent: int,
) -> str:
    """Return the text of the new tree: what it took along, and an outcome for each way on."""
    title = entry.title or str(entry.id).replace("_", " ").capitalize()
    lines = [f"title: {write_text(title)}"]
    lines += [f"{key}: {write_text(value)}" for key in ("owner", "review_by") if (value := getattr(tree, key))]
    if inner[0] is not entry:
        lines.append(f"start: {entry.id}")
    if facts:
        lines += ["", "facts:", *facts]
    lines += ["", "steps:", *steps]
    pad = " " * indent
    for target in exits:
        step = tree.steps[target]
        kind = step.end if isinstance(step, Outcome) else "resolved"
        words = write_text(f"Go on: {step.title or target.replace('_', ' ')}.")
        lines.append(f"{pad}{target}: {{end: {kind}, do: {words}}}")
    return "\n".join([*lines, ""])
