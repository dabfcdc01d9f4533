"""Back, change, restart, reload, addresses: moves that keep what still holds."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.rep import Rep, holds_number

FIRST = "Where did the customer try to pay?"
CODE = "Which code does the terminal show?"
AMOUNT = "What is the amount that was refused?"
OFFER = "Offer another way to pay"


def arrives(rep: Rep, heading: str) -> None:
    expect(rep.page.locator("#ask")).to_have_text(heading)


def test_back_by_button_key_and_browser_all_lead_the_same_way(rep: Rep) -> None:
    for go_back in (
        lambda: rep.do("back"),
        lambda: rep.press("Backspace"),
        lambda: rep.press("Alt+ArrowLeft"),
        # The address of two quick presses waits for rest, which no rep outruns.
        lambda: rep.look().page.go_back(),
    ):
        rep.open().choose("In a shop", "51, not enough money")
        go_back()
        arrives(rep, CODE)
        assert rep.fragment == "#terminal_code?place=in-a-shop"
        assert rep.focused == "ask"
        rep.page.go_forward()
        arrives(rep, AMOUNT)


def test_our_back_adds_nothing_to_the_browsers_history(rep: Rep) -> None:
    rep.open().choose("In a shop", "51, not enough money")
    length = rep.look().page.evaluate("history.length")
    rep.press("Backspace")
    arrives(rep, CODE)
    rep.press("Backspace")
    arrives(rep, FIRST)
    assert rep.page.evaluate("history.length") == length


def test_our_back_after_the_browsers_own_leaves_the_history_whole(rep: Rep) -> None:
    rep.open().choose("In a shop", "51, not enough money").look()
    rep.page.go_back()
    arrives(rep, CODE)
    rep.look().choose("51, not enough money")
    arrives(rep, AMOUNT)
    rep.look().press("Backspace")
    arrives(rep, CODE)
    rep.look().page.go_forward()
    arrives(rep, AMOUNT)


def test_back_after_a_reload_and_from_a_link_stays_in_the_aid(rep: Rep) -> None:
    rep.open("#?place=in-a-shop&terminal_code=51")
    rep.page.reload()
    arrives(rep, AMOUNT)
    for heading in (CODE, FIRST):
        rep.press("Backspace")
        arrives(rep, heading)
    expect(rep.page.locator("[data-do=back]")).to_be_disabled()


def test_a_reload_keeps_the_place_and_the_path(rep: Rep) -> None:
    rep.open().choose("Online").enter("120")
    path = rep.path
    rep.page.reload()
    arrives(rep, OFFER)
    assert rep.path == path


def test_changing_an_early_response_keeps_the_later_ones_that_hold(rep: Rep) -> None:
    rep.open().choose("In a shop", "51, not enough money").enter("120")
    rep.change(CODE)
    arrives(rep, CODE)
    assert rep.look().page.title().startswith(CODE)
    expect(rep.option("51, not enough money")).to_have_attribute("aria-current", "true")
    rep.choose("51, not enough money")
    arrives(rep, OFFER)
    rep.change(AMOUNT)
    expect(rep.page.locator("#entry")).to_have_value("120")
    rep.enter("200")
    arrives(rep, OFFER)
    expect(rep.page.locator(".tick").first).to_contain_text("100")
    assert rep.notice == ""


def test_changing_names_what_no_longer_holds_in_a_polite_notice(rep: Rep) -> None:
    rep.open().choose("In a shop", "54, card has expired")
    rep.page.get_by_label("The card is bent").check()
    rep.page.get_by_role("button", name="Continue").click()
    rep.change(FIRST).choose("Online")
    arrives(rep, AMOUNT)
    gone = f"{CODE} (54, card has expired); What does the card look like? (The card is bent)"
    said = f"No longer fits and was taken out: {gone}."
    assert rep.notice == said
    rep.hears(said)
    assert rep.fragment == "#amount?place=web"
    rep.enter("120")
    assert rep.notice == ""


def test_a_change_can_be_left_as_it_was(rep: Rep) -> None:
    for leave in (
        lambda: rep.do("cancel"),
        lambda: rep.press("Escape"),
        lambda: rep.press("Backspace"),
        # Nobody is as fast as the browser's own button is here, before the change has an address.
        lambda: rep.look().page.go_back(),
    ):
        rep.open().choose("Online").enter("120").change(FIRST)
        arrives(rep, FIRST)
        leave()
        arrives(rep, OFFER)
        assert [response for _, response in rep.path] == ["Online", "120\xa0EUR", ""]


def test_a_change_survives_a_reload(rep: Rep) -> None:
    rep.open().choose("Online").enter("120").change(FIRST)
    arrives(rep, FIRST)
    rep.look().page.reload()
    arrives(rep, FIRST)
    rep.choose("Online")
    arrives(rep, OFFER)


def test_an_action_on_the_path_can_be_looked_at_again(rep: Rep) -> None:
    rep.open("#calm").choose("Done").change("Tell the customer")
    arrives(rep, "Tell the customer what happens now")
    rep.choose("Done")
    arrives(rep, "Paid")


def test_a_new_case_is_empty_and_the_last_one_is_a_step_back(rep: Rep) -> None:
    rep.open().choose("Online").enter("120").press("r")
    arrives(rep, FIRST)
    assert rep.notice.startswith("New case.")
    assert rep.path == []
    rep.page.go_back()
    arrives(rep, OFFER)


def test_two_tabs_are_two_cases(rep: Rep, rep_at: Callable[[str], Rep]) -> None:
    other = rep_at(rep.address).open().choose("In a shop")
    rep.open().choose("Online")
    assert (rep.heading, other.heading) == (AMOUNT, CODE)
    other.page.reload()
    arrives(other, CODE)


def test_known_facts_are_shown_and_can_be_changed(rep: Rep) -> None:
    rep.open("#?f.country=de&place=by-telephone")
    arrives(rep, AMOUNT)
    item = rep.page.locator("#path li").filter(has_text="Which country")
    expect(item).to_contain_text("Germany")
    expect(item).to_contain_text("known from the link")
    rep.change("Which country").choose("France")
    arrives(rep, AMOUNT)
    assert rep.path[1] == ("Which country was the card issued in?", "France")


def test_a_sensitive_fact_is_never_in_the_address_or_title_and_is_asked_again(rep: Rep) -> None:
    rep.open("#?place=web&amount=120&offer=done").enter("4711").do("note")
    assert "4711" not in rep.note + str(rep.path) + rep.page.url + rep.page.title()
    rep.choose("Yes, they match")
    rep.press("Backspace")
    arrives(rep, "Do the digits match?")
    rep.page.go_forward()
    arrives(rep, "Has the customer had a letter about this card?")
    rep.page.reload()
    arrives(rep, "Which digits did the customer give?")
    assert rep.notice.startswith("This is never kept in the address.")
    rep.enter("4711")
    arrives(rep, "Has the customer had a letter about this card?")
    kept = rep.page.evaluate("JSON.stringify([history.state, {...localStorage}, {...sessionStorage}])")
    assert not holds_number(kept, "4711")


def test_the_last_customers_sensitive_facts_do_not_come_back(rep: Rep) -> None:
    rep.open("#?place=web&amount=120&offer=done").enter("4711").choose("Yes, they match").press("r")
    arrives(rep, FIRST)
    rep.look().page.go_back()
    arrives(rep, "Which digits did the customer give?")


def test_a_reload_right_behind_a_sensitive_fact_says_why_it_is_asked_again(rep: Rep) -> None:
    rep.open("#?place=web&amount=120&offer=done").enter("4711")
    arrives(rep, "Do the digits match?")
    rep.look().page.reload()
    arrives(rep, "Which digits did the customer give?")
    assert rep.notice.startswith("This is never kept in the address.")
    rep.enter("4711")
    arrives(rep, "Do the digits match?")
    assert rep.notice == ""


def test_what_was_entered_again_after_a_reload_is_not_asked_at_each_entry_of_the_browser(rep: Rep) -> None:
    rep.open("#?place=web&amount=120").press("1", "2", "3", "Enter")
    rep.look().enter("4711").look().choose("Yes, they match").look().choose("Yes").look().page.reload()
    rep.enter("4711")
    arrives(rep, "On which day was the purchase?")
    rep.look().page.go_back()
    arrives(rep, "Has the customer had a letter about this card?")
    rep.look().page.go_back()
    arrives(rep, "Do the digits match?")
    rep.look().page.go_back()
    arrives(rep, "Which digits did the customer give?")
    assert rep.notice == ""


def test_earlier_ids_lead_on_and_steps_that_are_gone_are_told(rep: Rep) -> None:
    rep.open("#code_05")
    arrives(rep, "Do not honour")
    rep.open("#?place=in-a-shop&terminal_code=05")
    arrives(rep, "Do not honour")
    rep.open("#long_gone")
    arrives(rep, FIRST)
    assert "no longer part of the guide" in rep.notice
    # It begins at the start, and not in the middle.
    assert (rep.path, rep.fragment) == ([], "#place")
    rep.open("#?long_gone=x&place=web")
    arrives(rep, AMOUNT)
    assert rep.notice == "No longer fits and was taken out: a step that is not there."


def test_a_deep_link_says_that_it_began_in_the_middle(rep: Rep) -> None:
    rep.open("#offer")
    arrives(rep, OFFER)
    expect(rep.page.locator("#path")).to_contain_text("Began in the middle")
    assert rep.notice == "Began in the middle: nothing before this was asked."
    rep.page.get_by_role("button", name="Begin at the start").click()
    arrives(rep, FIRST)


def test_a_case_that_began_in_the_middle_names_what_no_longer_fits_too(rep: Rep) -> None:
    rep.open("#offer?~start=offer&long_gone=x")
    assert rep.notice.startswith("No longer fits and was taken out: a step that is not there. Began in the middle: ")
    rep.open("#identity/code?~start=offer&offer=done&identity/code=1234&letter=yes")
    assert "Began in the middle" in rep.notice


def test_an_address_typed_by_hand_is_followed(rep: Rep) -> None:
    rep.open().page.evaluate("location.hash = '#?place=web'")
    arrives(rep, AMOUNT)
    rep.page.evaluate("location.hash = '#%E0%A4%A?%=%&~start&f.=x&,,=,'")
    arrives(rep, FIRST)


def test_an_options_own_address_opens_the_next_step_elsewhere(rep: Rep) -> None:
    rep.open("#?place=web&amount=120").page.wait_for_selector(".tick")
    rep.open("#?place=in-a-shop")
    expect(rep.option("51, not enough money")).to_have_attribute("href", "#?place=in-a-shop&terminal_code=51")
    with rep.page.context.expect_page() as opened:
        rep.option("51, not enough money").click(modifiers=["ControlOrMeta"])
    expect(opened.value.locator("#ask")).to_have_text(AMOUNT)
    assert rep.heading == CODE


def test_a_long_path_shows_its_end_and_all_on_request(rep_at: Callable[[str], Rep], build: Callable[..., str]) -> None:
    steps = "".join(f"  s{n}: {{do: Step {n}, then: s{n + 1}}}\n" for n in range(30))
    rep = rep_at(
        f"{build(long=f'title: Long{chr(10)}steps:{chr(10)}{steps}  s30: {{end: resolved, do: Done}}')}/long.html"
    )
    rep.open("#?" + "&".join(f"s{n}=done" for n in range(25)))
    assert len(rep.path) == 8
    rep.page.get_by_role("button", name="Show 18 earlier").click()
    assert len(rep.path) == 26
    assert rep.page.evaluate("document.activeElement.dataset.key") == "s0"


def test_a_page_for_another_program_format_says_so(rep: Rep) -> None:
    rep.page.route(
        "**/card-declined.html",
        lambda route: route.fulfill(
            response=(reply := route.fetch()), body=reply.text().replace('"format":1', '"format":99')
        ),
    )
    rep.open()
    assert "newer player" in rep.notice
    assert rep.heading == FIRST


def test_a_link_to_an_option_of_the_first_step_holds_what_is_known(rep: Rep) -> None:
    rep.open("#?f.country=de")
    expect(rep.page.locator("[data-do=note]")).to_be_enabled()
    expect(rep.option("By telephone")).to_have_attribute("href", "#?f.country=de&place=by-telephone")
