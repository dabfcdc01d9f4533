"""What ``perfsupport init`` writes: a small project that is worth reading, checks clean, and builds."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from perfsupport.settings import RULE_SET

HERE = Path(__file__).parent
FILES = {
    "perfsupport.yaml": "perfsupport.yaml",
    "trees/parcels/parcel-late.yaml": "trees/parcels/parcel-late.yaml",
    ".gitignore": "gitignore",
    ".vscode/settings.json": "vscode.json",
    ".vscode/extensions.json": "extensions.json",
}
SCHEMA = "perfsupport.schema.json"


def make_starter(today: date) -> dict[str, str]:
    """Return the starter's files, path to text. The trees ask to be reviewed a year after ``today``."""
    from perfsupport.parsing import make_tree_schema

    review_by = today.replace(year=today.year + 1, day=min(today.day, 28)).isoformat()
    files = {path: (HERE / source).read_text(encoding="utf-8") for path, source in FILES.items()}
    filled = {"REVIEW_BY": review_by, "RULE_SET": str(RULE_SET)}
    for name, value in filled.items():
        files = {path: text.replace(name, value) for path, text in files.items()}
    return files | {SCHEMA: json.dumps(make_tree_schema(), indent=1, ensure_ascii=False) + "\n"}


def write_starter(folder: Path, files: dict[str, str]) -> tuple[list[str], list[str]]:
    """Write the files that are not there yet; return the paths written, and those that were there and stay."""
    written, kept = [], []
    for path, text in files.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        try:
            with file.open("x", encoding="utf-8", newline="\n") as stream:
                stream.write(text)
            written.append(path)
        except FileExistsError:
            kept.append(path)
    return written, kept
