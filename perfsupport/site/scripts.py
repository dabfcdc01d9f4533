"""The site's scripts: the player's modules joined into one, and the parts of it that pages load when they need them."""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from perfsupport.errors import PerfsupportError
from perfsupport.site.minified import minify
from perfsupport.site.schemes import write_schemes
from perfsupport.site.templates import Templates
from perfsupport.site.words import find_words, take_words

ENTRY = "main"
"""The player's first module; what it imports, and what these import, comes along."""

PARTS = (
    "record",
    "host",
    "faces",
    "note",
    "keys",
    "expert",
    "offline",
    "solved",
    "feedback",
    "changed",
    "zoom",
    "search",
)
"""The player's parts: ``player/parts/<name>.js``, with a style of the same name where a part has one."""

PART_STYLES = {"faces": ("marks", "reading"), "changed": ("marks",)}
"""Styles of all other pages that the aid's first screen seldom needs: they come with a part."""

SHARED = ("choosing", "counting", "keynames", "outcomes", "responses")
"""Small modules of a few lines, and without a state: they come with each part that imports them."""

KIT = "loading"
"""The module that holds ``kit``: what parts import of the player's modules."""

_IMPORT = re.compile(r'import (?:\{([^}]*)\} from )?"(\.{1,2}/[\w./-]+)\.js";')
_DECLARATION = re.compile(r"(?:async )?(?:function\*?|class|const|let) +([A-Za-z_$][\w$]*)")
_PLAIN_NAME = re.compile(r"[A-Za-z_$][\w$]*")


@dataclass(frozen=True)
class Player:
    """The player as classic scripts, which unlike modules also run on pages opened from disk; parts by name."""

    script: bytes
    parts: Mapping[str, bytes]
    kit: Sequence[str]


@dataclass
class _Joined:
    """Modules in the order in which a browser runs them, as lines, and who declares each name at the top level."""

    modules: dict[str, list[str]]
    owners: dict[str, str]


def join_player(
    templates: Templates, entry: str = ENTRY, parts: Iterable[str] = PARTS, usual: Player | None = None
) -> Player:
    """Return a script that begins with ``entry``, and its parts.

    Modules keep to a few habits that make this safe (one-line imports, no default exports, no two top-level names
    alike, no template literal over several lines); a module that breaks one raises PerfsupportError with its line.
    A part exports ``createPart``. What it imports from modules of the script comes to it through the kit; what the
    script does not have comes along, into one part only. A script with another beginning takes the parts of the usual
    one, so that it has the same kit, and all words; ``usual`` is that one, where it has been joined already.
    """
    if usual is None and entry != ENTRY and parts:
        usual = join_player(templates, parts=parts)
    whole = _Joined(_order_modules(templates, entry, {}, ()), {})
    words = {} if usual else take_words(whole.modules)
    written = {name: _join_lines(name, lines, whole.owners) for name, lines in whole.modules.items()}
    kit = list(usual.kit) if usual else []
    owners: dict[str, str] = {}
    joined = usual.parts if usual else {name: _join_part(templates, name, whole, kit, owners, words) for name in parts}
    if KIT in written and (missing := [name for name in kit if name not in whole.owners]):
        raise PerfsupportError(f"player/{entry}.js: parts need {missing[0]}, which nothing here imports.")
    if KIT in written:
        # Behind all it is made of, and before the entry begins: parts may be asked for at once.
        last = written.pop(entry)
        written |= {"": [f"Object.assign(kit, [{', '.join(kit)}]);"], entry: last}
    lines = [line for module in written.values() for line in module if line]
    script = '(()=>{"use strict";\n' + "\n".join(lines) + "\n})();\n"
    return Player(script.encode(), joined, kit)


def _join_part(
    templates: Templates, name: str, whole: _Joined, kit: list[str], owners: dict[str, str], words: Mapping[str, str]
) -> bytes:
    """Return a part as a script that leaves a function on its own element: from the kit to ``{createPart, style}``.

    The kit's names stand in it by number, since a number is shorter; those of this part that are not in it are added.
    """
    entry = f"parts/{name}"
    part = _Joined(_order_modules(templates, entry, {}, whole.modules), {})
    taken: dict[str, str] = {}
    for module, lines in part.modules.items():
        other = owners.setdefault(module, entry)
        if other != entry and module not in SHARED:
            raise PerfsupportError(f"player/{module}.js: {other}.js and {entry}.js both bring it; one part only may.")
        for number, line in enumerate(lines, start=1):
            taken |= dict.fromkeys(_find_taken(module, number, line, whole), f"player/{module}.js:{number}")
    part.owners |= taken
    written = [_join_lines(module, lines, part.owners) for module, lines in part.modules.items()]
    if "createPart" not in part.owners:
        raise PerfsupportError(f"player/{entry}.js: a part exports a function createPart.")
    kit += [name for name in sorted(taken) if name not in kit]
    style = shorten_part_style(templates, name)
    brought = f", style: {json.dumps(style, ensure_ascii=False)}" if style else ""
    used = find_words(part.modules, words)
    lines = [
        'document.currentScript.perfsupport=(kit)=>{"use strict";',
        f"const {{{', '.join(f'{kit.index(name)}: {name}' for name in sorted(taken))}}} = kit;",
        *([f"Object.assign(texts, {{{' '.join(used)} ...texts}});"] if used else []),
        *(line for module in written for line in module if line),
        f"return {{createPart{brought}}};}};",
    ]
    return ("\n".join(lines) + "\n").encode()


def _find_taken(module: str, number: int, line: str, whole: _Joined) -> list[str]:
    """Return the names that a line of a part imports from modules of the script."""
    match = _IMPORT.fullmatch(line.rstrip())
    source = _resolve(module, match[2]) if match else ""
    if not match or source not in whole.modules:
        return []
    names = list(filter(_PLAIN_NAME.fullmatch, _read_names(match)))
    for name in names:
        if not whole.owners.get(name, "").startswith(f"player/{source}.js:"):
            raise PerfsupportError(f"player/{module}.js:{number}: player/{source}.js has no {name}.")
    return names


def shorten_part_style(templates: Templates, name: str) -> str:
    """Return the style of a part made short, empty where it has none."""
    shared = [f"styles/{other}.css" for other in PART_STYLES.get(name, ())]
    style = "\n".join(templates.find(path) or "" for path in (*shared, f"player/parts/{name}.css"))
    if name == "host":
        style += write_schemes(templates.read("styles/tokens.css") + templates.read("styles/marks.css"))
    return minify(re.sub(r"/\*.*?\*/", "", style, flags=re.DOTALL).encode(), "text/css").decode()


def _resolve(module: str, path: str) -> str:
    """Return the name, within the player's folder, of what a module imports."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(module), path))


def _read_names(match: re.Match[str]) -> list[str]:
    return [name.strip() for name in (match[1] or "").split(",") if name.strip()]


def _order_modules(
    templates: Templates, name: str, found: dict[str, list[str]], given: Iterable[str]
) -> dict[str, list[str]]:
    """Return the lines of a module and of all it imports but what is given, each behind those it imports."""
    if name in found or name in given:
        return found
    lines = strip_comments(templates.read(f"player/{name}.js"))
    found[name] = lines
    for line in lines:
        if match := _IMPORT.fullmatch(line.rstrip()):
            _order_modules(templates, _resolve(name, match[2]), found, given)
    found[name] = found.pop(name)
    return found


def _join_lines(module: str, lines: Iterable[str], owners: dict[str, str]) -> list[str]:
    return [_plain_line(line, f"player/{module}.js:{number}", owners) for number, line in enumerate(lines, start=1)]


def _plain_line(line: str, place: str, owners: dict[str, str]) -> str:
    """Return one line of a module without import, export and indentation."""
    imported = _IMPORT.fullmatch(line.rstrip())
    if imported and all(map(_PLAIN_NAME.fullmatch, _read_names(imported))):
        return ""
    plain = line.removeprefix("export ")
    declared = _DECLARATION.match(plain)
    if line.startswith(("import ", "import{")) or (plain != line and not declared):
        raise PerfsupportError(f"{place}: write imports on one line and exports before a declaration.")
    if plain.count("`") % 2:
        raise PerfsupportError(f"{place}: a template literal may not go over several lines.")
    if declared and owners.setdefault(declared[1], place) != place:
        raise PerfsupportError(f"{place}: the name {declared[1]} stands in {owners[declared[1]]} already.")
    return plain.strip()


def strip_comments(text: str) -> list[str]:
    """Return the lines of a script, those that are comments from end to end emptied."""
    lines: list[str] = []
    inside = False
    for line in text.split("\n"):
        bare = line.strip()
        inside = inside or bare.startswith("/*")
        lines.append("" if inside or bare.startswith("//") else line)
        if inside and bare.endswith("*/"):
            inside = False
    return lines
