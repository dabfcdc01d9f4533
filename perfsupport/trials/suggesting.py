"""Suggestions for a whole project, as YAML to paste."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from perfsupport.scenarios.suggestions import Suggestions, suggest_scenarios, write_suggestion
from perfsupport.trials.report import Tried


def suggest_all(trees: Sequence[Tried], today: str) -> Mapping[str, str]:
    """Return for each tree that scenarios do not cover whole what to paste below its ``scenarios:``, by path."""
    found: dict[str, str] = {}
    for tried in trees:
        if tried.coverage is not None and tried.coverage.missing:
            suggestions = suggest_scenarios(tried.tree, tried.program, tried.coverage, today)
            found[tried.tree.path] = _write(tried, suggestions)
    return found


def _write(tried: Tried, suggestions: Suggestions) -> str:
    written = ["scenarios:\n"] if suggestions.found else []
    for each in suggestions.found:
        written += [f"  # Missing so far: {item.words}.\n" for item in each.adds[:3]]
        if len(each.adds) > 3:
            written.append(f"  # … and {len(each.adds) - 3} more.\n")
        written.append(write_suggestion(tried.program, each))
    written += [f"# {told}: line {item.span.line}, {item.words}.\n" for item, told in suggestions.not_found]
    return "".join(written)
