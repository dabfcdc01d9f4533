"""Scripts and styles made short: local names of one letter, no spaces. What they do stays the same."""

from __future__ import annotations

import re
from typing import Literal, TypeAlias

MediaType: TypeAlias = Literal["application/javascript", "text/css"]

_CONST = re.compile(r"^(\s*|.*\bfor \()const ", re.MULTILINE)


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
        short: str = tdewolff.string(media_type, _prepare(content.decode(), media_type))
    except tdewolff.MinifyError:
        return content
    return short.encode()


def _prepare(text: str, media_type: MediaType) -> str:
    """Return a script in which all names are declared alike: the same signs again and again are few bytes."""
    return _CONST.sub(r"\1let ", text) if media_type == "application/javascript" else text
