"""What ids mean: one tree of events.json, with the ids that its steps and options had before."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any
from urllib.parse import quote

ASKED_KINDS = ("question", "input", "action")
"""Routes and subtrees are never on screen; outcomes have a table of their own."""

SILENT_KINDS = ("route", "subtree")


class Meaning:
    """One published tree; where nothing is known of an id, the id itself is its title."""

    def __init__(self, tree: str, about: Mapping[str, Any]) -> None:
        self.tree, self.about = tree, about
        self.steps: Mapping[str, Mapping[str, Any]] = about.get("steps", {})
        self.title: str = about.get("title", tree)
        self._was: Mapping[str, str] = about.get("was", {})

    def live(self, step: str) -> str:
        """Return the id that a step has now."""
        return self._was.get(step, step)

    def step(self, step: str) -> Mapping[str, Any]:
        """Return what is known of a step."""
        return self.steps.get(step, {})

    def step_title(self, step: str) -> str:
        """Return a step's title, or its id."""
        return str(self.step(step).get("title", step))

    def kind(self, step: str) -> str:
        """Return a step's kind; empty where it is not known."""
        return str(self.step(step).get("kind", ""))

    def label(self, step: str, option: str) -> str:
        """Return an option's label, those of a question with several joined; its id where that is all there is."""
        options = self.step(step).get("options", {})
        return ", ".join(str(options.get(each, {}).get("label", each)) for each in option.split(","))

    def live_option(self, step: str, option: str) -> str:
        """Return the id that an option has now."""
        was = self.step(step).get("option_was", {})
        return ",".join(was.get(each, each) for each in option.split(","))

    def is_single(self, step: str) -> bool:
        """Tell whether a question's options lead to targets of their own."""
        options = self.step(step).get("options", {})
        return bool(options) and all("target" in option for option in options.values())

    def source(self, line: int | None) -> str | None:
        """Return the address of a line of the author's file in the forge, where the site says how that is made."""
        pattern, path = self.about.get("source_url"), self.about.get("path")
        if not pattern or not path:
            return None
        return str(pattern).replace("{path}", quote(str(path))).replace("{line}", str(line or 1))

    def find_way(self, start: str, goal: str) -> list[str]:
        """Return the way between two steps over steps that are never on screen; nothing where none or several do."""
        leading = {step for step in self.list_silent([start]) if goal in self._list_reached(step)}
        way = [start]
        while way[-1] != goal:
            onward = [target for target in self.list_targets(way[-1]) if target in leading or target == goal]
            if way[-1] not in leading or len(onward) != 1 or onward[0] in way:
                return []
            way += onward
        return way if len(way) > 1 else []

    def _list_reached(self, step: str) -> set[str]:
        return {target for each in self.list_silent([step]) for target in self.list_targets(each)}

    def list_silent(self, starts: Iterable[str], without: Collection[str] = ()) -> list[str]:
        """Return those of some steps that are never on screen, and what of the kind comes behind, ``without`` some."""
        found = list(dict.fromkeys(step for step in starts if self.kind(step) in SILENT_KINDS))
        for step in found:
            onward = dict.fromkeys(self.list_targets(step))
            found += [each for each in onward if self.kind(each) in SILENT_KINDS and each not in (*found, *without)]
        return found

    def list_targets(self, step: str) -> Iterable[str]:
        """Return the steps that a step can lead on to."""
        targets: Iterable[str] = self.step(step).get("targets", ())
        return targets
