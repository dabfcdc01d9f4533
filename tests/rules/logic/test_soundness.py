"""What is said of conditions is true: walks at random, evaluated by the walker itself, never contradict it."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

import hypothesis
import pytest
from hypothesis import strategies as st

from perfsupport.expressions import compile_expression, evaluate
from perfsupport.program import Value
from perfsupport.rules.analysis.logic import Logic
from perfsupport.rules.analysis.logic.verdicts import Verdict
from perfsupport.tree import Question, Route
from tests.generated.trees import DAYS, make_project
from tests.rules.logic.watching import Visit, compile_contexts, is_in_some_box, read_contexts, wander, watch
from tests.sampling import times

MOST = times(20)


@hypothesis.settings(
    max_examples=MOST,
    deadline=None,
    phases=[hypothesis.Phase.explicit, hypothesis.Phase.generate],
    suppress_health_check=[hypothesis.HealthCheck.function_scoped_fixture],
)
@hypothesis.given(seed=st.integers(0, 2**32))
@hypothesis.example(seed=1874)
def test_no_walk_contradicts_what_is_said(monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    """A seed stands for a project and its walks. A smaller one is no simpler, so nothing is shrunk."""
    random = Random(seed)
    contexts = read_contexts(make_project(random, daring=True))
    program = compile_contexts(contexts)
    with watch(monkeypatch) as visits:
        for _ in range(3):
            wander(program, random, 12, random.choice(DAYS))
    logics = {id: context.logic for id, context in contexts.items()}
    for visit in visits:
        logic = logics[visit.tree]
        if logic is not None:
            check_visit(logic, visit)
    for logic in logics.values():
        if logic is not None:
            check_examples(logic)


def check_visit(logic: Logic, visit: Visit) -> None:
    """Nothing that is said of the step is refuted by a visit of it."""
    assert not logic.gave_up
    assert logic.states[visit.step], f"{visit.step} was visited, though no case gets there"
    assert is_in_some_box(logic, visit), f"{visit.step} was visited with {visit.facts}"
    step = logic.tree.steps[visit.step]
    for verdict in logic.verdicts:
        if verdict.step is step:
            check_verdict(verdict, step, visit)
    if isinstance(step, Route) and step.otherwise is None and not any(gap.step is step for gap in logic.gaps):
        assert any(visit.holds), f"{step.id} was proved complete"
    if isinstance(step, Question) and all(option.when for option in step.options):
        assert any(visit.holds) or any(gap.step is step for gap in logic.gaps)


def check_verdict(verdict: Verdict, step: Route | Question, visit: Visit) -> None:
    """A verdict on an entry or option holds in a visit."""
    sources = step.branches if isinstance(step, Route) else step.options
    if verdict.source is None:
        assert any(visit.holds)
        return
    place = next(number for number, source in enumerate(sources) if source is verdict.source)
    if verdict.word == "always":
        assert visit.holds[place] or verdict.source.effective_from or verdict.source.effective_until
    elif verdict.word == "covers":
        assert isinstance(step, Route)
        for number, branch in enumerate(step.branches):
            assert branch.when.span.line not in verdict.lines or True in visit.holds[:number] or not visit.holds[number]
    elif verdict.word == "covered":
        assert True in visit.holds[:place] or not visit.holds[place]
    else:
        assert not visit.holds[place]


def check_examples(logic: Logic) -> None:
    """Every example of a gap falls through when it is evaluated."""
    for gap in logic.gaps:
        sources = gap.step.branches if isinstance(gap.step, Route) else gap.step.options  # type: ignore[attr-defined]
        if gap.example is None or any(each.effective_from or each.effective_until for each in sources):
            continue
        for source in sources:
            assert evaluate_case(logic, str(source.when), gap.example) is not True


def evaluate_case(logic: Logic, condition: str, example: Mapping[str, Value]) -> Value:
    """Return what a condition comes to in an example, calculated facts included."""
    today = str(example.get("today", "2026-06-15"))

    def look(name: str) -> Value:
        node = logic.space.calculated.get(name)
        return example.get(name) if node is None else evaluate(compile_expression(node), look, today)

    return evaluate(compile_expression(logic.space.nodes[condition]), look, today)


def test_there_is_something_to_be_true() -> None:
    """Random projects have something of everything that is said."""
    words, gaps, proved = set(), 0, 0
    for seed in range(150):
        for context in read_contexts(make_project(Random(seed), daring=True)).values():
            logic = context.logic
            if logic is None:
                continue
            words |= {verdict.word for verdict in logic.verdicts}
            gaps += sum(gap.example is not None for gap in logic.gaps)
            open_routes = [step for step in logic.tree.steps.values() if isinstance(step, Route) and not step.otherwise]
            proved += len(open_routes) - sum(isinstance(gap.step, Route) for gap in logic.gaps)
    assert words == {"never", "unasked", "contradicted", "always", "covered"}
    assert gaps > 20
    assert proved > 10
