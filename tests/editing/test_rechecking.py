"""What is told after each change is what ``perfsupport check`` tells of the file once it is saved."""

from __future__ import annotations

import contextlib
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from benchmarks.generate import write_site
from perfsupport.diagnostics import Diagnostic
from perfsupport.languageserver.workspace import Found, SupersededError, Workspace
from perfsupport.project import load_project
from perfsupport.proving import check_project
from perfsupport.rules.analysis.logic.paths import Paths
from perfsupport.rules.analysis.logic.ways import Way
from tests.conftest import ROOT
from tests.editing.keys import (
    change_facts,
    change_logic,
    change_outside,
    change_steps,
    damage,
    rename_in_conditions,
    shift,
    type_on,
)
from tests.generated.trees import make_project
from tests.sampling import times

TODAY = "2026-11-22"
UNSHRUNK = (Phase.explicit, Phase.reuse, Phase.generate)
CASES = sorted(folder for folder in (ROOT / "tests/cases/bad").iterdir() if list(folder.glob("trees/*/*.yaml")))
SAMPLES = ("billing/pay-out-credit.yaml", "checks/identity-check.yaml", "checks/meter-reading.yaml")


def write_samples(root: Path) -> None:
    for path in SAMPLES:
        (root / "trees" / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / "trees" / path, root / "trees" / path)
    shutil.copytree(ROOT / "trees/media", root / "trees/media")
    shutil.copy(ROOT / "perfsupport.yaml", root)


def copy_case(case: Path, root: Path) -> None:
    shutil.copytree(case, root)
    if not (root / "perfsupport.yaml").exists():
        (root / "perfsupport.yaml").write_text("title: Desk\n", encoding="utf-8")


def check_saved(root: Path) -> Mapping[str, Sequence[Diagnostic]]:
    found: dict[str, list[Diagnostic]] = {}
    for one in check_project(load_project(root), TODAY):
        found.setdefault(one.path, []).append(one)
    return found


def type_and_compare(
    root: Path,
    random: Random,
    edits: int,
    press: Callable[[str, list[str], Random], str] = type_on,
    check: Callable[[Workspace], Found] = Workspace.check,
) -> None:
    """Type into files of a project, and hold what is told against a check of the saved project."""
    files = sorted(root.glob("trees/*/*.yaml"))
    texts = {each: [each.read_bytes().decode("utf-8", "replace")] for each in files}
    for each in files:
        # An editor never shows bytes that are no text.
        each.write_bytes(texts[each][0].encode("utf-8"))
    workspace = Workspace(root, lambda: TODAY)
    workspace.check()
    file = random.choice(files)
    for _ in range(edits):
        file = random.choice([file, file, file, random.choice(files)])
        text = press(texts[file][-1], texts[file], random)
        texts[file].append(text)
        workspace.put_unsaved(workspace.find_path(file), text)
        found = check(workspace)
        for each in files:
            each.write_bytes(texts[each][-1].encode("utf-8", "surrogatepass"))
        assert found == check_saved(root)
        for each in files:
            each.write_bytes(texts[each][0].encode("utf-8", "surrogatepass"))


@settings(max_examples=times(15), deadline=None, suppress_health_check=list(HealthCheck), phases=UNSHRUNK)
@given(seed=st.integers(0, 2**32), case=st.sampled_from(CASES), edits=st.integers(1, 6))
def test_random_keys_are_checked_as_if_saved(seed: int, case: Path, edits: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "project"
        copy_case(case, root)
        type_and_compare(root, Random(seed), edits)


@settings(max_examples=times(2), deadline=None, suppress_health_check=list(HealthCheck), phases=UNSHRUNK)
@given(seed=st.integers(0, 2**32), edits=st.integers(1, 6))
def test_random_keys_in_samples_are_checked_as_if_saved(seed: int, edits: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        write_samples(root)
        type_and_compare(root, Random(seed), edits)


@settings(max_examples=times(6), deadline=None, suppress_health_check=list(HealthCheck), phases=UNSHRUNK)
@given(seed=st.integers(0, 2**32))
def test_conditions_and_targets_are_reasoned_about_as_if_saved(seed: int) -> None:
    """Now and then a check is given up in the midst of it, and the next one begins with what there was before."""
    random = Random(seed)

    def change(text: str, before: list[str], random: Random) -> str:
        press = random.choice((change_logic, change_logic, shift))
        return press(random.choice([text, before[0], before[0]]), random)

    def check(workspace: Workspace) -> Found:
        if random.random() < 0.3:
            patience = iter(range(random.randrange(600)))
            with contextlib.suppress(SupersededError):
                workspace.check(is_wanted=lambda: next(patience, None) is not None)
        return workspace.check()

    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        write_samples(root)
        for path, text in make_project(random).items():
            (root / path).parent.mkdir(exist_ok=True)
            (root / path).write_text(text, encoding="utf-8")
        type_and_compare(root, random, 6, change, check)


@settings(max_examples=times(8), deadline=None, suppress_health_check=list(HealthCheck), phases=UNSHRUNK)
@given(seed=st.integers(0, 2**32), case=st.sampled_from([None, None, *CASES]))
def test_heading_facts_and_scenarios_are_checked_as_if_saved(seed: int, case: Path | None) -> None:
    def change(text: str, before: list[str], random: Random) -> str:
        other = random.choice((change_outside, change_outside, change_logic, damage))
        return other(random.choice([text, before[0], before[-1]]), random)

    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "project"
        if case is None:
            write_samples(root)
        else:
            copy_case(case, root)
        type_and_compare(root, Random(seed), 6, change)


@settings(max_examples=times(8), deadline=None, suppress_health_check=list(HealthCheck), phases=UNSHRUNK)
@given(seed=st.integers(0, 2**32), case=st.sampled_from([None, None, None, *CASES]))
def test_facts_and_what_names_them_are_checked_as_if_saved(seed: int, case: Path | None) -> None:
    """Facts come before the conditions that name them, or after them, and go again; some checks are given up."""
    random = Random(seed)

    def change(text: str, before: list[str], random: Random) -> str:
        other = random.choice((change_facts, change_facts, change_facts, rename_in_conditions, change_logic))
        return other(random.choice([text, text, before[0], before[-1]]), random)

    def check(workspace: Workspace) -> Found:
        if random.random() < 0.2:
            patience = iter(range(random.randrange(300)))
            with contextlib.suppress(SupersededError):
                workspace.check(is_wanted=lambda: next(patience, None) is not None)
        return workspace.check()

    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "project"
        if case is not None:
            copy_case(case, root)
        else:
            write_samples(root)
            write_site(root, trees=1, steps=30, seed=seed % 5)
            for path, text in make_project(random, daring=True).items():
                (root / path).parent.mkdir(exist_ok=True)
                (root / path).write_text(re.sub(r'(?m)^([ -]*)"(\w+)":', r"\1\2:", text), encoding="utf-8")
        type_and_compare(root, random, 6, change, check)


@settings(max_examples=times(8), deadline=None, suppress_health_check=list(HealthCheck), phases=UNSHRUNK)
@given(seed=st.integers(0, 2**32), case=st.sampled_from([None, None, None, *CASES]))
def test_steps_more_or_less_are_checked_as_if_saved(seed: int, case: Path | None) -> None:
    """Steps come to which nothing leads yet, and go, lead elsewhere, and gain or lose lines and options."""
    random = Random(seed)

    def change(text: str, before: list[str], random: Random) -> str:
        other = random.choice((change_steps, change_steps, change_steps, change_steps, change_logic, shift))
        return other(random.choice([text, text, text, before[0], before[-1]]), random)

    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "project"
        if case is not None:
            copy_case(case, root)
        else:
            write_samples(root)
            write_site(root, trees=1, steps=30, seed=seed % 7)
        type_and_compare(root, random, 8, change)


def test_only_what_follows_from_a_change_is_reasoned_about_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_site(tmp_path, trees=1, steps=100)
    (file,) = tmp_path.glob("trees/*/*.yaml")
    workspace = Workspace(tmp_path, lambda: TODAY)
    sent: list[str] = []
    send = Paths.send

    def count_and_send(self: Paths, id: str, boxes: Sequence[int]) -> Iterator[tuple[Way, Sequence[int]]]:
        sent.append(id)
        return send(self, id, boxes)

    monkeypatch.setattr(Paths, "send", count_and_send)
    workspace.check()
    all_sent = len(sent)
    assert all_sent >= 100
    text = file.read_text(encoding="utf-8")
    place = re.search(r"when: amount_\d+ > (\d)", text)
    assert place is not None
    sent.clear()
    workspace.put_unsaved(workspace.find_path(file), f"{text[: place.end()]}1{text[place.end() :]}")
    workspace.check()
    assert 1 <= len(sent) < all_sent / 2


TREE = """\
title: Card declined
owner: desk
review_by: 2099-01-31
steps:
  where: {ask: Where?, options: {shop: paid, web: refused}, exhaustive: yes}
  paid: {end: resolved, say: You can pay now.}
  refused:
    end: escalated
    do: Hand over.
  closed: {end: resolved, say: We are closed.}
"""


def test_a_line_before_a_step_may_belong_to_the_step_above(tmp_path: Path) -> None:
    (tmp_path / "perfsupport.yaml").write_text("title: Desk\n", encoding="utf-8")
    (tmp_path / "trees/desk").mkdir(parents=True)
    (tmp_path / "trees/desk/card.yaml").write_text(TREE, encoding="utf-8")
    workspace = Workspace(tmp_path, lambda: TODAY)
    (path,) = workspace.check()
    workspace.put_unsaved(path, TREE.replace("  closed", "    say: TODO ((amount))\n  closed"))
    assert {(one.code, one.span.line) for one in workspace.check()[path]} == {
        ("PS302", 10),
        ("PS401", 11),
        ("PS735", 10),
    }


def test_a_check_that_nobody_waits_for_gives_up_and_leaves_no_trace(tmp_path: Path) -> None:
    write_samples(tmp_path)
    workspace = Workspace(tmp_path, lambda: TODAY)
    workspace.check()
    path = "trees/billing/pay-out-credit.yaml"
    text = (tmp_path / path).read_text(encoding="utf-8")
    workspace.put_unsaved(path, text.replace("when: ", "when: not ", 1))
    early: list[Found] = []
    with pytest.raises(SupersededError):
        # The first words are told, and with them comes the next key.
        workspace.check(early.append, lambda: not early)
    assert list(early[0]) == [path]
    workspace.put_unsaved(path, text)
    found = workspace.check()
    assert found == check_saved(tmp_path)


def test_reasoning_is_given_up_in_the_midst_of_a_rule(tmp_path: Path) -> None:
    write_samples(tmp_path)
    workspace = Workspace(tmp_path, lambda: TODAY)
    asked = 0

    def is_wanted() -> bool:
        nonlocal asked
        asked += 1
        return asked < 40  # more often than there are slow rules in three trees

    with pytest.raises(SupersededError):
        workspace.check(is_wanted=is_wanted)


def test_what_is_known_early_stands_where_it_belongs(tmp_path: Path) -> None:
    """What the slow rules found before is told until they are asked again, and has moved with its line."""
    (tmp_path / "perfsupport.yaml").write_text("title: Desk\n", encoding="utf-8")
    (tmp_path / "trees/desk").mkdir(parents=True)
    (tmp_path / "trees/desk/card.yaml").write_text(TREE, encoding="utf-8")
    workspace = Workspace(tmp_path, lambda: TODAY)
    (path,) = workspace.check()
    early: list[Found] = []
    workspace.put_unsaved(path, TREE.replace("shop: paid", "shop: refused").replace("steps:", "# now\nsteps:"))
    found = workspace.check(early.append)
    told = [(one.code, one.span.line) for one in early[0][path]]
    assert told == [("PS401", 11)]
    assert {(one.code, one.span.line) for one in found[path]} == {("PS401", 7), ("PS401", 11)}


LONG = """\
title: Card declined
owner: desk
review_by: 2099-01-31
fallback: done
facts:
  amount: {type: number}
steps:
  one: {ask: How much?, fact: amount, then: two}
  two: {ask: "Two, ((amount))?", options: {Here: three, There: done}}
  three: {ask: Three?, options: {In: done, Out: done}}
  done: {end: resolved, say: You can pay now.}
"""


def test_the_longest_way_is_counted_again_where_it_may_be_another(tmp_path: Path) -> None:
    (tmp_path / "perfsupport.yaml").write_text("title: Desk\nchecks: {max_questions: 2}\n", encoding="utf-8")
    (tmp_path / "trees/desk").mkdir(parents=True)
    file = tmp_path / "trees/desk/card.yaml"
    file.write_text(LONG, encoding="utf-8")
    workspace = Workspace(tmp_path, lambda: TODAY)
    workspace.check()
    pasted = LONG.replace("  done:", "  four: {ask: Four?, options: {Up: one, Down: done}}\n  done:")
    told = []
    for text in (
        pasted,
        pasted.replace("Here: three", "Here: done"),
        pasted.replace("In: done", "In: four"),
        LONG.replace("{type: number}", "{type: number, from: host}"),
        LONG,
        LONG.replace("steps:", "start: two\nsteps:"),
    ):
        workspace.put_unsaved("trees/desk/card.yaml", text)
        found = workspace.check()
        file.write_text(text, encoding="utf-8")
        assert found == check_saved(tmp_path)
        told.append([one.cause[-40:] for each in found.values() for one in each if one.code == "PS720"])
    counts = [re.findall(r"asks (\d)", f"{each}") for each in told]
    assert counts == [["3"], [], ["4"], [], ["3"], []]


ALIKE = """\
title: Card declined
owner: desk
review_by: 2099-01-31
steps:
  where:
    ask: Where?
    options:
      A shop: {go: paid, note: "Shop, said so"}
      Shop: {go: paid, note: Shop}
      Web: refused
    exhaustive: yes
  paid: {end: resolved, say: You can pay now.}
  refused: {end: escalated, do: Hand over.}
"""


def test_options_say_the_same_once_their_notes_do(tmp_path: Path) -> None:
    (tmp_path / "perfsupport.yaml").write_text("title: Desk\n", encoding="utf-8")
    (tmp_path / "trees/desk").mkdir(parents=True)
    (tmp_path / "trees/desk/card.yaml").write_text(ALIKE, encoding="utf-8")
    workspace = Workspace(tmp_path, lambda: TODAY)
    assert [one.code for found in workspace.check().values() for one in found] == []
    workspace.put_unsaved("trees/desk/card.yaml", ALIKE.replace('"Shop, said so"', "Shop"))
    assert [one.code for found in workspace.check().values() for one in found] == ["PS516"]


def test_what_is_wrong_in_the_file_of_scenarios_stays_where_it_is(tmp_path: Path) -> None:
    (tmp_path / "perfsupport.yaml").write_text("title: Desk\n", encoding="utf-8")
    (tmp_path / "trees/desk").mkdir(parents=True)
    (tmp_path / "trees/desk/card.yaml").write_text(TREE, encoding="utf-8")
    scenarios = "- name: In a shop\n" + "  responses:\n    where: shop\n    closed: shop\n  ends: paid\n"
    (tmp_path / "trees/desk/card.scenarios.yaml").write_text(f"scenarios:\n{scenarios}", encoding="utf-8")
    workspace = Workspace(tmp_path, lambda: TODAY)
    before = workspace.check()["trees/desk/card.scenarios.yaml"]
    assert [(one.code, one.span.line) for one in before] == [("PS307", 5)]
    workspace.put_unsaved("trees/desk/card.yaml", TREE.replace("title:", "# One.\n# Two.\ntitle:"))
    assert workspace.check()["trees/desk/card.scenarios.yaml"] == before


def test_what_was_undone_is_not_read_again(tmp_path: Path) -> None:
    (tmp_path / "perfsupport.yaml").write_text("title: Desk\n", encoding="utf-8")
    (tmp_path / "trees/desk").mkdir(parents=True)
    (tmp_path / "trees/desk/card.yaml").write_text(TREE, encoding="utf-8")
    workspace = Workspace(tmp_path, lambda: TODAY)
    (path,) = workspace.check()
    saved = workspace.load().trees["card"].steps
    for text in (TREE.replace("Where?", "In which shop?"), TREE, TREE.replace("We are", "Shops are")):
        workspace.put_unsaved(path, text)
        steps = workspace.load().trees["card"].steps
    assert [id for id in steps if steps[id] is not saved[id]] == ["closed"]
