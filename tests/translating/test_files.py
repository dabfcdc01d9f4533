"""Files of translations: written, kept up to date without losing a word, and told about."""

from __future__ import annotations

import re
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from perfsupport.parsing import parse_translation, parse_tree
from perfsupport.translating.files import Source, extract, find_status, is_complete, make_report, make_source, update
from perfsupport.translating.matching import State, match_texts
from perfsupport.translating.texts import SourceText, find_texts
from perfsupport.translating.writing import write_translation
from perfsupport.tree import Text, TranslatedText, Translation, Tree
from tests.sampling import times

PATH = "trees/desk/refund.de.yaml"
TREE = """
title: Refunds
summary: |
  Pay money back.

  - by card
  - in cash
facts:
  amount: {type: number, unit: EUR}
  hours: {type: number, unit: hours}
  shop: {type: choice, options: {a: Main street, B2: B2}}
steps:
  paid_by:
    ask: How did the customer pay?
    why: "Cards: the bank pays."
    options:
      By card: {go: amount, note: Card., say: Wait for it.}
      "51": amount
  amount: {ask: How much was it?, fact: amount, then: done}
  done:
    end: resolved
    do: [Open the case., Press the button., "Write: 'paid'."]
    tips: [{text: Ask twice.}]
    links: [{text: Manual, url: "https://example.org"}]
"""


def read_tree(text: str = TREE, *side: Translation) -> Tree:
    tree, diagnostics = parse_tree(text.encode(), "trees/desk/refund.yaml")
    assert tree is not None and not diagnostics, diagnostics
    return replace(tree, translations=list(side))


def read_side(text: str) -> Translation:
    translation, diagnostics = parse_translation(text.encode(), PATH)
    assert not diagnostics, diagnostics
    return translation


def fill(tree: Tree, mark: str = "DE ") -> str:
    """Return a file in which all is translated."""
    texts = [TranslatedText(one.key, one.text, Text(mark + one.text)) for one in find_texts(tree)]
    return write_translation("head", texts)


def find_words(text: str) -> set[str]:
    side = read_side(text)
    return {plain(one.text) for one in (*side.texts, *side.gone) if one.text}


def plain(text: str) -> str:
    return "\n".join(map(str.rstrip, text.strip().split("\n")))


def bring_up_to_date(tree: Tree, text: str) -> str:
    source = make_source(replace(tree, translations=[read_side(text)]))
    return update([source], [], {PATH: text}).get(PATH, text)


def find_states(tree: Tree, text: str) -> dict[str, State]:
    return {".".join(one.source.key): one.state for one in match_texts(find_texts(tree), read_side(text)).texts}


def test_what_reps_read_is_extracted_and_nothing_else() -> None:
    keys = {".".join(one.key): str(one.text) for one in find_texts(read_tree())}
    assert keys == {
        "title": "Refunds",
        "summary": "Pay money back.\n\n- by card\n- in cash\n",
        "facts.amount.label": "amount",
        "facts.hours.label": "hours",
        "facts.hours.unit": "hours",
        "facts.shop.label": "shop",
        "facts.shop.options.a": "Main street",
        "steps.paid_by.ask": "How did the customer pay?",
        "steps.paid_by.why": "Cards: the bank pays.",
        "steps.paid_by.options.by-card.label": "By card",
        "steps.paid_by.options.by-card.note": "Card.",
        "steps.paid_by.options.by-card.say": "Wait for it.",
        "steps.amount.ask": "How much was it?",
        "steps.done.title": "Done",
        "steps.done.do.1": "Open the case.",
        "steps.done.do.2": "Press the button.",
        "steps.done.do.3": "Write: 'paid'.",
        "steps.done.tips.1": "Ask twice.",
        "steps.done.links.1": "Manual",
    }


def test_a_new_file_has_room_for_every_text_and_is_complete_once_filled() -> None:
    tree = read_tree()
    text = extract([make_source(tree)], "de")[PATH]
    assert set(find_states(tree, text).values()) == {State.MISSING}
    filled = fill(tree)
    assert set(find_states(tree, filled).values()) == {State.CURRENT}
    statuses = list(find_status([make_source(replace(tree, translations=[read_side(filled)]))], ["de"]))
    assert is_complete(statuses)
    assert make_report(statuses)["files"][0]["missing"] == []


def test_bringing_up_to_date_what_is_up_to_date_changes_nothing() -> None:
    tree = read_tree()
    filled = fill(tree)
    assert bring_up_to_date(tree, filled) == filled


def test_lines_of_a_text_that_look_like_comments_are_none() -> None:
    words = "summary: |\n  Pay money back.\n\n  # 5 is the code\n\n  #6 too\n"
    tree = read_tree(TREE.replace(next(re.finditer(r"summary: .*\n(?: .*\n|\n)*", TREE))[0], words))
    assert "# 5 is the code" in str(tree.summary)
    for text in (fill(tree), extract([make_source(tree)], "de")[PATH]):
        assert bring_up_to_date(tree, text) == text


def test_a_changed_text_is_stale_until_was_is_taken_away() -> None:
    changed = read_tree(TREE.replace("How much was it?", "How much did it cost?"))
    old = fill(read_tree())
    assert find_states(changed, old)["steps.amount.ask"] is State.STALE
    renewed = bring_up_to_date(changed, old)
    expected = "source: How much did it cost?\n      was: How much was it?\n      text: DE How much was it?"
    assert expected in renewed
    assert find_states(changed, renewed)["steps.amount.ask"] is State.STALE
    mended = renewed.replace("      was: How much was it?\n", "")
    assert find_states(changed, mended)["steps.amount.ask"] is State.CURRENT
    assert bring_up_to_date(changed, mended) == mended
    back = bring_up_to_date(read_tree(), renewed)
    assert find_states(read_tree(), back)["steps.amount.ask"] is State.CURRENT, "the old source has come back"


def test_entries_of_lists_follow_their_source() -> None:
    tree = read_tree(
        TREE.replace("[Open the case., ", "[Read the note., Press the button., Open the case., ").replace(
            ', Press the button., "Write', ', "Write'
        )
    )
    states = find_states(tree, fill(read_tree()))
    assert [states[f"steps.done.do.{number}"] for number in (1, 2, 3, 4)] == [
        State.MISSING,
        State.CURRENT,
        State.CURRENT,
        State.CURRENT,
    ]
    renewed = bring_up_to_date(tree, fill(read_tree()))
    side = read_side(renewed)
    assert [str(one.text) for one in side.texts if one.key[2:3] == ("do",)] == [
        "None",
        "DE Press the button.",
        "DE Open the case.",
        "DE Write: 'paid'.",
    ]


def test_words_follow_a_step_an_option_and_a_text_that_moved() -> None:
    text = TREE.replace("  done:\n", "  finish:\n    was: done\n").replace("then: done", "then: finish")
    text = text.replace("By card: {", "By card: {id: card, was: by-card, ").replace(
        "Press the button.", "Press it now."
    )
    renewed = bring_up_to_date(read_tree(text), fill(read_tree()))
    states = find_states(read_tree(text), renewed)
    assert states.pop("steps.finish.title") is State.STALE, "it is called Finish now"
    assert states.pop("steps.finish.do.2") is State.STALE
    assert set(states.values()) == {State.CURRENT}
    assert find_words(renewed) >= find_words(fill(read_tree()))


def test_what_is_gone_is_kept_and_comes_back() -> None:
    filled = fill(read_tree())
    short = read_tree(
        TREE.replace("    tips: [{text: Ask twice.}]\n", "").replace("  hours: {type: number, unit: hours}\n", "")
    )
    renewed = bring_up_to_date(short, filled)
    assert "gone:" in renewed and find_words(renewed) == find_words(filled)
    assert bring_up_to_date(short, renewed) == renewed
    assert bring_up_to_date(read_tree(), renewed) == filled


def test_comments_of_translators_stay() -> None:
    tree = read_tree()
    lines = fill(tree).split("\n")
    lines.insert(lines.index("  done:"), "  # Bank words: ask Miriam.")
    lines.insert(lines.index("    ask:"), "    # formal")
    text = "\n".join(["# yaml-language-server: $schema=x.json", *lines])
    changed = read_tree(TREE.replace("Press the button.", "Press it."))
    renewed = bring_up_to_date(changed, text)
    assert renewed.startswith("# yaml-language-server: $schema=x.json\n# head\n")
    assert "  # Bank words: ask Miriam.\n  done:\n" in renewed
    assert "    # formal\n    ask:\n" in renewed


SIGNS = st.text(st.sampled_from("ab #:'\"-|>\n\\%@{}[]&*!?,.nä😀\t"), max_size=24)
WORDS = st.builds(lambda inner, last: f"{inner}{last}".strip(), SIGNS, st.sampled_from("aä"))
KEYS = st.sampled_from(
    [("title",), ("steps", "a", "ask"), ("steps", "b", "say"), *(("steps", "c", "do", str(n)) for n in range(1, 5))]
)


@settings(deadline=None, max_examples=times(20))
@given(st.lists(st.dictionaries(KEYS, WORDS, min_size=1), min_size=1, max_size=4), st.data())
def test_no_word_is_ever_lost(editions: list[dict[tuple[str, ...], str]], data: st.DataObject) -> None:
    """Whatever authors change between two updates, and whatever is translated, all words are still in the file."""
    text, written = "title: {source: x, text: y}\n", {"y"}
    for edition in editions:
        in_order = sorted(edition.items(), key=lambda item: item[0] != ("title",))
        texts = [SourceText(key, Text(words)) for key, words in in_order]
        source = Source(path="trees/desk/refund.yaml", texts=texts, translations=[read_side(text)], was={})
        text = update([source], [], {PATH: text}).get(PATH, text)
        assert written <= find_words(text)
        side = read_side(text)
        for one in side.texts:
            if one.text is None and data.draw(st.booleans()):
                one.text = Text(data.draw(WORDS))
        gone = [replace(one) for one in side.gone]
        text = write_translation("head", side.texts, (), gone)
        written = find_words(text)
        assert written == {plain(one.text) for one in (*side.texts, *gone) if one.text}
