"""Lines whose indentation fits nothing around them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import takewhile

from perfsupport.parsing.building import Mistake
from perfsupport.parsing.faults import Fault, Finding, make_span
from perfsupport.parsing.remedies import move_lines
from perfsupport.parsing.shape import BRANCH, KEYS, LINK, MEDIA, STEP_KEYS, TIP
from perfsupport.parsing.source import Source, indent
from perfsupport.wording import join_words

ID = re.compile(r"[a-z][a-z0-9_]*")
CASE_KEYS = ("name", "story", "given", "responses", "passes", "ends", "today", "table")
ENTRY_KEYS = {
    "route": tuple(BRANCH.by_name),
    "tips": tuple(TIP.by_name),
    "media": tuple(MEDIA.by_name),
    "links": tuple(LINK.by_name),
    "options": ("label", "go", "id", "when", "exclusive"),
    "scenarios": CASE_KEYS,
    "table": CASE_KEYS,
}
"""What an entry of a list may have, by the key that the list belongs to."""

BLOCK_TEXT = re.compile(r" *(?:- +)*(?P<key>[\w-]+):\s+[>|][+-]?\s*")

BEHIND_END = "did not find expected <document start>"
"""What libyaml says of a line that follows the end of the document."""


def find_above(fault: Fault) -> int:
    """Return the line above that is not blank."""
    return next((n for n in range(fault.line - 1, -1, -1) if fault.source.lines[n].strip()), fault.line)


def explain_outdented(fault: Fault) -> Finding | None:
    """Something follows the end of the tree: an end mark, or a line that is not indented like the first."""
    if fault.problem != BEHIND_END:
        return None
    above = find_above(fault)
    if fault.source.lines[above].startswith("..."):
        cause = "`...` ends the document for YAML; what follows is not read."
        return Finding(Mistake("PS112", make_span(above, 0, 3), cause, "Delete this line."), fault.blank(above))
    first = next((n for n, line in enumerate(fault.source.lines) if line.strip() and line.lstrip()[0] not in "#%"), 0)
    depth = indent(fault.source.lines[first])
    if not depth:
        return None
    cause = f"The first line is indented by {_count_spaces(depth)}, but `{fault.quote(fault.text)}` below it is not."
    span = make_span(first, 0, depth)
    mistake = Mistake("PS105", span, cause, "Begin all keys of the tree at the start of the line.")

    def mend() -> None:
        for number in range(first, fault.line):
            fault.source.blank(number)

    return Finding(mistake, mend, tuple(range(first, fault.line)))


def explain_indentation(fault: Fault) -> Finding | None:
    """A line that is indented too much or too little, or that mixes keys and entries of a list."""
    if not fault.at_start or not fault.text.strip() or "block" not in fault.context:
        return None
    if finding := explain_outlying(fault):
        return finding
    depths = _open_depths(fault.source, fault.line)
    depth, span = indent(fault.text), make_span(fault.line, fault.column, len(fault.text.rstrip()))
    if depth not in depths and (finding := explain_misplaced(fault, fault.line - 1)):
        return finding
    if depth in depths and (finding := _explain_mixed(fault, depth)):
        return finding
    if depth in depths:
        entry = fault.text.lstrip().startswith("- ")
        cause = "An entry of a list stands" if entry else "A key stands"
        cause += " here among " + ("keys." if entry else "the entries of a list.")
        remedy = "Indent it deeper if it belongs to the line above; keys and entries do not mix on one level."
    else:
        words = join_words([str(depth) for depth in sorted(depths)])
        cause = f"This line is indented by {_count_spaces(depth)}, which fits no line above it."
        remedy = f"Indent it by {words} spaces, like the lines it belongs to."
    meant = None if depth in depths else _find_meant(fault, depths, depth)
    fix = move_lines([fault.line], fault.source, meant - depth) if meant is not None else None
    return Finding(Mistake("PS105", span, cause, remedy, fix), fault.blank(fault.line))


def _explain_mixed(fault: Fault, depth: int) -> Finding | None:
    """A key as far left as the dashes of a list: a key of the last entry, or of the step that the list belongs to."""
    lines = fault.source.lines
    match = re.match(r" *([a-z_]+):(?:\s|$)", fault.text)
    upwards = list(_find_depths(fault.source, range(fault.line - 1, -1, -1)))
    entry = next((number for number, found in upwards if found == depth), -1)
    owner = next((number for number, found in upwards if found < depth), -1)
    if match is None or entry < 0 or owner < 0 or not lines[entry].lstrip().startswith("- "):
        return None
    key, name = match[1], lines[owner].strip().partition(":")[0]
    inside = [lines[number].lstrip(" -").partition(":")[0] for number in range(entry, fault.line)]
    known = ENTRY_KEYS.get(name, ())
    first = re.match(r" *- +", lines[entry])
    if key in known and key not in inside and first:
        return _move_key(fault, key, first.end(), f"`{inside[0]}` above it")
    if key in STEP_KEYS and key not in known:
        return _move_key(fault, key, indent(lines[owner]), f"`{name}`")
    return None


def _move_key(fault: Fault, key: str, depth: int, like: str) -> Finding:
    own = indent(fault.text)
    cause = f"`{key}` stands as far left as the dashes of the list, but is no entry of it."
    remedy = f"Indent it by {_count_spaces(depth)}, like {like}."
    moving = [number for number, _ in _find_block(fault.source, fault.line)]
    fix = move_lines(moving, fault.source, depth - own)
    span = make_span(fault.line, own, len(fault.text.rstrip()))

    def mend() -> None:
        for number in moving:
            text = fault.source.lines[number]
            fault.source.replace(number, " " * max(indent(text) + depth - own, 0) + text.lstrip(" "))

    return Finding(Mistake("PS105", span, cause, remedy, fix), mend)


def _find_block(source: Source, line: int) -> Iterator[tuple[int, int]]:
    """Yield a line and those below it that belong to it."""
    yield line, indent(source.lines[line])
    own = indent(source.lines[line])
    yield from takewhile(lambda one: one[1] > own, _find_depths(source, range(line + 1, len(source.lines))))


def explain_block_text(fault: Fault, line: int) -> Finding | None:
    """The lines of a text behind ``>-`` or ``|`` that stand no deeper than its key."""
    lines = fault.source.lines
    above = next((number for number in range(line - 1, -1, -1) if lines[number].strip()), -1)
    match = BLOCK_TEXT.fullmatch(lines[above]) if above >= 0 else None
    if match is None:
        return None
    run = []
    for number, depth in _find_depths(fault.source, range(line, len(lines))):
        if depth < indent(lines[line]) or re.match(r" *(?:- +)*[\w-]+:(?=\s|$)", lines[number]):
            break
        run.append(number)
    own, depth = indent(lines[line]), match.start("key") + 2
    count = "This line belongs" if len(run) == 1 else f"These {len(run)} lines belong"
    cause = f"{count} to `{match['key']}`, but {'is' if len(run) == 1 else 'are'} not indented deeper than it."
    fix = move_lines(run, fault.source, depth - own)
    span = make_span(line, own, len(lines[line].rstrip()))
    mistake = Mistake("PS105", span, cause, f"Indent {'it' if len(run) == 1 else 'them'} by {depth} spaces.", fix)

    def mend() -> None:
        for number in run:
            text = lines[number]
            fault.source.replace(number, " " * max(indent(text) + depth - own, 0) + text.lstrip(" "))

    return Finding(mistake, mend, tuple(run))


def _find_meant(fault: Fault, depths: set[int], depth: int) -> int | None:
    """Return the one indentation that is a space away: below a key that opens deeper than it, else the line above's."""
    above = fault.source.lines[find_above(fault)]
    opens = above.rstrip().endswith(":")
    near = [each for each in (depth - 1, depth + 1) if each in depths or opens]
    if opens:
        near = [each for each in near if each == indent(above) + 2]
    elif indent(above) in near:
        near = [indent(above)]
    elif (word := re.match(r" *(?:- +)*([a-z_]+):", fault.text)) and word[1] in KEYS:
        near = near[-1:]  # A name that the author chose would stand further left.
    return near[0] if len(near) == 1 else None


def explain_outlying(fault: Fault) -> Finding | None:
    """A key of a step above stands too far left: the lines before and behind it are indented alike."""
    depth = indent(fault.text)
    upwards = _find_depths(fault.source, range(fault.line - 1, -1, -1))
    line, own = next((one for one in upwards if one[1] < depth), (-1, depth))
    text = fault.source.lines[line].strip() if line >= 0 else ""
    key, _, value = text.partition(":")
    # A step that slipped to the start of its line, or an option that slipped among the keys of its step.
    slipped = key not in KEYS and (not own if not value else bool(own) and ID.fullmatch(value.strip()))
    if (key in STEP_KEYS or slipped) and depth in [found for _, found in takewhile(lambda one: one[1] > own, upwards)]:
        return _move(fault, line, depth, around=True)
    return None


def explain_misplaced(fault: Fault, above: int) -> Finding | None:
    """The line above is out of place, not this one.

    The first key of a step sets its indentation, so that YAML complains of all others when the first is wrong. It was
    the first if it stands alone, and if the lines below or the usual indentation of the file speak against it.
    """
    lines, depth = fault.source.lines, indent(fault.text)
    upwards = list(_find_depths(fault.source, range(above, -1, -1)))
    least = min(depth + 1, indent(lines[above]))
    block = list(takewhile(lambda one: one[1] >= least, upwards))
    own = min((found for _, found in block), default=0)
    alone = [number for number, found in block if found == own]
    parent = upwards[len(block)][1] if len(block) < len(upwards) else -1
    if len(alone) != 1 or parent >= min(own, depth):
        return None
    downwards = list(_find_depths(fault.source, range(fault.line, len(lines))))
    below = list(takewhile(lambda one: one[1] >= depth, downwards))
    if len(below) < len(downwards) and downwards[len(below)][1] == own:
        return None
    neighbours = sum(found == depth for _, found in below)
    usual = min((found for _, found in _find_depths(fault.source, range(len(lines))) if found), default=2)
    if neighbours > 1 or (own - parent != usual and depth - parent == usual):
        return _move(fault, alone[0], depth)
    return None


def _find_depths(source: Source, numbers: range) -> Iterator[tuple[int, int]]:
    """Yield number and indentation of the lines that are neither blank nor comments."""
    for number in numbers:
        text = source.lines[number]
        if text.strip() and not text.lstrip().startswith("#"):
            yield number, indent(text)


def _move(fault: Fault, line: int, depth: int, *, around: bool = False) -> Finding:
    """Report a line that is out of place: among those ``around`` it, else with all down to the one complained of."""
    text = fault.source.lines[line]
    own = indent(text)
    where = "around" if around else "below"
    cause = f"This line is indented by {_count_spaces(own)}, but the lines {where} it by {depth}."
    moving = list(_find_depths(fault.source, range(line, line + 1 if around else fault.line)))
    fix = move_lines([number for number, _ in moving], fault.source, depth - own)
    remedy = f"Indent it by {_count_spaces(depth)}."
    mistake = Mistake("PS105", make_span(line, own, len(text.rstrip())), cause, remedy, fix)

    def mend() -> None:
        for number, found in moving:
            moved = " " * max(found + depth - own, 0) + fault.source.lines[number][found:]
            fault.source.replace(number, moved)

    return Finding(mistake, mend)


def _count_spaces(number: int) -> str:
    return "1 space" if number == 1 else f"{number} spaces"


def _open_depths(source: Source, line: int) -> set[int]:
    """Return the indents of the lines above that a line may continue."""
    depths: set[int] = set()
    for _, depth in _find_depths(source, range(line - 1, -1, -1)):
        if depth < min(depths, default=depth + 1):
            depths.add(depth)
        if depth == 0:
            break
    return depths
