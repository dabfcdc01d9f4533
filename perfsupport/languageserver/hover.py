"""What is told when the pointer rests on a word: a step with where it is reached from, a fact, a tree, a key."""

from __future__ import annotations

from collections.abc import Sequence

from perfsupport.languageserver.cursor import find_cursor
from perfsupport.languageserver.mentions import Thing, find_at, find_places_of_file
from perfsupport.languageserver.places import Mention, find_keys, find_kinds, find_root_kind
from perfsupport.languageserver.telling import tell_contact, tell_fact, tell_step, tell_tree
from perfsupport.project import Project


def tell_place(project: Project, path: str, lines: Sequence[str], line: int, column: int) -> str | None:
    """Return what is known of what stands at a place (line and column from 0) as Markdown, or None."""
    place = find_at(find_places_of_file(project, path), line + 1, column + 1)
    if place is not None and (told := tell_thing(project, place.thing)) is not None:
        return told
    return _tell_key(path, lines, line, column)


def tell_thing(project: Project, thing: Thing) -> str | None:
    """Return what is known of a step, a fact, a tree or a contact as Markdown, or None where there is no such thing."""
    kind, id, owner = thing
    tree = project.trees.get(owner)
    match kind:
        case Mention.STEP if tree is not None and id in tree.steps:
            return tell_step(tree, tree.steps[id])
        case Mention.FACT if tree is not None and id in tree.facts:
            return tell_fact(tree.facts[id])
        case Mention.TREE if id in project.trees:
            return tell_tree(project.trees[id])
        case Mention.CONTACT if id in project.settings.contacts:
            return tell_contact(project.settings.contacts[id])
    return None


def _tell_key(path: str, lines: Sequence[str], line: int, column: int) -> str | None:
    """Return what the manual says of the key under the pointer."""
    cursor = find_cursor(lines, line, column)
    if not cursor.in_key:
        return None
    name = lines[line][cursor.start : cursor.end].strip() if line < len(lines) else ""
    for kind in find_kinds(find_root_kind(path), cursor.keys, cursor.siblings):
        for key in find_keys(kind, [*cursor.siblings, name]):
            if key.name == name:
                return f"**{name}** — {key.doc}"
    return None
