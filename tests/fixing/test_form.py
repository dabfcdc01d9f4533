"""One form: the same again when repeated, and the same program as before."""

from __future__ import annotations

import json
import re
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from perfsupport.fixing.form import format_file
from perfsupport.parsing.reader import read_document
from perfsupport.project import change_project, load_project
from perfsupport.proving import prove_project
from tests.conftest import ROOT
from tests.generated.trees import load_program, make_project
from tests.parsing.test_any_text import PIECES
from tests.real_trees.convert import write_legal_advice_checker, write_towing_rules
from tests.sampling import times

CASES = Path(__file__).parent / "form"
OK = sorted((ROOT / "tests" / "cases" / "ok").rglob("*.yaml"))
SAMPLES = sorted((ROOT / "trees").glob("*/*.yaml"))
STARTER = ROOT / "perfsupport" / "starter" / "trees" / "parcels" / "parcel-late.yaml"
PATH = "trees/x/tree.yaml"
USUAL = settings(max_examples=times(20), deadline=None, suppress_health_check=list(HealthCheck))


def form(data: bytes) -> bytes:
    """Return the one form; hold that it says the same, and is the same again when formatted once more."""
    formatted = format_file(data, PATH)
    assert not formatted.problem
    assert read_document(formatted.data, PATH).root == read_document(data, PATH).root
    assert format_file(formatted.data, PATH).data == formatted.data
    return formatted.data


@pytest.mark.parametrize("case", sorted(CASES.glob("*.before.yaml")), ids=lambda case: case.name)
def test_the_form(case: Path) -> None:
    expected = case.with_name(case.name.replace(".before.", ".after."))
    assert form(case.read_bytes()).decode() == expected.read_text(encoding="utf-8")


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.stem)
def test_the_samples_are_in_the_one_form(sample: Path) -> None:
    assert form(sample.read_bytes()) == sample.read_bytes()


@pytest.mark.parametrize("file", [*OK, STARTER, ROOT / "perfsupport.yaml"], ids=lambda file: file.stem)
def test_small_right_files(file: Path) -> None:
    form(file.read_bytes())


def disturb(text: str, random: Random) -> str:
    """Return a text indented and spaced in another way, with comments and blank lines put in."""
    wider = random.choice([1, 2])
    lines = []
    for line in text.split("\n"):
        depth = len(line) - len(line.lstrip(" "))
        if line.strip() and random.random() < 0.1:
            lines.append(random.choice(["", "\n", f"{' ' * (depth * wider)}# so far", "# at the start"]))
        line = " " * (depth * wider) + line.strip()
        lines.append(line + random.choice(["", "", "  ", " # why"] if line.endswith(('"', ":")) else [""]))
    return "\n".join(lines) + random.choice(["", "\n", "\n\n# end\n"])


@USUAL
@given(st.integers(0, 2**32))
def test_generated_projects_in_any_form(seed: int) -> None:
    random = Random(seed)
    files = make_project(random)
    disturbed = {path: disturb(text, random) for path, text in files.items()}
    formed = {path: form(text.encode()).decode() for path, text in disturbed.items()}
    before, after = load_program(files), load_program(formed)
    assert without_lines(after) == without_lines(before)


def without_lines(program: object) -> object:
    """Return a program without what depends on where things stand in the file."""

    def strip(value: object) -> object:
        if isinstance(value, dict):
            return {key: strip(each) for key, each in value.items() if key not in ("line", "version")}
        return [strip(each) for each in value] if isinstance(value, list) else value

    return strip(json.loads(json.dumps(program)))


def widen(match: re.Match[str]) -> str:
    return match[1] * 2 + match[2].replace("- ", "-   ")


def test_the_samples_stay_the_same_program_in_another_form() -> None:
    project = load_project(ROOT)
    texts = {path: (ROOT / path).read_text("utf-8") for path in project.sources if path.startswith("trees/")}
    wide = {path: re.sub(r"^( *)((?:- )*)", widen, text, flags=re.MULTILINE).encode() for path, text in texts.items()}
    formed = {path: form(data) for path, data in wide.items()}
    before = prove_project(project, "2026-11-22").programs
    after = prove_project(change_project(project, dict(formed)), "2026-11-22").programs
    assert without_lines(after) == without_lines(before)


def test_real_trees(shared_data: Path, tmp_path: Path) -> None:
    write_towing_rules(tmp_path)
    write_legal_advice_checker(tmp_path)
    for file in tmp_path.glob("trees/*/*.yaml"):
        form(file.read_bytes())


@settings(USUAL, max_examples=times(200))
@given(PIECES)
def test_whatever_a_file_holds_it_says_the_same_afterwards(text: str) -> None:
    data = text.encode("utf-8", "surrogatepass")
    formatted = format_file(data, PATH)
    if formatted.problem:
        assert formatted.data == data
    else:
        assert read_document(formatted.data, PATH).root == read_document(data, PATH).root
        assert format_file(formatted.data, PATH).data == formatted.data


def test_a_file_with_a_mistake_stays_as_it_is() -> None:
    formatted = format_file(b'title:   "x\n', PATH)
    assert formatted == (b'title:   "x\n', "line 1 cannot be read: mend it first (perfsupport check)")


def test_line_ends_stay_and_a_mark_goes() -> None:
    assert format_file(b"\xef\xbb\xbfa:   1\r\nb: 2\n", PATH).data == b"a: 1\r\nb: 2\r\n"
