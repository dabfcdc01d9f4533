"""A site in another language: the same programs in other words. Where they lead, and by which ids, stays as it is."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, cast

from perfsupport.lines import is_allowed_link
from perfsupport.ondemand import OnDemand
from perfsupport.program import Line, Program, ProgramContact, ProgramTree
from perfsupport.prose import make_line, render_inline, render_prose
from perfsupport.settings import Settings
from perfsupport.site.plan import SiteSource
from perfsupport.translating.matching import match_texts
from perfsupport.translating.texts import SourceText, find_settings_texts, find_texts
from perfsupport.tree import Question, Step, Text, Translation, Tree

_BLOCK = re.compile(r"<(?:p|ul|ol|table|h\d|blockquote|pre|hr)\b")

Found = Mapping[tuple[str, ...], str | None]
"""The words of each text that can be translated; None where they are missing or stale."""


def translate_source(source: SiteSource, language: str) -> SiteSource:
    """Return all that a site is made from in another language; what is not translated stays, and says so by ``lang``.

    Trees are translated when a page is made of them.
    """
    of_settings = _find_words(source.settings.translations, language, _list_settings_texts(source))
    settings = _translate_settings(source.settings, of_settings, language)
    words = {
        id: next((one for one in tree.translations if one.language == language), None)
        for id, tree in source.trees.items()
    }
    keywords = {id: found.keywords for id, found in words.items() if found is not None and found.keywords}
    known: dict[int, tuple[ProgramTree, ProgramTree]] = {}

    def translate(compiled: ProgramTree, id: str) -> ProgramTree:
        """Return a compiled tree in other words: the very same for the very same, as trees run one another."""
        if id_of(compiled) not in known:
            tree = source.trees.get(id)
            made = compiled if tree is None else translate_tree(compiled, tree, language, str(source.settings.language))
            known[id_of(compiled)] = compiled, made
        return known[id_of(compiled)][1]

    def translate_program(program: Program) -> Program:
        return {
            **program,
            "language": language,
            "trees": {id: translate(tree, id) for id, tree in program["trees"].items()},
            "contacts": {
                id: _translate_contact(contact, id, of_settings) for id, contact in program["contacts"].items()
            },
        }

    ids = {id: id for id in source.compiled}
    return replace(
        source,
        settings=settings,
        trees={id: replace(tree, keywords=keywords.get(id, tree.keywords)) for id, tree in source.trees.items()},
        compiled=OnDemand(ids, lambda id: translate(source.compiled[id], id)),
        programs=OnDemand(source.programs, translate_program),
        language=language,
        written_in=str(source.settings.language),
        outcomes=_pick(of_settings, "outcomes"),
        categories=_pick(of_settings, "categories"),
    )


id_of = id


def _list_settings_texts(source: SiteSource) -> list[SourceText]:
    return find_settings_texts(source.settings, [tree.category for tree in source.trees.values()])


def _find_words(translations: Sequence[Translation], language: str, texts: Sequence[SourceText]) -> Found:
    translation = next((one for one in translations if one.language == language), None)
    if translation is None:
        return {each.key: None for each in texts}
    return {match.source.key: match.words for match in match_texts(texts, translation).texts}


def _pick(found: Found, section: str) -> dict[str, str]:
    return {key[1]: words for key, words in found.items() if key[0] == section and words is not None}


def _translate_settings(settings: Settings, found: Found, language: str) -> Settings:
    title = found.get(("title",))
    return replace(settings, language=Text(language), title=settings.title if title is None else Text(title))


def _translate_contact(contact: ProgramContact, id: str, found: Found) -> ProgramContact:
    words = {field: found.get(("contacts", id, field)) for field in ("name", "chat", "hours")}
    return cast(ProgramContact, {**contact, **{field: text for field, text in words.items() if text is not None}})


def translate_tree(compiled: ProgramTree, tree: Tree, language: str, source_language: str) -> ProgramTree:
    """Return a compiled tree in other words. ``version``, ids, targets, values and conditions stay the same."""
    found = _find_words(tree.translations, language, find_texts(tree))
    return _Translator(found, source_language).translate(compiled, tree)


class _Translator:
    """Puts words into compiled trees; ``foreign`` is the language of what has none."""

    def __init__(self, found: Found, foreign: str) -> None:
        self._found, self._foreign = found, foreign

    def translate(self, compiled: ProgramTree, tree: Tree) -> ProgramTree:
        translated: dict[str, Any] = {**compiled}
        self._put_line(translated, "title", ("title",))
        self._put_prose(translated, "summary", ("summary",))
        translated["facts"] = {id: self._translate_fact({**fact}, id) for id, fact in compiled["facts"].items()}
        translated["steps"] = {
            id: self._translate_step({**step}, ("steps", id), tree.steps[id]) for id, step in compiled["steps"].items()
        }
        return cast(ProgramTree, translated)

    def _translate_fact(self, fact: dict[str, Any], id: str) -> dict[str, Any]:
        self._put_line(fact, "label", ("facts", id, "label"))
        if "unit" in fact:
            fact["unit"] = self._found.get(("facts", id, "unit")) or fact["unit"]
        if "options" in fact:
            fact["options"] = [
                [value, self._found.get(("facts", id, "options", value)) or label] for value, label in fact["options"]
            ]
        return fact

    def _translate_step(self, step: dict[str, Any], key: tuple[str, ...], source: Step) -> dict[str, Any]:
        own_title = source.title is not None or "ask" not in step
        self._put_line(step, "title", (*key, "title" if own_title else "ask"))
        for name in ("say", "why", "detail"):
            self._put_prose(step, name, (*key, name))
        self._put_prose(step, "ask", (*key, "ask"), render_inline)
        if "note" in step:
            words = self._found.get((*key, "note"))
            step["note"] = make_line(words) if words is not None else step["note"]
        if "do" in step:
            step["do"] = [self._tell(text, (*key, "do", str(n))) for n, text in enumerate(step["do"], start=1)]
        if "tips" in step:
            step["tips"] = [
                {**tip, "text": self._tell(tip["text"], (*key, "tips", str(n)))}
                for n, tip in enumerate(step["tips"], 1)
            ]
        if "media" in step:
            step["media"] = [
                {**media, "alt": self._found.get((*key, "media", str(n))) or media["alt"]}
                | ({"lang": self._foreign} if "captions" in media else {})
                for n, media in enumerate(step["media"], start=1)
            ]
        if "links" in step:
            # Links that may lead nowhere are not in the program, and still count among the author's.
            numbers = [n for n, link in enumerate(source.links, start=1) if is_allowed_link(link.url)]
            step["links"] = [
                {**link, "text": self._found.get((*key, "links", str(n))) or link["text"]}
                for n, link in zip(numbers, step["links"], strict=True)
            ]
        if "options" in step and isinstance(source, Question):
            step["options"] = [
                self._translate_option({**option}, (*key, "options", option["id"])) for option in step["options"]
            ]
        return step

    def _translate_option(self, option: dict[str, Any], key: tuple[str, ...]) -> dict[str, Any]:
        self._put_line(option, "label", (*key, "label"))
        self._put_prose(option, "say", (*key, "say"))
        words = self._found.get((*key, "note"))
        if words is not None:
            option["note"] = make_line(words)
        return option

    def _put_line(self, carrier: dict[str, Any], name: str, key: tuple[str, ...]) -> None:
        """Put a line's words in; without any the carrier says which language its line is in."""
        if key not in self._found:
            return
        words = self._found[key]
        if words is None:
            carrier["lang"] = self._foreign
        else:
            line: Line = make_line(words) if name in ("title", "label") else words
            carrier[name] = line

    def _put_prose(self, carrier: dict[str, Any], name: str, key: tuple[str, ...], render: Any = render_prose) -> None:
        if name in carrier:
            carrier[name] = self._tell(carrier[name], key, render)

    def _tell(self, prose: str, key: tuple[str, ...], render: Any = render_prose) -> str:
        """Return a text's words as HTML; without any the HTML of the source, marked as being in that language."""
        if key not in self._found:
            return prose
        words = self._found[key]
        if words is not None:
            return str(render(words))
        name = "div" if _BLOCK.match(prose) else "span"
        return f'<{name} lang="{self._foreign}" dir="auto">{prose}</{name}>'
