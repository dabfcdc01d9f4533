"""The program: a compiled tree, the player's input. Format 1; ``docs/reference/program.md`` tells it in prose.

Two kinds of text leave the compiler. A *line* is plain text: a string, or a list whose inner lists name a fact to be
shown (``["Pay ", ["half"], " now"]``). *Prose* is HTML made from CommonMark, where ``<span data-fact="half"></span>``
marks a fact that is shown. Neither ever holds raw HTML of the author's.
"""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypeAlias, TypedDict

PROGRAM_FORMAT = 1
NONE_RESPONSE = "~none"
DONE_RESPONSE = "done"

Line: TypeAlias = str | list[str | list[str]]
Prose: TypeAlias = str
Value: TypeAlias = str | float | bool | list[str] | None
Expression: TypeAlias = Any
Response: TypeAlias = str | list[str]

FactSource: TypeAlias = Literal["host", "link"]
StepKind: TypeAlias = Literal["question", "input", "action", "route", "subtree", "outcome"]

ProgramDated = TypedDict("ProgramDated", {"from": NotRequired[str], "until": NotRequired[str]})
"""ISO dates, both included."""


class ProgramFact(TypedDict):
    """A fact. ``lang`` is the language of its label, where that is not the page's; so for steps, options and trees.

    ``options`` are pairs of value and label; ``is`` is spelled ``calculated`` here. ``example`` is a text that the
    ``pattern`` matches.
    """

    type: Literal["text", "number", "date", "yes_no", "choice", "many"]
    label: str
    lang: NotRequired[str]
    options: NotRequired[list[list[str]]]
    sources: NotRequired[list[FactSource]]
    unit: NotRequired[str]
    min: NotRequired[float | str]
    max: NotRequired[float | str]
    pattern: NotRequired[str]
    example: NotRequired[str]
    sensitive: NotRequired[Literal[True]]
    track: NotRequired[Literal[True]]
    calculated: NotRequired[Expression]


class ProgramTip(TypedDict):
    """What the field taught."""

    text: Prose
    by: NotRequired[str]
    on: NotRequired[str]


class ProgramMedia(TypedDict):
    """The address of a file below the site's ``media/``; ``kind`` is told from the file's ending.

    ``lang`` is the language of the captions, where that is not the page's.
    """

    file: str
    kind: Literal["image", "video", "audio"]
    alt: str
    captions: NotRequired[str]
    lang: NotRequired[str]


class ProgramLink(TypedDict):
    """A link out of the aid: http, https, mailto, tel, or a path within the site."""

    text: str
    url: str


class ProgramOption(ProgramDated):
    """One offered choice. ``value`` is what it gives the question's fact; ``target`` is missing in ``pick_many``."""

    id: str
    label: Line
    lang: NotRequired[str]
    target: NotRequired[str]
    value: NotRequired[Value]
    note: NotRequired[Line]
    say: NotRequired[Prose]
    when: NotRequired[Expression]
    set: NotRequired[dict[str, Value]]
    exclusive: NotRequired[Literal[True]]


class ProgramBranch(ProgramDated):
    """One way out of a route."""

    when: Expression
    target: str


class ProgramStep(ProgramDated):
    """A step of any kind; which keys stand here follows from ``kind``. ``line`` is its line in the author's file."""

    kind: StepKind
    title: Line
    lang: NotRequired[str]
    ask: NotRequired[Prose]
    say: NotRequired[Prose]
    why: NotRequired[Prose]
    detail: NotRequired[Prose]
    tips: NotRequired[list[ProgramTip]]
    media: NotRequired[list[ProgramMedia]]
    links: NotRequired[list[ProgramLink]]
    contact: NotRequired[str]
    set: NotRequired[dict[str, Value]]
    owner: NotRequired[str]
    review_by: NotRequired[str]
    line: int
    options: NotRequired[list[ProgramOption]]
    pick_many: NotRequired[Literal[True]]
    fact: NotRequired[str]
    then: NotRequired[str]
    exhaustive: NotRequired[Literal[True]]
    do: NotRequired[list[Prose]]
    checklist: NotRequired[Literal[True]]
    confirm_all: NotRequired[Literal[True]]
    manner: NotRequired[Literal["read-do", "do-confirm"]]
    branches: NotRequired[list[ProgramBranch]]
    otherwise: NotRequired[str]
    run: NotRequired[str]
    on: NotRequired[dict[str, str]]
    passed: NotRequired[dict[str, Expression]]
    end: NotRequired[str]
    note: NotRequired[Line]
    ask_solved: NotRequired[Literal[True]]
    option_was: NotRequired[dict[str, str]]


class ProgramTree(TypedDict):
    """One compiled tree. ``was`` maps earlier step ids to living ones; ``version`` is twelve hexadecimal digits."""

    version: str
    title: str
    lang: NotRequired[str]
    path: str
    start: str
    facts: dict[str, ProgramFact]
    steps: dict[str, ProgramStep]
    summary: NotRequired[Prose]
    owner: NotRequired[str]
    review_by: NotRequired[str]
    fallback: NotRequired[str]
    was: NotRequired[dict[str, str]]


class ProgramContact(TypedDict):
    """Someone a rep can turn to."""

    name: str
    phone: NotRequired[str]
    email: NotRequired[str]
    chat: NotRequired[str]
    url: NotRequired[str]
    hours: NotRequired[str]


class Program(TypedDict):
    """What one page plays: its own tree (``tree``) and every tree that this one runs, directly or not."""

    format: int
    tree: str
    language: str
    trees: dict[str, ProgramTree]
    contacts: dict[str, ProgramContact]


def find_refusal(program: object) -> str | None:
    """Return one sentence why this version cannot read something as a program, or None where it can."""
    if not isinstance(program, dict) or "format" not in program:
        return "This is not a program: it has no format."
    if program["format"] != PROGRAM_FORMAT:
        return (
            f"The program has format {program['format']}, and this version of perfsupport reads format "
            f"{PROGRAM_FORMAT}: build the site again, or use the version that built it."
        )
    return None
