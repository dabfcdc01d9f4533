"""Where reports go: the formats that were asked for, each printed or written into a file."""

from __future__ import annotations

import os
from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import click

from perfsupport.cli.printing import wants_colour, write_text
from perfsupport.errors import PerfsupportError, UsageError
from perfsupport.formatters import FORMATTERS, Report, RuleText, sum_up

MANUAL_LABEL = "Documentation"


class Wanted(NamedTuple):
    """A format, and the file it goes into; without one it is printed."""

    name: str
    file: Path | None


def read_formats(_context: click.Context, _option: click.Parameter, values: Sequence[str]) -> list[Wanted]:
    """Return what ``--format`` asks for, each ``NAME`` or ``NAME=FILE``."""
    wanted = []
    for value in values:
        name, _, file = value.partition("=")
        if name not in FORMATTERS:
            raise click.BadParameter(f"{name!r} is not one of {', '.join(map(repr, FORMATTERS))}.")
        wanted.append(Wanted(name, Path(file) if file else None))
    return wanted


def choose_formats(wanted: Sequence[Wanted], output: Path | None) -> list[Wanted]:
    """Return the formats, text unless another is named; ``output`` is the file of the one that names none."""
    chosen = list(wanted) or [Wanted("text", None)]
    printed = [one for one in chosen if one.file is None]
    if len(printed) > 1:
        names = " and ".join(one.name for one in printed)
        raise UsageError(f"Only one format can be printed, not {names}. Give a file: --format {printed[1].name}=FILE")
    if output is None:
        return chosen
    if not printed:
        raise UsageError("--output has nothing to write: every --format names a file of its own.")
    return [Wanted(one.name, one.file or output) for one in chosen]


def write_reports(report: Report, wanted: Sequence[Wanted]) -> None:
    """Print or write a report in each of the formats; where all go into files, its sum is printed."""
    for name, file in wanted:
        if file is not None:
            write_file(file, FORMATTERS[name](report))
        else:
            write_text(FORMATTERS[name](replace(report, colour=name == "text" and wants_colour())))
    if all(one.file is not None for one in wanted):
        write_text(f"{sum_up(report)}\n")
    summary = os.environ.get("GITHUB_STEP_SUMMARY")
    if summary and any(one.name == "github" for one in wanted):
        with Path(summary).open("a", encoding="utf-8", errors="backslashreplace") as stream:
            stream.write(FORMATTERS["markdown"](report))


def write_file(file: Path, text: str) -> None:
    """Write a text into a file in one step: a reader finds the old one or the new one, never a part."""
    data = text.encode("utf-8", "backslashreplace")
    if file.exists() and not file.is_file():
        if file.is_dir():
            raise UsageError(f"{file} is a folder. Name a file.")
        file.write_bytes(data)  # /dev/stdout and the like
        return
    file = file.resolve()  # a link stays a link
    if not file.parent.is_dir():
        raise PerfsupportError(f"There is no folder {file.parent} to write {file.name} into.")
    fresh = file.with_name(f".{file.name}-{os.urandom(4).hex()}")
    try:
        fresh.write_bytes(data)
        fresh.replace(file)
    finally:
        fresh.unlink(missing_ok=True)


def read_rules(codes: Collection[str]) -> dict[str, RuleText]:
    """Return what the rules of these codes are called, and their pages of the manual, by code."""
    from perfsupport.rules.catalogue import RULES
    from perfsupport.rules.manual import read_page, render_page

    found = [rule for rule in RULES if rule.code in codes]
    return {rule.code: RuleText(rule.name, read_page(rule).title, render_page(rule)) for rule in found}


def find_manual() -> str:
    """Return the address of the manual as the installed package names it, ending in ``/``, or nothing."""
    from importlib.metadata import PackageNotFoundError, metadata

    try:
        named = metadata("perfsupport").get_all("Project-URL") or []
    except PackageNotFoundError:
        return ""
    addresses = [address for label, _, address in (one.partition(", ") for one in named) if label == MANUAL_LABEL]
    return f"{addresses[0].rstrip('/')}/" if addresses else ""
