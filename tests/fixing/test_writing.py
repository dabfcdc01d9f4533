"""Changed files on disk: whole or not at all, and where they were."""

from __future__ import annotations

from pathlib import Path

import pytest

from perfsupport.errors import PerfsupportError
from perfsupport.fixing.files import write_files


def test_a_link_stays_a_link_and_its_file_is_written(tmp_path: Path) -> None:
    (tmp_path / "shared").mkdir()
    (tmp_path / "desk").mkdir()
    (tmp_path / "shared" / "real.yaml").write_text("title: Old\n")
    (tmp_path / "desk" / "perfsupport.yaml").symlink_to("../shared/real.yaml")
    write_files(tmp_path / "desk", {"perfsupport.yaml": b"title: New\n"})
    assert (tmp_path / "desk" / "perfsupport.yaml").is_symlink()
    assert (tmp_path / "shared" / "real.yaml").read_text() == "title: New\n"
    assert [path.name for path in (tmp_path / "desk").iterdir()] == ["perfsupport.yaml"]


def test_where_one_file_cannot_be_written_none_is(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("old")
    (tmp_path / "b").write_text("a file where a folder should be")
    with pytest.raises(OSError):
        write_files(tmp_path, {"a.yaml": b"new", "b/c.yaml": b"new"})
    assert (tmp_path / "a.yaml").read_text() == "old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.yaml", "b"]


def test_what_somebody_saved_meanwhile_is_not_written_over(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("as it was read")
    (tmp_path / "b.yaml").write_text("saved since")
    (tmp_path / "link.yaml").symlink_to("nowhere.yaml")
    known = {"a.yaml": b"as it was read", "b.yaml": b"as it was read"}
    for path, what in (("b.yaml", "has changed meanwhile"), ("link.yaml", "is there already")):
        with pytest.raises(PerfsupportError, match=f"Nothing was written: {path} {what}"):
            write_files(tmp_path, {"a.yaml": b"new", path: b"new"}, known)
    assert (tmp_path / "a.yaml").read_text() == "as it was read"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.yaml", "b.yaml", "link.yaml"]
    (tmp_path / "b.yaml").unlink()
    with pytest.raises(PerfsupportError, match=r"b\.yaml has changed meanwhile"):
        write_files(tmp_path, {"b.yaml": None}, known)
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "e").symlink_to("elsewhere")
    with pytest.raises(PerfsupportError, match=r"e/f\.yaml lies behind a link"):
        write_files(tmp_path, {"e/f.yaml": b"new"}, known)
    assert list((tmp_path / "elsewhere").iterdir()) == []
    write_files(tmp_path, {"a.yaml": b"new", "c/d.yaml": b"new"}, known)
    assert (tmp_path / "c" / "d.yaml").read_text() == "new"
