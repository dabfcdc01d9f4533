"""What the editor tells and asks, handed to functions that know nothing of the protocol."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from lsprotocol import types
from pygls.exceptions import JsonRpcInvalidParams

from perfsupport.diagnostics import Edit
from perfsupport.errors import PerfsupportError
from perfsupport.folder import TREES, is_tree_path
from perfsupport.languageserver.actions import find_all_edits, find_fixes
from perfsupport.languageserver.completion import choose, complete
from perfsupport.languageserver.converting import Converter
from perfsupport.languageserver.forming import compare, find_form_edits
from perfsupport.languageserver.hover import tell_place, tell_thing
from perfsupport.languageserver.lenses import Lens
from perfsupport.languageserver.mentions import (
    Thing,
    find_all,
    find_home,
    find_places,
)
from perfsupport.languageserver.outline import make_outline
from perfsupport.languageserver.places import Mention
from perfsupport.languageserver.protocol import Written, write
from perfsupport.languageserver.server import Server
from perfsupport.languageserver.workspace import Workspace
from perfsupport.project import Project
from perfsupport.refactoring.change import Change, apply_change, follow_change
from perfsupport.refactoring.facts import rename_fact
from perfsupport.refactoring.steps import rename_step
from perfsupport.refactoring.trees import move_tree

RENAMES: Mapping[Mention, Callable[[Project, str, str, str], Change]] = {
    Mention.STEP: rename_step,
    Mention.FACT: rename_fact,
}
MOST_OFFERED = 100
FIX_ALL = "Mend all that perfsupport can mend"
WATCHED = ("**/perfsupport.yaml", "**/perfsupport.*.yaml", "**/trees", "**/trees/**")
"""With folders, since of one that goes at once the files are not told of; and media, which may be missing."""

TREE_FILES = types.FileOperationRegistrationOptions(
    [types.FileOperationFilter(types.FileOperationPattern("**/trees/**/*.yaml"), scheme="file")]
)
"""Those whose new names the editor tells of beforehand."""

SHOW_PLACES = "perfsupport.showPlaces"
TRIGGERS = [":", " ", "(", "-", '"', "'", "/"]


def make_server(today: Callable[[], str]) -> Server:
    """Return the server with all it can do; ``today`` gives the ISO date."""
    server = Server(today)
    for name, handler in HANDLERS.items():
        server.feature(name)(handler)
    for name, handler in PATIENT_HANDLERS.items():
        server.feature(name)(_ask_aside(handler))
    server.feature(types.WORKSPACE_WILL_RENAME_FILES, TREE_FILES)(_ask_aside(_will_rename_files))
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
    server.forget_text(params.text_document.uri)


async def _did_begin(server: Server, _params: types.InitializedParams) -> None:
    """Ask the editor to tell of files that change on the disk, where it can: a checkout changes many at once."""
    about = server.client_capabilities.workspace
    watched = about.did_change_watched_files if about else None
    if watched is not None and watched.dynamic_registration:
        options = types.DidChangeWatchedFilesRegistrationOptions([types.FileSystemWatcher(each) for each in WATCHED])
        registration = types.Registration("files", types.WORKSPACE_DID_CHANGE_WATCHED_FILES, options)
        server.client_register_capability(types.RegistrationParams([registration]))


async def _did_change_files(server: Server, params: types.DidChangeWatchedFilesParams) -> None:
    for workspace in set[Workspace]().union(*(server.find_touched(change.uri) for change in params.changes)):
        server.check_soon(workspace)


def _take_text(server: Server, uri: str) -> None:
    if found := server.find_workspace(uri):
        workspace, path = found
        workspace.put_unsaved(path, server.workspace.get_text_document(uri).source, uri)
        server.check_soon(workspace)


# What is asked


class Spot(NamedTuple):
    """A place that is asked about: line and column from 0."""

    workspace: Workspace
    path: str
    lines: Sequence[str]
    converter: Converter
    line: int
    column: int


def _find_spot(server: Server, params: types.CompletionParams | types.HoverParams) -> Spot | None:
    """Return the place of a question; None in a file of no project."""
    found = server.find_workspace(params.text_document.uri)
    if found is None:
        return None
    workspace, path = found
    lines = server.read_lines(workspace, path)
    converter = Converter(lines, server.workspace.position_codec)
    return Spot(workspace, path, lines, converter, *converter.read_position(params.position))


def _complete(server: Server, params: types.CompletionParams) -> Written | None:
    spot = _find_spot(server, params)
    if spot is None:
        return None
    workspace, path, lines, converter, line, column = spot
    server.completing = workspace
    candidates = complete(workspace.project, path, lines, line, column, MOST_OFFERED)
    # To send all steps of a large tree takes longer than to find them; the editor asks again when more is written.
    offered = candidates
    if len(candidates) > MOST_OFFERED and line < len(lines):
        offered = choose(candidates, lines[line][candidates[0].start : column], MOST_OFFERED)
    items = [converter.write_completion(line, candidate.finish()) for candidate in offered]
    return write({"isIncomplete": len(offered) < len(candidates), "items": items})


def _tell_more(server: Server, item: types.CompletionItem) -> types.CompletionItem:
    """Tell more of what is looked at in the list that was offered last."""
    if item.data is not None and server.completing is not None:
        kind, id, tree = item.data
        told = tell_thing(server.completing.project, Thing(Mention(kind), id, tree))
        item.documentation = types.MarkupContent(types.MarkupKind.Markdown, told) if told else None
    return item


def _hover(server: Server, params: types.HoverParams) -> types.Hover | None:
    spot = _find_spot(server, params)
    if spot is None:
        return None
    told = tell_place(spot.workspace.project, spot.path, spot.lines, spot.line, spot.column)
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


def _outline(server: Server, params: types.DocumentSymbolParams) -> Written | None:
    found = server.find_tree(params.text_document.uri)
    if found is None:
        return None
    workspace, path, tree = found
    converter = server.make_converter(workspace, path)
    lines = len(server.read_lines(workspace, path))
    return write([converter.write_symbol(entry) for entry in make_outline(tree, path, lines)])


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


def _format(server: Server, params: types.DocumentFormattingParams) -> list[types.TextEdit] | None:
    found = server.find_workspace(params.text_document.uri)
    if found is None:
        return None
    workspace, path = found
    edits, _problem = find_form_edits(server.workspace.get_text_document(params.text_document.uri).source, path)
    return _make_edits(server.make_converter(workspace, path), edits)


def _prepare_rename(server: Server, params: types.PrepareRenameParams) -> types.Range | None:
    found = server.find_place(params.text_document.uri, params.position)
    if found is None:
        return None
    workspace, place = found
    kind = place.thing.kind
    if kind not in RENAMES:
        with_command = f" with: perfsupport rename tree {place.thing.id} NEW-NAME" if kind is Mention.TREE else ""
        raise JsonRpcInvalidParams(f"Steps and facts are renamed here. Rename a {kind}{with_command or ' by hand.'}")
    return server.make_converter(workspace, place.path).make_range(place.span)


def _rename(server: Server, params: types.RenameParams) -> types.WorkspaceEdit | None:
    """Give a step or a fact another name in every file; a step keeps its old one in ``was``."""
    found = server.find_place(params.text_document.uri, params.position)
    if found is None or found[1].thing.kind not in RENAMES:
        return None
    workspace, place = found
    rename = RENAMES[place.thing.kind]
    try:
        project = workspace.load()
        edits = _follow(project, rename(project, place.thing.tree, place.thing.id, params.new_name))
    except PerfsupportError as error:
        raise JsonRpcInvalidParams(str(error)) from error
    return types.WorkspaceEdit(changes=_make_changes(server, workspace, edits))


def _will_rename_files(server: Server, params: types.RenameFilesParams) -> types.WorkspaceEdit | None:
    """Let what runs a tree follow when its file gets another name, and what lies beside it move along."""
    moving = {file.old_uri for file in params.files}
    changes: dict[str, Sequence[types.TextEdit]] = {}
    moves: list[types.RenameFile] = []
    for file in params.files:
        found, new = server.find_workspace(file.old_uri), server.find_workspace(file.new_uri)
        if found is None or new is None or found[0] is not new[0] or not is_tree_path(new[1]):
            continue
        workspace, path = found
        project = workspace.load()
        tree = next((tree for tree in project.trees.values() if tree.path == path), None)
        if tree is None:
            continue
        category, _, name = new[1].removeprefix(f"{TREES}/").rpartition("/")
        try:
            change = move_tree(project, tree, category, name.removesuffix(".yaml"))
        except PerfsupportError as error:
            server.window_show_message(types.ShowMessageParams(types.MessageType.Warning, str(error)))
            continue
        # An editor that is told of several trees gets all edits of a file that runs them.
        for uri, edits in _make_changes(server, workspace, change.edits).items():
            changes[uri] = [*changes.get(uri, ()), *edits]
        beside = {
            workspace.make_uri(old): workspace.make_uri(place) for old, place in change.moves.items() if old != path
        }
        moves += [types.RenameFile(old, place) for old, place in beside.items() if old not in moving]
    if not (moves and server.can_move_files()):
        return types.WorkspaceEdit(changes=changes) if changes else None
    edited = [
        types.TextDocumentEdit(types.OptionalVersionedTextDocumentIdentifier(uri), list(edits))
        for uri, edits in changes.items()
    ]
    return types.WorkspaceEdit(document_changes=[*edited, *moves])


def _make_changes(
    server: Server, workspace: Workspace, edits: Mapping[str, Sequence[Edit]]
) -> dict[str, Sequence[types.TextEdit]]:
    """Return edits by path as the editor wants them, by address."""
    return {
        workspace.make_uri(path): _make_edits(server.make_converter(workspace, path), each)
        for path, each in edits.items()
        if each
    }


def _follow(project: Project, change: Change) -> dict[str, Sequence[Edit]]:
    """Return the edits of a change by path, with those of the words in other languages that follow it."""
    files = {path: text.encode("utf-8", "surrogatepass") for path, text in project.sources.items()}
    plain = apply_change(change, files)
    edits = dict(change.edits)
    for path, data in follow_change(project, change, files).items():
        if data is not None and path in files and data != plain.get(path):
            edits[path] = list(compare(project.sources[path], data.decode("utf-8-sig", "surrogatepass")))
    return edits


def _make_edits(converter: Converter, edits: Sequence[Edit]) -> list[types.TextEdit]:
    return [types.TextEdit(converter.make_range(edit.span), edit.text) for edit in edits]


def _make_edit(uri: str, converter: Converter, edits: Sequence[Edit]) -> types.WorkspaceEdit:
    return types.WorkspaceEdit(changes={uri: _make_edits(converter, edits)})


def _tell_coverage(server: Server, params: types.CodeLensParams) -> Written | None:
    found = server.find_tree(params.text_document.uri)
    if found is None:
        return None
    workspace, path, tree = found
    if path != tree.path:
        return None
    converters = {path: server.make_converter(workspace, path)}

    def tell(lens: Lens) -> Any:
        own = converters[path].write_range(lens.span)
        if not (server.shows_places and lens.places):
            return converters[path].write_lens(lens.span, lens.words)
        for each, _ in lens.places:
            if each not in converters:
                converters[each] = server.make_converter(workspace, each)
        places = [
            {"uri": workspace.make_uri(each), "range": converters[each].write_range(span)} for each, span in lens.places
        ]
        arguments = [params.text_document.uri, own["start"], places]
        return converters[path].write_lens(lens.span, lens.words, SHOW_PLACES, arguments)

    return write([tell(lens) for lens in workspace.find_lenses(tree)])


HANDLERS: Mapping[str, Callable[..., Any]] = {
    types.INITIALIZED: _did_begin,
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
    types.TEXT_DOCUMENT_FORMATTING: _format,
}
"""What may take a moment in a large tree, and nobody types on because of it."""


def _ask_aside(handler: Callable[[Server, Any], Any]) -> Callable[[Server, Any], Any]:
    async def answer(server: Server, params: Any) -> Any:
        return await server.answer_aside(handler, params)

    return answer
