"""Make sure that the tests have a Chromium that starts: the one on the PATH, Playwright's own, or Debian's."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

ADVICE = """\
The tests need Chromium, and it could not be installed. Do one of these, then run make test again:
  put a chromium on the PATH, or
  .venv/bin/playwright install --with-deps chromium"""


def main() -> int:
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    playwright = [sys.executable, "-m", "playwright", "install", "chromium"]
    attempts = [[], [*playwright, *(["--with-deps"] if root and shutil.which("apt-get") else [])]]
    if root and shutil.which("apt-get"):
        attempts.append(["sh", "-c", "apt-get update -q && apt-get install -qy --no-install-recommends chromium"])
    for command in attempts:
        if command:
            print("Installing Chromium:", " ".join(command), flush=True)
            run(command)
        if starts(root):
            return 0
    print(ADVICE, file=sys.stderr)
    return 1


def run(command: list[str]) -> None:
    try:
        subprocess.run(command, timeout=600, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        print(error, file=sys.stderr)


def starts(root: bool) -> bool:
    """Tell whether the browser that the tests will take opens a page."""
    from playwright.sync_api import Error, sync_playwright

    try:
        with sync_playwright() as tool:
            flags = ["--no-sandbox"] if root else []
            browser = tool.chromium.launch(executable_path=shutil.which("chromium"), args=flags)
            browser.new_page().goto("about:blank")
            browser.close()
    except Error:
        return False
    return True


if __name__ == "__main__":
    sys.exit(main())
