"""What a page says to its player, as JSON: the program without what the player can tell itself, and the settings."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Set
from typing import Any

from markupsafe import Markup

from perfsupport.program import ProgramTree
from perfsupport.settings import NoteTemplate, Tracking
from perfsupport.site.assets import name_asset
from perfsupport.site.feedback import find_feedback
from perfsupport.site.offline import WORKER
from perfsupport.site.plan import SiteSource
from perfsupport.site.short_program import shorten_program
from perfsupport.site.write import Content

INLINE_PROGRAM_BYTES = 128 * 1024

ASKED_BY = {"solved": "ask_solved", "zoom": "media"}
"""The keys of a step that ask for a part, by part."""

_BEFORE, _BEHIND = "document.currentScript.program=JSON.parse(", ");\n"

_OPENING = re.compile("<(?=!|script)", re.IGNORECASE)


def find_parts(source: SiteSource, parts: Mapping[str, str], asked: Set[str]) -> tuple[dict[str, str], list[str]]:
    """Return the parts that the site's aids may ask for, and the addresses of those they need from the first event on.

    The former are named from the player's own address on: pages at other places find them too. ``asked`` are the parts
    that steps ask for.
    """
    needless = _find_needless(source, asked)
    wanted = {name: address for name, address in parts.items() if name not in needless}
    early = [address for name, address in wanted.items() if name == "record"]
    return {name: address.removeprefix("assets/") for name, address in wanted.items()}, early


def find_asked(tree: ProgramTree) -> frozenset[str]:
    """Return the parts that the steps of a tree ask for."""
    steps = tree["steps"].values()
    return frozenset(part for part, key in ASKED_BY.items() if any(key in step for step in steps))


def _find_needless(source: SiteSource, asked: Set[str]) -> set[str]:
    """Return the parts that a site's settings and trees never ask for."""
    needed = {
        "record": bool(_find_sinks(source)),
        "offline": source.offline,
        "feedback": hears_feedback(source),
        "changed": source.settings.storage,
        **{part: part in asked for part in ASKED_BY},
    }
    return {name for name, is_needed in needed.items() if not is_needed}


def hears_feedback(source: SiteSource) -> bool:
    """Tell whether a rep can say what is wrong on a step."""
    return source.collector is not None or find_feedback(source.settings, None) is not None


def _find_sinks(source: SiteSource) -> dict[str, str | bool]:
    """Return where events go, by the names that the tracker knows; none where the project names none."""
    tracking = source.settings.tracking
    sinks = {
        "collector": source.collector,
        "dom": tracking.dom,
        "post_message": tracking.post_message,
        "data_layer": tracking.data_layer,
    }
    found: dict[str, str | bool] = {name: sink for name, sink in sinks.items() if sink}
    return {**found, "search_words": True} if found and tracking.search_words else found


def make_ending(source: SiteSource) -> str:
    """Return what the addresses of pages have before their ending in the source's language."""
    return f".{source.language}" if source.language else ""


def make_index_data(source: SiteSource) -> Markup:
    """Return what stands in the index for its script."""
    about = {
        "mode": source.mode,
        "language": str(source.settings.language),
        "ending": make_ending(source),
        "hosts": list(source.settings.hosts),
        "tracking": _find_sinks(source),
    }
    return Markup(write_json(about))


def find_references(tracking: Tracking) -> list[str]:
    """Return what a host may say of whom a case is about and who works on it: only what the project turns on."""
    named = (("contact", tracking.contact_reference), ("rep", tracking.rep_reference))
    return [name for name, wanted in named if wanted]


def make_page_data(
    source: SiteSource, id: str, parts: Mapping[str, str], element: str
) -> tuple[Markup, dict[str, Content]]:
    """Return what stands in a tree's page for the player, and the program's own file where it is large."""
    settings = source.settings
    feedback = find_feedback(settings, source.collector)
    lines = settings.source_url is not None or feedback is not None
    program = write_json(shorten_program(source.programs[id], lines=lines))
    played = f'"program":{program}'
    files: dict[str, Content] = {}
    if len(program) > INLINE_PROGRAM_BYTES:
        script = make_program_script(program)
        address = name_asset(f"{id}.js", script)
        played, files = f'"program_url":{write_json(address)}', {address: script}
    rest: dict[str, Any] = {
        "mode": source.mode,
        "hosts": list(settings.hosts),
        "tracking": _find_sinks(source),
        "parts": dict(parts),
        "element": element,
        "ending": make_ending(source),
    }
    if references := find_references(settings.tracking):
        rest["references"] = references
    if settings.note != NoteTemplate():
        rest["note"] = {key: text for key in ("header", "line", "footer") if (text := getattr(settings.note, key))}
    if feedback is not None:
        rest["feedback"] = feedback
    if settings.keys.own:
        rest["keys"] = settings.keys.own
    if settings.storage:
        rest["storage"] = True
    if source.offline:
        rest["offline"] = WORKER
    if settings.source_url is not None:
        rest["source_url"] = settings.source_url
    return Markup("{" + played + "," + write_json(rest)[1:]), files


def make_program_script(program: str) -> bytes:
    """Return a program as a script that leaves it on its own element.

    Pages from disk may load no data, nor may frames without an origin. It is a text, since a browser reads JSON faster
    than its own language, and ``__proto__`` as a name.
    """
    written = program.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n")
    return f"{_BEFORE}'{written}'{_BEHIND}".encode()


def read_program_script(script: str) -> Any:
    """Return the program that such a script holds, as plain data."""
    written = script.removeprefix(_BEFORE)[1:].removesuffix(_BEHIND)[:-1]
    return json.loads(re.sub(r"\\([\\'])", r"\1", written))


def write_json(data: Any) -> str:
    """Return data as JSON that may stand in a script element: nothing in it can end the element, or delay its end."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return _OPENING.sub(r"\\u003c", text.replace("</", "<\\/"))
