"""What is told of a text while it is typed, of which files, and of what changes on the disk."""

from __future__ import annotations

import asyncio
import shutil
from itertools import pairwise

import pytest
from lsprotocol import types

from tests.languageserver.editor import CARD, IDENTITY, TOLD, VERSIONS, WATCHED, Editor

pytestmark = pytest.mark.asyncio(loop_scope="module")  # one server for all: it keeps their projects apart


async def test_what_is_typed_and_not_saved_is_checked(editor: Editor) -> None:
    assert not await editor.open(CARD)
    found = await editor.type(CARD, "otherwise: who", "otherwise: whoo")
    assert [(one.code, one.range.start.line, one.range.start.character) for one in found] == [("PS301", 23, 15)]
    assert "whoo" in found[0].message and "who" in found[0].message
    assert not await editor.type(CARD, "otherwise: whoo", "otherwise: who")


async def test_of_a_text_that_is_no_more_nothing_is_told(editor: Editor) -> None:
    await editor.open(CARD)
    words = ["who", "whoo", "paid", "nowhere", "hand_over", "whoo"]
    for number, (old, new) in enumerate(pairwise(words)):
        editor.press(CARD, f"otherwise: {old}\n", f"otherwise: {new}\n")
        # Some keys come before a check has begun, some while it is under way.
        await asyncio.sleep(0.03 * number)
    found = await editor.wait(CARD)
    assert [(one.code, one.range.start.line) for one in found] == [("PS301", 23)]
    told = [version or 0 for uri, version in VERSIONS[editor.client] if uri == editor.uri(CARD)]
    assert told == sorted(told)
    assert told[-1] == len(words)


async def test_a_change_in_one_file_is_told_in_another(editor: Editor) -> None:
    await editor.open(CARD)
    await editor.open(IDENTITY)
    await editor.type(IDENTITY, "  failed: {end", "  refused: {end")
    await editor.type(IDENTITY, '"No": failed', '"No": refused')
    assert {one.code for one in editor.get_told(CARD).diagnostics} == {"PS405", "PS406"}


async def test_places_are_told_in_the_units_of_the_editor(editor: Editor) -> None:
    await editor.open(CARD)
    await editor.type(CARD, 'say: "You can pay ((amount)) now."', 'say: "\U0001f4b6 ((amuont)) \U0001f4b6"')
    (found,) = editor.get_told(CARD).diagnostics
    assert (found.range.start, found.range.end) == (
        editor.find(CARD, "((|amuont"),
        editor.find(CARD, "amuont|))"),
    )


async def test_a_fix_is_offered_and_mends(editor: Editor) -> None:
    await editor.open(CARD)
    await editor.type(CARD, "when: amount > 500", "when: amont > 500")
    fixes = await editor.find_fixes(CARD, "when: am|ont")
    assert [(fix.title, fix.kind) for fix in fixes] == [
        ("Write amount", types.CodeActionKind.QuickFix),
        ("Mend all that perfsupport can mend", types.CodeActionKind.SourceFixAll),
    ]
    for fix in fixes:
        assert fix.edit is not None and fix.edit.changes is not None
        (edit,) = fix.edit.changes[editor.uri(CARD)]
        assert edit.new_text == "amount"
        assert edit.range.start == editor.find(CARD, "when: |amont")
        assert edit.range.end == editor.find(CARD, "when: amont|")


async def test_projects_of_one_workspace_are_kept_apart(editor: Editor) -> None:
    """Also one within the other, and both with a tree of the same name."""
    inner = editor.root / "more/aids"
    (inner / "trees/cards").mkdir(parents=True)
    (inner / "perfsupport.yaml").write_text("title: More\n", encoding="utf-8")
    text = (editor.root / CARD).read_text(encoding="utf-8")
    (inner / CARD).write_text(text, encoding="utf-8")
    assert not await editor.open(CARD)
    missing = await editor.open(f"more/aids/{CARD}")
    assert missing
    assert "identity-check" in missing[0].message
    assert not await editor.type(CARD, "title: ", "title: My ")


async def test_a_file_of_no_project_is_left_alone(editor: Editor) -> None:
    stray = editor.root.parent / "stray.yaml"
    stray.write_text("a: 1", encoding="utf-8")
    editor.open_quietly(stray)
    assert not await editor.open(CARD)
    assert [uri for uri in editor.client.diagnostics if "stray" in uri] == []


class OtherEditor(Editor):
    """One that writes addresses in another way: Windows' drives, brackets and the like differ from editor to editor."""

    def uri(self, path: str) -> str:
        return super().uri(path).replace("declined", "declin%65d")


@pytest.mark.parametrize("kind", [Editor, OtherEditor])
async def test_a_folder_may_be_called_anything_and_an_editor_write_it_in_its_own_way(
    editor: Editor, kind: type[Editor]
) -> None:
    folder = editor.root / "My desk (2) – ü#1"
    shutil.copytree(editor.root / "trees", folder / "trees")
    shutil.copy(editor.root / "perfsupport.yaml", folder)
    other = kind(editor.client, folder)
    await other.open(CARD)
    (found,) = await other.type(CARD, "otherwise: who", "otherwise: whoo")
    assert found.code == "PS301"
    assert other.get_told(CARD).version == 2
    other.press(CARD, "      web: how_much\n", "      web: how_much\n      by_mail: ho\n")
    assert "how_much" in await other.complete(CARD, "by_mail: ho|")  # in the text as it is now, not as it was
    await other.wait(CARD)


@pytest.mark.parametrize(
    "path", ["compose.yaml", ".github/workflows/ci.yaml", "trees/media/list.yaml", "trees/cards/deep/own.yaml"]
)
async def test_of_other_files_in_the_folder_of_a_project_nothing_is_told(editor: Editor, path: str) -> None:
    """Most editors hand over every file of a kind."""
    other = editor.root / path
    other.parent.mkdir(parents=True, exist_ok=True)
    other.write_text("on: push\njobs: {}\n", encoding="utf-8")
    editor.open_quietly(other)
    assert not await editor.open(CARD)
    told = TOLD[editor.client].get(editor.uri(path))
    assert told is None or not told.diagnostics
    completed = await editor.client.text_document_completion_async(
        types.CompletionParams(types.TextDocumentIdentifier(editor.uri(path)), types.Position(0, 0))
    )
    assert completed is None


async def test_what_goes_on_the_disk_is_noticed(editor: Editor) -> None:
    """Of a folder that goes, no editor tells of the files."""
    assert {"**/perfsupport.yaml", "**/trees/**"} <= set(WATCHED[editor.client])
    assert not await editor.open(CARD)
    shutil.rmtree(editor.root / "trees/checks")
    found = await editor.change_on_disk(CARD, editor.root / "trees/checks")
    assert "PS303" in {one.code for one in found}


async def test_of_a_project_that_is_gone_nothing_is_left(editor: Editor) -> None:
    """A folder may be taken away while one of its files is open: its messages go, and another project is answered."""
    inner = editor.root / "inner"
    (inner / "trees").mkdir(parents=True)
    (inner / "trees/card.yaml").write_text("title: Card\nsteps: {}\n", encoding="utf-8")
    assert await editor.open("inner/trees/card.yaml")
    shutil.rmtree(inner)
    editor.close("inner/trees/card.yaml")
    async with asyncio.timeout(60):
        while editor.get_told("inner/trees/card.yaml").diagnostics:
            await asyncio.sleep(0.05)
    assert not await editor.open(CARD)
