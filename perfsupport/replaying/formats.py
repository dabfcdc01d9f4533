"""A replay as text, as JSON, and as Markdown for a pull request."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import asdict

from perfsupport.analytics.wording import HIDDEN, write_count, write_sure_share
from perfsupport.replaying.summary import Difference, Replay, TreeReplay

_RISKY = re.compile(r"([\\`*_\[\]<>|#~&!])")


def write_json(replay: Replay) -> str:
    """Return the replay as JSON; null is what is not shown."""
    return json.dumps(asdict(replay), indent=2, ensure_ascii=False) + "\n"


def write_text(replay: Replay) -> str:
    """Return the replay as lines for a terminal."""
    return "\n".join(_write(replay, str, "", "  ", "    ")) + "\n"


def write_markdown(replay: Replay) -> str:
    """Return the replay as a comment for a pull request."""
    lines = ["## Recorded run-throughs in the changed trees", ""]
    lines += _write(replay, escape, "### ", "- ", "  - ")
    return "\n".join(lines) + "\n"


def escape(text: str) -> str:
    """Return words in which Markdown reads nothing."""
    return _RISKY.sub(r"\\\1", " ".join(text.split())).replace("@", "&#64;")


def _write(replay: Replay, plain: Callable[[str], str], head: str, item: str, inner: str) -> Iterator[str]:
    if not replay.trees and not replay.gone:
        yield f"No {replay.mode} run-through that came to an outcome was recorded."
        return
    untold = [tree for tree in replay.trees if tree.run_throughs is None]
    for tree in replay.trees:
        if tree.run_throughs is None:
            continue
        yield f"{head}{plain(tree.title)} ({plain(tree.path)})"
        if head:
            yield ""
        yield from (f"{item}{line}" for line in _tell_counts(tree))
        for each in tree.differences:
            yield f"{inner}{_tell_difference(each, plain)}"
        if tree.unfinished:
            yield f"{item}{write_count(tree.unfinished)} more never came to an outcome, and are left out"
        yield ""
    for id in replay.gone:
        yield f"{item}{plain(id)}: the tree is gone, and reps used it"
    if untold:
        names = ", ".join(plain(tree.title) for tree in untold)
        yield f"Too few to say, by fewer than {replay.floor} people: {names}"
    if replay.floor > 1:
        yield f"{HIDDEN} is not shown: fewer than {replay.floor} people, or it would tell such a figure."


def _tell_counts(tree: TreeReplay) -> Iterator[str]:
    whole = tree.run_throughs
    yield f"{write_count(tree.same)} of {write_count(whole)} run-throughs end as before"
    if tree.elsewhere != 0:
        yield f"{write_count(tree.elsewhere)} end at another outcome: {write_sure_share(tree.elsewhere, whole)}"
    if tree.asks != 0:
        yield f"{write_count(tree.asks)} stop at a step that was not there before, or asked nobody"
    if tree.untold != 0:
        yield f"{write_count(tree.untold)} cannot be said: where they lead depends on entries that are not recorded"


def _tell_difference(each: Difference, plain: Callable[[str], str]) -> str:
    if each.run_throughs is None:
        kind = "end at another outcome" if each.verdict == "elsewhere" else "stop at a step that asked nobody before"
        return f"{HIDDEN} {kind}, in ways that few took"
    number = write_count(each.run_throughs)
    instead = f" and not to “{plain(each.instead_of)}”" if each.instead_of and each.instead_of != each.before else ""
    if each.verdict == "asks":
        after = f"; “{plain(each.after)}” leads there now{instead}" if each.after else ""
        return f"{number} that ended at “{plain(each.before)}” are asked “{plain(each.now)}”{after}"
    other = each.leads_to if each.leads_to != each.now else ""
    after = f"; up to “{plain(each.after)}” they go as before" if each.after else ""
    leads = f", which now leads to “{plain(other)}”{instead}" if after and other else ""
    return f"{number} end at “{plain(each.now)}” instead of “{plain(each.before)}”{after}{leads}"


FORMATS: dict[str, Callable[[Replay], str]] = {"text": write_text, "json": write_json, "markdown": write_markdown}
