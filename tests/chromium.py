"""The browser of all tests: where it is found, and how it is started."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from playwright.sync_api import Browser, BrowserType

FLAGS = ("--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run")
PROGRAMS = ("chromium-headless-shell", "chromium")
"""The shell is Chromium without windows: the same pages for about a quarter of the processor's time."""

FONTS = Path(__file__).with_name("fonts.conf")
"""Which typeface stands for the system's own, where a machine reads such files."""


def find_chromium() -> str | None:
    """Return the path of the Chromium to test with; None is Playwright's own."""
    return next(filter(None, map(shutil.which, PROGRAMS)), None)


def launch_chromium(kind: BrowserType, *flags: str) -> Browser:
    """Start it. Chromium's own sandbox does not work for the superuser, as in most containers."""
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    every = [*FLAGS, *(["--no-sandbox"] if root else []), *flags]
    return kind.launch(executable_path=find_chromium(), args=every, env={**os.environ, "FONTCONFIG_FILE": str(FONTS)})
