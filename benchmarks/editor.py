"""Measure the language server as an editor meets it, on one tree of 2,000 steps.

    .venv/bin/python -m benchmarks.editor

A key is pressed in a condition, and the time is taken until the editor is told what is wrong in the text as it is then;
and the time until it is told what can be written at a target. The server is a process of its own, over standard input
and output.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from lsprotocol import types
from pygls.lsp.client import LanguageClient
from pygls.uris import from_fs_path

from benchmarks.generate import write_site

STEPS = 2000
SEED = 1
EDITS = 20
COMPLETIONS = 50
BUDGETS = {"completion": 50, "diagnostics": 300}
"""Milliseconds, median."""

PATIENCE_SECONDS = 60


class Editor:
    """Types into one file and waits for what is said of it."""

    def __init__(self, file: Path) -> None:
        self.uri = from_fs_path(str(file)) or ""
        self.text = file.read_text(encoding="utf-8")
        self.client = LanguageClient("benchmark", "1")
        self._version = 0
        self._told: asyncio.Queue[int | None] = asyncio.Queue()

        @self.client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
        def hear(params: types.PublishDiagnosticsParams) -> None:
            if params.uri == self.uri:
                self._told.put_nowait(params.version)

    async def start(self) -> None:
        await self.client.start_io(sys.executable, "-m", "perfsupport", "lsp", "--stdio")
        await self.client.initialize_async(types.InitializeParams(capabilities=types.ClientCapabilities()))
        self.client.initialized(types.InitializedParams())
        document = types.TextDocumentItem(self.uri, "yaml", 0, self.text)
        self.client.text_document_did_open(types.DidOpenTextDocumentParams(document))
        await self._wait()

    async def type(self, old: str, new: str) -> float:
        """Return the milliseconds from a change to what is said of it."""
        self._version += 1
        at = self.text.index(old)
        line, column = self.text.count("\n", 0, at), at - (self.text.rfind("\n", 0, at) + 1)
        self.text = self.text[:at] + new + self.text[at + len(old) :]
        place = types.Range(types.Position(line, column), types.Position(line, column + len(old)))
        change = types.TextDocumentContentChangePartial(place, new)
        document = types.VersionedTextDocumentIdentifier(uri=self.uri, version=self._version)
        start = time.perf_counter()
        self.client.text_document_did_change(types.DidChangeTextDocumentParams(document, [change]))
        await self._wait()
        return (time.perf_counter() - start) * 1000

    async def complete(self, at: int) -> float:
        """Return the milliseconds until it is told what can be written at a place of the text."""
        place = types.Position(self.text.count("\n", 0, at), at - (self.text.rfind("\n", 0, at) + 1))
        params = types.CompletionParams(types.TextDocumentIdentifier(self.uri), place)
        start = time.perf_counter()
        found = await self.client.text_document_completion_async(params)
        assert isinstance(found, types.CompletionList) and found.is_incomplete, (type(found), len(found.items), place)
        return (time.perf_counter() - start) * 1000

    async def stop(self) -> None:
        await self.client.shutdown_async(None)
        self.client.exit(None)
        await self.client.stop()

    async def _wait(self) -> None:
        async with asyncio.timeout(PATIENCE_SECONDS):
            while await self._told.get() != self._version:
                pass


async def measure(file: Path) -> dict[str, list[float]]:
    """Return the milliseconds of each press and of each completion."""
    editor = Editor(file)
    await editor.start()
    diagnostics = []
    for number in range(EDITS):
        old, new = ("when: ", "when: x") if number % 2 == 0 else ("when: x", "when: ")
        diagnostics.append(await editor.type(old, new))
    places = [match.end() for match in re.finditer(r"^    then: ", editor.text, re.MULTILINE)]
    step = max(1, len(places) // COMPLETIONS)
    completion = [await editor.complete(place) for place in places[::step][:COMPLETIONS]]
    await editor.stop()
    return {"completion": completion, "diagnostics": diagnostics}


def describe(name: str, times: Sequence[float]) -> str:
    """Return median and 95th percentile in words."""
    p95 = statistics.quantiles(times, n=20)[-1]
    return f"  {name:12}{statistics.median(times):7.0f} ms median, {p95:.0f} ms p95 (budget {BUDGETS[name]})"


def main() -> None:
    """Measure, and print words, or JSON where ``PERFSUPPORT_BENCH=json``."""
    with tempfile.TemporaryDirectory() as folder:
        write_site(Path(folder), trees=1, steps=STEPS, seed=SEED)
        (file,) = Path(folder, "trees").rglob("*.yaml")
        found = asyncio.run(measure(file))
    if os.environ.get("PERFSUPPORT_BENCH") == "json":
        print(json.dumps(found, indent=2))
    else:
        print(f"language server, 1 x {STEPS} steps")
        print("\n".join(describe(name, times) for name, times in found.items()))


if __name__ == "__main__":
    main()
