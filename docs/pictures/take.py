"""Takes the pictures of the manual anew: ``make pictures``.

The project in them is the one that a reader of docs/getting-started.md makes, so that both show the same.

The picture of the editor is taken where `code-server` (npm's package of Visual Studio Code for browsers) is on the PATH
and the extension has been packed as docs/editors.md says.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from io import StringIO
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright
from rich.console import Console
from rich.text import Text

from benchmarks.report import keep
from benchmarks.simulator import EDITS, load_editions, simulate
from tests.chromium import launch_chromium
from tests.cli.running import PERFSUPPORT, run, serving

HERE = Path(__file__).parent
TREE = "trees/desk/refund-asked.yaml"
MISTAKE = ("Yes: pay_back\n      No: find_order", "Yes: pay_bak\n      No: find_order")
REWORDED = ("I can only refund what I can find.", "I am sorry, but I cannot find your order.")
LED_ELSEWHERE = ("Yes: pay_back\n      No: no_refund", "Yes: ask_supervisor\n      No: no_refund")


def main() -> None:
    """Take all pictures into the folder of this script."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        root = Path(folder) / "my-desk"
        make_project(root)
        browser = launch_chromium(playwright.chromium)
        take_aids(browser, root)
        take_reports(browser, root)
        take_mistakes(browser, root)
        take_editor(browser, root)
        take_theme(browser, root)
        take_usage(browser, Path(folder))
        browser.close()


def make_project(root: Path) -> None:
    """Make the project of the page "Getting started", in a repository of its own."""
    page = (HERE.parent / "getting-started.md").read_text(encoding="utf-8")
    tree = re.search(rf'^```yaml title="{TREE}"\n(.*?)^```$', page, re.MULTILINE | re.DOTALL)
    assert tree
    do(root.parent, "init", root.name)
    (root / TREE).parent.mkdir()
    (root / TREE).write_text(tree[1], encoding="utf-8")
    do(root, "build")
    who = ["-c", "user.name=A designer", "-c", "user.email=designer@example.org"]
    for command in (["init", "--quiet"], ["add", "."], [*who, "commit", "--quiet", "--message=First"]):
        subprocess.run(["git", *command], cwd=root, check=True)


def do(folder: Path, *arguments: str) -> None:
    """Run perfsupport, and fail unless it is content."""
    result = run(folder, *arguments)
    assert result.returncode == 0, result.stdout + result.stderr


def take_aids(browser: Browser, root: Path) -> None:
    """Take the first tree as reps see it, wide and in a sidebar, and its map."""
    with serving(root, "serve") as (_, address), opened(browser, 1280, 560) as page:
        page.goto(f"{address}/parcel-late.html")
        page.locator("#step .option").first.wait_for()
        take(page, "first-aid")
    site = (root / "build").as_uri()
    with opened(browser, 320, 600) as page:
        page.goto(f"{site}/parcel-late.html")
        page.locator("#step .option").first.click()
        page.locator("#entry").fill("3")
        page.locator("#entry").press("Enter")
        page.get_by_text("Your parcel is on its way").first.wait_for()
        take(page, "sidebar")
    with opened(browser, 1000, 620) as page:
        page.goto(f"{site}/refund-asked.map.html")
        take(page, "map")


def take_reports(browser: Browser, root: Path) -> None:
    """Take the report of the scenarios, and what changes for reps."""
    do(root, "test", "--format", "html", "--output", "test.html")
    with opened(browser, 820, 520) as page:
        page.goto((root / "test.html").as_uri())
        page.locator("details").first.evaluate("(one) => { one.open = true }")
        take(page, "coverage")
    with changed(root, LED_ELSEWHERE), changed(root, REWORDED):
        run(root, "diff", "--format", "html", "--output", "diff.html")
    with opened(browser, 820, 520) as page:
        page.goto((root / "diff.html").as_uri())
        take(page, "diff")


def take_mistakes(browser: Browser, root: Path) -> None:
    """Take a mistake as the preview and as the terminal tell it."""
    with serving(root, "serve") as (_, address), opened(browser, 880, 500) as page:
        page.goto(f"{address}/refund-asked.html")
        page.locator("#step .option").first.wait_for()
        with changed(root, MISTAKE):
            page.locator(".overlay").wait_for()
            take(page, "mistake")
    with changed(root, MISTAKE):
        told = subprocess.run(
            [*PERFSUPPORT, "check"],
            cwd=root,
            stdout=subprocess.PIPE,
            text=True,
            check=False,
            env={**os.environ, "FORCE_COLOR": "1"},
        ).stdout
    with opened(browser, 1000, 600) as page:
        page.set_content(draw_terminal("perfsupport check", told))
        take(page, "terminal", "pre")


EXTENSION = HERE.parents[1] / "perfsupport" / "languageserver" / "vscode"
CALM_EDITOR = {
    "chat.disableAIFeatures": True,
    "editor.minimap.enabled": False,
    "security.workspace.trust.enabled": False,
    "telemetry.telemetryLevel": "off",
    "window.commandCenter": False,
    "workbench.secondarySideBar.defaultVisibility": "hidden",
    "workbench.startupEditor": "none",
}


def take_editor(browser: Browser, root: Path) -> None:
    """Take the same mistake in Visual Studio Code, with what the extension says of it."""
    program, packed = shutil.which("code-server"), next(EXTENSION.glob("*.vsix"), None)
    if program is None or packed is None:
        print("No picture of the editor: there is no code-server, or no extension is packed.", file=sys.stderr)
        return
    settings = root / ".vscode" / "settings.json"
    before = settings.read_text(encoding="utf-8")
    own = {"perfsupport.command": [*PERFSUPPORT, "lsp", "--stdio"]}
    settings.write_text(json.dumps({**json.loads(before), **own}), encoding="utf-8")
    with changed(root, MISTAKE), editing(program, packed, root) as address, opened(browser, 880, 480) as page:
        page.goto(f"{address}/?folder={root}")
        page.locator(".monaco-workbench").wait_for()
        for name in ("trees", "desk", "refund-asked.yaml"):
            page.get_by_role("treeitem", name=name).first.click()
        mistake = page.locator(".view-line", has_text=MISTAKE[1].partition("\n")[0]).locator("span span").last
        page.locator(".squiggly-error").first.wait_for()
        mistake.hover()
        page.get_by_text("Did you mean").first.wait_for()
        take(page, "editor")
    settings.write_text(before, encoding="utf-8")


@contextmanager
def editing(program: str, packed: Path, root: Path) -> Iterator[str]:
    """Serve Visual Studio Code with the extension for a while."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        place = f"127.0.0.1:{free.getsockname()[1]}"
    folder = root.parent / "editor"
    (folder / "User").mkdir(parents=True)
    (folder / "User" / "settings.json").write_text(json.dumps(CALM_EDITOR), encoding="utf-8")
    where = ["--user-data-dir", str(folder), "--extensions-dir", str(folder / "extensions")]
    subprocess.run([program, *where, "--install-extension", str(packed)], check=True)
    serve = [program, *where, "--bind-addr", place, "--auth", "none", "--disable-update-check", "--disable-telemetry"]
    running = subprocess.Popen(serve, stdout=subprocess.PIPE, text=True)
    assert running.stdout is not None
    next(line for line in running.stdout if "listening on http" in line)
    yield f"http://{place}"
    running.terminate()
    running.wait(30)


def take_theme(browser: Browser, root: Path) -> None:
    """Take a question in the theme of the page "Theming", on a light and on a dark screen."""
    page = (HERE.parent / "theming.md").read_text(encoding="utf-8")
    theme = re.search(r'^```yaml title="perfsupport.yaml"\n(.*?)^```$', page, re.MULTILINE | re.DOTALL)
    assert theme
    settings = (root / "perfsupport.yaml").read_text(encoding="utf-8")
    (root / "perfsupport.yaml").write_text(f"{settings}\n{theme[1]}", encoding="utf-8")
    do(root, "build", "--out", "themed")
    for scheme in ("light", "dark"):
        with opened(browser, 640, 440) as screen:
            screen.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            screen.goto((root / "themed/refund-asked.html").as_uri())
            screen.locator("[data-do=search]:enabled").wait_for()
            take(screen, f"theme-{scheme}")


def take_usage(browser: Browser, folder: Path) -> None:
    """Take the report on a month of the sample desk, as the simulator of the benchmarks makes it up."""
    samples = HERE.parent.parent
    month = simulate(load_editions(samples, EDITS), reps=200, sessions=2500, seed=3)
    keep(month, folder / "events.sqlite3")
    do(samples, "build", "--out", str(folder / "samples"))
    files = ["--store", str(folder / "events.sqlite3"), "--site", str(folder / "samples")]
    do(folder, "report", *files, "--format", "html", "--output", "report.html")
    with opened(browser, 820, 590) as page:
        page.goto((folder / "report.html").as_uri())
        take(page, "report-map", "#identity-check .canvas")
        page.locator("#overview").evaluate("(section) => scrollTo(0, section.offsetTop - 16)")
        take(page, "report")


def draw_terminal(command: str, output: str) -> str:
    """Return a page that shows a command and its output as a terminal does."""
    console = Console(record=True, width=110, file=StringIO())
    console.print(Text.from_ansi(output))
    shown = console.export_html(code_format="{code}", inline_styles=True)
    style = "margin:0;padding:1rem;background:#fff;color:#1b1b1b;font:15px/1.5 'DejaVu Sans Mono',monospace"
    return f'<pre style="{style};display:inline-block">$ {escape(command)}\n{shown.strip()}</pre>'


@contextmanager
def changed(root: Path, words: tuple[str, str]) -> Iterator[None]:
    """Have other words in the tree for a while."""
    before = (root / TREE).read_text(encoding="utf-8")
    assert words[0] in before
    (root / TREE).write_text(before.replace(*words), encoding="utf-8")
    yield
    (root / TREE).write_text(before, encoding="utf-8")


@contextmanager
def opened(browser: Browser, width: int, height: int) -> Iterator[Page]:
    """Open a page of that size for a while."""
    page = browser.new_page(viewport={"width": width, "height": height}, reduced_motion="reduce")
    yield page
    page.close()


def take(page: Page, name: str, part: str = "") -> None:
    """Take a picture of the page, or of a part of it."""
    (page.locator(part) if part else page).screenshot(path=HERE / f"{name}.png")


if __name__ == "__main__":
    main()
