"""Git revisions of a project: which files differ from one, and its files written into a folder.

The ``git`` command does the work, without a shell, a pager, or the programs that a repository may name for comparing.
Nothing is checked out and nothing in the repository changes. The project may lie anywhere in it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import IO, NamedTuple

from perfsupport.catalogues.words import OWN_FOLDER
from perfsupport.errors import PerfsupportError
from perfsupport.folder import TREES, find_tree_path
from perfsupport.settings import SETTINGS_FILE

PROJECT_PATHS = (SETTINGS_FILE, TREES, OWN_FOLDER, "site_templates")

_QUIET = ("--no-pager", "--literal-pathspecs", "-c", "core.fsmonitor=false", "-c", "core.quotePath=false")
_HOOK_VARIABLES = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX")
"""Git sets these while it runs a hook, for the folder that the hook began in and not for the project's."""

_SHALLOW = (
    "The clone is shallow, and what it left out may be what is missing. Fetch it first: git fetch --unshallow. "
    "In GitHub Actions say fetch-depth: 0 for actions/checkout, in GitLab CI GIT_DEPTH: 0."
)
_BLOB_MODES = ("100644", "100755")


class _Blob(NamedTuple):
    """A plain file of a revision: its object, and its path below the project."""

    object: str
    path: str


def find_changed(root: Path, revision: str) -> frozenset[str]:
    """Return the paths below ``root``, with ``/``, that differ between the working tree and a revision.

    New files count although git does not know them yet, deleted ones too; ignored ones do not. Raises PerfsupportError
    where there is no git, no repository or no such revision.
    """
    commit = find_commit(root, revision)
    differing = ("diff", "--name-only", "-z", "--no-renames", "--no-ext-diff", "--no-textconv", "--relative", commit)
    unknown = ("ls-files", "--others", "--exclude-standard", "-z")
    listed = [path for command in (differing, unknown) for path in _git(root, *command, "--", ".").split(b"\0")]
    return frozenset(os.fsdecode(path).rstrip("/") for path in listed if path)


def export_revision(root: Path, revision: str, folder: Path) -> None:
    """Write the project's files of a revision into a folder: settings, trees with media, and own templates.

    Where the revision has no project the folder stays empty. Links and submodules are left out. Raises as
    :func:`find_changed` does.
    """
    commit = find_commit(root, revision)
    folder.mkdir(parents=True, exist_ok=True)
    blobs = list(_find_blobs(root, commit))
    command = [*_command(root), "cat-file", "--batch"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=_environment()) as process:
        assert process.stdin is not None and process.stdout is not None
        for blob in blobs:
            # One at a time, so that a film is never wholly in memory and neither side waits for the other.
            process.stdin.write(f"{blob.object}\n".encode())
            process.stdin.flush()
            _write_blob(process.stdout, folder / blob.path)
        process.stdin.close()


def find_commit(root: Path, revision: str) -> str:
    """Return the full name of a revision's commit, or raise PerfsupportError saying what is missing."""
    prefix = _try_git(root, "rev-parse", "--show-prefix")
    if prefix.returncode:
        raise PerfsupportError(_explain_no_repository(root, prefix.stderr.decode(errors="replace")))
    # Whatever begins with - would be read as an option, and no branch or tag can be called so.
    if revision and not revision.startswith("-") and "\0" not in revision:
        found = _try_git(root, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}")
        if not found.returncode:
            return found.stdout.decode().strip()
    raise PerfsupportError(_explain_no_revision(root, revision))


def _explain_no_repository(root: Path, said: str) -> str:
    if "dubious ownership" in said:
        safe = f"git config --global --add safe.directory {root}"
        return f"git does not read {root}, because the folder belongs to another user. Allow it with: {safe}"
    return f"{root} does not lie in a git working tree. Begin one with git init, or compare folders instead."


def _explain_no_revision(root: Path, revision: str) -> str:
    if _try_git(root, "rev-parse", "--verify", "--quiet", "HEAD").returncode:
        return "The repository has no commit yet, so that there is nothing to compare with. Commit first."
    cause = f"There is no revision {revision!r} in this repository."
    if _try_git(root, "rev-parse", "--is-shallow-repository").stdout.strip() == b"true":
        return f"{cause} {_SHALLOW}"
    return f"{cause} Name a branch, a tag or a commit; a branch of the server needs git fetch first (origin/main)."


def _find_blobs(root: Path, commit: str) -> Iterator[_Blob]:
    """Yield the plain files of the project in a commit."""
    prefix = os.fsdecode(_git(root, "rev-parse", "--show-prefix").rstrip(b"\n"))
    beside = _git(root, "ls-tree", "--name-only", "-z", "--full-tree", commit, "--", *([prefix] if prefix else []))
    names = (os.fsdecode(path)[len(prefix) :] for path in beside.split(b"\0"))
    # The words of the settings in other languages lie beside them.
    paths = [*PROJECT_PATHS, *(name for name in names if find_tree_path(name) == SETTINGS_FILE != name)]
    listed = _git(root, "ls-tree", "-r", "-z", "--full-tree", commit, "--", *(prefix + path for path in paths))
    for entry in filter(None, listed.split(b"\0")):
        about, _, path = entry.partition(b"\t")
        mode, _kind, name = about.decode().split(" ")
        below = os.fsdecode(path)[len(prefix) :]
        # Git itself never writes a path that leads out of its folder, but an object can be made by hand.
        if mode in _BLOB_MODES and ".." not in PurePosixPath(below).parts:
            yield _Blob(name, below)


def _write_blob(stream: IO[bytes], file: Path) -> None:
    """Write the next object of ``git cat-file --batch`` into a file."""
    header = stream.readline().split()
    if len(header) != 3:
        raise PerfsupportError(f"git could not read {file.name} of that revision. {_SHALLOW}")
    file.parent.mkdir(parents=True, exist_ok=True)
    left = int(header[2])
    with file.open("wb") as out:
        while left and (part := stream.read(min(left, 2**20))):
            out.write(part)
            left -= len(part)
    stream.read(1)


def _git(root: Path, *arguments: str) -> bytes:
    done = _try_git(root, *arguments)
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().partition("\n")[0]
        raise PerfsupportError(f"git {arguments[0]} failed: {said or f'exit code {done.returncode}'}.")
    return done.stdout


def _try_git(root: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([*_command(root), *arguments], capture_output=True, env=_environment(), check=False)


def _command(root: Path) -> list[str]:
    program = shutil.which("git")
    if program is None:
        raise PerfsupportError("There is no git on the PATH. Install it, or compare folders instead.")
    return [program, *_QUIET, "-C", str(root)]


def _environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in _HOOK_VARIABLES}
    return {**kept, "LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0"}
