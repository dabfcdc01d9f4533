"""Every file of the hostile corpus is read: never an exception, within 2 seconds and in bounded memory."""

from __future__ import annotations

import time
import tracemalloc
from pathlib import Path

import pytest

from perfsupport.diagnostics import Diagnostic
from perfsupport.garbage import without_collector
from perfsupport.parsing import parse_settings, parse_tree
from tests.conftest import SHARED_DATA

FOLDER = SHARED_DATA / "hostile" / "yaml"
FILES = sorted(file.name for file in FOLDER.glob("*.yaml"))
MOST_SECONDS = 2
MOST_BYTES = 500_000_000

HARMLESS = {
    "bom.yaml",
    "cr-only.yaml",
    "crlf.yaml",
    "equals-and-merge-as-text.yaml",
    "folded-vs-literal.yaml",
    "json-in-script.yaml",
    "long-line-200kb.yaml",
    "many-nodes-3000.yaml",
    "nel-ls.yaml",
    "norway-options.yaml",
    "norway.yaml",
    "proto-keys.yaml",
    "tag-float-inf.yaml",
    "tag-int-huge.yaml",
    "tag-timestamp-bad.yaml",
    "text-html.yaml",
    "wide-options-1000.yaml",
}
"""Well-formed files that hold nothing but mappings, lists and texts. They are no trees, which is another matter."""


def parse(data: bytes, path: str) -> tuple[float, list[Diagnostic]]:
    """Return the seconds it took and what was found. As in every command the garbage collector is off.

    It would walk all that other tests have left in this process.
    """
    with without_collector():
        start = time.process_time()
        _, found = parse_tree(data, path)
        return time.process_time() - start, found


def read(name: str, shared_data: Path) -> tuple[float, list[str]]:
    """Return the seconds it took and the codes of what was found."""
    data = (shared_data / "hostile" / "yaml" / name).read_bytes()
    taken, found = parse(data, f"trees/hostile/{name}")
    parse_settings(data, "perfsupport.yaml")
    for one in found:
        assert (one.cause + one.remedy).isprintable(), one
        assert one.cause[-1] in ".?!`…" or one.code == "PS106", one
    return taken, [one.code for one in found]


@pytest.mark.parametrize("name", FILES or ["none"])
def test_a_hostile_file_is_answered(name: str, shared_data: Path) -> None:
    taken, codes = read(name, shared_data)
    assert taken < MOST_SECONDS
    assert codes, "none of these files is a tree"
    mistakes_of_reading = [code for code in codes if code.startswith("PS1")]
    assert bool(mistakes_of_reading) == (name not in HARMLESS)


def test_memory_stays_bounded(shared_data: Path) -> None:
    """The dearest files together; an expanded alias bomb alone would need gigabytes."""
    tracemalloc.start()
    try:
        for name in (
            "bomb-quadratic.yaml",
            "bomb-billion-laughs-9.yaml",
            "bomb-merge-keys.yaml",
            "long-line-200kb.yaml",
        ):
            read(name, shared_data)
        assert tracemalloc.get_traced_memory()[1] < MOST_BYTES
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    ("name", "code", "line"),
    [
        ("alias-undefined.yaml", "PS108", 1),
        ("bad-indent.yaml", "PS105", 4),
        ("bomb-deep-flow-5000.yaml", "PS113", 1),
        ("bom-middle.yaml", "PS103", 3),
        ("colon-in-text.yaml", "PS118", 1),
        ("control-chars.yaml", "PS102", 1),
        ("dup-keys.yaml", "PS111", 4),
        ("empty.yaml", "PS114", 1),
        ("hash-in-text.yaml", "PS118", 2),
        ("invalid-utf8.yaml", "PS101", 1),
        ("key-empty.yaml", "PS116", 1),
        ("key-very-long.yaml", "PS116", 1),
        ("keys-nonstring.yaml", "PS116", 6),
        ("latin1.yaml", "PS101", 1),
        ("list-root.yaml", "PS115", 1),
        ("multi-doc.yaml", "PS112", 2),
        ("nul.yaml", "PS102", 1),
        ("only-comment.yaml", "PS114", 1),
        ("percent-at-start.yaml", "PS118", 3),
        ("tab-after-dash.yaml", "PS104", 1),
        ("tabs.yaml", "PS104", 2),
        ("tag-python-object.yaml", "PS109", 1),
        ("tag-timestamp-bad.yaml", "PS201", 1),
        ("unclosed-bracket.yaml", "PS107", 1),
        ("unclosed-quote.yaml", "PS106", 3),
        ("utf16le.yaml", "PS101", 1),
        ("utf16-nobom.yaml", "PS101", 1),
        ("yaml-directive-2.0.yaml", "PS117", 1),
    ],
)
def test_the_hazard_is_named_where_it_stands(name: str, code: str, line: int, shared_data: Path) -> None:
    _, found = parse_tree((shared_data / "hostile" / "yaml" / name).read_bytes(), f"trees/hostile/{name}")
    assert (code, line) in {(one.code, one.span.line) for one in found}


def bombs() -> list[tuple[str, bytes]]:
    """Return files made to keep a reader busy: name and bytes."""
    head = b"title: Refund\nsteps:\n"
    return [
        ("a mistake in every line", head + b"  a: b: c\n" * 20_000),
        ("an unclosed quote in every line", head + b'  a: "b\n' * 20_000),
        ("an unclosed bracket in every line", head + b"  a: [b\n" * 20_000),
        ("ever deeper lines", head + b"".join(b" " * depth + b"- a\n" for depth in range(1_500))),
        ("ever deeper brackets", head + b"  a: " + b"[" * 1_000_000),
        ("ever deeper lists on a line", head + b"  a:\n    " + b"- " * 500_000),
        ("ever deeper keys on a line", head + b"  a:\n    " + b"? " * 500_000),
        ("one key many times", head + b"  a: b\n" * 50_000),
        ("unknown keys", b"".join(b"k%d: v\n" % number for number in range(3_000))),
        ("unknown keys with long names", b"".join(b"k%d" % number + b"x" * 900 + b": v\n" for number in range(500))),
        ("control characters", b"\x07" * 1_900_000),
        ("lines of control characters", b"\x07\n" * 900_000),
        ("bytes that are no UTF-8", b"\xff" * 1_900_000),
        ("private use characters", head + "".join(map(chr, range(0xF0000, 0xFFFFE))).encode() + b"\n  a: b: c\n"),
        ("comment signs", head + b"  a: b #c\n" * 50_000),
        ("tabs", head + b"\ta: b\n" * 50_000),
        ("anchors", head + b"".join(b"  a%d: &a%d b\n" % (number, number) for number in range(20_000))),
        ("too large", b"#" * 2_000_001),
    ]


@pytest.mark.parametrize(("name", "data"), bombs(), ids=[name for name, _ in bombs()])
def test_a_bomb_of_our_own_is_answered(name: str, data: bytes) -> None:
    taken, found = parse(data, "trees/hostile/bomb.yaml")
    assert taken < MOST_SECONDS
    assert found
