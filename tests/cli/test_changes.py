"""``fix``, ``fmt``, ``rename`` and ``extract`` as a designer runs them: what they print, write, and end with."""

from __future__ import annotations

from pathlib import Path

import pytest

from perfsupport.cli.main import perfsupport
from perfsupport.errors import UsageError

TREE = b"""title:   Small
steps:
  card:
    Ask: Is it: blocked?
    options: {"Yes": hotlien, "No": paid}
    media:
      - file: card.svg   # the card
  hotline: {end: transferred, say: I put you through to the hotline.}
  paid: {end: resolved, say: You can pay again.}
scenarios:
  - {name: One, responses: {card: "Yes"}, ends: hotline}
"""
FIXED = TREE.replace(b"Ask: Is it: blocked?", b'ask: "Is it: blocked?"').replace(b"hotlien", b"hotline")


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    file = tmp_path / "trees" / "cards" / "small.yaml"
    (tmp_path / "trees" / "media").mkdir(parents=True)
    (tmp_path / "trees" / "media" / "card.svg").write_text("<svg/>")
    file.parent.mkdir()
    file.write_bytes(TREE)
    (tmp_path / "perfsupport.yaml").write_text("title: Small\n")
    monkeypatch.chdir(tmp_path)
    return file


def run(*arguments: str) -> object:
    return perfsupport.main(list(arguments), standalone_mode=False)


def test_fix_tells_what_it_did_and_what_is_left(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("fix") == 1
    told = capsys.readouterr().out
    assert told.startswith("trees/cards/small.yaml:4: PS118: Put the text in quotes\n")
    assert "trees/cards/small.yaml:4: PS201: Write ask\ntrees/cards/small.yaml:5: PS301: Write hotline\n" in told
    assert "Mended 3 findings. Left:" in told
    assert "error PS801" in told
    assert "1 more can be mended or marked for you with: perfsupport fix --unsafe" in told
    assert tree.read_bytes() == FIXED
    assert sorted(path.name for path in tree.parent.iterdir()) == ["small.yaml"]


def test_fix_marks_a_gap_only_when_asked(tree: Path) -> None:
    assert run("fix", "--unsafe") == 0
    gap = b'      - file: card.svg   # the card\n        alt: "TODO: say what the picture shows"\n'
    assert tree.read_bytes() == FIXED.replace(b"      - file: card.svg   # the card\n", gap)
    assert run("fix", "--unsafe") == 0
    assert tree.read_bytes().count(b"TODO") == 1


@pytest.mark.parametrize("option", ["--diff", "--dry-run"])
def test_a_diff_writes_nothing(tree: Path, capsys: pytest.CaptureFixture[str], option: str) -> None:
    """By the name that it has where something is renamed, too."""
    assert run("fix", option) == 1
    assert "-    Ask: Is it: blocked?\n" in capsys.readouterr().out
    assert tree.read_bytes() == TREE


def test_fmt_leaves_what_cannot_be_read(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("fmt") == 1
    assert "trees/cards/small.yaml: left as it is: line 4 cannot be read" in capsys.readouterr().err
    assert tree.read_bytes() == TREE
    tree.write_bytes(FIXED)
    assert run("fmt", "--check") == 1
    assert run("fmt", "--dry-run") == 1
    assert tree.read_bytes() == FIXED
    assert run("fmt") == 0
    assert tree.read_bytes().startswith(b"title: Small\n\nsteps:\n  card:\n")
    assert run("fmt", "--check") == 0


def test_rename_and_extract(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("fix", "--unsafe") == 0
    before = tree.read_bytes()
    assert run("rename", "step", "small", "hotline", "call_us", "--dry-run") == 0
    assert tree.read_bytes() == before
    assert run("rename", "step", "small", "hotline", "call_us") == 0
    assert b"  call_us: {was: hotline, end: transferred" in tree.read_bytes()
    assert run("extract", "small", "card", "--to", "cards/blocked") == 0
    assert "wrote trees/cards/blocked.yaml" in capsys.readouterr().out
    assert b'responses: {card/card: "Yes"}, ends: call_us' in tree.read_bytes()
    assert run("inline", "small", "card") == 0
    assert b'responses: {card: "Yes"}, ends: call_us' in tree.read_bytes()


def test_what_cannot_be_is_wrong_usage(tree: Path) -> None:
    tree.write_bytes(FIXED)
    with pytest.raises(UsageError, match=r"`crad` is not a step of `small`\. Did you mean card\?"):
        run("rename", "step", "small", "crad", "x")
