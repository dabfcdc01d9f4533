"""What ``perfsupport.yaml`` says to the commands about usage: where events are kept, and how many people there are."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from perfsupport.cli.speaking import choose_words
from perfsupport.diagnostics import Diagnostic, Severity
from perfsupport.errors import PerfsupportError, UsageError
from perfsupport.folder import TREES, find_root, is_root
from perfsupport.settings import SETTINGS_FILE, Settings
from perfsupport.store import DEFAULT_STORE
from perfsupport.store.address import PASSWORD_VARIABLE, Address, FileAddress, parse_address

if TYPE_CHECKING:
    from perfsupport.catalogues import Words

BUILT = "build"


def choose_store(named: str | None, root: Path | None = None) -> Address:
    """Return the store that the command line names, else the one in the settings, else the usual file here.

    A file that the settings name is relative to the project's folder. Raise PerfsupportError, with the place, where
    the settings cannot be read: whoever misspelt the store did not mean another one.
    """
    if named is not None:
        return _parse(named)
    file, settings, errors = _read_settings(root)
    if errors:
        raise PerfsupportError(f"{_tell(file, errors[0])} Or name the store with --store.")
    if settings.store is None:
        return _parse(DEFAULT_STORE)
    try:
        address = _parse(settings.store)
    except UsageError as error:
        place = f"{file}:{settings.store.span.line}:{settings.store.span.column}"
        raise PerfsupportError(f"{place}: {error}") from None
    return replace(address, path=file.parent / address.path) if isinstance(address, FileAddress) else address


def choose_heads(named: int | None, root: Path | None = None) -> int | None:
    """Return how many people a replaced course was for: what the command line says, else the settings, else None."""
    if named is not None:
        return named
    file, settings, errors = _read_settings(root)
    for error in errors:
        if error.cause.startswith("`heads`"):
            raise PerfsupportError(f"{_tell(file, error)} Or say it with --heads.")
    return None if settings.heads is None else int(settings.heads)


def choose_report_words(named: str | None, root: Path | None = None) -> Words:
    """Return the words of a report: in the language that the command line names, else in the project's."""
    file, settings, _errors = _read_settings(root)
    return choose_words(named, str(settings.language), file.parent)


def _parse(text: str) -> Address:
    return parse_address(text, os.environ.get(PASSWORD_VARIABLE, ""))


def _read_settings(root: Path | None) -> tuple[Path, Settings, list[Diagnostic]]:
    """Return the settings file of a folder, or of the project that this folder is in, what it says, and its errors.

    Where reports are made there may be the built site alone.
    """
    if root is not None and not is_root(root) and not (root / BUILT).is_dir():
        raise PerfsupportError(
            f"There is no {SETTINGS_FILE}, no folder {TREES} and no folder {BUILT} in {root}. Name a project's folder."
        )
    try:
        file = (root or find_root(Path.cwd())) / SETTINGS_FILE
        data = file.read_bytes()
    except (PerfsupportError, FileNotFoundError):
        return Path(SETTINGS_FILE), Settings(), []
    from perfsupport.parsing import parse_settings

    settings, found = parse_settings(data, SETTINGS_FILE)
    return file, settings, [each for each in found if each.severity is Severity.ERROR]


def _tell(file: Path, error: Diagnostic) -> str:
    # The value is not told again: it may hold a password, and this may end in a log.
    cause = "`store` cannot be used as it is." if error.cause.startswith("`store`") else error.cause
    return f"{file}:{error.span.line}:{error.span.column}: {cause} {error.remedy}"
