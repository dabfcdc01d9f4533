"""Make sure that the tests have a Chromium that starts: the one on the PATH, Playwright's own, or Debian's."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

from chromium import PROGRAMS, launch_chromium

ADVICE = """\
The tests need Chromium, and it could not be installed. Do one of these, then run make test again:
  put a chromium on the PATH, or
  .venv/bin/playwright install --with-deps chromium"""


def main() -> int:
    """Try what there is, then what can be installed; return 0 as soon as a browser starts."""
    packages = hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get") is not None
    playwright = [sys.executable, "-m", "playwright", "install", "--only-shell", "chromium"]
    attempts = [[], [*playwright, "--with-deps"] if packages else playwright]
    if packages:
        attempts.append(install_package("chromium"))
        # A machine for tests alone may have the browser that takes the least time, and a typeface of usual width;
        # nobody else's is changed unasked.
        if os.environ.get("CI") and not shutil.which(PROGRAMS[0]):
            attempts.insert(0, install_package(PROGRAMS[0], "fonts-liberation"))
    for command in attempts:
        if command:
            print("Installing Chromium:", " ".join(command), flush=True)
            run(command)
        if starts():
            return 0
    print(ADVICE, file=sys.stderr)
    return 1


def install_package(*names: str) -> list[str]:
    return ["sh", "-c", f"apt-get update -q && apt-get install -qy --no-install-recommends {' '.join(names)}"]


def run(command: list[str]) -> None:
    try:
        subprocess.run(command, timeout=600, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        print(error, file=sys.stderr)


def starts() -> bool:
    """Tell whether the browser that the tests will take opens a page."""
    from playwright.sync_api import Error, sync_playwright

    try:
        with sync_playwright() as tool:
            browser = launch_chromium(tool.chromium)
            browser.new_page().goto("about:blank")
            browser.close()
    except Error:
        return False
    return True


if __name__ == "__main__":
    sys.exit(main())
