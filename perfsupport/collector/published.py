"""What the ids in events may be: the steps and options of every version of the trees that is still in use."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from perfsupport.collector.refusals import Refusal
from perfsupport.errors import PerfsupportError
from perfsupport.events import Event
from perfsupport.program import DONE_RESPONSE, NONE_RESPONSE
from perfsupport.store import Store
from perfsupport.store.published import PUBLISHED_FILE, load_published

ALWAYS_OPTIONS = frozenset({DONE_RESPONSE, NONE_RESPONSE})


class Published:
    """The ids of a site's trees. A rep's page may be older than the site: the store remembers the versions before.

    ``refresh`` reads the site again when it was built anew; a site that is just being replaced changes nothing.
    """

    def __init__(self, site: Path, store: Store, now: Callable[[], int]) -> None:
        self._site, self._store, self._now = site, store, now
        self._mark: tuple[int, ...] | None = None
        self._versions: dict[tuple[str, str], dict[str, frozenset[str]]] = {}
        self._trees: set[str] = set()
        for (tree, _), about in store.load_published().items():
            self._learn(tree, about)
        self._load(load_published(site))
        self._mark = self._read_mark()

    def refresh(self) -> None:
        """Take in what a new build published."""
        mark = self._read_mark()
        if mark is None or mark == self._mark:
            return
        try:
            trees = load_published(self._site)
        except PerfsupportError:
            return
        self._load(trees)
        self._mark = mark

    def check(self, event: Event) -> Refusal | None:
        """Return why an event speaks of something that was never published, or None."""
        if event["tree"] not in self._trees:
            return Refusal.TREE_UNKNOWN
        steps = self._versions.get((event["tree"], event["version"]))
        if steps is None:
            return Refusal.VERSION_UNKNOWN
        step = event.get("step")
        if step is None:
            return None
        options = steps.get(step)
        if options is None:
            return Refusal.STEP_UNKNOWN
        chosen = event.get("option")
        if chosen is not None and not options.issuperset(chosen.split(",")):
            return Refusal.OPTION_UNKNOWN
        return None

    def _load(self, trees: Mapping[str, dict[str, Any]]) -> None:
        for tree, about in trees.items():
            self._learn(tree, about)
        self._store.keep_published(trees, self._now())

    def _learn(self, tree: str, about: Mapping[str, Any]) -> None:
        self._trees.add(tree)
        self._versions[tree, about["version"]] = {
            step: ALWAYS_OPTIONS.union(each.get("options", ())) for step, each in about["steps"].items()
        }

    def _read_mark(self) -> tuple[int, ...] | None:
        try:
            status = (self._site / PUBLISHED_FILE).stat()
        except OSError:
            return None
        return status.st_mtime_ns, status.st_size, status.st_ino
