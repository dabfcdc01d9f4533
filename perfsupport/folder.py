"""The project's folder: where it begins, and which files in it are trees and media."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from perfsupport.diagnostics import TOP, Diagnostic, Severity
from perfsupport.errors import PerfsupportError
from perfsupport.settings import SETTINGS_FILE

TREES = "trees"
SCENARIOS_ENDING = ".scenarios.yaml"
"""Of a file that lies beside a tree and holds scenarios of it."""

TRANSLATION = re.compile(r"(?P<stem>(?:.*/)?[^./]+)\.(?P<language>[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*)\.yaml")
"""The path of a file that lies beside a tree, or beside the settings, and holds its words in another language."""

MEDIA = "media"


def find_root(start: Path) -> Path:
    """Return the project's folder: ``start`` or the nearest above it that has ``perfsupport.yaml`` or ``trees``."""
    start = start.absolute()
    for folder in (start, *start.parents):
        if is_root(folder):
            return folder
    raise PerfsupportError(
        f"There is no {SETTINGS_FILE} and no folder {TREES} here or above. Begin a project with: perfsupport init"
    )


def choose_root(named: Path | None, start: Path | None = None) -> Path:
    """Return the project's folder: the one that somebody names, else that in which ``start`` lies, or this folder.

    Raises PerfsupportError where it is none: a name misspelt would else be a project in which nothing is wrong.
    """
    if named is None:
        return find_root(start or Path.cwd())
    if not is_root(named):
        raise PerfsupportError(
            f"There is no {SETTINGS_FILE} and no folder {TREES} in {named}. Name a project's folder."
        )
    return named


def is_root(folder: Path) -> bool:
    """Tell whether a folder is a project's."""
    return (folder / SETTINGS_FILE).is_file() or (folder / TREES).is_dir()


def is_category(name: str) -> bool:
    """Tell whether trees are found in a folder of this name below ``trees``."""
    return not ("/" in name or name == MEDIA or name.startswith((".", "#")) or name.endswith("~"))


def find_prefix(root: Path) -> str:
    """Return the project's folder below the repository it lies in, ending in ``/``; empty at its top or without one."""
    folder = root.resolve()
    for top in (folder, *folder.parents):
        if (top / ".git").exists():
            return "" if top == folder else f"{folder.relative_to(top).as_posix()}/"
    return ""


def is_scenarios_path(path: str) -> bool:
    """Tell whether a path is that of a file of scenarios beside a tree."""
    return path.endswith(SCENARIOS_ENDING)


def find_scenarios_path(tree_path: str) -> str:
    """Return the path of the file of scenarios that may lie beside a tree."""
    return f"{tree_path.removesuffix('.yaml')}{SCENARIOS_ENDING}"


def find_language(path: str) -> str:
    """Return the language of a file of translations; empty for any other path."""
    match = TRANSLATION.fullmatch(path)
    return match["language"] if match else ""


def find_translation_path(path: str, language: str) -> str:
    """Return the path of the file that holds the words of a tree, or of the settings, in a language."""
    return f"{path.removesuffix('.yaml')}.{language}.yaml"


def find_tree_path(path: str) -> str:
    """Return the path of the tree that a file of scenarios or of translations lies beside; any other path as it is."""
    if is_scenarios_path(path):
        return f"{path.removesuffix(SCENARIOS_ENDING)}.yaml"
    match = TRANSLATION.fullmatch(path)
    return f"{match['stem']}.yaml" if match else path


def is_tree_path(path: str) -> bool:
    """Tell whether a path is that of a tree, and not of scenarios or words that lie beside one."""
    return find_tree_path(path) == path


def is_written_path(path: str) -> bool:
    """Tell whether a path below the root is one that is read: settings, trees, and what lies beside them."""
    *folders, name = path.split("/")
    if name.startswith((".", "#")) or not name.endswith(".yaml"):
        return False
    if not folders:
        return name == SETTINGS_FILE or (bool(find_language(name)) and find_tree_path(name) == SETTINGS_FILE)
    return folders[0] == TREES and (len(folders) == 1 or (len(folders) == 2 and is_category(folders[1])))


def find_tree_files(root: Path, found: list[Diagnostic]) -> Iterator[Path]:
    """Yield the files of trees, sorted; what looks like one and is not becomes a diagnostic."""
    files = map(Path, find_written_files(root, found))
    return (file for file in files if is_tree_path(file.name))


def find_written_files(root: Path, found: list[Diagnostic]) -> Iterator[str]:
    """Yield the files of trees, scenarios and translations, sorted; what only looks like one becomes a diagnostic.

    Each as the system names it: on each save of a preview there may be a thousand, and ``Path`` takes its time.
    """
    for entry in _list(root / TREES):
        if entry.is_dir() and not entry.is_symlink() and entry.name != MEDIA:
            yield from _find_in_category(root, _list(entry.path), found)
        elif entry.name != MEDIA or entry.is_symlink():
            yield from _find_in_category(root, [entry], found)


def _find_in_category(root: Path, entries: Iterable[os.DirEntry[str]], found: list[Diagnostic]) -> Iterator[str]:
    for entry in entries:
        if entry.name.endswith(".yaml") and entry.is_file(follow_symlinks=False):
            yield entry.path
        elif problem := _find_problem(entry):
            found.append(misplaced(Path(entry.path).relative_to(root).as_posix(), *problem))


def _find_problem(entry: os.DirEntry[str]) -> tuple[str, str] | None:
    """Return cause and remedy for something below ``trees`` that an author may take for a tree."""
    ending = Path(entry.name).suffix
    if entry.is_symlink():
        return "This is a link to another place, and links are not followed.", "Put the file itself here."
    if entry.is_dir():
        inside = "Trees lie in trees/ or in a category below it, and this folder lies deeper."
        return inside, "Move the folder into trees/, or its files into the category."
    if ending.lower() == ".txt" and entry.name.lower().endswith((".yaml.txt", ".yml.txt")):
        hidden = "Let the name end in .yaml. Windows may hide the .txt: show file name extensions in its Explorer."
        return "The file's name ends in .txt, so it is not read as a tree.", hidden
    if ending == ".yaml":
        return "This is no plain file.", "Put a file with a tree here."
    if ending.lower() in (".yaml", ".yml"):
        return f"The file's name ends in {ending}, so it is not read as a tree.", "Let the name end in .yaml."
    return None


def _list(folder: Path | str) -> list[os.DirEntry[str]]:
    """Return what lies in a folder, by name, without hidden files and an editor's own."""
    try:
        with os.scandir(folder) as entries:
            kept = [one for one in entries if not one.name.startswith((".", "#")) and not one.name.endswith("~")]
    except FileNotFoundError:
        return []
    return sorted(kept, key=lambda entry: entry.name)


def find_settings_translations(root: Path) -> list[Path]:
    """Return the files beside the settings that hold the words of the settings in other languages, sorted."""
    return [
        Path(one.path) for one in _list(root) if one.is_file() and find_tree_path(one.name) == SETTINGS_FILE != one.name
    ]


def find_media(folder: Path) -> Iterator[str]:
    """Yield the plain files below a folder, with ``/``; hidden ones and links stay out of the site."""
    for entry in _list(folder):
        if entry.is_dir(follow_symlinks=False):
            yield from (f"{entry.name}/{name}" for name in find_media(Path(entry.path)))
        elif entry.is_file(follow_symlinks=False):
            yield entry.name


def misplaced(path: str, cause: str, remedy: str) -> Diagnostic:
    """Return the diagnostic for a file that is not what or where a tree must be."""
    return Diagnostic("PS119", Severity.ERROR, path, TOP, cause, remedy)
