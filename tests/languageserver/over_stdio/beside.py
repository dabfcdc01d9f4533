"""Scenarios and words in files beside a tree."""

from __future__ import annotations

import pytest
from lsprotocol import types

from tests.languageserver.editor import CARD, SCENARIOS, WORDS, Editor

pytestmark = pytest.mark.asyncio(loop_scope="module")  # one server for all: it keeps their projects apart


@pytest.mark.parametrize(
    ("path", "marked", "place"),
    [
        (SCENARIOS, "{whe|re: web", "card-declined:9 where"),
        (SCENARIOS, "ends: hand|_over", "card-declined:29 hand_over"),
        (WORDS, "  pa|id:", "card-declined:28 paid"),
        (WORDS, "können ((amo|unt))", "card-declined:6 amount"),
    ],
)
async def test_a_name_beside_a_tree_leads_there(beside: Editor, path: str, marked: str, place: str) -> None:
    await beside.open(path)
    params = types.DefinitionParams(types.TextDocumentIdentifier(beside.uri(path)), beside.find(path, marked))
    found = await beside.client.text_document_definition_async(params)
    assert isinstance(found, types.Location)
    assert beside.read(found) == place
    assert await beside.hover(path, marked)


async def test_a_file_of_scenarios_has_an_outline_and_keys_of_its_own(beside: Editor) -> None:
    await beside.open(SCENARIOS)
    await beside.open(CARD)
    names = {}
    for path in (SCENARIOS, CARD):
        params = types.DocumentSymbolParams(types.TextDocumentIdentifier(beside.uri(path)))
        found = await beside.client.text_document_document_symbol_async(params)
        names[path] = [each.name for each in found or ()]
    assert names[SCENARIOS] == ["A large sum"]
    assert names[CARD][-2:] == ["hand_over", "A small sum"]  # nothing of what stands in the other file
    assert await beside.complete(SCENARIOS, "|scenarios:") == ["scenarios", "today"]


async def test_who_presses_what_stands_above_a_step_sees_the_scenarios(beside: Editor) -> None:
    await beside.open(CARD)
    params = types.CodeLensParams(types.TextDocumentIdentifier(beside.uri(CARD)))
    found = await beside.client.text_document_code_lens_async(params)
    commands = [each.command for each in found or () if each.command is not None]
    above = next(each for each in commands if each.title == "A small sum, A large sum: Pounds")
    assert above.command == "perfsupport.showPlaces"
    assert above.arguments is not None
    uri, _, places = above.arguments
    assert uri == beside.uri(CARD)
    where = [(each["uri"], each["range"]["start"]["line"]) for each in places]
    assert where == [(beside.uri(CARD), 30), (beside.uri(SCENARIOS), 5)]


async def test_what_is_told_of_a_file_beside_a_tree_moves_with_its_lines(beside: Editor) -> None:
    (beside.root / "perfsupport.yaml").write_text("title: Desk\nlanguages: [de]\n", encoding="utf-8")
    await beside.open(SCENARIOS)
    (found,) = await beside.type(SCENARIOS, "where: web", "where: webb")
    assert found.range.start == beside.find(SCENARIOS, "where: |webb")
    (found,) = await beside.type(SCENARIOS, "scenarios:", "# A line more\nscenarios:")
    assert found.range.start == beside.find(SCENARIOS, "where: |webb")
    (found,) = await beside.type(SCENARIOS, "where: webb", "where:  webb")
    assert found.range.start == beside.find(SCENARIOS, "where:  |webb")
    await beside.open(WORDS)
    for old, new in (("  paid:", "  payed:"), ("facts:", "# A line more\nfacts:")):
        told = await beside.type(WORDS, old, new)
        assert [one.range.start for one in told if one.code == "PS852"] == [beside.find(WORDS, "  |payed:")]
