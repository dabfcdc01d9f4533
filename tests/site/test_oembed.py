"""oEmbed: a program that is given an aid's address finds out how to show it."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from perfsupport.building import build_project
from perfsupport.project import load_project
from tests.sample_project import load_samples
from tests.site.conftest import TODAY


class Finder(HTMLParser):
    """Reads a page as such programs do: the links in its head, or the frame in what it was answered."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[dict[str, str | None]] = []
        self.frame: dict[str, str | None] = {}
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if tag == "link":
            self.links.append(dict(attributes))
        if tag == "iframe":
            self.frame = dict(attributes)


def test_from_an_address_to_a_frame(samples: Path) -> None:
    for tree in load_samples().trees:
        head = (samples / f"{tree}.html").read_bytes()[: 150 * 1024].decode().partition("</head>")[0]
        link = next(one for one in Finder(head).links if one.get("type") == "application/json+oembed")
        assert link["rel"] == "alternate"
        answer = json.loads((samples / urlsplit(str(link["href"])).path.lstrip("/")).read_text())
        assert (answer["version"], answer["type"]) == ("1.0", "rich")
        frame = Finder(answer["html"]).frame
        assert frame["src"] == f"https://aids.fernhill.example/{tree}.html"
        assert (frame["width"], frame["height"]) == (str(answer["width"]), str(answer["height"]))
        assert frame["title"] == answer["title"] == link["title"]
        assert frame["allow"] == "clipboard-write"


@pytest.mark.parametrize("setting", ["", "site_url: https://aids.example/a%20desk"])
def test_only_where_the_address_of_the_site_is_known(setting: str, project: Path, tmp_path: Path) -> None:
    settings = project / "perfsupport.yaml"
    settings.write_text(settings.read_text() + f"\n{setting}\n")
    tree = project / "trees/parcels/parcel-late.yaml"
    tree.write_text(tree.read_text().replace("title: ", "title: <b> & ", 1))
    assert build_project(load_project(project), tmp_path / "out", TODAY, maps=False, durable=False).written
    page, file = (tmp_path / "out/parcel-late.html").read_text(), tmp_path / "out/parcel-late.oembed.json"
    assert file.exists() == bool(setting) == ("json+oembed" in page)
    if setting:
        answer = json.loads(file.read_text())
        assert Finder(answer["html"]).frame["src"] == "https://aids.example/a%20desk/parcel-late.html"
        assert Finder(answer["html"]).frame["title"] == answer["title"]
        assert answer["title"].startswith("<b> & ")
