"""A tree of 2,000 steps, whose program lies in a file of its own, in every place an aid can stand in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, FrameLocator, Locator, Page, Route, expect

from tests.browser.hosting import write_host
from tests.browser.rep import find_held
from tests.browser.samples import write_project
from tests.browser.serving import Server, build_site, serve_site

STEPS = 2000


def make_tree() -> str:
    words = f"say: {'I am still looking into it for you. ' * 2}"
    steps = "".join(
        f"  s{n}: {{ask: 'It''s \\{n}?', {words}{n}, options: {{On: s{n + 1}, Stop: end}}}}\n" for n in range(STEPS)
    )
    return f"title: Large\nsteps:\n{steps}  s{STEPS}: {{do: Last, then: end}}\n  end: {{end: resolved, say: Done.}}\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, host_server: Server) -> Path:
    root = write_project(tmp_path_factory.mktemp("large"), {"large": make_tree()}, f'"{host_server.origin}"')
    built = build_site(root)
    assert len(list((built / "assets").glob("large.*.js"))) == 1
    return built


@pytest.fixture(scope="module")
def site(folder: Path) -> Iterator[str]:
    with serve_site(folder) as address:
        yield address


@pytest.fixture
def heard(context: BrowserContext) -> Iterator[Page]:
    """A page in which nothing may go wrong, in frames neither."""
    page, complaints = context.new_page(), []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    yield page
    assert complaints == []


def go_on(aid: FrameLocator | Locator | Page) -> None:
    for number in range(3):
        expect(aid.locator("#ask")).to_have_text(rf"It's \{number}?", timeout=30_000)
        aid.locator(".option").filter(has_text="On").click()
    expect(aid.locator("#ask")).to_have_text(r"It's \3?")


def test_in_a_sandbox_without_an_origin(heard: Page, host_server: Server, site: str) -> None:
    body = '<div id="aid" data-perfsupport="large" data-sandbox="allow-scripts"></div>'
    heard.goto(write_host(host_server, "large.html", site, body, ""))
    go_on(heard.frame_locator("iframe"))
    assert heard.frames[1].evaluate("origin") == "null"


def test_from_disk(heard: Page, folder: Path) -> None:
    heard.goto((folder / "large.html").as_uri())
    go_on(heard)


def test_without_a_frame(heard: Page, host_server: Server, site: str) -> None:
    heard.goto(write_host(host_server, "large.html", site, '<perf-support id="aid" tree="large"></perf-support>', ""))
    go_on(heard.locator("perf-support"))


def test_what_is_pressed_while_the_program_is_on_its_way_is_pressed_once_it_is_there(
    heard: Page, host_server: Server, site: str
) -> None:
    held: list[Route] = []
    heard.route("**/large.*.js", lambda route: held.append(route))
    heard.goto(write_host(host_server, "early.html", site, '<perf-support id="aid" tree="large"></perf-support>', ""))
    aid, address = heard.locator("perf-support"), heard.url
    aid.locator(".option").filter(has_text="On").click()
    expect(aid.locator("#notice")).to_be_visible()
    assert heard.url == address
    find_held(heard, held).continue_()
    expect(aid.locator("#ask")).to_have_text(r"It's \1?")
