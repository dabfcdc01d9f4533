"""What the ids in events meant: a built site's ``events.json``, whose shape is told in ``docs/reference/site.md``."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from perfsupport.errors import PerfsupportError

PUBLISHED_FORMAT = 1
KINDS: Mapping[type, str] = {dict: "an object", list: "a list", str: "a text"}
PUBLISHED_FILE = "events.json"


def load_published(site: Path) -> dict[str, dict[str, Any]]:
    """Return the trees of a built site by id, or raise PerfsupportError."""
    file = site / PUBLISHED_FILE
    try:
        content = json.loads(file.read_bytes())
        known = content["format"] == PUBLISHED_FORMAT
        trees: dict[str, dict[str, Any]] = content["trees"]
    except (OSError, ValueError, TypeError, KeyError):
        raise PerfsupportError(f"{file} cannot be read. Name a folder made by perfsupport build.") from None
    if not known:
        raise PerfsupportError(f"{file} was made by a newer perfsupport. Update perfsupport.")
    flaw = find_flaw(trees)
    if flaw is not None:
        raise PerfsupportError(f"{file} is damaged: {flaw}. Make it anew with perfsupport build.")
    return trees


def find_flaw(trees: object) -> str | None:
    """Return what is missing or wrong in ``trees`` of an events.json, such that events could not be told by it."""
    return next(_find_flaws(trees), None)


def _find_flaws(trees: object) -> Iterator[str]:
    yield from _want(trees, dict, "trees")
    for id, tree in _items(trees):
        place = f"trees.{id}"
        yield from _want(tree, dict, place)
        for key, kind in (("version", str), ("title", str), ("steps", dict)):
            yield from _want(tree.get(key), kind, f"{place}.{key}")
        for key, kind in (("was", dict), ("facts", dict), ("replaces", dict)):
            yield from _want(tree.get(key, {}), kind, f"{place}.{key}")
        for name, step in _items(tree["steps"]):
            yield from _find_step_flaws(step, f"{place}.steps.{name}")


def _find_step_flaws(step: Any, place: str) -> Iterator[str]:
    yield from _want(step, dict, place)
    yield from _want(step.get("kind"), str, f"{place}.kind")
    if step["kind"] == "outcome":
        yield from _want(step.get("end"), str, f"{place}.end")
    for key, kind in (("options", dict), ("option_was", dict), ("on", dict), ("targets", list)):
        yield from _want(step.get(key, kind()), kind, f"{place}.{key}")
    for name, option in _items(step.get("options", {})):
        yield from _want(option, dict, f"{place}.options.{name}")
        for key in ("label", "target"):
            yield from _want(option.get(key, ""), str, f"{place}.options.{name}.{key}")


def _want(value: object, kind: type, place: str) -> Iterator[str]:
    """Yield what is wrong with a value that should be of a kind."""
    if value is None:
        yield f"{place} is missing"
    if not isinstance(value, kind):
        yield f"{place} is not {KINDS[kind]}"


def _items(value: Any) -> Iterable[tuple[str, Any]]:
    items: Iterable[tuple[str, Any]] = value.items()
    return items
