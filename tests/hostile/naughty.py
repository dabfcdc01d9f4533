"""Projects that hold each naughty string in each text field of a tree.

A chain is one tree: a step for each string, one after the other, so that one walk shows them all. What stands in prose
is written with a backslash before every mark, so that the words shown must be the words written.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from pathlib import Path

_MARKS = re.compile(r"""([!"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~])""")
BATCH = 20


def quote(text: str) -> str:
    """Return the text as a double-quoted YAML scalar."""
    return json.dumps(text, ensure_ascii=False)


def escape_marks(text: str) -> str:
    """Return prose that shows the text as it stands: a backslash before whatever CommonMark could read as a mark."""
    lines = (_MARKS.sub(r"\\\1", line) for line in text.split("\n"))
    return "\n".join(lines)


def write_settings(root: Path, strings: Sequence[str]) -> None:
    """Write settings in which each string names a contact and its hours."""
    lines = ["title: Naughty", "contacts:"]
    lines += [f"  c{i}: {{name: {quote(s)}, chat: {quote(s)}, hours: {quote(s)}}}" for i, s in enumerate(strings)]
    (root / "perfsupport.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")


def write_chain(root: Path, strings: Sequence[str], prose: Callable[[str], str] = escape_marks) -> Path:
    """Write the tree ``chain``: a question with all its texts for each string, on a line of its own."""
    lines = [f"title: Chain\nowner: tests\nreview_by: 2099-01-01\nsummary: {quote('All of them')}", "facts:"]
    lines += [
        f"  f{i}: {{type: number, is: 1 + 1, label: {quote(s)}, unit: {quote(s)}}}" for i, s in enumerate(strings)
    ]
    lines.append("steps:")
    for i, text in enumerate(strings):
        lines.append(_question(i, text, quote(prose(text))))
    lines.append(f"  s{len(strings)}: {{end: resolved, say: The end of the chain.}}")
    lines.append("  stop: {end: resolved, say: Stopped.}")
    return _write(root, "chain", lines)


def _question(i: int, plain: str, prose: str) -> str:
    parts = [
        f"title: {prose}",
        f"ask: {prose}",
        f"say: {prose}",
        f"why: {prose}",
        f"detail: {prose}",
        f"tips: [{{text: {prose}, by: {quote(plain)}}}, {{text: ((f{i}))}}]",
        f"links: [{{text: {quote(plain)}, url: other.html}}]",
        f"contact: c{i}",
        "exhaustive: yes",
        f"options: [{{label: {prose}, id: x, go: s{i + 1}, note: {prose}, say: {prose}}}, {{label: Stop, go: stop}}]",
    ]
    return f"  s{i}: {{{', '.join(parts)}}}"


def write_lists(root: Path, strings: Sequence[str]) -> Path:
    """Write the tree ``lists``: strings as lines of checklists and as values of a fact, twenty at a time."""
    batches = [strings[start : start + BATCH] for start in range(0, len(strings), BATCH)]
    lines = ["title: Lists\nowner: tests\nreview_by: 2099-01-01\nfacts:"]
    for n, batch in enumerate(batches):
        values = ", ".join(f"v{i}: {quote(text)}" for i, text in enumerate(batch))
        lines.append(f"  m{n}: {{type: many, options: {{{values}}}}}")
    lines.append("steps:")
    for n, batch in enumerate(batches):
        items = "".join(f"\n      - {quote(escape_marks(text))}" for text in batch)
        lines.append(f"  d{n}:\n    title: Do\n    do:{items}\n    then: m{n}")
        lines.append(f"  m{n}: {{ask: Which?, fact: m{n}, exhaustive: yes, then: d{n + 1}}}")
    lines.append(f"  d{len(batches)}: {{end: resolved, say: The end of the lists.}}")
    return _write(root, "lists", lines)


def write_inputs(root: Path, strings: Sequence[str]) -> Path:
    """Write the tree ``inputs``: each string is the label of a fact to type in, and the words for a picture."""
    lines = ["title: Inputs\nowner: tests\nreview_by: 2099-01-01\nfacts:"]
    lines += [f"  n{i}: {{type: text, label: {quote(text)}}}" for i, text in enumerate(strings)]
    lines.append("steps:")
    for i, text in enumerate(strings):
        media = f"[{{file: dot.svg, alt: {quote(text)}}}]"
        lines.append(f"  n{i}: {{ask: Value?, fact: n{i}, exhaustive: yes, then: n{i + 1}, media: {media}}}")
    lines.append(f"  n{len(strings)}: {{end: resolved, say: The end of the inputs.}}")
    (root / "trees" / "media").mkdir(parents=True, exist_ok=True)
    (root / "trees" / "media" / "dot.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>', encoding="utf-8")
    return _write(root, "inputs", lines)


def write_small_trees(root: Path, strings: Sequence[str]) -> None:
    """Write one tree for each string, which is its title, summary, keyword, owner, outcome and scenario."""
    for i, text in enumerate(strings):
        plain, prose = quote(text), quote(escape_marks(text))
        lines = [
            f"title: {plain}\nsummary: {prose}\nowner: {plain}\nreview_by: 2099-01-01\nkeywords: [{plain}]",
            "facts:\n  given: {type: text, from: host}",
            "steps:",
            "  a: {ask: Go on?, exhaustive: yes, options: [{label: Yes, go: b}, {label: No, go: c}]}",
            f"  b: {{end: resolved, do: {prose}, say: {prose}, note: {prose}}}",
            f"  c: {{end: resolved, do: [{prose}, {prose}]}}",
            f"scenarios:\n  - {{name: {plain}, story: {prose}, given: {{given: {plain}}},",
            "     responses: {a: Yes}, ends: b}",
        ]
        _write(root, f"t{i}", lines)


def find_string(path: Path, line: int) -> int | None:
    """Return which string stands on a line of a chain or of the inputs, or None where it is nobody's."""
    match = re.match(r"  [sfn](\d+):", path.read_text(encoding="utf-8").split("\n")[line - 1])
    return int(match[1]) if match else None


def _write(root: Path, name: str, lines: Sequence[str]) -> Path:
    path = root / "trees" / "naughty" / f"{name}.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path
