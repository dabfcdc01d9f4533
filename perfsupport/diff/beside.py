"""What has changed beside the trees: settings, and files below ``trees/media``."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Set
from dataclasses import fields
from pathlib import Path

from perfsupport.diff.model import Change
from perfsupport.diff.steps import NOTHING
from perfsupport.fields import Fields
from perfsupport.folder import MEDIA, TREES
from perfsupport.outline.words import OutlineWords
from perfsupport.settings import Settings

LFS = b"version https://git-lfs.github.com/spec/"


class Beside:
    """Says it in the words of a language."""

    def __init__(self, speech: OutlineWords) -> None:
        self._say, self._tell = speech.say, speech.tell

    def compare_settings(self, old: Settings, new: Settings) -> Iterator[Change]:
        """Yield the settings that are others; of those with entries, each entry."""
        for field in fields(Settings):
            if field.name != "translations":
                name = field.name.replace("_", " ")
                yield from self._compare(name, getattr(old, field.name), getattr(new, field.name))

    def _compare(self, name: str, old: object, new: object) -> Iterator[Change]:
        """Yield what has changed in a setting, or in a part of one, which is named by the way that leads to it."""
        if _plain(old) == _plain(new):
            return
        told = [self._tell_value(value) for value in (old, new)]
        if isinstance(old, Mapping) and isinstance(new, Mapping):
            yield from self._compare_entries(name, old, new)
        elif isinstance(old, Fields) and type(old) is type(new):
            for field in fields(old):  # type: ignore[arg-type]
                if field.name not in ("span", "place"):
                    part = f"{name}: {field.name.replace('_', ' ')}"
                    yield from self._compare(part, getattr(old, field.name), getattr(new, field.name))
        elif None in told:
            yield Change("changed", self._say("Setting {name} has changed.", name=name))
        else:
            sentence = self._say("Setting {name}: {new}; it was {old}.", name=name, new=told[1], old=told[0])
            yield Change("changed", sentence)

    def _tell_value(self, value: object) -> str | None:
        """Return a value in words, None where it is more than a line."""
        if isinstance(value, bool):
            return "yes" if value else "no"
        if isinstance(value, list | tuple) and all(isinstance(one, str) for one in value):
            return f"{self._tell(',')} ".join(map(str, value)) or self._tell(NOTHING)
        if value is None or isinstance(value, str | int):
            return str(value) if value not in (None, "") else self._tell(NOTHING)
        return None

    def _compare_entries(self, name: str, old: Mapping[str, object], new: Mapping[str, object]) -> Iterator[Change]:
        for key in dict.fromkeys((*old, *new)):
            if key not in old:
                yield Change("added", self._say("Setting {name}: `{key}` is new.", name=name, key=str(key)))
            elif key not in new:
                yield Change("removed", self._say("Setting {name}: `{key}` was removed.", name=name, key=str(key)))
            elif _plain(old[key]) != _plain(new[key]):
                yield from self._compare(f"{name}: {key}", old[key], new[key])

    def compare_media(self, old: tuple[Path, Set[str]], new: tuple[Path, Set[str]]) -> Iterator[Change]:
        """Yield the files that are new, gone or others; each side is a project's folder and its files."""
        (old_root, was), (new_root, now) = old, new
        for name in sorted(now - was):
            yield Change("added", self._say("The file `{file}` is new in trees/media.", file=name))
        for name in sorted(was - now):
            yield Change("removed", self._say("The file `{file}` was removed from trees/media.", file=name))
        for name in sorted(was & now):
            if _hash(old_root / TREES / MEDIA / name) != _hash(new_root / TREES / MEDIA / name):
                yield Change("changed", self._say("The file `{file}` in trees/media is another one.", file=name))


def _plain(value: object) -> object:
    """Return a setting without the places it stands at."""
    if isinstance(value, str) or value is None:
        return value
    if isinstance(value, Mapping):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(each) for each in value]
    if hasattr(value, "__dataclass_fields__"):
        return {
            name: _plain(getattr(value, name)) for name in value.__dataclass_fields__ if name not in ("span", "place")
        }
    return value


def _hash(file: Path) -> str:
    """Return the SHA-256 of a file; of one that Git LFS keeps elsewhere the one that its pointer names."""
    with file.open("rb") as stream:
        begin = stream.read(1024)
        if begin.startswith(LFS) and b"oid sha256:" in begin:
            return begin.partition(b"oid sha256:")[2].split()[0].decode()
        stream.seek(0)
        return hashlib.file_digest(stream, "sha256").hexdigest()
