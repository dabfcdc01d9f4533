"""Writes a document as few authors do and all may: any quotes, blocks, indentation, comments, line ends.

What it means is the same: a mapping or list of texts comes out of YAML as it went in.
"""

from __future__ import annotations

import json
import re
from random import Random
from typing import Any

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_]*(?: [A-Za-z0-9_]+)*")
_BLANK_AT_A_BREAK = re.compile(r"[ \t]\n|\n[ \t]")


def disguise(document: Any, random: Random) -> str:
    """Return a document as YAML in a style of its own."""
    text = _write_block(document, random, 0)
    text += "# the end\n" if random.random() < 0.3 else ""
    text = f"---\n{text}" if random.random() < 0.15 else text
    text += "...\n" if random.random() < 0.1 else ""
    text = text.removesuffix("\n") if random.random() < 0.3 else text
    text = text.replace("\n", random.choice(["\n", "\n", "\n", "\r\n", "\r"]))
    return f"\ufeff{text}" if random.random() < 0.2 else text


def _write_block(value: Any, random: Random, indent: int, depth: int = 0) -> str:
    pad, pieces = " " * indent, list[str]()
    if isinstance(value, dict):
        for key, item in value.items():
            pieces += [_write_comments(random, indent), pad, _write_text(key, random, indent, one_line=True), ":"]
            pieces.append(_write_value(item, random, indent, depth))
    else:
        for item in value:
            pieces += [_write_comments(random, indent), f"{pad}-"]
            if isinstance(item, dict) and item and random.random() < 0.6:
                gap = random.choice([1, 2, 3])
                pieces.append(" " * gap + _write_first(item, random, indent + 1 + gap, depth + 1))
            else:
                pieces.append(_write_value(item, random, indent, depth, in_list=True))
    return "".join(pieces)


def _write_first(value: Any, random: Random, indent: int, depth: int) -> str:
    """Return a mapping that begins behind a dash, and so not with a comment."""
    while (text := _write_block(value, random, indent, depth)).lstrip(" ").startswith(("#", "\n")):
        pass
    return text[indent:]


def _write_value(value: Any, random: Random, indent: int, depth: int, *, in_list: bool = False) -> str:
    end = " # behind\n" if random.random() < 0.08 else "\n"
    if isinstance(value, dict | list):
        if not value or (depth >= 1 and random.random() < 0.25):
            return f" {_write_flow(value, random)}{end}"
        deeper = random.choice([1, 2, 2, 4])
        if isinstance(value, list) and not in_list and random.random() < 0.4:
            deeper = 0
        return end + _write_block(value, random, indent + deeper, depth + 1)
    text = _write_text(value, random, indent)
    return f"{' ' * random.choice([1, 1, 2])}{text}" + ("\n" if text[0] in "|>" else end)


def _write_flow(value: Any, random: Random) -> str:
    if isinstance(value, dict):
        pairs = (f"{_write_text(k, random, 0, one_line=True)}: {_write_flow(v, random)}" for k, v in value.items())
        return f"{{{', '.join(pairs)}}}"
    if isinstance(value, list):
        return f"[{', '.join(_write_flow(each, random) for each in value)}]"
    return _write_text(value, random, 0, one_line=True)


def _write_text(text: str, random: Random, indent: int, *, one_line: bool = False) -> str:
    quoted = json.dumps(text, ensure_ascii=False)
    ways = [quoted]
    if _PLAIN.fullmatch(text):
        ways += [text] * 3
    if text.isprintable():
        ways.append("'" + text.replace("'", "''") + "'")
    if not one_line and text == text.strip() and text and not _BLANK_AT_A_BREAK.search(text):
        deeper = random.choice([1, 2, 3])
        pad, hint = " " * (indent + deeper), random.choice(["", "", str(deeper)])
        lines = "\n".join(f"{pad}{line}" if line else "" for line in text.split("\n"))
        ways += [f"|{hint}-\n{lines}", f"|-{hint} # c\n{lines}"]
        ways += [f"|{hint}-\n{lines}"] * 3 if "\n" in text else []
        if text.isprintable() and " " in text and "  " not in text:
            first, second = text.split(" ", 1)
            ways += [f">{hint}-\n{pad}{first}\n{pad}{second}"]
            ways.append(
                json.dumps(first, ensure_ascii=False)[:-1] + f"\n{pad}" + json.dumps(second, ensure_ascii=False)[1:]
            )
    return random.choice(ways)


def _write_comments(random: Random, indent: int) -> str:
    pieces = []
    while random.random() < 0.12:
        odd = f"{' ' * random.randrange(indent + 1)}#!odd: {{\n"
        pieces.append(random.choice(["\n", f"{' ' * indent}# note\n", odd, "# at the start\n", "\n# apart\n"]))
    return "".join(pieces)
