"""The extension for Visual Studio Code: what can be told without the editor."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import perfsupport
from perfsupport.cli.main import COMMANDS

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
    declared = {*MANIFEST["dependencies"], "vscode", "fs", "path"}
    asked = {name.split("/")[0] for name in re.findall(r'require\("([^"]+)"\)', text)}
    assert asked == declared
    commands = {each["command"] for each in MANIFEST["contributes"]["commands"]}
    assert commands == set(re.findall(r'registerCommand\("([^"]+)"', text))
    settings = set(MANIFEST["contributes"]["configuration"]["properties"])
    assert settings == {f"perfsupport.{name}" for name in re.findall(r'\.get\("(\w+)"\)', text)}
    assert "lsp" in COMMANDS and '"lsp", "--stdio"' in text
