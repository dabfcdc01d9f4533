"""What ``perfsupport init`` and ``perfsupport new`` write: files worth reading, that check clean and build."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from perfsupport.mending import write_text
from perfsupport.settings import RULE_SET

HERE = Path(__file__).parent
PROJECT = {
    "README.md": "readme.md",
    "perfsupport.yaml": "perfsupport.yaml",
    "trees/parcels/parcel-late.yaml": "trees/parcels/parcel-late.yaml",
    ".gitignore": "gitignore",
    ".editorconfig": "editorconfig",
    ".vscode/settings.json": "vscode-settings.json",
    ".vscode/extensions.json": "vscode-extensions.json",
}
REPOSITORY = {
    ".github/workflows/job-aids.yml": "github.yaml",
    ".gitlab-ci.yml": "gitlab.yaml",
    ".pre-commit-config.yaml": "pre-commit.yaml",
}
"""Read by forges and by pre-commit at the top of a repository, and nowhere else."""

SCHEMA = "perfsupport.schema.json"
SCENARIOS_SCHEMA = "perfsupport.scenarios.schema.json"


def make_starter(today: date, *, top: bool = True) -> dict[str, str]:
    """Return the starter's files, path to text. The trees ask to be reviewed a year after ``today``.

    Where the project does not lie at the ``top`` of its repository, what only works there is left out.
    """
    from perfsupport.parsing import make_scenarios_schema, make_tree_schema

    sources = PROJECT | (REPOSITORY if top else {})
    words = {"REVIEW_BY": _find_review_by(today), "RULE_SET": str(RULE_SET)}
    files = {path: _read(source, words) for path, source in sources.items()}
    schemas = {SCHEMA: make_tree_schema(), SCENARIOS_SCHEMA: make_scenarios_schema()}
    return files | {name: json.dumps(made, indent=1, ensure_ascii=False) + "\n" for name, made in schemas.items()}


def make_tree(tree_id: str, owner: str, today: date, schema: str | None) -> str:
    """Return the text of a tree to begin with; ``schema`` is the way from its folder to the schema's file."""
    title = tree_id.replace("-", " ").capitalize()
    words = {"TITLE": title, "OWNER": write_text(owner), "REVIEW_BY": _find_review_by(today)}
    modeline = f"# yaml-language-server: $schema={schema}\n#\n" if schema else ""
    return modeline + _read("tree.yaml", words)


def write_starter(folder: Path, files: Mapping[str, str]) -> tuple[list[str], list[str]]:
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


def _read(source: str, words: Mapping[str, str]) -> str:
    """Return a file of the starter with its stand-ins replaced."""
    text = (HERE / source).read_text(encoding="utf-8")
    return re.sub("|".join(words), lambda found: words[found[0]], text)


def _find_review_by(today: date) -> str:
    return today.replace(year=today.year + 1, day=min(today.day, 28)).isoformat()
