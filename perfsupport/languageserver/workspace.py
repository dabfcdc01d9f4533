"""A project as the editor sees it: its files, and over them what has been typed and not saved yet."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from pygls.uris import from_fs_path

from perfsupport.diagnostics import Diagnostic
from perfsupport.editing.early import tell_early
from perfsupport.editing.rechecking import Rechecks
from perfsupport.editing.rereading import Readings
from perfsupport.languageserver.lenses import Lens, find_lenses
from perfsupport.program import Program
from perfsupport.project import Project, change_project, load_project
from perfsupport.proving import Proved, prove_project
from perfsupport.tree import Tree

Found = Mapping[str, Sequence[Diagnostic]]
"""What was found, by file."""


class SupersededError(Exception):
    """Something was typed while a check was under way: nobody waits for it any more."""


class Workspace:
    """One project. ``today`` gives the ISO date on which scenarios play that name no other."""

    def __init__(self, root: Path, today: Callable[[], str]) -> None:
        self.root = root
        self._today = today
        self._unsaved: dict[str, str] = {}
        self._uris: dict[str, str] = {}
        self._checking, self._loading = threading.Lock(), threading.Lock()
        self._readings, self._rechecks = Readings(), Rechecks()
        self._saved: Project | None = None
        self._project: Project | None = None
        self._proved: Proved | None = None
        self._lenses: dict[str, tuple[Program, list[Lens]]] = {}

    def find_path(self, file: Path) -> str:
        """Return a file's path below the root, with ``/``."""
        return file.relative_to(self.root).as_posix()

    def make_uri(self, path: str) -> str:
        """Return the address by which the editor knows a file: each writes brackets and drives its own way."""
        return self._uris.get(path) or from_fs_path(str(self.root / path)) or ""

    def put_unsaved(self, path: str, text: str, uri: str = "") -> None:
        """Let a file hold this text, whatever is on the disk; ``uri`` is what the editor calls it."""
        self._unsaved[path] = text
        if uri:
            self._uris[path] = uri

    def forget_unsaved(self, path: str) -> None:
        """Let a file hold again what is on the disk."""
        self._unsaved.pop(path, None)

    @property
    def open_paths(self) -> frozenset[str]:
        """The files that the editor has open."""
        return frozenset(self._unsaved)

    @property
    def project(self) -> Project:
        """The project as it was loaded last; loaded now where it never was."""
        if self._project is None:
            self.load()
        assert self._project is not None
        return self._project

    def find_lenses(self, tree: Tree) -> Sequence[Lens]:
        """Return what is written above a tree and its steps: nothing where it has no scenarios.

        While there is an error in the tree that is what was written last, so that no line jumps meanwhile.
        """
        program = self._proved.programs.get(tree.id) if self._proved is not None else None
        made_of, lenses = self._lenses.get(tree.id, (None, []))
        if program is None:
            return [kept for lens in lenses if tree.scenarios and (kept := lens.keep(tree)) is not None]
        if made_of is not program:
            lenses = list(find_lenses(tree, program, self._today()))
            self._lenses[tree.id] = program, lenses
        return lenses

    def load(self) -> Project:
        """Return the project with all that has been typed by now."""
        with self._loading:
            saved = self._saved = load_project(self.root, self._saved)
            typed = {
                path: text.encode("utf-8", "surrogatepass")
                for path, text in list(self._unsaved.items())
                if text != saved.sources.get(path)
            }
            for path in list(self._unsaved):
                source = saved.files.get(path)
                if source is not None and isinstance(source.value, Tree):
                    take = self._readings.remember if path in typed else self._readings.take_over
                    take(source.text.encode(), path, source.value, source.diagnostics)
            self._project = change_project(saved, typed, self._readings.read_tree) if typed else saved
            return self._project

    def check(
        self, tell: Callable[[Found], None] = lambda _: None, is_wanted: Callable[[], bool] = lambda: True
    ) -> Found:
        """Load what has changed, check it, and return what was found, by file. One at a time, from any thread.

        ``tell`` is told what is known early of the files that changed, where the rest takes its time. Raises
        SupersededError once ``is_wanted`` says no.
        """

        def pause() -> None:
            if not is_wanted():
                raise SupersededError

        with self._checking:
            pause()
            project, earlier = self.load(), self._proved
            find = self._rechecks.begin(
                project.sources,
                lambda quick: tell(tell_early(project, earlier, quick)),
                pause,
                self._readings.find_layout,
            )
            self._proved = prove_project(project, self._today(), words=False, earlier=earlier, find=find)
            found: dict[str, list[Diagnostic]] = {}
            for diagnostic in self._proved.diagnostics:
                found.setdefault(diagnostic.path, []).append(diagnostic)
            return found
