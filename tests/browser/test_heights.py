"""How high steps are estimated to be on a narrow screen, held to what Chromium makes of the player's styles."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from perfsupport.parsing import parse_tree
from perfsupport.rules.analysis.heights import estimate_height
from tests.browser.conftest import Build

AID = """
title: Is the power gone?
fallback: by_hand
start: START
facts:
  signs: {type: many, options: [lights are out, the street is dark, the meter is blank, there is a smell]}
  since: {type: date, label: day on which it began}
steps:
  where:
    ask: Is only this home without electricity, or the whole street?
    say: Are the street lights on, or the lights at your neighbours?
    why: If the whole street is dark, the network operator is already at work.
    options:
      Only this home: signs
      The neighbours and the whole of the street too: since
      The caller cannot tell: by_hand
  signs:
    ask: What does the caller see?
    say: Please walk round and tell me what you see and what you smell. I am waiting.
    fact: signs
    then: since
  since:
    ask: Since when?
    fact: since
    then: unplug
  unplug:
    title: Unplug everything
    do:
      - Ask the caller to switch every switch in the fuse box off.
      - Ask the caller to unplug what draws much, such as heaters, kettles and the oven.
      - Ask the caller to switch one after the other on again.
    say: I will stay on the line while you do that.
    then: told
  told:
    title: Tell how long it takes
    do: Tell the caller that an engineer comes within four hours, and what to do until then.
    then: by_hand
  by_hand:
    title: Put it through
    end: escalated
    do: Put the call through to the network operator, and stay on the line until somebody answers it.
    say: I am connecting you with the people who can see your street. Please stay on the line.
"""
TO_THE_LAST_THING_TO_PRESS = """() => {
    const parts = [...document.querySelector('.step').children].filter(part => !part.matches('details'));
    return parts.at(-1).getBoundingClientRect().bottom + window.scrollY;
}"""
IDS = ("where", "signs", "since", "unplug", "told", "by_hand")


@pytest.mark.usefixtures("usual_typeface")
def test_estimates_are_within_an_eighth_of_what_a_browser_makes_of_a_step(build: Build, page: Page) -> None:
    """A change of the styles that moves this out of bounds asks for new figures in ``heights``."""
    page.set_viewport_size({"width": 320, "height": 640})
    site = build(**{f"aid_{id}": AID.replace("START", id) for id in IDS})
    tree, _ = parse_tree(AID.encode(), "trees/a/aid.yaml")
    assert tree is not None
    for id in IDS:
        step = tree.steps[id]
        estimate = estimate_height(step, True, tree.facts.get(getattr(step, "fact", None) or ""))
        page.goto(f"{site}/aid-{id.replace('_', '-')}.html")
        assert estimate == pytest.approx(page.evaluate(TO_THE_LAST_THING_TO_PRESS), rel=1 / 8), id
