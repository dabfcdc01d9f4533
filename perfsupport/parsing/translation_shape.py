"""The shape of files that hold the words of a tree, or of the settings, in another language, as data."""

from __future__ import annotations

from perfsupport.parsing.kinds import Entries, Key, Mapping, Record, Shapes, Words

LINE = Words("a text")

TRANSLATED = Record(
    "translated text",
    (
        Key("source", LINE, "The text in the source, as it was when it was translated.", required=True),
        Key("text", Words("a text", may_wait=True), "The same in this language."),
        Key("was", LINE, "The source that `text` belongs to; take it away once `text` fits the new one."),
    ),
)
MANY = Entries(TRANSLATED)
NAMED = Mapping(Words("an id"), TRANSLATED)
OPTION = Record(
    "words of an option",
    (
        Key("label", TRANSLATED, "What the rep presses."),
        Key("note", TRANSLATED, "What the case note says."),
        Key("say", TRANSLATED, "What to tell the customer."),
    ),
)
STEP = Record(
    "words of a step",
    (
        Key("title", TRANSLATED, "What the step is called."),
        Key("ask", TRANSLATED, "What is asked."),
        Key("options", Mapping(Words("the id of an option"), OPTION), "The words of each option, by its id."),
        Key("do", Shapes(entries=MANY, mapping=TRANSLATED), "What to do."),
        Key("say", TRANSLATED, "Words for the customer."),
        Key("why", TRANSLATED, "Why it is asked or done."),
        Key("detail", TRANSLATED, "More, for those who are new to it."),
        Key("note", TRANSLATED, "What the case note says."),
        Key("tips", MANY, "What the field taught."),
        Key("media", MANY, "What pictures and films show."),
        Key("links", MANY, "What links are called."),
    ),
)
FACT = Record(
    "words of a fact",
    (
        Key("label", TRANSLATED, "What the fact is called."),
        Key("unit", TRANSLATED, "Its unit."),
        Key("options", NAMED, "The words of each of its values."),
    ),
)
GONE = Key("gone", MANY, "What no longer stands in the source, kept for the day it comes back.")
TRANSLATION = Record(
    "file of translations",
    (
        Key("title", TRANSLATED, "What the job aid is called."),
        Key("summary", TRANSLATED, "What it helps with."),
        Key("keywords", Entries(LINE), "Words that reps search for in this language."),
        Key("facts", Mapping(Words("the id of a fact"), FACT), "The words of each fact, by its id."),
        Key("steps", Mapping(Words("the id of a step"), STEP), "The words of each step, by its id."),
        GONE,
    ),
)
CONTACT = Record(
    "words of a contact",
    (
        Key("name", TRANSLATED, "Who it is."),
        Key("chat", TRANSLATED, "The name of the channel or room."),
        Key("hours", TRANSLATED, "When somebody is there."),
    ),
)
SETTINGS_TRANSLATION = Record(
    "file of translated settings",
    (
        Key("title", TRANSLATED, "The name of the collection of job aids."),
        Key("outcomes", NAMED, "What the project's own kinds of outcome are called."),
        Key("categories", NAMED, "What the folders below trees/ are called."),
        Key("contacts", Mapping(Words("the id of a contact"), CONTACT), "The words of each contact, by its id."),
        GONE,
    ),
)
