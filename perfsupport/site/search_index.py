"""The search index: the words of every tree and step, and the way to each step to which there is exactly one.

``docs/reference/site.md`` tells the format in prose. The texts stand in it as they are shown: what makes them easy to
find (``site_templates/player/finding.js``) is worked out in the page, which takes less time than sending it would.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from perfsupport.program import Line, ProgramStep, ProgramTree, Prose
from perfsupport.site.only_ways import SCREENS
from perfsupport.site.paths import Path, find_paths
from perfsupport.tree import Tree

SEARCH_FILE = "search.js"
"""Not named by what is in it: else every page would change with every word of every tree."""

SEARCH_FORMAT = 1
BETWEEN = " · "

_FACT = re.compile(r'<span data-fact="([^"]*)"></span>')
_WITHIN_WORDS = re.compile(r"</?(?:strong|em|code|a|s|del|span)\b[^>]*>")
_TAG = re.compile(r"<[^>]*>")


_BEFORE = "document.currentScript.index="


def make_search_file(
    trees: Mapping[str, Tree], compiled: Mapping[str, ProgramTree], titles: Mapping[str, str]
) -> bytes:
    """Return the index as a script, since pages opened from disk may load no data; ``titles`` are of the categories.

    The script leaves the index on its own element, where the page that loads it finds it.
    """
    index = make_search_index(trees, compiled, titles)
    text = json.dumps(index, ensure_ascii=False, separators=(",", ":"))
    return f"{_BEFORE}{text};\n".encode()


def read_search_file(script: str) -> Any:
    """Return the index that such a script holds, as plain data."""
    return json.loads(script.removeprefix(_BEFORE).rstrip("\n").removesuffix(";"))


def make_search_index(
    trees: Mapping[str, Tree], compiled: Mapping[str, ProgramTree], titles: Mapping[str, str]
) -> dict[str, Any]:
    """Return the index as plain data, trees in the order of their ids."""
    entries = [_tree_entry(trees[id], compiled, titles[trees[id].category]) for id in sorted(trees)]
    return {"format": SEARCH_FORMAT, "trees": entries}


def _tree_entry(source: Tree, compiled: Mapping[str, ProgramTree], category: str) -> dict[str, Any]:
    tree = compiled[source.id]
    ways = _shorten(find_paths(source.id, compiled))
    shown = [(id, step) for id, step in tree["steps"].items() if step["kind"] in SCREENS]
    numbers = {id: number for number, (id, _step) in enumerate(shown)}
    return {
        "id": source.id,
        "title": tree["title"],
        "category": category,
        "keywords": BETWEEN.join(map(str, source.keywords)),
        "summary": _prose_words(tree.get("summary", ""), tree),
        "steps": [_step_entry(id, step, tree, ways.get(id), numbers) for id, step in shown],
    }


def _shorten(paths: Mapping[str, Path]) -> dict[str, Path]:
    """Return the paths, each from the last step on whose own path is how it begins."""
    ways: dict[str, Path] = {}
    for id, path in paths.items():
        behind = (at for at in range(len(path) - 1, -1, -1) if paths.get(path[at][0]) == path[:at])
        ways[id] = path[next(behind, 0) :]
    return ways


def _step_entry(
    id: str, step: ProgramStep, tree: ProgramTree, way: Path | None, numbers: Mapping[str, int]
) -> list[Any]:
    """Return a step as id, title, options, words, way (a step by number, the response there, more), first and last day.

    What is empty at the end is left out.
    """
    title = _line_words(step["title"], tree)
    options = BETWEEN.join(_line_words(option["label"], tree) for option in step.get("options", ()))
    said = [step.get("ask", ""), step.get("say", ""), *step.get("do", ())]
    said += [option["say"] for option in step.get("options", ()) if "say" in option]
    words = [text for text in (_prose_words(prose, tree) for prose in said) if text and text != title]
    entry = [id, title, options, " ".join(words), _number(way, numbers), step.get("from", ""), step.get("until", "")]
    while not entry[-1]:
        entry.pop()
    return entry


def _number(way: Path | None, numbers: Mapping[str, int]) -> list[Any]:
    """Return a way as the index has it: -1 where the tree begins, else a step by number and how it goes on from there.

    A way that begins in another tree begins with -1 and names all its keys.
    """
    if way is None:
        return []
    (key, response), *rest = way or ((None, ""),)
    first = [-1] if key is None else [numbers[key], response] if key in numbers else [-1, key, response]
    return [*first, *(part for pair in rest for part in pair)]


def _line_words(line: Line, tree: ProgramTree) -> str:
    parts = [line] if isinstance(line, str) else [p if isinstance(p, str) else _fact_words(p[0], tree) for p in line]
    return _join("".join(parts).split())


def _prose_words(prose: Prose, tree: ProgramTree) -> str:
    """Return the text of our own HTML on one line."""
    if "<" not in prose and "&" not in prose:
        return _join(prose.split())
    text = _FACT.sub(lambda mark: html.escape(_fact_words(mark[1], tree)), prose)
    return _join(html.unescape(_TAG.sub(" ", _WITHIN_WORDS.sub("", text))).split())


def _fact_words(fact: str, tree: ProgramTree) -> str:
    """Return what stands for a fact that is shown: its label, of a sensitive one nothing at all."""
    about = tree["facts"].get(fact)
    return "…" if about is None or "sensitive" in about else f"[{about['label']}]"


def _join(words: Iterable[str]) -> str:
    return " ".join(words)
