"""Rendering: from checked trees to all files of the site, in memory. The disk is only touched to read templates."""

from __future__ import annotations

import json
import traceback
from collections.abc import Iterator, Mapping, Sequence, Set
from copy import copy
from dataclasses import replace
from itertools import groupby
from typing import Any

import jinja2
from markupsafe import Markup

from perfsupport.catalogues import ENGLISH_WORDS, Words
from perfsupport.catalogues.player_texts import read_texts
from perfsupport.errors import PerfsupportError
from perfsupport.messages import make_host_schema
from perfsupport.prose import render_prose
from perfsupport.site.assets import AID_STYLES, PAGE_STYLES, adapt_styles, join_styles, name_asset
from perfsupport.site.escaping import Writer
from perfsupport.site.events_file import make_events_file
from perfsupport.site.first import find_first
from perfsupport.site.headers import make_headers, make_policy, render_header_files
from perfsupport.site.marker import DrawnPicture
from perfsupport.site.minified import minify
from perfsupport.site.oembed import make_oembed, name_oembed
from perfsupport.site.offline import WORKER, make_worker
from perfsupport.site.page_data import find_asked, find_parts, hears_feedback, make_index_data, make_page_data
from perfsupport.site.plan import (
    HOST_PAGE,
    HOST_SCHEMA,
    INDEX,
    SiteSource,
    gather,
    localize,
    make_links,
    make_public_address,
)
from perfsupport.site.scripts import Player, join_player, shorten_part_style, strip_comments
from perfsupport.site.search_index import SEARCH_FILE, make_search_file
from perfsupport.site.speaking import find_all_ways, load_source_words, name_languages, translate_to_all
from perfsupport.site.template_cache import make_cache
from perfsupport.site.templates import PLAYER_TEXTS, SpokenTemplates, Templates
from perfsupport.site.text import write_line, write_prose
from perfsupport.site.ways import Way, find_terms
from perfsupport.site.write import Content

SPOKEN = ("index", "aid", "map", "print")
"""The pages that are made in each language: those for reps."""

Ways = Mapping[str, Mapping[str, Sequence[Way]]]


def make_environment(templates: Templates, words: Words = ENGLISH_WORDS) -> jinja2.Environment:
    """Return Jinja with escaping on, unknown names as errors, and the filters and words that pages use."""
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
    environment.code_generator_class = Writer
    environment.filters |= {
        "line": write_line,
        "prose": write_prose,
        "commonmark": _write_commonmark,
        "date": words.write_date,
        "outcome": words.name_outcome,
        "language_name": words.name_language,
    }
    texts = read_texts(Templates(templates.folders).read(PLAYER_TEXTS), PLAYER_TEXTS)
    environment.globals |= {
        "_": words.gettext,
        "ngettext": words.ngettext,
        "texts": words.translate(texts.objects["texts"]),
        "language": words.language,
        "direction": words.direction,
    }
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

    def __init__(
        self,
        source: SiteSource,
        ways: Ways,
        pictures: Mapping[str, Sequence[DrawnPicture]],
        asked: Set[str] | None = None,
    ) -> None:
        """``asked`` are the parts of the player that steps ask for, where somebody knows them already."""
        self._source, self._ways, self._pictures = source, ways, pictures
        self._words = load_source_words(source)
        templates = SpokenTemplates(source.templates.folders, self._words)
        self._environment = make_environment(templates, self._words)
        self._files, self._assets, parts = _make_assets(replace(source, templates=templates))
        if asked is None:
            asked = frozenset().union(*map(find_asked, source.compiled.values()))
        self._parts, self._early = find_parts(source, parts, asked)
        self._shared = {
            "settings": source.settings,
            "assets": self._assets,
            "early": self._early,
            "feedback": hears_feedback(source),
            "parts": self._parts,
            "keys": source.settings.keys.all,
            "csp": make_policy(source.collector),
            "ending": f".{source.language}" if source.language else "",
        }
        self._languages = name_languages(source)
        self._others = [Renderer(other, find_all_ways(other), pictures, asked) for other in translate_to_all(source)]

    def turn_to(self, source: SiteSource, ways: Ways, pictures: Mapping[str, Sequence[DrawnPicture]]) -> Renderer:
        """Return a renderer of other trees with the same settings and templates: what pages share is not made again.

        The steps have to ask for the same parts.
        """
        other = copy(self)
        other._source, other._ways, other._pictures = source, ways, pictures
        sources = translate_to_all(source)
        other._others = [
            before.turn_to(after, find_all_ways(after), pictures)
            for before, after in zip(self._others, sources, strict=True)
        ]
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
        titles = {tree.category: self._name_category(tree.category) for tree in trees.values()}
        address = localize(SEARCH_FILE, self._source.language)
        index = {address: make_search_file(trees, self._source.compiled, titles)}
        return {**index, **{address: file for other in self._others for address, file in other.render_search().items()}}

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
        for other in self._others:
            # What is the same in all languages is the same file.
            for files in other.render_shared():
                yield {address: file for address, file in files.items() if _is_spoken(address, self._files)}

    def _render(self, address: str, template: str, **names: Any) -> dict[str, Content]:
        """Return a page; ``address`` is where it lies in the language of the trees."""
        name = f"pages/{template}.html.j2"
        here = self._source.language
        names["alternates"] = [
            {
                **one,
                "href": (lies := localize(address, one["ending"])),
                "public": make_public_address(self._source.settings, lies),
                "current": one["ending"] == here,
            }
            for one in (self._languages if template in SPOKEN else ())
        ]
        address = localize(address, here)
        try:
            page = self._environment.get_template(name).render(**{**self._shared, **names})
        except jinja2.TemplateSyntaxError as error:
            raise PerfsupportError(f"Template {error.name}, line {error.lineno}: {error.message}.") from error
        except Exception as error:  # a project's own template may raise anything
            raise PerfsupportError(f"Template {_find_line(error, name)}: {error}.") from error
        return {address: page.encode()}

    def render_tree(self, id: str) -> Iterator[Mapping[str, Content]]:
        """Yield the files of one tree, the aid before its map and its booklet; each is made when it is asked for."""
        source, program, language = self._source, self._source.programs[id], self._source.language
        places = make_links(id)
        links = {name: localize(address, language) for name, address in places.items()}
        about: dict[str, Any] = {"tree_id": id, "tree": source.compiled[id], "links": links}
        data, files = make_page_data(source, id, self._parts, self._assets["element"])
        yield files
        about["oembed"] = None if language else make_public_address(source.settings, name_oembed(id))
        if not language:
            yield make_oembed(source.settings, id, source.compiled[id]["title"])
        first = find_first(program, self._words)
        yield self._render(places["aid"], "aid", **about, program=program, first=first, page_data=data)
        about |= {"ways": self._write_ways(id), "contacts": program["contacts"]}
        yield self._render(places["map"], "map", **about, pictures=self._pictures.get(localize(id, language), ()))
        titled = {step.id for step in source.trees[id].steps.values() if step.title is not None}
        about["terms"] = find_terms(source.trees[id], source.programs[id]["trees"], self._words)
        yield self._render(places["print"], "print", **about, trees=source.compiled, titled=titled)
        for other in self._others:
            yield from other.render_tree(id)

    def _write_ways(self, id: str) -> dict[str, Markup]:
        """Return the ways out of each step of a tree as HTML, which outline and booklet share."""
        write = self._environment.get_template("components/ways.html.j2").module.way_list  # type: ignore[attr-defined]
        return {step: write(ways) for step, ways in self._ways[id].items()}

    def _find_categories(self) -> list[tuple[str, list[str]]]:
        """Return the categories as titles with the ids of their trees, in order; trees in no folder come first.

        Folders with one title, such as ``Cards`` and ``cards``, are one category, in the place of the first.
        """
        folders = {id: self._source.trees[id].category for id in self._source.programs}
        titles = {folder: self._name_category(folder) for folder in sorted(set(folders.values()), reverse=True)}
        first = {title: folder for folder, title in titles.items()}

        def category(id: str) -> str:
            return titles[folders[id]]

        in_order = sorted(folders, key=lambda id: (first[category(id)], self._source.compiled[id]["title"]))
        return [(title, list(ids)) for title, ids in groupby(in_order, category)]

    def _name_category(self, name: str) -> str:
        """Return the title of a folder."""
        return self._source.categories.get(name) or name.replace("-", " ").replace("_", " ").capitalize()


def _is_spoken(address: str, known: Mapping[str, Content]) -> bool:
    """Tell whether a shared file is one of a language: its index, and what of its player is in its words."""
    return (address.startswith("assets/") and address not in known) or address.startswith("index.")


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


def _make_element_script(templates: Templates, player: Player, styles: bytes) -> bytes:
    """Return the player for pages of others, with the styles that it puts into its root."""
    joined = join_player(templates, "element", usual=player)
    script = minify(joined.script, "application/javascript").decode().rstrip()
    written = json.dumps(minify(adapt_styles(styles), "text/css").decode(), ensure_ascii=False)
    return f"{script}\ndocument.currentScript.perfsupport.style={written};\n".encode()


def _make_assets(source: SiteSource) -> tuple[dict[str, Content], dict[str, str], dict[str, str]]:
    """Return the shared files by address, their addresses by the names that templates use, and those of the parts."""
    templates, theme = source.templates, source.settings.theme
    many = name_languages(source) or load_source_words(source).direction == "rtl"
    spoken = ("languages",) if many else ()
    player, styles = join_player(templates), join_styles(templates, theme, (*AID_STYLES, *spoken))
    faces = shorten_part_style(templates, "faces").encode()
    contents = {
        "player.js": minify(player.script, "application/javascript"),
        "element.js": _make_element_script(templates, player, styles + faces),
        "style.css": minify(styles, "text/css"),
        "faces.css": faces,
        "pages.css": minify(join_styles(templates, theme, (*PAGE_STYLES, *spoken)), "text/css"),
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
