"""The values that a comparison gives: changes in words, endings that differ, scenarios with other results."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from perfsupport.catalogues import message
from perfsupport.program import Response

Kind: TypeAlias = Literal["added", "removed", "renamed", "changed"]

SEARCHED = message("Found by trying, not proved: there may be more.")
KIND_WORDS = {"added": message("added"), "removed": message("removed"), "renamed": message("renamed")}
"""What is said of a job aid that is not just changed."""


@dataclass(frozen=True, slots=True)
class Change:
    """One change. ``old`` and ``new`` are wordings to be compared word by word, empty where the sentence says it all.

    ``step`` is the id of the step it is about, ``title`` what the step is called now; both are empty for the tree.
    ``line`` is its line in the new file, or in the old one for what was removed.
    """

    kind: Kind
    sentence: str
    step: str = ""
    title: str = ""
    old: str = ""
    new: str = ""
    line: int = 1


@dataclass(frozen=True, slots=True)
class Example:
    """One situation: what is known and what the rep responds, in words and as both walks take them."""

    known: Sequence[tuple[str, str]]
    responses: Sequence[tuple[str, str]]
    given: Mapping[str, Response]
    old_responses: Mapping[str, Response]
    new_responses: Mapping[str, Response]


@dataclass(frozen=True, slots=True)
class Ending:
    """Situations that ended at ``old`` and now end at ``new``, both in words, with the shortest example found.

    ``days`` are the first and the last days on which they do (ISO texts), None where open; no days is always. ``when``
    says them in words.
    """

    old: str
    new: str
    old_step: str
    new_step: str
    example: Example
    when: str = ""
    days: Sequence[tuple[str | None, str | None]] = ()


@dataclass(frozen=True, slots=True)
class ScenarioChange:
    """A scenario whose result is another now."""

    name: str
    sentence: str
    breaks: bool


@dataclass(frozen=True, kw_only=True)
class TreeDiff:
    """What has changed in one tree. ``note`` says why situations were not searched, or not to the end."""

    id: str
    title: str
    path: str
    kind: Kind
    changes: Sequence[Change] = ()
    endings: Sequence[Ending] = ()
    scenarios: Sequence[ScenarioChange] = ()
    note: str = ""

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing is to be said of the tree."""
        return self.kind == "changed" and not (self.changes or self.endings or self.scenarios)


@dataclass(frozen=True, kw_only=True)
class ProjectDiff:
    """What has changed in a project. ``troubles`` are sentences about what could not be read or compared."""

    old: str
    new: str
    trees: Sequence[TreeDiff] = ()
    changes: Sequence[Change] = ()
    troubles: Sequence[str] = field(default=())

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing has changed."""
        return not self.trees and not self.changes
