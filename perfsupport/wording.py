"""Words shared by all messages: lists of accepted values, and the nearest right spelling."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from operator import itemgetter

from perfsupport.ondemand import compile_late

LONGEST_LIST = 8
BLANK = "␣"
DIGITS = compile_late("[0-9]+")
LEAST_ALIKE = 0.6
"""How much of two words must be the same for one to be meant by the other."""

MOST_NEAR = 3
"""Of more names that are equally near, none is suggested."""

LONGEST_WORD = 100
"""Nothing longer is a misspelt name, and comparing it would take long."""


def nearest(word: str, candidates: Iterable[str]) -> str | None:
    """Return the candidate that ``word`` was most likely meant to be, or None where nothing is near, or several are."""
    found = find_near(word, candidates)
    return found[0] if len(found) == 1 else None


def find_near(word: str, candidates: Iterable[str]) -> Sequence[str]:
    """Return what ``word`` was most likely meant to be: several candidates where it may be one as well as another."""
    if len(word) > LONGEST_WORD:
        return []
    names = sorted(set(candidates))
    folded = {_fold_hyphens(name): name for name in names}
    same = folded.get(_fold(word))
    if same is not None:
        return [same]
    found = _find_most_alike(word, names)
    sure = certain(word, found) if len(found) > 1 else None
    return found if sure is None else [sure]


def _find_most_alike(word: str, names: Iterable[str]) -> Sequence[str]:
    """Return the names that are most like a word. It is counted in full only where a quick look promises enough."""
    matcher = difflib.SequenceMatcher(b=word)
    promising: list[tuple[float, str]] = []
    for name in names:
        matcher.set_seq1(name)
        if matcher.real_quick_ratio() >= LEAST_ALIKE and (promised := matcher.quick_ratio()) >= LEAST_ALIKE:
            promising.append((promised, name))
    most, found = LEAST_ALIKE, list[str]()
    for promised, name in sorted(promising, key=itemgetter(0), reverse=True):
        if promised < most:
            break
        matcher.set_seq1(name)
        alike = matcher.ratio()
        if alike > most:
            most, found = alike, [name]
        elif alike == most:
            found.append(name)
    return found


def certain(word: str, candidates: Iterable[str]) -> str | None:
    """Return the candidate that ``word`` can only have been meant to be, or None where that takes a person to tell.

    One letter may be wrong, missing, doubled or swapped, in a word of eight letters or more two; figures are never
    guessed, nor what a prefix or an ending of two letters turns round, as in ``unpaid``.
    """
    names = set(candidates)
    if word in names or not 2 < len(word) <= LONGEST_WORD:
        return word if word in names else None
    folded = [name for name in names if _fold(name) == _fold(word)]
    if folded:
        return folded[0] if len(folded) == 1 else None
    most = 1 if len(word) < 8 else 2
    slips = [(slips, name) for name in names if (slips := _count_slips(word, name, most)) <= most]
    least = min(slips, default=None)
    if least is None or sum(each[0] == least[0] for each in slips) > 1:
        return None
    return least[1]


def _fold_hyphens(word: str) -> str:
    return word.casefold().replace("-", "_")


def _fold(word: str) -> str:
    return word.casefold().replace("-", "_").replace(" ", "_")


def _count_slips(word: str, name: str, most: int) -> int:
    """Return how many slips of the pen lie between two words; more than ``most`` where they are not alike enough."""
    if abs(len(word) - len(name)) > most or DIGITS.findall(word) != DIGITS.findall(name):
        return most + 1
    short, long = sorted((word.casefold(), name.casefold()), key=len)
    if len(long) - len(short) > 1 and (long.startswith(short) or long.endswith(short)):
        return most + 1
    before, row = list[int](), list(range(len(long) + 1))
    for i, a in enumerate(short, 1):
        before, row, above = row, [i], before
        for j, b in enumerate(long, 1):
            row.append(min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b)))
            if i > 1 and j > 1 and a == long[j - 2] and short[i - 2] == b:
                row[j] = min(row[j], above[j - 2] + 1)
    return row[-1]


def quote(words: str, most: int = 60) -> str:
    """Return the author's words in backticks, on one line, cut where they are long."""
    line = " ".join(words.split())
    if words != words.strip() and line:
        # What stands before or behind a name and cannot be seen.
        start, end = len(words) - len(words.lstrip()), len(words) - len(words.rstrip())
        line = f"{BLANK * start}{line}{BLANK * end}"
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
    return ask_whether(find_near(word, names)) or f"Use one of: {join_words(names)}."


def ask_whether(near: Sequence[str]) -> str:
    """Return the question whether one of these was meant; nothing where they are none, or too many."""
    return f"Did you mean {join_words(near)}?" if 0 < len(near) <= MOST_NEAR else ""
