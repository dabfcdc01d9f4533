"""The wheel, in an environment of its own and far from the checkout: everything it needs is in it."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

from tests.conftest import ROOT

OTHERS_ONLY = """
import importlib.metadata, pathlib, sys
for entry in pathlib.Path(sys.argv[1]).iterdir():
    if not entry.name.lower().startswith(("perfsupport", "_perfsupport", "__editable__", "_editable_impl_perfsupport")):
        pathlib.Path(sys.argv[2], entry.name).symlink_to(entry)
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    # Without --wheel it is built from the source distribution, which so has to hold everything too.
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True)
    (file,) = folder.glob("*.whl")
    return file


@pytest.fixture(scope="module")
def command(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The ``perfsupport`` of a new environment that holds the wheel and, linked in, what it depends on."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=False)
    base = {"base": str(folder), "platbase": str(folder)}
    packages = Path(sysconfig.get_path("purelib", vars=base))
    subprocess.run([sys.executable, "-c", OTHERS_ONLY, sysconfig.get_path("purelib"), str(packages)], check=True)
    pip = [sys.executable, "-m", "pip", "--python", str(folder / "bin" / "python"), "install"]
    subprocess.run([*pip, "--no-index", "--no-deps", "--quiet", str(wheel)], check=True)
    return Path(sysconfig.get_path("scripts", vars=base)) / "perfsupport"


def run(command: Path, folder: Path, *arguments: str) -> str:
    # Whoever names the checkout to Python in the environment still tests the wheel.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(
        [command, *arguments], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_wheel_holds_templates_queries_and_starter(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for path in ("pages/aid.html.j2", "player/engine.js", "styles/tokens.css", "preview/pane.js"):
        assert f"perfsupport/site_templates/{path}" in names
    assert "perfsupport/starter/trees/parcels/parcel-late.yaml" in names
    assert "perfsupport/starter/gitignore" in names
    assert any(name.endswith(".sql") for name in names)
    assert "perfsupport/py.typed" in names
    assert not [name for name in names if name.startswith(("tests/", "site_templates/", "trees/"))]


def test_init_check_and_build_in_an_empty_folder(command: Path, tmp_path: Path) -> None:
    where = run(command.with_name("python"), tmp_path, "-c", "import perfsupport; print(perfsupport.__file__)")
    assert Path(where.strip()).is_relative_to(command.parents[1])
    run(command, tmp_path, "init")
    assert run(command, tmp_path, "check", "--strict") == "Nothing to mend in 2 files.\n"
    assert "## Mended" in run(command, tmp_path, "explain", "PS301")
    assert run(command, tmp_path, "new", "tree", "desk/refund-asked").startswith("wrote ")
    (tmp_path / "trees" / "desk" / "refund-asked.yaml").unlink()
    assert run(command, tmp_path, "build") == "Built 1 job aid into build\n"
    page = (tmp_path / "build" / "parcel-late.map.html").read_text()
    assert '<svg class="picture"' in page
    assert str(ROOT) not in page
    assert run(command, tmp_path, "demo", "--once").endswith("found it in the report.\n")
