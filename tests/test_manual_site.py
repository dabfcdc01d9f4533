"""The manual as a site: made without a warning, whole in itself, and asking nobody else for anything."""

from __future__ import annotations

import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from tests.conftest import ROOT

DOCS = ROOT / "docs"
PICTURES = sorted((DOCS / "pictures").glob("*.png"))
LARGEST = 60_000
SECONDS = 300
LOADING = {
    ("script", "src"),
    ("img", "src"),
    ("link", "href"),
    ("iframe", "src"),
    ("source", "src"),
    ("form", "action"),
}


class Page(HTMLParser):
    """A page of the site: what it links to, what it loads, and the places that links may name."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.anchors = {""}
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name == "id" and value:
                self.anchors.add(value)
            if name == "href" and value:
                self.links.append(value)
            if (tag, name) in LOADING and value and ("rel", "canonical") not in attrs:
                self.loaded.append(value)


def test_the_site_is_made_without_a_warning_and_is_whole(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "sphinx", "--builder", "html", "--fail-on-warning", "--keep-going", "--quiet"]
    made = subprocess.run(
        [*command, "--doctree-dir", tmp_path / "trees", DOCS, tmp_path / "site"],
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    # Among the warnings are a page in no table of contents, and a link or an anchor that is not there.
    assert (made.returncode, made.stdout, made.stderr) == (0, "", "")
    site = tmp_path / "site"
    pages = {file: Page(file.read_text(encoding="utf-8")) for file in site.rglob("*.html")}
    assert {str(page.relative_to(DOCS).with_suffix(".html")) for page in DOCS.rglob("*.md")} <= {
        str(file.relative_to(site)) for file in pages
    }
    assert find_broken_links(pages) == []
    assert [one for page in pages.values() for one in page.loaded if urlsplit(one).netloc] == []
    assert find_foreign_addresses(site) == []


def find_broken_links(pages: dict[Path, Page]) -> list[str]:
    """Return the links within the site that lead to no file or no place in it."""
    broken = []
    for file, page in pages.items():
        for link in {*page.links, *page.loaded}:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            target = (file.parent / unquote(parts.path)).resolve() if parts.path else file
            other = pages.get(target)
            if not target.is_file() or (other and unquote(parts.fragment) not in other.anchors):
                broken.append(f"{file.name}: {link}")
    return sorted(broken)


def find_foreign_addresses(site: Path) -> list[str]:
    """Return the addresses of other hosts that the styles load something from."""
    styles = "".join(file.read_text(encoding="utf-8") for file in site.rglob("*.css"))
    return re.findall(r"url\(\s*[\"']?((?:https?:)?//[^)]*)|@import[^;]*//[^;]*", styles)


@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: picture.name)
def test_pictures_are_small_and_shown_with_words_in_their_place(picture: Path) -> None:
    assert picture.stat().st_size <= LARGEST
    pages = "".join(page.read_text(encoding="utf-8") for page in [ROOT / "README.md", *DOCS.glob("*.md")])
    shown = re.findall(rf"!\[([^\]]*)\]\((?:docs/)?pictures/{re.escape(picture.name)}\)", pages)
    assert shown
    assert all(len(words) > 20 for words in shown)
