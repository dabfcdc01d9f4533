"""The page of a comparison: words stay words, and what is removed is drawn on the map of before."""

from __future__ import annotations

import re

from perfsupport.diff.page import write_page
from perfsupport.site.templates import Templates, find_template_folder
from tests.diff.comparing import compare_files
from tests.diff.test_words import TREE


def make_page(old: str, new: str) -> str:
    found, before, after = compare_files({"t": old}, {"t": new})
    return write_page(found, before, after, Templates([find_template_folder()]))


def test_words_are_never_markup() -> None:
    nasty = TREE.replace("What is the amount?", "<script>alert(1)</script> <b>x</b>").replace(
        "title: Card declined", 'title: "<img src=x onerror=alert(1)>"'
    )
    page = make_page(TREE, nasty)
    assert "<script" not in page and "<img" not in page and "<b>x" not in page


def test_added_changed_and_removed_steps_are_drawn() -> None:
    new = TREE.replace("    then: paid", "    then: later").replace(
        "  paid: {end: resolved, do: Close the case.}", "  later: {end: resolved, do: Call later.}"
    )
    new = new.replace("ends: paid", "ends: later")
    page = make_page(TREE, new)
    assert "Now: Card declined" in page and "Before: Card declined" in page
    drawn = set(re.findall(r'class="node (?:action|outcome)[^"]* (added|changed|removed)"', page))
    assert drawn == {"added", "changed", "removed"}


def test_wordings_are_marked_by_elements_and_not_by_colour_alone() -> None:
    page = make_page(TREE, TREE.replace("Ask for half.", "Ask for a third."))
    assert "<del>half</del><ins>a third</ins>" in page


def test_nothing_has_changed() -> None:
    assert "Nothing has changed between before and after." in make_page(TREE, TREE)
