"""Files of translations as text: every text of the source with its words, and the translators' own comments kept."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from perfsupport.translating.matching import Key, Matches, State, is_same
from perfsupport.translating.texts import LISTS, SourceText
from perfsupport.tree import PLACEHOLDER, Text, TranslatedText, Translation, find_further_lines

STEP = "  "
_PLAIN = re.compile(r"[^\W_][^#:\n\t\\`{}\[\]&*!|>%@\"']*")
_TYPED = re.compile(r"(?i)(y|n|yes|no|on|off|true|false|null|~|[-+.0-9][-+.0-9_:eE]*|\d{4}-\d\d-\d\d)")


@dataclass
class Memory:
    """Words by their source: what was translated once need not be translated again where it stands now."""

    words: dict[str, Text] = field(default_factory=dict)

    def add(self, one: TranslatedText) -> None:
        """Take in a text that has words; the first for a source counts."""
        if one.text:
            self.words.setdefault(str(one.was or one.source).strip(), one.text)

    def find(self, source: str) -> Text | None:
        """Return the words that belong to a source."""
        return self.words.get(source.strip())


def make_memory(translation: Translation) -> Memory:
    """Return all words that a file holds, those of what is gone as well."""
    memory = Memory()
    for one in (*translation.texts, *translation.gone):
        memory.add(one)
    return memory


def lend(translation: Translation, names: Mapping[str, str]) -> Memory:
    """Return the words of a file for another tree, in which some facts are called otherwise (new ids by old ones)."""

    def rename(text: str) -> str:
        return PLACEHOLDER.sub(lambda found: f"(({names.get(found[1], found[1])}))", text)

    words = make_memory(translation).words.items()
    return Memory({rename(source): text.reword(rename(text)) for source, text in words})


def renew(
    matches: Matches, translation: Translation, earlier_keys: Mapping[Key, Key], lent: Memory | None = None
) -> list[TranslatedText]:
    """Return what a file should hold for each text of the source: words that fit, stale ones marked, new ones empty.

    ``earlier_keys`` are the keys that texts had before a step, option or fact got another id. ``lent`` are words of
    other files, for what this one does not know.
    """
    memory = make_memory(translation)
    memory.words = {**(lent.words if lent is not None else {}), **memory.words}
    left = {tuple(map(str, one.key)): one for one in matches.unknown}
    texts = []
    for match in matches.texts:
        source = match.source
        held = match.translated
        if held is None or held.text is None:
            held = left.get(earlier_keys.get(source.key, ()), held)
        known = memory.find(source.text)
        if match.state is State.CURRENT and held is not None:
            texts.append(TranslatedText(source.key, source.text, held.text))
        elif known is not None and not (held and held.was and is_same(held.source, source.text)):
            texts.append(TranslatedText(source.key, source.text, known))
        elif held is not None and held.text is not None:
            was = held.was or (None if is_same(held.source, source.text) else held.source)
            texts.append(TranslatedText(source.key, source.text, held.text, was))
        else:
            texts.append(TranslatedText(source.key, source.text))
    return texts


def find_gone(texts: Sequence[TranslatedText], translation: Translation) -> list[TranslatedText]:
    """Return the words of a file that are in none of the ``texts`` it will hold, each with the source it belongs to."""
    kept = {str(one.text) for one in texts if one.text}
    gone: dict[tuple[str, str], TranslatedText] = {}
    for one in (*translation.texts, *translation.gone):
        if one.text and str(one.text) not in kept:
            source = one.was or one.source
            gone.setdefault((str(source), str(one.text)), TranslatedText((), source, one.text))
    return list(gone.values())


def write_translation(
    head: str,
    texts: Sequence[TranslatedText],
    keywords: Sequence[str] = (),
    gone: Sequence[TranslatedText] = (),
    comments: Mapping[Key, Sequence[str]] | None = None,
) -> str:
    """Return a file of translations. ``head`` is its first comment; ``comments`` stand above their keys."""
    comments = comments or {}
    lines = [*(comments.get((), ()) or [f"# {head}"]), ""]
    open_key: Key = ()
    for one in texts:
        lines += _open(open_key, one.key, comments)
        open_key = one.key
        lines += _write_text(one, len(one.key) * STEP if not _is_entry(one.key) else (len(one.key) - 1) * STEP)
        if one.key[0] == "title" and keywords:
            lines += ["keywords:", *(f"{STEP}- {write_scalar(word)}" for word in keywords)]
    if gone:
        lines += ["", "# No longer in the source. What comes back gets its words from here; take away what never will."]
        lines.append("gone:")
        for one in gone:
            lines += _write_entry(one, STEP)
    return "\n".join(lines) + "\n"


def _is_entry(key: Key) -> bool:
    return len(key) == 4 and key[0] == "steps" and key[2] in LISTS


def _open(before: Key, key: Key, comments: Mapping[Key, Sequence[str]]) -> Iterator[str]:
    """Yield the lines that lead from one key to the next: what they do not share, without an entry's number."""
    shared = 0
    while shared < min(len(before), len(key)) and before[shared] == key[shared]:
        shared += 1
    for depth in range(shared, len(key)):
        part = tuple(map(str, key[: depth + 1]))
        indent = STEP * depth
        opens_block = depth == 0 or (depth == 1 and key[0] == "steps")
        # A blank line between blocks, but none right below the key that they lie in.
        yield from [""] if opens_block and before and depth == shared else []
        yield from (f"{indent}{comment}" for comment in comments.get(part, ()))
        if depth == len(key) - 1 and _is_entry(key):
            return
        yield f"{indent}{write_scalar(part[-1])}:"


def _write_text(one: TranslatedText, indent: str) -> Iterator[str]:
    if _is_entry(one.key):
        yield from _write_entry(one, indent)
    else:
        yield from _write_fields(one, indent)


def _write_entry(one: TranslatedText, indent: str) -> Iterator[str]:
    first, *rest = _write_fields(one, indent + STEP)
    yield f"{indent}- {first.strip()}"
    yield from rest


def _write_fields(one: TranslatedText, indent: str) -> Iterator[str]:
    fields = {"source": one.source, "was": one.was, "text": one.text if one.text is not None else ""}
    for name, text in fields.items():
        if text is not None:
            yield f"{indent}{name}: {_write_block(text, indent)}".rstrip()


def _write_block(text: str, indent: str) -> str:
    """Return a text behind a key; several lines become a block below it."""
    if "\n" not in text.strip() or any(c < " " and c != "\n" for c in text):
        return write_scalar(text.strip()) if text else ""
    lines = text.rstrip().split("\n")
    hint = "2" if lines[0][:1] in (" ", "") else ""
    return "\n".join([f"|{hint}-", *(f"{indent}{STEP}{line}".rstrip() for line in lines)])


def write_scalar(text: str) -> str:
    """Return one line of text so that YAML, and an editor that reads types, takes it as it is."""
    if _PLAIN.fullmatch(text) and not _TYPED.fullmatch(text) and text == text.strip() and text.isprintable():
        return text
    if text.isprintable() or not any(c < " " or c in "\x7f\x85\u2028\u2029\ufeff" for c in text):
        return "'" + text.replace("'", "''") + "'" if '"' in text or "\\" in text else f'"{text}"'
    return json.dumps(text, ensure_ascii=False)


def find_comments(text: str, translation: Translation) -> dict[Key, list[str]]:
    """Return the comments of a file by the key that they stand above; those before everything have an empty key."""
    lines = text.split("\n")
    found: dict[Key, list[str]] = {}
    keys = sorted(_find_lines(translation))
    worded = {line for words in _find_words(translation) for line in find_further_lines(words)}
    for number, line in enumerate(lines, start=1):
        if line.lstrip().startswith("#") and number not in worded:
            below = next((key for at, key in keys if at > number), None)
            is_head = not any(each.strip() and not each.lstrip().startswith("#") for each in lines[: number - 1])
            if is_head:
                found.setdefault((), []).append(line.strip())
            elif below is not None:
                found.setdefault(below, []).append(line.strip())
    return found


def _find_words(translation: Translation) -> Iterator[Text]:
    """Yield every text of a file that may take several lines."""
    yield from translation.keywords
    for one in (*translation.texts, *translation.gone):
        yield from (words for words in (one.source, one.text, one.was) if words is not None)


def _find_lines(translation: Translation) -> Iterator[tuple[int, Key]]:
    """Yield the line of each text and of each id with its key."""
    seen: set[Key] = set()
    for one in translation.texts:
        plain = tuple(map(str, one.key))
        for depth, part in enumerate(one.key, start=1):
            if isinstance(part, Text) and plain[:depth] not in seen:
                seen.add(plain[:depth])
                yield part.span.line, plain[:depth]
        if plain not in seen:
            seen.add(plain)
            yield one.source.span.line, plain


def find_earlier_keys(sources: Sequence[SourceText], was: Mapping[Key, Key]) -> dict[Key, Key]:
    """Return for each text the key it had before ids changed; ``was`` are beginnings of keys, new to old."""
    found = {}
    for source in sources:
        for depth in range(len(source.key), 0, -1):
            if old := was.get(source.key[:depth]):
                found[source.key] = old + source.key[depth:]
                break
    return found
