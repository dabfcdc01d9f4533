"""How much is reasoned about again after a key press: counted by the steps of which is worked out what follows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import pytest

from benchmarks.generate import write_site
from perfsupport.languageserver.workspace import Workspace
from perfsupport.rules.analysis.logic.paths import Paths
from perfsupport.rules.analysis.logic.ways import Way, WayFinder
from perfsupport.tree import Step
from tests.editing.test_rechecking import TODAY, check_saved

STEPS = 100


class Counted(NamedTuple):
    """A project of one tree, and the steps of which ways were found, and from which cases were sent on."""

    workspace: Workspace
    text: str
    found: list[str]
    sent: list[str]

    def type(self, at: int, new: str) -> tuple[int, int]:
        """Write something, take it back, and return how many steps were looked at: ways found, cases sent on."""
        (path,) = self.workspace.project.sources.keys() - {"perfsupport.yaml"}
        self.found.clear(), self.sent.clear()
        for text in (self.text[:at] + new + self.text[at:], self.text):
            self.workspace.put_unsaved(path, text)
            self.workspace.check()
        return len(set(self.found)), len(set(self.sent))


@pytest.fixture(scope="module")
def counted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Counted]:
    root = tmp_path_factory.mktemp("counted")
    write_site(root, trees=1, steps=STEPS)
    (file,) = root.glob("trees/*/*.yaml")
    counted = Counted(Workspace(root, lambda: TODAY), file.read_text(encoding="utf-8"), [], [])
    send, find = Paths.send, WayFinder.find

    def count_and_send(self: Paths, id: str, boxes: Sequence[int]) -> Iterator[tuple[Way, Sequence[int]]]:
        counted.sent.append(id)
        return send(self, id, boxes)

    def count_and_find(self: WayFinder, step: Step) -> list[Way]:
        counted.found.append(str(step.id))
        return find(self, step)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Paths, "send", count_and_send)
        patch.setattr(WayFinder, "find", count_and_find)
        counted.workspace.check()
        assert len(set(counted.found)) == STEPS
        assert len(set(counted.sent)) > STEPS / 2
        yield counted


def test_a_condition_is_reasoned_about_alone(counted: Counted) -> None:
    """Where steps behind it know what is asked there, they come into it as well: here that is so once."""
    conditions = [match.end() for match in re.finditer("when: ", counted.text)]
    looked = [counted.type(at, "x") for at in conditions]
    assert len(conditions) > 20
    assert max(found for found, _ in looked) <= 2
    assert sum(sent for _, sent in looked) <= len(conditions) + 5
    assert max(sent for _, sent in looked) <= 5


def test_a_step_to_which_nothing_leads_yet_is_looked_at_alone(counted: Counted) -> None:
    steps = [match.start() for match in re.finditer(r"^  \w+:\n    \w", counted.text, re.MULTILINE)]
    asked = re.search(r"^    fact: (\w+)\n", counted.text, re.MULTILINE)
    assert len(steps) > STEPS / 2 and asked is not None
    pasted = f"  pasted:\n    ask: How much?\n    fact: {asked[1]}\n    then: end_0\n"
    looked = [counted.type(at, pasted) for at in steps[STEPS // 4 : STEPS // 2 : 10]]
    assert looked == [(1, 0)] * len(looked)


@pytest.mark.parametrize("new", ["{type: number}", "{type: yes_no, from: host}", "{type: number, is: amount * 2}"])
def test_nothing_is_reasoned_about_again_for_a_fact_that_nothing_names(counted: Counted, new: str) -> None:
    facts = re.search(r"^facts:\n", counted.text, re.MULTILINE)
    assert facts is not None
    assert counted.type(facts.end(), f"  spare: {new}\n") == (0, 0)


def test_a_fact_is_renamed_where_one_step_asks_for_it(counted: Counted) -> None:
    """The route that names it is read again, when the fact goes and when it comes back."""
    names = [match.end(1) for match in re.finditer(r"^  (amount_\d+):", counted.text, re.MULTILINE)]
    looked = [counted.type(at, "x") for at in names]
    assert len(names) > 5
    assert max(found for found, _ in looked) <= 2
    assert max(sent for _, sent in looked) <= 5


UNSEEN = """\
title: Parcel
facts:
  place: {type: choice, options: [shop, web]}
  rest: {type: number}
steps:
  where:
    ask: Where?
    options:
      Shop: {go: by_place, set: {place: shop}}
      Web: {go: by_place, set: {place: shop}}
  by_place:
    route:
      - {when: PLACE == "web", go: sent}
      - {when: PLACE == "shop", go: kept}
    otherwise: sent
  sent: {end: resolved, say: It was sent.}
  kept: {end: resolved, say: We keep it.}
"""


def test_a_fact_at_which_nobody_looked_is_known_where_it_is_set_once_somebody_does(tmp_path: Path) -> None:
    (tmp_path / "perfsupport.yaml").write_text("title: Desk\n", encoding="utf-8")
    (tmp_path / "trees/desk").mkdir(parents=True)
    (tmp_path / "trees/desk/parcel.yaml").write_text(UNSEEN.replace("PLACE", "plaza"), encoding="utf-8")
    workspace = Workspace(tmp_path, lambda: TODAY)
    for name in ("rest", "place", "plaza", "place"):
        text = UNSEEN.replace("PLACE", name)
        workspace.put_unsaved("trees/desk/parcel.yaml", text)
        found = workspace.check()
        (tmp_path / "trees/desk/parcel.yaml").write_text(text, encoding="utf-8")
        assert found == check_saved(tmp_path)
    assert {one.code for one in found["trees/desk/parcel.yaml"]} >= {"PS510"}
