"""Proofs: each scenario of a tree is walked, and must end where it says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise

from perfsupport.diagnostics import Diagnostic, Severity, Span
from perfsupport.lines import line_words
from perfsupport.program import NONE_RESPONSE, Program, Response
from perfsupport.scenarios.cases import give, make_state
from perfsupport.scenarios.keys import find_place
from perfsupport.scenarios.walker import Entry, Run, walk
from perfsupport.tree import NONE_LABEL, Scenario, Text, Tree, find_edges
from perfsupport.wording import join_words, quote

FAILS = "PS901"
NEVER_ASKED = "PS902"


def prove_scenarios(tree: Tree, program: Program, today: str) -> list[Diagnostic]:
    """Return what is wrong with the scenarios of a tree without errors, walked on a day (ISO text) or their own."""
    return [diagnostic for scenario in tree.scenarios for diagnostic in _prove(tree, program, scenario, today)]


# Proving


def _prove(tree: Tree, program: Program, scenario: Scenario, today: str) -> Iterator[Diagnostic]:
    given = give(program, list(scenario.given))
    state = make_state(given, scenario)
    run = walk(given, state, str(scenario.today or today), tick_off=True)
    if run["outcome"] == scenario.ends:
        yield from _find_never_asked(tree, program, scenario, run)
        return
    keys = {_living_key(program, key): key for key in scenario.responses}
    if run["trouble"] is not None:
        span, cause, remedy = _explain_trouble(scenario, run)
    elif run["outcome"] is not None:
        span, cause, remedy = _explain_end(tree, scenario, run)
    elif (here := run["path"][-1])["key"] in keys:
        span, cause, remedy = _explain_misfit(program, scenario, keys[here["key"]], run)
    else:
        span, cause, remedy = _explain_stop(program, scenario, run)
    yield Diagnostic(FAILS, Severity.ERROR, tree.path, span, cause, remedy)


def _find_never_asked(tree: Tree, program: Program, scenario: Scenario, run: Run) -> Iterator[Diagnostic]:
    dropped = set(run["dropped"])
    for key in scenario.responses:
        if _living_key(program, key) in dropped:
            cause = f"{quote(scenario.name)} responds to {quote(key)}, which is never asked on its way."
            remedy = "Take the response out, or correct those before it."
            yield Diagnostic(NEVER_ASKED, Severity.WARNING, tree.path, key.span, cause, remedy)


def _living_key(program: Program, key: str) -> str:
    place = find_place(program, key)
    return place.key if place is not None else str(key)


def _explain_trouble(scenario: Scenario, run: Run) -> tuple[Span, str, str]:
    last = run["path"][-1]["key"] if run["path"] else ""
    goes = "goes round in a circle" if run["trouble"] == "circle" else "does not find a way on"
    cause = f"{quote(scenario.name)} {goes} at {quote(last)}, and never comes to {quote(scenario.ends)}."
    return scenario.ends.span, cause, f"Lead {quote(last)} on to a step that asks something or ends."


def _explain_misfit(program: Program, scenario: Scenario, key: Text, run: Run) -> tuple[Span, str, str]:
    response = scenario.responses[key]
    said = response if isinstance(response, str) else join_words(response, "and")
    span = response.span if isinstance(response, Text) else key.span
    cause = f"{quote(said)} cannot be the response to {quote(key)} in {quote(scenario.name)}."
    return span, cause, _describe_offer(program, run) or "Write a value that the fact can take."


def _explain_stop(program: Program, scenario: Scenario, run: Run) -> tuple[Span, str, str]:
    key = run["path"][-1]["key"]
    cause = f"{quote(scenario.name)} stops at {quote(key)}, to which it has no response."
    remedy = f"Add {key} to its responses. {_describe_offer(program, run)}".rstrip()
    return scenario.name.span, cause, remedy


def _describe_offer(program: Program, run: Run) -> str:
    place = find_place(program, run["path"][-1]["key"])
    if place is None:
        return ""
    labels = {option["id"]: line_words(option["label"]) for option in place.step.get("options", ())}
    words = [labels.get(each, each) for each in run["offered"]] + ([NONE_LABEL] if run["none"] is not None else [])
    return f"On offer: {join_words(words)}." if words else ""


def _explain_end(tree: Tree, scenario: Scenario, run: Run) -> tuple[Span, str, str]:
    """Name the step where the way turned off: the first after which the scenario's end can no longer be reached."""
    ended = str(run["outcome"])
    leading = _find_leading(tree, scenario.ends)
    own = [entry for entry in run["path"] if "/" not in entry["key"]]
    cause = f"{quote(scenario.name)} ends at {quote(ended)}, not at {quote(scenario.ends)}"
    for entry, following in pairwise(own):
        if following["step"] not in leading:
            turn = f"{_describe_choice(tree, entry)} leads to {quote(following['step'])}"
            return scenario.ends.span, f"{cause}: {turn}.", _describe_remedy(entry, ended)
    return scenario.ends.span, f"{cause}.", f"Write ends: {ended}, or lead another way."


def _find_leading(tree: Tree, end: str) -> set[str]:
    """Return the steps from which an outcome can be reached, itself included."""
    before: dict[str, list[str]] = {}
    for step in tree.steps.values():
        for edge in find_edges(step, tree.fallback):
            before.setdefault(edge.target, []).append(step.id)
    leading, queue = {str(end)}, [str(end)]
    for each in queue:
        new = [step for step in before.get(each, ()) if step not in leading]
        leading.update(new)
        queue += new
    return leading


def _describe_choice(tree: Tree, entry: Entry) -> str:
    options: Mapping[str, str] = {
        option.id: option.label for option in getattr(tree.steps[entry["step"]], "options", ())
    }
    response = entry.get("response")
    if entry["how"] not in ("responded", "known") or response is None:
        return quote(entry["key"])
    words = [NONE_LABEL if each == NONE_RESPONSE else options.get(each, each) for each in _as_list(response)]
    return f"{join_words([quote(word) for word in words], 'and')} at {quote(entry['key'])}"


def _as_list(response: Response) -> list[str]:
    return [response] if isinstance(response, str) else response


def _describe_remedy(entry: Entry, ended: str) -> str:
    if entry["how"] == "responded":
        return f"Respond otherwise to {entry['key']}, or write ends: {ended}."
    if entry["how"] == "known":
        return f"Change what is given, or write ends: {ended}."
    return f"Change what leads through {entry['key']}, or write ends: {ended}."
