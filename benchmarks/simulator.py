"""A month of a desk that does not exist: the events of its reps, and apart from them what is true of the month.

    month = simulate(load_editions(ROOT, EDITS), reps=500, seed=1)
    for batch in month.batches(): store.append(batch)
    month.truth.count("completed", "no-power")

The reps walk the real programs. Sessions are drawn from templates, so that millions of events take seconds. The same
seed gives the same month.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.desk.reps import SKILLS, WORDS_WITHOUT_HIT, Session, Template
from benchmarks.desk.truth import Truth
from perfsupport.events import INDEX_TREE, INDEX_VERSION, MAX_BATCH_EVENTS, Event
from perfsupport.program import Program
from perfsupport.project import Project, change_project, load_project
from perfsupport.proving import prove_project
from perfsupport.site.events_file import make_events_file
from perfsupport.site.ways import find_ways

START = 1_793_491_200_000
"""Sunday, 1 November 2026, 00:00 UTC, in Unix milliseconds."""
DAY, HOUR, MINUTE = 86_400_000, 3_600_000, 60_000
EDIT_DAY = 15
FIRST_DAYS = 3
"""For how many days after an edit some pages of the old version are still open."""


EDITS: Mapping[str, Sequence[tuple[str, str]]] = {
    "no-power": [
        ("stays_on", "switch_stays"),
        ("  switch_stays:\n    ask: Does", "  switch_stays:\n    was: [stays_on]\n    ask: Now does"),
    ]
}
"""In mid-month a step of a sample tree gets another id and another wording."""


@dataclass(frozen=True)
class Edition:
    """A site as it was published: the programs, and ``trees`` of its events.json."""

    programs: Mapping[str, Program]
    published: Mapping[str, Mapping[str, Any]]


def load_editions(root: Path, edits: Mapping[str, Sequence[tuple[str, str]]]) -> list[Edition]:
    """Return a project as it is at the start of the month and, where there are edits (old and new text), after them."""
    project = load_project(root)
    editions = [make_edition(project)]
    if edits:
        changes = {}
        for id, pairs in edits.items():
            path = project.trees[id].path
            text = project.sources[path]
            for old, new in pairs:
                assert old in text, f"{path} has no {old!r}"
                text = text.replace(old, new)
            changes[path] = text.encode()
        editions.append(make_edition(change_project(project, changes)))
    return editions


def make_edition(project: Project) -> Edition:
    """Return a project as it would be published."""
    proved = prove_project(project, "2026-11-01")
    broken = [one for one in proved.diagnostics if one.severity == "error"]
    assert not broken, broken
    ways = {id: find_ways(project.trees[id], proved.compiled) for id in proved.compiled}
    url = str(project.settings.source_url) if project.settings.source_url else None
    about = make_events_file("Desk", project.trees, proved.compiled, ways, url)
    return Edition(proved.programs, about["trees"])


@dataclass
class Rep:
    """Somebody at the desk. ``skew`` is how far the machine's clock is behind the true time, in milliseconds."""

    name: str
    started: int
    skew: int
    browser: str
    busy: float


@dataclass
class Month:
    """The month. ``batches()`` walks it, and fills ``truth`` on the way."""

    editions: Sequence[Edition]
    reps: int
    sessions: int
    days: int
    seed: int
    names: bool
    variety: int
    count: bool
    counted: range
    truth: Truth = field(default_factory=Truth)

    def batches(self) -> Iterator[list[Event]]:
        """Yield the events as the collector hands them to the store, in the order in which they come."""
        yield from _Walker(self).walk()

    @property
    def published(self) -> Mapping[str, Mapping[str, Any]]:
        """What ids mean at the end of the month."""
        return self.editions[-1].published


def simulate(
    editions: Sequence[Edition],
    *,
    reps: int = 500,
    sessions: int = 20_000,
    days: int = 30,
    seed: int = 1,
    names: bool = True,
    variety: int = 60,
    count: bool = True,
    counted: range | None = None,
) -> Month:
    """Return a month of so many sessions.

    ``names`` gives each rep a reference; ``variety`` is the number of templates for each tree, version and skill;
    without ``count`` nothing is counted, which is faster. ``counted`` are the days (the first is 0) that the truth is
    of, all where it is left away; the month is the same.
    """
    return Month(editions, reps, sessions, days, seed, names, variety, count, counted or range(days))


class _Walker:
    def __init__(self, month: Month) -> None:
        self._month = month
        self._chance = Random(month.seed)
        self._templates: dict[tuple[int, str, str], list[Template]] = {}
        self._number = 0
        trees = sorted(month.editions[0].programs)
        self._chance.shuffle(trees)
        self._trees, self._weights = trees, [1.6**-place for place in range(len(trees))]
        self._reps = [self._make_rep(number) for number in range(month.reps)]
        self._busy = [rep.busy for rep in self._reps]

    def walk(self) -> Iterator[list[Event]]:
        chance, late = self._chance, []
        for _ in range(self._month.sessions):
            rep = chance.choices(self._reps, self._busy)[0]
            for batch, is_late in self._play(rep):
                if is_late:
                    late.append(batch)
                else:
                    yield batch
                if chance.random() < 0.02:
                    # The answer was lost on its way, so that the page sent the batch again.
                    late.append(batch)
        chance.shuffle(late)
        yield from late

    def _make_rep(self, number: int) -> Rep:
        chance = self._chance
        skew = int(chance.gauss(0, 800))
        if chance.random() < 0.06:
            skew += chance.choice((-3, -1, 1, 2)) * 20 * MINUTE
        # A quarter of the reps came this month.
        started = chance.randrange(0, self._month.days) if chance.random() < 0.25 else -200
        browser = chance.choices(("Chrome", "Edge", "Firefox", "Safari", "other"), (60, 25, 9, 4, 2))[0]
        return Rep(f"rep-{number:04d}", max(started, -200), skew, browser, chance.lognormvariate(0, 0.5))

    def _play(self, rep: Rep) -> Iterator[tuple[list[Event], bool]]:
        """Yield the batches of one session, each with whether it came late."""
        chance, month = self._chance, self._month
        day = self._draw_day(max(rep.started, 0))
        is_counted = day in month.counted
        at = START + day * DAY + int(chance.triangular(8, 18, 10.5) * HOUR)
        mode = chance.choices(("live", "practice"), (97, 3) if day - rep.started > 5 else (80, 20))[0]
        self._number += 1
        session = f"{self._number:08x}-{month.seed:04x}-session"
        person = rep.name if month.names else session
        if chance.random() < 0.05:
            template = self._search(person, mode if is_counted else "")
        else:
            template = self._draw_template(rep, day)
            if mode == "live" and month.count and is_counted:
                self._count(template, person, at - at % DAY)
        common = {
            "session": session,
            "mode": mode,
            "language": "en",
            "host": "https://crm.example",
            "browser": rep.browser,
            **({"rep": rep.name} if month.names else {}),
        }
        yield from self._send(template, common, at, rep, is_counted=is_counted)

    def _send(
        self, template: Template, common: Mapping[str, Any], at: int, rep: Rep, *, is_counted: bool
    ) -> Iterator[tuple[list[Event], bool]]:
        chance = self._chance
        offline = chance.random() < 0.015
        delay = chance.randrange(2 * HOUR, 40 * HOUR) if offline else chance.randrange(30, 900)
        size = MAX_BATCH_EVENTS if offline or chance.random() < 0.5 else 12
        # The very last event is a beacon that does not always come, which leaves no gap; one in the middle does.
        lost = chance.randrange(1, len(template.events)) if chance.random() < 0.04 else None
        if lost is not None and template.events[lost][1]["type"] not in (
            "session_left",
            "session_resumed",
            "note_copied",
        ):
            lost = None
        batch: list[Event] = []
        for number, (offset, fields) in enumerate(template.events):
            if number == lost:
                if is_counted and common["mode"] == "live" and number < len(template.events) - 1:
                    self._month.truth.counts["missing",] += 1
                continue
            batch.append(
                {
                    "id": make_id(at + offset, self._number, number),
                    "sequence": number + 1,
                    "at": at + offset - rep.skew,
                    **common,
                    **fields,
                }
            )
            if len(batch) == size:
                yield self._receive(batch, at + offset + delay, rep.skew), offline
                batch = []
        if batch:
            yield self._receive(batch, at + template.events[-1][0] + delay, rep.skew), offline

    @staticmethod
    def _receive(batch: list[Event], received_at: int, skew: int) -> list[Event]:
        for event in batch:
            event["received_at"], event["skew_ms"] = received_at, skew
        return batch

    def _draw_day(self, first: int) -> int:
        """Return a day on which the desk is open; Sundays it is quiet."""
        while True:
            day = self._chance.randrange(min(first, self._month.days - 1), self._month.days)
            if datetime.fromtimestamp((START + day * DAY) / 1000, UTC).weekday() < 5 or self._chance.random() < 0.12:
                return day

    def _draw_template(self, rep: Rep, day: int) -> Template:
        chance, month = self._chance, self._month
        skill = SKILLS[min(2, max(0, day - rep.started) // 7)]
        edition = len(month.editions) - 1 if day >= EDIT_DAY else 0
        if edition and day < EDIT_DAY + FIRST_DAYS and chance.random() < 0.08:
            edition = 0
        tree = chance.choices(self._trees, self._weights)[0]
        known = self._templates.setdefault((edition, tree, skill), [])
        if len(known) < month.variety:
            program = month.editions[edition].programs[tree]
            today = datetime.fromtimestamp((START + day * DAY) / 1000, UTC).date().isoformat()
            known.append(Session(program, chance, skill, today).play())
            return known[-1]
        return chance.choice(known)

    def _count(self, template: Template, person: str, day_at: int) -> None:
        truth = self._month.truth
        truth.add_session(template.keys, template.values, person)
        truth.add(("day", template.tree, day_at), person)
        truth.add(("opened", template.tree), person)
        truth.counts["feedback",] += template.feedback

    def _search(self, person: str, mode: str) -> Template:
        words = self._chance.choices(("", *WORDS_WITHOUT_HIT), (60, 14, 10, 8, 5, 2, 0.02))[0]
        place = {"tree": INDEX_TREE, "version": INDEX_VERSION, "visible_ms": 0}
        searched = {"type": "searched", "hits": 0 if words else 3, **({"words": words} if words else {})}
        if mode == "live":
            self._month.truth.add(("search", words), person)
        started = {"type": "session_started", "entry": "start"}
        return Template(INDEX_TREE, INDEX_VERSION, [(0, {**started, **place}), (4000, {**searched, **place})], [], [])


def make_id(at: int, session: int, number: int) -> str:
    """Return a UUID version 7: the time first, and nothing drawn by lot."""
    return f"{at >> 16:08x}-{at & 0xFFFF:04x}-7{number % 4096:03x}-8000-{session & 0xFFFFFFFFFFFF:012x}"
