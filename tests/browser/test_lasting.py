"""A page that stays open all day: nothing piles up, whatever the length of the path."""

from __future__ import annotations

import os
from collections.abc import Callable

from tests.browser.rep import Rep

CLICKS = int(os.environ.get("PERFSUPPORT_CLICKS", "2400"))
"""More where asked: ``PERFSUPPORT_CLICKS=10000 pytest tests/browser/test_lasting.py``."""
LOOP = """
title: Loop
steps:
  again:
    ask: Again?
    options: {Once more: also, Enough: end}
  also:
    ask: And now?
    options: {Once more: again, Enough: end}
  end: {end: resolved, do: Close.}
"""
CLICK = """
async (count) => {
  for (let n = 0; n < count; n += 1) {
    let option;
    while (!(option = document.querySelector(".option"))) await new Promise(requestAnimationFrame);
    option.click();
    if (n % 20 === 19) document.querySelector("[data-do=restart]").click();
    if (n % 200 === 199) await new Promise(requestAnimationFrame);
  }
}
"""


def measure(rep: Rep) -> dict[str, float]:
    """Return the heap in KiB, and how many nodes and listeners there are, once garbage is collected."""
    # What one collection leaves, another one takes; what has piled up stays.
    looks = [measure_once(rep) for _ in range(3)]
    return {name: min(look[name] for look in looks) for name in looks[0]}


def measure_once(rep: Rep) -> dict[str, float]:
    session = rep.page.context.new_cdp_session(rep.page)
    session.send("HeapProfiler.collectGarbage")
    session.send("Performance.enable")
    values = {each["name"]: each["value"] for each in session.send("Performance.getMetrics")["metrics"]}
    return {"heap": values["JSHeapUsedSize"] / 1024, "nodes": values["Nodes"], "listeners": values["JSEventListeners"]}


def test_nothing_piles_up_over_thousands_of_clicks(rep_at: Callable[[str], Rep], build: Callable[..., str]) -> None:
    rep = rep_at(f"{build(loop=LOOP)}/loop.html").open()
    rep.page.evaluate("told = { push() {} }")
    looks = []
    for _ in range(3):
        rep.page.evaluate(CLICK, CLICKS // 3)
        looks.append(measure(rep))
    first, *later = looks
    for look in later:
        assert look["listeners"] <= first["listeners"], looks
        assert look["nodes"] <= first["nodes"] + 50, looks
        # In the beginning the browser compiles what is used often.
        assert look["heap"] <= first["heap"] + 200, looks
    rep.complaints = [each for each in rep.complaints if "Throttling navigation" not in each]
