from __future__ import annotations

from pathlib import Path

import pytest

from perfsupport.errors import PerfsupportError
from perfsupport.project import build_project, load_project
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
    assert set(before) - set(after) == {address for address in before if address.startswith("assets/style.")}


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
