"""What a complaint of libyaml means to somebody who never programmed.

libyaml names the place where it gave up, which is seldom the place of the mistake. Each function below knows one
mistake: it looks at the complaint and the lines around it, and returns a finding, or None where it was another.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from yaml.events import AliasEvent, MappingEndEvent, ScalarEvent, SequenceEndEvent

from perfsupport.mending import insert
from perfsupport.parsing.building import MAX_DEPTH, Mistake, Reading, TooDeepError
from perfsupport.parsing.faults import QUOTE_ALL, Fault, Finding, make_fault, make_span
from perfsupport.parsing.indentation import (
    BEHIND_END,
    explain_block_text,
    explain_indentation,
    explain_misplaced,
    explain_outdented,
    explain_outlying,
    find_above,
)
from perfsupport.parsing.labels import (
    explain_bare_name,
    explain_bullet,
    explain_label,
    explain_other_sign,
    explain_remark,
)
from perfsupport.parsing.quotes import KEY_LINE, explain_backslash, explain_early_close
from perfsupport.parsing.remedies import move_lines
from perfsupport.parsing.separators import explain_separator
from perfsupport.parsing.shape import KEYS
from perfsupport.parsing.source import Source, indent

LONGEST_KEY = 1024
BARE_KEY = re.compile(r" *(?:- +)*(?P<key>[a-z_]+) +\S")
GLUED_KEY = re.compile(r"( *(?:- +)*[\w-]+:)(?=[^\s/:])")
TAB_FIRST = re.compile(r" *\t\s*\S")
ENTRY_KEY = re.compile(r" *(?:- +)+[\w-]+:(?: |$)")
CLOSERS = {"[": "]", "{": "}"}


def find_mistake(reading: Reading, source: Source) -> Finding:
    """Return what ended a reading."""
    fault = make_fault(reading, source)
    return next(finding for explain in EXPLANATIONS if (finding := explain(fault)) is not None)


def _too_deep(fault: Fault) -> Finding | None:
    if not isinstance(fault.reading.error, TooDeepError):
        return None
    cause = f"Lists and mappings are nested more than {MAX_DEPTH} levels deep here."
    mistake = Mistake("PS113", make_span(*fault.start), cause, "Write it flatter: a tree needs about eight levels.")
    return Finding(mistake, fault.blank(fault.line))


def _tab(fault: Fault) -> Finding | None:
    """A tab in the indentation, told once for all lines that begin with one."""
    head = _get_head(fault.text)
    column = head.find("\t")
    if fault.column > len(head) or column < 0:
        if fault.character != "\t":
            return None
        column = fault.column
    source = fault.source
    lines = [n for n, line in enumerate(source.lines) if n == fault.line or TAB_FIRST.match(line)]
    others = len(lines) - 1
    more = f" (and in {others} more line{'' if others == 1 else 's'})" if others else ""

    def mend() -> None:
        widths = guess_widths(source.lines, lines)
        source.lines[fault.line] = f"{fault.text[:column]} {fault.text[column + 1 :]}"
        for number, width in zip(lines, widths, strict=True):
            bare = source.lines[number].lstrip(" \t")
            head = _get_head(bare)
            source.replace(number, " " * width + head.replace("\t", " ") + bare[len(head) :])

    cause = f"The indentation contains a tab{more}; YAML takes spaces only."
    remedy = "Put two spaces in place of each tab (in most editors: Convert indentation to spaces)."
    return Finding(Mistake("PS104", make_span(fault.line, column), cause, remedy), mend, tuple(lines))


def guess_widths(texts: Sequence[str], lines: Sequence[int]) -> list[int]:
    """Return how many spaces stand for the tabs of each line: so that a run of them fits below the line above it."""
    widths: list[int] = []
    run = set(lines)
    base = first = 0
    for number in lines:
        text = texts[number]
        depth = len(text[: len(text) - len(text.lstrip(" \t"))].expandtabs(2))
        above = next((each for each in range(number - 1, -1, -1) if texts[each].strip()), None)
        if above is None or above not in run:
            base, first = _find_base(texts, text, above), depth
        widths.append(max(0, base + depth - first))
    return widths


def _find_base(texts: Sequence[str], text: str, above: int | None) -> int:
    """Return how deep a line stands below the one above it: deeper than a key or a dash that opens something."""
    opener = texts[above] if above is not None else ""
    if opener.rstrip().endswith((":", "-")) or ENTRY_KEY.match(opener):
        return indent(opener) + 2
    if opener.lstrip().startswith("- ") and above is not None and not text.strip().startswith("- "):
        # The list is at its end: the line is a key beside the one that the list belongs to.
        owner = (indent(texts[number]) for number in range(above, -1, -1) if texts[number].strip())
        return next((depth for depth in owner if depth < indent(opener)), indent(opener))
    return indent(opener)


def _get_head(line: str) -> str:
    """Return the blanks and dashes that a line begins with."""
    return line[: len(line) - len(line.lstrip(" \t-"))]


def _directive(fault: Fault) -> Finding | None:
    number = fault.opened[0] if "directive" in fault.context else fault.line
    if fault.problem == BEHIND_END:
        number = find_above(fault)
    line = fault.source.lines[number]
    if not line.startswith("%"):
        return None
    span = make_span(number, 0, len(line))
    if re.match(r"%(YAML|TAG)\b", line):
        cause = f"`{fault.quote(line)}` is a YAML directive, which trees do without."
        mistake = Mistake("PS117", span, cause, "Delete this line.")
    else:
        cause = "YAML takes a line that begins with % for an instruction to itself."
        mistake = Mistake("PS118", span, cause, 'Write the text behind its key and in quotes: "…".')
    return Finding(mistake, fault.blank(number))


def _text_behind(fault: Fault) -> Finding | None:
    """Text that begins with an alias, a bracket or a brace, and goes on behind it."""
    last, closed = type(fault.reading.last), fault.reading.closed
    goes_on = fault.end[0] == fault.line and fault.column >= fault.end[1] and not fault.at_start
    if not goes_on or fault.character in ("", "]", "}", ","):
        return None
    if last is AliasEvent:
        return _sign_at(fault, *fault.start)
    if last in (MappingEndEvent, SequenceEndEvent) and fault.start != fault.end and closed is not None:
        return _sign_at(fault, closed.span.line - 1, closed.span.column - 1)
    return None


def _stray_closer(fault: Fault) -> Finding | None:
    if fault.character not in ("]", "}") or fault.in_flow:
        return None
    cause = f"Nothing is open that this {fault.character} could close."
    remedy = 'Delete it; if it belongs to a text, put the whole text in quotes: "…".'
    text = fault.text[: fault.column] + " " + fault.text[fault.column + 1 :]
    mistake = Mistake("PS107", make_span(fault.line, fault.column), cause, remedy)
    return Finding(mistake, lambda: fault.source.replace(fault.line, text))


def _sign(fault: Fault) -> Finding | None:
    """A character that begins something else than text in YAML."""
    if any(problem in fault.problem for problem in SIGN_PROBLEMS) and fault.character:
        return _sign_at(fault, fault.line, fault.column)
    if any(context in fault.context for context in SIGN_CONTEXTS):
        return _sign_at(fault, *fault.opened)
    return None


SIGNS = "%@`|>*&!?-[]{},:#"
SIGN_PROBLEMS = (
    "found character that cannot start any token",
    "block sequence entries are not allowed",
    "mapping keys are not allowed",
    "did not find expected node content",
    "found undefined tag handle",
)
SIGN_CONTEXTS = (
    "scanning a block scalar",
    "scanning an alias",
    "scanning an anchor",
    "parsing a tag",
    "scanning a tag",
)


def _sign_at(fault: Fault, line: int, column: int) -> Finding | None:
    character = fault.source.show(line)[column : column + 1]
    if not character or character not in SIGNS:
        return None
    cause = f"A text cannot begin with {character} in YAML, where that sign has a meaning of its own."
    if not fault.source.show(line)[:column].strip():
        found = explain_bullet(fault, line) if character in "*-" else None
        if found := found or explain_label(fault, line, cause):
            return found
    remedy = f"{QUOTE_ALL} A list begins on a line of its own." if character == "-" else QUOTE_ALL
    return Finding(Mistake("PS118", make_span(line, column), cause, remedy), fault.cover(line, column))


def _long_key(fault: Fault) -> Finding | None:
    (line, column), (end_line, end) = fault.start, fault.end
    if fault.problem != VALUES or line != end_line or end - column <= LONGEST_KEY:
        return None
    return _make_long_key(fault, line, column, end - column)


def _make_long_key(fault: Fault, line: int, column: int, length: int) -> Finding:
    cause = f"The name before this colon is {length} characters long; YAML reads {LONGEST_KEY} at most."
    mistake = Mistake(
        "PS116", make_span(line, column, column + length), cause, "Write a shorter name before the colon."
    )
    return Finding(mistake, fault.blank(line))


VALUES = "mapping values are not allowed in this context"


def _colon(fault: Fault) -> Finding | None:
    """A colon within a text, or a line that is indented as if it belonged to the text above."""
    in_flow = fault.in_flow and fault.character == ":" and type(fault.reading.last) is ScalarEvent
    if fault.problem != VALUES and not in_flow:
        return None
    start, line = fault.start[0], fault.line
    key = KEY_LINE.match(fault.text)
    if fault.start == fault.end:
        return None
    if start == line or not key or key.end() <= fault.column:
        quoted = fault.text.lstrip(" ")[:1] in ("'", '"')
        finding = None if in_flow else (explain_outlying(fault) if quoted else None) or explain_label(fault, line)
        if finding is not None:
            return finding
        cause = "A colon followed by a space within a text makes YAML take what stands before it for a key."
        mistake = Mistake("PS118", make_span(line, fault.column), cause, QUOTE_ALL)
        return Finding(mistake, fault.cover(line, fault.column))
    if in_flow:
        return None
    above = fault.source.lines[start]
    if not above[: fault.start[1]].strip(" -"):
        return _no_colon(fault, start, fault.start[1])
    if finding := explain_outlying(fault) or explain_misplaced(fault, start):
        return finding
    name = fault.quote(key[0].strip(" -:"))
    cause = f"`{name}` is indented as if it went on with the text of the line above."
    remedy = f"If `{name}` is a key, indent it like its neighbours; if it belongs to the text, put the text in quotes."
    beside = len(above) - len(above.lstrip(" -")) if KEY_LINE.match(above) else -1
    fix = move_lines([line], fault.source, beside - indent(fault.text)) if beside >= 0 else None
    mistake = Mistake("PS105", make_span(line, indent(fault.text), fault.column), cause, remedy, fix)
    return Finding(mistake, fault.blank(line))


def _lonely_line(fault: Fault) -> Finding | None:
    if fault.problem != "could not find expected ':'":
        return None
    line, column = fault.opened
    length = fault.source.lines[line].find(": ", column) - column
    return _make_long_key(fault, line, column, length) if length > LONGEST_KEY else _no_colon(fault, line, column)


def _no_colon(fault: Fault, line: int, column: int) -> Finding:
    text = fault.source.lines[line]
    for explain in (explain_remark, explain_other_sign, explain_bullet, explain_bare_name, explain_block_text):
        if finding := explain(fault, line):
            return finding
    glued = GLUED_KEY.match(text)
    if glued:
        key = glued[1].strip(" -")
        cause = f"A space is missing behind `{key}`"
        mistake = Mistake(
            "PS105",
            make_span(line, glued.end() - len(key), glued.end()),
            f"{cause}.",
            f"Write `{key} …`.",
            insert(line + 1, glued.end() + 1, " ", "Put a space behind the colon"),
        )
        return Finding(mistake, lambda: fault.source.replace(line, f"{glued[1]} {text[glued.end() :]}"))
    words = fault.quote(text.strip(" -"))
    word = BARE_KEY.match(text)
    if word is not None and word["key"] in KEYS:
        key = word["key"]
        written = fault.quote(f"{key}: {text[word.end() - 1 :].strip()}")
        fix = insert(line + 1, word.end("key") + 1, ":", "Put a colon behind the key")
        mistake = Mistake(
            "PS105",
            make_span(line, *word.span("key")),
            f"A colon is missing behind `{key}`.",
            f"Write `{written}`; to go on with the text above, indent it deeper.",
            fix,
        )
        return Finding(
            mistake, lambda: fault.source.replace(line, f"{text[: word.end('key')]}:{text[word.end('key') :]}")
        )
    cause = f"`{fault.quote(text.strip())}` has no colon, so YAML cannot tell what it belongs to."
    remedy = "To go on with the text of the line above, indent this one deeper."
    if len(words.split()) < 4 and words[-1:].isalnum():
        remedy = f"Write `{words}: …` with what belongs to it. {remedy}"
    else:
        remedy = f"{remedy} A remark begins with `# `."
    mistake = Mistake("PS105", make_span(line, column, len(text.rstrip())), cause, remedy)
    return Finding(mistake, fault.blank(line))


def _bracket(fault: Fault) -> Finding | None:
    if "while parsing a flow" not in fault.context:
        return None
    line, column = fault.opened
    bracket = fault.source.lines[line][column : column + 1]
    closer = CLOSERS.get(bracket)
    if closer is None:
        return None
    span, lines = make_span(line, column), fault.source
    if fault.character in ("]", "}"):
        cause = f"The {bracket} that opens here is closed by {fault.character}."
        mistake = Mistake("PS107", span, cause, f"Write {closer} in place of {fault.character}, or {closer} before it.")
        text = fault.text
        return Finding(
            mistake, lambda: lines.replace(fault.line, text[: fault.column] + closer + text[fault.column + 1 :])
        )
    cause = f"The {bracket} that opens here is never closed."
    remedy = f'Write {closer} where it ends; a text that begins with {bracket} goes into quotes: "…".'
    end = fault.source.find_end(line) - 1
    while end > line and not fault.source.lines[end].strip():
        end -= 1
    return Finding(
        Mistake("PS107", span, cause, remedy), lambda: lines.replace(end, lines.lines[end].rstrip() + closer)
    )


def _unreadable(fault: Fault) -> Finding:
    cause = f"YAML cannot make sense of this line: `{fault.quote(fault.text.strip())}`"
    remedy = "Compare it with the lines around it: each is `key: value` or `- entry`, indented with spaces."
    column = min(fault.column, max(len(fault.text) - 1, 0))
    return Finding(Mistake("PS105", make_span(fault.line, column), cause, remedy), fault.blank(fault.line))


EXPLANATIONS: tuple[Callable[[Fault], Finding | None], ...] = (
    _too_deep,
    _tab,
    _directive,
    explain_separator,
    explain_early_close,
    _stray_closer,
    _text_behind,
    _long_key,
    _colon,
    _lonely_line,
    explain_backslash,
    _bracket,
    _sign,
    explain_outdented,
    explain_indentation,
    _unreadable,
)
"""The first that knows the mistake has the word."""
