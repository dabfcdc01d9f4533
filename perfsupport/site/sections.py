"""Cutting a large tree into sections: a section is a step and all that can only be reached through it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

Graph = Mapping[str, Sequence[str]]


def find_sections(graph: Graph, start: str, size: int) -> dict[str, list[str]]:
    """Return sections of about ``size`` steps, head to members (the head first), every step in exactly one.

    ``graph`` says for each step where it leads. The heads are chosen from below: a step becomes one when what it alone
    leads to has grown to ``size``, or to a quarter of it where the section above is full. The start is always a head.
    """
    order = _reverse_postorder(graph, start)
    above = find_dominators(graph, order)
    grown = dict.fromkeys(graph, 1)
    heads = {start}
    for step in reversed(order[1:]):
        full = grown[above[step]] + grown[step] > size
        if grown[step] >= size or (full and grown[step] * 4 >= size):
            heads.add(step)
        else:
            grown[above[step]] += grown[step]
    head_of = {start: start}
    for step in order[1:]:
        head_of[step] = step if step in heads else head_of[above[step]]
    sections: dict[str, list[str]] = {head: [] for head in order if head in heads}
    for step in graph:
        sections[head_of.get(step, start)].append(step)
    return {head: [head, *(step for step in members if step != head)] for head, members in sections.items()}


def split_sections(sections: Mapping[str, Sequence[str]], order: Sequence[str], most: int) -> dict[str, list[str]]:
    """Return the sections with those of more than ``most`` steps cut into runs of the author's ``order``.

    Where ways join and part freely no step stands above all; what an author wrote together belongs together.
    """
    place = {step: number for number, step in enumerate(order)}
    split: dict[str, list[str]] = {}
    for head, members in sections.items():
        rest = sorted((step for step in members if step != head), key=place.__getitem__)
        pieces = -(-len(members) // most)
        size = -(-len(members) // pieces)
        every = [head, *rest]
        for start in range(0, len(every), size):
            split[every[start]] = every[start : start + size]
    return split


def find_depths(graph: Graph) -> dict[str, int]:
    """Return how many steps each step lies below the top: the first step, and others that nothing above leads to."""
    depths: dict[str, int] = {}
    for top in graph:
        if top not in depths:
            depths[top], queue = 0, [top]
            for step in queue:
                new = [target for target in graph[step] if target in graph and target not in depths]
                depths.update(dict.fromkeys(new, depths[step] + 1))
                queue += new
    return depths


def find_dominators(graph: Graph, order: Sequence[str]) -> dict[str, str]:
    """Return for each step the nearest one that every way to it goes through; ``order`` is the reverse postorder.

    After Cooper, Harvey and Kennedy, "A simple, fast dominance algorithm" (2001).
    """
    rank = {step: number for number, step in enumerate(order)}
    before: dict[str, list[str]] = {step: [] for step in order}
    for step in order:
        for target in graph[step]:
            before[target].append(step)
    nearest = {order[0]: order[0]}
    changed = True
    while changed:
        changed = False
        for step in order[1:]:
            found = _meet((one for one in before[step] if one in nearest), nearest, rank)
            if nearest.get(step) != found:
                nearest[step] = found
                changed = True
    return nearest


def _meet(steps: Iterable[str], nearest: Mapping[str, str], rank: Mapping[str, int]) -> str:
    """Return the nearest step above all of these."""
    one, *others = steps
    for other in others:
        while one != other:
            if rank[one] > rank[other]:
                one = nearest[one]
            else:
                other = nearest[other]
    return one


def _reverse_postorder(graph: Graph, start: str) -> list[str]:
    """Return the steps in reach of the start, each before those it leads to wherever there is no way back."""
    seen, done = {start}, []
    stack = [(start, iter(graph[start]))]
    while stack:
        step, targets = stack[-1]
        for target in targets:
            if target not in seen:
                seen.add(target)
                stack.append((target, iter(graph[target])))
                break
        else:
            done.append(step)
            stack.pop()
    return done[::-1]
