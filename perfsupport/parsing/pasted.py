"""Options and braces as they come out of tables and tickets: rows, tabs, numbers behind #, characters without width.

YAML reads each of these as something else without a word, or stumbles over it lines later; all are told here, once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from perfsupport.diagnostics import Edit, Fix, Span
from perfsupport.mending import quote_text, write_text
from perfsupport.ondemand import compile_late
from perfsupport.parsing.building import Mistake, shorten
from perfsupport.parsing.faults import make_span
from perfsupport.parsing.source import Source, indent

ZERO = "\u200b\u2060"
BLANKS = "\u00a0\u2000-\u200a\u202f\u205f\u3000"
TARGET = r"(?:[a-z][a-z0-9_]{0,63}|\{.*\})"

SUSPECTS = ((" #", r" #[^\s#][^\n]{0,200}[:}]"), ("|", r"(?m:^ {2,40}\|)"), ("\t", r"\S\t"))
"""What may have been pasted, behind a sign that nearly no text has: to look for that takes a hundredth of the time."""

LONGEST_LINE = 2000
"""Nobody pastes options that are longer, and to look at them would take long."""

OPTIONS = compile_late(r" *(?:- +)*options:\s*$")
ROW = compile_late(r" *\|(?P<cells>.*)\|\s*$")
RULE = compile_late(r"[\s|:-]+")
TABBED = compile_late(rf" *(?P<label>[^\s:#'\"][^:#\t]*?) *\t[\t ]*(?P<target>{TARGET})\s*$")
HASHED = compile_late(rf" *(?P<label>[^\s:#'\"{{\[|>-][^:'\"]*? #[^\s#][^:]*?)\s*:\s+(?P<target>{TARGET})\s*$")
ODD = compile_late(rf" *[^\s:#'\"][^:#]*:(?P<blanks>[ {BLANKS}]*[{BLANKS}][ {BLANKS}]*){TARGET}\s*$")
UNSEEN = compile_late(
    rf"[{ZERO}]+(?=:(?:\s|$))|(?<=:)[{ZERO}]+|(?<=[a-z0-9_])[{ZERO}]+(?=\s*$)|(?<=: )[{ZERO}]+(?=[a-z][a-z0-9_]*\s*$)"
    rf"|(?<!\S)[{ZERO}]+(?=[\w\"'-]+:(?:\s|$))"
)
BRACED = compile_late(r" *(?:- +)*(?:[\w-]+|\"[^\"]*\"|'[^']*'): +(?=\{)|^ *- +(?=\{)")
VALUE = compile_late(r"[{,]\s*[\w-]+:\s+(?=[^\s\"'{\[])")
END = compile_late(r"\s*(?:,\s*[\w-]+:\s|\}+\s*$)")


def may_be_pasted(text: str) -> bool:
    """Tell at a glance whether a text may hold anything that was pasted."""
    if any(sign in text and re.search(pattern, text) for sign, pattern in SUSPECTS):
        return True
    return not text.isascii() and (any(sign in text for sign in ZERO) or re.search(f":[{BLANKS}]", text) is not None)


def take_pasted(source: Source) -> Iterator[Mistake]:
    """Yield what was pasted and would be read as something else, and mend it in what is read."""
    if not may_be_pasted(source.text):
        return
    yield from _take_unseen(source)
    for entries in list(_find_entries(source.lines)):
        yield from _take_rows(source, entries)
        for number in entries:
            yield from _take_entry(source, number)
    for number, line in enumerate(source.lines):
        if " #" in line and len(line) <= LONGEST_LINE and BRACED.match(line):
            yield from _take_hash_in_braces(source, number)


def _find_entries(lines: Sequence[str]) -> Iterator[list[int]]:
    """Yield the lines that each ``options:`` has directly below it."""
    for number, line in enumerate(lines):
        if "options:" not in line or not OPTIONS.match(line):
            continue
        depth, first, entries = line.index("options"), -1, []
        for below in range(number + 1, len(lines)):
            text = lines[below]
            if not text.strip():
                continue
            if indent(text) <= depth:
                break
            first = indent(text) if first < 0 else first
            if indent(text) == first and len(text) <= LONGEST_LINE:
                entries.append(below)
        yield entries


def _take_unseen(source: Source) -> Iterator[Mistake]:
    edits = []
    for number, line in enumerate(source.lines):
        is_suspect = any(sign in line for sign in ZERO) and len(line) <= LONGEST_LINE
        found = list(UNSEEN.finditer(line)) if is_suspect else []
        edits += [Edit(make_span(number, each.start(), each.end()), "") for each in found]
        if found:
            source.replace(number, UNSEEN.sub("", line))
    if edits:
        others = len({edit.span.line for edit in edits}) - 1
        more = f" (and in {others} more line{'' if others == 1 else 's'})" if others else ""
        cause = f"A space without width, which nobody can see, stands here{more}; it came with a copied text."
        fix = Fix("Delete what cannot be seen", tuple(edits))
        remedy = "Delete it: retype the word, or let `perfsupport fix` do it."
        yield Mistake("PS102", edits[0].span, cause, remedy, fix)


def _take_rows(source: Source, entries: Sequence[int]) -> Iterator[Mistake]:
    """Report a table of Markdown in the place of options; its first two columns are labels and steps."""
    rows = [(number, match) for number in entries if (match := ROW.fullmatch(source.lines[number]))]
    if len(rows) < 2 or len(rows) != len(entries):
        return
    cells = {number: [cell.strip() for cell in match["cells"].split("|")] for number, match in rows}
    rule = next((number for number, match in rows if RULE.fullmatch(match["cells"])), -1)
    edits, shown = [], ""
    for number, _ in rows:
        blanks, row = " " * indent(source.lines[number]), cells[number]
        is_option = number > rule and len(row) > 1 and re.fullmatch(TARGET, row[1]) is not None and bool(row[0])
        new = f"{blanks}{write_text(row[0])}: {row[1]}" if is_option else ""
        shown = shown or new.strip()
        edits.append(Edit(Span(number + 1, 1, number + 2, 1), f"{new}\n" if new else ""))
        source.replace(number, new)
    number = rows[0][0]
    cause = "A table stands here, as in Markdown; a tree has a line for each option."
    remedy = f"Write each option as `{shown or 'Yes: pay'}`: its label, a colon, and the step that comes then."
    fix = Fix("Write the rows as options", tuple(edits)) if shown else None
    yield Mistake("PS105", make_span(number, indent(rows[0][1][0]), len(rows[0][1][0].rstrip())), cause, remedy, fix)


def _take_entry(source: Source, number: int) -> Iterator[Mistake]:
    line = source.lines[number]
    if match := TABBED.fullmatch(line):
        label, target = write_text(match["label"]), match["target"]
        span = make_span(number, match.end("label"), match.start("target"))
        fix = Fix("Put a colon there", (Edit(make_span(number, *_trim(match)), f"{label}: {target}"),))
        cause, remedy = "A tab stands where a colon belongs.", f"Write `{shorten(f'{label}: {target}')}`."
        yield Mistake("PS105", span, cause, remedy, fix)
        source.replace(number, f"{' ' * indent(line)}{label}: {target}")
    elif match := HASHED.fullmatch(line):
        label, target = quote_text(match["label"]), match["target"]
        span = make_span(number, *match.span("label"))
        fix = Fix("Put the label in quotes", (Edit(span, label),))
        lost = line[line.index(" #") + 1 :].rstrip()
        cause = f"`{shorten(lost)}` is lost: YAML takes a # behind a blank for the start of a comment."
        yield Mistake("PS118", span, cause, f"Put the label in quotes: `{shorten(f'{label}: {target}')}`.", fix)
        source.replace(number, f"{' ' * indent(line)}{label}: {target}")
    elif match := ODD.fullmatch(line):
        span = make_span(number, *match.span("blanks"))
        cause = "Here is a non-breaking space, as word processors and web pages write it; YAML takes plain spaces only."
        fix = Fix("Write a plain space", (Edit(span, " "),))
        yield Mistake("PS104", span, cause, "Type the space anew, or let `perfsupport fix` do it.", fix)
        start, end = match.span("blanks")
        source.replace(number, f"{line[:start]} {line[end:]}")


def _trim(match: re.Match[str]) -> tuple[int, int]:
    return match.start("label"), match.end("target")


def _take_hash_in_braces(source: Source, number: int) -> Iterator[Mistake]:
    """``{end: resolved, say: Ticket #12 is open}``: what stands behind the # is lost, and the brace with it."""
    line = source.lines[number]
    hash = line.index(" #")
    before = line[:hash]
    if before.count("{") <= before.count("}") or line.count("{") != line.count("}"):
        return
    values = [each.end() for each in VALUE.finditer(line) if each.end() <= hash]
    if not values or "'" in before or '"' in before[values[-1] :] or before.count('"') % 2:
        return
    start = values[-1]
    stop = END.search(line, hash)
    if stop is None or "," in line[start:hash]:
        return
    whole = line[start : stop.start()]
    quoted = quote_text(whole)
    span = make_span(number, start, stop.start())
    cause = f"`{shorten(line[hash + 1 :].rstrip())}` is lost: YAML takes a # behind a blank for the start of a comment."
    fix = Fix("Put the whole text in quotes", (Edit(span, quoted),))
    yield Mistake("PS118", span, cause, f"Put the whole text in quotes: `{shorten(quoted)}`.", fix)
    source.replace(number, f"{line[:start]}{quoted}{line[stop.start() :]}")
