"""A site in one file: whole, self-contained, and the same each time."""

from __future__ import annotations

import re
from base64 import b64encode
from html import unescape
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest

from perfsupport.building import build_project
from perfsupport.errors import UsageError
from perfsupport.packing import pack_project
from perfsupport.project import load_project
from perfsupport.site import page_data
from tests.browser.samples import CARD, IDENTITY, write_project

TODAY = "2026-11-22"
ATTRIBUTE = re.compile(r'\s(href|src|poster|id|for|aria-labelledby|aria-describedby)="([^"]*)"')


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_project(tmp_path_factory.mktemp("desk"), {"card-declined": CARD, "identity-check": IDENTITY})


def pack(root: Path, tree: str | None = None) -> str:
    packed = pack_project(load_project(root), TODAY, tree=tree, maps=False)
    assert packed.data is not None, packed.diagnostics
    return packed.data.decode()


@pytest.fixture(scope="module")
def whole(root: Path) -> str:
    return pack(root)


def read_markup(text: str) -> str:
    """What of the file is page: neither scripts nor styles."""
    return re.sub(r"<(script|style)\b.*?</\1>", "", text, flags=re.DOTALL)


def test_nothing_is_loaded_from_anywhere_else(whole: str) -> None:
    for name, value in ATTRIBUTE.findall(read_markup(whole)):
        if name in ("src", "poster"):
            assert value.startswith("data:"), value
    assert "<script src" not in whole and "@import" not in whole
    styles = "".join(re.findall(r"<style.*?</style>", whole, flags=re.DOTALL))
    assert all(address.startswith(("data:", '"data:')) for address in re.findall(r"url\(([^)]*)\)", styles))


def test_every_link_within_the_file_leads_to_a_page_of_it(whole: str) -> None:
    markup = read_markup(whole)
    pages = set(re.findall(r'data-page="([^"]*)"', markup))
    ids = {value for name, value in ATTRIBUTE.findall(markup) if name == "id"}
    assert {"index.html", "card-declined.html", "card-declined.map.html", "identity-check.print.html"} <= pages
    for name, value in ATTRIBUTE.findall(markup):
        link = unescape(value)
        if name != "href" or link.startswith(("http", "mailto:", "tel:", "data:")):
            continue
        assert link.startswith("#"), link
        page, _, place = link[1:].partition("#")
        assert page in pages, link
        if page.endswith(".print.html") and place:
            assert f"{page}#{place}" in ids, link


def test_what_can_be_read_without_a_script_repeats_no_id(whole: str) -> None:
    readable = re.sub(r"<template.*?</template>", "", read_markup(whole), flags=re.DOTALL)
    ids = [value for name, value in ATTRIBUTE.findall(readable) if name == "id"]
    assert len(ids) == len(set(ids))
    for name, value in ATTRIBUTE.findall(readable):
        if name in ("for", "aria-labelledby", "aria-describedby"):
            assert set(value.split()) <= set(ids), value


def test_the_policy_allows_the_scripts_of_the_file_and_nothing_else(whole: str) -> None:
    found = re.search(r'Content-Security-Policy" content="([^"]*)"', whole)
    assert found is not None
    policy = dict(each.split(" ", 1) for each in unescape(found[1]).split("; "))
    assert policy["default-src"] == "'none'"
    assert policy["connect-src"] == "'none'"
    assert {each[:8] for each in policy["script-src"].split()} == {"'sha256-"}
    assert {each[:8] for each in policy["style-src"].split()} == {"'sha256-"}
    assert "unsafe" not in found[1]


def test_a_package_of_one_tree_holds_what_it_runs_and_no_more(tmp_path: Path) -> None:
    other = "title: Other\nsteps:\n  a: {ask: Really?, options: {Yes: b, No: b}}\n  b: {end: resolved, do: Done.}\n"
    root = write_project(tmp_path, {"card-declined": CARD, "identity-check": IDENTITY, "other-tree": other})
    text = pack(root, "card-declined")
    assert 'data-page="identity-check.html"' in text
    assert "other-tree" not in text
    assert text.index('data-page="card-declined.html"') < text.index('data-page="index.html"')
    with pytest.raises(UsageError, match="no tree elsewhere"):
        pack(root, "elsewhere")


ODD = """title: Odd
steps:
  a:
    do: Look.
    media:
      - {file: "50% #1? é.svg", alt: A receipt.}
      - {file: "%41/a+b.mp4", alt: A film., captions: "%41/a#b.vtt"}
    then: b
  b: {end: resolved, do: Done.}
"""


def test_names_of_media_may_hold_what_means_something_in_an_address(tmp_path: Path) -> None:
    names = ["50% #1? é.svg", "%41/a+b.mp4", "%41/a#b.vtt", "logo #1.svg"]
    root = write_project(tmp_path, {"odd": ODD})
    with (root / "perfsupport.yaml").open("a", encoding="utf-8") as settings:
        settings.write("\ntheme: {logo: 'logo #1.svg'}\n")
    for name in names:
        (root / "trees" / "media" / name).parent.mkdir(parents=True, exist_ok=True)
        (root / "trees" / "media" / name).write_text(f"this is {name}")
    whole = pack(root)
    assert build_project(load_project(root), root / "build", TODAY, maps=False, durable=False).written
    page = (root / "build" / "odd.html").read_text(encoding="utf-8")
    shown = [unescape(value) for name, value in ATTRIBUTE.findall(page) if value.startswith("media/")]
    found = [urlsplit(urljoin("http://aids/odd.html", each)) for each in shown]
    assert {unquote(each.path) for each in found if (each.query, each.fragment) == ("", "")} == {
        f"/media/{name}" for name in names
    }
    for name in names:
        assert b64encode(f"this is {name}".encode()).decode() in whole


def test_who_has_no_script_begins_with_the_tree_itself_in_its_own_language(tmp_path: Path) -> None:
    root = write_project(tmp_path, {"card-declined": CARD, "identity-check": IDENTITY, "aaa": IDENTITY})
    with (root / "perfsupport.yaml").open("a", encoding="utf-8") as settings:
        settings.write("languages: [ar]\n")
    opened = r'<div class="page[^"]*" data-page="([^"]*)"[^>]* lang="(..)" dir="(...)"'
    shown = re.findall(opened, pack(root, "identity-check"))
    assert shown[0] == ("identity-check.print.html", "en", "ltr")
    assert ("identity-check.ar.print.html", "ar", "rtl") in shown
    assert [language for _, language, _ in shown] == sorted((one[1] for one in shown), reverse=True)


def test_a_large_program_is_in_the_file_too(root: Path, whole: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_data, "INLINE_PROGRAM_BYTES", 0)
    assert pack(root) == whole


def test_a_project_with_errors_gives_no_file(tmp_path: Path) -> None:
    root = write_project(tmp_path, {"card-declined": CARD})
    packed = pack_project(load_project(root), TODAY, maps=False)
    assert packed.data is None
    assert [one.code for one in packed.diagnostics if one.severity == "error"] == ["PS303"]
