"""What is found for which words: an example index, queries and the hits they must give beside it."""

from __future__ import annotations

import json
from random import Random
from typing import Any

import pytest

from tests.search.conftest import HERE, TODAY, Finder

QUERIES = json.loads((HERE / "queries.json").read_text(encoding="utf-8"))


def name_hits(found: dict[str, Any]) -> list[str]:
    """Return the hits as ``tree`` and ``tree#step``, in order."""
    return [
        group["tree"]["id"] + (f"#{hit['step']}" if hit["step"] else "")
        for group in found["groups"]
        for hit in group["hits"]
    ]


@pytest.mark.parametrize("case", QUERIES, ids=[case["says"] for case in QUERIES])
def test_the_hits_are_these(finder: Finder, index: dict[str, Any], case: dict[str, Any]) -> None:
    finder.load(index)
    options = {"today": case.get("today", TODAY), "first": case.get("first", "")}
    found = finder.find(case["query"], **options)
    assert name_hits(found) == case["hits"]
    assert found["total"] == len(case["hits"])


def mistype(word: str, random: Random) -> str:
    """Return a word with one letter changed, missing, too many, or swapped with the next."""
    at = random.randrange(len(word) - 1)
    letter = random.choice("abcdefghijklmnopqrstuvwxyz")
    kind = random.choice(["change", "miss", "add", "swap"])
    if kind == "change":
        return word[:at] + letter + word[at + 1 :]
    if kind == "miss":
        return word[:at] + word[at + 1 :]
    if kind == "add":
        return word[:at] + letter + word[at:]
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def test_a_typing_error_finds_what_the_word_finds(finder: Finder, index: dict[str, Any]) -> None:
    """One error from four letters on, two from eight; where the error makes another word of the site, that is meant."""
    finder.load(index)
    random = Random(5)
    english = [tree for tree in index["trees"] if tree["category"] == "Cards"]
    texts = " ".join(tree["title"] + " " + " ".join(step[1] for step in tree["steps"]) for tree in english).lower()
    words = sorted({word.strip("?.,") for word in texts.split() if word.strip("?.,").isalpha()})
    tried = 0
    for word in (word for word in words if len(word) > 3):
        wanted = set(name_hits(finder.find(word)))
        for _ in range(20):
            typed = mistype(word, random)
            typed = mistype(typed, random) if min(len(word), len(typed)) > 8 else typed
            if len(typed) > 3 and not any(other.startswith(typed) for other in words):
                tried += 1
                assert wanted <= set(name_hits(finder.find(typed))), (word, typed)
    assert tried > 300


@pytest.mark.parametrize(
    ("word", "term", "wrong"),
    [
        ("card", "card", 0),
        ("cadr", "card", 1),
        ("crad", "card", 1),
        ("acrd", "card", 1),
        ("car", "card", 1),
        ("cards", "card", 1),
        ("instal", "instalment", 0),
        ("isntal", "instalment", 1),
        ("inst", "instalment", 9),
        ("voucher", "refund", 9),
    ],
)
def test_errors_are_counted_as_people_make_them(finder: Finder, word: str, term: str, wrong: int) -> None:
    counted = finder.call("measure", word, term, 2)
    assert counted == wrong if wrong < 9 else counted > 2


@pytest.mark.parametrize(
    ("text", "terms", "parts"),
    [
        ("Card declined", ["card"], ["", "Card", " declined"]),
        ("Discard the card", ["car"], ["Discard the ", "car", "d"]),
        ("Kreditkarte", ["karte"], ["Kredit", "karte", ""]),
        ("In der Straße", ["strasse"], ["In der ", "Straße", ""]),
        ("Größe", ["gros"], ["", "Größ", "e"]),
        ("信用卡被拒绝", ["信用", "用卡"], ["", "信用卡", "被拒绝"]),
        ("رُفضت البطاقة", ["رفضت"], ["", "رُفضت", " البطاقة"]),
        ("nothing", ["card"], ["nothing"]),
        ("<b>Card</b>", ["card"], ["<b>", "Card", "</b>"]),
    ],
)
def test_what_matched_is_marked(finder: Finder, text: str, terms: list[str], parts: list[str]) -> None:
    assert finder.call("markWords", text, terms) == parts


def test_a_hit_shows_why_it_was_found(finder: Finder, index: dict[str, Any]) -> None:
    finder.load(index)
    [group] = finder.find("honour terminal", today=TODAY)["groups"]
    [hit] = group["hits"]
    assert hit["title"] == ["Which code does the ", "terminal", " show?"]
    assert hit["context"] == ["05, do not ", "honour", ""]


def test_a_hit_has_the_path_filled_in_where_there_is_one_way(finder: Finder, index: dict[str, Any]) -> None:
    finder.load(index)
    groups = [*finder.find("card", today=TODAY)["groups"], *finder.find("voucher", today=TODAY)["groups"]]
    found = {hit["step"]: hit for group in groups for hit in group["hits"]}
    new_card, voucher = found["new_card"], found["voucher"]
    assert (new_card["fragment"], new_card["jumps"]) == (
        "new_card?place=in-a-shop&terminal_code=54-card-has-expired",
        False,
    )
    assert (voucher["fragment"], voucher["jumps"]) == ("voucher?~start=voucher", True)
    assert found["place"]["fragment"] == "place" and not found["place"]["jumps"]


def test_an_index_of_another_format_is_not_read(finder: Finder) -> None:
    with pytest.raises(AssertionError):
        finder.load({"format": 2, "trees": []})
