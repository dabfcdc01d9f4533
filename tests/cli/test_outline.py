"""``perfsupport outline`` as it is called."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.running import run

SAMPLE = Path(__file__).parents[1] / "outline" / "project"


@pytest.mark.parametrize("name", ["identity-check", "trees/identity-check.yaml", "identity-check.yaml"])
def test_a_tree_is_named_by_id_or_by_file(name: str) -> None:
    done = run(SAMPLE, "outline", name)
    assert done.returncode == 0
    assert done.stdout.startswith("Check who is calling\n====")
    assert "Card declined" not in done.stdout


def test_all_trees_where_none_is_named() -> None:
    done = run(SAMPLE, "outline", "--format", "markdown")
    assert "# Card declined at a till" in done.stdout
    assert "# Check who is calling" in done.stdout


def test_a_page_is_written_into_a_file(tmp_path: Path) -> None:
    done = run(SAMPLE, "outline", "--format", "html", "-o", str(tmp_path / "new" / "o.html"))
    assert (done.returncode, done.stdout) == (0, "")
    assert "<h1>Payments desk: outlines</h1>" in (tmp_path / "new" / "o.html").read_text(encoding="utf-8")


def test_no_such_tree() -> None:
    done = run(SAMPLE, "outline", "identity-chek")
    assert done.returncode == 2
    assert "There is no tree identity-chek in this project. Did you mean identity-check?" in done.stderr


def test_a_language_is_asked_for(tmp_path: Path) -> None:
    done = run(SAMPLE, "outline", "identity-check", "--language", "fr", "--format", "html")
    assert done.returncode == 0 and '<html lang="fr"' in done.stdout
    refused = run(SAMPLE, "outline", "identity-check", "--language", "nl")
    assert refused.returncode == 2
    assert "There are no words in the language nl. Use one of en, ar, de, es or fr, or write" in refused.stderr
