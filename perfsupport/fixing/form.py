"""One form for every file: the same words in the same order, evenly indented and spaced.

The text is cut into YAML's tokens. What stands between two of them (blanks, line ends, comments) is written anew; the
tokens stay, but for quotes that nothing needs. Whatever would not read as it did before is left as it is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import yaml
from yaml import tokens as y
from yaml.error import YAMLError

from perfsupport.diagnostics import Severity
from perfsupport.fixing.edits import LINE_END, MARK, decode, encode
from perfsupport.mending import quote_text
from perfsupport.parsing.reader import read_document

WIDTH = 2
SECTIONS = ("facts", "steps", "scenarios", "contacts")
"""Keys of a file that stand apart from their neighbours."""

TYPED = re.compile(r"(?i)[^a-zà-ɏ]|(?:y|yes|n|no|on|off|true|false|null)$")
"""What other readers of YAML take for a number, a date or a yes: its quotes protect it there."""

WORDS = re.compile(r"\w(?:[\w .?!-]*[\w.?!])?")
"""What nobody takes for anything but words: here alone quotes are taken away."""

BLOCK_HEADER = re.compile(r"[|>]([+-]?)([1-9]?)([+-]?)[^\n]*")
ZERO_WIDTH = (y.KeyToken, y.BlockMappingStartToken, y.BlockSequenceStartToken, y.BlockEndToken)
ENDS = (y.StreamStartToken, y.StreamEndToken)
OPENERS = (y.FlowMappingStartToken, y.FlowSequenceStartToken)
CLOSERS = (y.FlowMappingEndToken, y.FlowSequenceEndToken)


class Formatted(NamedTuple):
    """A file's bytes in the one form, or as they were and in words why."""

    data: bytes
    problem: str = ""


def format_file(data: bytes, path: str) -> Formatted:
    """Return a file in the one form; line ends stay those of its first line. A file with a mistake stays as it is."""
    document = read_document(data, path)
    broken = next((one for one in document.diagnostics if one.severity is Severity.ERROR), None)
    if broken is not None:
        return Formatted(data, f"line {broken.span.line} cannot be read: mend it first (perfsupport check)")
    text = decode(data).removeprefix(MARK)
    first = LINE_END.search(text)
    try:
        formed = format_text(LINE_END.sub("\n", text))
    except YAMLError:
        return Formatted(data, "it holds a sign that only some editors take for the end of a line")
    after = read_document(encode(formed), path)
    if after.root != document.root or _find_comments(formed) != _find_comments(LINE_END.sub("\n", text)):
        return Formatted(data, "it could not be written in another form and still say the same")
    return Formatted(encode(formed.replace("\n", first[0] if first else "\n")))


def _find_comments(text: str) -> list[str]:
    """Return what looks like a comment, in order, to see that none was lost."""
    return re.findall(r"(?:^|\s)(#[^\n]*?)\s*$", text, re.MULTILINE)


def format_text(text: str) -> str:
    """Return a text with LF as its only line end in the one form; raises YAMLError where it is no YAML."""
    if not text.strip():
        return ""
    writer = _Writer(text)
    for token in yaml.scan(text, Loader=yaml.CLoader):
        writer.take(token)
    return writer.finish()


@dataclass
class _Level:
    """A mapping or list that is open: where it began, where it is to begin, and what was written of it."""

    kind: str
    column: int
    indent: int
    name: str = ""
    bare: bool = False
    """A list that stands no deeper than its key."""

    entries: int = 0
    key: str = ""
    after_block: bool = False


@dataclass
class _Writer:
    """Takes tokens in order, and writes each with what belongs before it."""

    text: str
    pieces: list[str] = field(default_factory=list)
    levels: list[_Level] = field(default_factory=list)
    open_before: list[tuple[int, int]] = field(default_factory=list)
    flow: int = 0
    end: int = 0
    last: Any = None
    opened: bool = False
    starts_key: bool = False
    keeps_lines: bool = False
    width: int = 0

    def take(self, token: Any) -> None:
        if isinstance(token, ENDS):
            return
        if isinstance(token, ZERO_WIDTH):
            self._take_structure(token)
            return
        level = self._find_level(token)
        self._write_gap(token, level)
        self._write(self._show(token, level))
        self._note(token, level)
        self.last = token
        self.open_before = [(each.column, each.indent) for each in self.levels]

    def finish(self) -> str:
        self._write_lines(self.text[self.end :], 0, 0, blank=False)
        return "".join(self.pieces).rstrip("\n") + "\n" if not self.keeps_lines else "".join(self.pieces)

    # Structure

    def _take_structure(self, token: Any) -> None:
        mark = token.start_mark
        match token:
            case y.BlockMappingStartToken():
                self._open("map", mark.column)
            case y.BlockSequenceStartToken():
                self._open("list", mark.column)
            case y.BlockEndToken():
                if self.levels.pop().bare:
                    self.levels.pop()
            case y.KeyToken():
                self.starts_key = True
                if not self.flow and self.levels and self.levels[-1].bare:
                    self.levels.pop()

    def _open(self, kind: str, column: int, *, bare: bool = False) -> None:
        parent = self.levels[-1] if self.levels else None
        name = parent.key if parent is not None and parent.kind == "map" else ""
        indent = 0 if parent is None else parent.indent + WIDTH
        if parent is not None:
            parent.after_block = True
        self.levels.append(_Level(kind, column, indent, name, bare))
        self.opened = True

    def _find_level(self, token: Any) -> _Level:
        """Return the level that a token stands in; a list that begins no deeper than its key begins here."""
        if isinstance(token, y.BlockEntryToken) and (not self.levels or self.levels[-1].kind == "map"):
            self._open("list", token.start_mark.column, bare=True)
        return self.levels[-1] if self.levels else _Level("map", 0, 0)

    def _note(self, token: Any, level: _Level) -> None:
        if isinstance(token, OPENERS):
            self.flow += 1
        elif isinstance(token, CLOSERS):
            self.flow -= 1
        elif isinstance(token, y.BlockEntryToken):
            level.entries += 1
        elif isinstance(token, y.ScalarToken) and self.starts_key and not self.flow:
            level.entries += 1
            level.key = token.value
            level.after_block = False
        self.starts_key = False
        self.opened = False

    # Between tokens

    def _write_gap(self, token: Any, level: _Level) -> None:
        gap = self.text[self.end : token.start_mark.index]
        if self.last is None or "\n" in gap:
            indent = self._find_indent(token, level)
            blank = self._wants_blank(token, level)
            self._write_lines(gap, indent, token.start_mark.column, blank=blank)
            self._write(" " * indent)
        else:
            self._write(self._find_space(token))
        self.end = token.end_mark.index

    def _find_indent(self, token: Any, level: _Level) -> int:
        if self.flow:
            return level.indent + WIDTH * max(self.flow - isinstance(token, CLOSERS), 1)
        if isinstance(token, y.BlockEntryToken) or self.starts_key:
            return level.indent
        return level.indent + (WIDTH if isinstance(token, (y.ScalarToken, *OPENERS)) else 0)

    def _find_space(self, token: Any) -> str:
        if isinstance(token, (y.ValueToken, y.FlowEntryToken, *CLOSERS)) or isinstance(self.last, OPENERS):
            return ""
        return " "

    def _wants_blank(self, token: Any, level: _Level) -> bool:
        """Steps stand apart unless both are written on one line; the large parts of a file always do."""
        if not self.starts_key or self.flow or level.entries == 0:
            return False
        opens = self._opens_block(token)
        if level.name == "steps" and len(self.levels) == 2:
            return opens or level.after_block
        return len(self.levels) == 1 and (
            (token.value in SECTIONS and opens) or (level.key in SECTIONS and level.after_block)
        )

    def _opens_block(self, token: Any) -> bool:
        """Tell whether nothing but a comment stands behind the colon of a key."""
        rest = self.text[token.end_mark.index : self.text.find("\n", token.end_mark.index)]
        return not rest.split(" #")[0].strip(" :\t")

    def _write_lines(self, gap: str, indent: int, column: int, *, blank: bool) -> None:
        """Write what stands between two tokens on different lines: comments, and one blank line at most."""
        behind, *between = gap.split("\n")
        if self.last is None and not self.pieces:
            between = [behind, *between]
        elif comment := behind.strip():
            spaces = max(len(behind) - len(behind.lstrip()) + self._behind_column() - self.width, 1)
            self._write(f"{' ' * spaces}{comment}")
        if self.pieces and not self.keeps_lines:
            self._write("\n")
        kept = self._keep(between[:-1] if not self._is_end(gap) else between, indent, column)
        if blank and "" not in kept and not self.opened:
            first = next((n for n, line in enumerate(kept) if line == self._comment_at(line, indent)), len(kept))
            kept.insert(first, "")
        for line in kept:
            self._write(f"{line}\n")
        self.keeps_lines = False

    def _is_end(self, gap: str) -> bool:
        return self.end + len(gap) == len(self.text) and not gap.rpartition("\n")[2].isspace()

    def _comment_at(self, line: str, indent: int) -> str:
        return " " * indent + line.strip() if line.strip() else ""

    def _behind_column(self) -> int:
        """Return the column (from 0) where the line above ended in the author's text."""
        return self.end - (self.text.rfind("\n", 0, self.end) + 1)

    def _keep(self, lines: list[str], indent: int, column: int) -> list[str]:
        """Return the comments with their indentation; one blank line in place of several, none where a part begins."""
        kept: list[str] = []
        for line in lines:
            if line.strip():
                kept.append(" " * self._place_comment(line, indent, column) + line.strip())
            elif kept or not (self.opened or not self.pieces):
                kept.append("")
        return [line for n, line in enumerate(kept) if line or n == 0 or kept[n - 1]]

    def _place_comment(self, line: str, indent: int, column: int) -> int:
        """A comment stands with what follows it, unless it stood with something above that ends there."""
        own = len(line) - len(line.lstrip())
        if own == column:
            return indent
        return next((new for old, new in reversed(self.open_before) if old == own), indent)

    # Tokens

    def _show(self, token: Any, level: _Level) -> str:
        source = self.text[token.start_mark.index : token.end_mark.index]
        if not isinstance(token, y.ScalarToken):
            return source
        if token.style in ("|", ">"):
            return self._show_block(token, level, source)
        if "\n" in source:
            lines = source.split("\n")
            pad = " " * (level.indent + WIDTH * max(self.flow, 1))
            return "\n".join([lines[0].rstrip() if not lines[0].endswith("\\") else lines[0], *_repad(lines[1:], pad)])
        if token.style in ('"', "'"):
            return _choose_quotes(token.value, source)
        return source

    def _show_block(self, token: Any, level: _Level, source: str) -> str:
        """Return a block scalar with its lines where they belong; the blank lines behind it count to what follows."""
        header, *lines = source.split("\n")
        match = BLOCK_HEADER.match(header)
        keep = match is not None and "+" in match[1] + match[3]
        given = int(match[2]) if match is not None and match[2] else 0
        filled = [len(line) - len(line.lstrip(" ")) for line in lines if line.strip()]
        old = level.column + given if given else next(iter(filled), 0)
        new = level.indent + (given or WIDTH)
        shown = [" " * new + line[old:] if line[old:] else "" for line in lines]
        self.keeps_lines = keep
        if keep:
            return "\n".join([header.rstrip(), *shown])
        while shown and not shown[-1].strip():
            shown.pop()
            if lines[len(shown)] == "" and len(shown) < len(lines):
                self.end -= 1 if self.end > token.start_mark.index else 0
        return "\n".join([header.rstrip(), *shown])

    def _write(self, piece: str) -> None:
        self.pieces.append(piece)
        newline = piece.rfind("\n")
        self.width = self.width + len(piece) if newline < 0 else len(piece) - newline - 1


def _repad(lines: list[str], pad: str) -> list[str]:
    """Return the further lines of a text, where blanks at both ends mean nothing, but for one behind a backslash."""
    return [
        (pad + (line.lstrip(" \t") if line.endswith("\\") else line.strip(" \t"))) if line.strip() else ""
        for line in lines
    ]


def _choose_quotes(value: str, source: str) -> str:
    if WORDS.fullmatch(value) and not TYPED.match(value):
        return value
    if source[0] == "'" and '"' not in value and "\\" not in value and value.isprintable():
        return quote_text(value)
    return source
