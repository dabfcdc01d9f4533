"""A project for the player's tests: every kind of step, and everything a step can carry."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

SETTINGS = """
title: Desk guides
source_url: https://forge.example/desk/blob/main/{path}#L{line}
hosts: [%s]
contacts:
  payments-lead:
    name: Payments lead
    phone: +44 20 7946 0000
    email: lead@desk.example
    chat: "#payments"
    hours: Mon to Fri 8 to 18
tracking: {dom: yes}
"""

CARD = """
title: Card declined at a till
summary: Find out why a card was refused, and what the customer can do **now**.
owner: payments-desk
review_by: 2999-06-30
fallback: ask_supervisor
facts:
  country: {type: choice, options: {de: Germany, fr: France}, from: [host, link]}
  channel: {type: choice, options: [shop, web]}
  amount: {type: number, unit: EUR, min: 0, max: 5000, track: yes}
  half: {type: number, unit: EUR, is: "round(amount / 2, 2)"}
  when: {type: date, label: day of purchase}
  customer: {type: text, label: customer's name, sensitive: yes}
  reference: {type: text, pattern: "[A-Z]{2}\\\\d{4}"}
  had_letter: {type: yes_no, label: had a letter}
  signs: {type: many, options: {chip: Worn chip, strip: Scratched strip, bent: Bent card, none: Nothing}}
steps:
  place:
    ask: Where did the customer try to pay?
    say: Where were you when the card was refused?
    why: Tills and web shops send different codes.
    tips:
      - {text: Some say shop and mean a web shop., by: Night shift, on: 2026-10-03}
    options:
      In a shop: {go: terminal_code, note: Payment was made in a shop., set: {channel: shop}}
      Online:
        go: amount
        id: web
        say: I see. I will look at the web payment.
        note: Payment was made online.
        set: {channel: web}
      By telephone: {go: country}
  terminal_code:
    ask: Which code does the terminal show?
    say: Could you read me the two digits on the display?
    media: [{file: terminal.png, alt: A terminal with two digits in the upper corner of its display}]
    detail: |
      The code stands in the upper corner.

      | Code | Means |
      |---|---|
      | 05 | The bank refuses |
      | 51 | Not enough money |
    options:
      05, do not honour: {go: do_not_honour, id: "05"}
      51, not enough money: {go: amount, id: "51"}
      54, card has expired: {go: signs, id: "54"}
  country:
    ask: Which country was the card issued in?
    fact: country
    then: amount
  amount:
    ask: What is the amount that was refused?
    fact: amount
    then: by_amount
  by_amount:
    route:
      - {when: amount > 500, go: ask_supervisor}
    otherwise: offer
  offer:
    title: Offer another way to pay
    do:
      - Ask the customer to pay **((half))** now.
      - Offer the instalment plan.
      - Say that both cost nothing.
    say: You can pay half today and the rest next month.
    links: [{text: Instalment rules, url: "https://desk.example/rules"}]
    contact: payments-lead
    confirm: all
    then: identity
  identity:
    run: identity-check
    on: {verified: letter, failed: ask_supervisor}
  letter:
    ask: Has the customer had a letter about this card?
    fact: had_letter
    then: bought
  bought:
    ask: On which day was the purchase?
    fact: when
    then: calm
  calm:
    title: Tell the customer what happens now
    do: The bank looks at the payment within two working days.
    why: Most callers ring again only because nobody told them.
    then: paid
  signs:
    ask: What does the card look like?
    pick: many
    fact: signs
    then: reference
    options:
      - {label: The chip is worn, id: chip}
      - {label: The strip is scratched, id: strip}
      - {label: The card is bent, id: bent}
      - {label: Nothing to see, id: none, exclusive: yes}
  reference:
    ask: Which reference is on the slip?
    fact: reference
    then: new_card
  new_card:
    end: resolved
    do: Order a new card.
    say: A new card is on its way.
    note: New card ordered (((reference))).
  do_not_honour:
    was: [code_05]
    end: transferred
    say: Your bank has blocked this payment. Only your bank can lift the block.
    note: Customer sent to own bank (code 05).
  paid:
    end: resolved
    do: [Confirm the payment., Close the case.]
    note: Paid ((half)).
  ask_supervisor:
    end: escalated
    do: Hand over to the supervisor with the note.
    contact: payments-lead
"""

IDENTITY = """
title: Identity check
facts:
  code: {type: text, pattern: '\\d{4}', label: code word digits, sensitive: yes}
steps:
  code:
    ask: Which digits did the customer give?
    fact: code
    then: matches
  matches:
    ask: Do the digits match?
    exhaustive: yes
    options:
      Yes, they match: {go: verified, id: "yes"}
      No: failed
  verified: {end: resolved, say: "Thank you, that is all I need.", note: Identity verified.}
  failed: {end: escalated, do: Do not say which part was wrong.}
"""


def make_png(width: int, height: int) -> bytes:
    """Return a picture in one colour."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    rows = (b"\0" + b"\x4c\x7a\x6d" * width) * height
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def write_project(root: Path, trees: dict[str, str], hosts: str = "") -> Path:
    """Write a project of these trees (id: text) into a folder and return it."""
    (root / "trees/desk").mkdir(parents=True)
    (root / "trees/media").mkdir()
    (root / "trees/media/terminal.png").write_bytes(make_png(320, 160))
    (root / "perfsupport.yaml").write_text(SETTINGS % hosts, encoding="utf-8")
    for name, text in trees.items():
        (root / f"trees/desk/{name}.yaml").write_text(text, encoding="utf-8")
    return root
