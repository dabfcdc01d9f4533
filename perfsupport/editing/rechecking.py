"""Rules asked again after a key press: only those for which something may come out differently.

What is found is always what all rules find in the whole tree; :mod:`perfsupport.editing.knowing` says which rule looks
at what.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from itertools import islice
from typing import TypeAlias

from perfsupport.diagnostics import Diagnostic
from perfsupport.editing.knowing import (
    BY_STEP,
    FACTS,
    NAMELESS,
    SLOW,
    Part,
    find_differences,
    find_field_differences,
    is_by_structure,
    is_named,
    sees,
    sees_fields,
)
from perfsupport.editing.rereading import NAMES_A_LINE
from perfsupport.editing.windows import (
    Layout,
    Touched,
    Window,
    find_sections,
    find_touched,
    find_window,
    lay_out,
    move_diagnostic,
    reach_up,
    split_lines,
)
from perfsupport.rules.base import Context, Rule
from perfsupport.rules.lookups import WatchedMapping, WatchedSet
from perfsupport.tree import Step, Tree
from perfsupport.validator import Find, find_surroundings

ByRule: TypeAlias = Mapping[str, Sequence[Diagnostic]]
Tell: TypeAlias = Callable[[Mapping[str, Sequence[Diagnostic]]], None]


@dataclass(frozen=True)
class Lookups:
    """What was looked up for a tree: ids of trees, files, unread trees, and whether all of a kind were looked at."""

    trees: Sequence[str]
    media: Sequence[str]
    unread: Sequence[str]
    listed: tuple[bool, bool, bool]


@dataclass(frozen=True)
class Known:
    """A tree as all rules were asked of it last: what each found, and all that this was found on."""

    context: Context
    layout: Layout | None
    found: ByRule
    lookups: Lookups
    others: Mapping[str, Tree]
    files: tuple[frozenset[str], frozenset[str]]
    surroundings: Sequence[object]

    @property
    def tree(self) -> Tree:
        """The tree as it was."""
        return self.context.tree


@dataclass(frozen=True)
class Change:
    """What became of a tree since: the lines touched, the steps now in their place, and the lines below moved.

    ``differences`` are the parts in which the steps differ, words aside, and ``fields`` what differs besides steps.
    """

    known: Known
    touched: Touched
    shift: int
    steps: Mapping[str, Step]
    differences: Set[Part]
    fields: Set[str]


class Rechecks:
    """Asks the rules, and remembers what each of them found in each tree."""

    def __init__(self) -> None:
        self._known: dict[str, Known] = {}

    def begin(
        self,
        sources: Mapping[str, str],
        tell_early: Tell,
        pause: Callable[[], None],
        find_layout: Callable[[Tree], Layout | None] = lambda _: None,
    ) -> Find:
        """Return what asks the rules of trees with these texts.

        ``tell_early`` is told what was found by path before the slow rules are asked. ``pause`` is called between
        slow rules and within them; it may raise something to give up, and then nothing is remembered. ``find_layout``
        gives the layout of a tree where it is known; of one with a syntax error in it, where only the steps around
        that are other than they were.
        """

        def find(contexts: Mapping[str, Context], rules: Sequence[Rule]) -> Mapping[str, Sequence[Diagnostic]]:
            layouts = {path: find_layout(each.tree) or _lay_out(each, sources) for path, each in contexts.items()}
            changes = {path: self._compare(context, layouts[path]) for path, context in contexts.items()}
            found: dict[str, dict[str, Sequence[Diagnostic]]] = {path: {} for path in contexts}
            waiting: list[tuple[str, Rule]] = []
            for path, context in contexts.items():
                context.keeps = True
                if path in self._known:
                    context.earlier = self._known[path].context
                for rule in rules:
                    if rule.check is None:
                        continue
                    pause()
                    kept = _keep(rule, context, changes[path])
                    if kept is None and rule.code in SLOW:
                        waiting.append((path, rule))
                    else:
                        found[path][rule.code] = _ask(rule, context) if kept is None else kept
            if waiting:
                tell_early({path: _join(each) for path, each in found.items()})
            for path, rule in waiting:
                pause()
                contexts[path].pause = pause
                found[path][rule.code] = _ask(rule, contexts[path])
            for path, context in contexts.items():
                # A text that cannot be read is soon mended: what was known before it is of more use.
                layout = None if context.tree.damaged else layouts[path]
                if layout is not None or path not in self._known:
                    self._known[path] = _remember(context, layout, found[path])
            return {path: _join(each) for path, each in found.items()}

        return find

    def _compare(self, context: Context, layout: Layout | None) -> Change | None:
        """Return what has changed since a tree was checked; None where that is more than some of its steps."""
        known = self._known.get(context.tree.path)
        if known is None or known.layout is None or layout is None:
            return None
        if (
            known.layout.steps.column != layout.steps.column
            or known.surroundings != find_surroundings(context)
            or known.files != _find_files(context)
            or not _are_same(known.others, _find_others(context))
            or known.tree.translations != context.tree.translations
        ):
            return None
        fields = find_field_differences(known.tree, context.tree)
        window = find_window(known.layout.lines, layout.lines)
        if fields is None:
            return None
        if FACTS in fields and not _are_facts_named(known.tree, context.tree, known.layout, layout, window):
            fields = fields - {FACTS} | {NAMELESS}
        if window.first == window.old_end == window.new_end:
            return Change(known, Touched(0, 0, window.first, window.first), 0, {}, frozenset(), fields)
        if find_touched(known.layout.steps, window) is not None:
            return _compare_steps(known, known.layout, context.tree, layout, window, fields)
        sections = find_sections(known.layout, window)
        if sections is None or known.layout.steps.ids != layout.steps.ids:
            return None
        return Change(known, Touched(0, 0, sections.start, sections.end), window.shift, {}, frozenset(), fields)


def _are_facts_named(old: Tree, new: Tree, before: Layout, layout: Layout, window: Window) -> bool:
    """Tell whether anything but themselves may name the facts that differ between two trees."""
    if before.facts is None or layout.facts is None or before.facts.column != layout.facts.column:
        return True
    touched = find_touched(before.facts, window)
    if touched is None:
        return True
    # What becomes of the first lines may be for the fact above to say.
    first, below = max(touched.first - 1, 0), len(before.facts.ids) - touched.last
    heads, last = layout.facts.heads, len(layout.facts.ids) - below
    ids = layout.facts.ids[first:last]
    if [*before.facts.ids[:first], *ids, *before.facts.ids[touched.last :]] != layout.facts.ids:
        return True
    gone = before.facts.ids[first : touched.last]
    names = {id for id in (*gone, *ids) if old.facts.get(id) != new.facts.get(id)}
    declared = set[int]()
    for place in range(first, last):
        if layout.facts.ids[place] in names:
            declared.update(range(heads[place], heads[place + 1] if place + 1 < len(heads) else layout.facts.end))
    rest = "\n".join(line for number, line in enumerate(layout.lines) if number not in declared)
    return is_named(new, rest, names)


def _lay_out(context: Context, sources: Mapping[str, str]) -> Layout | None:
    return None if context.tree.damaged else lay_out(context.tree, sources[context.tree.path])


def _compare_steps(
    known: Known, before: Layout, tree: Tree, layout: Layout, window: Window, fields: Set[str]
) -> Change | None:
    """Return what has changed of the steps, where a window lies within them."""
    touched = find_touched(before.steps, window)
    while touched is not None and touched.first and not _begins_at(layout, touched):
        touched = reach_up(before.steps, touched)
    if touched is None or not _begins_at(layout, touched):
        return None
    below, ids = len(known.tree.steps) - touched.last, before.steps.ids
    steps = dict(islice(tree.steps.items(), touched.first, max(touched.first, len(tree.steps) - below)))
    if [*ids[: touched.first], *steps, *ids[touched.last :]] != layout.steps.ids:
        return None
    old = list(islice(known.tree.steps.values(), touched.first, touched.last))
    differences = (
        {part for pair in zip(old, steps.values(), strict=True) for part in find_differences(*pair)}
        if len(old) == len(steps)
        else {Part.REST}
    )
    return Change(known, touched, window.shift, steps, differences, fields)


def _begins_at(layout: Layout, touched: Touched) -> bool:
    """Tell whether a step begins where the touched ones did."""
    heads = layout.steps.heads
    return touched.first < len(heads) and heads[touched.first] == touched.start


def _keep(rule: Rule, context: Context, change: Change | None) -> Sequence[Diagnostic] | None:
    """Return what a rule finds as far as that is known from before, or None where it has to be asked of the whole."""
    earlier = change.known.found.get(rule.code) if change is not None else None
    if change is None or earlier is None:
        return None
    if change.shift and any(NAMES_A_LINE.search(f"{one.cause} {one.remedy}") for one in earlier):
        return None
    start, end, path = change.touched.start, change.touched.end, context.tree.path
    if any(one.path != path for one in earlier) and not _is_beside_same(change.known.tree, context.tree):
        # It says the same, and may stand elsewhere.
        return None
    left = [one for one in earlier if one.path != path or not start < one.span.line <= end]
    moved = [one if one.path != path else move_diagnostic(one, end, change.shift) for one in left]
    if sees_fields(rule.code, change.fields):
        return None
    if rule.code in BY_STEP:
        part = replace(context, tree=replace(context.tree, steps=change.steps), siblings={})
        return [*moved, *_ask(rule, part)]
    if is_by_structure(rule.code) and not sees(rule.code, change.differences) and len(left) == len(earlier):
        _look_up_again(context, change.known.lookups)
        return moved
    return None


def _is_beside_same(known: Tree, tree: Tree) -> bool:
    """Tell whether the files beside a tree, with scenarios or words, are those of before and not only equal."""
    before, now = ([*(one for one in each.scenarios if one.path), *each.translations] for each in (known, tree))
    return len(before) == len(now) and all(one is other for one, other in zip(before, now, strict=True))


def _ask(rule: Rule, context: Context) -> list[Diagnostic]:
    assert rule.check is not None
    return [rule.report(finding, context.tree.path) for finding in rule.check(context)]


def _join(found: ByRule) -> list[Diagnostic]:
    return [one for each in found.values() for one in each]


# What it depends on


def _watched(context: Context) -> tuple[WatchedMapping[Tree], WatchedSet, WatchedSet]:
    trees, media, unread = context.trees, context.media, context.unread
    assert isinstance(trees, WatchedMapping) and isinstance(media, WatchedSet) and isinstance(unread, WatchedSet)
    return trees, media, unread


def _find_others(context: Context) -> Mapping[str, Tree]:
    return _watched(context)[0].all


def _find_files(context: Context) -> tuple[frozenset[str], frozenset[str]]:
    _, media, unread = _watched(context)
    return media.all, unread.all


def _remember(context: Context, layout: Layout | None, found: ByRule) -> Known:
    trees, media, unread = _watched(context)
    lookups = Lookups(
        list(trees.seen), list(media.seen), list(unread.seen), (trees.listed, media.listed, unread.listed)
    )
    others = {id: tree for id, tree in trees.all.items() if tree is not context.tree}
    context.hand_on()
    return Known(context, layout, found, lookups, others, (media.all, unread.all), find_surroundings(context))


def _are_same(known: Mapping[str, Tree], now: Mapping[str, Tree]) -> bool:
    return all(now.get(id) is tree for id, tree in known.items()) and len(known) + 1 == len(now)


def _look_up_again(context: Context, lookups: Lookups) -> None:
    """Note what was looked up for findings that are kept, as if it had been looked up again."""
    watched: Sequence[WatchedMapping[Tree] | WatchedSet] = _watched(context)
    seen = lookups.trees, lookups.media, lookups.unread
    for one, ids, listed in zip(watched, seen, lookups.listed, strict=True):
        for each in ids:
            each in one  # noqa: B015 - to be asked is what it notes
        one.listed = one.listed or listed


def move_lines(found: Iterable[Diagnostic], old: str, new: str) -> list[Diagnostic]:
    """Return findings in a text where they stand in another; those in lines that changed are left out."""
    window = find_window(split_lines(old), split_lines(new))
    kept = [one for one in found if not (one.span.end_line > window.first and one.span.line <= window.old_end)]
    return [
        move_diagnostic(one, window.old_end, window.shift)
        for one in kept
        if not (window.shift and NAMES_A_LINE.search(f"{one.cause} {one.remedy}"))
    ]
