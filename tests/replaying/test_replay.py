"""Recorded run-throughs in changed trees: what ends elsewhere, what is asked anew, and what cannot be said."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from benchmarks.simulator import EDITS, Edition, load_editions, simulate
from perfsupport.analytics.queries import REPLAYED, ask
from perfsupport.program import Program
from perfsupport.project import load_project
from perfsupport.proving import prove_project
from perfsupport.replaying.formats import FORMATS
from perfsupport.replaying.recording import read_recordings
from perfsupport.replaying.summary import Difference, Replay, TreeReplay, replay_all
from perfsupport.replaying.walking import Verdict
from perfsupport.store import open_store, read_store
from tests.cli.running import run
from tests.collector.sending import make_received
from tests.conftest import ROOT

TODAY = "2026-11-22"

TREE = """\
title: Card declined
owner: desk
review_by: 2027-06-30
fallback: ask_supervisor
facts:
  amount: {type: number, min: 0}
  known: {type: yes_no, from: host}
  health: {type: yes_no, sensitive: yes}
steps:
  channel:
    ask: Where did the customer try to pay?
    options:
      In a shop: code
      Online: amount
  code:
    ask: Which code does the terminal show?
    options:
      "05": blocked
      "51": paid
  amount: {ask: What is the amount?, fact: amount, then: health}
  health:
    ask: Is anyone ill?
    fact: health
    options:
      Yes: {id: yes, go: paid}
      No: {id: no, go: paid}
  blocked: {end: resolved, say: Only your bank can lift the block.}
  paid: {end: resolved, do: Confirm the payment.}
  ask_supervisor: {end: escalated, do: Hand over.}
"""

SHOP = [("channel", "in-a-shop"), ("code", "05"), ("blocked", None)]
CODE_51 = [("channel", "in-a-shop"), ("code", "51"), ("paid", None)]
ONLINE = [("channel", "online"), ("amount", ""), ("health", ""), ("paid", None)]
NONE = [("channel", "~none"), ("ask_supervisor", None)]
LEFT = [("channel", "in-a-shop"), ("code", "")]
DESK = [*[SHOP] * 9, *[CODE_51] * 6, *[ONLINE] * 7, *[NONE] * 5, *[LEFT[:1]] * 5]


def make_events(ways: list[list[tuple[str, str | None]]]) -> Iterator[dict[str, Any]]:
    """Yield the events of sessions, each told as its steps and what was responded: nothing for what is not recorded."""
    for number, way in enumerate(ways):
        about: dict[str, Any] = {"session": f"{number:08d}-session", "tree": "card", "version": "0" * 12}
        events: list[tuple[str, dict[str, Any]]] = [("session_started", {"entry": "start"})]
        for step, response in way:
            events.append(("step_viewed", {"step": step, "direction": "forward"}))
            if response is None:
                events.append(("outcome_reached", {"step": step, "outcome": "resolved"}))
            elif response == "~none":
                events.append(("none_fitted", {"step": step}))
            elif step == "amount":
                events.append(("fact_entered", {"step": step, "fact": "amount"}))
            else:
                events.append(("option_chosen", {"step": step, "option": response or None, "target": None}))
        for sequence, (type_, fields) in enumerate(events, start=1):
            yield make_received(type_, **about, sequence=sequence, **fields)


def compile_tree(folder: Path, text: str) -> dict[str, Program]:
    (folder / "trees").mkdir(parents=True, exist_ok=True)
    (folder / "trees/card.yaml").write_text(text, encoding="utf-8")
    proved = prove_project(load_project(folder), TODAY)
    assert "card" in proved.programs, proved.diagnostics
    return dict(proved.programs)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("desk") / "events.sqlite3"
    store = open_store(file)
    store.append(make_events(DESK))
    store.close()
    return file


def replay_in(desk: Path, folder: Path, text: str, floor: int = 5) -> Replay:
    with read_store(desk) as connection:
        ended, others = read_recordings(ask(connection, REPLAYED, "live"))
    return replay_all(ended, others, compile_tree(folder, text), TODAY, mode="live", floor=floor)


def counts(found: Replay) -> tuple[int | None, ...]:
    (tree,) = found.trees
    return (tree.run_throughs, tree.same, tree.elsewhere, tree.asks, tree.untold, tree.unfinished)


def test_an_unchanged_tree_ends_as_before(desk: Path, tmp_path: Path) -> None:
    found = replay_in(desk, tmp_path, TREE)
    assert counts(found) == (27, 27, 0, 0, 0, 5)
    assert not found.differs


def test_another_target_is_told_with_where_the_ways_part(desk: Path, tmp_path: Path) -> None:
    found = replay_in(desk, tmp_path, TREE.replace('"05": blocked', '"05": ask_supervisor'))
    assert counts(found) == (27, 18, 9, 0, 0, 5)
    (difference,) = found.trees[0].differences
    assert (difference.before, difference.now, difference.run_throughs) == ("Blocked", "Ask supervisor", 9)
    assert difference.after == "Which code does the terminal show?"


def test_a_new_question_is_told(desk: Path, tmp_path: Path) -> None:
    changed = TREE.replace("      In a shop: code\n", "      In a shop: shop\n").replace(
        "  code:\n", "  shop:\n    ask: Which shop was it?\n    options: {Large: code, Small: code}\n  code:\n"
    )
    found = replay_in(desk, tmp_path, changed)
    assert counts(found) == (27, 12, 0, 15, 0, 5)
    assert {difference.now for difference in found.trees[0].differences} == {"Which shop was it?"}


def test_renamed_steps_and_options_follow(desk: Path, tmp_path: Path) -> None:
    changed = (
        TREE.replace("code:\n    ask", "terminal:\n    was: [code]\n    ask")
        .replace(": code\n", ": terminal\n")
        .replace("blocked", "bank_block")
        .replace("  bank_block: {end", "  bank_block: {was: [blocked], end")
        .replace("      Online: amount", "      Online: {go: amount, id: web, was: [online]}")
    )
    assert counts(replay_in(desk, tmp_path, changed)) == (27, 27, 0, 0, 0, 5)


def test_an_added_action_asks_nobody(desk: Path, tmp_path: Path) -> None:
    changed = TREE.replace('"51": paid', '"51": sorry').replace(
        "  blocked:", "  sorry: {do: Say sorry., then: paid}\n  blocked:"
    )
    assert counts(replay_in(desk, tmp_path, changed)) == (27, 27, 0, 0, 0, 5)


def test_what_depends_on_something_typed_cannot_be_said(desk: Path, tmp_path: Path) -> None:
    changed = TREE.replace("fact: amount, then: health}", "fact: amount, then: by_amount}").replace(
        "  blocked:",
        "  by_amount:\n    route: [{when: amount > 500, go: ask_supervisor}]\n    otherwise: health\n  blocked:",
    )
    assert counts(replay_in(desk, tmp_path, changed)) == (27, 20, 0, 0, 7, 5)


def test_what_is_sensitive_cannot_be_said_where_it_decides(desk: Path, tmp_path: Path) -> None:
    changed = TREE.replace("Yes: {id: yes, go: paid}", "Yes: {id: yes, go: ask_supervisor}")
    assert counts(replay_in(desk, tmp_path, changed)) == (27, 20, 0, 0, 7, 5)


def test_few_people_are_not_told(desk: Path, tmp_path: Path) -> None:
    changed = TREE.replace('"05": blocked', '"05": ask_supervisor')
    found = replay_in(desk, tmp_path, changed, floor=10)
    (tree,) = found.trees
    assert (tree.elsewhere, tree.same) == (None, None), "what is hidden follows from nothing"
    assert [each.run_throughs for each in tree.differences] == [None]
    text = FORMATS["text"](found)
    assert "9" not in text.replace("fewer than", "") and "in ways that few took" in text
    assert replay_in(desk, tmp_path, changed, floor=40).trees[0].run_throughs is None


def test_a_tree_that_is_gone_is_told(desk: Path, tmp_path: Path) -> None:
    with read_store(desk) as connection:
        ended, others = read_recordings(ask(connection, REPLAYED, "live"))
    found = replay_all(ended, others, {}, TODAY, mode="live", floor=5)
    assert (found.gone, found.differs) == (["card"], True)
    assert "the tree is gone" in FORMATS["text"](found)


def test_formats(desk: Path, tmp_path: Path) -> None:
    found = replay_in(
        desk, tmp_path, TREE.replace("Card declined", "Card *declined* @all").replace('"05": blocked', '"05": paid')
    )
    assert FORMATS["text"](found).splitlines()[:6] == [
        "In 1 of 1 job aid run-throughs would go elsewhere: 9 would end at another outcome.",
        "",
        "Card *declined* @all (trees/card.yaml)",
        "  18 of 27 run-throughs end as before",
        "  9 end at another outcome: 33 % (19–52 %)",
        "    9 end at “Paid” instead of “Blocked”; up to “Which code does the terminal show?” they go as before",
    ]
    told = FORMATS["markdown"](found)
    assert "### Card \\*declined\\* &#64;all" in told and "@all" not in told
    assert json.loads(FORMATS["json"](found))["trees"][0]["elsewhere"] == 9


def test_a_reviewer_reads_first_what_is_different_and_each_reason_below_its_own_count() -> None:
    def make(id: str, **counts: Any) -> TreeReplay:
        return TreeReplay(tree=id, title=id, path=f"trees/{id}.yaml", run_throughs=60, unfinished=0, **counts)

    def lead(verdict: Verdict, now: str) -> Difference:
        return Difference(verdict=verdict, before="Old", now=now, after="", instead_of="", leads_to="", run_throughs=10)

    ways = [lead("asks", "Why?"), lead("elsewhere", "New")]
    trees = [
        make("alike", same=50, elsewhere=0, asks=0, untold=10),
        make("few", same=50, elsewhere=10, asks=0, untold=0, differences=ways[1:]),
        make("much", same=40, elsewhere=10, asks=10, untold=0, differences=ways),
    ]
    found = Replay(mode="live", floor=1, trees=trees, gone=["old"])
    assert FORMATS["markdown"](found).splitlines() == [
        "## Recorded run-throughs in the changed trees",
        "",
        "In 2 of 3 job aids run-throughs would go elsewhere:"
        " 20 would end at another outcome, 10 would be asked what nobody was asked.",
        "",
        "- old: the tree is gone, and reps used it",
        "",
        "### much (trees/much.yaml)",
        "",
        "- 40 of 60 run-throughs end as before",
        "- 10 end at another outcome: 17 % (9–28 %)",
        "  - 10 end at “New” instead of “Old”",
        "- 10 stop at a step that was not there before, or asked nobody",
        "  - 10 that ended at “Old” are asked “Why?”",
        "",
        "### few (trees/few.yaml)",
        "",
        "- 50 of 60 run-throughs end as before",
        "- 10 end at another outcome: 17 % (9–28 %)",
        "  - 10 end at “New” instead of “Old”",
        "",
        "### As before",
        "",
        "- alike (trees/alike.yaml): 50 of 60 run-throughs end as before, 10 cannot be said",
        "",
        "What cannot be said depends on entries that are not recorded.",
    ]
    unchanged = FORMATS["text"](Replay(mode="live", floor=1, trees=trees[:1]))
    assert unchanged.startswith("Every run-through of which it can be said would end as before.\n\n  alike")


@pytest.fixture(scope="module")
def editions() -> list[Edition]:
    return load_editions(ROOT, EDITS)


def test_a_month_of_the_sample_trees_ends_as_it_did(editions: list[Edition], tmp_path: Path) -> None:
    """With subtrees, loops, back-tracks and changes: whatever can be said is said to be the same."""
    store = open_store(tmp_path / "events.sqlite3")
    store.append(
        [event for batch in simulate(editions, reps=30, sessions=250, seed=5, variety=20).batches() for event in batch]
    )
    store.close()
    with read_store(store.path) as connection:
        ended, others = read_recordings(ask(connection, REPLAYED, "live"))
    found = replay_all(ended, others, editions[-1].programs, TODAY, mode="live", floor=1)
    assert not found.differs, FORMATS["text"](found)
    assert sum(tree.same or 0 for tree in found.trees) > 100
    assert sum(tree.untold or 0 for tree in found.trees) > 0


def test_the_command(desk: Path, tmp_path: Path) -> None:
    compile_tree(tmp_path, TREE.replace('"05": blocked', '"05": paid'))
    done = run(tmp_path, "replay", "--against", "trees", "--store", str(desk), "--exit-code")
    assert (done.returncode, done.stderr) == (1, "")
    assert "9 end at another outcome" in done.stdout
    (tmp_path / "trees/card.yaml").write_text("title: broken\n", encoding="utf-8")
    done = run(tmp_path, "replay", "--against", "trees", "--store", str(desk))
    assert done.returncode == 3 and "Run perfsupport check" in done.stderr
    compile_tree(tmp_path, TREE.replace("Card declined", "Another"))
    (tmp_path / "trees/card.yaml").rename(tmp_path / "trees/other.yaml")
    (tmp_path / "trees/card.yaml").write_text("title: [", encoding="utf-8")
    done = run(tmp_path, "replay", "--against", "trees", "--store", str(desk))
    assert done.returncode == 3 and "card: there are errors" in done.stderr, "it cannot be read, and is not gone"
