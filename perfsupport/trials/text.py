"""A report of trials for people: short where all is well, and with the way taken where something is not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from perfsupport.formatters import Report, format_text
from perfsupport.formatters.text import escape
from perfsupport.scenarios.counting import Ways, write_count
from perfsupport.scenarios.coverage import Count, Coverage
from perfsupport.scenarios.goals import Kind
from perfsupport.scenarios.proofs import Trial
from perfsupport.scenarios.telling import tell_path
from perfsupport.trials.report import TrialReport, Tried, find_percentage
from perfsupport.wording import join_words

FIRST_MISSING = 5
LAST_STEPS = 8
"""Of a path, shown where a scenario failed: the end of it tells most."""

PLURALS = {
    Kind.STEP: "steps",
    Kind.OPTION: "options",
    Kind.OUTCOME: "outcomes",
    Kind.CONDITION: "ways of conditions",
    Kind.BOUNDARY: "sides of boundaries",
}


def format_trials(report: TrialReport) -> str:
    """Return the report for a terminal; the last line sums it up."""
    blocks = [_format_broken(report)] if report.broken else []
    blocks += ["\n".join(_format_tree(report, tried)) for tried in report.trees]
    there = {tried.tree.path for tried in report.trees if any(not each.path for each in tried.tree.scenarios)}
    blocks += [f"# {name}\n{_below(yaml.rstrip(), name in there)}" for name, yaml in report.suggestions.items()]
    return "\n\n".join([*blocks, _sum_up(report)]) + "\n"


def _below(yaml: str, there: bool) -> str:
    """Return suggestions to be pasted: a file that has scenarios takes no second ``scenarios:``."""
    head = "scenarios:\n"
    if not there or not yaml.startswith(head):
        return yaml
    return f"# To be put at the end of `scenarios:`, which is there already.\n{yaml.removeprefix(head)}"


def _format_broken(report: TrialReport) -> str:
    return _format_problems(report, report.broken)


def _format_problems(report: TrialReport, problems: Sequence[object]) -> str:
    """Return diagnostics as ``check`` shows them, without the line that sums them up."""
    shown = Report(diagnostics=list(problems), sources=report.sources, files=1, colour=report.colour)  # type: ignore[arg-type]
    return format_text(shown).rstrip("\n").rpartition("\n\n")[0]


def _format_tree(report: TrialReport, tried: Tried) -> Iterator[str]:
    failed = tried.failed
    passed = len(tried.trials) - len(failed)
    words = f"{count_words(passed, 'scenario')} passed" if tried.trials else "no scenarios"
    words += f", {len(failed)} failed" if failed else ""
    coverage = f"; {tell_coverage(tried.coverage)}" if tried.coverage is not None else ""
    yield f"{escape(tried.tree.path)}: {words}{coverage}; {tell_ways(tried.ways)}"
    for trial in failed:
        yield ""
        yield _format_problems(report, trial.problems)
        yield from _format_path(tried, trial)
    if tried.coverage is not None and tried.coverage.missing:
        yield from _format_missing(report, tried.coverage)


def _format_path(tried: Tried, trial: Trial) -> Iterator[str]:
    """Yield the last steps of the way taken, what was expected, and what came."""
    lines = list(tell_path(tried.tree, trial.run["path"], trial.judgements))
    left = len(lines) - LAST_STEPS
    yield f"      The way it took{f', without its first {left} steps' if left > 0 else ''}:"
    for line in lines[-LAST_STEPS:]:
        yield f"        {escape(line)}"
    got = trial.run["outcome"]
    if got != trial.case.ends:
        yield f"      Expected {escape(trial.case.ends)}, got {escape(got or 'no outcome')}."


def _format_missing(report: TrialReport, coverage: Coverage) -> Iterator[str]:
    shown = coverage.told if report.verbose else coverage.told[:FIRST_MISSING]
    yield "  Still missing:"
    for item in shown:
        yield f"    {escape(coverage.path)}:{item.span.line}: {escape(item.words)}"
    left = len(coverage.told) - len(shown)
    if left:
        yield f"    … and {left} more; --verbose shows all, --suggest prints scenarios that reach them"


def tell_coverage(coverage: Coverage) -> str:
    """Return in words what was covered, kind by kind; what is covered whole is told together."""
    whole = [PLURALS[kind] for kind, count in coverage.counts.items() if count.total and count.reached == count.total]
    parts = [f"all {join_words(whole, 'and')}"] if whole else []
    parts += [
        f"{count.reached} of {count.total} {PLURALS[kind]}"
        for kind, count in coverage.counts.items()
        if count.reached < count.total
    ]
    return ", ".join(parts) if parts else "nothing to cover"


def tell_ways(ways: Ways) -> str:
    """Return in words how many ways lead through a tree."""
    words = f"{write_count(ways.count)} {'way' if ways.count == 1 else 'ways'} through"
    if not ways.loops:
        return words
    first = " to ".join(ways.loops[0])
    more = f" and {len(ways.loops) - 1} more" if len(ways.loops) > 1 else ""
    return f"{words} without going back ({first}{more})"


def count_words(number: int, one: str) -> str:
    """Return ``1 scenario``, ``2 scenarios``, ``3 ways through``."""
    head, _, tail = one.partition(" ")
    return f"{number:,} {head}{'' if number == 1 else 's'}{f' {tail}' if tail else ''}"


def _sum_up(report: TrialReport) -> str:
    trials = [trial for tried in report.trees for trial in tried.trials]
    failed = sum(bool(trial.problems) for trial in trials)
    words = f"{count_words(len(trials), 'scenario')} in {count_words(len(report.trees), 'tree')}"
    words += f", {failed} failed" if failed else ", all passed" if trials else ""
    if report.differences:
        words += f"; {count_words(len(report.differences), 'difference')} in the browser"
    if report.broken:
        words += f"; {count_words(len({one.path for one in report.broken}), 'file')} with errors could not be tested"
    if report.total.total:
        words += f". Covered: {_tell_counts(report)}"
    if report.is_below:
        words += f". That is below {report.floor:g} %"
    return f"{words}."


def _tell_counts(report: TrialReport) -> str:
    parts = [f"{tell_percentage(count)} of {PLURALS[kind]}" for kind, count in report.counts.items() if count.total]
    return f"{join_words(parts, 'and')}; {tell_percentage(report.total)} of all"


def tell_percentage(count: Count) -> str:
    """Return a percentage cut to a tenth: 100 % is all, and nothing less."""
    percentage = int(find_percentage(count) * 10) / 10
    return f"{percentage:g} %"
