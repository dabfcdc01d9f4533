"""A site without a network, and a newer version of it that waits for the running case to end."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from perfsupport.building import build_project
from perfsupport.project import load_project
from tests.browser.samples import CARD, IDENTITY, write_project
from tests.browser.serving import Server, read_policy, serve

TODAY = "2026-11-22"
PATIENCE = 30_000
ODD_NAME = "50% #1? é.svg"
ENDED = """async () => {
  const {installing} = await navigator.serviceWorker.register("worker.js");
  if (!installing) return "was not installing";
  while (!["redundant", "activated"].includes(installing.state)) await new Promise((next) => setTimeout(next, 20));
  return installing.state;
}"""

LATE = """() => {
  const wait = window.setTimeout;
  window.requestAnimationFrame = () => 0;
  window.setTimeout = (work, time) => wait(work, time === 100 ? 20_000 : time);
}"""


class Site:
    """A project that is built and served, and can be built again."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.build()

    def build(self) -> None:
        assert build_project(load_project(self.root), self.root / "build", TODAY, maps=False, durable=False).written

    def change(self, old: str, new: str) -> None:
        file = self.root / "trees/desk/card-declined.yaml"
        text = file.read_text()
        assert old in text
        file.write_text(text.replace(old, new))
        self.build()


@pytest.fixture
def site(tmp_path: Path) -> Site:
    root = write_project(tmp_path, {"card-declined": CARD, "identity-check": IDENTITY})
    media = root / "trees" / "media"
    media.mkdir(exist_ok=True)
    # A file whose name means something else in an address must not keep the others from being copied.
    (media / ODD_NAME).write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    return Site(root)


@pytest.fixture
def server(site: Site) -> Iterator[Server]:
    with serve(site.root / "build", read_policy(site.root / "build")) as server:
        yield server


def use(page: Page, server: Server) -> None:
    """Open the aid and respond once: from then on the browser keeps a copy."""
    page.goto(f"{server.origin}/card-declined.html")
    page.locator("[data-option]").first.click()
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.wait_for_function("() => caches.keys().then((names) => names.length > 0)", timeout=PATIENCE)
    expect(page.locator("#path li")).not_to_have_count(0)


def test_every_aid_of_the_site_opens_and_is_played_without_a_network(context: BrowserContext, server: Server) -> None:
    use(context.new_page(), server)
    context.set_offline(True)
    server.shutdown()
    page = context.new_page()
    page.goto(f"{server.origin}/index.html")
    page.locator('a[href="identity-check.html"]').click()
    page.locator("#entry").fill("1234")
    page.keyboard.press("Enter")
    expect(page.locator("#path .given")).to_have_count(1)
    page.goto(f"{server.origin}/card-declined.print.html?from=the-rep")
    expect(page.locator("h1")).to_contain_text("Card declined")
    assert page.evaluate("name => fetch('media/' + encodeURIComponent(name)).then(reply => reply.ok)", ODD_NAME)


def test_a_page_that_is_only_looked_at_keeps_nothing(page: Page, server: Server) -> None:
    page.goto(f"{server.origin}/card-declined.html")
    page.wait_for_load_state("networkidle")
    assert page.evaluate("navigator.serviceWorker.getRegistrations().then((all) => all.length)") == 0


def test_a_newer_version_waits_until_the_case_has_ended_and_says_so(page: Page, server: Server, site: Site) -> None:
    use(page, server)
    page.reload()
    site.change("title: Card declined at a till", "title: Card refused at a till")
    page.evaluate("navigator.serviceWorker.getRegistration().then((one) => one.update())")
    expect(page.locator("#notice")).to_contain_text("A newer version", timeout=PATIENCE)
    expect(page.locator("h1")).to_have_text("Card declined at a till")
    page.locator("[data-option]").first.click()
    expect(page.locator("h1")).to_have_text("Card declined at a till")
    page.locator("[data-do=restart]").first.click()
    expect(page.locator("h1")).to_have_text("Card refused at a till", timeout=PATIENCE)
    expect(page.locator("#path .given")).to_have_count(0)


def test_a_case_that_ends_as_the_newer_version_takes_over_does_not_come_back(
    page: Page, server: Server, site: Site
) -> None:
    """The address of the ended case is written over after the paint, which a busy machine puts off."""
    use(page, server)
    page.reload()
    site.change("title: Card declined at a till", "title: Card refused at a till")
    page.evaluate("navigator.serviceWorker.getRegistration().then((one) => one.update())")
    expect(page.locator("#notice")).to_contain_text("A newer version", timeout=PATIENCE)
    page.evaluate(LATE)
    page.locator("[data-do=restart]").first.evaluate("button => button.click()")
    expect(page.locator("h1")).to_have_text("Card refused at a till", timeout=PATIENCE)
    expect(page).to_have_url(f"{server.origin}/card-declined.html#place")
    expect(page.locator("#path .given")).to_have_count(0)


def test_a_case_in_another_tab_goes_on_as_it_began(context: BrowserContext, server: Server, site: Site) -> None:
    first, second = context.new_page(), context.new_page()
    use(first, server)
    first.reload()
    use(second, server)
    site.change("title: Card declined at a till", "title: Card refused at a till")
    first.locator("[data-do=restart]").first.click()
    expect(first.locator("h1")).to_have_text("Card refused at a till", timeout=PATIENCE)
    expect(second.locator("h1")).to_have_text("Card declined at a till")
    # What it has not loaded so far still comes, from the copy that it began with.
    second.keyboard.press("n")
    expect(second.locator("#note-text")).to_be_visible()


def test_a_copy_of_two_versions_mixed_is_not_kept(page: Page, server: Server, site: Site) -> None:
    site_page = site.root / "build/identity-check.html"
    site_page.write_text(site_page.read_text().replace("</body>", "<!-- another version --></body>"))
    page.goto(f"{server.origin}/card-declined.html")
    page.locator("[data-option]").first.click()
    assert page.evaluate(ENDED) == "redundant"
    assert page.evaluate("caches.keys()") == []


def test_a_site_that_is_no_longer_for_offline_use_takes_its_copies_away(page: Page, server: Server, site: Site) -> None:
    use(page, server)
    with (site.root / "perfsupport.yaml").open("a") as settings:
        settings.write("\noffline: no\n")
    shutil.rmtree(site.root / "build")
    site.build()
    page.evaluate("navigator.serviceWorker.getRegistration().then((one) => one.update())")
    page.wait_for_function("() => caches.keys().then((names) => names.length === 0)", timeout=PATIENCE)
