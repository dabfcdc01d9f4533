"""Where templates, scripts and styles come from: the project's own folder first, then the ones that come along."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from perfsupport.catalogues import Words
from perfsupport.catalogues.player_texts import read_texts
from perfsupport.errors import PerfsupportError

FOLDER = "site_templates"
PLAYER_TEXTS = "player/texts.js"
TEXTS = re.compile(r"player/(?:\w+/)*(?:\w+_)?texts(?:_\w+)?\.js")
"""Modules that hold texts of the player, and nothing else."""

_LANDMARK = "pages/base.html.j2"


def find_template_folder() -> Path:
    """Return the folder of templates that comes with perfsupport.

    It lies inside the package in a wheel, and beside the package in a checkout, an editable install and a source
    distribution. Raises PerfsupportError where it is in neither place.
    """
    package = Path(__file__).parents[1]
    for folder in (package / FOLDER, package.parent / FOLDER):
        if (folder / _LANDMARK).is_file():
            return folder
    raise PerfsupportError("The templates that come with perfsupport are missing. Install perfsupport again.")


@dataclass(frozen=True)
class Templates:
    """Folders to look in, the first that has a file wins."""

    folders: Sequence[Path]

    def read(self, name: str) -> str:
        """Return the text of a template, script or style, e.g. ``player/engine.js``."""
        text = self.find(name)
        if text is None:
            raise PerfsupportError(f"The template {name} is missing in {self.folders[-1]}.")
        return text

    def find(self, name: str) -> str | None:
        """Return the text of a file that need not be there."""
        name = posixpath.normpath(name)
        for folder in self.folders:
            if (folder / name).is_file():
                return (folder / name).read_text(encoding="utf-8")
        return None


@dataclass(frozen=True)
class SpokenTemplates(Templates):
    """Templates whose player speaks a language: modules of texts come in its words."""

    words: Words

    def find(self, name: str) -> str | None:
        """Return the text of a file that need not be there."""
        text = super().find(name)
        if text is None or not TEXTS.fullmatch(posixpath.normpath(name)):
            return text
        return self.words.write_texts(read_texts(text, name))


def find_templates(root: Path) -> Templates:
    """Return the templates for the project in ``root``, its own ``site_templates`` folder first where it has one."""
    own, bundled = root / FOLDER, find_template_folder()
    return Templates([own, bundled] if own.is_dir() and own.resolve() != bundled.resolve() else [bundled])
