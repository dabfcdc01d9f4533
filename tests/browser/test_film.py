"""A film with captions: it plays under the strict policy, by keyboard, from site, one file and element."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from perfsupport.building import build_project
from perfsupport.packing import pack_project
from perfsupport.project import load_project
from perfsupport.proving import check_project
from tests.browser.serving import Server, read_headers, serve
from tests.browser.test_access import find_violations
from tests.rules.helpers import write_files

TODAY = "2026-11-22"
SETTINGS = 'title: Desk\nlanguage: en\nlanguages: [de]\nhosts: ["{host}"]\n'
TREE = b"""title: Reset a terminal
owner: desk
review_by: 2027-06-30
steps:
  look:
    ask: Does the terminal blink?
    media: [{file: blink.webm, alt: How a terminal blinks, captions: blink.vtt}]
    options: {"Yes": reset, "No": ends}
  reset:
    do: Reset it.
    media: [{file: blink.webm, alt: How to reset it, captions: blink.vtt}]
    then: ends
  ends: {title: Done, end: resolved, say: That is all.}
"""
CAPTIONS = "WEBVTT\n\n00:00.000 --> 00:10.000\nPress the red key.\n"
RECORD = """async () => {
  const canvas = Object.assign(document.createElement("canvas"), {width: 64, height: 48});
  const pen = canvas.getContext("2d"), parts = [];
  const recorder = new MediaRecorder(canvas.captureStream(25), {mimeType: "video/webm;codecs=vp8"});
  recorder.ondataavailable = ({data}) => parts.push(data);
  const stopped = new Promise((done) => { recorder.onstop = done; });
  recorder.start();
  for (let n = 0; n < 25; n += 1) {
    pen.fillStyle = `hsl(${n * 14} 80% 50%)`;
    pen.fillRect(0, 0, 64, 48);
    await new Promise((done) => setTimeout(done, 40));
  }
  recorder.stop();
  await stopped;
  const bytes = new Uint8Array(await new Blob(parts).arrayBuffer());
  return btoa(String.fromCharCode(...bytes));
}"""
TELL = """film => { const track = film.textTracks[0]; return {
  error: film.error?.message, paused: film.paused, at: film.currentTime, controls: film.controls,
  tracks: film.textTracks.length, kind: track.kind, language: track.language, label: track.label,
  mode: track.mode, cues: [...(track.cues ?? [])].map((cue) => cue.text),
}; }"""

ASK = """async (range) => {
  const reply = await fetch(document.querySelector("#step video").currentSrc, {headers: {range}});
  return [reply.status, reply.headers.get("content-range"), (await reply.arrayBuffer()).byteLength];
}"""


@pytest.fixture(scope="module")
def project(browser: Browser, tmp_path_factory: pytest.TempPathFactory, host_server: Server) -> Path:
    """A project with a film that Chromium itself has recorded."""
    page = browser.new_page()
    film = base64.b64decode(page.evaluate(RECORD))
    page.close()
    assert film.startswith(b"\x1aE\xdf\xa3"), "WebM begins so"
    root = tmp_path_factory.mktemp("film")
    media = {"trees/media/blink.webm": film, "trees/media/blink.vtt": CAPTIONS.encode()}
    write_files(
        root,
        {
            "perfsupport.yaml": SETTINGS.format(host=host_server.origin).encode(),
            "trees/desk/terminal.yaml": TREE,
            **media,
        },
    )
    return root


@pytest.fixture(scope="module")
def site(project: Path) -> Iterator[str]:
    result = build_project(load_project(project), project / "build", TODAY, maps=False, durable=False)
    assert result.written, result.diagnostics
    with serve(project / "build", headers=read_headers(project / "build")) as server:
        yield server.origin


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    page, complaints = browser.new_page(), []
    page.on("console", lambda message: message.type in ("error", "warning") and complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    page.close()
    assert complaints == []


def play(page: Page, film: Locator) -> None:
    """Play by keyboard as a rep would, and wait until it runs and its captions are there."""
    film.focus()
    page.keyboard.press("Space")
    page.wait_for_function("film => film.currentTime > 0.1", arg=film.element_handle(), timeout=30_000)
    page.wait_for_function("film => film.textTracks[0].cues?.length === 1", arg=film.element_handle(), timeout=30_000)


@pytest.mark.parametrize(
    ("address", "language", "label"), [("terminal.html", "en", "English"), ("terminal.de.html", "en", "English")]
)
def test_a_film_plays_with_its_captions(page: Page, site: str, address: str, language: str, label: str) -> None:
    page.goto(f"{site}/{address}")
    for step in ("first", "second"):
        film = page.locator("#step video")
        # Which captions are shown a browser decides behind what has drawn the film.
        page.wait_for_function("film => film.textTracks[0]?.mode === 'showing'", arg=film.element_handle())
        told = film.evaluate(TELL)
        assert (told["paused"], told["at"], told["controls"]) == (True, 0, True), "nothing plays by itself"
        assert (told["tracks"], told["kind"], told["mode"]) == (1, "captions", "showing"), step
        assert (told["language"], told["label"]) == (language, label), step
        play(page, film)
        told = film.evaluate(TELL)
        assert told["error"] is None and told["cues"] == ["Press the red key."], step
        assert find_violations(page) == []
        if step == "first":
            page.locator("#step .option").first.click()
            expect(page.locator("#step")).to_have_attribute("data-kind", "action")


def test_a_film_plays_from_one_file(page: Page, project: Path, tmp_path: Path) -> None:
    data = pack_project(load_project(project), TODAY, maps=False).data
    assert data is not None
    file = tmp_path / "desk.html"
    file.write_bytes(data)
    page.goto(f"{file.as_uri()}#terminal.html")
    expect(page.locator("#step video")).to_be_visible()
    play(page, page.locator("#step video"))
    assert page.locator("#step video").evaluate(TELL)["cues"] == ["Press the red key."]
    page.locator("#step .option").first.click()
    expect(page.locator("#step")).to_have_attribute("data-kind", "action")
    play(page, page.locator("#step video"))


def test_a_film_plays_in_an_element_of_another_origin(page: Page, site: str, host_server: Server) -> None:
    (host_server.folder / "film.html").write_text(
        f'<!doctype html><html lang="en"><title>Desk</title><script src="{site}/embed.js" defer></script>'
        '<perf-support tree="terminal"></perf-support></html>'
    )
    page.goto(f"{host_server.origin}/film.html")
    for kind in ("question", "action"):
        expect(page.locator("#step")).to_have_attribute("data-kind", kind, timeout=30_000)
        film = page.locator("#step video")
        assert film.evaluate(TELL)["paused"]
        play(page, film)
        assert film.evaluate(TELL)["cues"] == ["Press the red key."]
        if kind == "question":
            page.locator("#step .option").first.click()


def test_a_film_plays_without_a_network(browser: Browser, project: Path) -> None:
    """Browsers ask for parts of a film: the copy that the service worker keeps has to give them."""
    assert build_project(load_project(project), project / "build", TODAY, maps=False, durable=False).written
    context = browser.new_context()
    page = context.new_page()
    with serve(project / "build", headers=read_headers(project / "build")) as server:
        page.goto(f"{server.origin}/terminal.html")
        page.locator("#step .option").first.click()
        page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        page.wait_for_function("() => caches.keys().then((names) => names.length > 0)", timeout=30_000)
        page.goto(f"{server.origin}/terminal.html")
        page.wait_for_function("() => navigator.serviceWorker.controller", timeout=30_000)
        context.set_offline(True)
        page.goto(f"{server.origin}/terminal.html")
        play(page, page.locator("#step video"))
        parts = ("bytes=0-3", "bytes=4-", "bytes=-2", "bytes=999999999-", "lines=1-2")
        told = [page.evaluate(ASK, part) for part in parts]
    film = (project / "trees/media/blink.webm").read_bytes()
    size = len(film)
    assert told == [
        [206, f"bytes 0-3/{size}", 4],
        [206, f"bytes 4-{size - 1}/{size}", size - 4],
        [206, f"bytes {size - 2}-{size - 1}/{size}", 2],
        [416, f"bytes */{size}", 0],
        [200, None, size],
    ]
    context.close()


def test_captions_that_are_not_there_are_named(tmp_path: Path) -> None:
    lost = TREE.replace(b"blink.vtt}]\n    options", b"blnik.vtt}]\n    options").replace(
        b"blink.vtt}]\n    then", b"b.srt}]\n    then"
    )
    media = {"trees/media/blink.webm": b"", "trees/media/blink.vtt": b"", "trees/media/b.srt": b""}
    write_files(tmp_path, {"trees/desk/terminal.yaml": lost, **media})
    found = {one.code: one for one in check_project(load_project(tmp_path), TODAY) if one.code in ("PS305", "PS802")}
    assert found["PS305"].cause == "There is no file `blnik.vtt` below trees/media."
    assert found["PS305"].remedy == "Did you mean blink.vtt?" and found["PS305"].span.line == 7
    assert found["PS802"].cause == "The captions `b.srt` are not WebVTT, so browsers do not show them."
