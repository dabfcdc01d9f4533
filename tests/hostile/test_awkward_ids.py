"""Ids that are members of every JavaScript object, and values that look like them, are ids like any other."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Page

from perfsupport.building import build_project
from perfsupport.project import load_project
from perfsupport.proving import check_project
from tests.hostile.watching import Watcher, serve_folder

TREE = """\
title: Constructor
owner: tests
review_by: 2099-01-01
start: constructor
facts:
  constructor: {type: choice, options: [__proto__, constructor, toString]}
  has_own_property: {type: text, from: host}
  tostring: {type: many, options: [valueOf, hasOwnProperty, __proto__]}
steps:
  constructor:
    ask: Which?
    fact: constructor
    exhaustive: yes
    options: {__proto__: value_of, constructor: value_of, toString: value_of}
  value_of: {ask: What?, fact: has_own_property, exhaustive: yes, then: prototype}
  prototype: {ask: Many?, fact: tostring, exhaustive: yes, then: by_prototype}
  by_prototype:
    route:
      - {when: 'constructor == "__proto__" and "hasOwnProperty" in tostring', go: run_it}
    otherwise: define_getter
  run_it: {run: prototype, on: {constructor: to_string, __lookup: define_getter}}
  to_string: {end: resolved, say: "It was ((constructor)), ((has_own_property)) and ((tostring))."}
  define_getter: {end: resolved, say: Something else.}
scenarios:
  - name: constructor
    responses:
      constructor: __proto__
      value_of: __proto__
      prototype: [hasOwnProperty, __proto__]
      run_it/hasownproperty: valueof
    ends: to_string
"""
SUBTREE = """\
title: toString
owner: tests
review_by: 2099-01-01
steps:
  hasownproperty: {ask: Which?, exhaustive: yes, options: {valueOf: constructor, constructor: prototype}}
  constructor: {end: resolved, say: Back.}
  prototype: {end: resolved, say: Back another way.}
"""


def write_project(root: Path) -> None:
    (root / "trees" / "a").mkdir(parents=True)
    (root / "trees" / "a" / "constructor.yaml").write_text(TREE.replace("__lookup", "prototype"), encoding="utf-8")
    (root / "trees" / "a" / "prototype.yaml").write_text(SUBTREE, encoding="utf-8")


def test_ids_of_object_members_are_ids_like_any_other(page: Page, tmp_path: Path) -> None:
    write_project(tmp_path)
    project = load_project(tmp_path)
    assert [d for d in check_project(project, "2026-11-22") if d.severity != "advice"] == []
    assert build_project(project, tmp_path / "build", "2026-11-22", maps=False, durable=False).written
    with serve_folder(tmp_path / "build") as address:
        watcher = Watcher(page, address)
        page.goto(address + "constructor.html")
        page.locator("[data-option=proto]").click()
        page.locator("#entry").fill("__proto__")
        page.keyboard.press("Enter")
        page.locator("label.option").nth(1).click()
        page.locator("label.option").nth(2).click()
        page.locator("#step button.go").click()
        page.get_by_text("valueOf").click()
        page.locator("#step[data-key=to_string]").wait_for()
        shown = "It was __proto__, __proto__ and hasOwnProperty and __proto__."
        assert page.locator("#step > .say .prose").text_content() == shown
        page.wait_for_url(re.compile("#to_string"))
        page.reload()
        page.locator("#step[data-key=to_string]").wait_for()
        assert page.locator("#step > .say .prose").text_content() == shown
        assert page.evaluate("Object.getOwnPropertyNames(Object.prototype).length") == 12
        assert watcher.incidents == []


def test_an_address_pollutes_nothing(page: Page, tmp_path: Path) -> None:
    write_project(tmp_path)
    assert build_project(load_project(tmp_path), tmp_path / "build", "2026-11-22", maps=False, durable=False).written
    with serve_folder(tmp_path / "build") as address:
        for fragment in (
            "__proto__?__proto__=x&constructor=__proto__",
            "?f.__proto__=x&f.constructor.prototype=y",
            "?~start=__proto__",
            "constructor/__proto__/toString",
            "?%E0%A4%A=1&=&&==&~&constructor=%",
            "?constructor=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E",
        ):
            watcher = Watcher(page, address)
            page.goto("about:blank")
            page.goto(f"{address}constructor.html#{fragment}")
            page.locator("#step[data-key]").wait_for()
            assert page.evaluate("Object.getOwnPropertyNames(Object.prototype).length") == 12
            assert watcher.incidents == [], fragment
