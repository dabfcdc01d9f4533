"""The language server as an editor meets it."""

from __future__ import annotations

import asyncio
from itertools import pairwise

import pytest
from lsprotocol import types
from pygls.exceptions import JsonRpcException

from tests.languageserver.editor import CARD, IDENTITY, VERSIONS, Editor

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


async def test_what_can_be_written_is_offered_while_typing(editor: Editor) -> None:
    await editor.open(CARD)
    await editor.type(CARD, "shop: how_much", "shop: ho")
    assert "how_much" in await editor.complete(CARD, "shop: ho|")


async def test_hover_tells_a_step(editor: Editor) -> None:
    await editor.open(CARD)
    assert "What is the amount?" in await editor.hover(CARD, "web: how_|much")


@pytest.mark.parametrize(
    ("marked", "place"),
    [
        ("web: how_|much", "card-declined:16 how_much"),
        ("((amo|unt))", "card-declined:6 amount"),
        ("{veri|fied: paid", "identity-check:8 verified"),
        ("contact: ca|re", "perfsupport:3 care"),
        ("run: identity-ch|eck", "identity-check:1 "),
    ],
)
async def test_a_name_leads_to_where_it_is_written(editor: Editor, marked: str, place: str) -> None:
    await editor.open(CARD)
    params = types.DefinitionParams(types.TextDocumentIdentifier(editor.uri(CARD)), editor.find(CARD, marked))
    found = await editor.client.text_document_definition_async(params)
    assert isinstance(found, types.Location)
    assert editor.read(found) == place


async def test_every_place_that_names_a_step_is_found_across_files(editor: Editor) -> None:
    await editor.open(IDENTITY)
    params = types.ReferenceParams(
        types.ReferenceContext(include_declaration=True),
        types.TextDocumentIdentifier(editor.uri(IDENTITY)),
        editor.find(IDENTITY, "  veri|fied: {end"),
    )
    found = await editor.client.text_document_references_async(params)
    assert [editor.read(each) for each in found or ()] == [
        "card-declined:27 verified",
        "identity-check:7 verified",
        "identity-check:8 verified",
    ]


async def test_the_outline_names_facts_steps_with_their_options_and_scenarios(editor: Editor) -> None:
    await editor.open(CARD)
    params = types.DocumentSymbolParams(types.TextDocumentIdentifier(editor.uri(CARD)))
    found = await editor.client.text_document_document_symbol_async(params)
    symbols = [each for each in found or () if isinstance(each, types.DocumentSymbol)]
    assert [each.name for each in symbols][:4] == ["amount", "channel", "where", "how_much"]
    assert [each.name for each in symbols[2].children or ()] == ["shop", "web"]
    assert symbols[-1].name == "A small sum"


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


async def test_what_scenarios_cover_stands_above_each_step(editor: Editor) -> None:
    await editor.open(CARD)
    params = types.CodeLensParams(types.TextDocumentIdentifier(editor.uri(CARD)))
    found = await editor.client.text_document_code_lens_async(params)
    told = {each.range.start.line + 1: each.command.title for each in found or () if each.command is not None}
    assert told[1] == "scenarios cover 5 of 6 steps, 1 of 2 options"
    assert told[16] == "A small sum"
    assert told[29] == "no scenario comes here"


async def test_places_are_told_in_the_units_of_the_editor(editor: Editor) -> None:
    await editor.open(CARD)
    await editor.type(CARD, 'say: "You can pay ((amount)) now."', 'say: "\U0001f4b6 ((amuont)) \U0001f4b6"')
    (found,) = editor.get_told(CARD).diagnostics
    assert (found.range.start, found.range.end) == (
        editor.find(CARD, "((|amuont"),
        editor.find(CARD, "amuont|))"),
    )


async def test_a_file_of_no_project_is_left_alone(editor: Editor) -> None:
    stray = editor.root.parent / "stray.yaml"
    stray.write_text("a: 1", encoding="utf-8")
    editor.open_quietly(stray)
    assert not await editor.open(CARD)
    assert [uri for uri in editor.client.diagnostics if "stray" in uri] == []


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


async def test_a_fact_is_renamed_in_conditions_and_words(editor: Editor) -> None:
    await editor.open(CARD)
    changed = await rename(editor, CARD, "((amo|unt))", "sum_refused")
    assert changed == {"card-declined.yaml": ["sum_refused"] * 4}


async def test_a_name_that_is_taken_is_refused_in_words(editor: Editor) -> None:
    await editor.open(CARD)
    with pytest.raises(JsonRpcException, match="has a step `paid` already"):
        await rename(editor, CARD, "otherwise: w|ho", "paid")
