// Starts `perfsupport lsp` and hands it the project's YAML files. All knowledge is in the server.
"use strict";

const { spawn } = require("child_process");
const fs = require("fs");
const path = require("path");
const vscode = require("vscode");
const { CloseAction, ErrorAction, LanguageClient } = require("vscode-languageclient/node");

const INSTALL = "Install it with: pip install 'perfsupport[lsp]', or name its command in the setting perfsupport.command.";
const AGAIN = "Try Again";
const SETTINGS = "Open Settings";
const LOG = "Show Log";
const SERVING = /^Serving (http:\S+)/m;
const MOST_PROJECTS = 50;
const MOST_DEATHS = 4;
const WHILE_MS = 180_000;
const FILES = "**/{perfsupport.yaml,perfsupport.*.yaml,trees/**/*.yaml}";
const BEGINNINGS = "{**/perfsupport.yaml,trees/*/*.yaml}";
const ELSEWHERE = "**/{node_modules,.venv,venv}/**";
const ENDINGS = process.platform === "win32" ? [".exe", ".cmd", ".bat", ""] : [""];

let client;
let log;
let hasBegun = false;
const previews = new Map();
const servers = new Set();
let turn = Promise.resolve();

// A project may lie anywhere in the workspace, and its .venv beside it or in a folder around it.
async function findFolders() {
  const tops = findTops();
  const settings = await vscode.workspace.findFiles("**/perfsupport.yaml", ELSEWHERE, MOST_PROJECTS);
  const folders = new Set(tops);
  for (const file of settings.map((uri) => uri.fsPath).sort()) {
    for (let folder = path.dirname(file); isWithin(folder, tops); folder = path.dirname(folder)) folders.add(folder);
  }
  return [...folders];
}

function findTops() {
  return (vscode.workspace.workspaceFolders ?? []).map((folder) => folder.uri.fsPath);
}

function isWithin(folder, tops) {
  return tops.some((top) => folder.startsWith(top + path.sep));
}

async function findCommand() {
  const told = vscode.workspace.getConfiguration("perfsupport").get("command") ?? [];
  // In settings.json it is easily written as one text.
  const words = typeof told === "string" ? told.split(/\s+/).filter(Boolean) : told;
  if (words.length) return words.map((word) => word.replaceAll("${workspaceFolder}", findTops()[0] ?? ""));
  const name = process.platform === "win32" ? ["Scripts", "perfsupport.exe"] : ["bin", "perfsupport"];
  for (const folder of await findFolders()) {
    for (const environment of [".venv", "venv"]) {
      const own = path.join(folder, environment, ...name);
      if (fs.existsSync(own)) return [own, "lsp", "--stdio"];
    }
  }
  return ["perfsupport", "lsp", "--stdio"];
}

function isThere(command) {
  const folders = /[\\/]/.test(command) ? [findTops()[0] ?? ""] : (process.env.PATH ?? "").split(path.delimiter);
  return folders.some((folder) => ENDINGS.some((ending) => fs.existsSync(path.resolve(folder, command + ending))));
}

async function start() {
  const [command, ...args] = await findCommand();
  if (!isThere(command)) {
    const where = /[\\/]/.test(command) ? "" : ", neither in a .venv of this workspace nor on the PATH";
    tell(`There is no ${command}${where}. ${INSTALL}`);
    return;
  }
  const shown = [command, ...args].join(" ");
  const deaths = [];
  let isRunning = false;
  const began = new LanguageClient(
    "perfsupport",
    "perfsupport",
    { command, args },
    {
      documentSelector: [{ scheme: "file", pattern: FILES }],
      initializationOptions: { showsPlaces: true },
      outputChannel: log,
      errorHandler: {
        error: () => ({ action: ErrorAction.Continue, handled: true }),
        closed: () => {
          deaths.push(Date.now());
          const many = deaths.filter((time) => time > Date.now() - WHILE_MS).length > MOST_DEATHS;
          if (isRunning && !many) return { action: CloseAction.Restart, handled: true };
          if (isRunning) tell(`The language server ended again and again (${shown}).`);
          return { action: CloseAction.DoNotRestart, handled: true };
        },
      },
      initializationFailedHandler: () => false,
    },
  );
  client = began;
  try {
    await began.start();
    isRunning = true;
  } catch (error) {
    client = undefined;
    log?.appendLine(`${shown}: ${error?.message ?? error}`);
    tell(`The language server did not start (${shown}). ${INSTALL}`);
  }
}

async function tell(problem) {
  const chosen = await vscode.window.showErrorMessage(`perfsupport: ${problem}`, AGAIN, SETTINGS, LOG);
  if (chosen === AGAIN) restart();
  if (chosen === SETTINGS) vscode.commands.executeCommand("workbench.action.openSettings", "perfsupport.command");
  if (chosen === LOG) log.show();
}

async function stop() {
  const last = client;
  client = undefined;
  try {
    await last?.stop();
  } catch {
    // It has ended already.
  }
}

// One after the other: a setting may change while the server is still being started.
function restart() {
  hasBegun = true;
  turn = turn.then(stop).then(start);
  return turn;
}

function begin() {
  return hasBegun ? turn : restart();
}

// The place of an address that the server made, as this editor wants it.
function makeLocation({ uri, range: { start, end } }) {
  const range = new vscode.Range(start.line, start.character, end.line, end.character);
  return new vscode.Location(vscode.Uri.parse(uri), range);
}

function showPlaces(uri, { line, character }, places) {
  const place = new vscode.Position(line, character);
  const locations = places.map(makeLocation);
  return vscode.commands.executeCommand("editor.action.showReferences", vscode.Uri.parse(uri), place, locations);
}

function isOfProject({ uri }) {
  return uri.scheme === "file" && uri.fsPath.endsWith(".yaml") && findRoot(uri.fsPath) !== undefined;
}

// The folder of the project that a file lies in; a project need not have settings.
function findRoot(file) {
  for (let folder = path.dirname(file); ; folder = path.dirname(folder)) {
    if (["perfsupport.yaml", "trees"].some((name) => fs.existsSync(path.join(folder, name)))) return folder;
    if (folder === path.dirname(folder)) return undefined;
  }
}

// The preview of the tree whose file is looked at, or of all. One runs for each project, until the window is closed.
async function openPreview() {
  const file = vscode.window.activeTextEditor?.document.uri.fsPath;
  const [settings] = await vscode.workspace.findFiles("**/perfsupport.yaml", ELSEWHERE, 1);
  const root = (file && findRoot(file)) ?? (settings ? path.dirname(settings.fsPath) : findTops()[0]);
  if (!root) return;
  if (!previews.has(root)) previews.set(root, serve(root));
  const address = await previews.get(root);
  if (!address) return;
  const isTree = file?.startsWith(path.join(root, "trees") + path.sep);
  const page = isTree ? `${path.basename(file).split(".")[0]}.html` : "";
  await vscode.env.openExternal(vscode.Uri.parse(new URL(page, address).href));
}

// The address at which a project is served, once it is; undefined where that failed, which has been told.
async function serve(root) {
  const words = await findCommand();
  const [command, ...args] = [...words.slice(0, Math.max(1, words.indexOf("lsp"))), "serve", "--root", root];
  const program = spawn(command, args, { cwd: findTops()[0] ?? root });
  servers.add(program);
  let said = "";
  const address = new Promise((resolve) => {
    const hear = (data) => {
      log.append(`${data}`);
      said += data;
      if (SERVING.test(said)) resolve(said.match(SERVING)[1]);
    };
    program.stdout.on("data", hear);
    program.stderr.on("data", hear);
    program.on("error", (error) => resolve(void (said += `${error.message}. ${INSTALL}`)));
    program.on("close", () => resolve());
  });
  address.then((found) => found ?? tell(`The preview did not start: ${said.trim()}`));
  program.on("close", () => {
    servers.delete(program);
    previews.delete(root);
  });
  return address;
}

// A project may begin while the window is open, and a file of one may be opened by itself.
async function beginOnceNeeded(subscriptions) {
  const there = await vscode.workspace.findFiles(BEGINNINGS, ELSEWHERE, 1);
  if (there.length || vscode.workspace.textDocuments.some(isOfProject)) return begin();
  const watcher = vscode.workspace.createFileSystemWatcher("**/perfsupport.yaml");
  const opened = (document) => isOfProject(document) && begin();
  subscriptions.push(watcher, watcher.onDidCreate(begin), vscode.workspace.onDidOpenTextDocument(opened));
}

exports.activate = async ({ subscriptions }) => {
  log = vscode.window.createOutputChannel("perfsupport");
  subscriptions.push(
    log,
    vscode.commands.registerCommand("perfsupport.restart", restart),
    vscode.commands.registerCommand("perfsupport.openPreview", openPreview),
    vscode.commands.registerCommand("perfsupport.showPlaces", showPlaces),
    vscode.workspace.onDidChangeConfiguration(
      (event) => hasBegun && event.affectsConfiguration("perfsupport") && restart(),
    ),
  );
  await beginOnceNeeded(subscriptions);
};

exports.deactivate = () => {
  for (const program of servers) program.kill();
  return stop();
};
