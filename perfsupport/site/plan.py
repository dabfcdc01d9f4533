"""Which pages a site has, and at which addresses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from perfsupport.errors import PerfsupportError
from perfsupport.program import Program, ProgramTree
from perfsupport.settings import Settings
from perfsupport.site.templates import Templates
from perfsupport.site.write import Content
from perfsupport.tree import Tree

INDEX = "index.html"
HOST_PAGE = "embed.test.html"
"""Plays the page around an aid. No tree's id has a dot in it."""
HOST_SCHEMA = "host.schema.json"


@dataclass(frozen=True, kw_only=True)
class SiteSource:
    """All that a site is made from: checked trees, their programs, settings, media files by name, and templates.

    ``collector`` is where events go, ``mode`` what they say of themselves, and ``offline`` whether browsers may keep
    a copy of the site. ``language`` is empty where the words are those of the trees; in another language
    ``written_in`` is that of the trees, and ``outcomes`` and ``categories`` are what these are called. ``catalogues``
    are the project's own words of the interface, by language.
    """

    settings: Settings
    trees: Mapping[str, Tree]
    compiled: Mapping[str, ProgramTree]
    programs: Mapping[str, Program]
    media: Mapping[str, Path]
    templates: Templates
    collector: str | None = None
    mode: Literal["live", "preview"] = "live"
    offline: bool = False
    language: str = ""
    written_in: str = ""
    outcomes: Mapping[str, str] = field(default_factory=dict)
    categories: Mapping[str, str] = field(default_factory=dict)
    catalogues: Mapping[str, Path] = field(default_factory=dict)


def localize(address: str, language: str) -> str:
    """Return where a page's translation lies: ``card.map.html`` in German is ``card.de.map.html``."""
    stem, dot, rest = address.partition(".")
    return f"{stem}.{language}{dot}{rest}" if language else address


def make_links(tree: str) -> dict[str, str]:
    """Return the addresses that a tree's pages link to each other by: index, aid, map, print."""
    return {"index": INDEX, "aid": f"{tree}.html", "map": f"{tree}.map.html", "print": f"{tree}.print.html"}


def make_public_address(settings: Settings, address: str) -> str | None:
    """Return where a file of the site lies in the world, or None where the settings do not say where the site is."""
    return None if settings.site_url is None else f"{settings.site_url.rstrip('/')}/{address}"


def gather(parts: Iterable[Mapping[str, Content]]) -> dict[str, Content]:
    """Return the parts' files as one mapping in the order of their addresses.

    Two that claim one address raise PerfsupportError; so do two that differ in capitals only, which some disks take
    for one.
    """
    files: dict[str, Content] = {}
    claimed: dict[str, str] = {}
    for part in parts:
        for address, content in part.items():
            other = claimed.setdefault(address.casefold(), address)
            if other != address or address in files:
                raise PerfsupportError(f"Two files of the site claim one address: {other} and {address}.")
            files[address] = content
    return dict(sorted(files.items()))
