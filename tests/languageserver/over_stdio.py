"""The language server as an editor meets it."""

from __future__ import annotations

import asyncio
import shutil
from itertools import pairwise

import pytest
from lsprotocol import types
from pygls.exceptions import JsonRpcException

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


async def test_words_in_other_languages_stay_with_a_step_that_is_renamed(editor: Editor) -> None:
    for path, text in BESIDE.items():
        (editor.root / path).write_text(text, encoding="utf-8")
    (editor.root / "perfsupport.yaml").write_text("title: Desk\nlanguages: [de]\n", encoding="utf-8")
    await editor.open(CARD)
    changed = await rename(editor, CARD, "  pa|id: {end", "all_paid")
    assert "Sie können ((amount)) zahlen." in (editor.root / WORDS).read_text(encoding="utf-8")
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


SCENARIOS = "trees/cards/card-declined.scenarios.yaml"
WORDS = "trees/cards/card-declined.de.yaml"
BESIDE = {
    SCENARIOS: """\
scenarios:
  - name: A large sum
    responses: {where: web}
    ends: hand_over
    table:
      - {name: Pounds, responses: {how_much: "900"}}
""",
    WORDS: """\
facts:
  channel:
    options:
      shop: {source: shop, text: Laden}
steps:
  paid:
    say: {source: You can pay ((amount)) now., text: Sie können ((amount)) zahlen.}
""",
}


@pytest.fixture
def beside(editor: Editor) -> Editor:
    for path, text in BESIDE.items():
        (editor.root / path).write_text(text, encoding="utf-8")
    return editor


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
