"""What has changed in a tree: its own words, its facts, and its steps."""

from __future__ import annotations

from collections.abc import Iterator

from perfsupport.catalogues import message
from perfsupport.compiler import compile_tree
from perfsupport.diff.matching import Match, has_moved
from perfsupport.diff.model import Change, Kind
from perfsupport.diff.steps import (
    CALM,
    URGENT,
    StepComparer,
    name_step,
    same_condition,
    same_words,
    tell_value_change,
    tell_wording,
)
from perfsupport.expressions.words import label_facts, tell_value
from perfsupport.outline import words
from perfsupport.outline.making import find_kind, find_title
from perfsupport.outline.model import KIND_WORDS
from perfsupport.outline.words import OutlineWords
from perfsupport.program import ProgramTree
from perfsupport.tree import Fact, Step, Tree

SENSITIVE = message("The fact `{fact}` is sensitive now.")
RECORDED = message("The values of the fact `{fact}` are recorded now.")


def compare_trees(old: Tree, new: Tree, match: Match, speech: OutlineWords) -> list[Change]:
    """Return what has changed between two states of a tree: the tree itself, its facts, then step by step."""
    changes = [
        *_compare_heads(old, new, match, speech),
        *_compare_facts(old, new, speech),
        *_compare_steps(old, new, match, speech),
    ]
    return changes or list(_find_unnamed(old, new, match, speech))


def _compare_heads(old: Tree, new: Tree, match: Match, speech: OutlineWords) -> Iterator[Change]:
    for before, after, name in (
        (old.title, new.title, message("The title")),
        (old.summary, new.summary, message("The summary")),
    ):
        if not same_words(before, after):
            sentence = tell_wording(speech.tell(name), before or "", after or "", speech)
            yield Change("changed", sentence, old=before or "", new=after or "")
    comma = f"{speech.tell(',')} "
    pairs: tuple[tuple[str, str | None, str | None], ...] = (
        (message("Kept by"), old.owner, new.owner),
        (message("Review by"), old.review_by, new.review_by),
        (message("Course that it replaces"), old.course, new.course),
        (message("Hours of that course"), old.course_hours, new.course_hours),
        (message("Words it is found by"), comma.join(old.keywords), comma.join(new.keywords)),
    )
    for name, was, now in pairs:
        if (was or "") != (now or ""):
            yield Change("changed", tell_value_change(name, was, now, speech))
    if old.urgent != new.urgent:
        yield Change("changed", speech.tell(URGENT if new.urgent else CALM))
    if match.new_id(old.first_step) != new.first_step:
        begins, began = name_step(new.first_step, new, speech), name_step(old.first_step, old, speech)
        yield Change("changed", speech.say("It begins with {new} instead of {old}.", new=begins, old=began))
    if match.new_id(old.fallback) != new.fallback:
        leads, led = name_step(new.fallback, new, speech), name_step(old.fallback, old, speech)
        yield Change("changed", speech.say("“None of these” leads to {new} instead of {old}.", new=leads, old=led))
    if has_moved([str(id) for id in old.steps], [str(id) for id in new.steps], match.steps):
        text = message("The steps stand in another order, so that their numbers on map and guide are others.")
        yield Change("changed", speech.tell(text))


def _compare_facts(old: Tree, new: Tree, speech: OutlineWords) -> Iterator[Change]:
    before, after = label_facts(old), label_facts(new)
    for id, fact in new.facts.items():
        if id not in old.facts:
            told = words.tell_about(after[id], after, speech)
            sentence = speech.say("The fact `{fact}` is new: {about}.", fact=str(id), about=told)
            yield Change("added", sentence, line=fact.id.span.line)
    for id, fact in old.facts.items():
        if id not in new.facts:
            sentence = speech.say("The fact `{fact}` was removed.", fact=str(id))
            yield Change("removed", sentence, line=fact.id.span.line)
        else:
            for sentence in _compare_fact(fact, new.facts[id], before, after, speech):
                yield Change("changed", sentence, line=new.facts[id].id.span.line)


def _compare_fact(
    old: Fact, new: Fact, before: dict[str, Fact], after: dict[str, Fact], speech: OutlineWords
) -> Iterator[str]:
    name = str(new.id)
    if old.label != new.label:
        was, now = words.find_label(old.id, before), words.find_label(new.id, after)
        yield speech.say("The fact `{fact}` is called “{new}”; it was “{old}”.", fact=name, new=now, old=was)
    if not same_condition(old.calculated, new.calculated):
        no = speech.tell("not calculated")
        was = tell_value(old.calculated, before, speech) if old.calculated else no
        now = tell_value(new.calculated, after, speech) if new.calculated else no
        yield speech.say("The fact `{fact}` is {new}; it was {old}.", fact=name, new=now, old=was)
    if (was := words.tell_type(old, speech)) != (now := words.tell_type(new, speech)):
        yield speech.say("The fact `{fact}` takes {new}; it took {old}.", fact=name, new=now, old=was)
    if [str(o.value) for o in old.options] != [str(o.value) for o in new.options] and was == now:
        yield speech.say("The values of the fact `{fact}` have other ids.", fact=name)
    if list(old.sources) != list(new.sources):
        now, was = (", ".join(sources) or speech.tell("nobody") for sources in (new.sources, old.sources))
        yield speech.say("The fact `{fact}` may be told by {new}; it was {old}.", fact=name, new=now, old=was)
    if old.sensitive != new.sensitive:
        text = SENSITIVE if new.sensitive else message("The fact `{fact}` is no longer sensitive.")
        yield speech.say(text, fact=name)
    if old.track != new.track:
        text = RECORDED if new.track else message("The values of the fact `{fact}` are no longer recorded.")
        yield speech.say(text, fact=name)


def _compare_steps(old: Tree, new: Tree, match: Match, speech: OutlineWords) -> Iterator[Change]:
    comparer = StepComparer(old, new, match, speech)
    earlier = {now: was for was, now in match.steps.items()}
    for id, step in new.steps.items():
        if id in earlier:
            yield from comparer.compare(old.steps[earlier[id]], step)
        else:
            yield _tell_whole("added", step, new, speech)
    for id, step in old.steps.items():
        if id not in match.steps:
            yield _tell_whole("removed", step, old, speech)


def _tell_whole(kind: Kind, step: Step, tree: Tree, speech: OutlineWords) -> Change:
    title = find_title(step, tree)
    what = speech.tell(KIND_WORDS[find_kind(step)])
    text = message("A new step ({kind}).") if kind == "added" else message("The step ({kind}) was removed.")
    sentence = speech.say(text, kind=what)
    return Change(kind, sentence, str(step.id), title, line=step.id.span.line)


def _find_unnamed(old: Tree, new: Tree, match: Match, speech: OutlineWords) -> Iterator[Change]:
    """Yield steps in which a rep sees or meets something else that no sentence above names."""
    try:
        before, after = compile_tree(old), compile_tree(new)
    except (ValueError, KeyError):
        return
    for id, now in match.steps.items():
        if _bare(before, id) != _bare(after, now):
            step = new.steps[now]
            sentence = speech.tell("Something else has changed.")
            yield Change("changed", sentence, now, find_title(step, new), line=step.id.span.line)


def _bare(tree: ProgramTree, id: str) -> dict[str, object]:
    return {key: " ".join(str(value).split()) for key, value in tree["steps"][id].items() if key != "line"}
