"""Pages of somebody else's around an aid, on a server of another origin."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Frame, FrameLocator, Page

from tests.browser.serving import Server

LISTENER = """<script>
window.told = [];
for (const type of ["ready", "resize", "step", "outcome", "note", "feedback", "error", "event", "close", "panel"]) {
  addEventListener("perfsupport:" + type, ({target, detail}) => told.push([type, detail, target.id]));
}
window.heard = [];
addEventListener("message", ({data}) => heard.push(data));
</script>"""
FRAME = '<div id="aid" data-perfsupport="card-declined"></div>'
ELEMENT = '<perf-support id="aid" tree="card-declined"></perf-support>'


@dataclass
class Host:
    """A page around an aid."""

    page: Page

    def told(self, type: str, place: str = "aid") -> list[dict[str, Any]]:
        """What the aid in a place said of a type, as DOM events."""
        return [detail for name, detail, id in self.page.evaluate("told") if (name, id) == (type, place)]

    def wait(self, type: str, place: str = "aid", least: int = 1) -> list[dict[str, Any]]:
        """Wait until it has said that so many times, and return what."""
        self.page.wait_for_function(
            "([type, id, least]) => told.filter(one => one[0] === type && one[2] === id).length >= least",
            arg=[type, place, least],
        )
        return self.told(type, place)

    @property
    def aid(self) -> FrameLocator:
        return self.page.frame_locator("iframe").first

    @property
    def frame(self) -> Frame:
        return self.page.frames[1]

    def say(self, type: str, payload: object, **envelope: object) -> None:
        """Say something to the aid in the first frame as a page without embed.js would."""
        message = {"ns": "perfsupport", "v": 1, "type": type, "payload": payload, **envelope}
        self.page.evaluate(
            "message => document.querySelector('iframe').contentWindow.postMessage(message, '*')", message
        )

    def context(self, place: str = "aid", **context: object) -> None:
        self.page.evaluate(
            "([id, context]) => document.getElementById(id).perfsupport.context(context)", [place, context]
        )

    def close(self, place: str = "aid") -> None:
        self.page.evaluate("id => document.getElementById(id).perfsupport.close()", place)


OpenHost = Callable[..., Host]


def write_host(server: Server, name: str, site: str, body: str, head: str = "", encoding: str = "utf-8") -> str:
    """Write a page with our script in it, and return its address."""
    text = (
        f'<!doctype html><html lang="en"><meta charset="{encoding}"><title>Tickets</title>{head}{LISTENER}'
        f'<h1>Ticket 4711</h1><input id="own">{body}<script src="{site}/embed.js"></script></html>'
    )
    (server.folder / name).write_text(text, encoding=encoding)
    return f"{server.origin}/{name}"


def pick(told: Mapping[str, Any], *names: str) -> list[Any]:
    return [told.get(name) for name in names]
