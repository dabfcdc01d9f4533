"""A replay as text, as JSON, and as Markdown for a pull request."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import asdict

from perfsupport.analytics.wording import HIDDEN, count_of, write_count, write_sure_share
from perfsupport.replaying.summary import Difference, Replay, TreeReplay

_RISKY = re.compile(r"([\\`*_\[\]<>|#~&!])")


def write_json(replay: Replay) -> str:
    """Return the replay as JSON; null is what is not shown."""
    return json.dumps(asdict(replay), indent=2, ensure_ascii=False) + "\n"


def write_text(replay: Replay) -> str:
    """Return the replay as lines for a terminal."""
    return "\n".join(_write(replay, str, "", "  ", "    ")).rstrip("\n") + "\n"


def write_markdown(replay: Replay) -> str:
    """Return the replay as a comment for a pull request."""
    lines = ["## Recorded run-throughs in the changed trees", ""]
    lines += _write(replay, escape, "### ", "- ", "  - ")
    return "\n".join(lines).rstrip("\n") + "\n"


def escape(text: str) -> str:
    """Return words in which Markdown reads nothing."""
    return _RISKY.sub(r"\\\1", " ".join(text.split())).replace("@", "&#64;")


def _write(replay: Replay, plain: Callable[[str], str], head: str, item: str, inner: str) -> Iterator[str]:
    """Yield first what is different, the most of it first, and a line for each tree in which nothing is."""
    if not replay.trees and not replay.gone:
        yield f"No {replay.mode} run-through that came to an outcome was recorded."
        return
    told = [tree for tree in replay.trees if tree.run_throughs is not None]
    differing = sorted((tree for tree in told if tree.differences), key=lambda tree: -_count_differing(tree))
    alike = [tree for tree in told if not tree.differences]
    yield from (_tell_all(differing, told), "") if told else ()
    yield from (f"{item}{plain(id)}: the tree is gone, and reps used it" for id in replay.gone)
    yield from [""] if replay.gone else []
    for tree in differing:
        yield f"{head}{plain(tree.title)} ({plain(tree.path)})"
        yield from [""] if head else []
        yield from _tell_tree(tree, plain, item, inner)
        yield ""
    if alike:
        if differing:
            yield f"{head}As before"
            yield from [""] if head else []
        yield from (f"{item}{plain(tree.title)} ({plain(tree.path)}): {_tell_alike(tree)}" for tree in alike)
        yield ""
    if any(tree.untold != 0 for tree in told):
        yield "What cannot be said depends on entries that are not recorded."
        yield from [""] if head else []
    untold = [tree for tree in replay.trees if tree.run_throughs is None]
    if untold:
        names = ", ".join(plain(tree.title) for tree in untold)
        yield f"Too few to say, by fewer than {replay.floor} people: {names}"
        yield from [""] if head else []
    if replay.floor > 1:
        yield f"{HIDDEN} is not shown: fewer than {replay.floor} people, or it would tell such a figure."


def _count_differing(tree: TreeReplay) -> int:
    return (tree.elsewhere or 0) + (tree.asks or 0)


def _tell_all(differing: list[TreeReplay], told: list[TreeReplay]) -> str:
    """Return the one sentence for who reads no further; figures only where all of them may be told."""
    if not differing:
        return "Every run-through of which it can be said would end as before."
    where = f"In {len(differing)} of {count_of(len(told), 'job aid')} run-throughs would go elsewhere"
    if any(tree.elsewhere is None or tree.asks is None for tree in differing):
        return f"{where}."
    elsewhere, asks = (sum(getattr(tree, name) for tree in differing) for name in ("elsewhere", "asks"))
    parts = [f"{write_count(elsewhere)} would end at another outcome"] if elsewhere else []
    parts += [f"{write_count(asks)} would be asked what nobody was asked"] if asks else []
    return f"{where}: {', '.join(parts)}."


def _tell_tree(tree: TreeReplay, plain: Callable[[str], str], item: str, inner: str) -> Iterator[str]:
    whole = tree.run_throughs
    yield f"{item}{write_count(tree.same)} of {write_count(whole)} run-throughs end as before"
    if tree.elsewhere != 0:
        share = write_sure_share(tree.elsewhere, whole)
        yield f"{item}{write_count(tree.elsewhere)} end at another outcome: {share}"
        yield from _tell_differences(tree, "elsewhere", plain, inner)
    if tree.asks != 0:
        yield f"{item}{write_count(tree.asks)} stop at a step that was not there before, or asked nobody"
        yield from _tell_differences(tree, "asks", plain, inner)
    if tree.untold != 0:
        yield f"{item}{write_count(tree.untold)} cannot be said"
    if tree.unfinished:
        yield f"{item}{write_count(tree.unfinished)} more never came to an outcome, and are left out"


def _tell_differences(tree: TreeReplay, verdict: str, plain: Callable[[str], str], inner: str) -> Iterator[str]:
    return (f"{inner}{_tell_difference(each, plain)}" for each in tree.differences if each.verdict == verdict)


def _tell_alike(tree: TreeReplay) -> str:
    told = f"{write_count(tree.same)} of {write_count(tree.run_throughs)} run-throughs end as before"
    return told if tree.untold == 0 else f"{told}, {write_count(tree.untold)} cannot be said"


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
