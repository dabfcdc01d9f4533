"""The benchmark of the language server: what can be asked of it."""

from __future__ import annotations

import pytest

from benchmarks.editor import read_kinds
from benchmarks.edits import KINDS


def test_a_kind_that_there_is_none_of_is_told_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        read_kinds(["target", "traget"])
    assert ended.value.code == 2
    assert "`traget` is no kind of edit. Did you mean target?" in capsys.readouterr().err


def test_all_kinds_are_measured_where_none_is_named() -> None:
    assert read_kinds([]) == list(KINDS)
    assert read_kinds(["open quote", "target"]) == ["open quote", "target"]
