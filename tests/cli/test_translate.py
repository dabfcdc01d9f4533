"""``perfsupport translate``: what it writes, what it tells, and how it ends."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from perfsupport.cli.translate import translate
from perfsupport.errors import UsageError

TREE = """title: Refunds
owner: payments-desk
steps:
  done: {title: Pay back, end: resolved, do: [Open the case., Press the button.], contact: lead}
"""
SETTINGS = "title: Desk\nlanguages: [de]\ncontacts: {lead: {name: Team lead, phone: '1'}}\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "trees" / "desk").mkdir(parents=True)
    (tmp_path / "perfsupport.yaml").write_text(SETTINGS)
    (tmp_path / "trees" / "desk" / "refund.yaml").write_text(TREE)
    return tmp_path


def run(root: Path, *arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(translate, [*arguments, "--root", str(root)], standalone_mode=False)
    if result.exception:
        raise result.exception
    return result.return_value, result.output


def test_extract_writes_a_file_beside_each_tree_and_leaves_those_that_are_there(root: Path) -> None:
    assert run(root, "extract") == (0, "Wrote perfsupport.de.yaml\nWrote trees/desk/refund.de.yaml\n")
    file = root / "trees" / "desk" / "refund.de.yaml"
    assert file.read_text() == (
        "# de words of trees/desk/refund.yaml. Write them behind `text`; `perfsupport translate update` keeps the rest"
        " up to date.\n\ntitle:\n  source: Refunds\n  text:\n\nsteps:\n  done:\n    title:\n      source: Pay back\n"
        "      text:\n    do:\n      - source: Open the case.\n        text:\n      - source: Press the button.\n"
        "        text:\n"
    )
    file.write_text("title: {source: Refunds, text: Erstattungen}\n")
    assert run(root, "extract") == (0, "Nothing to write.\n")
    assert run(root, "extract", "refund", "--language", "ar", "--dry-run") == (
        0,
        "Would write trees/desk/refund.ar.yaml\n",
    )


def test_report_tells_what_is_left_to_do(root: Path) -> None:
    code, told = run(root, "report")
    assert code == 1
    assert "trees/desk/refund.de.yaml: 0 of 4 translated, 4 missing\n  There is no file yet" in told
    side = "title: {source: Refund, text: Erstattungen}\nsteps: {done: {do: [{source: Open the case., text: Auf.}]}}\n"
    (root / "trees" / "desk" / "refund.de.yaml").write_text(side)
    code, told = run(root, "report", "refund")
    assert (code, told) == (
        1,
        "trees/desk/refund.de.yaml: 1 of 4 translated, 2 missing, 1 stale\n"
        "  1: stale title: Refunds\n"
        "  missing steps.done.title: Pay back\n"
        "  missing steps.done.do.2: Press the button.\n",
    )
    code, told = run(root, "report", "refund", "--format", "json")
    (file,) = json.loads(told)["files"]
    assert (file["texts"], len(file["missing"]), [one["key"] for one in file["stale"]]) == (4, 2, ["title"])
    assert (file["stale"][0]["text"], file["stale"][0]["line"]) == ("Erstattungen", 1)


def test_update_brings_files_up_to_date_and_report_ends_well_once_all_is_translated(root: Path) -> None:
    side = root / "trees" / "desk" / "refund.de.yaml"
    side.write_text("title: {source: Refund, text: Erstattungen}\n")
    assert run(root, "update") == (0, "Wrote trees/desk/refund.de.yaml\n")
    assert "  source: Refunds\n  was: Refund\n  text: Erstattungen\n" in side.read_text()
    assert run(root, "update") == (0, "Nothing to write.\n")
    run(root, "extract")
    for file in (side, root / "perfsupport.de.yaml"):
        mended = file.read_text().replace("  was: Refund\n", "").replace("text:\n", "text: Wort\n")
        file.write_text(mended)
    assert run(root, "report")[0] == 0


def test_update_keeps_the_line_ends_that_a_translator_s_editor_writes(root: Path) -> None:
    side = root / "trees" / "desk" / "refund.de.yaml"
    run(root, "extract", "refund")
    windows = side.read_bytes().replace(b"\n", b"\r\n")
    side.write_bytes(b"\xef\xbb\xbf" + windows)
    assert run(root, "update") == (0, "Nothing to write.\n")
    side.write_bytes(windows.replace(b"source: Refunds", b"source: Refund"))
    assert run(root, "update") == (0, "Wrote trees/desk/refund.de.yaml\n")
    assert side.read_bytes() == windows


def test_what_cannot_be_meant_is_refused(root: Path) -> None:
    with pytest.raises(UsageError, match="de_DE is no language tag"):
        run(root, "extract", "--language", "de_DE")
    with pytest.raises(UsageError, match="en is the language that the trees are written in"):
        run(root, "report", "--language", "en")
    (root / "perfsupport.yaml").write_text("title: Desk\n")
    with pytest.raises(UsageError, match="No language is named"):
        run(root, "report")
    (root / "trees" / "desk" / "refund.de.yaml").write_text("titel: {source: Refunds}\n")
    with pytest.raises(UsageError, match=r"refund\.de\.yaml:1: .*Mend it first"):
        run(root, "update")
