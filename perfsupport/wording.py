"""Words shared by all messages: lists of accepted values, and the nearest right spelling."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence

LONGEST_LIST = 8
LONGEST_WORD = 100
"""Nothing longer is a misspelt name, and comparing it would take long."""


def nearest(word: str, candidates: Iterable[str]) -> str | None:
    """Return the candidate that ``word`` was most likely meant to be, or None where nothing is near."""
    if len(word) > LONGEST_WORD:
        return None
    names = sorted(set(candidates))
    folded = {name.casefold().replace("-", "_"): name for name in names}
    same = folded.get(word.casefold().replace("-", "_").replace(" ", "_"))
    if same is not None:
        return same
    found = difflib.get_close_matches(word, names, n=1, cutoff=0.6)
    return found[0] if found else None


def quote(words: str, most: int = 60) -> str:
    """Return the author's words in backticks, on one line, cut where they are long."""
    line = " ".join(words.split())
    return f"`{line}`" if len(line) <= most else f"`{line[: most - 1]}…`"


def join_words(words: Sequence[str], last: str = "or") -> str:
    """Return ``a, b or c``; a long list is cut after eight words and says how many more there are."""
    shown = list(words[:LONGEST_LIST])
    if len(words) > LONGEST_LIST:
        return f"{', '.join(shown)} … ({len(words) - LONGEST_LIST} more)"
    if len(shown) < 2:
        return "".join(shown)
    return f"{', '.join(shown[:-1])} {last} {shown[-1]}"


def chain_words(words: Sequence[str], link: str) -> str:
    """Return ``a, link b, link c``; of a long chain the first eight and the last, and how many are between."""
    shown = list(words)
    if len(words) > LONGEST_LIST + 1:
        shown = [*words[:LONGEST_LIST], f"… ({len(words) - LONGEST_LIST - 1} more) …", words[-1]]
    return f", {link} ".join(shown)


def suggest(word: str, candidates: Iterable[str], none: str = "There is none yet.") -> str:
    """Return a remedy: ``Did you mean x?``, else the list of what is accepted, else ``none``."""
    names = sorted(set(candidates))
    if not names:
        return none
    near = nearest(word, names)
    return f"Did you mean {near}?" if near else f"Use one of: {join_words(names)}."
