"""Hypothesis strategies made from the tables of the shape: documents of texts, right, and then spoiled."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

from hypothesis import strategies as st

from perfsupport.parsing import kinds
from perfsupport.parsing.kinds import Kind, Record

LETTERS = st.characters(
    codec="utf-8", categories=["L", "N", "P", "S", "Zs"], exclude_characters="\x85\u2028\u2029\ufeff"
)
WORDS = st.text(LETTERS, min_size=1, max_size=12).filter(lambda text: not text.isspace())
WORDS_ALONE = WORDS.filter(lambda text: "{" not in text)
IDS = st.sampled_from(["amount", "by_amount", "step_2", "a", "country", "desk-1", "x" * 64])
FORMS = {
    "an id": st.from_regex(r"[a-z][a-z0-9]{0,9}", fullmatch=True),
    "an option's id": st.sampled_from(["in-a-shop", "web", "a1", "51"]),
    "an address": st.sampled_from(["https://example.org/?a=b", "mailto:a@b.c", "tel:112", "help/page.html", "#top"]),
    "a kind of outcome": st.sampled_from(["booked", "call_back", "hung-up"]),
    "a single key": st.sampled_from(["f", "m", "#", "ü"]),
    "a language tag": st.sampled_from(["en", "pt-BR", "no"]),
    "a colour": st.sampled_from(["#00aa5F", "#123456"]),
    "a font file": st.sampled_from(["fonts/desk.woff2", "desk.ttf"]),
    "a size of words": st.sampled_from(["14", "20", "24"]),
    "an origin": st.sampled_from(["https://crm.example.org", "http://localhost:8080"]),
    "a web address": st.sampled_from(["https://example.org/a", "http://a.b"]),
    "a collector's address": st.sampled_from(["/events", "https://a.b/events", "http://127.0.0.1:8000"]),
    "the address of a file in the forge": st.sampled_from(["https://a.b/{path}#L{line}", "https://a.b/{path}"]),
    "a store": st.sampled_from(
        ["events.sqlite3", "/srv/desk/events", "clickhouse://desk@ch.example:8443/desk?secure=no"]
    ),
    "the address of the site": st.sampled_from(["https://a.b", "http://a.b:81/desk/"]),
    "the code of a rule": st.sampled_from(["PS301", "PS731"]),
    "a whole number above 0": st.sampled_from(["1", "12", "300"]),
    "the address of a new issue": st.sampled_from(["https://a.b/new?t={title}&b={body}", "http://a.b/{body}"]),
    "a line with {line} in it": st.sampled_from(["{line}", "- {line}", "{ {line} }"]),
    "an e-mail address": st.sampled_from(["a@b.c", "help+desk@example.org"]),
}
ODD_WORDS = (
    "yes Yes true no 0 -1 1.50 1e5 05 0.0 .5 many all host link text number date choice ~ null en resolved a-b a_b A "
    "_a 2027-01-31 2027-02-30 27-1-1 0000-01-01 javascript:alert(1) //evil.example https://a.b #12345 #123456"
)
ODD_TEXTS = st.sampled_from(
    [*ODD_WORDS.split(), "", " ", "\t", "a b", "Über uns", "x" * 65, "a\n", "2027-01-31\n", "1\n"]
)
ODD = st.recursive(
    ODD_TEXTS | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS | IDS, inner, max_size=3),
    max_leaves=4,
)


def make_right(kind: Kind, depth: int = 0) -> st.SearchStrategy[Any]:
    """Return a strategy of values that fit a kind."""
    most = 3 if depth < 3 else 1
    match kind:
        case kinds.Words():
            return WORDS | IDS
        case kinds.Form(what=what):
            return FORMS[what]
        case kinds.Template(what=what, names=names):
            return (
                FORMS[what]
                if what in FORMS
                else st.sampled_from([f"{{{name}}}\n{{ }}" for name in names]) | WORDS_ALONE
            )
        case kinds.Choice(values=values):
            return st.sampled_from(values)
        case kinds.YesNo():
            return st.sampled_from(["yes", "no", "true", "false"])
        case kinds.Number(above_zero=True):
            return st.sampled_from(["1", "0.5", "40", "007", "0.01"])
        case kinds.Number():
            return st.sampled_from(["1", "0", "-2.50", "007", "1000000"])
        case kinds.Date():
            return st.dates().map(lambda day: day.isoformat())
        case kinds.Entries(entry=entry, least=least):
            return st.lists(make_right(entry, depth + 1), min_size=least, max_size=max(least, most))
        case kinds.Mapping(key=key, value=value, least=least):
            keys, values = make_right(key, depth + 1), make_right(value, depth + 1)
            return st.dictionaries(keys, values, min_size=least, max_size=max(least, most))
        case kinds.Shapes():
            shapes = [shape for shape in (kind.text, kind.entries, kind.mapping) if shape is not None]
            return st.one_of([make_right(shape, depth + 1) for shape in shapes])
        case kinds.Record():
            return _make_right_record(kind, depth)
        case kinds.Cases():
            records = [case.record for case in kind.cases if not case.record.unclear]
            return st.one_of([_make_right_record(record, depth) for record in records])


@st.composite
def _make_right_record(draw: st.DrawFn, record: Record, depth: int) -> dict[str, Any]:
    wanted = {key.name for key in record.keys if key.required}
    if record.one_of:
        wanted.add(draw(st.sampled_from(record.one_of)))
    optional = [key.name for key in record.keys if not key.required]
    if optional:
        wanted |= draw(st.sets(st.sampled_from(optional), max_size=3 if depth < 2 else 1))
    value = {key.name: draw(make_right(key.kind, depth + 1)) for key in record.keys if key.name in wanted}
    for first, second in record.order:
        if first in value and second in value:
            value[second] = value[first]
    return value


def find_places(value: Any) -> list[tuple[Any, Any]]:
    """Return every container and key (or index) within a document."""
    places: list[tuple[Any, Any]] = []
    waiting = [value]
    while waiting:
        container = waiting.pop()
        children = container.items() if isinstance(container, dict) else enumerate(container)
        for key, child in children:
            places.append((container, key))
            if isinstance(child, dict | list):
                waiting.append(child)
    return places


@st.composite
def make_spoiled(draw: st.DrawFn, record: Record, names: tuple[str, ...]) -> list[Any]:
    """Return a document that fits, and what became of it when one thing after another was done to it."""
    document = draw(make_right(record))
    documents = [deepcopy(document)]
    for _ in range(draw(st.integers(1, 4))):
        places = find_places(document)
        if not places:
            break
        container, key = draw(st.sampled_from(places))
        match draw(st.sampled_from(["drop", "add", "value", "rename", "empty"])):
            case "drop":
                del container[key]
            case "add" if isinstance(container, dict):
                container[draw(st.sampled_from(names) | WORDS)] = draw(ODD)
            case "rename" if isinstance(container, dict):
                container[draw(st.sampled_from(names) | WORDS)] = container.pop(key)
            case "empty":
                container[key] = draw(st.sampled_from([[], {}, "", [""], [[]], {"a": {}}]))
            case _:
                container[key] = draw(ODD)
        documents.append(deepcopy(document))
    return documents


def find_names(kind: Kind) -> tuple[str, ...]:
    """Return every key that the tables know below a kind."""
    names: set[str] = set()
    seen: set[int] = set()
    waiting: list[Any] = [kind]
    while waiting:
        one = waiting.pop()
        if one is None or id(one) in seen:
            continue
        seen.add(id(one))
        match one:
            case kinds.Record():
                names |= one.by_name.keys()
                waiting += [key.kind for key in one.keys]
            case kinds.Cases():
                waiting += one.records
            case kinds.Entries():
                waiting.append(one.entry)
            case kinds.Mapping():
                waiting.append(one.value)
            case kinds.Shapes():
                waiting += [one.text, one.entries, one.mapping]
    return tuple(sorted(names))


def write_yaml(document: Any) -> bytes:
    """Return the document as YAML in which every text is quoted: JSON is such YAML."""
    return json.dumps(document, ensure_ascii=False, indent=1).encode()
