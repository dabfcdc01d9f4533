"""Steps, facts and files that get another name, and what follows them."""

from __future__ import annotations

import pytest
from lsprotocol import types
from pygls.exceptions import JsonRpcException

from tests.languageserver.editor import CARD, IDENTITY, SCENARIOS, WORDS, Editor

pytestmark = pytest.mark.asyncio(loop_scope="module")  # one server for all: it keeps their projects apart


async def rename(editor: Editor, path: str, marked: str, new: str) -> dict[str, list[str]]:
    document = types.TextDocumentIdentifier(editor.uri(path))
    found = await editor.client.text_document_rename_async(types.RenameParams(document, editor.find(path, marked), new))
    assert found is not None and found.changes is not None
    return {uri.rpartition("/")[2]: [edit.new_text for edit in edits] for uri, edits in found.changes.items()}


async def test_a_step_gets_another_name_in_every_file_and_keeps_the_old_one_for_old_links(editor: Editor) -> None:
    await editor.open(IDENTITY)
    changed = await rename(editor, IDENTITY, "  veri|fied: {end", "known")
    assert changed["card-declined.yaml"] == ["known"]
    assert sorted(changed["identity-check.yaml"]) == ["known", "known", "was: verified, "]


async def test_words_in_other_languages_stay_with_a_step_that_is_renamed(beside: Editor) -> None:
    (beside.root / "perfsupport.yaml").write_text("title: Desk\nlanguages: [de]\n", encoding="utf-8")
    await beside.open(CARD)
    changed = await rename(beside, CARD, "  pa|id: {end", "all_paid")
    assert "Sie können ((amount)) zahlen." in (beside.root / WORDS).read_text(encoding="utf-8")
    assert any("all_paid:" in text for text in changed["card-declined.de.yaml"])


async def test_a_fact_is_renamed_in_conditions_and_words(editor: Editor) -> None:
    await editor.open(CARD)
    changed = await rename(editor, CARD, "((amo|unt))", "sum_refused")
    assert changed == {"card-declined.yaml": ["sum_refused"] * 4}


async def test_a_name_that_is_taken_is_refused_in_words(editor: Editor) -> None:
    await editor.open(CARD)
    with pytest.raises(JsonRpcException, match="has a step `paid` already"):
        await rename(editor, CARD, "otherwise: w|ho", "paid")


@pytest.mark.parametrize(
    ("marked", "words"),
    [("run: identity-ch|eck", "rename tree identity-check"), ("contact: ca|re", "by hand")],
)
async def test_what_is_not_renamed_here_says_how_it_is(editor: Editor, marked: str, words: str) -> None:
    await editor.open(CARD)
    document = types.TextDocumentIdentifier(editor.uri(CARD))
    with pytest.raises(JsonRpcException, match=words):
        await editor.client.text_document_prepare_rename_async(
            types.PrepareRenameParams(document, editor.find(CARD, marked))
        )


async def move(editor: Editor, *moves: tuple[str, str]) -> tuple[dict[str, list[str]], dict[str, str]]:
    """Return what the server has changed before files get other names: new texts by file, and moves of other files."""
    files = [types.FileRename(editor.uri(old), editor.uri(new)) for old, new in moves]
    found = await editor.client.workspace_will_rename_files_async(types.RenameFilesParams(files))
    edits: dict[str, list[str]] = {}
    places: dict[str, str] = {}
    changes = found.document_changes if found is not None else None
    for each in changes or ():
        if isinstance(each, types.TextDocumentEdit):
            texts = [edit.new_text for edit in each.edits if isinstance(edit, types.TextEdit)]
            edits[each.text_document.uri.rpartition("/")[2]] = texts
        elif isinstance(each, types.RenameFile):
            places[each.old_uri.rpartition("/")[2]] = each.new_uri.partition("/trees/")[2]
    for uri, plain in ((found.changes if found is not None else None) or {}).items():
        edits[uri.rpartition("/")[2]] = [edit.new_text for edit in plain]
    return edits, places


async def test_what_runs_a_tree_follows_when_its_file_gets_another_name(editor: Editor) -> None:
    await editor.open(CARD)
    assert await move(editor, (IDENTITY, "trees/checks/who-calls.yaml")) == ({"card-declined.yaml": ["who-calls"]}, {})
    await editor.type(CARD, "    run: identity-check", "    run: 'identity-check'")  # unsaved, and in quotes
    assert await move(editor, (IDENTITY, "trees/cards/who-calls.yaml")) == ({"card-declined.yaml": ["who-calls"]}, {})


async def test_what_lies_beside_a_tree_moves_with_its_file(beside: Editor) -> None:
    await beside.open(CARD)
    new = "trees/cards/card-refused.yaml"
    scenarios, words = "cards/card-refused.scenarios.yaml", "cards/card-refused.de.yaml"
    both = {"card-declined.scenarios.yaml": scenarios, "card-declined.de.yaml": words}
    assert await move(beside, (CARD, new)) == ({}, both)
    one = {"card-declined.de.yaml": words}
    assert await move(beside, (CARD, new), (SCENARIOS, f"trees/{scenarios}")) == ({}, one)
    assert (await move(beside, (CARD, "trees/card-declined.yaml")))[1][
        "card-declined.de.yaml"
    ] == "card-declined.de.yaml"


async def test_a_file_that_becomes_no_tree_changes_no_other(beside: Editor) -> None:
    await beside.open(CARD)
    for new in ("trees/checks/Who calls.yaml", CARD, "trees/checks/identity-check.bak", "elsewhere/who.yaml"):
        assert await move(beside, (IDENTITY, new)) == ({}, {})
    assert await move(beside, (SCENARIOS, "trees/cards/other.scenarios.yaml")) == ({}, {})
