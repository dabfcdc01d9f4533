from __future__ import annotations

from pathlib import Path

import pytest

from perfsupport.building import build_project
from perfsupport.errors import PerfsupportError
from perfsupport.project import load_project
from tests.conftest import ROOT
from tests.site.conftest import TODAY, read_site


def build(project: Path) -> dict[str, bytes]:
    out = project / "build"
    assert build_project(load_project(project), out, TODAY, maps=False, durable=False).written
    return read_site(out)


def override(project: Path, name: str, text: str) -> None:
    file = project / "site_templates" / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)


def test_a_project_may_replace_one_template_and_keep_the_rest(project: Path) -> None:
    before = build(project)
    override(project, "pages/index.html.j2", "<!doctype html><title>{{ settings.title }}, ours</title>")
    after = build(project)
    assert after["index.html"] == b"<!doctype html><title>Our job aids, ours</title>"
    assert {address for address in before if before[address] != after.get(address)} == {"index.html", "worker.js"}


def test_a_template_of_ours_can_be_extended(project: Path) -> None:
    override(
        project, "components/currency.html.j2", "{% macro currency(tree) %}asked for by {{ tree.owner }}{% endmacro %}"
    )
    assert b"asked for by parcel-desk" in build(project)["parcel-late.print.html"]


def test_a_style_and_a_script_can_be_replaced(project: Path) -> None:
    before = build(project)
    override(project, "styles/player.css", ".step { color: hotpink }\n")
    after = build(project)
    assert any(b"hotpink" in content for address, content in after.items() if address.startswith("assets/style."))
    # The element for other pages brings the styles along.
    assert set(before) - set(after) == {one for one in before if one.startswith(("assets/style.", "assets/element."))}


KINDS = {
    "pages/print.html.j2": ("{% block main %}OURS{% endblock %}", ".print.html"),
    "components/ways.html.j2": ("{% macro way_list(ways) %}OURS{% endmacro %}", "parcel-late.print.html"),
    "styles/page.css": ("body::after { content: 'OURS' }", "assets/style."),
    "player/texts.js": (None, "assets/faces.part."),
    "player/parts/search.js": (
        "export function createPart() {return {open: () => alert('OURS')};}",
        "assets/search.part.",
    ),
    "player/parts/search.css": (".hit::after { content: 'OURS' }", "assets/search.part."),
    "pages/index.js": ("document.title = 'OURS';", "assets/index."),
    "embed.js": ("document.title = 'OURS';", "embed.js"),
}
"""One of each kind that a project may replace, and a file of the site that it is seen in."""


@pytest.mark.parametrize("name", KINDS)
def test_each_kind_of_template_can_be_replaced_by_itself(project: Path, name: str) -> None:
    text, seen = KINDS[name]
    if text is None:
        text = (ROOT / "site_templates" / name).read_text(encoding="utf-8").replace('"Continue"', '"OURS"')
    override(project, name, text)
    assert [address for address, content in build(project).items() if seen in address and b"OURS" in content]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("<p>\n{{ sttings.title }}", "Template pages/index.html.j2, line 2: 'sttings' is undefined"),
        ("<p>\n\n{% if %}", "Template pages/index.html.j2, line 3: Expected an expression"),
        ("<p>{{ settings.title / 2 }}", "Template pages/index.html.j2, line 1: unsupported operand"),
    ],
)
def test_a_broken_template_is_named_and_the_last_site_stays(project: Path, text: str, message: str) -> None:
    before = build(project)
    override(project, "pages/index.html.j2", text)
    with pytest.raises(PerfsupportError) as raised:
        build_project(load_project(project), project / "build", TODAY, maps=False)
    assert message in str(raised.value)
    assert read_site(project / "build") == before


def test_authors_words_are_escaped_on_every_page(project: Path) -> None:
    tree = project / "trees" / "parcels" / "parcel-late.yaml"
    words = "\"<script>alert(1)</script> & 'quotes'\""
    tree.write_text(
        tree.read_text()
        .replace("A parcel has not arrived", words)
        .replace("On its way: how_late", f"{words}: how_late")
    )
    settings = project / "perfsupport.yaml"
    settings.write_text(settings.read_text().replace("Our job aids", words))
    tree.write_text(tree.read_text().replace("tracking: On its way", f"tracking: {words}"))
    for address, content in build(project).items():
        if address.endswith(".html"):
            assert b"<script>alert" not in content, address
