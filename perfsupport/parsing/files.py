"""A file's bytes to a tree or to settings, with everything that is wrong in them."""

from __future__ import annotations

import re
from typing import Any

from perfsupport.diagnostics import TOP, Diagnostic, Severity, sort_diagnostics
from perfsupport.parsing.checker import make_reader
from perfsupport.parsing.displaced import put_back
from perfsupport.parsing.ids import find_words, mend_ids
from perfsupport.parsing.nodes import Document, MapNode
from perfsupport.parsing.notes import Notes
from perfsupport.parsing.reader import read_document
from perfsupport.parsing.settings_shape import SETTINGS
from perfsupport.parsing.shape import SCENARIOS, TREE
from perfsupport.settings import Settings
from perfsupport.tree import Broken, Fact, Scenario, Text, Tree

TREE_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
LONGEST_ID = 80
SITE_NAMES = ("index", "assets", "media", "headers", "events", "embed")
WINDOWS_NAMES = (
    "con",
    "prn",
    "aux",
    "nul",
    *(f"com{number}" for number in range(1, 10)),
    *(f"lpt{number}" for number in range(1, 10)),
)
"""Names of devices: no file on Windows can be called so, whatever its ending."""


def parse_tree(data: bytes, path: str) -> tuple[Tree | None, list[Diagnostic]]:
    """Return the tree of a file and what is wrong in it, in the order of the file.

    ``path`` is relative to the project's folder, like ``trees/payments/card-declined.yaml``: it gives the id and the
    category. The tree is None where nothing tree-like could be read. A step whose kind cannot be told is ``Broken``;
    the type of a fact is empty where it was none, and so is any text that a value cannot do without.
    """
    name = path.rpartition("/")[2]
    tree_id = name.rpartition(".")[0] or name
    document = read_document(data, path)
    notes = Notes(path, document)
    _check_name(tree_id, notes)
    if not is_mapping(document, notes, "tree", "title: …"):
        return None, sort_diagnostics([*document.diagnostics, *notes.diagnostics])
    assert isinstance(document.root, MapNode)
    root = mend_ids(put_back(document.root, notes), notes)
    values = make_reader(TREE)(root, Text(""), notes)
    tree = _build_tree(values, document, tree_id, path)
    return tree, sort_diagnostics([*document.diagnostics, *notes.diagnostics])


def parse_settings(data: bytes, path: str) -> tuple[Settings, list[Diagnostic]]:
    """Return the settings of a file, with the defaults filled in, and what is wrong in it.

    An empty file is no mistake: every setting has a default.
    """
    document = read_document(data, path)
    notes = Notes(path, document)
    settings = Settings()
    if document.root is not None and document.root != "" and is_mapping(document, notes, "settings file", "title: …"):
        settings = make_reader(SETTINGS)(document.root, Text(""), notes)
    return settings, sort_diagnostics([*document.diagnostics, *notes.diagnostics])


def parse_scenarios(data: bytes, path: str) -> tuple[list[Scenario], list[Diagnostic]]:
    """Return the scenarios of a file beside a tree, each with the file's path, and what is wrong in the file.

    What the file says of ``today`` holds for those that name no day themselves.
    """
    document = read_document(data, path)
    notes = Notes(path, document)
    scenarios: list[Scenario] = []
    if is_mapping(document, notes, "scenarios file", "scenarios: …"):
        values = make_reader(SCENARIOS)(document.root, Text(""), notes)
        scenarios = values.get("scenarios", [])
        for scenario in scenarios:
            scenario.path = path
            scenario.today = scenario.today or values.get("today")
    return scenarios, sort_diagnostics([*document.diagnostics, *notes.diagnostics])


def _build_tree(values: dict[str, Any], document: Document, tree_id: str, path: str) -> Tree:
    course = values.pop("replaces", None) or {}
    for name, make in (("facts", make_unread_fact), ("steps", make_unread_step)):
        if name in values:
            # What could not be read is there all the same, so that nobody is told to add it.
            values[name] = {id: make(id) if value is None else value for id, value in values[name].items()}
    values.setdefault("title", Text(""))
    return Tree(
        id=tree_id,
        path=path,
        category=path.rpartition("/")[0].partition("/")[2],
        damaged=document.damaged_text,
        course=course.get("course"),
        course_hours=course.get("hours"),
        **values,
    )


def make_unread_fact(id: Text) -> Fact:
    """Return a fact of which nothing could be read."""
    return Fact(id=id, type="")


def make_unread_step(id: Text) -> Broken:
    """Return a step of which nothing could be read."""
    return Broken(id=id)


def _check_name(tree_id: str, notes: Notes) -> None:
    if not TREE_ID.fullmatch(tree_id) or len(tree_id) > LONGEST_ID:
        cause = "The file's name is the tree's id, and this one is not made of small letters and digits joined by -."
        notes.add("PS119", TOP, cause, f"Rename the file, for example to {_find_file_name(tree_id)}.yaml.")
    elif tree_id in SITE_NAMES or tree_id in WINDOWS_NAMES:
        owner = "the site" if tree_id in SITE_NAMES else "Windows"
        cause = f"A tree cannot be called `{tree_id}`: {owner} uses that name for something else."
        notes.add("PS119", TOP, cause, "Give the file another name.")


def _find_file_name(tree_id: str) -> str:
    """Return the id that is most like what a file is called."""
    made = find_words(tree_id)[:LONGEST_ID].strip("-")
    return made if TREE_ID.fullmatch(made) else "card-declined"


def is_mapping(document: Document, notes: Notes, what: str, example: str) -> bool:
    """Tell whether a document is a mapping, and write down where it is something else."""
    root = document.root
    if isinstance(root, MapNode):
        return True
    if any(diagnostic.severity is Severity.ERROR for diagnostic in document.diagnostics):
        return False
    if root == "":
        notes.add("PS114", TOP, "The file is empty.", f"Begin it with `{example}`.")
    else:
        cause = f"The file holds something else than a {what}: it does not begin with a key and a colon."
        notes.add("PS115", TOP, cause, f"Begin it with `{example}`.")
    return False
