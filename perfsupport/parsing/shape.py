"""The shape of a tree file: every key of ``docs/reference/language.md``, as data.

Names of steps, facts, trees and contacts are any text here: whether there is such a thing is for the rules, which know
what it may have meant.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from perfsupport.parsing.kinds import (
    Case,
    Cases,
    Choice,
    Date,
    Entries,
    Form,
    Key,
    Kind,
    Mapping,
    Number,
    Record,
    Shapes,
    Words,
    YesNo,
)
from perfsupport.tree import CONDITION_WORDS, FACT_TYPES

LINE = Words("a text")
PROSE = Words("a text")
EXPRESSION = Words("an expression")
CONDITION = Words("a condition")
STEP_REFERENCE = Words("the id of a step")
FACT_REFERENCE = Words("the id of a fact")
VALUE = Words("a value")
SNAKE_ID = Form(
    "an id", r"[a-z][a-z0-9_]{0,63}", "Begin with a small letter; then small letters, digits and _, 64 at most."
)
FACT_ID = replace(SNAKE_ID, taken=CONDITION_WORDS)
OPTION_ID = Form("an option's id", r"[a-z0-9]+(?:-[a-z0-9]+)*", "Use small letters and digits, joined by -.")
ADDRESS = Form(
    "an address",
    r"(?:https?://|mailto:|tel:).+|(?!//)[^\s:\\]+",
    "Write https://…, mailto:…, tel:… or the path of a page of this site.",
)
SET = Mapping(FACT_REFERENCE, Shapes(text=VALUE, entries=Entries(VALUE)))


def _one_or_more(kind: Words | Form | Choice, least: int = 0) -> Shapes:
    return Shapes(text=kind, entries=Entries(kind, least))


EARLIER_STEPS = _one_or_more(SNAKE_ID)
EARLIER_OPTIONS = _one_or_more(Words("the earlier id of an option"))
DO = _one_or_more(PROSE, 1)

# Keys of several records

FROM = Key("from", Date(), "The first day it holds.", field="effective_from")
UNTIL = Key("until", Date(), "The last day it holds.", field="effective_until")
DATED = (("from", "until"),)
OWNER = Key("owner", LINE, "Who keeps this up to date.")
REVIEW_BY = Key("review_by", Date(), "The day by which somebody looks at this again.")
SET_KEY = Key("set", SET, "Values that facts get here: the fact's id, a colon, the value.")
WAS = Key("was", EARLIER_STEPS, "Earlier ids of this step: old links, saved state and statistics follow.")
TITLE = Key("title", LINE, "The step's heading, where the first words of the step are too long for it.")
THEN = Key("then", STEP_REFERENCE, "The id of the step that follows.", required=True)
FACT = Key("fact", FACT_REFERENCE, "The fact that the response becomes.", required=True)
ASK = Key("ask", LINE, "The question the rep reads.", required=True)
EXHAUSTIVE = Key("exhaustive", YesNo(), "yes: the options cover every case, so there is no “None of these”.")

# Steps

TIP = Record(
    "tip",
    (
        Key("text", PROSE, "What the field taught.", required=True),
        Key("by", LINE, "Who gave it."),
        Key("on", Date(), "When it was given."),
    ),
)
MEDIA = Record(
    "media entry",
    (
        Key("file", LINE, "The file, relative to trees/media.", required=True),
        Key("alt", LINE, "What a picture shows, in words, for those who cannot see it."),
        Key("captions", LINE, "The captions of a film: a .vtt file, relative to trees/media."),
    ),
)
LINK = Record(
    "link",
    (
        Key("text", LINE, "The words to press.", required=True),
        Key("url", ADDRESS, "Where the link leads.", required=True),
    ),
)
QUIET = (TITLE, SET_KEY, OWNER, REVIEW_BY, WAS)
SHOWN = (
    *QUIET,
    Key("say", PROSE, "Words for the customer."),
    Key("why", PROSE, "Why this step is there."),
    Key("detail", PROSE, "More for novices; folded in for experts."),
    Key("tips", Entries(TIP), "What the field taught."),
    Key("media", Entries(MEDIA), "Pictures, films and sounds."),
    Key("links", Entries(LINK), "Links to other pages."),
    Key("contact", Words("the id of a contact"), "Whom to turn to: the id of a contact in perfsupport.yaml."),
    Key("urgent", YesNo(), "yes: from here on seconds count, so nothing is asked any more."),
    FROM,
    UNTIL,
)

LABEL = Key("label", LINE, "The words to choose.", required=True)
OPTION_KEYS = (
    Key("id", OPTION_ID, "The option's id, where it is not made from the label."),
    Key("note", LINE, "What the case note says when this is chosen."),
    Key("say", PROSE, "What to tell the customer when this is chosen."),
    Key("when", CONDITION, "Offered only when this condition holds."),
    SET_KEY,
    Key("was", EARLIER_OPTIONS, "Earlier ids of this option."),
    FROM,
    UNTIL,
)
GO = Key("go", STEP_REFERENCE, "The id of the step this option leads to.", required=True)
MAY_GO = Key("go", STEP_REFERENCE, "The id of the step this option leads to; otherwise the step's `then` holds.")
EXCLUSIVE = Key("exclusive", YesNo(), "yes: choosing this clears the others.")


LABEL_ELSEWHERE = ("label", "The words before the colon are the label here.")
NOT_EXCLUSIVE = ("exclusive", "It has a meaning with `pick: many` only.")
NO_TARGET = ("go", "With `pick: many` every option goes on to the step's `then`.")


def _options(keys: tuple[Key, ...], *elsewhere: tuple[str, str], target: bool, label: bool, least: int) -> Shapes:
    """Return the options of a question: a mapping from labels, or a list."""
    option = Record("option", (*keys, *OPTION_KEYS), order=DATED, elsewhere=(LABEL_ELSEWHERE, *elsewhere))
    listed = Record("option", (LABEL, *keys, *OPTION_KEYS), order=DATED, elsewhere=elsewhere)
    value = Shapes(text=STEP_REFERENCE, mapping=option) if target else option
    entry = Shapes(text=LINE if label else None, mapping=listed)
    return Shapes(
        mapping=Mapping(LINE, value, least, few="PS207"),
        entries=Entries(entry, least, few="PS207"),
    )


def _question(options: Shapes, *keys: Key) -> Record:
    offered = Key("options", options, "The responses on offer: a label, a colon, the id of the step it leads to.", True)
    return Record("question", (ASK, offered, *keys, EXHAUSTIVE, *SHOWN), order=DATED)


MAY_FACT = Key("fact", FACT_REFERENCE, "The fact that each option sets.")
PICK = Key("pick", Choice(("many",)), "many: several options can be chosen at once.", required=True)
QUESTION = _question(_options((GO,), NOT_EXCLUSIVE, target=True, label=False, least=2), MAY_FACT)
QUESTION_THEN = _question(_options((MAY_GO,), NOT_EXCLUSIVE, target=True, label=True, least=2), MAY_FACT, THEN)
QUESTION_MANY = _question(_options((EXCLUSIVE,), NO_TARGET, target=False, label=True, least=1), FACT, THEN, PICK)
BARE = Record("step", (ASK, EXHAUSTIVE, *SHOWN), one_of=("options", "fact"), order=DATED, unclear=True)
INPUT = Record("input", (ASK, FACT, THEN, EXHAUSTIVE, *SHOWN), order=DATED)

CONFIRM = ("all", "read-do", "do-confirm")
CHECKLIST = Entries(PROSE, 1, because="`confirm` goes with a list to tick off; `do` is a text here.")
ACTION = Record(
    "action", (Key("do", DO, "What to do: a text, or a list to tick off.", True), THEN, *SHOWN), order=DATED
)
CONFIRMED_ACTION = Record(
    "action",
    (
        Key("do", CHECKLIST, "The list to tick off.", required=True),
        Key("confirm", Choice(CONFIRM), "all, read-do or do-confirm: how the list is ticked off."),
        THEN,
        *SHOWN,
    ),
    order=DATED,
)
BRANCH = Record(
    "branch",
    (
        Key("when", CONDITION, "The condition under which this way is taken.", required=True),
        Key("go", STEP_REFERENCE, "The id of the step this way leads to.", required=True),
        FROM,
        UNTIL,
    ),
    order=DATED,
    elsewhere=(("otherwise", "Write it as a key of the step, below the list of `route`, without a dash."),),
)
ROUTE = Record(
    "route",
    (
        Key("route", Entries(BRANCH, 1), "The ways out, of which the first that fits is taken.", True, "branches"),
        Key("otherwise", STEP_REFERENCE, "The id of the step for all other cases; needless where none is left."),
        *QUIET,
    ),
)
SUBTREE = Record(
    "subtree",
    (
        Key("run", Words("the id of a tree"), "The id of the tree to run.", required=True),
        Key("on", Mapping(LINE, STEP_REFERENCE, 1), "For each outcome of that tree the step that follows.", True),
        Key("with", Mapping(FACT_REFERENCE, EXPRESSION), "Facts of that tree and the values they get.", field="passed"),
        *SHOWN,
    ),
    order=DATED,
)
OUTCOME = Record(
    "outcome",
    (
        Key("end", Words("a kind of outcome"), "resolved, escalated, transferred, or a kind of the project's.", True),
        Key("do", DO, "What is left to do: a text, or a list to tick off."),
        Key("note", LINE, "What the case note says at the end."),
        Key(
            "ask_solved", YesNo(), "yes: the rep is asked whether it solved the case; no: not, whatever the tree says."
        ),
        *SHOWN,
    ),
    one_of=("do", "say"),
    order=DATED,
)
UNCLEAR = Record("step", SHOWN, one_of=("ask", "do", "route", "run", "end"), unclear=True)
STEP = Cases(
    "step",
    (
        Case(OUTCOME, ("end",)),
        Case(ROUTE, ("route",)),
        Case(SUBTREE, ("run",)),
        Case(QUESTION_MANY, ("ask", "pick")),
        Case(QUESTION_THEN, ("ask", "options", "then")),
        Case(QUESTION, ("ask", "options")),
        Case(INPUT, ("ask", "fact")),
        Case(INPUT, ("ask", "then")),
        Case(BARE, ("ask",)),
        Case(CONFIRMED_ACTION, ("do", "confirm")),
        Case(ACTION, ("do",)),
        Case(QUESTION_MANY, ("options", "pick")),
        Case(QUESTION_THEN, ("options", "then")),
        Case(QUESTION, ("options",)),
    ),
    UNCLEAR,
    verbs=UNCLEAR.one_of,
    pairs=(frozenset({"do", "end"}),),
)

STEP_KEYS = frozenset(key.name for record in STEP.records for key in record.keys)

# Facts

FACT_OPTIONS = Shapes(entries=Entries(VALUE, 1, few="PS207"), mapping=Mapping(VALUE, LINE, 1, few="PS207"))
FACT_LABEL = Key("label", LINE, "What the fact is called; else its id with spaces.")
SENSITIVE = Key("sensitive", YesNo(), "yes: never in the address, an event, a case note or the page's title.")
UNIT = Key("unit", LINE, "The unit, such as EUR.")
OPTIONS_OF_FACT = Key("options", FACT_OPTIONS, "The values: a list, or value: label.", required=True)
GIVEN_FACT = (
    FACT_LABEL,
    Key(
        "from",
        _one_or_more(Choice(("host", "link"))),
        "Who may say it beforehand: host, link or both.",
        field="sources",
    ),
    SENSITIVE,
    Key("track", YesNo(), "yes: the value may go into usage events."),
)
LIMITS = (("min", "max"),)


def _type(*types: str) -> Key:
    return Key("type", Choice(types), f"What kind of value it is: {', '.join(types)}.", required=True)


def _limits(kind: Number | Date | Words) -> tuple[Key, Key]:
    return Key("min", kind, "The least value."), Key("max", kind, "The greatest value.")


PATTERN = Key("pattern", LINE, "A regular expression that the whole text must match.")
IS = Key("is", EXPRESSION, "The expression it is calculated by: shown, never asked.", required=True, field="calculated")
CALCULATED = Record("calculated fact", (_type("text", "date", "yes_no", "choice"), IS, FACT_LABEL, SENSITIVE))
CALCULATED_NUMBER = Record("calculated number", (_type("number"), IS, FACT_LABEL, UNIT, SENSITIVE))
FACT_VALUE = Cases(
    "fact",
    (
        Case(CALCULATED_NUMBER, ("is", "type"), "number"),
        Case(CALCULATED, ("is",)),
        Case(Record("text fact", (_type("text"), PATTERN, *GIVEN_FACT)), ("type",), "text"),
        Case(
            Record("number fact", (_type("number"), UNIT, *_limits(Number()), *GIVEN_FACT), order=LIMITS),
            ("type",),
            "number",
        ),
        Case(Record("date fact", (_type("date"), *_limits(Date()), *GIVEN_FACT), order=LIMITS), ("type",), "date"),
        Case(Record("yes_no fact", (_type("yes_no"), *GIVEN_FACT)), ("type",), "yes_no"),
        Case(Record("choice fact", (_type("choice"), OPTIONS_OF_FACT, *GIVEN_FACT)), ("type",), "choice"),
        Case(Record("many fact", (_type("many"), OPTIONS_OF_FACT, *GIVEN_FACT)), ("type",), "many"),
    ),
    Record(
        "fact",
        (
            _type(*FACT_TYPES),
            Key("options", FACT_OPTIONS, "The values of a choice or many fact: a list, or value: label."),
            UNIT,
            *_limits(Words("a number or a date")),
            PATTERN,
            *GIVEN_FACT,
        ),
    ),
)

# The tree

RESPONSES = Mapping(Words("the key of a step"), Shapes(text=VALUE, entries=Entries(VALUE)))
CASE_NAME = Key("name", LINE, "What the case is called.", required=True)
STORY = Key("story", PROSE, "What a person practising is told.")
CASE = (
    Key("given", SET, "What the host knows: the fact's id, a colon, the value."),
    Key("responses", RESPONSES, "What the rep responds: the step's id, a colon, the option or value."),
    Key("passes", _one_or_more(Words("the key of a step")), "Steps that it must come through, in this order."),
    Key("today", Date(), "The day on which it plays."),
)
ENDS = Key("ends", STEP_REFERENCE, "The id of the outcome that must be reached.", required=True)
MAY_END = Key(
    "ends", STEP_REFERENCE, "The id of the outcome that must be reached, where a row does not name another.", True
)
ROW_END = Key("ends", STEP_REFERENCE, "The id of the outcome that this row must reach.")


def _table(end: Key) -> Key:
    rows = Entries(Record("row", (CASE_NAME, *CASE, end)), 1)
    return Key("table", rows, "Rows, each a case of its own, laid over what the scenario says.", required=True)


SCENARIO = Cases(
    "scenario",
    (
        Case(Record("scenario with a table", (CASE_NAME, STORY, *CASE, MAY_END, _table(ROW_END))), ("table", "ends")),
        Case(Record("scenario with a table", (CASE_NAME, STORY, *CASE, _table(ENDS))), ("table",)),
    ),
    Record("scenario", (CASE_NAME, STORY, *CASE, ENDS)),
)
SCENARIOS = Record(
    "scenarios file",
    (
        Key("today", Date(), "The day on which the scenarios play that name none themselves."),
        Key("scenarios", Entries(SCENARIO), "Written cases that prove the tree beside.", required=True),
    ),
)
COURSE = Record(
    "course",
    (
        Key("course", LINE, "The name of the course.", required=True),
        Key("hours", Number(above_zero=True), "How many hours it took.", required=True),
    ),
)
TREE = Record(
    "tree",
    (
        Key("title", LINE, "What the job aid is called.", required=True),
        Key("summary", PROSE, "What it helps with, in a sentence."),
        OWNER,
        REVIEW_BY,
        Key("replaces", COURSE, "The course that this tree makes unnecessary."),
        Key("keywords", Entries(LINE), "Words that reps search for."),
        Key("start", STEP_REFERENCE, "The id of the first step, where it is not the first one written."),
        Key("fallback", STEP_REFERENCE, "The id of the step that “None of these” leads to."),
        Key("urgent", YesNo(), "yes: seconds count in the whole tree, so nothing is asked."),
        Key("ask_solved", YesNo(), "yes: at each outcome the rep is asked whether it solved the case."),
        Key("facts", Mapping(FACT_ID, FACT_VALUE), "What is known about a case: id: fact."),
        Key("steps", Mapping(SNAKE_ID, STEP, 1), "The steps: id: step.", required=True),
        Key("scenarios", Entries(SCENARIO), "Written cases that prove the tree."),
    ),
)


def _find_keys(kind: Kind | None) -> Iterator[str]:
    match kind:
        case Record():
            for key in kind.keys:
                yield key.name
                yield from _find_keys(key.kind)
        case Cases():
            for record in kind.records:
                yield from _find_keys(record)
        case Mapping():
            yield from _find_keys(kind.value)
        case Entries():
            yield from _find_keys(kind.entry)
        case Shapes():
            for each in (kind.text, kind.entries, kind.mapping):
                yield from _find_keys(each)


KEYS = frozenset(_find_keys(TREE))
"""Every key that has a meaning somewhere in a tree."""
