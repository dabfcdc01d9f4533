"""The shape of ``perfsupport.yaml``, as data."""

from __future__ import annotations

import re

from perfsupport.origins import find_origin
from perfsupport.parsing.kinds import Choice, Entries, Form, Key, Mapping, Number, Record, Template, Words, YesNo

LINE = Words("a text")
KEBAB_ID = Form("an id", r"[a-z0-9]+(?:-[a-z0-9]+)*", "Use small letters and digits, joined by -.")
OUTCOME_KIND = Form("a kind of outcome", r"[a-z][a-z0-9_-]*", "Use small letters, digits, _ and -.")
LANGUAGE = Form("a language tag", r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*", "Write it like en, de or pt-BR.")
COLOUR = Form("a colour", r"#[0-9A-Fa-f]{6}", 'Write it in quotes, as "#rrggbb".')
FONT_FILE = Form(
    "a font file", r"[^\s\"'()\\]+\.(?:woff2|woff|ttf|otf)", "Name a file that ends in .woff2, .woff, .ttf or .otf."
)
FONT_SIZE = Form("a size of words", r"1[4-9]|2[0-4]", "Write a whole number from 14 to 24.")
PORT = r"(?::(?:[1-9][0-9]{0,3}|[1-5][0-9]{4}|6(?:[0-4][0-9]{3}|5(?:[0-4][0-9]{2}|5(?:[0-2][0-9]|3[0-5])))))?"
OF_ORIGIN = r"(?!https://[^/]*:443$|http://[^/]*:80$)https?://[a-z0-9.-]+" + PORT


def mend_origin(address: str) -> str | None:
    """Return the origin of an address as browsers send it, which is compared sign by sign; None where it has none."""
    origin = find_origin(address)
    return origin if origin is not None and re.fullmatch(OF_ORIGIN, origin) else None


ORIGIN = Form(
    "an origin",
    OF_ORIGIN,
    "Write scheme and host, and a port up to 65535 where it has one: https://crm.example.org.",
    mend=mend_origin,
)
NO_LOGIN = r"(?!https?://[^\s/]*@)"
"""Whoever reads the page would read it."""

WEB_ADDRESS = Form(
    "a web address", NO_LOGIN + r"https?://[^\s\"'<>\\]+", "Write it as https://…, without user and password."
)
COLLECTOR = Form(
    "a collector's address",
    rf"https?://[A-Za-z0-9.-]+{PORT}(?:/[^\s\"'<>\\;,]*)?|/[^\s\"'<>\\;,]*",
    "Write it as https://… or as a path that begins with /.",
)
SOURCE_URL = Form(
    "the address of a file in the forge",
    NO_LOGIN + r"(?=.*\{path\})https?://[^\s\"'<>\\]+",
    "Write it as https://… with {path} and, if you like, {line} in it.",
)
SITE_URL = Form(
    "the address of the site",
    rf"https?://[A-Za-z0-9.-]+{PORT}(?:/[^\s\"'<>\\?#]*)?",
    "Write it as https://aids.example.org/desk/, without ? and #.",
)
RULE_CODE = Form("the code of a rule", r"PS[0-9]{3}", "Write PS and three digits, as in what `check` prints: PS731.")
COUNT = Form("a whole number above 0", r"[1-9][0-9]{0,5}", "Write digits alone, like 12.")
STORE = Form(
    "a store",
    r"(?!.*://)(?![^/\\]*:[^/\\]*@)\S[^\x00-\x1f]*|sqlite://\S[^\x00-\x1f]*|clickhouse://(?:[^\s:/?#@]+@)?(?:[A-Za-z0-9._-]+|\[[0-9a-f:]+\])(?::[0-9]+)?"
    r"(?:/[A-Za-z0-9_]*)?(?:\?(?:secure=(?:yes|no)|cluster=[A-Za-z0-9_]+)(?:&(?:secure=(?:yes|no)|cluster=[A-Za-z0-9_]+))*)?",
    "Write a file's path, or clickhouse://user@host:port/database without a password: that goes into the environment,"
    " as PERFSUPPORT_STORE_PASSWORD.",
)
ISSUES = Template(
    "the address of a new issue",
    ("title", "body"),
    NO_LOGIN + r"(?=.*\{body\})https?://[^\s\"'<>\\]+",
    "Write it as https://… with {title} and {body} in it.",
)
SINGLE_KEY = Form(
    "a single key",
    r"[^\s0-9A-Z.,-]",
    "Write one small letter or sign, like f. Digits choose options and begin numbers, as do . , and -.",
)
E_MAIL = Form("an e-mail address", r"[^\s@<>\"':]+@[^\s@<>\"':]+", "Write it like help@example.org.")

CONTACT = Record(
    "contact",
    (
        Key("name", LINE, "Who it is.", required=True),
        Key("phone", LINE, "The telephone number."),
        Key("email", E_MAIL, "The e-mail address."),
        Key("chat", LINE, "The name of the channel or room."),
        Key("url", WEB_ADDRESS, "A web address."),
        Key("hours", LINE, "When somebody is there."),
    ),
    one_of=("phone", "email", "chat", "url"),
)
COLOURS = Record(
    "list of colours",
    (
        Key("background", COLOUR, "The ground of the page."),
        Key("surface", COLOUR, "The ground of cards and fields."),
        Key("ink", COLOUR, "Words."),
        Key("quiet", COLOUR, "Words that matter less."),
        Key("line", COLOUR, "The borders of options and fields."),
        Key("accent", COLOUR, "What can be pressed, and links."),
        Key("say", COLOUR, "The ground of words for the customer."),
        Key("do", COLOUR, "The mark of what is to be done."),
        Key("notice", COLOUR, "The words of a notice."),
        Key("resolved", COLOUR, "Outcomes that resolve the case."),
        Key("escalated", COLOUR, "Outcomes that hand it upwards."),
        Key("transferred", COLOUR, "Outcomes that hand it over, and those of a kind of your own."),
        Key("error", COLOUR, "What is wrong with an entry."),
    ),
)
THEME = Record(
    "theme",
    (
        Key("accent", COLOUR, "The colour of what can be pressed, and of links."),
        Key("accent_dark", COLOUR, "The same for dark screens."),
        Key("light", COLOURS, "The colours on light screens."),
        Key("dark", COLOURS, "The colours on dark screens; what is left out follows from those on light ones."),
        Key("font", Choice(("system", "sans", "humanist", "serif", "rounded", "mono")), "The family of the words."),
        Key("font_file", FONT_FILE, "A font of your own, relative to trees/media."),
        Key("font_file_bold", FONT_FILE, "The same in bold, where the first file has no bold in it."),
        Key("size", FONT_SIZE, "The size of words in CSS pixels, 14 to 24; 16 unless given."),
        Key("radius", Number(), "How round corners are, in CSS pixels."),
        Key("logo", LINE, "A picture, relative to trees/media."),
    ),
)
TRACKING = Record(
    "tracking",
    (
        Key("collector", COLLECTOR, "Where events are sent."),
        Key("dom", YesNo(), "yes: events are raised in the page."),
        Key("post_message", YesNo(), "yes: events go to the page around the aid."),
        Key("data_layer", YesNo(), "yes: events go to window.dataLayer."),
        Key("contact_reference", YesNo(), "yes: events carry the host's reference of the contact."),
        Key("rep_reference", YesNo(), "yes: events carry a pseudonymous reference of the rep."),
        Key("search_words", YesNo(), "yes: events carry the words that were searched for."),
    ),
)
KEYS = Record(
    "list of keys",
    (
        Key("back", SINGLE_KEY, "One step back, in place of Backspace."),
        Key("search", SINGLE_KEY, "Searches, in place of /."),
        Key("note", SINGLE_KEY, "Opens and closes the case note, in place of n."),
        Key("copy", SINGLE_KEY, "Copies the case note, in place of c."),
        Key("restart", SINGLE_KEY, "Begins a new case, in place of r."),
        Key("view", SINGLE_KEY, "Shows the whole guide or one step at a time, in place of e."),
        Key("keys", SINGLE_KEY, "Shows and hides the list of keys, in place of ?."),
    ),
)
FEEDBACK = Record(
    "feedback section",
    (
        Key("issues", ISSUES, "The address of a new issue in the forge, with {title} and {body} in it."),
        Key("email", E_MAIL, "The address that reps write to."),
    ),
    one_of=("issues", "email"),
)
CASE_PLACES = ("title", "date", "outcome", "contact", "version")
NOTE = Record(
    "case note",
    (
        Key("header", Template("a text", CASE_PLACES), "What a case note begins with."),
        Key(
            "line",
            Template("a line with {line} in it", ("line",), r"[^\n]*\{line\}[^\n]*", "Write it like - {line}."),
            "How each line of the path is written.",
        ),
        Key("footer", Template("a text", CASE_PLACES), "What a case note ends with."),
    ),
)
CHECKS = Record(
    "checks section",
    (
        Key("rules", COUNT, "The set of rules to keep to; a newer perfsupport adds no others."),
        Key(
            "severity",
            Mapping(RULE_CODE, Choice(("off", "advice", "warning", "error"))),
            "How much a rule matters here: its code, a colon, off, advice, warning or error.",
        ),
        Key("review_soon_days", COUNT, "How many days before `review_by` to remind of it."),
        Key("max_questions", COUNT, "The most questions on the longest way through a tree."),
        Key("max_options", COUNT, "The most options of a question."),
        Key("max_sentence_words", COUNT, "The most words of a sentence."),
        Key("max_checklist", COUNT, "The most entries of a checklist."),
        Key("max_height", COUNT, "How high a step may be, in pixels of a panel 320 wide."),
    ),
)
SETTINGS = Record(
    "settings file",
    (
        Key("title", LINE, "The name of the collection of job aids."),
        Key("language", LANGUAGE, "The language of the trees."),
        Key("languages", Entries(LANGUAGE), "The languages that the trees are translated to."),
        Key("outcomes", Entries(OUTCOME_KIND), "Kinds of outcome besides resolved, escalated and transferred."),
        Key("contacts", Mapping(KEBAB_ID, CONTACT), "Whom reps can turn to: id: contact."),
        Key("hosts", Entries(ORIGIN), "The origins of the pages that may embed the aids."),
        Key("theme", THEME, "Colours and logo."),
        Key("tracking", TRACKING, "Where usage events go."),
        Key("keys", KEYS, "The single keys of the aids, where they should be others."),
        Key("checks", CHECKS, "What is checked, and how much each finding matters."),
        Key("note", NOTE, "How case notes are written."),
        Key("feedback", FEEDBACK, "Where reps say what is wrong or unclear, where no collector is named."),
        Key("storage", YesNo(), "yes: the browser remembers which steps a rep has seen, to mark what changed."),
        Key("source_url", SOURCE_URL, "Where a step's source can be mended, with {path} and {line} in it."),
        Key("site_url", SITE_URL, "Where the built site lies, for programs that look up how to embed it."),
        Key(
            "store",
            STORE,
            "Where events are kept: a file, relative to this one, or the address of a ClickHouse server.",
        ),
        Key("heads", COUNT, "How many people a replaced course was for; reports tell the hours saved."),
        Key("offline", YesNo(), "no: browsers keep no copy of the site for use without a network."),
    ),
)
