"""What a person does in an editor, in a few words."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from lsprotocol import types
from pygls.protocol import default_converter
from pygls.uris import from_fs_path
from pytest_lsp import LanguageClient
from pytest_lsp.client import DEFAULT_CLIENT_FEATURES, register_lsp_features

PATIENCE_SECONDS = 60
CARD = "trees/cards/card-declined.yaml"
IDENTITY = "trees/checks/identity-check.yaml"
SCENARIOS = "trees/cards/card-declined.scenarios.yaml"
WORDS = "trees/cards/card-declined.de.yaml"


SETTLED = "$/perfsupport/settled"

TOLD: dict[LanguageClient, dict[str, types.PublishDiagnosticsParams]] = {}
VERSIONS: dict[LanguageClient, list[tuple[str, int | None]]] = {}
"""The file and its version of all that was said, in order."""
SETTLED_FILES: dict[LanguageClient, dict[str, int]] = {}
WATCHED: dict[LanguageClient, list[str]] = {}
"""Of which files the server wants to be told when they change on the disk."""
HEARD: dict[LanguageClient, asyncio.Condition] = {}


def make_client() -> LanguageClient:
    """Return a client that remembers what was said of each file, and of which version of it."""
    client = LanguageClient(converter_factory=default_converter)
    TOLD[client], SETTLED_FILES[client], HEARD[client] = {}, {}, asyncio.Condition()
    VERSIONS[client], WATCHED[client] = [], []
    features = {
        **DEFAULT_CLIENT_FEATURES,
        types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS: hear,
        types.WORKSPACE_CODE_LENS_REFRESH: refresh,
        types.CLIENT_REGISTER_CAPABILITY: register,
        SETTLED: settle,
    }
    register_lsp_features(client, features)
    return client


async def hear(client: LanguageClient, params: types.PublishDiagnosticsParams) -> None:
    TOLD[client][params.uri] = params
    VERSIONS[client].append((params.uri, params.version))
    async with HEARD[client]:
        HEARD[client].notify_all()


async def settle(client: LanguageClient, params: Any) -> None:
    """Take note of the versions of files of which nothing more will be said."""
    SETTLED_FILES[client].update({document.uri: document.version for document in params.documents})
    async with HEARD[client]:
        HEARD[client].notify_all()


def register(client: LanguageClient, params: types.RegistrationParams) -> None:
    """Take note of the files that are to be watched."""
    for each in params.registrations:
        assert each.method == types.WORKSPACE_DID_CHANGE_WATCHED_FILES
        options = each.register_options
        watchers = options["watchers"] if isinstance(options, dict) else options.watchers  # type: ignore[union-attr]
        WATCHED[client] += [one["globPattern"] if isinstance(one, dict) else one.globPattern for one in watchers]


def refresh(client: LanguageClient, params: None) -> None:
    """Take note that what stands above the steps has changed; nothing is shown here."""


class Editor:
    """Opens, types and asks; places are given as ``|`` in a piece of text that stands once in the file."""

    def __init__(self, client: LanguageClient, root: Path) -> None:
        self.client, self.root = client, root
        self._versions: dict[str, int] = {}
        self._texts: dict[str, str] = {}

    def uri(self, path: str) -> str:
        return from_fs_path(str(self.root / path)) or ""

    async def open(self, path: str, text: str | None = None) -> Sequence[types.Diagnostic]:
        """Open a file, with a text that is not saved where one is given, and wait for what is said of it."""
        self._versions[path] = self._versions.get(path, 0) + 1
        self._texts[path] = (self.root / path).read_text(encoding="utf-8") if text is None else text
        document = types.TextDocumentItem(self.uri(path), "yaml", self._versions[path], self._texts[path])
        self.client.text_document_did_open(types.DidOpenTextDocumentParams(document))
        return await self.wait(path)

    async def type(self, path: str, old: str, new: str) -> Sequence[types.Diagnostic]:
        """Write something else in place of a piece of text, without saving, and wait for what is said of it."""
        self.press(path, old, new)
        return await self.wait(path)

    def press(self, path: str, old: str, new: str) -> None:
        """Write something else in place of a piece of text, and wait for nothing."""
        assert self._texts[path].count(old) == 1
        self._versions[path] = self._versions.get(path, 0) + 1
        self._texts[path] = self._texts[path].replace(old, new)
        change = types.TextDocumentContentChangeWholeDocument(self._texts[path])
        document = types.VersionedTextDocumentIdentifier(uri=self.uri(path), version=self._versions[path])
        self.client.text_document_did_change(types.DidChangeTextDocumentParams(document, [change]))

    async def wait(self, path: str) -> Sequence[types.Diagnostic]:
        """Return what is said of a file as it was typed last, once all is said."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            async with HEARD[self.client]:
                await HEARD[self.client].wait_for(
                    lambda: SETTLED_FILES[self.client].get(self.uri(path)) == self._versions[path]
                )
        assert self.get_told(path).version == self._versions[path]
        return self.get_told(path).diagnostics

    def get_told(self, path: str) -> types.PublishDiagnosticsParams:
        """Return what was last said of a file."""
        return TOLD[self.client].get(self.uri(path), types.PublishDiagnosticsParams(self.uri(path), []))

    def find(self, path: str, marked: str) -> types.Position:
        """Return the place of the ``|`` in a piece of the file's text."""
        before, _, after = marked.partition("|")
        text = self._texts[path]
        assert text.count(before + after) == 1, marked
        at = text.index(before + after) + len(before)
        line = text.count("\n", 0, at)
        column = at - (text.rfind("\n", 0, at) + 1)
        return types.Position(line, len(text.split("\n")[line][:column].encode("utf-16-le")) // 2)

    async def complete(self, path: str, marked: str) -> list[str]:
        """Return what can be written at a place."""
        params = types.CompletionParams(types.TextDocumentIdentifier(self.uri(path)), self.find(path, marked))
        found = await self.client.text_document_completion_async(params)
        assert isinstance(found, types.CompletionList)
        return [item.label for item in found.items]

    async def hover(self, path: str, marked: str) -> str:
        """Return what is told of a place."""
        params = types.HoverParams(types.TextDocumentIdentifier(self.uri(path)), self.find(path, marked))
        found = await self.client.text_document_hover_async(params)
        assert found is None or isinstance(found.contents, types.MarkupContent)
        return found.contents.value if found else ""

    async def find_fixes(self, path: str, marked: str) -> list[types.CodeAction]:
        """Return what can be mended at a place."""
        place = self.find(path, marked)
        context = types.CodeActionContext(diagnostics=[])
        document = types.TextDocumentIdentifier(self.uri(path))
        params = types.CodeActionParams(document, types.Range(place, place), context)
        found = await self.client.text_document_code_action_async(params)
        return [each for each in found or () if isinstance(each, types.CodeAction)]

    async def change_on_disk(self, path: str, changed: Path) -> Sequence[types.Diagnostic]:
        """Tell that something has changed on the disk, and wait for what is said of an open file after that."""
        SETTLED_FILES[self.client].pop(self.uri(path), None)
        event = types.FileEvent(from_fs_path(str(changed)) or "", types.FileChangeType.Changed)
        self.client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([event]))
        return await self.wait(path)

    def close(self, path: str) -> None:
        """Close a file."""
        document = types.TextDocumentIdentifier(self.uri(path))
        self.client.text_document_did_close(types.DidCloseTextDocumentParams(document))

    def open_quietly(self, file: Path) -> None:
        """Open any file, without waiting for anything."""
        text = file.read_text(encoding="utf-8")
        document = types.TextDocumentItem(from_fs_path(str(file)) or "", "yaml", 1, text)
        self.client.text_document_did_open(types.DidOpenTextDocumentParams(document))

    def read(self, location: types.Location) -> str:
        """Return file and text of a location: ``cards/card-declined.yaml:17 how_much``."""
        path = next(path for path in (CARD, IDENTITY, "perfsupport.yaml") if self.uri(path) == location.uri)
        lines = (self._texts.get(path) or (self.root / path).read_text(encoding="utf-8")).split("\n")
        start, end = location.range.start, location.range.end
        text = lines[start.line][start.character : end.character] if start.line == end.line else ""
        return f"{Path(path).stem}:{start.line + 1} {text}"
