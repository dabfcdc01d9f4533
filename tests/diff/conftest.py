from __future__ import annotations

from functools import partial

import pytest

from perfsupport.diff import comparing
from perfsupport.diff.dated import find_over_days
from tests.sampling import TIMES

WALKS = 200


@pytest.fixture
def few_walks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Search random trees for a tenth of the usual time: what is found so soon has to be true all the same."""
    monkeypatch.setattr(comparing, "find_over_days", partial(find_over_days, most=WALKS * TIMES))
