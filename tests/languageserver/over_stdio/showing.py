"""What an editor shows of a tree: completion, hover, where names lead, outline, scenarios above steps, the one form."""

from __future__ import annotations

import pytest
from lsprotocol import types

from tests.languageserver.editor import CARD, IDENTITY, Editor

pytestmark = pytest.mark.asyncio(loop_scope="module")  # one server for all: it keeps their projects apart


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


async def test_what_scenarios_cover_stands_above_each_step(editor: Editor) -> None:
    await editor.open(CARD)
    params = types.CodeLensParams(types.TextDocumentIdentifier(editor.uri(CARD)))
    found = await editor.client.text_document_code_lens_async(params)
    told = {each.range.start.line + 1: each.command.title for each in found or () if each.command is not None}
    assert told[1] == "scenarios cover 5 of 6 steps, 1 of 2 options"
    assert told[16] == "A small sum"
    assert told[29] == "no scenario comes here"


async def test_what_stands_above_steps_stays_there_while_a_mistake_is_typed(editor: Editor) -> None:
    """Without it the lines would jump with each key."""
    await editor.open(CARD)
    params = types.CodeLensParams(types.TextDocumentIdentifier(editor.uri(CARD)))
    before = await editor.client.text_document_code_lens_async(params)
    await editor.type(CARD, "    why: Tills", "    wy: x\n    why: Tills")
    after = await editor.client.text_document_code_lens_async(params)
    assert before
    assert after
    assert [each.command.title for each in after if each.command] == [
        each.command.title for each in before if each.command
    ]
    below = editor.find(CARD, "    why: |Tills").line
    moved = [old.range.start.line + (old.range.start.line >= below - 1) for old in before]
    assert [each.range.start.line for each in after] == moved


async def test_a_file_is_written_in_the_one_form(editor: Editor) -> None:
    text = (editor.root / CARD).read_text(encoding="utf-8").replace("then: by_amount", "then:    by_amount")
    await editor.open(CARD, text)
    document = types.TextDocumentIdentifier(editor.uri(CARD))
    params = types.DocumentFormattingParams(document, types.FormattingOptions(tab_size=8, insert_spaces=False))
    found = await editor.client.text_document_formatting_async(params)
    (edit,) = (each for each in found or () if "by_amount" in each.new_text)
    assert edit.new_text.rstrip() == "    then: by_amount"
    place = editor.find(CARD, "|    then:    by_amount").line
    assert (edit.range.start, edit.range.end) == (types.Position(place, 0), types.Position(place + 1, 0))
    await editor.type(CARD, "facts:", "facts: [")
    assert not await editor.client.text_document_formatting_async(params)
