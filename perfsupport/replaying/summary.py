"""What a replay says: how many run-throughs end as before, elsewhere, at a new question, or cannot be told."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field

from perfsupport.analytics.figures import Count
from perfsupport.analytics.hiding import GROUND, Cell, hide
from perfsupport.program import Program
from perfsupport.replaying.recording import Recording, Told
from perfsupport.replaying.walking import Result, Verdict, replay
from perfsupport.site.text import write_line

REPLAY_FORMAT = 1
VERDICTS: tuple[Verdict, ...] = ("same", "elsewhere", "asks", "untold")
DIFFERING: tuple[Verdict, ...] = ("elsewhere", "asks")


@dataclass(slots=True, kw_only=True)
class Difference:
    """Run-throughs that go the same other way. Titles where there are any, else ids; counts of few are None."""

    verdict: Verdict
    before: str
    now: str
    after: str
    instead_of: str
    leads_to: str
    run_throughs: Count


@dataclass(slots=True, kw_only=True)
class TreeReplay:
    """The replay of one tree; None where it tells of few people."""

    tree: str
    title: str
    path: str
    run_throughs: Count
    same: Count = None
    elsewhere: Count = None
    asks: Count = None
    untold: Count = None
    unfinished: Count = None
    differences: list[Difference] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class Replay:
    """The replay of all trees; ``gone`` are the ids of trees with recordings that are no longer there."""

    format: int = REPLAY_FORMAT
    mode: str
    floor: int
    trees: list[TreeReplay] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)

    @property
    def differs(self) -> bool:
        """Tell whether anything ends elsewhere, asks what was never asked, or is gone."""
        return bool(self.gone) or any(tree.differences for tree in self.trees)


def replay_all(
    ended: Mapping[Recording, Told],
    others: Mapping[str, Told],
    programs: Mapping[str, Program],
    today: str,
    *,
    mode: str,
    floor: int,
) -> Replay:
    """Return what would come of all recordings in these programs."""
    results: dict[str, dict[tuple[Result, str], Told]] = {}
    for recording, told in ended.items():
        if recording.tree in programs:
            result = replay(recording, programs[recording.tree], today)
            all_told = results.setdefault(recording.tree, {}).setdefault((result, recording.outcome), Told())
            all_told.number += told.number
            all_told.people |= told.people
    trees = {recording.tree for recording in ended}
    made = [_sum_up(programs[tree], found, others.get(tree, Told()), floor) for tree, found in sorted(results.items())]
    return Replay(mode=mode, floor=floor, trees=made, gone=sorted(trees - programs.keys()))


def _sum_up(program: Program, results: Mapping[tuple[Result, str], Told], unfinished: Told, floor: int) -> TreeReplay:
    tree = program["trees"][program["tree"]]
    made = TreeReplay(tree=program["tree"], title=tree["title"], path=tree["path"], run_throughs=None)
    people = set().union(*(told.people for told in results.values()))
    if len(people) < floor:
        return made
    cells: dict[Hashable, Cell] = {}
    for verdict in VERDICTS:
        of_kind = [told for (result, _), told in results.items() if result.verdict == verdict]
        everyone = set().union(*(told.people for told in of_kind)) if of_kind else set()
        ways = verdict if verdict in DIFFERING else GROUND
        cells[verdict] = Cell(sum(told.number for told in of_kind), len(everyone), "all", ways)
    differing = {key: told for key, told in results.items() if key[0].verdict in DIFFERING}
    for key, told in differing.items():
        cells[key] = Cell(told.number, len(told.people), key[0].verdict, GROUND)
    cells["unfinished"] = Cell(unfinished.number, len(unfinished.people))
    hide(cells, floor)

    def tell(key: Hashable) -> Count:
        return cells[key].count if cells[key].is_shown else None

    made.run_throughs = sum(told.number for told in results.values())
    made.same, made.elsewhere, made.asks, made.untold = (tell(verdict) for verdict in VERDICTS)
    made.unfinished = tell("unfinished")
    in_order = sorted(
        differing.items(), key=lambda each: (-each[1].number, each[0][0].outcome, each[0][1], each[0][0].now)
    )
    made.differences = [_tell_difference(program, *key, tell(key)) for key, _ in in_order]
    # Which ways few people took is theirs, too: they are one line without names.
    hidden = [each for each in made.differences if each.run_throughs is None]
    made.differences = [each for each in made.differences if each.run_throughs is not None]
    made.differences += [
        Difference(verdict=verdict, before="", now="", after="", instead_of="", leads_to="", run_throughs=None)
        for verdict in VERDICTS
        if any(each.verdict == verdict for each in hidden)
    ]
    return made


def _tell_difference(program: Program, result: Result, before: str, count: Count) -> Difference:
    return Difference(
        verdict=result.verdict,
        before=_name(program, before),
        now=_name(program, result.outcome),
        after=_name(program, result.after),
        instead_of=_name(program, result.before),
        leads_to=_name(program, result.now),
        run_throughs=count,
    )


def _name(program: Program, key: str) -> str:
    """Return the title of the step that a key names, in the tree of its own; the id where it is gone."""
    from perfsupport.scenarios.keys import find_place

    place = find_place(program, key) if key else None
    if place is None:
        bare = key.rpartition("/")[2].partition("~")[0]
        inner = [tree["steps"][bare] for tree in program["trees"].values() if bare in tree["steps"]]
        return write_line(inner[0]["title"], program["trees"][program["tree"]]) if inner else bare
    return write_line(place.step["title"], program["trees"][place.tree_id])
