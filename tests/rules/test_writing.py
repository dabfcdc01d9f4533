"""The rules on writing at their limits, and on what real authors write that is right."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from perfsupport.diagnostics import Diagnostic
from perfsupport.fixing import apply_edits
from perfsupport.rules.analysis.sentences import find_longest
from tests.rules.helpers import find_all

HEAD = "title: Example\nowner: Example desk\nfallback: done\n"
DONE = "  done: {end: resolved, say: All is well.}\n"


def find(root: Path, text: str, checks: Mapping[str, object] | None = None) -> list[str]:
    """Return the codes that are found in a tree, under the newest set of rules."""
    return [one.code for one in find_diagnostics(root, text, checks)]


def find_diagnostics(root: Path, text: str, checks: Mapping[str, object] | None = None) -> list[Diagnostic]:
    limits = "".join(f"\n  {name}: {value}" for name, value in (checks or {"rules": 2}).items())
    settings = f"# perfsupport.yaml\ntitle: Example\nlanguage: {LANGUAGE}\nchecks:{limits}\n"
    return find_all(root, f"# trees/a/example.yaml\n{text}\n{settings}")


LANGUAGE = "en"


def ask(question: str, options: str = '{"Yes": done, "No": done}', more: str = "") -> str:
    return f"{HEAD}steps:\n  q:\n    ask: {question}\n    options: {options}\n{more}{DONE}"


def chain(questions: int, end: str = "done") -> str:
    steps = [f"  q{n}: {{ask: 'Is it {n}?', options: {{A: q{n + 1}, B: q{n + 1}}}}}\n" for n in range(questions)]
    return "".join(steps).replace(f"q{questions},", f"{end},").replace(f"q{questions}}}", f"{end}}}")


# Limits: at the limit nothing is said, one above something is.


@pytest.mark.parametrize(("count", "codes"), [(4, []), (5, ["PS720"])])
def test_questions_on_a_way(count: int, codes: list[str], tmp_path: Path) -> None:
    assert find(tmp_path, f"{HEAD}steps:\n{chain(count)}{DONE}", {"max_questions": 4}) == codes


@pytest.mark.parametrize(("count", "codes"), [(9, []), (10, ["PS721"])])
def test_options_of_a_question(count: int, codes: list[str], tmp_path: Path) -> None:
    options = ", ".join(f"{letter}: done" for letter in "ABCDEFGHIJ"[:count])
    assert find(tmp_path, ask("Which one?", f"{{{options}}}"), {"max_height": 9999}) == codes


def test_options_with_a_condition_are_not_all_shown(tmp_path: Path) -> None:
    options = ", ".join(f"{letter}: {{go: done, when: known}}" for letter in "ABCDEFGHIJ")
    text = ask("Which one?", f"{{{options}, Z: done}}").replace("steps:", "facts: {known: {type: yes_no}}\nsteps:")
    assert "PS721" not in find(tmp_path, text)


@pytest.mark.parametrize(("count", "codes"), [(9, []), (10, ["PS726"])])
def test_entries_of_a_checklist(count: int, codes: list[str], tmp_path: Path) -> None:
    entries = ", ".join(["Do it."] * count)
    text = f"{HEAD}steps:\n  done: {{end: resolved, do: [{entries}]}}\n"
    assert find(tmp_path, text, {"max_height": 9999}) == codes


@pytest.mark.parametrize(("words", "codes"), [(25, []), (26, ["PS731"])])
@pytest.mark.parametrize("form", ["{}.", "{}", "Well. {}. So.", "|\n      - {}\n      - Next"])
def test_words_of_a_sentence(words: int, codes: list[str], form: str, tmp_path: Path) -> None:
    text = form.format(" ".join(["word"] * words))
    assert find(tmp_path, f"{HEAD}steps:\n  done:\n    end: resolved\n    say: {text}\n") == codes


@pytest.mark.parametrize(
    "text",
    [
        "one two three. four five six",
        "- one two three\n- four five six\n- seven eight nine",
        "1. one two three\n2. four five six",
        "one two three\n\nfour five six",
        "| one two three | four five six |\n|---|---|\n| seven eight nine | ten |",
        "one two – three! four … five six",
        "Is it? It is. It was. It will be.",
        "```\none two three four five six\n```",
    ],
)
def test_what_ends_a_sentence(text: str) -> None:
    assert find_longest(text, 3) is None or find_longest(text, 4) is None


def test_of_a_text_only_the_longest_sentence_is_told_and_without_the_sign_of_its_list() -> None:
    text = "- one two three four\n- five six seven eight nine\n"
    longest = find_longest(text, 3)
    assert longest is not None
    assert (text[longest.start : longest.end], longest.words) == ("five six seven eight nine", 5)


# Questions on a path


def test_ways_back_and_known_facts_and_subtrees_are_counted_rightly(tmp_path: Path) -> None:
    text = f"""{HEAD}facts: {{known: {{type: text, from: host}}}}
steps:
  a: {{ask: Which one?, options: {{A: b, B: done}}}}
  b: {{ask: Which other?, options: {{A: a, B: c}}}}
  c: {{ask: What is known?, fact: known, then: d}}
  d: {{run: other, on: {{out: done}}}}
{DONE}# trees/a/other.yaml
title: Other
owner: Example desk
fallback: out
steps:
{chain(3, "out")}  out: {{end: resolved, say: Thank you.}}"""
    assert find(tmp_path, text, {"max_questions": 5}) == []
    assert find(tmp_path, text, {"max_questions": 4}) == ["PS720"]


def test_the_tree_that_is_too_long_by_itself_is_told_and_not_the_one_that_runs_it(tmp_path: Path) -> None:
    text = f"""{HEAD}steps:
  d: {{run: other, on: {{out: done}}}}
{DONE}# trees/a/other.yaml
title: Other
owner: Example desk
fallback: out
steps:
{chain(3, "out")}  out: {{end: resolved, say: Thank you.}}"""
    assert find(tmp_path, text, {"max_questions": 2}) == ["PS720"]


def test_trees_that_run_one_another_without_end_are_counted_once(tmp_path: Path) -> None:
    files = "".join(
        f"# trees/a/{one}.yaml\n{HEAD}steps:\n  d: {{run: {other}, on: {{done: done}}}}\n{DONE}"
        for one, other in (("x", "y"), ("y", "x"), ("z", "x"))
    )
    assert set(find(tmp_path, f"{HEAD}steps:\n{DONE}{files}")) == {"PS404"}


def test_a_long_chain_of_trees_is_counted(tmp_path: Path) -> None:
    count = 400
    files = "".join(
        f"# trees/a/t{n}.yaml\n{HEAD}steps:\n  d: {{run: t{n + 1}, on: {{done: done}}}}\n{DONE}" for n in range(count)
    )
    last = f"# trees/a/t{count}.yaml\n{HEAD}steps:\n{chain(1)}{DONE}"
    assert find(tmp_path, f"{HEAD}steps:\n{DONE}{files}{last}") == []


# Words: what is said, and what is not


@pytest.mark.parametrize(
    ("question", "codes"),
    [
        ("Is the card blocked and has it expired?", ["PS730"]),
        ("Is the card blocked or has it expired?", ["PS730"]),
        ("When and where was it?", ["PS730"]),
        ("Is it blocked? Has it expired?", ["PS730"]),
        ("Are name and address right?", []),
        ("Is the card blocked or expired?", []),
        ("Did the customer call and ask for it?", []),
        ("Has the customer been asked what to do and when?", ["PS730"]),
        ("Is it broken or not?", []),
        ("Is it so or is it not?", ["PS730"]),
        ("Isn't the card blocked?", ["PS732"]),
        ("Isn’t the card blocked?", ["PS732"]),
        ("Is the card not blocked?", ["PS732"]),
        ("Did the payment never arrive?", ["PS732"]),
        ("Is it known why the card does not work?", []),
        ("Has it happened not only once?", []),
        ("What did the customer not get?", []),
        ("Is only this home without electricity?", []),
    ],
)
def test_questions(question: str, codes: list[str], tmp_path: Path) -> None:
    assert find(tmp_path, ask(f'"{question}"')) == codes


@pytest.mark.parametrize("label", [",", "?", "…", "-", "“”", "((a))", "\u200b"])
def test_labels_without_words_do_no_harm(label: str, tmp_path: Path) -> None:
    text = ask("Isn't it blocked and is it not?", f"{{'{label}': {{go: done, id: a}}, 'Yes': done}}")
    assert "PS730" in find(tmp_path, text)


def test_alternatives_named_by_options_are_one_question(tmp_path: Path) -> None:
    assert find(tmp_path, ask("Is it in a shop or is it online?", "{In a shop: done, Online: done}")) == []


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Divide the bill by twelve.", ["PS725"]),
        ("Open the bill and calculate the rest.", ["PS725"]),
        ("Please add up the last three.", ["PS725"]),
        ("Add the two amounts and say them.", ["PS725"]),
        ("Work out how much is left.", ["PS725"]),
        ("Offer ((half)) * 2 to the customer.", ["PS725"]),
        ("The system calculates the rest.", []),
        ("Add the customer to the case.", []),
        ("Add a note, then work out a plan with the customer.", []),
        ("We calculate the price once a year.", []),
        ("Offer ((half)) - the rest comes later.", []),
        ("Offer ((half)) / month.", []),
        ("It takes 2 - 3 days, 24/7.", []),
        ("Deduct nothing; the screen shows it.", ["PS725"]),
    ],
)
def test_arithmetic(text: str, codes: list[str], tmp_path: Path) -> None:
    tree = f"{HEAD}facts: {{half: {{type: number}}}}\nsteps:\n  h: {{ask: How much?, fact: half, then: done}}\n"
    assert find(tmp_path, f"{tree}  done: {{end: resolved, do: '{text}'}}\n") == codes


@pytest.mark.parametrize(
    ("label", "codes"),
    [
        ("Other", ["PS733"]),
        ("OK", ["PS733"]),
        ("Continue …", ["PS733"]),
        ("Something else", []),
        ("Other fault", []),
        ("Done", []),
        ("Go to the shop", []),
    ],
)
def test_labels(label: str, codes: list[str], tmp_path: Path) -> None:
    assert find(tmp_path, ask("What now?", f"{{Here it is: done, '{label}': done}}")) == codes


@pytest.mark.parametrize(
    ("first", "second", "codes"),
    [
        ("The card was lost", "The card was stolen", ["PS734"]),
        ("the Card was lost", "The card  was stolen", ["PS734"]),
        ("More than 30 days", "More than 60 days", []),
        ("A", "A b", []),
        ("Yes, it is back", "Yes, but it went again", []),
    ],
)
def test_options_that_start_alike(first: str, second: str, codes: list[str], tmp_path: Path) -> None:
    assert find(tmp_path, ask("What now?", f"{{'{first}': done, '{second}': done}}")) == codes


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("TODO: ask the bank.", ["PS735"]),
        ("It takes TBD days.", ["PS735"]),
        ("It costs xxx pounds.", ["PS735"]),
        ("Call [insert number].", ["PS735"]),
        ("What???", ["PS735"]),
        ("Todo lo que quiera.", []),
        ("The card ends in XXXX 1234 or XXX-12.", []),
        ("A to-do list.", []),
        ("Really?? Yes.", []),
        ("Press [Enter](https://bank.example).", []),
    ],
)
def test_placeholders(text: str, codes: list[str], tmp_path: Path) -> None:
    assert find(tmp_path, f"{HEAD}steps:\n  done: {{end: resolved, say: '{text}'}}\n") == codes


FACTS = "facts: {order: {type: text, from: host, label: Order number}, order_total: {type: number, from: host}}\n"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        *((text, "order") for text in ("{{order}}", "{{ order }}", "{order}", "[[order]]", "[order]", "<order>")),
        *((text, "order") for text in ("%order%", "${order}", "$order", "<%= order %>", "{{{order}}}", "<<Order>>")),
        *((text, "order") for text in ("((order)", "(order))", "((order now", "( (order) )", "{{facts.order}}")),
        *((text, "order") for text in ("{{Order number}}", "{{ordr}}", "（（order））", "((order}}", "#{order}")),
        *((text, "order_total") for text in ("{{orderTotal}}", "(order_total)", "{order total}", "[[order-total]]")),
        *((text, None) for text in ("{{nothing}}", "${nothing}", "((what it costs))")),
    ],
)
def test_facts_in_other_brackets(text: str, told: str | None, tmp_path: Path) -> None:
    """The place is what is written wrongly, and the fix is what shows the fact."""
    words = f"Pay {text} to us."
    tree = f"{HEAD}{FACTS}steps:\n  done: {{end: resolved, say: '{words} ((order)) ((order_total))'}}\n"
    line = tree.count("\n")
    column = tree.splitlines()[-1].index(text)
    (found,) = find_diagnostics(tmp_path, tree)
    assert (found.code, found.span.line, found.span.column) == ("PS737", line, column + 1)
    length = len("((order") if text == "((order now" else len(text)
    assert found.span.end_column - found.span.column == length
    assert (found.fix is not None) is (told is not None)
    if found.fix is not None:
        mended = apply_edits(tree, found.fix.edits)
        assert mended.splitlines()[-1][column:].startswith(f"(({told}))")
        assert find_diagnostics(tmp_path, mended) == []


@pytest.mark.parametrize(
    "text",
    [
        *("(order)", "(the order)", "the order (or (order) lines) [1]", "f(order), g(x)", "\\((order))", "`{{order}}`"),
        *(
            "{{ticket.requester.name}}",
            "<b>order</b>",
            "a % order % of it",
            "$5 order",
            "[order](https://orders.example)",
        ),
        *("a) order b) sent", ":-) order", "order_total", "{1, 2}", "«order»", "[x] order"),
    ],
)
def test_brackets_that_mean_nothing_else(text: str, tmp_path: Path) -> None:
    words = f"{text} ((order)) ((order_total))"
    assert find(tmp_path, f"{HEAD}{FACTS}steps:\n  done: {{end: resolved, say: '{words}'}}\n") == []


def test_in_other_languages_words_are_let_be_and_structure_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = ask("Isn't it so and is it not?", "{OK: done, 'One two three four': done, 'One two three five': done}")
    assert find(tmp_path, text) == ["PS730", "PS733", "PS734"]
    monkeypatch.setattr("tests.rules.test_writing.LANGUAGE", "de")
    assert find(tmp_path, text) == ["PS734"]
    monkeypatch.setattr("tests.rules.test_writing.LANGUAGE", "en-GB")
    assert find(tmp_path, text) == ["PS730", "PS733", "PS734"]


# Structure


@pytest.mark.parametrize(
    ("tree", "codes"),
    [
        ("steps:\n  q: {ask: Which?, options: {A: done, B: done}}\n", ["PS722"]),
        ("steps:\n  q: {ask: Which?, exhaustive: yes, options: {A: done, B: done}}\n", []),
        ("steps:\n  q: {ask: Which?, options: {A: done, Something else: done}}\n", []),
        ("steps:\n  q: {ask: Which?, options: {A: done, The caller does not know: done}}\n", []),
        ("fallback: done\nsteps:\n  q: {ask: Which?, options: {A: done, B: done}}\n", []),
    ],
)
def test_a_way_out(tree: str, codes: list[str], tmp_path: Path) -> None:
    assert find(tmp_path, f"title: Example\nowner: Example desk\n{tree}{DONE}") == codes


def test_a_tree_that_others_run_has_their_way_out(tmp_path: Path) -> None:
    text = f"""{HEAD}steps:
  d: {{run: other, on: {{out: done}}}}
{DONE}# trees/a/other.yaml
title: Other
owner: Example desk
steps:
  q: {{ask: Which?, options: {{A: out, B: out}}}}
  out: {{end: resolved, say: Thank you.}}"""
    assert find(tmp_path, text) == []


@pytest.mark.parametrize(
    ("step", "codes"),
    [
        ("fact: name, then: done, say: Your name?", ["PS723"]),
        ("fact: name, then: done, say: Your name?, why: So that it is right.", []),
        ("fact: name, then: done", []),
        ("fact: open, then: done, say: Your name?", []),
        ("fact: told, then: done, say: Your name?", []),
    ],
)
def test_a_reason_for_personal_data(step: str, codes: list[str], tmp_path: Path) -> None:
    facts = {"name": "{type: text, sensitive: yes}", "open": "{type: text}"}
    facts["told"] = "{type: text, sensitive: yes, from: host}"
    asked = step.removeprefix("fact: ").partition(",")[0]
    tree = f"facts:\n  {asked}: {facts[asked]}\nsteps:\n  q: {{ask: Which name?, {step}}}\n"
    assert find(tmp_path, f"{HEAD}{tree}{DONE}") == codes


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("  a: {do: Leave., urgent: yes, then: q}\n  q: {ask: Which?, options: {A: done, B: a}}\n", ["PS724"]),
        ("  a: {do: Leave., urgent: yes, then: q}\n  q: {ask: Which?, options: {A: done, B: done}}\n", []),
        ("  a: {do: Leave., urgent: no, then: q}\n  q: {ask: Which?, options: {A: done, B: a}}\n", []),
        ("  q: {ask: Which?, options: {A: done, B: a}}\n  a: {do: Leave., urgent: yes, then: done}\n", []),
    ],
)
def test_urgent_steps(text: str, codes: list[str], tmp_path: Path) -> None:
    assert find(tmp_path, f"{HEAD}steps:\n{text}{DONE}") == codes


def test_a_long_step_scrolls_and_its_detail_does_not(tmp_path: Path) -> None:
    words = "Open the bill. " * 60
    assert find(tmp_path, f"{HEAD}steps:\n  done: {{end: resolved, do: '{words}'}}\n") == ["PS727"]
    assert find(tmp_path, f"{HEAD}steps:\n  done: {{end: resolved, do: Pay., detail: '{words}'}}\n") == []


def test_curly_quotes_are_right_in_prose_and_their_fix_leaves_yaml_readable(tmp_path: Path) -> None:
    text = f"{HEAD}steps:\n  done:\n    end: resolved\n    say: “Hello”, she said.\n    do: Write `a=“b”` there.\n"
    (found,) = find_all(tmp_path, f"# trees/a/example.yaml\n{text}", rules=2)
    assert found.fix is not None and found.fix.edits[0].text == 'a="b"'
