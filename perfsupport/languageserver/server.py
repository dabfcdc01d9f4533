"""The language server: what the editor asks, handed to functions that know nothing of the protocol."""

from __future__ import annotations

import asyncio
import gc
import sys
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from lsprotocol import types
from pygls.exceptions import JsonRpcInvalidParams
from pygls.lsp.server import LanguageServer
from pygls.uris import to_fs_path

from perfsupport import __version__
from perfsupport.diagnostics import Diagnostic, Edit
from perfsupport.editing.windows import split_lines
from perfsupport.errors import PerfsupportError
from perfsupport.folder import find_root
from perfsupport.languageserver.actions import find_all_edits, find_fixes
from perfsupport.languageserver.completion import choose, complete
from perfsupport.languageserver.converting import Converter
from perfsupport.languageserver.hover import tell_place, tell_thing
from perfsupport.languageserver.mentions import (
    Place,
    Thing,
    find_all,
    find_at,
    find_home,
    find_places,
    find_places_of_tree,
)
from perfsupport.languageserver.outline import make_outline
from perfsupport.languageserver.places import Mention
from perfsupport.languageserver.workspace import Found, SupersededError, Workspace
from perfsupport.project import Project
from perfsupport.refactoring.change import Change
from perfsupport.refactoring.facts import rename_fact
from perfsupport.refactoring.steps import rename_step
from perfsupport.tree import Tree

CALM_SECONDS = 0.05
"""How long nothing is typed before a file is checked: an editor tells of each key."""

EARLY_SECONDS = 0.05
"""How long what is known early waits for the rest: most often all is told at once."""

SWITCH_SECONDS = 0.001

SETTLED = "$/perfsupport/settled"
"""Tells an editor that wants to know that nothing more will be said of these versions of its files."""

RENAMES: Mapping[Mention, Callable[[Project, str, str, str], Change]] = {
    Mention.STEP: rename_step,
    Mention.FACT: rename_fact,
}
MOST_OFFERED = 200
FIX_ALL = "Mend all that perfsupport can mend"
TRIGGERS = [":", " ", "(", "-", '"', "'", "/"]


class Server(LanguageServer):
    """Keeps the projects whose files the editor has open, and what was last said of each file."""

    def __init__(self, today: Callable[[], str]) -> None:
        super().__init__("perfsupport", __version__)
        self._today = today
        self._workspaces: dict[Path, Workspace] = {}
        self._found: dict[Path, Mapping[str, Sequence[Diagnostic]]] = {}
        self._versions: dict[Path, Mapping[str, int | None]] = {}
        self.completing: Workspace | None = None
        self._waiting: dict[Path, asyncio.Task[None]] = {}
        self._lines: tuple[str, list[str]] | None = None
        self._aside = ThreadPoolExecutor(max_workers=1)

    async def answer_aside(self, handler: Callable[[Server, Any], Any], params: Any) -> Any:
        """Return what a handler says, asked in a thread of its own: meanwhile the author can type on."""
        return await asyncio.get_running_loop().run_in_executor(self._aside, handler, self, params)

    # Projects and files

    def find_workspace(self, uri: str) -> tuple[Workspace, str] | None:
        """Return the project that a file belongs to, and its path there; None for a file of no project."""
        name = to_fs_path(uri)
        if name is None:
            return None
        file = Path(name)
        try:
            root = find_root(file.parent)
        except PerfsupportError:
            return None
        workspace = self._workspaces.setdefault(root, Workspace(root, self._today))
        return workspace, workspace.find_path(file.absolute())

    def find_tree(self, uri: str) -> tuple[Workspace, Tree] | None:
        """Return the project and the tree of a file, None where nothing tree-like was read of it."""
        found = self.find_workspace(uri)
        if found is None:
            return None
        tree = next((each for each in found[0].project.all_trees if each.path == found[1]), None)
        return None if tree is None else (found[0], tree)

    def read_lines(self, workspace: Workspace, path: str) -> Sequence[str]:
        """Return the lines of a file, without their ends, as the editor has it, or as it was read if it is not open."""
        document = self.workspace.text_documents.get(workspace.make_uri(path))
        text = document.source if document is not None else workspace.project.sources.get(path, "")
        known = self._lines
        # Several things are asked between two keys, and the lines of a large tree take their time.
        if known is None or known[0] is not text:
            self._lines = known = text, split_lines(text)
        return known[1]

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
        loop, this = asyncio.get_running_loop(), asyncio.current_task()
        versions = {path: self._find_version(workspace, path) for path in workspace.open_paths}
        early: list[asyncio.TimerHandle] = []

        def is_wanted() -> bool:
            return self._waiting.get(workspace.root) is this

        def tell_early(found: Found) -> None:
            if is_wanted():
                early.append(loop.call_later(EARLY_SECONDS, self._tell_early, workspace, found, versions))

        def tell_from_thread(found: Found) -> None:
            loop.call_soon_threadsafe(tell_early, found)

        try:
            found = await loop.run_in_executor(
                None,
                workspace.check,
                tell_from_thread,
                is_wanted,
            )
        except SupersededError:
            return
        finally:
            for handle in early:
                handle.cancel()
        told = self._found.get(workspace.root, {}).keys() | versions.keys()
        self._found[workspace.root], self._versions[workspace.root] = found, versions
        for path in sorted(found.keys() | told):
            self._tell(workspace, path, found.get(path, ()), versions.get(path))
        if self._refreshes_lenses():
            self.workspace_code_lens_refresh(None)
        if is_wanted():
            await loop.run_in_executor(None, tidy)
            files = [{"uri": workspace.make_uri(path), "version": version} for path, version in versions.items()]
            self.protocol.notify(SETTLED, {"documents": files})

    def _tell_early(self, workspace: Workspace, found: Found, versions: Mapping[str, int | None]) -> None:
        """Tell what is known while the slow rules are still asked."""
        root = workspace.root
        self._found[root] = {**self._found.get(root, {}), **found}
        self._versions[root] = {**self._versions.get(root, {}), **{path: versions.get(path) for path in found}}
        for path in sorted(found):
            self._tell(workspace, path, found[path], versions.get(path))

    def _refreshes_lenses(self) -> bool:
        about = self.client_capabilities.workspace
        return bool(about and about.code_lens and about.code_lens.refresh_support)

    def _find_version(self, workspace: Workspace, path: str) -> int | None:
        document = self.workspace.text_documents.get(workspace.make_uri(path))
        return document.version if document is not None else None

    def _tell(self, workspace: Workspace, path: str, found: Sequence[Diagnostic], version: int | None) -> None:
        # What was found in an older text stands at the wrong places in the new one, and a newer check is under way.
        if version != self._find_version(workspace, path):
            return
        converter = self.make_converter(workspace, path)
        self.text_document_publish_diagnostics(
            types.PublishDiagnosticsParams(
                uri=workspace.make_uri(path),
                diagnostics=[converter.make_diagnostic(one) for one in found],
                version=version,
            )
        )

    def find_diagnostics(self, workspace: Workspace, path: str) -> Sequence[Diagnostic]:
        """Return what was found in a file as it is now; nothing while that is being worked out."""
        checked = self._versions.get(workspace.root, {}).get(path)
        if checked != self._find_version(workspace, path):
            return ()
        return self._found.get(workspace.root, {}).get(path, ())

    # Places

    def find_place(self, uri: str, position: types.Position) -> tuple[Workspace, Place] | None:
        """Return what is named at a position."""
        found = self.find_tree(uri)
        if found is None:
            return None
        workspace, tree = found
        line, column = self.make_converter(workspace, tree.path).read_position(position)
        place = find_at(find_places_of_tree(workspace.project, tree), line + 1, column + 1)
        return None if place is None else (workspace, place)

    def make_location(self, workspace: Workspace, place: Place) -> types.Location:
        """Return a place as the editor wants it."""
        return types.Location(
            workspace.make_uri(place.path), self.make_converter(workspace, place.path).make_range(place.span)
        )


def make_server(today: Callable[[], str]) -> Server:
    """Return the server with all it can do; ``today`` gives the ISO date."""
    server = Server(today)
    for name, handler in HANDLERS.items():
        server.feature(name)(handler)
    for name, handler in PATIENT_HANDLERS.items():
        server.feature(name)(_ask_aside(handler))
    server.feature(types.TEXT_DOCUMENT_RENAME, types.RenameOptions(prepare_provider=True))(_rename)
    server.feature(
        types.TEXT_DOCUMENT_COMPLETION, types.CompletionOptions(trigger_characters=TRIGGERS, resolve_provider=True)
    )(_complete)
    return server


# Files come and go


async def _did_open(server: Server, params: types.DidOpenTextDocumentParams) -> None:
    _take_text(server, params.text_document.uri)


async def _did_change(server: Server, params: types.DidChangeTextDocumentParams) -> None:
    _take_text(server, params.text_document.uri)


async def _did_save(server: Server, params: types.DidSaveTextDocumentParams) -> None:
    _take_text(server, params.text_document.uri)


async def _did_close(server: Server, params: types.DidCloseTextDocumentParams) -> None:
    if found := server.find_workspace(params.text_document.uri):
        found[0].forget_unsaved(found[1])
        server.check_soon(found[0])


async def _did_change_files(server: Server, params: types.DidChangeWatchedFilesParams) -> None:
    for workspace in {found[0] for change in params.changes if (found := server.find_workspace(change.uri))}:
        server.check_soon(workspace)


def _take_text(server: Server, uri: str) -> None:
    if found := server.find_workspace(uri):
        workspace, path = found
        workspace.put_unsaved(path, server.workspace.get_text_document(uri).source)
        server.check_soon(workspace)


# What is asked


def _complete(server: Server, params: types.CompletionParams) -> types.CompletionList | None:
    found = server.find_workspace(params.text_document.uri)
    if found is None:
        return None
    workspace, path = found
    lines = server.read_lines(workspace, path)
    converter = Converter(lines, server.workspace.position_codec)
    line, column = converter.read_position(params.position)
    server.completing = workspace
    candidates = complete(workspace.project, path, lines, line, column)
    # To send all steps of a large tree takes longer than to find them; the editor asks again when more is written.
    offered = candidates
    if len(candidates) > MOST_OFFERED and line < len(lines):
        offered = choose(candidates, lines[line][candidates[0].start : column], MOST_OFFERED)
    return types.CompletionList(
        is_incomplete=len(offered) < len(candidates),
        items=[converter.make_completion(line, candidate.finish()) for candidate in offered],
    )


def _tell_more(server: Server, item: types.CompletionItem) -> types.CompletionItem:
    """Tell more of what is looked at in the list that was offered last."""
    if item.data is not None and server.completing is not None:
        kind, id, tree = item.data
        told = tell_thing(server.completing.project, Thing(Mention(kind), id, tree))
        item.documentation = types.MarkupContent(types.MarkupKind.Markdown, told) if told else None
    return item


def _hover(server: Server, params: types.HoverParams) -> types.Hover | None:
    found = server.find_workspace(params.text_document.uri)
    if found is None:
        return None
    workspace, path = found
    lines = server.read_lines(workspace, path)
    line, column = Converter(lines, server.workspace.position_codec).read_position(params.position)
    told = tell_place(workspace.project, path, lines, line, column)
    return types.Hover(types.MarkupContent(types.MarkupKind.Markdown, told)) if told else None


def _define(server: Server, params: types.DefinitionParams) -> types.Location | None:
    found = server.find_place(params.text_document.uri, params.position)
    if found is None:
        return None
    workspace, place = found
    home = find_home(find_places(workspace.project), place.thing)
    return server.make_location(workspace, home) if home else None


def _find_references(server: Server, params: types.ReferenceParams) -> list[types.Location] | None:
    found = server.find_place(params.text_document.uri, params.position)
    if found is None:
        return None
    workspace, place = found
    places = find_all(find_places(workspace.project), place.thing)
    homes = params.context.include_declaration
    return [server.make_location(workspace, each) for each in places if homes or not each.is_home]


def _outline(server: Server, params: types.DocumentSymbolParams) -> list[types.DocumentSymbol] | None:
    found = server.find_tree(params.text_document.uri)
    if found is None:
        return None
    workspace, tree = found
    converter = server.make_converter(workspace, tree.path)
    lines = len(server.read_lines(workspace, tree.path))
    return [converter.make_symbol(entry) for entry in make_outline(tree, lines)]


def _offer_fixes(server: Server, params: types.CodeActionParams) -> list[types.CodeAction] | None:
    found = server.find_workspace(params.text_document.uri)
    if found is None:
        return None
    workspace, path = found
    converter = server.make_converter(workspace, path)
    text = "\n".join(server.read_lines(workspace, path))
    diagnostics = server.find_diagnostics(workspace, path)
    actions = [
        types.CodeAction(
            title=fix.title,
            kind=types.CodeActionKind.QuickFix,
            diagnostics=[converter.make_diagnostic(diagnostic)],
            is_preferred=fix.safe,
            edit=_make_edit(params.text_document.uri, converter, fix.edits),
        )
        for diagnostic, fix in find_fixes(diagnostics, text, converter.read_range(params.range))
    ]
    edits = find_all_edits(diagnostics, text)
    if edits:
        edit = _make_edit(params.text_document.uri, converter, edits)
        actions.append(types.CodeAction(title=FIX_ALL, kind=types.CodeActionKind.SourceFixAll, edit=edit))
    return actions


def _prepare_rename(server: Server, params: types.PrepareRenameParams) -> types.Range | None:
    found = server.find_place(params.text_document.uri, params.position)
    if found is None or found[1].thing.kind not in RENAMES:
        return None
    workspace, place = found
    return server.make_converter(workspace, place.path).make_range(place.span)


def _rename(server: Server, params: types.RenameParams) -> types.WorkspaceEdit | None:
    """Give a step or a fact another name in every file; a step keeps its old one in ``was``."""
    found = server.find_place(params.text_document.uri, params.position)
    if found is None or found[1].thing.kind not in RENAMES:
        return None
    workspace, place = found
    rename = RENAMES[place.thing.kind]
    try:
        change = rename(workspace.load(), place.thing.tree, place.thing.id, params.new_name)
    except PerfsupportError as error:
        raise JsonRpcInvalidParams(str(error)) from error
    return types.WorkspaceEdit(
        changes={
            workspace.make_uri(path): _make_edits(server.make_converter(workspace, path), edits)
            for path, edits in change.edits.items()
        }
    )


def _make_edits(converter: Converter, edits: Sequence[Edit]) -> list[types.TextEdit]:
    return [types.TextEdit(converter.make_range(edit.span), edit.text) for edit in edits]


def _make_edit(uri: str, converter: Converter, edits: Sequence[Edit]) -> types.WorkspaceEdit:
    return types.WorkspaceEdit(changes={uri: _make_edits(converter, edits)})


def _tell_coverage(server: Server, params: types.CodeLensParams) -> list[types.CodeLens] | None:
    found = server.find_tree(params.text_document.uri)
    if found is None:
        return None
    workspace, tree = found
    lenses = workspace.find_lenses(tree)
    converter = server.make_converter(workspace, tree.path)
    return [types.CodeLens(converter.make_range(span), types.Command(words, "")) for span, words in lenses]


HANDLERS: Mapping[str, Callable[..., Any]] = {
    types.TEXT_DOCUMENT_DID_OPEN: _did_open,
    types.TEXT_DOCUMENT_DID_CHANGE: _did_change,
    types.TEXT_DOCUMENT_DID_SAVE: _did_save,
    types.TEXT_DOCUMENT_DID_CLOSE: _did_close,
    types.WORKSPACE_DID_CHANGE_WATCHED_FILES: _did_change_files,
    types.COMPLETION_ITEM_RESOLVE: _tell_more,
    types.TEXT_DOCUMENT_PREPARE_RENAME: _prepare_rename,
}
"""By the protocol's names of what the editor tells and asks."""

PATIENT_HANDLERS: Mapping[str, Callable[[Server, Any], Any]] = {
    types.TEXT_DOCUMENT_HOVER: _hover,
    types.TEXT_DOCUMENT_DEFINITION: _define,
    types.TEXT_DOCUMENT_REFERENCES: _find_references,
    types.TEXT_DOCUMENT_DOCUMENT_SYMBOL: _outline,
    types.TEXT_DOCUMENT_CODE_ACTION: _offer_fixes,
    types.TEXT_DOCUMENT_CODE_LENS: _tell_coverage,
}
"""What may take a moment in a large tree, and nobody types on because of it."""


def _ask_aside(handler: Callable[[Server, Any], Any]) -> Callable[[Server, Any], Any]:
    async def answer(server: Server, params: Any) -> Any:
        return await server.answer_aside(handler, params)

    return answer


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
