"""Where statements go, and with which credentials: what is wrong is told, and no secret with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from perfsupport.errors import PerfsupportError
from perfsupport.forwarding import RecordStore, read_credentials
from tests.cli.running import run


@pytest.mark.parametrize(
    ("address", "wrong"),
    [("lrs.example/xapi", "lrs.example/xapi"), ("https://user:secret@lrs.example", "https://lrs.example")],
)
def test_an_address_that_is_none_is_told_without_secrets(address: str, wrong: str) -> None:
    with pytest.raises(PerfsupportError, match="is no address of a record store") as raised:
        RecordStore(address)
    assert str(raised.value).startswith(wrong)
    assert "secret" not in str(raised.value)


def test_credentials_come_from_a_file_or_the_environment(tmp_path: Path) -> None:
    file = tmp_path / "credentials"
    file.write_text("user:pass:word\n")
    assert read_credentials(file, {}) == "user:pass:word"
    assert read_credentials(None, {"PERFSUPPORT_XAPI_CREDENTIALS": "a:b"}) == "a:b"
    assert read_credentials(None, {}) is None
    file.write_text("no colon")
    with pytest.raises(PerfsupportError, match="not written as user:password") as raised:
        read_credentials(file, {})
    assert "no colon" not in str(raised.value)
    with pytest.raises(PerfsupportError, match="cannot be read"):
        read_credentials(tmp_path / "missing", {})


def test_wrong_usage_is_told(tmp_path: Path) -> None:
    told = run(tmp_path, "collect", "--xapi", "https://lrs.example")
    assert (told.returncode, "--xapi-site" in told.stderr) == (2, True)
    told = run(tmp_path, "outbox", "some-id")
    assert (told.returncode, "--requeue" in told.stderr) == (2, True)
    told = run(tmp_path, "collect", "--xapi", "https://user:secret@lrs.example", "--xapi-site", "https://aids.example")
    assert (told.returncode, "without a password" in told.stderr, "secret" in told.stderr) == (2, True, False)
    assert list(tmp_path.iterdir()) == []
    told = run(tmp_path, "outbox")
    assert (told.returncode, "perfsupport collect makes it" in told.stderr) == (3, True)
