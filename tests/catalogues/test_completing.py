"""Which words of the interface a project's languages lack, as ``check`` tells it."""

from __future__ import annotations

from pathlib import Path

import pytest

from perfsupport.catalogues.completing import read_messages
from perfsupport.diagnostics import Diagnostic
from perfsupport.project import load_project
from perfsupport.proving import check_project
from tests.rules.helpers import write_files

TREE = b"""title: Refunds
owner: payments-desk
review_by: 2027-06-30
steps:
  paid: {title: Paid back, end: resolved, say: The money is on its way.}
"""


def find(root: Path, settings: str, **catalogues: str) -> list[Diagnostic]:
    own = {f"translations/interface.{tag.replace('_', '-')}.po": po.encode() for tag, po in catalogues.items()}
    write_files(root, {"perfsupport.yaml": settings.encode(), "trees/desk/refund.yaml": TREE, **own})
    return [one for one in check_project(load_project(root), "2026-11-22") if one.code == "PS857"]


def write_po(*messages: str) -> str:
    head = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'
    quoted = (message.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") for message in messages)
    return head + "".join(f'msgid "{message}"\nmsgstr "X {message}"\n\n' for message in quoted)


@pytest.mark.parametrize("language", ["en", "en-GB", "de", "de-AT", "ar", "fr-CA"])
def test_languages_that_come_along_lack_nothing(tmp_path: Path, language: str) -> None:
    assert find(tmp_path, f"language: {language}\n") == []


def test_a_catalogue_is_asked_for_where_there_is_none(tmp_path: Path) -> None:
    [found] = find(tmp_path, "languages: [de, nl]\n", it=write_po("Back"))
    assert (found.path, found.span.line, found.span.column) == ("perfsupport.yaml", 1, 17)
    assert found.cause == "The words of the interface are missing in the language `nl`."
    assert "translations/interface.nl.po" in found.remedy


def test_what_a_catalogue_lacks_is_counted(tmp_path: Path) -> None:
    messages = read_messages()
    [found] = find(tmp_path, "language: nl-BE\n", nl=write_po(*messages[2:]))
    cause = f"2 words of the interface are missing in the language `nl-BE`, first “{messages[0]}”."
    assert found.cause == cause and "translations/interface.nl.po" in found.remedy
    assert find(tmp_path, "language: nl-BE\n", nl=write_po(*messages[2:]), nl_BE=write_po(*messages[:2])) == []
