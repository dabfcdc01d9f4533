"""Small files, and every diagnostic that reading them gives, word for word.

``python -m tests.parsing.test_cases`` writes the expected files anew; read the difference before it is committed.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from perfsupport.parsing import parse_settings, parse_tree

CASES = Path(__file__).parent / "cases"


def describe(case: Path) -> str:
    """Return the diagnostics of a case, one a line: code, severity unless error, place, cause, remedy."""
    data = case.read_bytes()
    _, found = (
        parse_settings(data, case.name) if ".settings." in case.name else parse_tree(data, f"trees/x/{case.name}")
    )
    lines = []
    for one in found:
        line, column, end_line, end_column = one.span
        severity = "" if one.severity == "error" else f" {one.severity}"
        place = f"{line}:{column}-{end_line}:{end_column}"
        lines.append(f"{one.code}{severity} {place} {one.cause} | {one.remedy}\n")
    return "".join(lines)


@pytest.mark.parametrize("case", sorted(CASES.glob("*.yaml")), ids=lambda case: case.stem)
def test_what_reading_says(case: Path) -> None:
    assert describe(case) == case.with_suffix(".expected.txt").read_text(encoding="utf-8")


if __name__ == "__main__":
    for case in sorted(CASES.glob("*.yaml")):
        case.with_suffix(".expected.txt").write_text(describe(case), encoding="utf-8")
