"""Scripts and styles made short: local names of one letter, no spaces. What they do stays the same."""

from __future__ import annotations

from typing import Literal, TypeAlias

MediaType: TypeAlias = Literal["application/javascript", "text/css"]


def minify(content: bytes, media_type: MediaType) -> bytes:
    """Return a script or a style made short, or as it is where ``tdewolff-minify`` is not there or cannot read it.

    The package has no wheel for some machines (Macs with Apple's processors among them): the site works there as
    everywhere, and its pages are longer. The same content on the same kind of machine gives the same bytes.
    """
    try:
        import minify as tdewolff
    except (ImportError, OSError):
        return content
    try:
        short: str = tdewolff.string(media_type, content.decode())
    except tdewolff.MinifyError:
        return content
    return short.encode()
