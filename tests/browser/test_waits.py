"""Tests wait in pages by functions: a page's policy lets text be evaluated once, and never again."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Page

from tests.conftest import ROOT

WAIT = re.compile(r"wait_for_function\(\s*f?(['\"].{0,40})", re.DOTALL)
FUNCTION = re.compile(r"""["'](\(.*?\)|\w+) =>""")
POLICY = "<meta http-equiv=Content-Security-Policy content=\"script-src 'self'\"><script src=late.js></script>"


def test_a_function_is_asked_again_where_a_policy_allows_no_text(page: Page) -> None:
    page.route("**/late.js", lambda route: route.fulfill(body="setTimeout(() => { window.late = 1; }, 300);"))
    page.route("**/page", lambda route: route.fulfill(body=POLICY, content_type="text/html"))
    page.goto("http://127.0.0.1:9/page")
    page.wait_for_function("() => window.late", timeout=10_000)


def test_every_wait_is_a_function() -> None:
    texts = {
        str(path.relative_to(ROOT)): path.read_text(encoding="utf-8")
        for folder in ("tests", "benchmarks", "perfsupport")
        for path in Path(ROOT, folder).rglob("*.py")
    }
    waits = [(name, found[1]) for name, text in texts.items() for found in WAIT.finditer(text)]
    assert waits
    assert [(name, asked) for name, asked in waits if not FUNCTION.match(asked)] == []
