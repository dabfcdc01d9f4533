"""From a project to a package: check, render what belongs in it, and wrap it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from perfsupport.building import make_source
from perfsupport.diagnostics import Diagnostic, has_errors
from perfsupport.errors import UsageError
from perfsupport.packing.html import pack_html
from perfsupport.project import Project
from perfsupport.proving import prove_project
from perfsupport.site.build import make_site
from perfsupport.site.plan import INDEX, SiteSource, make_links
from perfsupport.site.write import Content

Pack = Callable[[Mapping[str, Content], str, str | None], bytes]

FORMATS: dict[str, Pack] = {"html": pack_html}
"""From the files of a site, the address of the page to begin with and the collector's address to one file."""


@dataclass(frozen=True, kw_only=True)
class Packed:
    """What packing gives. Where there is no ``data`` the diagnostics say why; ``warnings`` are of the pictures."""

    diagnostics: Sequence[Diagnostic]
    warnings: Sequence[str] = ()
    data: bytes | None = None


def pack_project(
    project: Project,
    today: str,
    form: str = "html",
    *,
    tree: str | None = None,
    strict: bool = False,
    maps: bool = True,
) -> Packed:
    """Return the site of a project, or of one tree and those that it runs, as one file of one of ``FORMATS``."""
    proved = prove_project(project, today)
    if has_errors(proved.diagnostics, strict=strict):
        return Packed(diagnostics=proved.diagnostics)
    collector = project.settings.tracking.collector
    # A page from disk has no server of its own that a path could lie on.
    reachable = collector if collector and not collector.startswith("/") else None
    source = replace(make_source(project, proved), collector=reachable)
    files, drawn = make_site(source if tree is None else _choose(source, tree), project.root / "build", maps=maps)
    start = INDEX if tree is None else make_links(tree)["aid"]
    return Packed(diagnostics=proved.diagnostics, warnings=drawn.warnings, data=FORMATS[form](files, start, reachable))


def _choose(source: SiteSource, tree: str) -> SiteSource:
    """Return the source of a site of one tree, and of those that it runs."""
    if tree not in source.programs:
        raise UsageError(f"There is no tree {tree}.")
    kept = source.programs[tree]["trees"].keys()
    return replace(
        source,
        trees={id: each for id, each in source.trees.items() if id in kept},
        compiled={id: each for id, each in source.compiled.items() if id in kept},
        programs={id: each for id, each in source.programs.items() if id in kept},
    )
