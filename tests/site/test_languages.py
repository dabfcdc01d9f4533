"""Sites in several languages: the same ways in other words, nothing hard-coded, and what is missing is marked."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from random import Random
from typing import Any

import pytest

from perfsupport.building import build_project
from perfsupport.catalogues.extracting import make_catalogue
from perfsupport.compiler import compile_tree
from perfsupport.diagnostics import has_errors
from perfsupport.project import load_project
from perfsupport.scenarios.walker import walk
from perfsupport.site.translated import translate_tree
from perfsupport.translating.texts import find_texts
from perfsupport.tree import Text, TranslatedText, Translation, Tree
from tests.conftest import ROOT
from tests.generated.trees import TODAY, load_program, make_project
from tests.generated.walks import make_known, make_response

PSEUDO = "nl"
"""A language without a catalogue of ours stands for one in which every word is strange."""

TREE = """title: Refunds
summary: What to do.
owner: «desk»
review_by: 2027-06-30
fallback: done
facts: {amount: {type: number, unit: EUR}, paid: {type: yes_no}, day: {type: date}}
steps:
  how:
    ask: How was it paid?
    why: Because.
    say: Say this.
    options: {Card: amount, Cash: tick}
  amount: {ask: How much?, fact: amount, then: paid}
  paid: {ask: Was it paid?, fact: paid, then: tick}
  tick: {title: Tick, do: [One., Two.], then: by, tips: [{text: A tip.}], links: [{text: Link, url: "https://x.example"}]}
  by: {route: [{when: paid, go: done}], otherwise: other}
  other: {title: Other, run: other, on: {end: done}}
  done: {title: Done, end: resolved, do: Close it., detail: More., note: Closed., contact: lead}
"""
OTHER = "title: Other\nowner: «desk»\nsteps:\n  end: {title: End, end: booked, say: Goodbye.}\n"
SETTINGS = """title: Desk
languages: [%s]
outcomes: [booked]
source_url: https://forge.example/{path}
contacts: {lead: {name: Lead, phone: "123"}}
"""


class Texts(HTMLParser):
    """What people see and hear of a page: texts, and the attributes that are read out or shown."""

    ATTRIBUTES = ("aria-label", "alt", "title", "placeholder", "data-words")

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._silent: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "style", "kbd", "code") or (("aria-hidden", "true") in attrs and tag != "svg"):
            self._silent.append(tag)
        self.found += [value for key, value in attrs if key in self.ATTRIBUTES and value]

    def handle_endtag(self, tag: str) -> None:
        if self._silent and self._silent[-1] == tag:
            self._silent.pop()

    def handle_data(self, data: str) -> None:
        if data.strip() and not self._silent:
            self.found.append(" ".join(data.split()))


def list_texts(page: str) -> list[str]:
    reader = Texts()
    reader.feed(page)
    return [text for text in reader.found if re.search(r"[A-Za-z]", text)]


def write_project(root: Path, languages: str = PSEUDO) -> None:
    folder = root / "trees" / "desk"
    folder.mkdir(parents=True)
    (root / "perfsupport.yaml").write_text(SETTINGS % languages, encoding="utf-8")
    (folder / "refund.yaml").write_text(TREE, encoding="utf-8")
    (folder / "other.yaml").write_text(OTHER, encoding="utf-8")


def build(root: Path, *, maps: bool = False) -> Path:
    result = build_project(load_project(root), root / "build", "2026-11-22", maps=maps, durable=False)
    assert result.written, result.diagnostics
    return root / "build"


@pytest.fixture(scope="module")
def pseudo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site in which every word, ours and the author's, is written in double angle brackets."""
    from perfsupport.translating.files import find_sources
    from perfsupport.translating.writing import write_translation

    root = tmp_path_factory.mktemp("pseudo")
    write_project(root)
    project = load_project(root)
    for source in find_sources(project.trees.values(), project.settings):
        texts = [TranslatedText(each.key, each.text, Text(f"«{each.text.strip()}»")) for each in source.texts]
        (root / source.path.replace(".yaml", f".{PSEUDO}.yaml")).write_text(write_translation("head", texts), "utf-8")
    (root / "translations").mkdir()
    lines = []
    for message in make_catalogue(ROOT / "site_templates", ROOT / "perfsupport"):
        forms = list(message.id) if isinstance(message.id, tuple | list) else [message.id]
        if message.id:
            lines.append(f"msgid {json.dumps(forms[0], ensure_ascii=False)}")
            if len(forms) > 1:
                lines.append(f"msgid_plural {json.dumps(forms[1], ensure_ascii=False)}")
            for number, form in enumerate(forms):
                key = f"msgstr[{number}]" if len(forms) > 1 else "msgstr"
                lines.append(f"{key} {json.dumps(f'«{form}»', ensure_ascii=False)}")
            lines.append("")
    head = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n'
    head += '"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
    (root / "translations" / f"interface.{PSEUDO}.po").write_text(head + "\n".join(lines), encoding="utf-8")
    return build(root, maps=True)


PAGES = ("refund.nl.html", "refund.nl.map.html", "refund.nl.print.html", "index.nl.html", "other.nl.html")
LANGUAGES = {"English", "Nederlands"}
AS_THEY_ARE = {"123", "Alt", "paid", "Esc"}


@pytest.mark.parametrize("page", PAGES)
def test_no_word_of_a_page_is_hard_coded(pseudo: Path, page: str) -> None:
    texts = list_texts((pseudo / page).read_text(encoding="utf-8"))
    assert len(texts) > 8
    plain = [text for text in texts if "«" not in text and "»" not in text and text not in LANGUAGES | AS_THEY_ARE]
    assert [text for text in plain if not re.fullmatch(r"[\d\W]*|\d+ \w+ \d{4}|EUR", text)] == []


def test_no_word_of_the_player_is_hard_coded(pseudo: Path) -> None:
    """Nothing that stands in a catalogue stands in English in the player or in any of its parts."""
    page = (pseudo / "refund.nl.html").read_text(encoding="utf-8")
    (player,) = re.findall(r'src="(assets/player\.\w+\.js)"', page)
    data = json.loads(re.search(r'id="perfsupport-page">(.*?)</script>', page, re.DOTALL)[1].replace("\\u003c", "<"))  # type: ignore[index]
    scripts = [player, *(f"assets/{address}" for address in data["parts"].values())]
    text = "".join((pseudo / address).read_text(encoding="utf-8") for address in scripts)
    # A part that this project has no use for is not named in the page, and is there all the same.
    every = "".join(file.read_text(encoding="utf-8") for file in (pseudo / "assets").glob("*.js"))
    for message in make_catalogue(ROOT / "site_templates", ROOT / "perfsupport"):
        if any(place.startswith("player/") for place, _line in message.locations):
            first = message.id[0] if isinstance(message.id, tuple | list) else message.id
            assert f'"{first}"' not in text, f"{first} is written into the player"
            assert f"«{first}»" in every, f"{first} is missing in the player"


def test_each_page_names_its_language_and_the_others(pseudo: Path) -> None:
    page = (pseudo / "refund.nl.map.html").read_text(encoding="utf-8")
    assert '<html lang="nl" dir="ltr">' in page
    assert '<link rel="alternate" hreflang="en" href="refund.map.html">' in page
    assert '<a href="refund.map.html" hreflang="en" lang="en" dir="ltr">English</a>' in page
    assert '<b aria-current="page" lang="nl" dir="ltr">Nederlands</b>' in page
    assert 'href="refund.nl.html"' in page and 'href="index.nl.html"' in page
    index = (pseudo / "index.nl.html").read_text(encoding="utf-8")
    assert 'href="refund.nl.html"' in index and 'href="other.nl.print.html"' in index
    assert 'hreflang="nl" href="index.nl.html"' in (pseudo / "index.html").read_text(encoding="utf-8")


def test_search_engines_get_whole_addresses_of_every_language(tmp_path: Path) -> None:
    write_project(tmp_path, "ar")
    settings = tmp_path / "perfsupport.yaml"
    settings.write_text(
        settings.read_text(encoding="utf-8") + "site_url: https://desk.example/aids/\n", encoding="utf-8"
    )
    site = build(tmp_path)
    for kind in ("", ".print"):
        pages = [(site / f"refund{language}{kind}.html").read_text(encoding="utf-8") for language in ("", ".ar")]
        found = [re.findall(r'<link rel="alternate" hreflang="([\w-]+)" href="([^"]+)">', page) for page in pages]
        assert (
            found[0]
            == found[1]
            == [
                ("en", f"https://desk.example/aids/refund{kind}.html"),
                ("ar", f"https://desk.example/aids/refund.ar{kind}.html"),
                ("x-default", f"https://desk.example/aids/refund{kind}.html"),
            ]
        )
        assert f'<a href="refund.ar{kind}.html" hreflang="ar"' in pages[0], "people stay where the site lies"


def test_statistics_stay_one(pseudo: Path) -> None:
    events = (pseudo / "events.json").read_text(encoding="utf-8")
    assert "«Card»" not in events and json.loads(events)["trees"]["refund"]["steps"]["how"]["options"]["card"]
    assert sorted(path.name for path in pseudo.glob("events*")) == ["events.json"]
    for page, language in (("refund.html", "en"), ("refund.nl.html", "nl")):
        text = (pseudo / page).read_text(encoding="utf-8")
        assert f'"language":"{language}"' in text
    versions = {
        re.search(r'"version":"(\w{12})"', (pseudo / page).read_text("utf-8"))[1]  # type: ignore[index]
        for page in ("refund.html", "refund.nl.html")
    }
    assert len(versions) == 1, "the version is that of the tree, in whatever words"


def test_what_is_not_translated_stays_and_is_marked(tmp_path: Path) -> None:
    write_project(tmp_path, "ar")
    side = "title: {source: Refunds, text: استرداد}\n"
    side += "steps: {how: {options: {card: {label: {source: Card, text: بطاقة}}}}}\n"
    (tmp_path / "trees" / "desk" / "refund.ar.yaml").write_text(side, encoding="utf-8")
    page = (build(tmp_path) / "refund.ar.html").read_text(encoding="utf-8")
    assert '<html lang="ar" dir="rtl">' in page
    assert "<h1>استرداد</h1>" in page
    assert '<h2 id="ask" tabindex="-1"><span lang="en" dir="auto">How was it paid?</span></h2>' in page
    assert "<span>بطاقة</span>" in page and '<span lang="en">Cash</span>' in page
    assert '<span lang="en" dir="auto">Say this.</span>' in page


def test_a_site_in_one_language_says_nothing_of_languages(tmp_path: Path) -> None:
    write_project(tmp_path, "")
    site = build(tmp_path)
    page = (site / "refund.html").read_text(encoding="utf-8")
    assert "hreflang" not in page and "languages" not in page
    pages = [f"{name}{kind}.html" for name in ("other", "refund") for kind in ("", ".map", ".print")]
    assert {path.name for path in site.glob("*.html")} >= {"index.html", *pages}
    assert [path.name for path in site.glob("*.??.*")] == []


def translate_randomly(tree: Tree, random: Random) -> Tree:
    """Return a tree with words for some of its texts: strange ones, and ones that mean something in conditions."""
    words = (
        "5",
        "yes",
        "no",
        "DE",
        "2026-01-01",
        "((amount))",
        "**x**",
        "<b>",
        "~none",
        "[a](https://x.example)",
        "بطاقة",
    )
    texts = [
        TranslatedText(one.key, one.text, Text(random.choice(words)))
        for one in find_texts(tree)
        if random.random() < 0.8
    ]
    return replace(tree, translations=[Translation(path="x.nl.yaml", language="nl", texts=texts)])


def follow(program: Any, random: Random) -> Iterator[Any]:
    state: Any = {"responses": {}, "known": {"host": make_known(random), "link": {}}}
    for _ in range(12):
        run = walk(program, state, TODAY)
        yield {key: value for key, value in run.items() if key not in ("path",)}
        yield [(entry["key"], entry["how"], entry.get("response")) for entry in run["path"]]
        here = run["path"][-1]
        if run["outcome"] is not None or here["how"] != "here":
            return
        response = make_response(random, program, here["key"], run["offered"])
        state = {**state, "responses": {**state["responses"], here["key"]: response}}


@pytest.mark.parametrize("seed", range(25))
def test_the_walk_is_the_same_in_every_language(seed: int) -> None:
    """Whatever the words say: ids, values, targets and conditions are those of the source."""
    from perfsupport.parsing import parse_tree

    random = Random(seed)
    files = make_project(random)
    program = load_program(files)
    translated: Any = {**program, "language": "nl", "trees": {}}
    for id, compiled in program["trees"].items():
        text = next(text for path, text in files.items() if path.endswith(f"/{id}.yaml") or path == id)
        tree, diagnostics = parse_tree(text.encode(), f"trees/x/{id}.yaml")
        assert tree is not None and not has_errors(diagnostics)
        assert compile_tree(tree)["steps"].keys() == compiled["steps"].keys()
        translated["trees"][id] = translate_tree(compiled, translate_randomly(tree, random), "nl", "en")
        assert translated["trees"][id]["version"] == compiled["version"]
    for walk_seed in range(4):
        assert list(follow(program, Random(walk_seed))) == list(follow(translated, Random(walk_seed)))
