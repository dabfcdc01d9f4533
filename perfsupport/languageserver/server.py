"""The server: the projects whose files the editor has open, and what is told of them while somebody types."""

from __future__ import annotations

import asyncio
import gc
import sys
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event
from typing import Any, BinaryIO
from urllib.parse import unquote

from lsprotocol import types
from pygls.io_ import StdoutWriter, run_async
from pygls.lsp.server import LanguageServer
from pygls.uris import to_fs_path

from perfsupport import __version__
from perfsupport.diagnostics import Diagnostic
from perfsupport.editing.windows import split_lines
from perfsupport.errors import PerfsupportError
from perfsupport.folder import find_root, is_written_path
from perfsupport.languageserver.converting import Converter, Plain
from perfsupport.languageserver.documents import Document
from perfsupport.languageserver.incoming import Incoming
from perfsupport.languageserver.mentions import (
    Place,
    find_at,
    find_places_of_file,
    find_tree_of,
)
from perfsupport.languageserver.protocol import Protocol
from perfsupport.languageserver.turns import Turns
from perfsupport.languageserver.workspace import Found, SupersededError, Workspace
from perfsupport.tree import Tree

CALM_SECONDS = 0.05
"""How long nothing is typed before a file is checked: an editor tells of each key."""

EARLY_SECONDS = 0.05
"""How long what is known early waits for the rest: most often all is told at once."""

SWITCH_SECONDS = 0.001

TIDY_SECONDS = 5
TIDY_AFTER = 100
"""Garbage is collected once it has been calm for so long, and so many checks have come: meanwhile nothing else runs.
Checks leave next to none, so that it can wait."""

SETTLED = "$/perfsupport/settled"
"""Tells an editor that wants to know that nothing more will be said of these versions of its files."""


class Server(LanguageServer):
    """Keeps the projects whose files the editor has open, and what was last said of each file."""

    protocol: Protocol

    def __init__(self, today: Callable[[], str]) -> None:
        self.turns = Turns()
        super().__init__("perfsupport", __version__, protocol_cls=Protocol)
        self._today = today
        self._workspaces: dict[Path, Workspace] = {}
        self._found: dict[Path, Mapping[str, Sequence[Diagnostic]]] = {}
        self._versions: dict[Path, Mapping[str, int | None]] = {}
        self.completing: Workspace | None = None
        self._waiting: dict[Path, asyncio.Task[None]] = {}
        self._lines: tuple[str, list[str]] | None = None
        self._aside = ThreadPoolExecutor(max_workers=1)
        self._untidy = 0
        self._is_new = True
        self.shows_places = False
        """Whether the editor can show a list of places when somebody presses what stands above a step."""
        self.exit_code = 0

    async def answer_aside(self, handler: Callable[[Server, Any], Any], params: Any) -> Any:
        """Return what a handler says, asked in a thread of its own: meanwhile the author can type on."""

        def answer() -> Any:
            with self.turns.answering():
                return handler(self, params)

        return await asyncio.get_running_loop().run_in_executor(self._aside, answer)

    def start_io(self, stdin: BinaryIO | None = None, stdout: BinaryIO | None = None) -> None:
        """Talk over standard input and output until the editor ends it; ``exit_code`` says after that how it ended."""
        self._stop_event = Event()
        self.protocol.set_writer(StdoutWriter(stdout or sys.stdout.buffer))
        incoming = Incoming(stdin or sys.stdin.buffer, self.thread_pool, self.turns)
        # The editor may be gone, or have told that this is the end.
        try:
            asyncio.run(run_async(self._stop_event, incoming, self.protocol, error_handler=self.report_server_error))
        except (BrokenPipeError, KeyboardInterrupt):
            pass
        except SystemExit as end:
            self.exit_code = int(end.code or 0)
        self.shutdown()  # type: ignore[no-untyped-call]

    # Projects and files

    def find_workspace(self, uri: str) -> tuple[Workspace, str] | None:
        """Return the project that a file belongs to, and its path there; None for a file that no project reads.

        Editors tell of every file of a kind: what else lies in a project's folder, such as workflows, is none.
        """
        file = find_file(uri)
        root = find_root_above(file) if file is not None else None
        if file is None or root is None:
            return None
        workspace = self._keep_workspace(root)
        path = workspace.find_path(file)
        return (workspace, path) if is_written_path(path) else None

    def find_touched(self, uri: str) -> set[Workspace]:
        """Return the projects to which something may have happened when a file or folder came, changed or went."""
        file = find_file(uri)
        if file is None:
            return set()
        root = find_root_above(file)
        known = [each for own, each in self._workspaces.items() if file.is_relative_to(own) or own.is_relative_to(file)]
        return {*known, *([self._keep_workspace(root)] if root is not None else [])}

    def forget_text(self, uri: str) -> None:
        """Let the file be again what is on the disk, where even its project may be gone by now."""
        file = find_file(uri)
        for root, workspace in self._workspaces.items():
            if file is not None and file.is_relative_to(root) and workspace.find_path(file) in workspace.open_paths:
                workspace.forget_unsaved(workspace.find_path(file))
                self.check_soon(workspace)

    def _keep_workspace(self, root: Path) -> Workspace:
        return self._workspaces.setdefault(root, Workspace(root, self._today))

    def find_tree(self, uri: str) -> tuple[Workspace, str, Tree] | None:
        """Return project, path and tree of a file that holds one or lies beside it, None where none was read."""
        found = self.find_workspace(uri)
        tree = find_tree_of(found[0].project, found[1]) if found is not None else None
        return None if found is None or tree is None else (*found, tree)

    def read_lines(self, workspace: Workspace, path: str) -> Sequence[str]:
        """Return the lines of a file, without their ends, as the editor has it, or as it was read if it is not open."""
        document = self._find_document(workspace, path)
        if document is not None:
            return document.bare_lines
        text, known = workspace.project.sources.get(path, ""), self._lines
        # Several things are asked between two keys, and the lines of a large tree take their time.
        if known is None or known[0] is not text:
            self._lines = known = text, split_lines(text)
        return known[1]

    def _find_document(self, workspace: Workspace, path: str) -> Document | None:
        """Return a file as the editor has it, or None where it is not open."""
        # pygls knows texts by their addresses with blanks and the like as they are.
        document = self.workspace.text_documents.get(unquote(workspace.make_uri(path)))
        return document if isinstance(document, Document) else None

    def make_converter(self, workspace: Workspace, path: str) -> Converter:
        """Return what converts the places of a file."""
        return Converter(self.read_lines(workspace, path), self.workspace.position_codec)

    # Diagnostics

    def check_soon(self, workspace: Workspace) -> None:
        """Check a project once nothing has changed for a moment."""
        waiting = self._waiting.get(workspace.root)
        if waiting is not None:
            waiting.cancel()
        self._waiting[workspace.root] = asyncio.get_running_loop().create_task(self._check(workspace))

    async def _check(self, workspace: Workspace) -> None:
        await asyncio.sleep(CALM_SECONDS)
        self._untidy += 1
        loop, this = asyncio.get_running_loop(), asyncio.current_task()
        versions = {path: self._find_version(workspace, path) for path in workspace.open_paths}
        early: list[asyncio.TimerHandle] = []

        def is_wanted() -> bool:
            return self._waiting.get(workspace.root) is this

        def is_wanted_in_turn() -> bool:
            self.turns.give_way()
            return is_wanted()

        def tell_early(found: Found) -> None:
            if is_wanted():
                early.append(loop.call_later(EARLY_SECONDS, self._tell_early, workspace, found, versions))

        def tell_from_thread(found: Found) -> None:
            loop.call_soon_threadsafe(tell_early, found)

        def check() -> Found | None:
            try:
                return workspace.check(tell_from_thread, is_wanted_in_turn)
            except SupersededError:
                # Not handed on: with it goes all that the check held.
                return None

        try:
            found = await loop.run_in_executor(None, check)
        finally:
            for handle in early:
                handle.cancel()
        if found is None:
            return
        told = self._found.get(workspace.root, {}).keys() | versions.keys()
        self._found[workspace.root], self._versions[workspace.root] = found, versions
        for path in sorted(found.keys() | told):
            self._tell(workspace, path, found.get(path, ()), versions.get(path))
        if self._refreshes_lenses():
            self.workspace_code_lens_refresh(None)
        if is_wanted():
            files = [{"uri": workspace.make_uri(path), "version": version} for path, version in versions.items()]
            self.protocol.notify(SETTLED, {"documents": files})
            if self._is_new:
                self._is_new = False
                gc.freeze()
            if self._untidy >= TIDY_AFTER:
                await self._wait_until_calm()
                self._untidy = 0
                await loop.run_in_executor(None, tidy)

    async def _wait_until_calm(self) -> None:
        """Return once nobody has typed or asked for a while."""
        begun = -1
        while begun != self.turns.begun:
            begun = self.turns.begun
            await asyncio.sleep(TIDY_SECONDS)

    def _tell_early(self, workspace: Workspace, found: Found, versions: Mapping[str, int | None]) -> None:
        """Tell what is known while the slow rules are still asked."""
        root = workspace.root
        self._found[root] = {**self._found.get(root, {}), **found}
        self._versions[root] = {**self._versions.get(root, {}), **{path: versions.get(path) for path in found}}
        for path in sorted(found):
            self._tell(workspace, path, found[path], versions.get(path))

    def can_move_files(self) -> bool:
        """Tell whether the editor gives files other names as part of a change."""
        about = self.client_capabilities.workspace
        edit = about.workspace_edit if about else None
        kinds = edit.resource_operations if edit and edit.document_changes else None
        return types.ResourceOperationKind.Rename in (kinds or ())

    def _refreshes_lenses(self) -> bool:
        about = self.client_capabilities.workspace
        return bool(about and about.code_lens and about.code_lens.refresh_support)

    def _find_version(self, workspace: Workspace, path: str) -> int | None:
        document = self._find_document(workspace, path)
        return document.version if document is not None else None

    def _tell(self, workspace: Workspace, path: str, found: Sequence[Diagnostic], version: int | None) -> None:
        # What was found in an older text stands at the wrong places in the new one, and a newer check is under way.
        if version != self._find_version(workspace, path):
            return
        converter = self.make_converter(workspace, path)
        told = [converter.write_diagnostic(one) for one in found]
        about: Plain = {"uri": workspace.make_uri(path), "diagnostics": told}
        if version is not None:
            about["version"] = version
        self.protocol.tell(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS, about)

    def find_diagnostics(self, workspace: Workspace, path: str) -> Sequence[Diagnostic]:
        """Return what was found in a file as it is now; nothing while that is being worked out."""
        checked = self._versions.get(workspace.root, {}).get(path)
        if checked != self._find_version(workspace, path):
            return ()
        return self._found.get(workspace.root, {}).get(path, ())

    # Places

    def find_place(self, uri: str, position: types.Position) -> tuple[Workspace, Place] | None:
        """Return what is named at a position."""
        found = self.find_workspace(uri)
        if found is None:
            return None
        workspace, path = found
        line, column = self.make_converter(workspace, path).read_position(position)
        place = find_at(find_places_of_file(workspace.project, path), line + 1, column + 1)
        return None if place is None else (workspace, place)

    def make_location(self, workspace: Workspace, place: Place) -> types.Location:
        """Return a place as the editor wants it."""
        return types.Location(
            workspace.make_uri(place.path), self.make_converter(workspace, place.path).make_range(place.span)
        )


def find_file(uri: str) -> Path | None:
    """Return the file that an address names; None where it is none on this machine."""
    name = to_fs_path(uri)
    return None if name is None else Path(name).absolute()


def find_root_above(file: Path) -> Path | None:
    """Return the folder of the project that a file lies in, None where it lies in none."""
    try:
        return find_root(file.parent)
    except PerfsupportError:
        return None


def keep_quick() -> None:
    """Let whoever waits for an answer take turns with a check at once, and leave no garbage to chance.

    Python's collector would walk all trees again and again, for a tenth of a second each time.
    """
    gc.disable()
    sys.setswitchinterval(SWITCH_SECONDS)


def tidy() -> None:
    """Collect what a check has left behind; what is still in use is never looked at again."""
    gc.collect()
    gc.freeze()
