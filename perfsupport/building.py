"""Building a project: proved first, and then its site."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from perfsupport.diagnostics import Diagnostic, has_errors
from perfsupport.errors import PerfsupportError
from perfsupport.folder import MEDIA, TREES
from perfsupport.garbage import without_collector
from perfsupport.project import Project
from perfsupport.proving import Proved, prove_project

if TYPE_CHECKING:
    from perfsupport.site.plan import SiteSource


@dataclass(frozen=True, kw_only=True)
class BuildResult:
    """What building gives. Where ``written`` is False the last site is untouched, and the diagnostics say why."""

    diagnostics: Sequence[Diagnostic]
    warnings: Sequence[str] = ()
    written: bool = False


def build_project(
    project: Project,
    out: Path,
    today: str,
    *,
    strict: bool = False,
    maps: bool = True,
    draw_new: bool = True,
    mode: Literal["live", "preview"] = "live",
    collector: str | None = None,
    offline: bool = True,
    durable: bool = True,
) -> BuildResult:
    """Build the site into ``out`` where nothing is wrong (with ``strict``, no warning either); say what came of it.

    ``collector`` stands in for the one in the settings; without ``offline`` browsers keep no copy of the site, whatever
    the settings say. Raises PerfsupportError where the site cannot be written.
    """
    from perfsupport.site.build import build_site

    if (project.root / TREES).resolve() in (out.resolve(), *out.resolve().parents):
        raise PerfsupportError(f"{out} lies in the folder of the trees. Choose another folder with --out.")
    proved = prove_project(project, today)
    if has_errors(proved.diagnostics, strict=strict):
        return BuildResult(diagnostics=proved.diagnostics)
    source = replace(
        make_source(project, proved),
        collector=collector or project.settings.tracking.collector,
        mode=mode,
        offline=offline and project.settings.offline and mode == "live",
    )
    with without_collector():
        warnings = build_site(source, out, maps=maps, draw_new=draw_new, durable=durable)
    return BuildResult(diagnostics=proved.diagnostics, warnings=warnings, written=True)


def make_source(project: Project, proved: Proved) -> SiteSource:
    """Return what the project's site is made from."""
    from perfsupport.catalogues import find_own_catalogues
    from perfsupport.site.plan import SiteSource
    from perfsupport.site.templates import find_templates

    media = project.root / TREES / MEDIA
    return SiteSource(
        settings=project.settings,
        trees=project.trees,
        compiled=proved.compiled,
        programs=proved.programs,
        media={name: media / name for name in project.media},
        templates=find_templates(project.root),
        catalogues=find_own_catalogues(project.root),
        collector=project.settings.tracking.collector,
    )
