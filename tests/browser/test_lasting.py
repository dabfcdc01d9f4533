"""A page that stays open all day: nothing piles up, whatever the length of the path."""

from __future__ import annotations

from collections.abc import Callable

from tests.browser.rep import Rep

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
    """Return the heap in KiB, and how many nodes and listeners there are, after a collection of garbage."""
    session = rep.page.context.new_cdp_session(rep.page)
    session.send("HeapProfiler.collectGarbage")
    session.send("Performance.enable")
    values = {each["name"]: each["value"] for each in session.send("Performance.getMetrics")["metrics"]}
    return {"heap": values["JSHeapUsedSize"] / 1024, "nodes": values["Nodes"], "listeners": values["JSEventListeners"]}


def test_nothing_piles_up_over_ten_thousand_clicks(rep_at: Callable[[str], Rep], build: Callable[..., str]) -> None:
    rep = rep_at(f"{build(loop=LOOP)}/loop.html").open()
    rep.page.evaluate("told = { push() {} }")
    rep.page.evaluate(CLICK, 2000)
    before = measure(rep)
    rep.page.evaluate(CLICK, 8000)
    after = measure(rep)
    assert after["listeners"] <= before["listeners"]
    assert after["nodes"] <= before["nodes"] + 100
    assert after["heap"] <= before["heap"] + 300
    rep.complaints = [each for each in rep.complaints if "Throttling navigation" not in each]
