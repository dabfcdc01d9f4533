"""What has changed in a tree: its own words, its facts, and its steps."""

from __future__ import annotations

from collections.abc import Iterator

from perfsupport.compiler import compile_tree
from perfsupport.diff.matching import Match, has_moved
from perfsupport.diff.model import Change, Kind
from perfsupport.diff.steps import StepComparer, name_step, same_condition, same_words
from perfsupport.expressions.words import tell_value
from perfsupport.outline import words
from perfsupport.outline.making import find_kind, find_title
from perfsupport.outline.model import KIND_WORDS
from perfsupport.program import ProgramTree
from perfsupport.tree import Fact, Step, Tree


def compare_trees(old: Tree, new: Tree, match: Match) -> list[Change]:
    """Return what has changed between two states of a tree: the tree itself, its facts, then step by step."""
    changes = [*_compare_heads(old, new, match), *_compare_facts(old, new), *_compare_steps(old, new, match)]
    return changes or list(_find_unnamed(old, new, match))


def _compare_heads(old: Tree, new: Tree, match: Match) -> Iterator[Change]:
    for before, after, name in ((old.title, new.title, "The title"), (old.summary, new.summary, "The summary")):
        if not same_words(before, after):
            yield Change("changed", f"{name} was reworded", old=before or "", new=after or "")
    pairs: tuple[tuple[str, str | None, str | None], ...] = (
        ("Kept by", old.owner, new.owner),
        ("Review by", old.review_by, new.review_by),
        ("Course that it replaces", old.course, new.course),
        ("Hours of that course", old.course_hours, new.course_hours),
        ("Words it is found by", ", ".join(old.keywords), ", ".join(new.keywords)),
    )
    for name, was, now in pairs:
        if (was or "") != (now or ""):
            yield Change("changed", f"{name}: {now or 'nothing'}; it was {was or 'nothing'}.")
    if match.new_id(old.first_step) != new.first_step:
        begins, began = name_step(new.first_step, new), name_step(old.first_step, old)
        yield Change("changed", f"It begins with {begins} instead of {began}.")
    if match.new_id(old.fallback) != new.fallback:
        leads, led = name_step(new.fallback, new), name_step(old.fallback, old)
        yield Change("changed", f"“None of these” leads to {leads} instead of {led}.")
    if has_moved([str(id) for id in old.steps], [str(id) for id in new.steps], match.steps):
        yield Change("changed", "The steps stand in another order, so that their numbers on map and guide are others.")


def _compare_facts(old: Tree, new: Tree) -> Iterator[Change]:
    before, after = words.label_facts(old), words.label_facts(new)
    for id, fact in new.facts.items():
        if id not in old.facts:
            told = words.tell_about(after[id], after)
            yield Change("added", f"The fact `{id}` is new: {told}.", line=fact.id.span.line)
    for id, fact in old.facts.items():
        if id not in new.facts:
            yield Change("removed", f"The fact `{id}` was removed.", line=fact.id.span.line)
        else:
            for sentence in _compare_fact(fact, new.facts[id], before, after):
                yield Change("changed", sentence, line=new.facts[id].id.span.line)


def _compare_fact(old: Fact, new: Fact, before: dict[str, Fact], after: dict[str, Fact]) -> Iterator[str]:
    if old.label != new.label:
        was, now = words.find_label(old.id, before), words.find_label(new.id, after)
        yield f"The fact `{new.id}` is called “{now}”; it was “{was}”."
    if not same_condition(old.calculated, new.calculated):
        was = tell_value(old.calculated, before) if old.calculated else "not calculated"
        now = tell_value(new.calculated, after) if new.calculated else "not calculated"
        yield f"The fact `{new.id}` is {now}; it was {was}."
    if (was := words.tell_type(old)) != (now := words.tell_type(new)):
        yield f"The fact `{new.id}` takes {now}; it took {was}."
    if [str(o.value) for o in old.options] != [str(o.value) for o in new.options] and was == now:
        yield f"The values of the fact `{new.id}` have other ids."
    if list(old.sources) != list(new.sources):
        now, was = (", ".join(sources) or "nobody" for sources in (new.sources, old.sources))
        yield f"The fact `{new.id}` may be told by {now}; it was {was}."
    if old.sensitive != new.sensitive:
        yield f"The fact `{new.id}` is {'sensitive now' if new.sensitive else 'no longer sensitive'}."
    if old.track != new.track:
        yield f"The values of the fact `{new.id}` are {'recorded now' if new.track else 'no longer recorded'}."


def _compare_steps(old: Tree, new: Tree, match: Match) -> Iterator[Change]:
    comparer = StepComparer(old, new, match)
    earlier = {now: was for was, now in match.steps.items()}
    for id, step in new.steps.items():
        if id in earlier:
            yield from comparer.compare(old.steps[earlier[id]], step)
        else:
            yield _tell_whole("added", step, new)
    for id, step in old.steps.items():
        if id not in match.steps:
            yield _tell_whole("removed", step, old)


def _tell_whole(kind: Kind, step: Step, tree: Tree) -> Change:
    title = find_title(step, tree)
    what = KIND_WORDS[find_kind(step)]
    sentence = f"A new step ({what})." if kind == "added" else f"The step ({what}) was removed."
    return Change(kind, sentence, str(step.id), title, line=step.id.span.line)


def _find_unnamed(old: Tree, new: Tree, match: Match) -> Iterator[Change]:
    """Yield steps in which a rep sees or meets something else that no sentence above names."""
    try:
        before, after = compile_tree(old), compile_tree(new)
    except (ValueError, KeyError):
        return
    for id, now in match.steps.items():
        if _bare(before, id) != _bare(after, now):
            step = new.steps[now]
            yield Change("changed", "Something else has changed.", now, find_title(step, new), line=step.id.span.line)


def _bare(tree: ProgramTree, id: str) -> dict[str, object]:
    return {key: " ".join(str(value).split()) for key, value in tree["steps"][id].items() if key != "line"}
