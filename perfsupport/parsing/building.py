"""YAML events to nodes, without recursion and without typing anything. What trees do without is refused on the way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from yaml._yaml import CParser
from yaml.error import MarkedYAMLError, YAMLError
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from perfsupport.diagnostics import Edit, Fix, Span
from perfsupport.ondemand import compile_late
from perfsupport.parsing.decoding import REPLACEMENT, UNWANTED
from perfsupport.parsing.nodes import LOST, ListNode, Lost, MapNode, Node
from perfsupport.tree import Text

MAX_DEPTH = 50
"""Levels of nesting. A tree needs about eight."""

REPEATED = "PS111"
GATHERING = ("facts", "steps", "scenarios", "contacts")
"""Keys of which a file has one each, for all there is of their kind."""

MOST_MISTAKES = 1000
QUOTES = ("'", '"')
QUOTE_IT = 'If it is part of the text, put the text in quotes: "…"'
ESCAPE = compile_late(r"\\[0abefvxuU]")
PROPERTY = compile_late(r"\s*([&!][^\s,\]}]*)")

AGAIN = "\0"
"""Behind a key that gathers and stands there a second time: what it holds is put with what the first one does."""

DROPPED = Text("")
"""Stands for a key that could not be used: what follows it is read and forgotten."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """A diagnostic before it knows its file and severity."""

    code: str
    span: Span
    cause: str
    remedy: str
    fix: Fix | None = None


def shorten(text: str, most: int = 40) -> str:
    """Return the text on one line for a message, cut where it is long, and nothing in it that is not seen."""
    line = " ".join(text[: 4 * most].split())
    if not line.isprintable():
        line = "".join(character if character.isprintable() else REPLACEMENT for character in line)
    return line if len(line) <= most else f"{line[: most - 1]}…"


class TooDeepError(Exception):
    """Nesting beyond sense."""


@dataclass(slots=True)
class Reading:
    """What came of one pass over the events of a text.

    ``error`` is what ended it early, ``cut`` the line from which on a second document was left out.
    """

    text: str
    root: Node | None = None
    mistakes: list[Mistake] = field(default_factory=list)
    error: MarkedYAMLError | TooDeepError | None = None
    last: Event | None = None
    closed: ListNode | MapNode | None = None
    cut: int = 0
    aliases: set[str] = field(default_factory=set)
    folded: list[tuple[str, Span]] = field(default_factory=list)
    """Quoted texts over several lines, with their quote: where a closing quote was forgotten, it is one of these."""

    anew: MapNode | None = None
    """The entry in which another one begins without its dash."""

    _lines: list[str] | None = None

    @property
    def lines(self) -> list[str]:
        """The lines of the text that was read."""
        if self._lines is None:
            self._lines = self.text.split("\n")
        return self._lines

    def report(self, code: str, span: Span, cause: str, remedy: str) -> None:
        """Note a mistake; a file with more than so many is beyond mending one by one."""
        if len(self.mistakes) < MOST_MISTAKES:
            self.mistakes.append(Mistake(code, span, cause, remedy))


Watch: TypeAlias = Callable[[Callable[[], Any], Reading], Iterator[Any]]


def build_nodes(text: str, stand_ins: dict[int, str], watch: Watch | None = None) -> Reading:
    """Return the nodes of a text, as far as it can be read. ``stand_ins`` are undone in every value.

    ``watch`` is handed the events before anybody else, and ends the reading where it gives none.
    """
    reading = Reading(text)
    parser = CParser(text)
    get_event = parser.get_event
    if stand_ins or ESCAPE.search(text):
        get_event = _restore(get_event, stand_ins, reading).__next__
    if watch is not None:
        get_event = watch(get_event, reading).__next__
    try:
        _consume(get_event, reading)
    except (MarkedYAMLError, TooDeepError) as error:
        # Without the frames, which hold the reading: the two would stay until somebody collects garbage.
        reading.error = error.with_traceback(None)
    except YAMLError as error:  # what the decoder let through and the parser refuses
        reading.error = MarkedYAMLError(problem=str(error))
    finally:
        parser.dispose()
    if isinstance(reading.root, MapNode) and reading.mistakes:
        _gather(reading.root)
    return reading


def _gather(root: MapNode) -> None:
    """Put what a repeated key holds with what the first one does."""
    for key in [each for each in root if each.endswith(AGAIN)]:
        more, first = root.pop(key), root.get(Text(key.rstrip(AGAIN)))
        if isinstance(more, MapNode) and isinstance(first, MapNode):
            for name, value in more.items():
                first.setdefault(name, value)
        elif isinstance(more, ListNode) and isinstance(first, ListNode):
            first.extend(more)


def _restore(get_event: Callable[[], Any], stand_ins: dict[int, str], reading: Reading) -> Iterator[Any]:
    """Yield the events with the author's own characters for stand-ins, and without hidden control characters."""
    while (event := get_event()) is not None:
        if type(event) is ScalarEvent:
            event.value = event.value.translate(stand_ins)
            if match := UNWANTED.search(event.value):
                cause = f"A backslash in this text makes an invisible control character (U+{ord(match[0]):04X})."
                reading.report("PS102", _span(event), cause, "Take it out, or put the text in single quotes.")
                event.value = UNWANTED.sub(REPLACEMENT, event.value)
        yield event
    yield None


def _consume(get_event: Any, reading: Reading) -> None:
    """Take events until the document ends. One loop, without helpers on the usual way: reading spends its time here."""
    stack: list[tuple[Any, Text | None, bool, bool]] = []
    parent: Any = None
    key: Text | None = None
    in_map = flow = False
    event: Any = None
    new_text, new_span = str.__new__, tuple.__new__
    try:
        while (event := get_event()) is not None:
            kind = type(event)
            if kind is ScalarEvent:
                start, end, style = event.start_mark, event.end_mark, event.style
                node: Any = new_text(Text, event.value)
                node.place = (start, end)
                if style and style in QUOTES and start.line != end.line:
                    reading.folded.append((style, node.span))
                if event.tag is not None or event.anchor is not None:
                    node = _refuse_properties(event, node, reading)
                if in_map and key is None:
                    odd = node is LOST or node in parent or not node or node == "<<" or node.isspace()
                    key = _check_key(node, parent, style, reading) if odd else node
                    continue
                if flow and not node and key is not None and _is_cut(key, node, reading):
                    _take_cut(parent, key, reading)
                    key = None
                    continue
            elif kind is MappingEndEvent or kind is SequenceEndEvent:
                end, (line, column, _, _) = event.end_mark, parent.span
                end_line = end.line + 1
                # A block ends where the next one begins: its last line is the one before.
                end_column = end.column + 1 if flow or end_line == line else 1
                parent.span = new_span(Span, (line, column, end_line, end_column))
                reading.closed = parent
                parent, key, in_map, flow = stack.pop()
                continue
            elif kind is MappingStartEvent or kind is SequenceStartEvent:
                start = event.start_mark
                line, column = start.line + 1, start.column + 1
                node = MapNode() if kind is MappingStartEvent else ListNode()
                node.span = new_span(Span, (line, column, line, column + 1))
                if event.tag is not None or event.anchor is not None:
                    _refuse_properties(event, node, reading)
                if len(stack) == MAX_DEPTH:
                    raise TooDeepError
                if in_map and key is None:
                    stack.append((parent, _refuse_key(node, reading), in_map, flow))
                    parent, in_map, flow = node, kind is MappingStartEvent, event.flow_style
                    continue
            elif kind is AliasEvent:
                node = _refuse_alias(event, reading)
                if in_map and key is None:
                    key = DROPPED
                    continue
            elif kind is DocumentStartEvent and _is_second(event, reading):
                return
            else:
                continue
            if not in_map:
                if parent is None:
                    reading.root = node
                else:
                    parent.append(node)
            elif key is not DROPPED:
                parent[key] = node
            if kind is MappingStartEvent or kind is SequenceStartEvent:
                stack.append((parent, None, in_map, flow))
                parent, in_map, flow = node, kind is MappingStartEvent, event.flow_style
            key = None
    finally:
        reading.last = event


def _span(event: Any) -> Span:
    start, end = event.start_mark, event.end_mark
    return Span(start.line + 1, start.column + 1, end.line + 1, end.column + 1)


def _check_key(key: Text | Lost, parent: MapNode, style: str | None, reading: Reading) -> Text:
    """Return the key, or DROPPED where it is blank, a merge key, or there already."""
    if isinstance(key, Lost) or len(reading.mistakes) == MOST_MISTAKES:
        return DROPPED
    if key in parent:
        first = next(known for known in parent if known == key)
        if _is_begun_anew(key, first, parent, reading):
            return DROPPED
        reading.report(REPEATED, *explain_repeated(key, first))
        if key in GATHERING and key.span.column == 1 and not style:
            return key.reword(f"{key}{AGAIN * len(parent)}")
    elif not key or key.isspace():
        reading.report("PS116", key.span, "There is no name before the colon.", "Write a name before the colon.")
    elif key == "<<" and not style:
        cause = "`<<` copies keys from another place in the file; trees do not use it."
        reading.report(
            "PS110", key.span, cause, "Write the keys out here, or put shared steps into a tree of their own."
        )
    else:
        return key
    return DROPPED


def explain_repeated(key: Text, first: Text) -> tuple[Span, str, str]:
    """Return where a repeated key stands, what is wrong with it, and what to do."""
    cause = f"`{shorten(key)}` stands here a second time; the first is in line {first.span.line}."
    if key in GATHERING:
        return key.span, cause, "Put what stands below it at the end of the first, and take this line away."
    return key.span, cause, "Keep one of the two, or give this one another name."


def _is_begun_anew(key: Text, first: Text, parent: MapNode, reading: Reading) -> bool:
    """Report an entry of a list that begins without its dash: once, for each of its keys is there already."""
    if reading.anew is parent:
        return True
    line, column, *_ = key.span
    above = reading.lines[first.span.line - 1][: first.span.column - 1]
    if first is not next(iter(parent)) or not above.strip() or above.strip(" -"):
        return False
    reading.anew = parent
    cause = f"`{shorten(key)}` begins another entry of the list, but no dash stands before it."
    fix = None
    if column > 2 and not reading.lines[line - 1][: column - 1].strip():
        fix = Fix("Put a dash before it", (Edit(Span(line, column - 2, line, column), "- "),))
    reading.mistakes.append(Mistake("PS105", key.span, cause, f"Write `- {shorten(key)}: …`.", fix))
    return True


def _take_cut(parent: MapNode, key: Text, reading: Reading) -> None:
    from perfsupport.parsing.braces import take_cut

    take_cut(parent, key, reading)


def _refuse_key(node: ListNode | MapNode, reading: Reading) -> Text:
    cause = "A list or a mapping stands where the name of a key belongs."
    remedy = 'Write a plain name before the colon; put text that begins with [, { or ? in quotes: "…".'
    line, column, *_ = node.span
    reading.report("PS116", Span(line, column, line, column + 1), cause, remedy)
    return DROPPED


def _is_cut(key: Text, value: Text, reading: Reading) -> bool:
    """Tell whether a word within braces has no colon behind it: the rest of a text that a comma has cut off."""
    end, start = key.span[2:], value.span[:2]
    between = reading.lines[end[0] - 1][end[1] - 1 : start[1] - 1 if start[0] == end[0] else None]
    return ":" not in between


def _refuse_properties(event: Any, node: Any, reading: Reading) -> Any:
    """Report an anchor or a tag; return what is left of the node."""
    line, column, *_ = node.span
    for match in PROPERTY.finditer(reading.lines[line - 1], column - 1):
        sign, start = match[1], match.start(1) + 1
        span = Span(line, start, line, start + len(sign))
        code, name = ("PS108", "anchor") if sign[0] == "&" else ("PS109", "tag")
        cause = f"`{shorten(sign)}` is a YAML {name}, which trees do without."
        reading.report(code, span, cause, f"{QUOTE_IT}; otherwise take it away.")
        if not (event.tag and event.anchor):
            break
    return node if node or type(node) is not Text else LOST


def _refuse_alias(event: Any, reading: Reading) -> Lost:
    """Report an alias: the first of its name, and not where a merge key was reported."""
    span = _span(event)
    merged = any(mistake.code == "PS110" and mistake.span.line == span.line for mistake in reading.mistakes[-1:])
    if merged or event.anchor in reading.aliases:
        return LOST
    reading.aliases.add(event.anchor)
    cause = f"`*{shorten(event.anchor)}` is a YAML alias for another place in the file, which trees do without."
    reading.report("PS108", span, cause, f"{QUOTE_IT}; otherwise write out what is meant.")
    return LOST


def _is_second(event: Any, reading: Reading) -> bool:
    """Report directives; tell whether a second document begins, and report that, too."""
    start = event.start_mark
    line = start.line + 1
    if reading.root is not None:
        cause = "A second document begins here; one file holds one tree."
        span = Span(line, start.column + 1, line, start.column + 4)
        reading.cut = line
        reading.report("PS112", span, cause, "Delete this line, or move what follows to a file of its own.")
        return True
    if event.version or event.tags:
        text = reading.lines[line - 1]
        cause = f"`{shorten(text.strip())}` is a YAML directive, which trees do without."
        reading.report("PS117", Span(line, 1, line, len(text) + 1), cause, "Delete this line.")
    return False
