from __future__ import annotations

import html
import json
import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import jsonschema
import pytest

from perfsupport.building import build_project
from perfsupport.errors import PerfsupportError
from perfsupport.program import Program
from perfsupport.project import load_project
from perfsupport.site.headers import make_header_policy, make_policy
from perfsupport.site.page_data import make_program_script, read_program_script, write_json
from perfsupport.site.plan import HOST_PAGE, gather
from tests.conftest import ROOT
from tests.sample_project import load_samples
from tests.site.conftest import TODAY, read_site

LINE = {"type": "string", "minLength": 1}
ID = {"type": "string", "pattern": "^[a-z][a-z0-9_]*$"}
OPTION = {
    "type": "object",
    "required": ["label"],
    "properties": {"label": LINE, "target": ID},
    "additionalProperties": False,
}
STEP = {
    "type": "object",
    "required": ["kind", "title", "line", "targets"],
    "properties": {
        "kind": {"enum": ["question", "input", "action", "route", "subtree", "outcome"]},
        "title": LINE,
        "line": {"type": "integer", "minimum": 1},
        "targets": {"type": "array", "items": ID, "uniqueItems": True},
        "options": {"type": "object", "additionalProperties": OPTION},
        "option_was": {"type": "object", "additionalProperties": LINE},
        "run": LINE,
        "on": {"type": "object", "propertyNames": ID, "additionalProperties": ID, "minProperties": 1},
        "end": LINE,
        "fact": ID,
        "exhaustive": {"const": True},
        "review_by": {"type": "string", "pattern": r"^\d{4}-\d\d-\d\d$"},
    },
    "additionalProperties": False,
    "if": {"properties": {"kind": {"const": "question"}}},
    "then": {"required": ["options"]},
    "else": {"not": {"required": ["options"]}},
}
TREE = {
    "type": "object",
    "required": ["version", "title", "category", "path", "start", "steps"],
    "properties": {
        "version": {"type": "string", "pattern": "^[0-9a-f]{12}$"},
        "title": LINE,
        "category": {"type": "string"},
        "path": {"type": "string", "pattern": r"^trees/.*\.yaml$"},
        "source_url": LINE,
        "owner": LINE,
        "review_by": {"type": "string", "pattern": r"^\d{4}-\d\d-\d\d$"},
        "replaces": {
            "type": "object",
            "required": ["course", "hours"],
            "properties": {"course": LINE, "hours": {"type": "number", "exclusiveMinimum": 0}},
            "additionalProperties": False,
        },
        "start": ID,
        "fallback": ID,
        "facts": {"type": "object", "additionalProperties": {"type": "object", "required": ["type", "label"]}},
        "steps": {"type": "object", "propertyNames": ID, "additionalProperties": STEP, "minProperties": 1},
        "was": {"type": "object", "additionalProperties": ID},
    },
    "additionalProperties": False,
}
EVENTS_FILE = {
    "type": "object",
    "required": ["format", "title", "trees"],
    "properties": {"format": {"const": 1}, "title": LINE, "trees": {"type": "object", "additionalProperties": TREE}},
    "additionalProperties": False,
}


class Page(HTMLParser):
    """What a page links to, the ids in it, and whatever the policy would stop."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: list[str] = []
        self.offences: list[str] = []
        self._inline = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.links += [value for name, value in attrs if name in ("href", "src", "action") and value]
        self.ids += [value for name, value in attrs if name == "id" and value]
        self.offences += [f"<{tag} {name}>" for name in given if name == "style" or name.startswith("on")]
        self._inline = tag if tag == "style" or (tag == "script" and "src" not in given) else ""
        if given.get("type") == "application/json" or tag == "base":
            self._inline = "" if tag == "script" else tag

    def handle_data(self, data: str) -> None:
        if self._inline and data.strip():
            self.offences.append(f"<{self._inline}>{data[:40]}")

    def handle_endtag(self, tag: str) -> None:
        self._inline = ""


@pytest.fixture(scope="module")
def pages(samples: Path) -> dict[str, Page]:
    return {path.name: Page(path.read_text()) for path in samples.glob("*.html")}


def test_the_site_has_what_the_manual_lists(samples: Path) -> None:
    files = set(read_site(samples))
    for tree in load_samples().trees:
        assert {f"{tree}.html", f"{tree}.map.html", f"{tree}.print.html"} <= files
    assert {"index.html", "events.json", ".perfsupport-site"} <= files
    assert {"headers/nginx.conf", "headers/apache.htaccess", "headers/_headers"} <= files
    assert {f"media/{path.name}" for path in (ROOT / "trees" / "media").iterdir()} <= files


def test_no_page_holds_anything_that_a_strict_policy_stops(pages: dict[str, Page]) -> None:
    assert {name: page.offences for name, page in pages.items() if page.offences} == {}


def test_every_link_within_the_site_resolves(samples: Path, pages: dict[str, Page]) -> None:
    broken = []
    trees = load_samples().trees
    for name, page in pages.items():
        for link in page.links:
            parts = urlsplit(html.unescape(link))
            if parts.scheme or parts.netloc:
                assert parts.scheme in ("http", "https", "mailto", "tel") or link == "data:,", link
                continue
            target = unquote(parts.path) or name
            found = (samples / target).is_file()
            if found and parts.fragment and target.endswith((".print.html", ".map.html", "index.html")):
                found = parts.fragment in pages[target].ids
            elif found and parts.fragment and not parts.fragment.startswith("?"):
                found = parts.fragment in trees[target.partition(".")[0]].steps
            if not found:
                broken.append((name, link))
    assert broken == []


def test_no_page_repeats_an_id(pages: dict[str, Page]) -> None:
    assert {name for name, page in pages.items() if len(page.ids) != len(set(page.ids))} == set()


def test_every_page_names_the_policy_and_the_language(samples: Path, pages: dict[str, Page]) -> None:
    policy = make_policy(None)
    for name in pages:
        text = (samples / name).read_text()
        expected = f"{policy}; frame-src 'self'" if name == HOST_PAGE else policy
        assert f'http-equiv="Content-Security-Policy" content="{expected}"' in html.unescape(text), name
        language = next((tag for tag in ("de", "ar") if f".{tag}." in name), "en")
        assert f'<html lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}">' in text


def test_headers_name_who_may_embed_and_where_events_go() -> None:
    policy = make_header_policy(
        ["https://crm.example", "https://crm.example/", "nonsense"], "https://c.example:8443/events?x"
    )
    assert policy.endswith("frame-ancestors 'self' https://crm.example")
    assert "connect-src 'self' https://c.example:8443;" in policy
    assert "unsafe" not in policy


def test_the_snippets_send_every_page_with_the_policy_and_keep_assets_for_ever(samples: Path) -> None:
    for name in ("nginx.conf", "apache.htaccess", "_headers"):
        text = (samples / "headers" / name).read_text()
        assert "frame-ancestors 'self' https://compass.fernhill.example" in text
        assert "no-cache" in text and "max-age=31536000, immutable" in text
        assert "nosniff" in text
    assert r'<FilesMatch "\.[0-9a-f]{10}\.(js|css|json)$">' in (samples / "headers" / "apache.htaccess").read_text()


def test_events_json_is_as_the_manual_says(samples: Path) -> None:
    events = json.loads((samples / "events.json").read_text())
    jsonschema.Draft202012Validator(EVENTS_FILE).validate(events)
    project = load_samples()
    assert set(events["trees"]) == set(project.trees)
    for id, tree in events["trees"].items():
        assert set(tree["steps"]) == set(project.trees[id].steps)
        for step in tree["steps"].values():
            assert set(step["targets"]) <= set(tree["steps"])
    check = events["trees"]["identity-check"]
    assert check["steps"]["caller"]["options"]["named"] == {
        "label": "Someone named on the account",
        "target": "account_number",
    }
    assert check["steps"]["caller"]["targets"] == ["account_number", "general_only"]
    assert check["was"] == {"password": "security_word"}


def test_the_example_in_the_manual_is_right() -> None:
    example = re.search(r"```json\n(.*?)```", (ROOT / "docs/reference/site.md").read_text(), re.DOTALL)
    assert example
    jsonschema.Draft202012Validator(EVENTS_FILE).validate(json.loads(example[1]))


def test_a_page_carries_its_program_and_a_large_one_stays_apart(project: Path) -> None:
    steps = "".join(f"  s{n}: {{do: {'word ' * 400}, then: s{n + 1}}}\n" for n in range(99))
    (project / "trees" / "large.yaml").write_text(
        f"title: Large\nsteps:\n{steps}  s99: {{end: resolved, say: Done.}}\n"
    )
    build_project(load_project(project), project / "build", TODAY, maps=False, durable=False)
    small, large = (read_page_data(project / "build" / f"{name}.html") for name in ("parcel-late", "large"))
    program: Program = small["program"]
    assert program["tree"] == "parcel-late"
    assert small["mode"] == "live" and small["tracking"] == {}
    assert "program" not in large
    assert re.fullmatch(r"assets/large\.[0-9a-f]{10}\.js", large["program_url"])
    script = (project / "build" / large["program_url"]).read_text()
    assert read_program_script(script)["tree"] == "large"


def test_folders_with_one_title_are_one_category(project: Path) -> None:
    for path in ("Card-payments/z-one", "card_payments/a-two", "orders/of-today", "in-no-folder"):
        file = project / "trees" / f"{path}.yaml"
        file.parent.mkdir(exist_ok=True)
        file.write_text(f"title: {file.stem}\nsteps:\n  done: {{end: resolved, say: Done.}}\n")
    build_project(load_project(project), project / "build", TODAY, maps=False, durable=False)
    page = (project / "build" / "index.html").read_text()
    told = re.findall(r"<h2>(.*?)</h2>|<h3[^>]*><a href=\"([^\"]*)\.html\"", page)
    assert ["".join(each) for each in told] == [
        *["in-no-folder", "Card payments", "a-two", "z-one", "Orders", "of-today", "Parcels", "parcel-late"]
    ]


def test_a_program_comes_whole_out_of_its_script() -> None:
    program = write_json({"a": "it's \\ \"quoted\" \\\\' \n", "__proto__": {"b": "\u2028</script>"}})
    assert read_program_script(make_program_script(program).decode()) == json.loads(program)


def read_page_data(file: Path) -> dict[str, object]:
    text = re.search(
        r'<script type="application/json" id="perfsupport-page">(.*?)</script>', file.read_text(), re.DOTALL
    )
    assert text
    data: dict[str, object] = json.loads(text[1])
    return data


def test_json_in_a_page_cannot_end_its_element() -> None:
    hostile = "</script></SCRIPT ><!-- <script> ]]> & \u2028\u2029 ü"
    text = write_json({"a": hostile})
    assert not re.search("<(/|!|script)", text, re.IGNORECASE)
    assert json.loads(text) == {"a": hostile}


def test_two_files_at_one_address_are_an_error() -> None:
    with pytest.raises(PerfsupportError, match=r"Two files of the site claim one address: a\.html and a\.html"):
        gather([{"a.html": b""}, {"a.html": b""}])
    with pytest.raises(PerfsupportError, match=r"media/A\.svg and media/a\.svg"):
        gather([{"media/A.svg": b"", "media/a.svg": b""}])


def test_the_same_input_gives_the_same_bytes(tmp_path: Path, samples: Path) -> None:
    """Whatever the hash seed, the folder one stands in, and the zone; the maps are drawn anew."""
    out = tmp_path / "again"
    command = [sys.executable, "-m", "perfsupport", "build", "--root", str(ROOT), "--out", str(out)]
    environment = {**os.environ, "PYTHONHASHSEED": "77", "TZ": "Pacific/Kiritimati", "LC_ALL": "C", "PYTHONUTF8": "0"}
    subprocess.run(command, cwd=tmp_path, env=environment, check=True)
    assert read_site(out) == read_site(samples)


def test_a_build_with_errors_leaves_the_last_site(project: Path) -> None:
    out = project / "build"
    build_project(load_project(project), out, TODAY, maps=False, durable=False)
    before = read_site(out)
    tree = project / "trees" / "parcels" / "parcel-late.yaml"
    tree.write_text(tree.read_text().replace("then: by_days", "then: by_day"))
    result = build_project(load_project(project), out, TODAY, maps=False)
    assert not result.written
    assert [one.code for one in result.diagnostics if one.severity == "error"] == ["PS301"]
    assert read_site(out) == before


def test_a_site_does_not_go_among_the_trees(project: Path) -> None:
    with pytest.raises(PerfsupportError, match="lies in the folder of the trees"):
        build_project(load_project(project), project / "trees" / "build", TODAY)
