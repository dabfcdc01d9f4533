"""Proofs: each case of a tree's scenarios is walked, and must end where it says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from perfsupport.diagnostics import Diagnostic, Severity, Span
from perfsupport.edges import find_edges
from perfsupport.lines import line_words
from perfsupport.program import Program
from perfsupport.scenarios.cases import Case, find_cases, give, make_state
from perfsupport.scenarios.goals import Goal
from perfsupport.scenarios.keys import find_place
from perfsupport.scenarios.telling import Judgement, Judgements, describe_turn
from perfsupport.scenarios.walker import Entry, Judged, Run, walk
from perfsupport.scenarios.watching import Watcher, find_in_path
from perfsupport.tree import NONE_LABEL, Scenario, Text, Tree
from perfsupport.wording import join_words, quote

FAILS = "PS901"
NEVER_ASKED = "PS902"


@dataclass(frozen=True, slots=True)
class Trial:
    """A case and what came of it: its run, what it reached, the conditions on its way, and what is wrong with it."""

    case: Case
    run: Run
    problems: Sequence[Diagnostic]
    reached: frozenset[Goal] = frozenset()
    judgements: Sequence[Judgement] = ()

    @property
    def name(self) -> str:
        """What the case is called."""
        return self.case.name


def prove_scenarios(tree: Tree, program: Program, today: str) -> list[Diagnostic]:
    """Return what is wrong with the scenarios of a tree without errors, walked on a day (ISO text) or their own."""
    found = (trial.problems for trial in try_scenarios(tree, program, today, watched=False))
    return [problem for problems in found for problem in problems]


def try_scenarios(tree: Tree, program: Program, today: str, *, watched: bool = True) -> list[Trial]:
    """Return what came of each case of a tree's scenarios; what they reached is told only where it is ``watched``."""
    found: list[Trial] = []
    for scenario in tree.scenarios:
        trials = [_try(tree, program, case, today, watched) for case in find_cases(scenario)]
        found += _find_never_asked_by_any(tree, program, scenario, trials)
    return found


def _try(tree: Tree, program: Program, case: Case, today: str, watched: bool) -> Trial:
    given = give(program, list(case.given))
    state, day = make_state(given, case), str(case.today or today)
    watcher = Watcher(given, day)
    judgements = Judgements(tree)

    def watch(judged: Judged) -> None:
        watcher(judged)
        judgements(judged)

    run = walk(given, state, day, tick_off=True, watch=watch if watched else None)
    if not watched and not _is_as_told(case, run):
        # What went wrong is told with the conditions on the way.
        walk(given, state, day, tick_off=True, watch=watch)
    path = case.scenario.path or tree.path
    problems = [
        Diagnostic(code, Severity.ERROR, path, *said)
        for code, said in _find_problems(tree, given, case, run, judgements.found)
    ]
    reached = frozenset(watcher.reached | set(find_in_path(given, run["path"]))) if watched else frozenset()
    return Trial(case, run, problems, reached, judgements.found)


def _is_as_told(case: Case, run: Run) -> bool:
    return run["outcome"] == case.ends and not run["dropped"] and not case.passes


Said = tuple[Span, str, str]
TYPED = {"number": "a number", "date": "a day like 2027-01-31", "text": "a text", "yes_no": "yes or no"}


def _find_problems(
    tree: Tree, program: Program, case: Case, run: Run, judgements: Sequence[Judgement]
) -> Iterator[tuple[str, Said]]:
    keys = {_living_key(program, key): key for key in case.responses}
    if run["outcome"] == case.ends:
        passed = _find_not_passed(program, case, run)
        if passed is not None:
            yield FAILS, _explain_not_passed(tree, case, run, passed, judgements)
            return
        for key in case.responses:
            if key not in case.shared and _living_key(program, key) in run["dropped"]:
                yield NEVER_ASKED, _explain_never_asked(case.name, key)
    elif run["trouble"] is not None:
        yield FAILS, _explain_trouble(case, run)
    elif run["outcome"] is not None:
        passed = _find_not_passed(program, case, run)
        if passed is None:
            yield FAILS, _explain_end(tree, case, run, judgements)
        else:
            yield FAILS, _explain_not_passed(tree, case, run, passed, judgements)
    elif (here := run["path"][-1])["key"] in keys:
        yield FAILS, _explain_misfit(program, case, keys[here["key"]], run)
    else:
        yield FAILS, _explain_stop(program, case, run)


def _find_never_asked_by_any(
    tree: Tree, program: Program, scenario: Scenario, trials: Sequence[Trial]
) -> Iterator[Trial]:
    """Yield the trials; the last one of a table also tells of responses that none of its rows needs."""
    *before, last = trials
    yield from before
    problems = list(last.problems)
    if scenario.table and not any(trial.problems for trial in trials):
        for key in scenario.responses:
            asking = [trial for trial in trials if key in trial.case.shared]
            if asking and all(_living_key(program, key) in trial.run["dropped"] for trial in asking):
                said = _explain_never_asked(scenario.name, key)
                problems.append(Diagnostic(NEVER_ASKED, Severity.ERROR, scenario.path or tree.path, *said))
    yield Trial(last.case, last.run, problems, last.reached, last.judgements)


def _explain_never_asked(name: str, key: Text) -> Said:
    cause = f"{quote(name)} responds to {quote(key)}, which is never asked on its way."
    return key.span, cause, "Take the response out, or correct those before it."


def _find_not_passed(program: Program, case: Case, run: Run) -> int | None:
    """Return which of the steps it must come through is the first that it does not, or None."""
    keys = iter([entry["key"] for entry in run["path"]])
    for number, key in enumerate(case.passes):
        if _living_key(program, key) not in keys:
            return number
    return None


def _explain_not_passed(tree: Tree, case: Case, run: Run, number: int, judgements: Sequence[Judgement]) -> Said:
    missed = case.passes[number]
    ends = "where it says, but" if run["outcome"] == case.ends else f"at {quote(str(run['outcome']))}, and"
    cause = f"{quote(case.name)} ends {ends} does not come through {quote(missed)}"
    keys = [entry["key"] for entry in run["path"]]
    last = str(case.passes[number - 1]) if number else keys[0]
    own = [entry for entry in run["path"][keys.index(last) if last in keys else 0 :] if "/" not in entry["key"]]
    turn = _find_turn(tree, own, missed.partition("/")[0].partition("~")[0])
    if turn is not None:
        cause += f": {describe_turn(tree, *turn, judgements)}"
    return missed.span, f"{cause}.", f"Lead it through {missed}, or take {missed} out of `passes`."


def _find_turn(tree: Tree, own: Sequence[Entry], goal: str) -> tuple[Entry, Entry] | None:
    """Return the first move of a path after which a step can no longer be reached, or None."""
    leading = _find_leading(tree, goal)
    return next(((entry, following) for entry, following in pairwise(own) if following["step"] not in leading), None)


def _living_key(program: Program, key: str) -> str:
    place = find_place(program, key)
    return place.key if place is not None else str(key)


def _explain_trouble(case: Case, run: Run) -> Said:
    last = run["path"][-1]["key"] if run["path"] else ""
    goes = "goes round in a circle" if run["trouble"] == "circle" else "does not find a way on"
    cause = f"{quote(case.name)} {goes} at {quote(last)}, and never comes to {quote(case.ends)}."
    return case.ends.span, cause, f"Lead {quote(last)} on to a step that asks something or ends."


def _explain_misfit(program: Program, case: Case, key: Text, run: Run) -> Said:
    response = case.responses[key]
    said = response if isinstance(response, str) else join_words(response, "and")
    span = response.span if isinstance(response, Text) else key.span
    cause = f"{quote(said)} cannot be the response to {quote(key)} in {quote(case.name)}."
    return span, cause, _describe_offer(program, run) or "Write a value that the fact can take."


def _explain_stop(program: Program, case: Case, run: Run) -> Said:
    key = run["path"][-1]["key"]
    cause = f"{quote(case.name)} stops at {quote(key)}, to which it has no response."
    remedy = f"Add {key} to its responses. {_describe_offer(program, run)}".rstrip()
    return case.label.span, cause, remedy


def _describe_offer(program: Program, run: Run) -> str:
    place = find_place(program, run["path"][-1]["key"])
    if place is None:
        return ""
    labels = {option["id"]: line_words(option["label"]) for option in place.step.get("options", ())}
    words = [labels.get(each, each) for each in run["offered"]]
    fact = program["trees"][place.tree_id]["facts"].get(place.step.get("fact", ""))
    if not words and fact is not None and place.step["kind"] == "input":
        words = [TYPED.get(fact["type"], "a value")]
    words += [NONE_LABEL] if run["none"] is not None else []
    return f"On offer: {join_words(words)}." if words else ""


def _explain_end(tree: Tree, case: Case, run: Run, judgements: Sequence[Judgement]) -> Said:
    """Name the step where the way turned off: the first after which the scenario's end can no longer be reached."""
    ended = str(run["outcome"])
    own = [entry for entry in run["path"] if "/" not in entry["key"]]
    cause = f"{quote(case.name)} ends at {quote(ended)}, not at {quote(case.ends)}"
    turn = _find_turn(tree, own, case.ends)
    if turn is not None:
        return case.ends.span, f"{cause}: {describe_turn(tree, *turn, judgements)}.", _describe_remedy(turn[0], ended)
    if len(own) > 1:
        cause += f": {describe_turn(tree, own[-2], own[-1], judgements)}"
    return case.ends.span, f"{cause}.", f"Write ends: {ended}, or lead another way."


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


def _describe_remedy(entry: Entry, ended: str) -> str:
    if entry["how"] == "responded":
        return f"Respond otherwise to {entry['key']}, or write ends: {ended}."
    if entry["how"] == "known":
        return f"Change what is given, or write ends: {ended}."
    return f"Change what leads through {entry['key']}, or write ends: {ended}."
