"""What the shape check writes down: diagnostics in the author's words."""

from __future__ import annotations

import re
from collections.abc import Collection

from perfsupport.diagnostics import Diagnostic, Fix, Severity, Span
from perfsupport.mending import mend_yes_no, swap_text
from perfsupport.parsing.building import shorten
from perfsupport.parsing.nodes import Document, Entry, ListNode, MapNode, Node
from perfsupport.passwords import hide_password
from perfsupport.tree import Text, locate
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
        cause = f"{_name(owner)} is {NAMES.get(type(node), 'something')}, but {kinds} belongs here."
        remedy = f"Write {kinds} behind the colon."
        if isinstance(owner, Entry) and owner == "options":
            remedy = "Write each option without a dash, as `Yes: pay`: its label, and the step that comes then."
        elif owner == "options" and type(node) is Text:
            remedy = "Write each option on a line below it, indented by 2 more spaces, as `Yes: pay`."
        elif isinstance(owner, Entry):
            remedy = f"Write {kinds} behind the dash."
        elif Text not in accepted:
            remedy = f"Write {kinds} on the lines below it, indented by 2 more spaces."
        self.add_unless_damaged("PS203", node, find_place(node, owner), cause, remedy)

    def add_blank(self, node: Node, owner: Text, what: str) -> None:
        """Write down that nothing stands behind a colon."""
        span = node.span if isinstance(node, Text) and node else owner.span
        remedy = f"Write {what} behind the colon, or take the key away."
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
        near = nearest(text, values)
        what = join_words(values)
        yes_no = mend_yes_no(text) if values == ("yes", "no") else None
        advice = f"Did you mean {near}?" if near else f"Write {what}."
        self.add_refused(text, owner, what, advice, yes_no or certain(text, values))


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
