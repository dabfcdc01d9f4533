"""The manual pages of the rules, made from their docstrings, and the examples in them as small projects.

``python -m perfsupport.rules.manual docs/rules`` writes the pages anew.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from textwrap import dedent
from typing import NamedTuple

from perfsupport.folder import is_tree_path
from perfsupport.ondemand import compile_late
from perfsupport.rules.base import GUARDED, Rule
from perfsupport.rules.catalogue import FAMILIES, RULES

EXAMPLE_FILE = "trees/example/example.yaml"
ON_WAIVERS = "PS76"
"""How codes begin that are about settings and waivers themselves: to waive these makes no sense."""

MISSING_TITLE = "title: Example\nowner: Example desk\n"
MISSING_STEPS = "steps:\n  done: {end: resolved, say: All is well.}\n"

FILE_LINE = compile_late(r"^# (trees/.+|perfsupport\.yaml)$", re.MULTILINE)
TITLE = compile_late(r"^(?:- )?title:", re.MULTILINE)
STAND_IN = compile_late(r"⟨(?:byte ([0-9A-F]{2})|([0-9A-F]{2,6})|([0-9]+) × (.))⟩")


class Page(NamedTuple):
    """A rule's page: a title, why it matters, and an example before and after it was mended."""

    title: str
    why: str
    wrong: str
    mended: str


def read_page(rule: Rule) -> Page:
    """Return the parts of a rule's docstring."""
    title, _, rest = rule.page.strip().replace("``", "`").partition("\n\n")
    why, _, examples = rest.partition("\n\nWrong:\n")
    wrong, _, mended = examples.partition("\nMended:\n")
    return Page(title, why, dedent(wrong).strip("\n"), dedent(mended).strip("\n"))


def read_example(text: str) -> dict[str, bytes]:
    """Return the files of an example by path, completed where it leaves a tree's title or steps to be imagined.

    A line ``# trees/…`` or ``# perfsupport.yaml`` begins a file; what stands before the first is a tree. ``⟨07⟩``
    stands for the character with that number, ``⟨byte E9⟩`` for a single byte, ``⟨60 × [⟩`` for a character repeated.
    """
    pieces = FILE_LINE.split(text)
    files = dict(zip(pieces[1::2], pieces[2::2], strict=True))
    if pieces[0].strip():
        files = {EXAMPLE_FILE: pieces[0], **files}
    return {path: _complete(path, content.strip("\n")) for path, content in files.items()}


def _complete(path: str, content: str) -> bytes:
    content = content and f"{content}\n"
    if content and path.startswith("trees/") and is_tree_path(path) and not TITLE.search(content):
        content = MISSING_TITLE + content
        content += "" if "steps:" in content else MISSING_STEPS
    parts: list[bytes] = []
    end = 0
    for match in STAND_IN.finditer(content):
        byte, number, count, repeated = match.groups()
        parts.append(content[end : match.start()].encode())
        parts.append(bytes.fromhex(byte) if byte else chr(int(number, 16)).encode() if number else b"")
        parts.append(repeated.encode() * int(count) if count else b"")
        end = match.end()
    return b"".join([*parts, content[end:].encode()])


def render_page(rule: Rule) -> str:
    """Return a rule's page as Markdown."""
    page = read_page(rule)
    return (
        f"# {rule.code}: {page.title.rstrip('.')}\n\n"
        f"`{rule.name}`, {rule.severity}, {FAMILIES[rule.code[2]]}, since rule set {rule.since}\n\n"
        f"{page.why}\n\n"
        f"## Wrong\n\n```yaml\n{page.wrong}\n```\n\n"
        f"## Mended\n\n```yaml\n{page.mended}\n```\n\n"
        f"## In your project\n\n{_describe_choice(rule)}"
    )


def _describe_choice(rule: Rule) -> str:
    """Return how a project can turn a rule off or up, or why it cannot."""
    if rule.guards:
        return f"This error stops every build: {GUARDED[rule.code[2]]}. It can be neither turned down nor allowed.\n"
    severity = (
        "How much it matters is said in `perfsupport.yaml`: off, advice, warning or error.\n\n"
        f"```yaml\nchecks:\n  severity: {{{rule.code}: off}}\n```\n"
    )
    if rule.code.startswith(ON_WAIVERS):
        return severity
    return (
        f"{severity}\nA comment above a line, or at its end, allows it there for a reason:\n\n"
        f"```yaml\n# perfsupport: allow {rule.code} because …\n```\n"
    )


def render_index(rules: Sequence[Rule]) -> str:
    """Return the list of all rules as Markdown, by family."""
    lines = [
        "# Rules",
        "",
        "What `perfsupport check` finds. `perfsupport explain PS301` shows a page in the terminal.",
        "",
        "In the examples a line such as `# trees/cards/refund.yaml` begins a further file; a title or steps that an",
        "example leaves out are there, but do not matter. `⟨07⟩` stands for a character that cannot be seen, and",
        "`⟨60 × [⟩` for one that is repeated.",
    ]
    for digit, family in FAMILIES.items():
        lines += ["", f"## {family.capitalize()}", "", "| code | name | severity | |", "|---|---|---|---|"]
        for rule in rules:
            if rule.code[2] == digit:
                title = read_page(rule).title.replace("|", "\\|")
                lines.append(f"| [{rule.code}]({rule.code}.md) | {rule.name} | {rule.severity} | {title} |")
    return "\n".join(lines) + "\n"


def render_manual() -> Mapping[str, str]:
    """Return all pages by file name."""
    return {"index.md": render_index(RULES), **{f"{rule.code}.md": render_page(rule) for rule in RULES}}


def write_manual(folder: Path) -> None:
    """Write all pages into a folder, and remove pages of rules that are gone."""
    pages = render_manual()
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.md"):
        if old.name not in pages:
            old.unlink()
    for name, text in pages.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    write_manual(Path(sys.argv[1]))
