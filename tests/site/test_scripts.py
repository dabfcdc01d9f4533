"""The player's modules become classic scripts: one for every page, and parts that come when they are needed."""

from __future__ import annotations

import importlib.util
import re
import subprocess
from pathlib import Path

import pytest

from perfsupport.errors import PerfsupportError
from perfsupport.site.minified import minify
from perfsupport.site.scripts import PARTS, join_player
from perfsupport.site.templates import Templates, find_template_folder
from tests.conftest import ROOT


def make_player(folder: Path, **modules: str) -> Templates:
    (folder / "player").mkdir()
    for name, text in modules.items():
        (folder / "player" / f"{name}.js").write_text(text)
    return Templates([folder])


def test_modules_are_joined_in_the_order_a_browser_runs_them(tmp_path: Path, node: str) -> None:
    templates = make_player(
        tmp_path,
        main='import {b} from "./b.js";\nimport {a} from "./a.js";\nconsole.log(a + b);\n',
        b='// A comment.\nimport {a} from "./a.js";\n/*\n * Another.\n */\nexport const b = a + "b"; // kept: "//"\n',
        a='export const a = "a";\nexport function unused() {\n  return `${a} // not a comment`;\n}\n',
    )
    script = join_player(templates, parts=()).script.decode()
    assert subprocess.run([node, "-e", script], capture_output=True, text=True, check=True).stdout == "aab\n"
    assert "import" not in script and "export" not in script and "comment." not in script
    assert not re.search(r"^ ", script, re.MULTILINE)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("const one = 1;\nconst a = 2;\n", r"player/main\.js:3: the name a stands in player/a\.js:1 already"),
        ("const text = `one\ntwo`;\n", r"player/main\.js:2: a template literal may not go over several lines"),
        ("import * as all from './a.js';\n", r"player/main\.js:2: write imports on one line"),
        ("export default 5;\n", r"player/main\.js:2: write imports on one line and exports before a declaration"),
    ],
)
def test_a_module_that_cannot_be_joined_stops_the_build_with_its_line(tmp_path: Path, text: str, message: str) -> None:
    templates = make_player(tmp_path, main='import {a} from "./a.js";\n' + text, a="export const a = 1;\n")
    with pytest.raises(PerfsupportError, match=message):
        join_player(templates, parts=())


def test_the_player_is_one_script_that_parses(tmp_path: Path, node: str) -> None:
    file = tmp_path / "player.js"
    file.write_bytes(join_player(Templates([find_template_folder()])).script)
    subprocess.run([node, "--check", str(file)], check=True)


def test_the_player_made_short_is_a_script_that_parses(tmp_path: Path, node: str) -> None:
    whole = join_player(Templates([find_template_folder()])).script
    short = minify(whole, "application/javascript")
    assert len(short) < len(whole) * 0.7 or importlib.util.find_spec("minify") is None
    file = tmp_path / "player.js"
    file.write_bytes(short)
    subprocess.run([node, "--check", str(file)], check=True)


LOADING = "export const kit = {};\nexport const own = globalThis;\n"
BROWSER = "globalThis.document = {currentScript: {}};\n"


def make_parts(folder: Path, **parts: str) -> Templates:
    templates = make_player(
        folder,
        main='import {kit} from "./loading.js";\nimport {add} from "./sum.js";\nown.test = [kit, add(1, 1)];\n',
        loading=LOADING,
        sum="export function add(a, b) {\n  return a + b;\n}\nconst hidden = 1;\n",
        extra='import {add} from "./sum.js";\nexport const three = add(1, 2);\n',
    )
    (folder / "player/parts").mkdir()
    for name, text in parts.items():
        stem, _, ending = name.rpartition("_")
        (folder / f"player/parts/{stem}.{ending}").write_text(text)
    return templates


def test_a_part_gets_from_the_kit_what_the_script_has_and_brings_the_rest(tmp_path: Path, node: str) -> None:
    part = 'import {add} from "../sum.js";\nimport {three} from "../extra.js";\n'
    part += "export function createPart(aid) {\n  return add(aid, three);\n}\n"
    templates = make_parts(tmp_path, more_js=part, more_css='/* Why. */\n.more { content: "\\201c" }\n')
    player = join_player(templates, parts=["more"])
    assert "a + b" not in player.parts["more"].decode()
    script = BROWSER + player.script.decode() + minify(player.parts["more"], "application/javascript").decode()
    script += "\nconst part = document.currentScript.perfsupport(globalThis.test[0]);"
    script += "console.log(part.createPart(4), part.style)"
    said = subprocess.run([node, "-e", script], capture_output=True, text=True, check=True).stdout
    assert re.fullmatch(r'7 \.more ?\{ ?content: ?"\\201c";? ?\}\s*', said)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('import {hidden} from "../main.js";\n', r"parts/more\.js:1: player/main\.js has no hidden"),
        ('import {take} from "../sum.js";\n', r"parts/more\.js:1: player/sum\.js has no take"),
        ('import {add as plus} from "../sum.js";\n', r"parts/more\.js:1: write imports on one line"),
        ('import {add} from "../sum.js";\nconst add = 1;\n', r"parts/more\.js:2: the name add stands in"),
        ("export function create() {}\n", r"parts/more\.js: a part exports a function createPart"),
    ],
)
def test_a_part_that_cannot_be_joined_stops_the_build(tmp_path: Path, text: str, message: str) -> None:
    if "createPart" not in message:
        text += "export function createPart() {}\n"
    with pytest.raises(PerfsupportError, match=message):
        join_player(make_parts(tmp_path, more_js=text), parts=["more"])


def test_no_code_comes_in_two_parts(tmp_path: Path) -> None:
    part = 'import {three} from "../extra.js";\nexport function createPart() {}\n'
    with pytest.raises(PerfsupportError, match=r"player/extra\.js: parts/one\.js and parts/two\.js both bring it"):
        join_player(make_parts(tmp_path, one_js=part, two_js=part), parts=["one", "two"])


def test_the_players_parts_are_scripts_that_parse_and_all_are_listed(tmp_path: Path, node: str) -> None:
    parts = join_player(Templates([find_template_folder()])).parts
    for name, part in parts.items():
        file = tmp_path / f"{name}.js"
        file.write_bytes(minify(part, "application/javascript"))
        subprocess.run([node, "--check", str(file)], check=True)
    assert sorted(PARTS) == sorted(file.stem for file in (ROOT / "site_templates/player/parts").glob("*.js"))


def test_the_player_asks_its_root_and_its_surroundings_never_the_page() -> None:
    """An aid that is mounted in another page neither reads nor changes that page's elements, address and history."""
    bare = re.compile(
        r"document\.(?:getElementById|querySelector\w*|title|body|activeElement)\b|(?<![\w.])(?:location|history)\."
    )
    found = [
        f"{file.name}:{number}: {line.strip()}"
        for file in sorted((ROOT / "site_templates/player").rglob("*.js"))
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1)
        if bare.search(line) and file.name not in ("surroundings.js", "host.js")
    ]
    assert found == []


@pytest.mark.parametrize(
    "texts",
    [
        'export const texts = {\n  back: "Back",\n  "by-name": "By name",\n  more: "More",\n};\n',
        'export const texts = {"back": "Back", "by-name": "By name", "more": "More"};\n',
    ],
    ids=["as written", "as translated"],
)
def test_words_that_only_a_part_says_come_with_it(tmp_path: Path, node: str, texts: str) -> None:
    part = 'import {texts} from "../texts.js";\nexport function createPart() {\n  return texts.more;\n}\n'
    templates = make_parts(tmp_path, more_js=part)
    (tmp_path / "player/texts.js").write_text(texts)
    main = 'import {kit} from "./loading.js";\nimport {texts} from "./texts.js";\nown.test = [kit, texts.back];\n'
    (tmp_path / "player/main.js").write_text(main)
    player = join_player(templates, parts=["more"])
    assert b"More" not in player.script
    assert b"By name" not in player.parts["more"]
    script = BROWSER + player.script.decode() + player.parts["more"].decode()
    script += "console.log(test[1], document.currentScript.perfsupport(test[0]).createPart())"
    assert subprocess.run([node, "-e", script], capture_output=True, text=True, check=True).stdout == "Back More\n"
