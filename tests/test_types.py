"""Types, as ``make lint`` checks them: about a minute from nothing, and beside all other tests."""

from __future__ import annotations

import subprocess
import sys

from tests.conftest import ROOT


def test_the_types_hold() -> None:
    done = subprocess.run([sys.executable, "-m", "mypy"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout + done.stderr
