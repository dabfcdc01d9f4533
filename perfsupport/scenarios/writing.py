"""A scenario as YAML, to be pasted below ``scenarios:``, and the words for its responses. Read back, it is the same."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple, TypeAlias

from perfsupport.program import NONE_RESPONSE, Program, Response
from perfsupport.scenarios.cases import read_one
from perfsupport.scenarios.keys import find_place
from perfsupport.tree import NONE_LABEL

MISREAD = ("yes", "no", "true", "false", "on", "off", "null", "y", "n")
"""Words that other readers of YAML take for something else than text."""

PLAIN = re.compile(r"[^\W\d_](?:[\w '-]*[\w'])?")
KEY = re.compile(r"[a-z][a-z0-9_]*(?:[~/][a-z0-9_]+)*")
ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}
RARE = re.compile(r'[\\"\n\t\r\x85\u2028\u2029]')
NEVER = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff\ud800-\udfff\ufeff]")
"""What no file may hold, escaped or not: it is left out."""

LONGEST = 110


class Gap(NamedTuple):
    """What is left to the author, and the remark that says why."""

    remark: str


Written: TypeAlias = Response | Gap


def write_scenario(
    name: str,
    *,
    given: Mapping[str, Written],
    responses: Mapping[str, Written],
    ends: str | Gap,
    today: str | None = None,
    confirm: str = "",
    above: Sequence[str] = (),
) -> str:
    """Return a scenario as lines of YAML, with remarks ``above`` it, and one to ``confirm`` where it ends."""
    lines = [f"  # {remark}" for remark in above]
    lines.append(f"  - name: {quote(name)}")
    lines += _write_given(given)
    if responses:
        lines.append("    responses:")
        lines += [f"      {_write_pair(key, value)}" for key, value in responses.items()]
    lines.append(f"    {_write_pair('ends', ends)}{f'  # {confirm}' if confirm else ''}")
    if today is not None:
        lines.append(f"    today: {today}")
    return "\n".join(lines) + "\n"


def _write_given(given: Mapping[str, Written]) -> list[str]:
    """Return what is given on one line where it fits there, else on a line each."""
    if not given:
        return []
    pairs = [_write_pair(key, value) for key, value in given.items()]
    line = f"    given: {{{', '.join(pairs)}}}"
    if len(line) <= LONGEST and not any(isinstance(value, Gap) for value in given.values()):
        return [line]
    return ["    given:", *(f"      {pair}" for pair in pairs)]


def _write_pair(key: str, value: Written) -> str:
    name = key if KEY.fullmatch(key) and key not in MISREAD else quote(key)
    if isinstance(value, Gap):
        return f'{name}: ""  # {value.remark}'
    if isinstance(value, str):
        return f"{name}: {quote(value)}"
    return f"{name}: [{', '.join(map(quote, value))}]"


def quote(text: str) -> str:
    """Return a text of one or more lines as YAML, in quotes where some reader would take it for something else."""
    if PLAIN.fullmatch(text) and text.casefold() not in MISREAD:
        return text
    return f'"{RARE.sub(_escape, NEVER.sub("", text))}"'


def _escape(found: re.Match[str]) -> str:
    return ESCAPES.get(found[0]) or f"\\u{ord(found[0]):04x}"


def word_response(program: Program, key: str, response: Response) -> Response:
    """Return a response as an author writes it: an option's label, where that is read as the same option again."""
    place = find_place(program, key)
    if place is None:
        return response
    labels = {option["id"]: option["label"] for option in place.step.get("options", ())}
    labels[NONE_RESPONSE] = NONE_LABEL

    def word(each: str) -> str:
        label = labels.get(each)
        return label if isinstance(label, str) and read_one(program, place, label) == each else each

    return word(response) if isinstance(response, str) else [word(each) for each in response]
