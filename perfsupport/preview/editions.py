"""Editions: what the preview shows after one save. Nothing is written; a page is rendered when it is asked for."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from perfsupport.catalogues import find_own_catalogues
from perfsupport.diagnostics import Severity
from perfsupport.errors import PerfsupportError
from perfsupport.folder import MEDIA, TREES, find_tree_path
from perfsupport.ondemand import OnDemand
from perfsupport.program import Program, ProgramTree
from perfsupport.project import Project, load_project
from perfsupport.proving import Proved, prove_project
from perfsupport.settings import SETTINGS_FILE, Settings
from perfsupport.site.maps import plan_pictures
from perfsupport.site.marker import DrawnPicture
from perfsupport.site.offline import WORKER
from perfsupport.site.page_data import find_asked
from perfsupport.site.pictures import draw_tree
from perfsupport.site.plan import HOST_PAGE, HOST_SCHEMA, INDEX, SiteSource, localize, make_links
from perfsupport.site.render import Renderer
from perfsupport.site.search_index import SEARCH_FILE
from perfsupport.site.speaking import find_all_ways, load_source_words, translate_to_all
from perfsupport.site.templates import find_templates
from perfsupport.site.write import Content
from perfsupport.tree import Subtree, Tree
from perfsupport.validator import find_until

WHOLE_SITE = ("events.json", "headers/")
"""What is made from all trees and seldom asked for."""


class Good(NamedTuple):
    """A tree as it last was without errors, and its program."""

    tree: Tree
    program: Program


class Asked(NamedTuple):
    """A compiled tree, and the parts of the player that its steps ask for."""

    tree: ProgramTree
    parts: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class Edition:
    """All that is known after a save.

    ``good`` are the trees that can be shown, by id: as they are, or where they have errors as they last were without.
    ``settings`` are the last ones without errors. ``failure`` says why pages cannot be rendered at all, or is empty.
    ``look`` is what all pages share and no tree has to itself, ``asked`` what each tree asks of the player.
    """

    project: Project
    proved: Proved
    good: Mapping[str, Good]
    settings: Settings
    failure: str
    stamp: str
    look: object = field(repr=False)
    asked: Mapping[str, Asked] = field(repr=False)
    renderer: Renderer | None = field(repr=False)
    pages: dict[str, tuple[Program | None, Content]] = field(repr=False)
    drawings: dict[str, str] = field(repr=False)

    def find_page(self, address: str) -> Content | None:
        """Return a file of the site, the same as a build would write, or None where there is none.

        Raises PerfsupportError where a template cannot be rendered.
        """
        id = _find_id(address)
        made_for, page = self.pages.get(address, (None, None))
        if page is not None and made_for is self._find_program(id):
            return page
        for part in self._render(address, id):
            if address in part:
                # What is rendered together is asked for together; the pages of a whole site would only fill the memory.
                whole = address.startswith(WHOLE_SITE)
                kept = {each: content for each, content in part.items() if each.startswith(WHOLE_SITE) is whole}
                self.pages.update((each, (self._find_program(_find_id(each)), kept[each])) for each in kept)
                return part[address]
        return None

    def _find_program(self, id: str) -> Program | None:
        return self.good[id].program if id in self.good else None

    def _render(self, address: str, id: str) -> Iterator[Mapping[str, Content]]:
        if self.renderer is None:
            raise PerfsupportError(self.failure)
        own: Iterable[Mapping[str, Content]] = self.renderer.render_tree(id) if id in self.good else ()
        if address.startswith(SEARCH_FILE.removesuffix("js")):
            return iter([self.renderer.render_search()])
        if address.startswith(WHOLE_SITE):
            return chain(self.renderer.render())
        return chain(own, self.renderer.render_shared() if _is_shared(address) else ())


def _find_id(address: str) -> str:
    """Return the id of the tree that a file of the site belongs to, if it belongs to one."""
    return address.removeprefix("assets/").partition(".")[0]


def find_stem(path: str) -> str:
    """Return the id that a file's name gives; scenarios beside a tree have the tree's."""
    name = find_tree_path(path).rpartition("/")[2]
    return name.rpartition(".")[0] or name


def _is_shared(address: str) -> bool:
    return address in (INDEX, "embed.js", HOST_PAGE, HOST_SCHEMA, WORKER) or address.startswith(
        ("assets/", "media/", "index.")
    )


def make_edition(root: Path, today: str, earlier: Edition | None = None) -> Edition:
    """Return the edition of the project as it is now; what has not changed is taken over from the one before."""
    *_, edition = make_editions(root, today, earlier)
    return edition


def make_first(root: Path, today: str, id: str) -> Edition | None:
    """Return an edition of one tree and those that it runs, to show it before all others are read.

    None where there is no such tree or it has errors. What is found in it may be otherwise with all trees.
    """
    project, ids = None, {id}
    while True:
        project = load_project(root, project, ids)
        if id not in project.trees:
            return None
        steps = (step for tree in project.trees.values() for step in tree.steps.values())
        run = {str(step.run) for step in steps if isinstance(step, Subtree)}
        if run <= ids:
            break
        ids |= run
    edition = _assemble(project, prove_project(project, today), None)
    return edition if id in edition.good else None


def make_editions(
    root: Path, today: str, earlier: Edition | None = None, is_stale: Callable[[], bool] = lambda: False
) -> Iterator[Edition]:
    """Yield the edition of the project as it is now, the last one yielded.

    After a change of the settings or of the day all trees are checked anew, which takes its time in a large project. So
    one comes before it that has the new look and words, judged by the settings and the day of before. Raises Superseded
    once ``is_stale`` tells that nobody waits for the last one any more.
    """
    project = load_project(root, earlier.project if earlier else None)
    before = earlier.proved if earlier else None
    find = None
    if before is not None and (before.today != today or before.project.settings != project.settings):
        as_before = replace(project, settings=before.project.settings)
        before = prove_project(as_before, before.today, earlier=before)
        earlier = _assemble(project, before, earlier)
        yield earlier
        find = find_until(is_stale)
    yield _assemble(project, prove_project(project, today, earlier=before, find=find), earlier)


def _assemble(project: Project, proved: Proved, earlier: Edition | None) -> Edition:
    root = project.root
    good = _find_good(project, proved, earlier.good if earlier else {})
    wrong = {one.path for one in project.diagnostics if one.severity is Severity.ERROR}
    settings = earlier.settings if earlier and SETTINGS_FILE in wrong else project.settings
    media = {name: root / TREES / MEDIA / name for name in project.media}
    templates = find_templates(root)
    source = SiteSource(
        settings=settings,
        trees={id: one.tree for id, one in good.items()},
        compiled=_find_compiled(list(good.values())),
        programs={id: one.program for id, one in good.items()},
        media=media,
        templates=templates,
        catalogues=find_own_catalogues(root),
        collector=settings.tracking.collector,
        mode="preview",
    )
    catalogues = source.catalogues
    asked = _find_asked(source.compiled, earlier.asked if earlier else {})
    parts = frozenset().union(*(one.parts for one in asked.values()))
    files = chain(catalogues.values(), *(folder.rglob("*") for folder in templates.folders))
    look = settings, _stamp(files), parts
    same_look = earlier is not None and earlier.look == look
    drawings = earlier.drawings if earlier else {}
    renderer, failure = _make_renderer(source, parts, drawings, earlier.renderer if earlier and same_look else None)
    return Edition(
        project=project,
        proved=proved,
        good=good,
        settings=settings,
        failure=failure,
        stamp=_stamp(media.values()),
        look=look,
        asked=asked,
        renderer=renderer,
        pages=_keep_pages(earlier.pages, good) if earlier and same_look else {},
        drawings=drawings,
    )


def _find_good(project: Project, proved: Proved, earlier: Mapping[str, Good]) -> dict[str, Good]:
    """Return the trees that can be shown; one whose file is gone is not kept."""
    files = [*project.sources, *(one.path for one in project.diagnostics)]
    there = {find_stem(path) for path in files if path != SETTINGS_FILE} if earlier else set()
    good = {id: one for id, one in earlier.items() if id in there}
    for id, program in proved.programs.items():
        if id not in good or good[id].program is not program:
            good[id] = Good(project.trees[id], program)
    return good


def _find_compiled(good: Collection[Good]) -> dict[str, ProgramTree]:
    """Return the compiled trees by id: each as its own page has it; one that is gone, as those that run it have it."""
    compiled: dict[str, ProgramTree] = {}
    for one in good:
        compiled |= {id: tree for id, tree in one.program["trees"].items() if id not in compiled}
    return compiled | {one.tree.id: one.program["trees"][one.tree.id] for one in good}


def _find_asked(compiled: Mapping[str, ProgramTree], earlier: Mapping[str, Asked]) -> dict[str, Asked]:
    """Return what each tree asks of the player; all pages name all that any tree asks for."""
    return {
        id: known if (known := earlier.get(id)) and known.tree is tree else Asked(tree, find_asked(tree))
        for id, tree in compiled.items()
    }


def _make_renderer(
    source: SiteSource, parts: Set[str], drawings: dict[str, str], earlier: Renderer | None
) -> tuple[Renderer | None, str]:
    """Return what renders the pages, and why there is none."""
    ways = find_all_ways(source)
    in_languages = [source, *translate_to_all(source)]
    pages = {localize(id, one.language): (id, one) for one in in_languages for id in source.trees}
    pictures = OnDemand(pages, lambda page: _draw(*page, drawings))
    if earlier is not None:
        return earlier.turn_to(source, ways, pictures), ""
    try:
        return Renderer(source, ways, pictures, parts), ""
    except PerfsupportError as error:
        return None, str(error)


def _draw(id: str, source: SiteSource, drawings: dict[str, str]) -> Sequence[DrawnPicture]:
    """Return the pictures of a tree in the language of a source."""
    name = localize(id, source.language)
    ways, words = find_all_ways(source)[id], load_source_words(source)
    return draw_tree(name, plan_pictures(source.compiled[id], ways, make_links(name)["aid"], words), drawings)


def _keep_pages(
    pages: Mapping[str, tuple[Program | None, Content]], good: Mapping[str, Good]
) -> dict[str, tuple[Program | None, Content]]:
    """Return the pages that would come out the same: those of trees whose programs are the very same."""
    programs = {id(one.program) for one in good.values()}
    return {address: one for address, one in list(pages.items()) if one[0] is not None and id(one[0]) in programs}


def _stamp(files: Iterable[Path]) -> str:
    """Return a text that changes when one of these files does, comes or goes."""
    found = []
    for file in files:
        try:
            about = os.stat(file)  # noqa: PTH116 - Path.stat takes twice the time
        except OSError:
            continue
        found.append(f"{file}:{about.st_mtime_ns}:{about.st_size}")
    return hashlib.sha256("\n".join(sorted(found)).encode("utf-8", "surrogateescape")).hexdigest()[:16]
