"""Lines that lack their colon, hold one too many, or begin with another sign than the hyphen of a list."""

from __future__ import annotations

import re

from perfsupport.diagnostics import Edit, Fix, Span
from perfsupport.mending import insert, quote_text
from perfsupport.parsing.building import Mistake, shorten
from perfsupport.parsing.faults import Fault, Finding, make_span
from perfsupport.parsing.shape import KEYS
from perfsupport.parsing.source import Source, indent

LABEL = re.compile(r"(?P<lead> *)(?P<label>[^\s-].*?)\s*:\s+(?P<target>[a-z][a-z0-9_]{0,63}|\{[^{}]*\})\s*$")
LAST_LABEL = re.compile(LABEL.pattern.replace(".*?)", ".*)", 1))
ENCLOSED = re.compile(r"[“”„‟«»\"'‘’‚‛]\s*(.*?)\s*[“”„‟«»\"'‘’‚‛]")
CLOSED = re.compile(r"\"[^\"]*\"|'[^']*'")
NAMED = re.compile(r" *(?:- +)*(?P<name>[\w-]+)")
OTHER_SIGN = re.compile(r"(?P<name> *(?:- +)*[^:\s][^:：]*?)\s*(?P<sign>-+>|=>|→|：|=|;)\s*(?P<rest>\S.*)")
ARROWS = ("->", "=>", "→", "：")
BULLET = re.compile(r"(?P<lead> *)(?P<sign>[–—•*·▪‣+]|-(?![-\s]))(?P<gap>[ \u00a0]*)(?=[^\s*])")
BARE = re.compile(r" *(?:- +)*(?P<name>[^\s:#\"'{}\[\],&*!|>@%`-][^:#]{0,60}?)\s*$")
REMARK = re.compile(r" *(?P<sign>//+|--(?!-)|/\*|<!--)(?=\s|$)|(?P<rule>[=*_~-]{4,}\s*$)")


def explain_label(fault: Fault, line: int, cause: str = "") -> Finding | None:
    """The label of an option with a colon in it, or with a sign before it that has a meaning in YAML."""
    text = fault.source.show(line)
    match = LAST_LABEL.fullmatch(text)
    if match is None or match["label"].rstrip(": ") in KEYS or CLOSED.fullmatch(match["label"]):
        return None
    first = NAMED.match(text)
    if first and first["name"] in KEYS and text[first.end() : first.end() + 1] == ":":
        return None
    label, target = match["label"], match["target"]
    owner, _, key = label.rpartition(": ")
    if key in KEYS and not cause:
        return _make_two_keys(fault, line, match, owner, key)
    enclosed = ENCLOSED.fullmatch(label)
    quoted = quote_text(enclosed[1] if enclosed else label)
    start, end = match.span("label")
    span = Span(line + 1, start + 1, line + 1, end + 1)
    cause = cause or "YAML takes a label for ended where a colon and a space follow."
    fix = Fix("Put the label in quotes", (Edit(span, quoted),))
    mistake = Mistake("PS118", span, cause, f"Put the label in quotes: `{quoted}: {target}`.", fix)
    return Finding(mistake, lambda: fault.source.replace(line, f"{match['lead']}{quoted}: {target}"))


def _make_two_keys(fault: Fault, line: int, match: re.Match[str], owner: str, key: str) -> Finding:
    """Return what is said of a key and one that belongs to it on the same line."""
    rest = f"{key}: {match['target']}"
    start = match.start("label") + len(owner)
    span = make_span(line, *match.span("label"))
    edit = Edit(Span(line + 1, start + 1, line + 1, match.end("target") + 1), f": {{{rest}}}")
    cause = f"`{shorten(owner)}` and `{key}` stand on one line."
    remedy = f"Write `{key}` on a line of its own below it, or braces: `{shorten(f'{owner}: {{{rest}}}')}`."
    mistake = Mistake("PS105", span, cause, remedy, Fix("Put braces around it", (edit,)))
    return Finding(mistake, lambda: fault.source.replace(line, f"{match['lead']}{owner}: {{{rest}}}"))


def explain_other_sign(fault: Fault, line: int) -> Finding | None:
    """Another sign stands where the colon belongs: an arrow, ``=``, ``;``."""
    text = fault.source.lines[line]
    match = OTHER_SIGN.fullmatch(text.rstrip())
    if match is None:
        return None
    name, sign, rest = match["name"].lstrip(" -"), match["sign"], match["rest"]
    if name not in KEYS and (sign not in ARROWS or not re.fullmatch(r"[a-z][a-z0-9_]*", rest)):
        return None
    written = fault.quote(f"{name}: {rest}")
    span = make_span(line, *match.span("sign"))
    edit = Edit(Span(line + 1, match.end("name") + 1, line + 1, match.start("rest") + 1), ": ")
    fix = Fix("Put a colon there", (edit,))
    mistake = Mistake("PS105", span, f"`{sign}` stands where a colon belongs.", f"Write `{written}`.", fix)
    return Finding(mistake, lambda: fault.source.replace(line, f"{match['name']}: {rest}"))


def explain_bullet(fault: Fault, line: int) -> Finding | None:
    """An entry of a list begins with another sign than a hyphen and a space."""
    lines = fault.source.lines
    match = BULLET.match(fault.source.show(line))
    if match is None:
        return None
    depth, sign = len(match["lead"]), match["sign"]
    run = _find_run(fault.source, line, depth)
    before = next((lines[n] for n in range(run[0] - 1, -1, -1) if lines[n].strip()), "")
    after = next((lines[n] for n in range(run[-1] + 1, len(lines)) if lines[n].strip()), "")
    opens = before.rstrip().endswith(":") and indent(before) < depth
    if not opens and not any(each.startswith(f"{' ' * depth}- ") for each in (before, after)):
        return None
    cause = (
        "A space is missing behind the dash."
        if sign == "-"
        else f"A list has a hyphen before each entry, not `{sign}`."
    )
    found = {number: BULLET.match(fault.source.show(number)) for number in run}
    edits = [Edit(make_span_of(number, each), "- ") for number, each in found.items() if each]
    fix = Fix("Write a hyphen and a space", tuple(edits))
    rest = fault.quote(fault.source.show(line)[match.end() :])
    mistake = Mistake("PS105", make_span(line, depth, depth + len(sign)), cause, f"Write `- {rest}`.", fix)

    def mend() -> None:
        for number, each in found.items():
            if each:
                fault.source.replace(number, f"{each['lead']}- {lines[number][each.end() :]}")

    return Finding(mistake, mend, tuple(run))


def make_span_of(line: int, match: re.Match[str]) -> Span:
    """Return the span of a sign and the blanks behind it."""
    return Span(line + 1, match.start("sign") + 1, line + 1, match.end() + 1)


def _find_run(source: Source, line: int, depth: int) -> list[int]:
    """Return the lines from one on that begin with such a sign, with nothing shallower between."""
    run = []
    for number in range(line, len(source.lines)):
        text = source.show(number)
        if text.strip() and indent(text) <= depth:
            match = BULLET.match(text)
            if match is None or indent(text) < depth:
                break
            run.append(number)
    return run or [line]


def explain_remark(fault: Fault, line: int) -> Finding | None:
    """A remark or a rule between the parts as other languages write them."""
    text = fault.source.lines[line]
    match = REMARK.match(text)
    if match is None:
        return None
    cause = "A line of signs is no remark in YAML."
    if match["sign"]:
        cause = f"`{match['sign']}` does not begin a remark in YAML."
    span = make_span(line, indent(text), len(text.rstrip()))
    place = indent(text) + 1
    fix = insert(line + 1, place, "# ", "Put # before it")
    mistake = Mistake("PS105", span, cause, "Write `# ` before it, or take the line away.", fix)
    return Finding(mistake, lambda: fault.source.replace(line, ""))


def explain_bare_name(fault: Fault, line: int) -> Finding | None:
    """A name without a colon, below which stands what belongs to it."""
    text = fault.source.lines[line]
    match = BARE.fullmatch(text)
    below = next((each for each in fault.source.lines[line + 1 :] if each.strip()), "")
    if match is None or indent(below) <= indent(text):
        return None
    name = match["name"]
    if " " in name and not below.lstrip().startswith(("go:", "{")):
        return None
    fix = insert(line + 1, match.end("name") + 1, ":", "Put a colon behind it")
    span = make_span(line, *match.span("name"))
    told = fault.quote(name)
    cause = f"A colon is missing behind `{told}`."
    return Finding(
        Mistake("PS105", span, cause, f"Write `{told}:`.", fix),
        lambda: fault.source.replace(line, f"{text[: match.end('name')]}:"),
    )
