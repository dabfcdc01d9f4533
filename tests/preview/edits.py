"""Random edits of a project, as authors make them: words changed, lines lost, files renamed."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from random import Random

from tests.conftest import ROOT
from tests.generated.trees import make_project

SAMPLES = (
    "trees/billing/pay-out-credit.yaml",
    "trees/checks/identity-check.yaml",
    "trees/checks/meter-reading.yaml",
    "trees/media/bill.svg",
    "trees/media/fernhill.svg",
    "trees/media/meter-kinds.svg",
    "trees/media/register.svg",
)
SETTINGS = (
    "title: Desk\n",
    "title: Another desk\ncontacts:\n  payments-lead: {name: Payments, phone: 0800 1}\n",
    "title: Desk\nlanguage: ar\ncontacts: {lead: {name: Lead, email: lead@example.org}}\n",
    "title: [broken\n",
    "",
)
LINES = (
    "  stray: {end: resolved, say: Stray.}\n",
    "    then: nowhere\n",
    "\ttab: yes\n",
    "# a remark\n",
    "end: resolved\n",
)


def write_project(root: Path, random: Random) -> None:
    """Write some of the samples, and generated trees beside them."""
    for path in SAMPLES:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / path, root / path)
    shutil.copy(ROOT / "perfsupport.yaml", root)
    for path, text in make_project(random).items():
        (root / path).parent.mkdir(exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")


def make_edit(root: Path, random: Random) -> str:
    """Change something in the project, and return what it was."""
    name = random.choice([*EDITS] + ["words", "line"] * 3)
    files = sorted((root / "trees").glob("*/*.yaml"))
    EDITS[name](root, random, random.choice(files) if files else root / "trees/generated/tree-0.yaml")
    return name


def _change_words(_root: Path, random: Random, file: Path) -> None:
    lines = _read(file)
    at = random.randrange(len(lines))
    lines[at] = lines[at].replace(random.choice("aeiou"), random.choice("aeiou"), 1)
    _write(file, lines)


def _change_line(_root: Path, random: Random, file: Path) -> None:
    lines = _read(file)
    at = random.randrange(len(lines))
    lines[at : at + random.randint(0, 1)] = random.choice(
        [[], [random.choice(LINES)], [lines[random.randrange(len(lines))]]]
    )
    _write(file, lines)


def _mend(root: Path, _random: Random, file: Path) -> None:
    """Put the sample back as it was."""
    original = ROOT / file.relative_to(root)
    if original.exists():
        shutil.copy(original, file)


def _delete(_root: Path, _random: Random, file: Path) -> None:
    file.unlink(missing_ok=True)


def _rename(_root: Path, random: Random, file: Path) -> None:
    if file.exists():
        file.rename(file.with_name(random.choice(["renamed.yaml", "tree-1.yaml", "Bad Name.yaml", "copy.yml"])))


def _move(root: Path, random: Random, file: Path) -> None:
    folder = root / "trees" / random.choice(["elsewhere", "generated", "media"])
    folder.mkdir(exist_ok=True)
    if file.exists() and file.parent != folder:
        shutil.copy(file, folder)


def _empty(_root: Path, _random: Random, file: Path) -> None:
    _write(file, [])


def _write_scenarios(_root: Path, random: Random, file: Path) -> None:
    """Write scenarios beside a tree, or take them away."""
    beside = file.with_name(f"{file.stem}.scenarios.yaml")
    text = f"scenarios:\n  - name: Beside {random.random()}\n    responses: {{}}\n    ends: done\n"
    beside.write_text(random.choice([text, "scenarios: [", ""]), encoding="utf-8")


def _settle(root: Path, random: Random, _file: Path) -> None:
    (root / "perfsupport.yaml").write_text(random.choice(SETTINGS), encoding="utf-8")


def _change_media(root: Path, random: Random, _file: Path) -> None:
    media = root / "trees/media"
    media.mkdir(exist_ok=True)
    there = sorted(file for file in media.rglob("*") if file.is_file())
    if there and random.random() < 0.5:
        random.choice(there).unlink()
    else:
        (media / f"new-{random.randrange(3)}.svg").write_text(f"<svg><!-- {random.random()} --></svg>")


def _override(root: Path, random: Random, _file: Path) -> None:
    """Give the project a template of its own, a changed one, or none."""
    own = root / "site_templates"
    shutil.rmtree(own, ignore_errors=True)
    if random.random() < 0.7:
        name = random.choice(["pages/aid.html.j2", "styles/page.css", "components/currency.html.j2"])
        (own / name).parent.mkdir(parents=True)
        text = (ROOT / "site_templates" / name).read_text(encoding="utf-8")
        remark = "/* changed */" if name.endswith(".css") else "{# changed #}<!-- changed -->"
        (own / name).write_text(remark + text, encoding="utf-8")


EDITS: dict[str, Callable[[Path, Random, Path], None]] = {
    "words": _change_words,
    "line": _change_line,
    "scenarios": _write_scenarios,
    "mend": _mend,
    "delete": _delete,
    "rename": _rename,
    "move": _move,
    "empty": _empty,
    "settings": _settle,
    "media": _change_media,
    "template": _override,
}


def _read(file: Path) -> list[str]:
    return (
        file.read_text(encoding="utf-8").splitlines(keepends=True) or ["title: New\n"]
        if file.exists()
        else ["title: New\n"]
    )


def _write(file: Path, lines: list[str]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("".join(lines), encoding="utf-8")
