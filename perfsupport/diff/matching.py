"""Which step, option or tree of one state is which of the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from perfsupport.tree import Option, Question, Step, Tree

LIKE_ENOUGH = 0.5
"""The share of steps that two trees of different ids have in common where one was renamed."""


@dataclass(frozen=True)
class Match:
    """The steps of two trees: new ids by old ones. ``silent`` are old ids of renames that no ``was`` tells of."""

    steps: Mapping[str, str]
    silent: frozenset[str]

    def new_id(self, old: str | None) -> str | None:
        """Return what an old id is now; one that is gone stays as it is."""
        return self.steps.get(old, old) if old is not None else None


def match_steps(old: Tree, new: Tree) -> Match:
    """Return which old step is which new one: by id, by ``was``, or because all that they say is the same."""
    steps = {str(id): str(id) for id in old.steps if id in new.steps}
    for id, step in new.steps.items():
        for earlier in step.was:
            if earlier in old.steps and earlier not in steps and id not in steps.values():
                steps[str(earlier)] = str(id)
    told = set(steps)
    free = {_describe(step): str(id) for id, step in new.steps.items() if id not in steps.values()}
    for id, step in old.steps.items():
        twin = free.pop(_describe(step), None) if id not in steps else None
        if twin is not None:
            steps[str(id)] = twin
    return Match(steps, frozenset(set(steps) - told))


def _describe(step: Step) -> tuple[object, ...]:
    """Return what a step says, apart from its id and where it leads."""
    options = tuple(option.label for option in step.options) if isinstance(step, Question) else ()
    ask, do, end = (getattr(step, name, None) for name in ("ask", "do", "end"))
    words = (step.title, ask, tuple(do or ()), step.say, options)
    # A step without words of its own is only like itself.
    return (type(step), end, *words) if any(words) else (step.id,)


def match_options(old: Question, new: Question) -> dict[str, str]:
    """Return the new ids of options by their old ones: by id, by ``was``, or by the same label."""
    now = {str(option.id): option for option in new.options}
    found = {str(option.id): str(option.id) for option in old.options if option.id in now}
    for finds in (_was, _same_label):
        for option in old.options:
            if option.id not in found:
                heir = next((one for one in new.options if one.id not in found.values() and finds(option, one)), None)
                if heir is not None:
                    found[str(option.id)] = str(heir.id)
    return found


def _was(old: Option, new: Option) -> bool:
    return old.id in new.was


def _same_label(old: Option, new: Option) -> bool:
    return old.label == new.label


def match_trees(old: Mapping[str, Tree], new: Mapping[str, Tree]) -> dict[str, str]:
    """Return the new ids of trees by their old ones; a renamed one is told by the steps that it kept."""
    found = {id: id for id in old if id in new}
    gone, come = [old[id] for id in old if id not in new], [new[id] for id in new if id not in old]
    pairs = sorted((-_likeness(one, other), one.id, other.id) for one in gone for other in come)
    for unlikeness, one, other in pairs:
        if -unlikeness >= LIKE_ENOUGH and one not in found and other not in found.values():
            found[one] = other
    return found


def _likeness(old: Tree, new: Tree) -> float:
    every = set(old.steps) | set(new.steps)
    return len(set(old.steps) & set(new.steps)) / len(every) if every else 0.0


def has_moved(old: Sequence[str], new: Sequence[str], match: Mapping[str, str]) -> bool:
    """Tell whether what is in both stands in another order."""
    kept = [match[id] for id in old if id in match]
    return kept != [id for id in new if id in set(kept)]
