"""Measure the language server as an editor meets it, on one tree of 2,000 steps.

    .venv/bin/python -m benchmarks.editor
    .venv/bin/python -m benchmarks.editor target "open quote"

All that ``benchmarks.edits`` names is done, or what is named, and taken back, and the time is taken until the editor is
told what is wrong in the text as it is then: first what is known early, then everything. Further the time until it is
told what can be written at a target, at rest and while a check is under way, and what a hover, an outline and the
lenses take. The server is a process of its own, over standard input and output. On Linux the processor time of the
server is told as well: on a busy machine the clock says little.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from lsprotocol import types
from pygls.lsp.client import LanguageClient
from pygls.uris import from_fs_path

from benchmarks.edits import KINDS
from benchmarks.generate import write_site
from perfsupport.wording import quote, suggest

STEPS = int(os.environ.get("PERFSUPPORT_BENCH_STEPS", "2000"))
SEED = 1
EDITS = int(os.environ.get("PERFSUPPORT_BENCH_EDITS", "20"))
COMPLETIONS = 50
ASKED = 10
BUDGETS = {"completion": 50, "diagnostics": 300}
"""Milliseconds."""

PATIENCE_SECONDS = 60
SETTLED = "$/perfsupport/settled"


@dataclass
class Answer:
    """An answer whose result is left as it came."""

    id: str
    jsonrpc: str
    result: Any


class Editor:
    """Types into one file and waits for what is said of it."""

    def __init__(self, file: Path) -> None:
        self.uri = from_fs_path(str(file)) or ""
        self.text = file.read_text(encoding="utf-8")
        self.client = LanguageClient("benchmark", "1")
        self.client.protocol._converter.register_structure_hook(Answer, lambda data, _: Answer(**data))
        self._version, self._asked = 0, 0
        self._told: asyncio.Queue[tuple[str, int | None]] = asyncio.Queue()

        @self.client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
        def hear(params: types.PublishDiagnosticsParams) -> None:
            if params.uri == self.uri:
                self._told.put_nowait(("told", params.version))

        @self.client.feature(SETTLED)
        def settle(params: Any) -> None:
            for document in params.documents:
                self._told.put_nowait(("settled", document.version))

    async def start(self) -> None:
        await self.client.start_io(sys.executable, "-m", "perfsupport", "lsp", "--stdio")
        await self.client.initialize_async(types.InitializeParams(capabilities=types.ClientCapabilities()))
        self.client.initialized(types.InitializedParams())
        document = types.TextDocumentItem(self.uri, "yaml", 0, self.text)
        self.client.text_document_did_open(types.DidOpenTextDocumentParams(document))
        await self.wait("settled")

    @property
    def cpu_seconds(self) -> float:
        """The processor time that the server has taken; 0 where the system does not tell."""
        assert self.client._server is not None
        about = Path(f"/proc/{self.client._server.pid}/stat")
        if not about.exists():
            return 0
        fields = about.read_text(encoding="utf-8").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def type(self, at: int, length: int, new: str) -> None:
        """Write something else in place of some characters."""
        self._version += 1
        end = at + length
        place = types.Range(self._locate(at), self._locate(end))
        self.text = self.text[:at] + new + self.text[end:]
        change = types.TextDocumentContentChangePartial(place, new)
        document = types.VersionedTextDocumentIdentifier(uri=self.uri, version=self._version)
        self.client.text_document_did_change(types.DidChangeTextDocumentParams(document, [change]))

    async def measure(self, at: int, length: int, new: str) -> tuple[float, float]:
        """Return the milliseconds from a change to what is said of it first, and to the last that is said."""
        start = time.perf_counter()
        self.type(at, length, new)
        await self.wait("told")
        first = time.perf_counter() - start
        await self.wait("settled")
        return first * 1000, (time.perf_counter() - start) * 1000

    async def complete(self, at: int) -> None:
        """Ask what can be written at a place of the text."""
        params = types.CompletionParams(types.TextDocumentIdentifier(self.uri), self._locate(at))
        found = await self._ask_plainly(types.TEXT_DOCUMENT_COMPLETION, params)
        assert found["isIncomplete"], self._locate(at)

    async def hover(self, at: int) -> None:
        """Ask what is known of a place."""
        params = types.HoverParams(types.TextDocumentIdentifier(self.uri), self._locate(at))
        assert await self.client.text_document_hover_async(params) is not None

    async def ask_outline(self) -> None:
        """Ask for the outline of the whole file."""
        document = types.TextDocumentIdentifier(self.uri)
        assert await self.client.text_document_document_symbol_async(types.DocumentSymbolParams(document))

    async def ask_lenses(self) -> None:
        """Ask for what stands above the steps."""
        params = types.CodeLensParams(types.TextDocumentIdentifier(self.uri))
        assert await self.client.text_document_code_lens_async(params) is not None

    async def stop(self) -> None:
        await self.client.shutdown_async(None)
        self.client.exit(None)
        await self.client.stop()

    async def _ask_plainly(self, method: str, params: Any) -> Any:
        """Return an answer as the JSON that it is: editors make no objects of it, and that would take its time here."""
        self._asked += 1
        id = f"plain {self._asked}"
        waiting = self.client.protocol.send_request(method, params, msg_id=id)
        self.client.protocol._result_types[id] = Answer
        return await asyncio.wrap_future(waiting)

    def _locate(self, at: int) -> types.Position:
        return types.Position(self.text.count("\n", 0, at), at - (self.text.rfind("\n", 0, at) + 1))

    async def wait(self, what: str) -> None:
        """Wait for what is said of the text as it is now."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            while await self._told.get() != (what, self._version):
                pass


async def measure(file: Path, kinds: Sequence[str]) -> dict[str, list[float]]:
    """Return the milliseconds of each press, each completion and each question."""
    editor = Editor(file)
    await editor.start()
    random = Random(SEED)
    found: dict[str, list[float]] = {}
    for name in kinds:
        for _ in range(EDITS // 2):
            at, length, new = KINDS[name](editor.text, random)
            old = editor.text[at : at + length]
            for length, text in ((len(old), new), (len(new), old)):
                start = editor.cpu_seconds
                first, last = await editor.measure(at, length, text)
                found.setdefault(f"diagnostics, {name}, first", []).append(first)
                found.setdefault(f"diagnostics, {name}, all", []).append(last)
                found.setdefault(f"processor, {name}, all", []).append((editor.cpu_seconds - start) * 1000)
    places = [match.end() for match in re.finditer(r"^    then: ", editor.text, re.MULTILINE)]
    conditions = [match.end() for match in re.finditer("when: ", editor.text)]
    start = editor.cpu_seconds
    found["completion at rest"] = [await _time(editor.complete(random.choice(places))) for _ in range(COMPLETIONS)]
    found["processor, completion"] = [(editor.cpu_seconds - start) * 1000 / COMPLETIONS] * 2
    busy = found["completion while checking"] = []
    while len(busy) < COMPLETIONS:
        editor.type(conditions[0], len(busy) // 5 % 2, "x"[len(busy) // 5 % 2 :])
        await asyncio.sleep(random.random() / 5)
        busy += [await _time(editor.complete(random.choice(places))) for _ in range(5)]
    await editor.wait("settled")
    found["hover"] = [await _time(editor.hover(random.choice(places))) for _ in range(ASKED)]
    found["outline"] = [await _time(editor.ask_outline()) for _ in range(ASKED)]
    found["lenses"] = [await _time(editor.ask_lenses()) for _ in range(ASKED)]
    await editor.stop()
    return found


async def _time(asked: Awaitable[None]) -> float:
    start = time.perf_counter()
    await asked
    return (time.perf_counter() - start) * 1000


def describe(name: str, times: Sequence[float]) -> str:
    """Return median and 95th percentile in words."""
    p95 = statistics.quantiles(times, n=20)[-1]
    budget = next((f" (budget {most})" for word, most in BUDGETS.items() if name.startswith(word)), "")
    return f"  {name:32}{statistics.median(times):7.0f} ms median, {p95:.0f} ms p95{budget}"


def tell(found: Mapping[str, Sequence[float]]) -> str:
    """Return all figures as text."""
    return "\n".join(describe(name, times) for name, times in found.items())


def read_kinds(arguments: Sequence[str] | None = None) -> Sequence[str]:
    """Return the kinds of edits that are asked for: all where none is named."""
    parser = argparse.ArgumentParser(prog="benchmarks.editor", description="Measure the language server.")
    parser.add_argument("kinds", nargs="*", metavar="KIND", help=f"what is done to the text: {', '.join(KINDS)}")
    kinds: list[str] = parser.parse_args(arguments).kinds
    for kind in kinds:
        if kind not in KINDS:
            parser.error(f"{quote(kind)} is no kind of edit. {suggest(kind, KINDS)}")
    return kinds or list(KINDS)


def main() -> None:
    """Measure, and print words, or JSON where ``PERFSUPPORT_BENCH=json``."""
    kinds = read_kinds()
    with tempfile.TemporaryDirectory() as folder:
        write_site(Path(folder), trees=1, steps=STEPS, seed=SEED)
        (file,) = Path(folder, "trees").rglob("*.yaml")
        found = asyncio.run(measure(file, kinds))
    if os.environ.get("PERFSUPPORT_BENCH") == "json":
        print(json.dumps(found, indent=2))
    else:
        print(f"language server, 1 x {STEPS} steps")
        print(tell(found))


if __name__ == "__main__":
    main()
