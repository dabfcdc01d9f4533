"""The page that plays the host, under the site's own policy."""

from __future__ import annotations

import json
from collections.abc import Callable

import jsonschema
from playwright.sync_api import BrowserContext, expect

from perfsupport.messages import make_host_schema
from tests.browser.rep import Rep


def test_it_says_what_it_is_told_to_say_and_shows_both_ways(
    rep_at: Callable[[str], Rep], desk: str, context: BrowserContext
) -> None:
    page = rep_at(desk.replace("card-declined.html", "embed.test.html")).open().page
    aid = page.frame_locator("iframe")
    expect(aid.locator("#ask")).to_have_text("Where did the customer try to pay?")
    page.get_by_label("country").select_option("de")
    page.get_by_label("Theme").select_option("dark")
    page.get_by_role("button", name="init").click()
    expect(aid.locator("html")).to_have_attribute("data-theme", "dark")
    aid.locator(".option").filter(has_text="By telephone").click()
    expect(aid.locator("#ask")).to_have_text("What is the amount that was refused?")
    page.get_by_label("Any message").fill(
        '{"ns": "perfsupport", "v": 1, "type": "context", "payload": {"facts": {"x": 1}}}'
    )
    page.get_by_role("button", name="Send").click()
    expect(page.locator("#messages li[data-from=aid]").filter(has_text="unknown_fact")).to_be_visible()
    page.get_by_role("button", name="close").click()
    expect(aid.locator("#ask")).to_have_text("Where did the customer try to pay?")
    messages = [
        json.loads(text) for text in page.locator("#messages pre").evaluate_all("all => all.map(one => one.title)")
    ]
    assert {"init", "close", "ready", "resize", "step", "error"} <= {message["type"] for message in messages}
    for message in messages:
        jsonschema.Draft202012Validator(make_host_schema()).validate(message)
    page.get_by_label("Any message").fill("{")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("alert")).to_contain_text("This is not JSON")
    page.get_by_label("Job aid").first.select_option("identity-check")
    expect(aid.locator("#ask")).to_have_text("Which digits did the customer give?")
    expect(page.get_by_text("This aid takes no facts from a host")).to_be_visible()
