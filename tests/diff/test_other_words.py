"""What is said of words in other languages, of tips, and of settings, each sentence true."""

from __future__ import annotations

from perfsupport.diff.text import write_text
from tests.diff.comparing import compare_files

SETTINGS = """\
title: Desk
languages: [de]
heads: 120
contacts:
  lead: {name: Lead, phone: "4711"}
checks: {rules: 2, severity: {PS701: off}}
"""
TREE = """\
title: Refund
summary: Give money back.
steps:
  receipt:
    ask: Is there a receipt?
    options:
      Yes: pay
      No: refuse
  pay:
    end: resolved
    do: [Open the till., Count the money.]
    tips:
      - {text: The till sticks., by: Ann, on: 2026-01-01}
      - {text: Count twice., by: Bo, on: 2026-02-01}
  refuse: {end: resolved, say: I can only refund what I can find.}
"""
GERMAN = """\
title: {source: Refund, text: Erstattung}
steps:
  receipt:
    ask: {source: Is there a receipt?, text: Gibt es eine Quittung?}
    options:
      "yes":
        label: {source: "Yes", text: Ja}
  pay:
    do:
      - {source: Open the till., text: Kasse oeffnen.}
      - {source: Count the money., text: Geld zaehlen.}
"""
DESK = {"perfsupport.yaml": SETTINGS, "trees/t.yaml": TREE, "trees/t.de.yaml": GERMAN}


def tell(**changes: tuple[str, str]) -> str:
    """Return what is said of the desk once texts in its files are others: ``tree``, ``german`` or ``settings``."""
    paths = {"tree": "trees/t.yaml", "german": "trees/t.de.yaml", "settings": "perfsupport.yaml"}
    new = dict(DESK)
    for name, (old, words) in changes.items():
        assert old in new[paths[name]]
        new[paths[name]] = new[paths[name]].replace(old, words, 1)
    found, *_ = compare_files(DESK, new)
    return " ".join(write_text(found).split())


def test_a_summary_that_goes_was_not_reworded() -> None:
    said = tell(tree=("summary: Give money back.\n", ""))
    assert "~ The summary was taken out: “Give money back.”" in said
    assert "reworded" not in said


def test_a_tip_that_goes_leaves_the_others_as_they_were() -> None:
    said = tell(tree=("      - {text: The till sticks., by: Ann, on: 2026-01-01}\n", ""))
    assert said.count("tip") == 1
    assert "~ A tip was taken out: “The till sticks.”" in said


def test_a_tip_that_is_reworded_is_one_change() -> None:
    said = tell(tree=("Count twice.", "Count three times."))
    assert "~ A tip was reworded: Count [-twice-]{+three times+}." in said
    assert said.count("tip") == 1


def test_urgency_is_named() -> None:
    assert "Refund trees/t.yaml ~ It is urgent now." in tell(tree=("steps:", "urgent: yes\nsteps:"))
    said = tell(tree=("    do: [Open", "    urgent: yes\n    do: [Open"))
    assert "Pay ~ It is urgent now." in said and "Something else" not in said


def test_words_in_another_language_are_told() -> None:
    said = tell(german=("Gibt es eine Quittung?", "Liegt eine Quittung vor?"))
    assert (
        "Is there a receipt? ~ German: The question was reworded: [-Gibt es-]{+Liegt+} eine Quittung{+ vor+}?" in said
    )
    assert tell(german=("text: Ja", "text: Jawohl")).endswith(
        "~ German: The option “Yes” was reworded: [-Ja-]{+Jawohl+}"
    )
    said = tell(german=("Geld zaehlen.", "Scheine zaehlen."))
    assert "Pay ~ German: Item 2 to do was reworded: [-Geld-]{+Scheine+} zaehlen." in said


def test_it_is_told_how_much_is_translated() -> None:
    said = tell(german=("text: Kasse oeffnen.", "text: ''"))
    assert "~ German: 4 of 12 texts are translated; it was 5 of 12." in said
    stale = tell(tree=("Is there a receipt?", "Is there any receipt?"))
    assert "~ German: 4 of 12 texts are translated; it was 5 of 12." in stale


def test_words_follow_a_step_that_has_another_id() -> None:
    new = {
        **DESK,
        "trees/t.yaml": TREE.replace("  receipt:\n", "  slip:\n    was: [receipt]\n"),
        "trees/t.de.yaml": GERMAN.replace("  receipt:\n", "  slip:\n").replace("eine Quittung", "einen Beleg"),
    }
    said = " ".join(write_text(compare_files(DESK, new)[0]).split())
    assert "German: The question was reworded: Gibt es [-eine Quittung-]{+einen Beleg+}?" in said


def test_settings_are_told_with_their_values() -> None:
    assert tell(settings=("[de]", "[de, fr]")).endswith("~ Setting languages: de, fr; it was de.")
    assert tell(settings=('"4711"', '"4712"')).endswith("~ Setting contacts: lead: phone: 4712; it was 4711.")
    assert tell(settings=("heads: 120", "heads: 120\nstorage: yes")).endswith("~ Setting storage: yes; it was no.")
    assert tell(settings=("PS701: off", "PS701: error")).endswith(
        "~ Setting checks: severity: PS701: error; it was off."
    )
    assert tell(settings=("heads: 120", "theme: {accent: '#123456'}\nheads: 120")).endswith(
        "~ Setting theme: accent: #123456; it was nothing."
    )


def test_words_of_the_settings_in_another_language_are_told() -> None:
    old = {**DESK, "perfsupport.de.yaml": "title: {source: Desk, text: Schalter}\n"}
    new = {**DESK, "perfsupport.de.yaml": "title: {source: Desk, text: Theke}\n"}
    said = write_text(compare_files(old, new)[0])
    assert said.endswith("  ~ German: Setting title: Theke; it was Schalter.\n")
    assert write_text(compare_files(old, old)[0]).startswith("Nothing has changed")


def test_settings_that_cannot_be_read_are_named() -> None:
    found, *_ = compare_files(DESK, {**DESK, "perfsupport.yaml": "title: [\n"})
    assert found.troubles == ["perfsupport.yaml has mistakes in after; it was compared as far as it can be read."]
