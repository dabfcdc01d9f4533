"""What the shape check writes down: diagnostics in the author's words."""

from __future__ import annotations

import re
from collections.abc import Collection

from perfsupport.diagnostics import Diagnostic, Edit, Fix, Severity, Span
from perfsupport.mending import mend_yes_no, quote_text, swap_text, write_text
from perfsupport.parsing.building import shorten
from perfsupport.parsing.nodes import Document, Entry, ListNode, MapNode, Node
from perfsupport.parsing.synonyms import OTHER_WORDS
from perfsupport.passwords import hide_password
from perfsupport.tree import FACT_TYPES, Text, locate
from perfsupport.wording import certain, join_words, nearest

NAMES: dict[type, str] = {Text: "a text", ListNode: "a list", MapNode: "a mapping (`key: value`)"}


class Notes:
    """The diagnostics of one file. What seems to be missing around lines that could not be read is not mentioned."""

    def __init__(self, path: str, document: Document) -> None:
        self.diagnostics: list[Diagnostic] = []
        self._path = path
        self._document = document

    def add(self, code: str, span: Span, cause: str, remedy: str, fix: Fix | None = None) -> None:
        """Write down an error."""
        self.diagnostics.append(Diagnostic(code, Severity.ERROR, self._path, span, cause, remedy, fix))

    def add_unless_damaged(
        self, code: str, node: Node, span: Span, cause: str, remedy: str, fix: Fix | None = None
    ) -> None:
        """Write down what does not fit in a node, unless that may be because of a line that could not be read."""
        around = node.span if isinstance(node, Text | ListNode | MapNode) else span
        first = min(span.line, around.line)
        if not self._document.is_damaged(Span(first, 1, around.end_line, around.end_column)):
            self.add(code, span, cause, remedy, fix)

    def add_wrong_kind(self, node: Node, owner: Text, accepted: Collection[type], what: str) -> None:
        """Write down that a list stands where a text belongs, and the like."""
        if type(node) is Text and not node.strip():
            self.add_blank(node, owner, what)
            return
        kinds = join_words([what if kind is Text else NAMES[kind] for kind in accepted])
        if isinstance(owner, Entry) and isinstance(node, MapNode) and Text in accepted and self._add_colon(node):
            return
        cause = f"{_name(owner)} is {NAMES.get(type(node), 'something')}, but {kinds} belongs here."
        remedy = f"Write {kinds} behind the colon."
        if isinstance(owner, Entry) and owner == "options":
            remedy = "Write each option without a dash, as `Yes: pay`: its label, and the step that comes then."
        elif owner == "options" and type(node) is Text:
            remedy = "Write each option on a line below it, indented by 2 more spaces, as `Yes: pay`."
        elif isinstance(owner, Entry):
            remedy = f"Write {kinds} behind the dash."
        elif isinstance(node, MapNode) and ListNode in accepted:
            first = next(iter(node), owner)
            value = node.get(first)
            first = value if first.isdecimal() and isinstance(value, Text) else first
            remedy = f"Write a dash and a space before each line, as in `- {shorten(first)} …`."
        elif (
            tuple(accepted) == (ListNode,)
            and type(node) is Text
            and re.fullmatch(r"[^\[\]{}#:\"'\n]+,[^\[\]{}#:\"'\n]+", node)
        ):
            fix = swap_text(node, node)
            fix = Fix("Put it in brackets", (Edit(node.span, f"[{node}]"),)) if fix else None
            cause = f"`{shorten(owner)}` is one text with commas, but a list belongs here."
            self.add_unless_damaged("PS203", node, node.span, cause, f"Put it in brackets: `[{shorten(node)}]`.", fix)
            return
        elif tuple(accepted) == (ListNode,):
            remedy = "Write each entry on a line below it, indented by 2 more spaces, with `- ` before it."
        elif Text not in accepted:
            remedy = f"Write {kinds} on the lines below it, indented by 2 more spaces."
        last = self.diagnostics[-1] if self.diagnostics else None
        if owner == "options" and isinstance(owner, Entry) and last and (last.cause, last.remedy) == (cause, remedy):
            return
        self.add_unless_damaged("PS203", node, find_place(node, owner), cause, remedy)

    def _add_colon(self, node: MapNode) -> bool:
        """Write down that a colon splits an entry that is a text; tell whether that is so."""
        pair = next(iter(node.items()), None)
        key, value = pair or (Text(""), None)
        if len(node) != 1 or type(value) is not Text or node.span.line != value.span.end_line:
            return False
        written = f"{key}: {value}"
        cause = f"The colon makes YAML take `{shorten(key)}` for a key."
        apart = value.span.column - key.span.end_column
        lengths = (key.span.end_column - key.span.column, value.span.end_column - value.span.column)
        plain = lengths == (len(key), len(value))
        whole = Span(*key.span[:2], *value.span[2:])
        fix = Fix("Put the whole text in quotes", (Edit(whole, quote_text(written)),)) if plain and apart == 2 else None
        self.add("PS118", key.span, cause, f"Put the whole text in quotes: `{shorten(quote_text(written))}`.", fix)
        return True

    def add_without_dash(self, node: MapNode, owner: Text) -> None:
        """Write down that a list has one entry, and that without its dash."""
        first = next(iter(node))
        cause = f"`{shorten(owner)}` is a list, but no dash stands before `{shorten(first)}`."
        remedy = f"Write `- {shorten(first)}: …`, and indent what belongs to it like `{shorten(first)}`."
        self.add_unless_damaged("PS203", node, first.span, cause, remedy)

    def add_without_key(self, text: Text, owner: Text, key: str) -> None:
        """Write down that an entry has the words of its first key without the key."""
        cause = f"An entry of `{shorten(owner)}` has its words without a key."
        written = f"{key}: {write_text(text)}"
        line, _, end_line, _ = text.span
        fix = Fix(f"Write {key} before it", (Edit(text.span, written),)) if line == end_line else None
        self.add_unless_damaged("PS203", text, text.span, cause, f"Write `- {shorten(written)}`.", fix)

    def add_blank(self, node: Node, owner: Text, what: str) -> None:
        """Write down that nothing stands behind a colon."""
        span = node.span if isinstance(node, Text) and node else owner.span
        remedy = f"Write {what} behind the colon, or take the key away."
        if what == "a mapping":
            remedy = "Write what belongs to it on the lines below, indented by 2 more spaces, or take it away."
        self.add_unless_damaged("PS204", node, span, f"{_name(owner)} is empty.", remedy)

    def add_refused(self, text: Text, owner: Text, what: str, advice: str, meant: str | None = None) -> None:
        """Write down that a value is none of the accepted ones."""
        name = _name(owner)
        shown = hide_password(text) if "://" in text or owner == "store" else text
        cause = f"{name} is not {what}." if owner is text else f"{name} is `{shorten(shown)}`, which is not {what}."
        self.add("PS204", text.span, cause, advice, swap_text(text, meant))

    def add_unknown_place(self, text: Text, place: re.Match[str], names: tuple[str, ...]) -> None:
        """Write down that a template names something that is never filled in."""
        near = nearest(place[1], names)
        remedy = f"Did you mean {{{near}}}?" if near else f"Write {join_words([f'{{{name}}}' for name in names])}."
        cause = f"`{shorten(place[0])}` is nothing that is filled in here."
        self.add("PS204", locate(text, *place.span()), cause, remedy)

    def add_taken(self, text: Text) -> None:
        """Write down that an id is a word of the conditions."""
        cause = f"`{text}` cannot be an id here: in conditions the word has a meaning of its own."
        self.add("PS204", text.span, cause, f"Choose another id, for example `{text}_given`.")

    def add_not_among(self, text: Text, owner: Text, values: tuple[str, ...]) -> None:
        """Write down that a value is none of a few words."""
        meant = OTHER_WORDS.get(text.casefold()) if values == FACT_TYPES or "yes" in values else None
        near = meant if meant in values else nearest(text, values)
        what = join_words(values)
        yes_no = mend_yes_no(text) if values == ("yes", "no") else None
        advice = f"Did you mean {near}?" if near else f"Write {what}."
        self.add_refused(text, owner, what, advice, yes_no or (meant if meant in values else certain(text, values)))


def _name(owner: Text) -> str:
    if isinstance(owner, Entry):
        return f"An entry of `{shorten(owner)}`"
    return f"`{shorten(owner)}`" if owner else "The file"


def find_place(node: Node, owner: Text) -> Span:
    """Return the characters to point at: a value where it stands on one line, else the key it belongs to."""
    if isinstance(node, Text | ListNode | MapNode):
        line, column, end_line, _ = node.span
        if line == end_line or isinstance(node, Text):
            return node.span
        if owner.span.line == line:
            return Span(line, column, line, column + 1)
    return owner.span
