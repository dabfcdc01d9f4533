"""Compiled templates, kept from one build to the next as Python keeps its bytecode."""

from __future__ import annotations

import contextlib
import sys

from jinja2.bccache import Bucket, FileSystemBytecodeCache

from perfsupport import __version__
from perfsupport.site.escaping import Writer


class TemplateCache(FileSystemBytecodeCache):
    """Keeps what it can; a disk that is full or may not be written to is no reason to fail."""

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a compiled template."""
        with contextlib.suppress(OSError):
            super().dump_bytecode(bucket)


def make_cache() -> TemplateCache | None:
    """Return the cache in the user's own folder among the temporary ones, which only they may read and write.

    None where there is no such folder, and where Python is told not to keep bytecode. Another version of perfsupport
    may compile the same template to something else, so each keeps its own; and so does what compiles them.
    """
    if sys.dont_write_bytecode:
        return None
    try:
        return TemplateCache(pattern=f"perfsupport-{__version__}-{Writer.__name__}-%s.cache")
    except (OSError, RuntimeError):
        return None
