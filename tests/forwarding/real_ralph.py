"""Ralph, a learning record store, in a virtual environment of its own: its packages do not go with ours.

Made once, beside the one that the tests run in, and skipped with the reason where PyPI cannot be reached. As shipped,
the file backend of 5.1.0 answers 500 to every request after the first: the server asks it to write without saying how,
and its default is to create the file. ``serve_ralph.py`` sets that default to append before it starts the server; all
else is Ralph's own.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

import pytest

VERSION = "5.1.0"
PACKAGES = (f"ralph-malph[lrs]=={VERSION}", "requests")
USER, PASSWORD = "perfsupport", "a-password-of-tests"
PLACE = Path(sys.prefix) / f"ralph-{VERSION}"
SERVER = Path(__file__).with_name("serve_ralph.py")
VALIDATOR = Path(__file__).with_name("judge_statements.py")


def prepare_ralph() -> Path:
    """Return the Python of Ralph's environment, made now where it is missing; skip where that cannot be."""
    python = PLACE / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not python.exists():
        # Several workers may come here at once: each makes its own, and the first one in place stays.
        place = Path(tempfile.mkdtemp(prefix=f"{PLACE.name}-", dir=PLACE.parent))
        try:
            venv.create(place)
            command = [sys.executable, "-m", "pip", "--python", str(place), "install", "--quiet", *PACKAGES]
            ended = subprocess.run(command, capture_output=True, text=True, timeout=300)
            if ended.returncode:
                pytest.skip(f"Ralph cannot be installed here: {ended.stderr.strip().splitlines()[-1]}")
            if not python.exists():
                place.rename(PLACE)
        finally:
            shutil.rmtree(place, ignore_errors=True)
    return python


def ralph_command(python: Path, port: int, folder: Path) -> list[str]:
    """Return the command that serves a record store which keeps its statements in a folder."""
    return [str(python), str(SERVER), str(port), str(folder), USER, PASSWORD]
