"""Generated projects played by real clicks: the page shows the step that the Python walker says, and its offers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from perfsupport.building import build_project
from perfsupport.program import Program, Response
from perfsupport.project import load_project
from perfsupport.scenarios.keys import State, find_place
from perfsupport.scenarios.walker import Run, back, respond, walk
from tests.browser.rep import Rep
from tests.browser.serving import read_policy, serve
from tests.generated.trees import TODAY, load_program, make_project

MOVES = 25
TYPED = {"number": "600.5", "date": TODAY, "text": "Ann Lee"}


@pytest.mark.parametrize("seed", range(8))
def test_clicks_and_the_walker_agree(seed: int, tmp_path: Path, rep_at: Callable[[str], Rep]) -> None:
    random = Random(seed)
    files = make_project(random)
    program = load_program(files)
    for path, text in files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    built = build_project(load_project(tmp_path), tmp_path / "build", TODAY, maps=False, durable=False)
    assert built.written, built.diagnostics
    with serve(tmp_path / "build", read_policy(tmp_path / "build")) as server:
        rep = rep_at(f"{server.origin}/{program['tree']}.html")
        rep.page.clock.set_fixed_time(f"{TODAY}T12:00:00")
        play(rep.open(), program, random)


def play(rep: Rep, program: Program, random: Random) -> None:
    """Make random moves in the page and in the walker, and compare the screens."""
    state: State = {"responses": {}, "known": {"host": {}, "link": {}}}
    run = walk(program, state, TODAY)
    compare(rep, run)
    for _ in range(MOVES):
        key = run["path"][-1]["key"]
        response = pick_response(program, run, key, random)
        if response is None or random.random() < 0.2:
            earlier = back(program, state, TODAY)
            if earlier is None:
                return
            rep.press("Backspace")
            state, run = earlier, walk(program, earlier, TODAY)
        else:
            give(rep, response)
            state, run = respond(program, state, key, response, TODAY)
        compare(rep, run)


def pick_response(program: Program, run: Run, key: str, random: Random) -> Response | None:
    """Return something the screen lets a rep respond, or None where a run ended or stopped."""
    if run["trouble"] is not None or run["outcome"] is not None:
        return None
    place = find_place(program, key)
    assert place is not None
    if run["none"] is not None and random.random() < 0.1:
        return "~none"
    fact = program["trees"][place.tree_id]["facts"].get(place.step.get("fact", ""))
    if place.step["kind"] == "action":
        return "done"
    if fact is not None and fact["type"] == "many":
        exclusive = {option["id"] for option in place.step.get("options", ()) if "exclusive" in option}
        free = [each for each in run["offered"] if each not in exclusive]
        return random.sample(free, random.randint(1, len(free))) if free else run["offered"][:1]
    if run["offered"]:
        return random.choice(run["offered"])
    return TYPED[fact["type"]] if fact is not None and fact["type"] in TYPED else None


def give(rep: Rep, response: Response) -> None:
    """Do on the page what gives the response."""
    step = rep.page.locator("#step")
    if isinstance(response, list):
        for each in response:
            step.locator(f"input[type=checkbox][value={each!r}]").check()
        step.locator("button.go").click()
    elif step.locator(f"[data-option={response!r}]").count():
        step.locator(f"[data-option={response!r}]").click()
    elif response == "done":
        for box in step.locator("input[type=checkbox]").all():
            box.check()
        step.locator("button.go").click()
    else:
        rep.enter(response)


def compare(rep: Rep, run: Run) -> None:
    key = run["path"][-1]["key"]
    rep.page.wait_for_function("key => document.querySelector('#step').dataset.key === key", arg=key)
    if run["trouble"] is not None:
        assert not rep.page.locator("#step [data-option]").count()
        return
    pressed = rep.page.evaluate(
        """() => [...document.querySelectorAll("#step [data-option]:not([data-option='~none'], [data-option=done]), "
           + "#step .options input[type=checkbox]")].map((each) => each.dataset.option ?? each.value)"""
    )
    assert pressed == run["offered"]
    assert rep.page.locator("#step [data-option='~none']").count() == (run["none"] is not None)
