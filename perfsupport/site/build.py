"""Building a site: draw, render everything, then write it in one step."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from perfsupport.site.marker import Drawn, make_marker
from perfsupport.site.offline import WORKER, make_worker
from perfsupport.site.plan import SiteSource, localize, make_links
from perfsupport.site.render import render_site
from perfsupport.site.speaking import find_all_ways, load_source_words, translate_to_all
from perfsupport.site.write import MARKER, Content, check_out, write_site


def build_site(
    source: SiteSource, out: Path, *, maps: bool = True, draw_new: bool = True, durable: bool = True
) -> Sequence[str]:
    """Write the site into ``out`` and return warnings: sentences about pictures that could not be drawn.

    ``maps`` are the pictures, without ``draw_new`` only those that the last build has; a map page without its picture
    holds the outline alone. Raises PerfsupportError, with the last site untouched, where ``out`` is not ours, a
    template is broken, or two files claim one address.
    """
    check_out(out)
    files, drawn = make_site(source, out, maps=maps, draw_new=draw_new)
    files[MARKER] = make_marker(drawn)
    if source.offline:
        files[WORKER] = make_worker(source.templates, files)
    write_site(files, out, durable=durable)
    return drawn.warnings


def make_site(
    source: SiteSource, last: Path, *, maps: bool = True, draw_new: bool = True
) -> tuple[dict[str, Content], Drawn]:
    """Return the files of the site by address, and its pictures; those of the ``last`` build are taken over.

    The marker and the worker are not among them: what they say depends on the rest.
    """
    ways, words = find_all_ways(source), load_source_words(source)
    drawn = Drawn({}, {}, [])
    if maps:
        # Imported when asked for: a build without pictures need not pay for Graphviz.
        from perfsupport.site.maps import plan_pictures
        from perfsupport.site.pictures import draw_pictures

        planned = {id: plan_pictures(source.compiled[id], ways[id], make_links(id)["aid"], words) for id in ways}
        for other in translate_to_all(source):
            other_words, all_ways = load_source_words(other), find_all_ways(other)
            for id in ways:
                name = localize(id, other.language)
                aid = make_links(name)["aid"]
                planned[name] = plan_pictures(other.compiled[id], all_ways[id], aid, other_words)
        drawn = draw_pictures(planned, last, draw_new=draw_new)
    return render_site(source, ways, drawn.pictures), drawn
