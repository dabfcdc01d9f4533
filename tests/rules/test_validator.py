"""The validator as other parts call it, over trees made by hand."""

from __future__ import annotations

from perfsupport.diagnostics import Severity, Span
from perfsupport.rules.base import Context
from perfsupport.settings import Checks, Settings, Theme
from perfsupport.tree import Action, Outcome, Subtree, Text, Tree
from perfsupport.validator import check_tree, check_trees

DONE = Outcome(id=Text("done"), end=Text("resolved"), do=[Text("Close the case.")])

GUARDS_ONLY = Settings(checks=Checks(rules=Text("1")))


def make_tree(*steps: Action | Outcome | Subtree, id: str = "card", category: str = "cards") -> Tree:
    return Tree(
        id=id,
        path=f"trees/{category}/{id}.yaml",
        category=category,
        title=Text("Card"),
        steps={str(step.id): step for step in steps},
    )


def test_a_tree_is_checked_by_itself() -> None:
    target = Text("doen", Span(7, 3, 7, 7))
    tree = make_tree(Action(id=Text("go_on"), do=[Text("Go on.")], then=target), DONE)
    (found,) = check_tree(Context(tree, {tree.id: tree}, GUARDS_ONLY))
    assert (found.code, found.severity, found.path, found.span) == ("PS301", Severity.ERROR, tree.path, target.span)


def test_unread_trees_are_not_missed() -> None:
    run = Subtree(id=Text("sub"), run=Text("other"), on={Text("verified"): Text("done")})
    tree = make_tree(run, DONE)
    assert [d.code for d in check_trees([tree], GUARDS_ONLY, [])] == ["PS303"]
    assert check_trees([tree], GUARDS_ONLY, [], unread=["other"]) == []


def test_two_trees_of_one_id_are_both_checked_in_the_order_of_their_files() -> None:
    spare = Outcome(id=Text("spare"), end=Text("resolved"), do=[Text("Never.")])
    late, early = make_tree(DONE, spare, category="z"), make_tree(DONE, spare, category="a")
    found = check_trees([late, early], GUARDS_ONLY, [])
    assert {(d.code, d.path) for d in found} == {("PS401", early.path), ("PS401", late.path), ("PS209", late.path)}
    assert [d.path for d in found] == [early.path, late.path, late.path]


def test_the_settings_are_checked_once() -> None:
    settings = Settings(checks=GUARDS_ONLY.checks, theme=Theme(logo=Text("logo.svg", Span(3, 9, 3, 17))))
    found = check_trees([make_tree(DONE), make_tree(DONE, id="other")], settings, ["Logo.svg"])
    assert [(d.code, d.path, d.remedy) for d in found] == [("PS305", "perfsupport.yaml", "Did you mean Logo.svg?")]
