"""What is said of each kind of change."""

from __future__ import annotations

import pytest

from perfsupport.diff.wording import compare_words
from tests.diff.comparing import compare_files, tell

TREE = """\
title: Card declined
summary: Find out why.
owner: desk
review_by: 2027-06-30
fallback: ask_supervisor
facts:
  amount: {type: number, label: amount, unit: EUR}
  country: {type: choice, options: {DE: Germany, FR: France}, from: host}
  half: {type: number, is: amount / 2}
steps:
  channel:
    ask: Where did the customer try to pay?
    say: Where were you when it was refused?
    options:
      In a shop: amount
      Online: {go: amount, id: web, note: Made online.}
  amount:
    ask: What is the amount?
    fact: amount
    then: by_amount
  by_amount:
    route:
      - {when: amount > 500 and country == "DE", go: ask_supervisor}
      - {when: amount <= 500, go: low_funds}
    otherwise: ask_supervisor
  low_funds:
    title: Offer another way
    do: [Ask for half., Offer the plan.]
    then: paid
  paid: {end: resolved, do: Close the case.}
  ask_supervisor: {end: escalated, do: Hand over.}
scenarios:
  - {name: Small sum, responses: {channel: In a shop, amount: "100"}, ends: paid}
"""

CASES = {
    "title": ("title: Card declined", "title: Card refused", "The title was reworded: Card [-declined-]{+refused+}"),
    "owner": ("owner: desk", "owner: payments", "Kept by: payments; it was desk."),
    "review": ("2027-06-30", "2027-12-31", "Review by: 2027-12-31; it was 2027-06-30."),
    "question": (
        "Where did the customer try to pay?",
        "Where did the caller pay?",
        "The question was reworded: Where did the [-customer try to-]{+caller+} pay?",
    ),
    "say": ("    say: Where were you when it was refused?\n", "", "What to say was taken out: “Where were you when"),
    "option label": ("In a shop:", "In a store:", "The option “In a store” is new and leads to “What is the amount?”."),
    "option label with id": ("Online: {", "On the web: {", "The option “Online” was reworded: “On the web”."),
    "option target": (
        "In a shop: amount",
        "In a shop: low_funds",
        "The option “In a shop” leads to “Offer another way” instead of “What is the amount?”.",
    ),
    "option removed": (
        "      In a shop: amount\n",
        "      By post: amount\n",
        "The option “In a shop” was removed; it led to “What is the amount?”.",
    ),
    "option condition": (
        "id: web, ",
        "id: web, when: country == 'FR', ",
        "was offered always and is offered only if the country is France.",
    ),
    "option note": (
        "note: Made online.",
        "note: Online.",
        "puts into the case note: “Online.”; it was “Made online.”.",
    ),
    "condition": (
        "amount <= 500,",
        "amount <= 400,",
        "It leads to “Offer another way” if the amount is at most 400 EUR; it was if the amount is at most 500 EUR.",
    ),
    "branch removed": (
        '      - {when: amount > 500 and country == "DE", go: ask_supervisor}\n',
        "",
        "was removed; it led to",
    ),
    "otherwise": ("otherwise: ask_supervisor", "otherwise: paid", "“Otherwise” leads to “Paid” instead of"),
    "item": ("Offer the plan.", "Offer a plan.", "Item 2 to do was reworded: Offer [-the-]{+a+} plan."),
    "then": ("    then: paid", "    then: ask_supervisor", "It leads to “Ask supervisor” instead of “Paid”."),
    "kind of outcome": (
        "paid: {end: resolved",
        "paid: {end: transferred",
        "It counted as “Resolved” and counts as “Transferred”.",
    ),
    "fact": ("unit: EUR", "unit: GBP", "The fact `amount` takes number in GBP; it took number in EUR."),
    "calculated": ("is: amount / 2", "is: amount / 3", "The fact `half` is the amount ÷ 3; it was the amount ÷ 2."),
    "sensitive": ("from: host}", "from: host, sensitive: yes}", "The fact `country` is sensitive now."),
    "fallback": ("fallback: ask_supervisor", "fallback: paid", "“None of these” leads to “Paid” instead of"),
    "start": ("fallback:", "start: amount\nfallback:", "It begins with “What is the amount?” instead of “Where did"),
    "new step": ("  paid:", "  later: {end: resolved, do: Call later.}\n  paid:", "A new step (Outcome)."),
    "kind of step": (
        "    do: [Ask for half., Offer the plan.]\n    then: paid",
        "    end: resolved\n    do: [Ask for half., Offer the plan.]",
        "It was “Something to do” and is “Outcome”.",
    ),
    "exhaustive": (
        "    fact: amount\n",
        "    fact: amount\n    exhaustive: yes\n",
        "“None of these” is no longer offered.",
    ),
    "scenario": ('amount: "100"}, ends: paid', 'amount: "600"}, ends: ask_supervisor', "ends at “Ask supervisor” now"),
}


@pytest.mark.parametrize("name", CASES)
def test_each_change_is_told_in_words(name: str) -> None:
    before, after, sentence = CASES[name]
    assert before in TREE
    said = " ".join(tell(TREE, TREE.replace(before, after, 1)).split())
    assert sentence in said


def test_a_renamed_step_is_one_change_where_was_tells_of_it() -> None:
    renamed = TREE.replace("low_funds", "offer_plan").replace(
        "    title: Offer another way", "    was: [low_funds]\n    title: Offer another way"
    )
    said = tell(TREE, renamed)
    assert "→ Its id was `low_funds` and is `offer_plan`." in said
    assert said.count("    ~") + said.count("    +") + said.count("    -") + said.count("    →") == 1


def test_a_rename_that_was_does_not_tell_of_is_noticed() -> None:
    said = " ".join(tell(TREE, TREE.replace("low_funds", "offer_plan")).split())
    assert "earlier links are lost unless it says was: [low_funds]" in said


@pytest.mark.parametrize(
    "change",
    [
        lambda text: "# A comment\n\n" + text.replace("\nsteps:", "\n\n# More\nsteps:"),
        lambda text: text.replace("amount <= 500,", "amount   <=  500,"),
        lambda text: text.replace("then: paid", 'then: "paid"').replace("owner: desk", "owner:   desk"),
        lambda text: text.replace("    say: Where were you", "    say: >-\n      Where\n      were you"),
        lambda text: text.replace("\n", "\r\n"),
    ],
)
def test_what_nobody_sees_is_no_change(change) -> None:  # type: ignore[no-untyped-def]
    assert tell(TREE, change(TREE)) == "Nothing has changed between before and after.\n"


def test_trees_added_removed_and_renamed() -> None:
    other = "title: Other\nsteps: {end: {end: resolved, say: Bye.}}\n"
    found, *_ = compare_files({"one": TREE, "two": other}, {"renamed": TREE, "three": other.replace("end:", "e:", 1)})
    assert {(tree.id, tree.kind) for tree in found.trees} == {
        ("renamed", "renamed"),
        ("three", "added"),
        ("two", "removed"),
    }


def test_the_page_of_a_renamed_tree_has_another_address() -> None:
    found, *_ = compare_files({"one": TREE}, {"another": TREE})
    assert found.trees[0].changes[1].sentence == (
        "Its page was `one.html` and is `another.html`: links to the old one lead nowhere."
    )


def test_settings_and_media_are_named() -> None:
    old = {"t": TREE, "trees/media/a.svg": "<svg/>", "trees/media/b.svg": "<svg/>", "perfsupport.yaml": "title: A\n"}
    new = {
        "t": TREE,
        "trees/media/a.svg": "<svg />",
        "trees/media/c.svg": "<svg/>",
        "perfsupport.yaml": "title: B\ncontacts: {lead: {name: Lead, phone: '1'}}\n",
    }
    found, *_ = compare_files(old, new)
    assert [change.sentence for change in found.changes] == [
        "Setting title: B; it was A.",
        "Setting contacts: `lead` is new.",
        "The file `c.svg` is new in trees/media.",
        "The file `b.svg` was removed from trees/media.",
        "The file `a.svg` in trees/media is another one.",
    ]


def test_a_side_with_mistakes_is_compared_as_far_as_it_can_be_read() -> None:
    broken = TREE.replace("then: paid", "then: piad").replace("owner: desk", "owner: lead")
    said = " ".join(tell(TREE, broken).split())
    assert "Kept by: lead; it was desk." in said
    assert "How situations end was not compared: the tree, or one that it runs, has errors in after." in said
    found, *_ = compare_files({"t": TREE}, {"t": "title: [\n"})
    assert found.troubles


def test_wordings_are_compared_word_by_word() -> None:
    assert compare_words("Ask the customer now", "Ask the caller now") == [
        ("same", "Ask the "),
        ("old", "customer"),
        ("new", "caller"),
        ("same", " now"),
    ]
    assert compare_words("Something", "Entirely other words") == [("old", "Something"), ("new", "Entirely other words")]


def test_a_scenario_that_fails_now_says_how() -> None:
    """In whole sentences: where it ends or stops, and where it should."""
    scenario = "scenarios:\n  - name: In a shop\n    responses: {channel: In a shop, amount: '400'}\n    ends: paid\n"
    bare = TREE.partition("scenarios:")[0]
    old = f"{bare}{scenario}"
    stops = " ".join(tell(old, old.replace(", amount: '400'}", "}")).split())
    assert "“In a shop” passed and fails now: it stops at “What is the amount?”, to which it has no response" in stops
    assert "that fits, and never comes to “" in stops
    broken = " ".join(tell(old, old.replace("amount: '400'}", "amount: none}")).split())
    assert "Scenarios have changed, and were not run: the tree, or one that it runs, has errors in after." in broken
    new = " ".join(tell(bare, old.replace(", amount: '400'}", "}")).split())
    assert (
        "“In a shop” is new and fails: it stops at “What is the amount?”, to which it has no response that fits." in new
    )
