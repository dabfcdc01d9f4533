from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
from pathlib import Path

import pytest

from perfsupport.errors import PerfsupportError
from perfsupport.settings import Theme
from perfsupport.site.assets import join_modules, join_styles, name_asset, write_theme
from perfsupport.site.minified import minify
from perfsupport.site.templates import Templates, find_template_folder
from perfsupport.tree import Text


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
    script = join_modules(templates).decode()
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
        join_modules(templates)


def test_the_player_is_one_script_that_parses(tmp_path: Path, node: str) -> None:
    file = tmp_path / "player.js"
    file.write_bytes(join_modules(Templates([find_template_folder()])))
    subprocess.run([node, "--check", str(file)], check=True)


def test_the_player_made_short_is_a_script_that_parses(tmp_path: Path, node: str) -> None:
    whole = join_modules(Templates([find_template_folder()]))
    short = minify(whole, "application/javascript")
    assert len(short) < len(whole) * 0.7 or importlib.util.find_spec("minify") is None
    file = tmp_path / "player.js"
    file.write_bytes(short)
    subprocess.run([node, "--check", str(file)], check=True)


def test_what_cannot_be_made_short_stays_as_it_is() -> None:
    assert minify(b"function broken( {", "application/javascript") == b"function broken( {"


def test_without_the_package_scripts_stay_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "minify", None)
    assert minify(b"const a = 1;", "application/javascript") == b"const a = 1;"


def test_an_asset_is_named_by_its_content() -> None:
    assert name_asset("style.css", b"a") != name_asset("style.css", b"b")
    assert re.fullmatch(r"assets/style\.[0-9a-f]{10}\.css", name_asset("style.css", b"a"))


def test_a_theme_keeps_words_readable_on_its_colours() -> None:
    dark, light = "#0b6157", "#ffe680"
    css = write_theme(Theme(accent=Text(dark), accent_dark=Text(light), radius=Text("4")))
    assert f"--accent:{dark};--accent-ink:#ffffff;" in css
    assert f"--accent-dark:{light};--accent-dark-ink:#000000;--radius:4px" in css
    assert write_theme(Theme()) == ""


def test_styles_lose_their_comments_and_keep_their_rules() -> None:
    css = join_styles(Templates([find_template_folder()]), Theme(), ["tokens", "page"]).decode()
    assert "/*" not in css and "--accent" in css
