"""The files of translations of a project: written new, brought up to date, and told about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from perfsupport.folder import find_translation_path
from perfsupport.settings import SETTINGS_FILE, Settings
from perfsupport.translating.matching import Key, Match, Matches, State, match_texts
from perfsupport.translating.texts import SourceText, find_settings_texts, find_texts
from perfsupport.translating.writing import (
    Memory,
    find_comments,
    find_earlier_keys,
    find_gone,
    renew,
    write_translation,
)
from perfsupport.tree import Question, TranslatedText, Translation, Tree

HEAD = "{language} words of {path}. Write them behind `text`; `perfsupport translate update` keeps the rest up to date."


@dataclass(frozen=True, kw_only=True)
class Source:
    """Something that is translated: a tree, or the settings. ``was`` are beginnings of keys, new to old."""

    path: str
    texts: Sequence[SourceText]
    translations: Sequence[Translation]
    was: Mapping[Key, Key]

    def find(self, language: str) -> Translation | None:
        """Return the file of a language."""
        return next((one for one in self.translations if one.language == language), None)


@dataclass(frozen=True, kw_only=True)
class Status:
    """How far one source is translated to one language; ``matches`` is None where there is no file yet."""

    source: Source
    language: str
    path: str
    matches: Matches | None

    def find(self, state: State) -> list[Match]:
        """Return the texts in a state; without a file all are missing."""
        if self.matches is None:
            return [Match(each, state) for each in self.source.texts] if state is State.MISSING else []
        return self.matches.find(state)

    @property
    def unknown(self) -> Sequence[TranslatedText]:
        """What the file translates and the source does not have."""
        return self.matches.unknown if self.matches else ()


def find_sources(trees: Iterable[Tree], settings: Settings, *, with_settings: bool = True) -> list[Source]:
    """Return all that can be translated: the settings first, then the trees in the order given."""
    trees = list(trees)
    sources = [make_source(tree) for tree in trees]
    if with_settings:
        texts = find_settings_texts(settings, [tree.category for tree in trees])
        of_settings = Source(path=SETTINGS_FILE, texts=texts, translations=settings.translations, was={})
        sources.insert(0, of_settings)
    return sources


def make_source(tree: Tree) -> Source:
    """Return a tree as something that is translated."""
    return Source(path=tree.path, texts=find_texts(tree), translations=tree.translations, was=_find_renamed(tree))


def _find_renamed(tree: Tree) -> dict[Key, Key]:
    """Return the keys of steps and options with those that they had before; a step's own earlier id comes first."""
    was: dict[Key, Key] = {}
    for step in tree.steps.values():
        for old in step.was:
            was.setdefault(("steps", str(step.id)), ("steps", str(old)))
        for option in step.options if isinstance(step, Question) else ():
            for old in option.was:
                key = ("steps", str(step.id), "options")
                was.setdefault((*key, str(option.id)), (*key, str(old)))
    return was


def extract(sources: Iterable[Source], language: str, lent: Memory | None = None) -> dict[str, str]:
    """Return a new file for each source that has none in a language, by path; ``lent`` are words known elsewhere."""
    known = lent or Memory()
    files = {}
    for source in sources:
        if source.find(language) is None:
            texts = [TranslatedText(each.key, each.text, known.find(each.text)) for each in source.texts]
            path = find_translation_path(source.path, language)
            files[path] = write_translation(HEAD.format(language=language, path=source.path), texts)
    return files


def update(
    sources: Iterable[Source],
    languages: Sequence[str],
    texts: Mapping[str, str],
    lent: Mapping[tuple[str, str], Memory] | None = None,
) -> dict[str, str]:
    """Return the files that the sources have moved away from, by path, as they should be now.

    ``texts`` are the files as they are. No languages are all. ``lent`` are words known elsewhere, by the path of a
    source and a language. Words are never lost: those that belong to nothing any more go to the end of the file.
    """
    files = {}
    for source in sources:
        for translation in source.translations:
            if not languages or translation.language in languages:
                known = (lent or {}).get((source.path, translation.language))
                text = texts[translation.path]
                end = "\r\n" if "\r\n" in text else "\n"
                new = _renew(source, translation, text.replace(end, "\n"), known).replace("\n", end)
                if new != text:
                    files[translation.path] = new
    return files


def _renew(source: Source, translation: Translation, text: str, lent: Memory | None) -> str:
    matches = match_texts(source.texts, translation)
    renewed = renew(matches, translation, find_earlier_keys(source.texts, source.was), lent)
    head = HEAD.format(language=translation.language, path=source.path)
    gone = find_gone(renewed, translation)
    return write_translation(head, renewed, translation.keywords, gone, find_comments(text, translation))


def find_status(sources: Iterable[Source], languages: Iterable[str]) -> Iterator[Status]:
    """Yield how far each source is translated to each language."""
    languages = list(languages)
    for source in sources:
        for language in languages:
            translation = source.find(language)
            yield Status(
                source=source,
                language=language,
                path=find_translation_path(source.path, language),
                matches=match_texts(source.texts, translation) if translation else None,
            )


def write_report(statuses: Iterable[Status]) -> str:
    """Return the report for people: a line for each source and language, and what is left to do below it."""
    lines = []
    for status in statuses:
        missing, stale = status.find(State.MISSING), status.find(State.STALE)
        total = len(status.source.texts)
        done = total - len(missing) - len(stale)
        counts = [f"{len(missing)} missing"] * bool(missing) + [f"{len(stale)} stale"] * bool(stale)
        counts += [f"{len(status.unknown)} no longer there"] * bool(status.unknown)
        lines.append(f"{status.path}: {', '.join([f'{done} of {total} translated', *counts])}")
        if status.matches is None:
            lines.append(f"  There is no file yet: perfsupport translate extract --language {status.language}")
            continue
        for match in (*stale, *missing):
            place = f"{match.translated.span.line}: " if match.translated else ""
            lines.append(f"  {place}{match.state} {'.'.join(match.source.key)}: {_shorten(match.source.text)}")
        lines += [f"  {one.span.line}: no longer there {'.'.join(one.key)}" for one in status.unknown]
    return "".join(f"{line}\n" for line in lines)


def _shorten(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= 72 else f"{words[:71]}…"


def make_report(statuses: Iterable[Status]) -> dict[str, Any]:
    """Return the report for other programs, as plain data."""
    files = [
        {
            "path": status.path,
            "source": status.source.path,
            "language": status.language,
            "exists": status.matches is not None,
            "texts": len(status.source.texts),
            "missing": [_tell(match) for match in status.find(State.MISSING)],
            "stale": [_tell(match) for match in status.find(State.STALE)],
            "unknown": [{"key": ".".join(one.key), "line": one.span.line} for one in status.unknown],
        }
        for status in statuses
    ]
    return {"format": 1, "files": files}


def _tell(match: Match) -> dict[str, Any]:
    told: dict[str, Any] = {"key": ".".join(match.source.key), "source": str(match.source.text)}
    if match.translated is not None:
        told["line"] = match.translated.span.line
        if match.translated.text:
            told["text"] = str(match.translated.text)
    return told


def is_complete(statuses: Iterable[Status]) -> bool:
    """Tell whether nothing is missing, stale or left over."""
    return not any(one.find(State.MISSING) or one.find(State.STALE) or one.unknown for one in statuses)
