"""Scenarios in the built page: clicked through in Chromium, and compared step by step with the walk."""

from __future__ import annotations

import json
import mimetypes
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any
from urllib.parse import quote as encode
from urllib.parse import urlsplit

from perfsupport.diagnostics import Diagnostic, Severity
from perfsupport.errors import PerfsupportError
from perfsupport.folder import MEDIA, TREES
from perfsupport.program import DONE_RESPONSE, NONE_RESPONSE, Program, ProgramFact, ProgramStep, ProgramTree, Response
from perfsupport.project import Project
from perfsupport.scenarios.cases import Case, make_state
from perfsupport.scenarios.keys import State, find_place
from perfsupport.scenarios.walker import Entry, walk
from perfsupport.site.plan import SiteSource
from perfsupport.site.render import render_site
from perfsupport.site.speaking import find_all_ways
from perfsupport.site.templates import find_templates
from perfsupport.trials.report import Tried
from perfsupport.wording import quote

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Locator, Page, Route

ORIGIN = "http://aids.test"
PROGRAMS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""What Chromium is called on the PATH. The shell has no windows, and takes the least time."""

MILLISECONDS = 20_000
"""How long a step may take to show; a page needs a few of them, and many times that on a busy machine."""

INSTALL = (
    "Scenarios run in the browser with Playwright. Install it with: pip install 'perfsupport[browser]', "
    "then: playwright install chromium"
)
NO_BROWSER = "No Chromium was found. Install one with: playwright install chromium, or name one with --browser-path."
DIFFERENCE = "browser"


class Differs(Exception):
    """The page shows something else than the walk."""


def find_differences(
    project: Project, trees: Sequence[Tried], today: str, browser: Path | None = None
) -> list[Diagnostic]:
    """Return where the page and the walk come to different steps, one diagnostic for each case that does.

    ``browser`` is the browser's program, otherwise Playwright's own or the one on the PATH is taken. Raises
    PerfsupportError where there is none.
    """
    pages: dict[tuple[str, frozenset[str]], Mapping[str, bytes]] = {}
    found: list[Diagnostic] = []
    with _open_browser(browser) as context:
        for tried in trees:
            for trial in tried.trials:
                case = trial.case
                program = link(tried.program, [str(fact) for fact in case.given])
                key = (tried.tree.id, frozenset(case.given))
                if key not in pages:
                    pages[key] = render(project, program)
                differs = _play(context, pages[key], program, case, str(case.today or today))
                if differs is not None:
                    path = case.scenario.path or tried.tree.path
                    remedy = "The page and the check must agree: please report this, with the tree."
                    found.append(Diagnostic(DIFFERENCE, Severity.ERROR, path, case.label.span, differs, remedy))
    return found


def link(program: Program, facts: Sequence[str]) -> Program:
    """Return the program in which a link may say these facts, in the first tree that has each, and nothing else does.

    In the walk it makes no difference whether the host or a link says a fact, and a page opened by itself has no host.
    """
    trees = dict(program["trees"])
    for fact in facts:
        for tree_id, tree in trees.items():
            if fact in tree["facts"]:
                told: ProgramFact = {**tree["facts"][fact], "sources": ["link"]}
                changed: ProgramTree = {**tree, "facts": {**tree["facts"], fact: told}}
                trees[tree_id] = changed
                break
    return {**program, "trees": trees}


def render(project: Project, program: Program) -> Mapping[str, bytes]:
    """Return the files of a site with this program's page, by address."""
    media = project.root / TREES / MEDIA
    source = SiteSource(
        settings=project.settings,
        trees=project.trees,
        compiled=program["trees"],
        programs={id: {**program, "tree": id} for id in program["trees"]},
        media={name: media / name for name in project.media},
        templates=find_templates(project.root),
        mode="preview",
    )
    files = render_site(source, find_all_ways(source), {})
    return {address: _read(content) for address, content in files.items()}


def _read(content: str | bytes | Path) -> bytes:
    if isinstance(content, Path):
        return content.read_bytes()
    return content.encode() if isinstance(content, str) else content


@contextmanager
def _open_browser(program: Path | None) -> Iterator[BrowserContext]:
    try:
        from playwright.sync_api import Error, sync_playwright
    except ImportError:
        raise PerfsupportError(INSTALL) from None
    # Chromium's own sandbox does not work for the superuser, as in most containers.
    flags = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    on_path = next(filter(None, map(shutil.which, PROGRAMS)), None)
    with sync_playwright() as playwright:
        for path in [program] if program is not None else [None, Path(on_path) if on_path else None]:
            try:
                browser = playwright.chromium.launch(executable_path=path, args=flags)
            except Error:
                continue
            try:
                yield browser.new_context(locale="en")
            finally:
                browser.close()
            return
    raise PerfsupportError(NO_BROWSER)


def _play(context: BrowserContext, files: Mapping[str, bytes], program: Program, case: Case, today: str) -> str | None:
    """Return in a sentence where the page differs from the walk, or None where it does not."""
    state = make_state(program, case)
    known: State = {"responses": state["responses"], "known": {"link": state["known"]["host"], "host": {}}}
    path = walk(program, known, today, tick_off=True)["path"]
    page = context.new_page()
    try:
        page.clock.set_fixed_time(f"{today}T12:00:00")
        page.route("**/*", lambda route: _serve(route, files))
        page.goto(f"{ORIGIN}/{program['tree']}.html{_write_facts(known)}")
        before = ""
        for entry in path:
            if entry["how"] == "responded":
                _expect(page, entry, before)
                _respond(page, program, entry)
                before = entry["key"]
        _expect(page, path[-1], before)
    except Differs as difference:
        return f"{quote(case.name)} goes another way in the page: {difference}"
    finally:
        page.close()
    return None


def _serve(route: Route, files: Mapping[str, bytes]) -> None:
    address = urlsplit(route.request.url).path.lstrip("/")
    if address not in files:
        route.fulfill(status=404, body="")
        return
    kind = "text/javascript" if address.endswith(".js") else mimetypes.guess_type(PurePosixPath(address).name)[0]
    route.fulfill(status=200, body=files[address], content_type=f"{kind or 'application/octet-stream'}; charset=utf-8")


def _write_facts(state: State) -> str:
    facts = state["known"]["link"]
    pairs = [f"f.{encode(name)}={_write_fact(value)}" for name, value in facts.items()]
    return f"#?{'&'.join(pairs)}" if pairs else ""


def _write_fact(value: Response) -> str:
    return ",".join(encode(part, safe="") for part in ([value] if isinstance(value, str) else value))


def _expect(page: Page, entry: Entry, before: str) -> None:
    """Wait for a step to show in place of the one before; raise Differs where it is another one than the walk's."""
    from playwright.sync_api import TimeoutError as TookTooLong

    # While an address is being read, the first step stands there unseen.
    shown = """([key, before]) => {
      const step = document.querySelector("#step:not([hidden])");
      return step?.dataset.key && (step.dataset.key === key || step.dataset.key !== before);
    }"""
    with suppress(TookTooLong):
        page.wait_for_function(shown, arg=[entry["key"], before], timeout=MILLISECONDS)
    key = page.evaluate("document.querySelector('#step')?.dataset.key ?? ''")
    if key != entry["key"]:
        raise Differs(f"it shows {quote(str(key))}, and the walk comes to {quote(entry['key'])}.")


def _respond(page: Page, program: Program, entry: Entry) -> None:
    """Do what gives a response, by the names that people read and hear; raise Differs where it is not on offer."""
    from playwright.sync_api import Error

    place = find_place(program, entry["key"])
    response = entry.get("response", "")
    if place is None:
        return
    step = page.locator("#step")
    try:
        if response == DONE_RESPONSE and place.step["kind"] == "action":
            for box in step.get_by_role("checkbox").all():
                box.check(timeout=MILLISECONDS)
            step.locator(".go").first.click(timeout=MILLISECONDS)
        elif isinstance(response, list):
            for each in response:
                _find(step, "checkbox", place.step, each, program, place.tree_id).check(timeout=MILLISECONDS)
            step.locator("form button.go").first.click(timeout=MILLISECONDS)
        elif response == NONE_RESPONSE or step.locator("[data-option]:not([data-option='~none'])").count():
            _find(step, "button", place.step, response, program, place.tree_id).click(timeout=MILLISECONDS)
        else:
            _enter(page, program, place.tree_id, place.step, response)
    except Error:
        raise Differs(f"{quote(str(response))} cannot be chosen at {quote(entry['key'])}.") from None


def _find(step: Locator, role: Any, asked: ProgramStep, response: str, program: Program, tree_id: str) -> Locator:
    """Return what gives a response: by its accessible name where that is written out, otherwise by the response."""
    label = next((option["label"] for option in asked.get("options", ()) if option["id"] == response), None)
    if label is None:
        fact = program["trees"][tree_id]["facts"].get(asked.get("fact", ""))
        label = next((text for value, text in (fact or {}).get("options", ()) if value == response), None)  # type: ignore[call-overload]
    if isinstance(label, str):
        named = step.get_by_role(role, name=label, exact=True)
        return named if role == "checkbox" else named.or_(step.get_by_role("link", name=label, exact=True))
    if role == "checkbox":
        return step.locator(f"input[type=checkbox][value={json.dumps(response)}]")
    return step.locator(f"[data-option={json.dumps(response)}]")


def _enter(page: Page, program: Program, tree_id: str, step: ProgramStep, response: str) -> None:
    field = page.locator("#step").get_by_label(program["trees"][tree_id]["facts"][step["fact"]]["label"], exact=True)
    if program["trees"][tree_id]["facts"][step["fact"]]["type"] == "number":
        sign = page.evaluate(
            "language => new Intl.NumberFormat(language).formatToParts(0.5).find(({type}) => type === 'decimal').value",
            program["language"],
        )
        response = response.replace(".", str(sign))
    field.fill(response, timeout=MILLISECONDS)
    field.press("Enter", timeout=MILLISECONDS)
