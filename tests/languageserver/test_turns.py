"""A check gives way while somebody is being answered."""

from __future__ import annotations

import threading

import pytest

from perfsupport.languageserver import turns as turns_module
from perfsupport.languageserver.turns import Turns


def test_a_check_goes_on_once_the_last_answer_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    # On a busy machine this thread may come to nothing for longer than a check is patient.
    monkeypatch.setattr(turns_module, "PATIENCE_SECONDS", 600)
    turns, went_on = Turns(), threading.Event()

    def check() -> None:
        turns.give_way()
        went_on.set()

    with turns.answering():
        with turns.answering():
            thread = threading.Thread(target=check)
            thread.start()
        assert not went_on.wait(0.1)
    assert went_on.wait(30)
    thread.join(30)


def test_a_check_waits_for_nobody_where_nothing_is_asked() -> None:
    turns = Turns()
    turns.give_way()
    with turns.answering():
        pass
    turns.give_way()
