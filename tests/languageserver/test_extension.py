"""The extension for Visual Studio Code: what can be told without the editor."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

import perfsupport
from perfsupport.cli.main import COMMANDS
from perfsupport.parsing import parse_tree

FOLDER = Path(perfsupport.__file__).parent / "languageserver" / "vscode"
MANIFEST = json.loads((FOLDER / "package.json").read_text(encoding="utf-8"))


def test_it_has_the_version_of_perfsupport_and_all_that_it_names() -> None:
    assert MANIFEST["version"] == perfsupport.__version__
    assert (FOLDER / MANIFEST["main"]).is_file()
    assert (FOLDER / "LICENSE").read_text(encoding="utf-8") == (FOLDER.parents[2] / "LICENSE").read_text(
        encoding="utf-8"
    )


def test_its_script_is_javascript_and_asks_for_what_the_manifest_declares(node: str) -> None:
    script = FOLDER / "extension.js"
    subprocess.run([node, "--check", str(script)], check=True)
    text = script.read_text(encoding="utf-8")
    declared = {*MANIFEST["dependencies"], "vscode", "fs", "path", "child_process"}
    asked = {name.split("/")[0] for name in re.findall(r'require\("([^"]+)"\)', text)}
    assert asked == declared
    commands = {each["command"] for each in MANIFEST["contributes"]["commands"]}
    assert commands == set(re.findall(r'registerCommand\("([^"]+)"', text))
    settings = set(MANIFEST["contributes"]["configuration"]["properties"])
    assert settings == {f"perfsupport.{name}" for name in re.findall(r'\.get\("(\w+)"\)', text)}
    assert "lsp" in COMMANDS and '"lsp", "--stdio"' in text


EDITOR = """
const load = require("module")._load;
const world = JSON.parse(process.argv[2]);
const say = (what) => console.log(JSON.stringify(what));
const uri = (fsPath) => ({ fsPath, scheme: "file" });
const heard = {};
const hear = (name) => (handler) => { heard[name] = handler; return {}; };
const vscode = {
  workspace: {
    workspaceFolders: [{ uri: uri(world.top) }],
    getConfiguration: () => ({ get: () => world.command }),
    findFiles: async () => world.settings.map(uri),
    createFileSystemWatcher: () => ({ onDidCreate: hear("create") }),
    onDidChangeConfiguration: hear("configure"),
    onDidOpenTextDocument: hear("open"),
    textDocuments: [],
  },
  commands: { registerCommand: (name, handler) => hear(name)(handler), executeCommand: (...all) => say({ does: all }) },
  Uri: { parse: (address) => address },
  env: { openExternal: async (address) => say({ opens: address }) },
  window: {
    activeTextEditor: world.active && { document: { uri: uri(world.active) } },
    createOutputChannel: () => ({ append: () => {}, appendLine: () => {} }),
    showErrorMessage: async (words, ...choices) => { say({ told: words }); return choices[world.presses]; },
  },
};
class LanguageClient {
  constructor(id, name, { command, args }, options) { this.server = { command, args }; this.options = options; }
  async start() {
    say(this.server);
    if (world.fails) throw new Error("closed");
    heard.end = () => say(this.options.errorHandler.closed().action);
  }
  async stop() { say("stopped"); throw new Error("Client is not running and can't be stopped."); }
}
const client = { LanguageClient, CloseAction: { Restart: "again", DoNotRestart: "no more" }, ErrorAction: {} };
require("module")._load = (name, ...rest) =>
  name === "vscode" ? vscode : name.startsWith("vscode-") ? client : load(name, ...rest);
const event = { affectsConfiguration: () => true };
(async () => {
  await require(process.argv[1]).activate({ subscriptions: [] });
  for (const [name, value] of world.then ?? []) {
    if (name === "configure") world.command = value;
    if (name === "close") require(process.argv[1]).deactivate();
    else await heard[name](name === "open" ? { uri: uri(value) } : event);
  }
})();
"""


@pytest.fixture
def play(node: str, tmp_path: Path) -> Callable[..., list[Any]]:
    """Run the extension in an editor that says what comes of it: servers started, messages, commands."""

    def play(settings: Sequence[Path] = (), **world: Any) -> list[Any]:
        told = {"top": str(tmp_path), "settings": list(map(str, settings)), "command": [], **world}
        environment = {**os.environ, "PATH": str(tmp_path / "bin")}
        done = subprocess.run(
            [node, "-e", EDITOR, "--", str(FOLDER / "extension.js"), json.dumps(told)],
            check=True,
            capture_output=True,
            text=True,
            env=environment,
        )
        return [json.loads(line) for line in done.stdout.splitlines()]

    return play


Play = Callable[..., list[Any]]


def put(program: Path) -> Path:
    program.parent.mkdir(parents=True, exist_ok=True)
    program.touch()
    return program


@pytest.mark.parametrize("beside", ["desk/aids", "desk", "."])
@pytest.mark.parametrize("environment", [".venv", "venv"])
def test_the_server_of_a_project_anywhere_in_the_workspace_is_started(
    play: Play, tmp_path: Path, beside: str, environment: str
) -> None:
    assert "workspaceContains:**/perfsupport.yaml" in MANIFEST["activationEvents"]
    own = put(tmp_path / beside / environment / "bin" / "perfsupport")
    settings = [tmp_path / "desk" / "aids" / "perfsupport.yaml", tmp_path / "other" / "perfsupport.yaml"]
    assert play(settings) == [{"command": str(own), "args": ["lsp", "--stdio"]}]


FROM_THE_PATH = {"command": "perfsupport", "args": ["lsp", "--stdio"]}


def test_without_one_of_its_own_the_server_comes_from_the_path(play: Play, tmp_path: Path) -> None:
    put(tmp_path / "bin" / "perfsupport")
    assert play([tmp_path / "perfsupport.yaml"]) == [FROM_THE_PATH]


def test_where_there_is_none_it_is_said_how_to_come_by_one(play: Play, tmp_path: Path) -> None:
    (found,) = play([tmp_path / "perfsupport.yaml"])
    assert "There is no perfsupport, neither in a .venv of this workspace nor on the PATH." in found["told"]
    assert "pip install 'perfsupport[lsp]'" in found["told"]
    (found,) = play([tmp_path / "perfsupport.yaml"], command=["/opt/none/perfsupport", "lsp"])
    assert found["told"].startswith("perfsupport: There is no /opt/none/perfsupport. Install it with")


def test_the_message_leads_to_the_setting(play: Play, tmp_path: Path) -> None:
    *_, last = play([tmp_path / "perfsupport.yaml"], presses=1)
    assert last == {"does": ["workbench.action.openSettings", "perfsupport.command"]}


def test_a_server_that_does_not_start_is_told_of_and_can_be_started_again(play: Play, tmp_path: Path) -> None:
    put(tmp_path / "bin" / "perfsupport")
    found = play([tmp_path / "perfsupport.yaml"], fails=True, then=[["perfsupport.restart", None]])
    assert [each if each == FROM_THE_PATH else "told" in each for each in found] == [FROM_THE_PATH, True] * 2


def test_a_server_that_runs_is_started_again_though_the_old_one_will_not_stop(play: Play, tmp_path: Path) -> None:
    put(tmp_path / "bin" / "perfsupport")
    found = play([tmp_path / "perfsupport.yaml"], then=[["perfsupport.restart", None]])
    assert found == [FROM_THE_PATH, "stopped", FROM_THE_PATH]


def test_a_server_that_ends_comes_back_until_it_ends_again_and_again(play: Play, tmp_path: Path) -> None:
    put(tmp_path / "bin" / "perfsupport")
    began, *found = play([tmp_path / "perfsupport.yaml"], then=[["end", None]] * 5)
    assert began == FROM_THE_PATH
    assert found[:4] == ["again"] * 4
    assert "ended again and again (perfsupport lsp --stdio)" in found[4]["told"]
    assert found[5] == "no more"


@pytest.mark.parametrize("written", ["serve-trees lsp", ["${workspaceFolder}/bin/serve-trees", "lsp"]])
def test_another_command_is_a_list_or_a_text(play: Play, tmp_path: Path, written: Any) -> None:
    own = put(tmp_path / "bin" / "serve-trees")
    put(tmp_path / "bin" / "perfsupport")
    found = play([tmp_path / "perfsupport.yaml"], then=[["configure", written]])
    command = "serve-trees" if isinstance(written, str) else str(own)
    assert found == [FROM_THE_PATH, "stopped", {"command": command, "args": ["lsp"]}]


def put_server(program: Path, script: str) -> None:
    put(program).write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    program.chmod(0o755)


@pytest.mark.parametrize(
    ("looked_at", "page"),
    [
        ("desk/trees/cards/card-lost.yaml", "card-lost.html"),
        ("desk/trees/cards/card-lost.scenarios.yaml", "card-lost.html"),
        ("desk/perfsupport.yaml", ""),
        ("readme.md", ""),
    ],
)
def test_the_preview_of_the_tree_that_is_looked_at_is_opened(
    play: Play, tmp_path: Path, looked_at: str, page: str
) -> None:
    """One server is enough for all trees of a project, and it ends with the window."""
    tree, settings = tmp_path / looked_at, put(tmp_path / "desk" / "perfsupport.yaml")
    told = tmp_path / "told"
    serve = f'echo "$@" >> "{told}"; echo "Serving http://127.0.0.1:8123/ (Ctrl-C ends it)"; exec /bin/sleep 60'
    put_server(tmp_path / "bin" / "perfsupport", serve)
    presses = [["perfsupport.openPreview", None], ["perfsupport.openPreview", None], ["close", None]]
    found = play([settings], active=str(put(tree)), then=presses)
    assert found[1:3] == [{"opens": f"http://127.0.0.1:8123/{page}"}] * 2
    assert told.read_text(encoding="utf-8") == f"serve --root {tmp_path / 'desk'}\n"


def test_a_preview_that_does_not_start_says_why(play: Play, tmp_path: Path) -> None:
    settings = put(tmp_path / "perfsupport.yaml")
    put_server(tmp_path / "bin" / "perfsupport", "echo 'There is no starlette.' >&2; exit 3")
    found = play([settings], then=[["perfsupport.openPreview", None]])
    assert found[1] == {"told": "perfsupport: The preview did not start: There is no starlette."}
    (tmp_path / "bin" / "perfsupport").unlink()
    found = play([settings], then=[["perfsupport.openPreview", None]])
    assert "ENOENT" in found[-1]["told"] and "pip install" in found[-1]["told"]


def test_what_its_snippets_write_can_be_read() -> None:
    """Each as it is offered, in a tree that has what it names."""
    (contributed,) = MANIFEST["contributes"]["snippets"]
    snippets = json.loads((FOLDER / contributed["path"]).read_text(encoding="utf-8"))
    assert {each["prefix"].removeprefix("ps-") for each in snippets.values()} == {
        *("question", "entry", "action", "route", "run", "outcome", "scenario")
    }
    for name, snippet in snippets.items():
        lines = [re.sub(r"\$\{\d+[:|]([^},|]*)[^}]*\}", r"\1", line) for line in snippet["body"]]
        above = [
            "title: Card",
            "steps:",
            *(["  solved: {end: resolved, do: Close the case.}", "scenarios:"] if name == "Scenario" else []),
        ]
        text = "".join(f"{line}\n" for line in [*above, *(f"  {line}" for line in lines)])
        _, found = parse_tree(text.encode(), "trees/cards/card.yaml")
        assert [one.cause for one in found if one.code != "PS203"] == [], text


@pytest.mark.parametrize(("path", "wakes"), [("desk/trees/a/card.yaml", True), ("chart/values.yaml", False)])
def test_it_wakes_for_a_project_that_begins_later(play: Play, tmp_path: Path, path: str, wakes: bool) -> None:
    assert "onLanguage:yaml" in MANIFEST["activationEvents"]
    put(tmp_path / "bin" / "perfsupport")
    opened = put(tmp_path / path)
    assert play(then=[["open", str(opened)], ["open", str(opened)]]) == [FROM_THE_PATH] * wakes
