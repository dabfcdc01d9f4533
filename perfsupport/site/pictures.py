"""The pictures of a site's map pages: taken over from the last build where nothing changed, else drawn.

Pictures are the dearest part of a build. The site's marker keeps for each picture a hash of its graph, and of what was
drawn from it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from xml.etree.ElementTree import ParseError

from markupsafe import Markup

from perfsupport.site.draw import SECONDS, DrawingError, Engine, draw_all, find_engine
from perfsupport.site.maps import Picture
from perfsupport.site.marker import Drawn, DrawnPicture, read_kept
from perfsupport.site.plan import make_links
from perfsupport.site.svg import clean_svg

_PICTURE = re.compile(r'<svg class="picture".*?</svg>', re.DOTALL)


def draw_pictures(
    planned: Mapping[str, Sequence[Picture]], last: Path, *, draw_new: bool = True, seconds: float = SECONDS
) -> Drawn:
    """Return the pictures of all trees; ``last`` is the folder of the last build.

    Without ``draw_new`` there are only those that can be taken over from there.
    """
    engine = find_engine()
    if engine is None:
        note = "The maps have no pictures: install Graphviz, or the Python package pygraphviz."
        return Drawn({}, {}, [note])
    try:
        return _draw(planned, _find_last(last, planned), engine, draw_new, seconds)
    finally:
        engine.close()


def draw_tree(tree: str, planned: Sequence[Picture], known: dict[str, str]) -> Sequence[DrawnPicture]:
    """Return the pictures of one tree, without those that cannot be drawn.

    ``known`` are pictures drawn before, by the hash of their graph; new ones are added to it.
    """
    engine = find_engine()
    if engine is None:
        return ()
    try:
        return _draw({tree: planned}, known, engine, True, SECONDS).pictures[tree]
    finally:
        engine.close()


def _draw(
    planned: Mapping[str, Sequence[Picture]], known: dict[str, str], engine: Engine, draw_new: bool, seconds: float
) -> Drawn:
    wanted = [
        (tree, picture, _hash(engine.name, picture.label, picture.dot, *picture.titles.values()))
        for tree, pictures in planned.items()
        for picture in pictures
    ]
    new = {hash: (tree, picture) for tree, picture, hash in wanted if draw_new and hash not in known}
    results = draw_all([picture.dot for _, picture in new.values()], engine, seconds)
    warnings = []
    for (hash, (tree, picture)), result in zip(new.items(), results, strict=True):
        try:
            if isinstance(result, DrawingError):
                raise result
            known[hash] = clean_svg(result, picture.label, picture.titles)
        except (DrawingError, ParseError, KeyError, ValueError) as error:
            reason = str(error) if isinstance(error, DrawingError) else "came out damaged"
            warnings.append(f"The map of {tree} has no picture of “{picture.title}”: drawing it {reason}.")
    drawn: dict[str, list[DrawnPicture]] = {tree: [] for tree in planned}
    for tree, picture, hash in wanted:
        if hash in known:
            drawn[tree].append(DrawnPicture(picture.anchor, picture.title, Markup(known[hash])))
    kept = {hash: _hash(known[hash]) for _, _, hash in wanted if hash in known}
    return Drawn(drawn, dict(sorted(kept.items())), warnings)


def _find_last(last: Path, trees: Mapping[str, Sequence[Picture]]) -> dict[str, str]:
    """Return the pictures of the last build by the hash of their graph, leaving out any that was changed since."""
    kept = read_kept(last)
    graph_of = {drawn: graph for graph, drawn in kept.items()}
    found = {}
    for tree in trees if kept else ():
        page = last / make_links(tree)["map"]
        text = page.read_text(encoding="utf-8", errors="replace") if page.is_file() else ""
        for match in _PICTURE.finditer(text):
            if graph := graph_of.get(_hash(match[0])):
                found[graph] = match[0]
    return found


def _hash(*texts: str) -> str:
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()[:24]
