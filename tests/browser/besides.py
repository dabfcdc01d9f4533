"""A site with all that a rep does besides choosing: say whether it helped, what is wrong, look closely, print."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from perfsupport.building import build_project
from perfsupport.project import load_project
from tests.browser.samples import make_png
from tests.browser.serving import read_headers, serve

SOURCE = "source_url: https://github.com/desk/aids/blob/main/{path}#L{line}"
NOTE = """
note:
  header: "{title}, {date}"
  line: "- {line}"
  footer: "Ended: {outcome}"
"""
TREE = """
title: Lost parcel
owner: parcel-desk
review_by: 2026-12-31
ask_solved: yes
fallback: handed_over
facts:
  weight: {type: number, unit: kg, min: 0, from: host}
  price: {type: number, unit: EUR, label: price, is: weight * 2}
  secret: {type: text, label: secret word, sensitive: yes}
steps:
  where:
    ask: Where did it get lost?
    say: Do you know where it was seen last?
    media: [{file: depot.png, alt: The depot from above}]
    options:
      At the depot: weight
      On the way: search
      New in January: {go: closed, from: 2027-01-31}
  weight: {ask: How heavy is it?, fact: weight, then: word}
  word: {ask: What is the secret word?, fact: secret, then: search}
  search:
    title: Search for ((weight))
    say: The word is ((secret)).
    do: [Open the list., Look for the number., Tick it off.]
    confirm: read-do
    then: close
  close:
    title: Close the search
    do: [Lock the list., Tell the depot.]
    confirm: do-confirm
    then: closed
  closed: {end: resolved, say: It is on its way to you., note: Parcel found.}
  handed_over: {end: escalated, do: Hand over., ask_solved: no}
"""


def write_besides(root: Path, settings: str, tree: str = TREE) -> Path:
    """Write the project into a folder and return it."""
    (root / "trees/desk").mkdir(parents=True, exist_ok=True)
    (root / "trees/media").mkdir(exist_ok=True)
    (root / "trees/media/depot.png").write_bytes(make_png(640, 480))
    (root / "perfsupport.yaml").write_text(f"title: Desk\n{NOTE}{settings}\n", encoding="utf-8")
    (root / "trees/desk/lost-parcel.yaml").write_text(tree, encoding="utf-8")
    return root


@contextmanager
def serve_besides(root: Path, settings: str, tree: str = TREE) -> Iterator[str]:
    """Build and serve the site under its own policy; give the address of the aid."""
    project = load_project(write_besides(root, settings, tree))
    built = build_project(project, root / "build", "2026-11-22", maps=False, durable=False)
    assert built.written, built.diagnostics
    with serve(root / "build", headers=read_headers(root / "build")) as server:
        yield f"{server.origin}/lost-parcel.html"
