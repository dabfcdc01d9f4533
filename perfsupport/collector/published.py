"""What the ids in events may be: what every version of the trees that is still in use can say."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from perfsupport.collector.refusals import Refusal
from perfsupport.errors import PerfsupportError
from perfsupport.events import INDEX_TREE, INDEX_TYPES, INDEX_VERSION, Event
from perfsupport.program import DONE_RESPONSE, NONE_RESPONSE
from perfsupport.store import Store, StoreError
from perfsupport.store.published import PUBLISHED_FILE, load_published

ALWAYS_OPTIONS = frozenset({DONE_RESPONSE, NONE_RESPONSE})
DAY_MS = 86_400_000
REST_MS = 5_000
OUTWARD_TYPES = frozenset({"stepped_back", "none_fitted", "response_changed"})
"""Events whose target may lie in the tree around this one."""


@dataclass(frozen=True, slots=True)
class _Version:
    options: Mapping[str, frozenset[str]]
    tracked: Mapping[str, bool]


class Published:
    """The ids of the trees of built sites. A rep's page may be older than its site: the store remembers versions.

    ``refresh`` reads a site again when it was built anew; a site that is just being replaced changes nothing. What was
    not published for ``keep_days`` is no longer taken; None keeps all there ever was.
    """

    def __init__(
        self, sites: Iterable[Path], store: Store, now: Callable[[], int], keep_days: int | None = None
    ) -> None:
        self._store, self._now, self._keep_days = store, now, keep_days
        self._marks: dict[Path, tuple[int, ...] | None] = dict.fromkeys(sites)
        self._files = {site: site / PUBLISHED_FILE for site in self._marks}
        self._versions: dict[tuple[str, str], _Version] = {}
        self._trees: frozenset[str] = frozenset()
        self._steps: frozenset[str] = frozenset()
        self._day = now() // DAY_MS
        self._rest_until = 0
        for site in self._marks:
            self._marks[site] = _read_mark(self._files[site])
            store.keep_published(load_published(site), now())
        self._recall()

    def refresh(self) -> None:
        """Take in what a new build published; each day, say that it still is, and let go of what was not for long."""
        now = self._now()
        if now < self._rest_until:
            return
        another_day = now // DAY_MS != self._day
        for site, known in self._marks.items():
            mark = _read_mark(self._files[site])
            if mark is None or (mark == known and not another_day):
                continue
            try:
                trees = load_published(site)
            except PerfsupportError:
                continue
            self._learn({(tree, about["version"]): about for tree, about in trees.items()})
            try:
                self._store.keep_published(trees, now)
                self._marks[site] = mark
            except StoreError:
                # The batch is about to meet the same trouble, and to say so.
                self._rest_until = now + REST_MS
                return
        if another_day:
            self._recall()
            self._day = now // DAY_MS

    def check(self, event: Event) -> Refusal | None:
        """Return why an event speaks of something that was never published, or None."""
        tree = event["tree"]
        if tree == INDEX_TREE:
            return _check_index(event)
        if tree not in self._trees:
            return Refusal.TREE_UNKNOWN
        version = self._versions.get((tree, event["version"]))
        if version is None:
            return Refusal.VERSION_UNKNOWN
        step = event.get("step")
        if step is None:
            return None
        options = version.options.get(step)
        if options is None:
            return Refusal.STEP_UNKNOWN
        chosen = event.get("option")
        if chosen is not None and chosen not in options and not options.issuperset(chosen.split(",")):
            return Refusal.OPTION_UNKNOWN
        target = event.get("target")
        if target is not None and target not in version.options and not self._leads_out(event["type"], target):
            return Refusal.TARGET_UNKNOWN
        fact = event.get("fact")
        if fact is not None and fact not in version.tracked:
            return Refusal.FACT_UNKNOWN
        if "value" in event and not version.tracked[event["fact"]]:
            return Refusal.VALUE_NOT_TRACKED
        return None

    def _leads_out(self, type_: str, target: str) -> bool:
        return type_ in OUTWARD_TYPES and target in self._steps

    def _recall(self) -> None:
        """Know what the store remembers, and no more."""
        self._versions = {}
        since = 0 if self._keep_days is None else self._now() - self._keep_days * DAY_MS
        self._learn(self._store.load_published(since))

    def _learn(self, meanings: Mapping[tuple[str, str], Mapping[str, Any]]) -> None:
        self._versions |= {key: _read_version(about) for key, about in meanings.items()}
        self._trees = frozenset(tree for tree, _ in self._versions)
        self._steps = frozenset(step for version in self._versions.values() for step in version.options)


def _check_index(event: Event) -> Refusal | None:
    if event["version"] != INDEX_VERSION:
        return Refusal.VERSION_UNKNOWN
    if event["type"] not in INDEX_TYPES:
        return Refusal.TYPE_UNKNOWN
    return Refusal.STEP_UNKNOWN if "step" in event else None


def _read_version(about: Mapping[str, Any]) -> _Version:
    steps = {step: ALWAYS_OPTIONS.union(each.get("options", ())) for step, each in about["steps"].items()}
    return _Version(steps, {fact: bool(each.get("track")) for fact, each in about.get("facts", {}).items()})


def _read_mark(published: Path) -> tuple[int, ...] | None:
    try:
        status = published.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino
