"""Measure the build, then the page: ``make bench``."""

from __future__ import annotations

from benchmarks import build, page

if __name__ == "__main__":
    build.main()
    print()
    page.main()
