"""Rendering: from checked trees to all files of the site, in memory. The disk is only touched to read templates."""

from __future__ import annotations

import json
import traceback
from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from itertools import groupby
from typing import Any

import jinja2
from markupsafe import Markup

from perfsupport.errors import PerfsupportError
from perfsupport.messages import make_host_schema
from perfsupport.prose import render_prose
from perfsupport.site.assets import AID_STYLES, PAGE_STYLES, adapt_styles, join_styles, name_asset
from perfsupport.site.events_file import make_events_file
from perfsupport.site.first import find_first
from perfsupport.site.headers import make_headers, make_policy, render_header_files
from perfsupport.site.marker import DrawnPicture
from perfsupport.site.minified import minify
from perfsupport.site.oembed import make_oembed, name_oembed
from perfsupport.site.offline import WORKER, make_worker
from perfsupport.site.page_data import find_parts, hears_feedback, make_index_data, make_page_data
from perfsupport.site.plan import HOST_PAGE, HOST_SCHEMA, INDEX, SiteSource, gather, make_links, make_public_address
from perfsupport.site.scripts import join_player, shorten_part_style, strip_comments
from perfsupport.site.search_index import SEARCH_FILE, make_search_file
from perfsupport.site.template_cache import make_cache
from perfsupport.site.templates import Templates
from perfsupport.site.text import write_line, write_prose
from perfsupport.site.ways import Way
from perfsupport.site.write import Content

RIGHT_TO_LEFT = ("ar", "fa", "he", "ur")
Ways = Mapping[str, Mapping[str, Sequence[Way]]]


def make_environment(templates: Templates) -> jinja2.Environment:
    """Return Jinja with escaping on, unknown names as errors, and the filters that pages use."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(list(templates.folders)),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
        bytecode_cache=make_cache(),
    )
    environment.filters |= {"line": write_line, "prose": write_prose, "commonmark": _write_commonmark}
    return environment


def _write_commonmark(text: str) -> Markup:
    """Return an author's CommonMark as HTML, no fact in it."""
    return Markup(render_prose(text))


def render_site(source: SiteSource, ways: Ways, pictures: Mapping[str, Sequence[DrawnPicture]]) -> dict[str, Content]:
    """Return all files of the site but its marker, by address. ``ways`` and ``pictures`` are by tree.

    Raises PerfsupportError for a template that cannot be rendered, and for two files at one address.
    """
    return gather(Renderer(source, ways, pictures).render())


class Renderer:
    """Renders one site; what all pages share is made once."""

    def __init__(self, source: SiteSource, ways: Ways, pictures: Mapping[str, Sequence[DrawnPicture]]) -> None:
        self._source, self._ways, self._pictures = source, ways, pictures
        self._environment = make_environment(source.templates)
        self._files, self._assets, parts = _make_assets(source)
        self._parts, self._early = find_parts(source, parts)
        language = source.settings.language
        self._shared = {
            "settings": source.settings,
            "assets": self._assets,
            "early": self._early,
            "feedback": hears_feedback(source),
            "parts": self._parts,
            "keys": source.settings.keys.all,
            "csp": make_policy(source.collector),
            "direction": "rtl" if language.split("-")[0].lower() in RIGHT_TO_LEFT else "ltr",
        }

    def turn_to(self, source: SiteSource, ways: Ways, pictures: Mapping[str, Sequence[DrawnPicture]]) -> Renderer:
        """Return a renderer of other trees with the same settings and templates: what pages share is not made again."""
        other = copy(self)
        other._source, other._ways, other._pictures = source, ways, pictures
        return other

    def render(self) -> Iterator[Mapping[str, Content]]:
        """Yield the site's files, a few at a time."""
        source = self._source
        yield from self.render_shared()
        for id in sorted(source.programs):
            yield from self.render_tree(id)
        yield self.render_search()
        events = make_events_file(
            source.settings.title, source.trees, source.compiled, self._ways, source.settings.source_url
        )
        yield {"events.json": (json.dumps(events, ensure_ascii=False, separators=(",", ":")) + "\n").encode()}
        snippets = render_header_files(make_headers(source.settings.hosts, source.collector), source.settings.hosts)
        yield {address: text.encode() for address, text in snippets.items()}

    def render_search(self) -> dict[str, Content]:
        """Return the search index, which all pages share and load when somebody searches."""
        trees = {id: self._source.trees[id] for id in self._source.programs}
        titles = {tree.category: _name_category(tree.category) for tree in trees.values()}
        return {SEARCH_FILE: make_search_file(trees, self._source.compiled, titles)}

    def render_shared(self) -> Iterator[Mapping[str, Content]]:
        """Yield what belongs to no tree: scripts, styles, media and the index."""
        source = self._source
        yield self._files
        yield {"embed.js": _make_script(source.templates, "embed.js")}
        if not source.offline:
            yield {WORKER: make_worker(source.templates, {})}
        yield {HOST_SCHEMA: (json.dumps(make_host_schema(), indent=1) + "\n").encode()}
        framing = {"csp": make_policy(source.collector, frames=True), "links_index": INDEX}
        yield self._render(HOST_PAGE, "host", trees=source.compiled, **framing)
        yield {f"media/{name}": path for name, path in sorted(source.media.items())}
        names = {"categories": self._find_categories(), "trees": source.compiled, "page_data": make_index_data(source)}
        yield self._render(INDEX, "index", **names)

    def _render(self, address: str, template: str, **names: Any) -> dict[str, Content]:
        name = f"pages/{template}.html.j2"
        try:
            page = self._environment.get_template(name).render(**{**self._shared, **names})
        except jinja2.TemplateSyntaxError as error:
            raise PerfsupportError(f"Template {error.name}, line {error.lineno}: {error.message}.") from error
        except Exception as error:  # a project's own template may raise anything
            raise PerfsupportError(f"Template {_find_line(error, name)}: {error}.") from error
        return {address: page.encode()}

    def render_tree(self, id: str) -> Iterator[Mapping[str, Content]]:
        """Yield the files of one tree, the aid before its map and its booklet; each is made when it is asked for."""
        source, program = self._source, self._source.programs[id]
        links = make_links(id)
        about: dict[str, Any] = {"tree_id": id, "tree": source.compiled[id], "links": links}
        data, files = make_page_data(source, id, self._parts, self._assets["element"])
        yield files
        about["oembed"] = make_public_address(source.settings, name_oembed(id))
        yield make_oembed(source.settings, id, source.compiled[id]["title"])
        yield self._render(links["aid"], "aid", **about, program=program, first=find_first(program), page_data=data)
        about |= {"ways": self._write_ways(id), "contacts": program["contacts"]}
        yield self._render(links["map"], "map", **about, pictures=self._pictures.get(id, ()))
        titled = {step.id for step in source.trees[id].steps.values() if step.title is not None}
        yield self._render(links["print"], "print", **about, trees=source.compiled, titled=titled)

    def _write_ways(self, id: str) -> dict[str, Markup]:
        """Return the ways out of each step of a tree as HTML, which outline and booklet share."""
        write = self._environment.get_template("components/ways.html.j2").module.way_list  # type: ignore[attr-defined]
        return {step: write(ways) for step, ways in self._ways[id].items()}

    def _find_categories(self) -> list[tuple[str, list[str]]]:
        """Return the categories as titles with the ids of their trees, in order; trees in no folder come first."""

        def category(id: str) -> str:
            return self._source.trees[id].category

        in_order = sorted(self._source.programs, key=lambda id: (category(id), self._source.compiled[id]["title"]))
        return [(_name_category(name), list(ids)) for name, ids in groupby(in_order, category)]


def _name_category(name: str) -> str:
    """Return the title of a folder."""
    return name.replace("-", " ").replace("_", " ").capitalize()


def _find_line(error: BaseException, name: str) -> str:
    """Return the innermost template and line that an error came from; Jinja puts templates into the traceback."""
    frames = traceback.extract_tb(error.__traceback__)
    for frame in reversed(frames):
        if frame.filename.endswith(".j2"):
            folder, _, file = frame.filename.replace("\\", "/").rpartition("/")
            return f"{folder.rpartition('/')[2]}/{file}, line {frame.lineno}"
    return name


def _make_script(templates: Templates, name: str) -> bytes:
    """Return a small script of one page."""
    lines = filter(None, map(str.strip, strip_comments(templates.read(name))))
    return minify("\n".join(lines).encode(), "application/javascript")


def _make_element_script(templates: Templates, styles: bytes) -> bytes:
    """Return the player for pages of others, with the styles that it puts into its root."""
    script = minify(join_player(templates, "element").script, "application/javascript").decode().rstrip()
    written = json.dumps(minify(adapt_styles(styles), "text/css").decode(), ensure_ascii=False)
    return f"{script}\ndocument.currentScript.perfsupport.style={written};\n".encode()


def _make_assets(source: SiteSource) -> tuple[dict[str, Content], dict[str, str], dict[str, str]]:
    """Return the shared files by address, their addresses by the names that templates use, and those of the parts."""
    templates, theme = source.templates, source.settings.theme
    player, styles = join_player(templates), join_styles(templates, theme, AID_STYLES)
    contents = {
        "player.js": minify(player.script, "application/javascript"),
        "element.js": _make_element_script(templates, styles + shorten_part_style(templates, "faces").encode()),
        "style.css": minify(styles, "text/css"),
        "faces.css": shorten_part_style(templates, "faces").encode(),
        "pages.css": minify(join_styles(templates, theme, PAGE_STYLES), "text/css"),
        "index.js": minify(join_player(templates, "../pages/index", ()).script, "application/javascript"),
        "host-page.js": _make_script(templates, "pages/host.js"),
        "host-page.css": minify(templates.read("pages/host.css").encode(), "text/css"),
        "map.js": _make_script(templates, "pages/map.js"),
        "due.js": _make_script(templates, "pages/due.js"),
        **{f"{name}.part.js": minify(part, "application/javascript") for name, part in player.parts.items()},
    }
    addresses = {name: name_asset(name, content) for name, content in contents.items()}
    files: dict[str, Content] = {addresses[name]: content for name, content in contents.items()}
    names = {
        "player": "player.js",
        "element": "element.js",
        "style": "style.css",
        "faces": "faces.css",
        "pages": "pages.css",
        "filter": "index.js",
        "map": "map.js",
        "host_page": "host-page.js",
        "host_style": "host-page.css",
        "due": "due.js",
    }
    parts = {name: addresses[f"{name}.part.js"] for name in player.parts}
    return files, {name: addresses[file] for name, file in names.items()}, parts
