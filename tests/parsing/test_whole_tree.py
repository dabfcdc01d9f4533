"""A tree that uses every key is read without a word, and each value is where it belongs."""

from __future__ import annotations

from perfsupport.diagnostics import Span
from perfsupport.parsing import parse_settings, parse_tree
from perfsupport.tree import (
    Action,
    Broken,
    FactOption,
    Input,
    Link,
    Media,
    Outcome,
    Question,
    Route,
    Subtree,
    Text,
    Tip,
    Tree,
)

WHOLE = r"""# yaml-language-server: $schema=../perfsupport.schema.json
title: Card declined at a till
summary: Find out why a card was refused.
owner: payments-desk
review_by: 2027-06-30
replaces: {course: Card basics, hours: 6.5}
keywords: [refused, "05"]
start: channel
fallback: ask_supervisor            # where "None of these" leads

facts:
  country: {type: choice, options: {DE: Germany, FR: France}, from: [host, link]}
  channel: {type: choice, label: Way of paying, options: [shop, web], from: host}
  amount:  {type: number, unit: EUR, min: 0, max: 10000, track: yes}
  half:    {type: number, unit: EUR, is: "round(amount / 2, 2)"}
  last_four: {type: text, pattern: '\d{4}', sensitive: true}
  since: {type: date, min: 2020-01-01}
  signs: {type: many, options: [slow, loud]}
  urgent: {type: yes_no, track: no}

steps:
  channel:
    ask: Where did the customer try to pay?
    say: Where were you?
    why: Tills and shops differ.
    detail: |
      A till shows a code.

      A web shop does not.
    title: Way of paying
    tips:
      - {text: Ask for the receipt., by: Ann, on: 2026-11-02}
    media:
      - {file: till.png, alt: A till}
      - {file: till.mp4, captions: till.vtt}
    links: [{text: Codes, url: https://example.org/codes}]
    contact: payments-lead
    set: {urgent: no, signs: [slow, loud]}
    owner: tills
    review_by: 2027-01-31
    was: [way, place]
    from: 2026-01-01
    until: 2027-12-31
    options:
      In a shop: code
      Online: {go: amount, id: web, note: Paid online., say: I see., set: {channel: web}, when: urgent, was: net,
        from: 2026-02-01, until: 2026-03-01}
    exhaustive: true
  code:
    ask: Which code?
    fact: country
    options: ["05", {label: No code, go: amount}]
    then: amount
  signs:
    ask: What do you see?
    pick: many
    fact: signs
    then: amount
    options:
      - slow
      - {label: None, id: nothing, exclusive: yes}
  amount: {ask: What is the amount?, fact: amount, then: by_amount, exhaustive: no}
  by_amount:
    route:
      - when: amount > 500 and country == "DE"
        go: ask_supervisor
        from: 2026-01-01
      - {when: amount <= 500, go: low_funds}
    otherwise: ask_supervisor
  low_funds:
    do:
      - Ask the customer to pay ((half)) now.
      - Offer the instalment plan.
    confirm: all
    then: identity
  check: {do: [Lock the till., Take the key.], confirm: do-confirm, then: call}
  call: {do: Call the bank., then: identity}
  identity:
    run: identity-check
    on: {verified: paid, failed: ask_supervisor}
    with: {amount: amount / 2}
  paid: {end: resolved, do: Close the case., note: Paid., ask_solved: no}
  ask_supervisor: {end: escalated, do: [Hand over., Write a note.], say: One moment.}

scenarios:
  - name: Refused with code 05
    story: "The terminal shows 05."
    given: {country: DE, signs: [slow]}
    responses: {channel: In a shop, code: "05", identity/code: 1234}
    ends: paid
    today: 2026-12-01
"""


def read(text: str) -> Tree:
    tree, diagnostics = parse_tree(text.encode(), "trees/payments/cards/card-declined.yaml")
    assert diagnostics == []
    assert tree is not None
    return tree


def test_the_tree_itself() -> None:
    tree = read(WHOLE)
    assert (tree.id, tree.category) == ("card-declined", "payments/cards")
    assert tree.title == "Card declined at a till"
    assert tree.title.span == Span(2, 8, 2, 31)
    assert tree.summary == "Find out why a card was refused."
    assert (tree.owner, tree.review_by) == ("payments-desk", "2027-06-30")
    assert (tree.course, tree.course_hours) == ("Card basics", "6.5")
    assert tree.keywords == ["refused", "05"]
    assert (tree.start, tree.fallback, tree.first_step) == ("channel", "ask_supervisor", "channel")
    assert tree.damaged == ""


def test_facts() -> None:
    facts = read(WHOLE).facts
    assert {id: fact.type for id, fact in facts.items()} == {
        "country": "choice",
        "channel": "choice",
        "amount": "number",
        "half": "number",
        "last_four": "text",
        "since": "date",
        "signs": "many",
        "urgent": "yes_no",
    }
    assert facts["country"].options == [FactOption(Text("DE"), Text("Germany")), FactOption(Text("FR"), Text("France"))]
    assert facts["country"].sources == ["host", "link"]
    assert facts["channel"].sources == ["host"]
    assert facts["channel"].label == "Way of paying"
    assert facts["channel"].options == [FactOption(Text("shop"), Text("shop")), FactOption(Text("web"), Text("web"))]
    amount = facts["amount"]
    assert (amount.unit, amount.min, amount.max, amount.track, amount.sensitive) == ("EUR", "0", "10000", True, False)
    assert facts["half"].calculated == "round(amount / 2, 2)"
    assert (facts["last_four"].pattern, facts["last_four"].sensitive) == (r"\d{4}", True)
    assert facts["since"].min == "2020-01-01"
    assert facts["urgent"].track is False
    assert facts["amount"].id.span == Span(14, 3, 14, 9)


def test_what_every_step_may_carry() -> None:
    step = read(WHOLE).steps["channel"]
    assert (step.title, step.say, step.why) == ("Way of paying", "Where were you?", "Tills and shops differ.")
    assert step.detail == "A till shows a code.\n\nA web shop does not.\n"
    assert step.tips == [Tip(Text("Ask for the receipt."), Text("Ann"), Text("2026-11-02"))]
    assert step.media == [Media(Text("till.png"), Text("A till")), Media(Text("till.mp4"), None, Text("till.vtt"))]
    assert step.links == [Link(Text("Codes"), Text("https://example.org/codes"))]
    assert (step.contact, step.owner, step.review_by) == ("payments-lead", "tills", "2027-01-31")
    assert step.set == {"urgent": "no", "signs": ["slow", "loud"]}
    assert step.was == ["way", "place"]
    assert (step.effective_from, step.effective_until) == ("2026-01-01", "2027-12-31")


def test_questions() -> None:
    steps = read(WHOLE).steps
    channel, code, signs = steps["channel"], steps["code"], steps["signs"]
    assert isinstance(channel, Question) and isinstance(code, Question) and isinstance(signs, Question)
    assert channel.ask == "Where did the customer try to pay?"
    assert channel.exhaustive and not channel.pick_many
    shop, online = channel.options
    assert (shop.label, shop.id, shop.go) == ("In a shop", "in-a-shop", "code")
    assert shop.id.span == shop.label.span == Span(45, 7, 45, 16)
    assert (online.label, online.id, online.go, online.note, online.say) == (
        "Online",
        "web",
        "amount",
        "Paid online.",
        "I see.",
    )
    assert (online.set, online.when, online.was) == ({"channel": "web"}, "urgent", ["net"])
    assert (online.effective_from, online.effective_until) == ("2026-02-01", "2026-03-01")
    assert (code.fact, code.then) == ("country", "amount")
    assert [(option.label, option.id, option.go) for option in code.options] == [
        ("05", "05", None),
        ("No code", "no-code", "amount"),
    ]
    assert signs.pick_many and (signs.fact, signs.then) == ("signs", "amount")
    assert [(option.id, option.exclusive) for option in signs.options] == [("slow", False), ("nothing", True)]


def test_the_other_kinds_of_step() -> None:
    steps = read(WHOLE).steps
    entered, route, action, call = steps["amount"], steps["by_amount"], steps["low_funds"], steps["call"]
    subtree, paid, handed = steps["identity"], steps["paid"], steps["ask_supervisor"]
    assert isinstance(entered, Input) and isinstance(route, Route) and isinstance(action, Action)
    assert isinstance(call, Action) and isinstance(subtree, Subtree)
    assert isinstance(paid, Outcome) and isinstance(handed, Outcome)
    assert (entered.ask, entered.fact, entered.then, entered.exhaustive) == (
        "What is the amount?",
        "amount",
        "by_amount",
        False,
    )
    assert [(branch.when, branch.go, branch.effective_from) for branch in route.branches] == [
        ('amount > 500 and country == "DE"', "ask_supervisor", "2026-01-01"),
        ("amount <= 500", "low_funds", None),
    ]
    assert route.otherwise == "ask_supervisor"
    assert action.do == ["Ask the customer to pay ((half)) now.", "Offer the instalment plan."]
    assert (action.checklist, action.confirm_all, action.then) == (True, True, "identity")
    check = steps["check"]
    assert isinstance(check, Action)
    assert (check.checklist, check.confirm_all, check.manner) == (True, False, "do-confirm")
    assert (call.do, call.checklist, call.confirm_all) == (["Call the bank."], False, False)
    assert (subtree.run, subtree.on, subtree.passed) == (
        "identity-check",
        {"verified": "paid", "failed": "ask_supervisor"},
        {"amount": "amount / 2"},
    )
    assert (paid.end, paid.do, paid.checklist, paid.note) == ("resolved", ["Close the case."], False, "Paid.")
    assert (paid.ask_solved, handed.ask_solved) == (False, None)
    assert (handed.do, handed.checklist, handed.say) == (["Hand over.", "Write a note."], True, "One moment.")


def test_scenarios() -> None:
    (scenario,) = read(WHOLE).scenarios
    assert (scenario.name, scenario.story) == ("Refused with code 05", "The terminal shows 05.")
    assert scenario.given == {"country": "DE", "signs": ["slow"]}
    assert scenario.responses == {"channel": "In a shop", "code": "05", "identity/code": "1234"}
    assert (scenario.ends, scenario.today) == ("paid", "2026-12-01")


def test_text_is_kept_as_written() -> None:
    text = "title: No\nsummary: 1.10\nowner: 0x1F\nkeywords: [05, yes, ~, 12:30, .inf, =, 2027-02-30]\n"
    tree = read(text + 'steps:\n  on: {end: resolved, say: "x\u2028y\x85z\u2029 \U0001f600"}\n')
    assert (tree.title, tree.summary, tree.owner) == ("No", "1.10", "0x1F")
    assert tree.keywords == ["05", "yes", "~", "12:30", ".inf", "=", "2027-02-30"]
    assert tree.steps["on"].say == "x\u2028y\x85z\u2029 \U0001f600"


def test_line_ends_and_a_mark_make_no_difference() -> None:
    def fields(data: bytes) -> tuple[str, list[tuple[str, Span]]]:
        tree, diagnostics = parse_tree(data, "trees/x/tree.yaml")
        assert tree is not None and not diagnostics
        return repr(tree), [(id, step.id.span) for id, step in tree.steps.items()]

    plain = fields(WHOLE.encode())
    assert fields(WHOLE.replace("\n", "\r\n").encode()) == plain
    assert fields(WHOLE.replace("\n", "\r").encode()) == plain
    assert fields(b"\xef\xbb\xbf" + WHOLE.encode()) == plain


def test_a_tree_with_mistakes_is_still_a_tree() -> None:
    text = """
title: Refund
facts:
  size: {type: numer}
steps:
  unclear: {title: What is it, set: {size: 3}}
  question: {ask: Which?, options: {One: done, Two: [done]}}
  action: {do: Look., then: [done]}
  input: {ask: How much?, then: done}
  done: {end: resolved}
"""
    tree, diagnostics = parse_tree(text.encode(), "trees/x/tree.yaml")
    assert tree is not None
    assert [one.code for one in diagnostics] == ["PS204", "PS205", "PS203", "PS203", "PS202", "PS202"]
    assert tree.facts["size"].type == ""
    unclear, question, action, entered = (tree.steps[id] for id in ("unclear", "question", "action", "input"))
    assert isinstance(unclear, Broken) and unclear.set == {"size": "3"}
    assert isinstance(question, Question) and [option.go for option in question.options] == ["done", None]
    assert isinstance(action, Action) and action.then is None
    assert isinstance(entered, Input) and entered.fact == ""


def test_a_misspelt_key_is_read_as_what_was_meant() -> None:
    text = "title: Refund\nsteps:\n  first: {ask: Which?, optoins: {One: done, Two: done}}\n"
    text += "  done: {end: resolved, say: Yes}\n"
    tree, diagnostics = parse_tree(text.encode(), "trees/x/tree.yaml")
    assert tree is not None
    assert [(one.code, one.span, one.remedy) for one in diagnostics] == [
        ("PS201", Span(3, 24, 3, 31), "Did you mean options?")
    ]
    first = tree.steps["first"]
    assert isinstance(first, Question) and [option.go for option in first.options] == ["done", "done"]


def test_what_could_not_be_read_is_kept_for_the_rules() -> None:
    text = "title: Refund\nsteps:\n  done: {end: resolved, say: Yes}\n   lost: {end: resolved, say: No}\n"
    tree, diagnostics = parse_tree(text.encode(), "trees/x/tree.yaml")
    assert tree is not None
    assert [one.code for one in diagnostics] == ["PS105"]
    assert "lost: {end" in tree.damaged


def test_settings() -> None:
    text = """
title: Desk
language: de
outcomes: [booked]
contacts:
  lead: {name: Lead, phone: 0800 1, email: lead@example.org, chat: "#lead", url: https://example.org, hours: 9 to 5}
hosts: [https://crm.example.org, "http://localhost:8080"]
theme: {accent: "#0b6157", accent_dark: "#7fd6c6", radius: 10, logo: desk.svg}
tracking: {collector: https://events.example.org/events, dom: yes, post_message: true, data_layer: no}
note: {header: "{title}\\n{date}", line: "- {line}"}
feedback: {email: aids@example.org}
storage: yes
source_url: https://forge.example.org/edit/{path}#L{line}
site_url: https://aids.example.org/desk/
store: clickhouse://desk@ch.example.org:8443/desk?cluster=desk&secure=no
heads: 120
"""
    settings, diagnostics = parse_settings(text.encode(), "perfsupport.yaml")
    assert diagnostics == []
    assert (settings.title, settings.language) == ("Desk", "de")
    assert settings.outcomes == ["resolved", "escalated", "transferred", "booked"]
    lead = settings.contacts["lead"]
    assert (lead.id, lead.name, lead.phone, lead.email) == ("lead", "Lead", "0800 1", "lead@example.org")
    assert (lead.chat, lead.url, lead.hours) == ("#lead", "https://example.org", "9 to 5")
    assert settings.hosts == ["https://crm.example.org", "http://localhost:8080"]
    assert (settings.theme.accent, settings.theme.accent_dark) == ("#0b6157", "#7fd6c6")
    assert (settings.theme.radius, settings.theme.logo) == ("10", "desk.svg")
    tracking = settings.tracking
    assert tracking.collector == "https://events.example.org/events"
    assert (tracking.dom, tracking.post_message, tracking.data_layer, tracking.rep_reference) == (
        True,
        True,
        False,
        False,
    )
    assert (settings.note.header, settings.note.line, settings.note.footer) == ("{title}\n{date}", "- {line}", None)
    assert (settings.feedback.issues, settings.feedback.email) == (None, "aids@example.org")
    assert settings.storage
    assert settings.source_url == "https://forge.example.org/edit/{path}#L{line}"
    assert settings.site_url == "https://aids.example.org/desk/"
    assert settings.store == "clickhouse://desk@ch.example.org:8443/desk?cluster=desk&secure=no"
    assert settings.heads == "120"


def test_settings_have_defaults() -> None:
    settings, diagnostics = parse_settings(b"# nothing yet\n", "perfsupport.yaml")
    assert diagnostics == []
    assert (settings.title, settings.language, settings.tracking.collector) == ("Job aids", "en", None)
    assert list(settings.outcomes) == ["resolved", "escalated", "transferred"]
