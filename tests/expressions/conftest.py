"""One Node process answers a whole batch of evaluations."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

SCRIPT = Path(__file__).with_name("evaluate_batch.mjs")


@pytest.fixture(scope="session")
def ask_node(node: str) -> Callable[..., Any]:
    """A function that gives JavaScript's results for ``cases=[[expression, facts, today], …]`` or ``dates=[…]``."""

    def ask(**batch: Any) -> Any:
        command = [node, str(SCRIPT)]
        answer = subprocess.run(command, input=json.dumps(batch), capture_output=True, text=True, encoding="utf-8")
        assert answer.returncode == 0, answer.stderr
        return json.loads(answer.stdout)

    return ask
