// Starts `perfsupport lsp` and hands it the project's YAML files. All knowledge is in the server.
"use strict";

const fs = require("fs");
const path = require("path");
const vscode = require("vscode");
const { LanguageClient } = require("vscode-languageclient/node");

const INSTALL = "Install it with: pip install 'perfsupport[lsp]', or name it in the setting perfsupport.command.";
const FILES = "**/{perfsupport.yaml,trees/**/*.yaml}";

let client;

function findCommand() {
  const told = vscode.workspace.getConfiguration("perfsupport").get("command");
  if (told.length) return told;
  const name = process.platform === "win32" ? ["Scripts", "perfsupport.exe"] : ["bin", "perfsupport"];
  for (const folder of vscode.workspace.workspaceFolders ?? []) {
    const own = path.join(folder.uri.fsPath, ".venv", ...name);
    if (fs.existsSync(own)) return [own, "lsp", "--stdio"];
  }
  return ["perfsupport", "lsp", "--stdio"];
}

async function start() {
  const [command, ...args] = findCommand();
  client = new LanguageClient(
    "perfsupport",
    "perfsupport",
    { command, args },
    {
      documentSelector: [{ scheme: "file", pattern: FILES }],
      synchronize: { fileEvents: vscode.workspace.createFileSystemWatcher(FILES) },
    },
  );
  try {
    await client.start();
  } catch (error) {
    client = undefined;
    vscode.window.showErrorMessage(`perfsupport: ${command} could not be started. ${INSTALL}`);
  }
}

async function stop() {
  await client?.stop();
  client = undefined;
}

exports.activate = async (context) => {
  const restart = async () => {
    await stop();
    await start();
  };
  context.subscriptions.push(vscode.commands.registerCommand("perfsupport.restart", restart));
  context.subscriptions.push(
    vscode.workspace.onDidChangeConfiguration((event) => event.affectsConfiguration("perfsupport") && restart()),
  );
  await start();
};

exports.deactivate = stop;
