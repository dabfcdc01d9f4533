"""What is said first of a comparison, in every format."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile

from perfsupport.catalogues import message
from perfsupport.diff.model import KIND_WORDS, Ending, Example, ProjectDiff, TreeDiff
from perfsupport.outline.words import ENGLISH_OUTLINE, OutlineWords

WORTH_LEAVING_OUT = 3
WORKING_TREE = message("the working tree")

SIGNS = {"added": "+", "removed": "-", "renamed": "→", "changed": "~"}


def summarise(diff: ProjectDiff, speech: OutlineWords = ENGLISH_OUTLINE) -> str:
    """Return one sentence: how many job aids differ, how many endings, how many scenarios fail now."""
    old, new = name_side(diff.old, speech), name_side(diff.new, speech)
    if diff.is_empty:
        return speech.say("Nothing has changed between {old} and {new}.", old=old, new=new)
    kinds = [tree.kind for tree in diff.trees]
    counts = {kind: kinds.count(kind) for kind in ("changed", "added", "removed", "renamed")}
    endings = sum(len(tree.endings) for tree in diff.trees)
    failing = sum(one.breaks for tree in diff.trees for one in tree.scenarios)
    beside = len(diff.changes)
    parts = [
        (n := counts["changed"], speech.say_number_of("{count} job aid changed", "{count} job aids changed", n)),
        (n := counts["added"], speech.say_number_of("{count} job aid added", "{count} job aids added", n)),
        (n := counts["removed"], speech.say_number_of("{count} job aid removed", "{count} job aids removed", n)),
        (n := counts["renamed"], speech.say_number_of("{count} job aid renamed", "{count} job aids renamed", n)),
        (endings, speech.say_number_of("{count} ending differs", "{count} endings differ", endings)),
        (failing, speech.say_number_of("{count} scenario fails", "{count} scenarios fail", failing)),
        (
            beside,
            speech.say_number_of("{count} change to settings or media", "{count} changes to settings or media", beside),
        ),
    ]
    told = f"{speech.tell(',')} ".join(words for number, words in parts if number)
    return speech.say("From {old} to {new}: {changes}.", old=old, new=new, changes=told)


def name_side(side: str, speech: OutlineWords) -> str:
    """Return what a side is called: a revision, a folder, or the working tree."""
    return speech.tell(side) if side == WORKING_TREE else side


def tell_way(ending: Ending, speech: OutlineWords) -> str:
    """Return where situations ended, and where they end now."""
    return speech.say("{old} → {new}", old=ending.old, new=ending.new)


def tell_kind(tree: TreeDiff, speech: OutlineWords) -> str:
    """Return what stands behind a job aid's title: whether it is new, gone or renamed."""
    return "" if tree.kind == "changed" else f" ({speech.tell(KIND_WORDS[tree.kind])})"


def tell_example(
    example: Example, before: Sequence[tuple[str, str]] = (), speech: OutlineWords = ENGLISH_OUTLINE
) -> str:
    """Return an example on one line; what it shares at the beginning with the one told ``before`` is left out."""
    known = [speech.say("{fact} is known to be {value}", fact=name, value=value) for name, value in example.known]
    shared = count_shared(example, before)
    begin = [speech.say("as above up to “{question}”", question=example.responses[shared - 1][0])] if shared else []
    pairs = example.responses[shared:]
    steps = [speech.say("{question} → {response}", question=asked, response=given) for asked, given in pairs]
    return speech.join([*known, *begin, *steps]) or speech.tell("at once")


def count_shared(example: Example, before: Sequence[tuple[str, str]]) -> int:
    """Return how many responses need no repeating after another example."""
    pairs = takewhile(lambda pair: pair[0] == pair[1], zip(example.responses, before, strict=False))
    shared = sum(1 for _ in pairs)
    return shared if shared >= WORTH_LEAVING_OUT and shared < len(example.responses) else 0
