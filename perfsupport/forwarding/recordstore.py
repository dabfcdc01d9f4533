"""Talks to a learning record store: statements go out, and what it says comes back as one of three answers."""

from __future__ import annotations

import json
import re
import urllib.error
import urllib.request
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from email.message import Message
from http.client import HTTPException
from pathlib import Path
from typing import IO, NoReturn

from perfsupport.errors import PerfsupportError, UsageError
from perfsupport.forwarding.statements import XAPI_VERSION, Statement

TIMEOUT_SECONDS = 10.0
MAX_REASON = 500
MAX_ANSWER = 1 << 20
ADDRESS = re.compile(r"https?://[^\s/?#@]+(?:/[^\s?#@]*)?")
CREDENTIALS = "PERFSUPPORT_XAPI_CREDENTIALS"
ALREADY_THERE = 409
NOT_THESE = frozenset({400, 409, 413, 414, 415, 422})
"""What a record store says of statements themselves. Anything else that is no success is its own trouble, or ours."""


class Later(Exception):
    """The record store cannot take anything now; ``retry_after`` is in seconds, 0 where it did not say."""

    def __init__(self, reason: str, retry_after: float = 0.0, status: int = 0) -> None:
        super().__init__(reason)
        self.retry_after, self.status = retry_after, status


@dataclass(frozen=True, slots=True)
class NotThese:
    """The record store will not take these statements as they are, or has one of them already (409)."""

    status: int
    reason: str


class RecordStore:
    """A record store at an address (the one that ends before ``/statements``)."""

    def __init__(self, address: str, credentials: str | None = None) -> None:
        if not ADDRESS.fullmatch(address):
            raise UsageError(
                f"{_show(address)} is no address of a record store."
                " Write it as https://lrs.example/xapi, without a password or ?,"
                f" and put user:password into {CREDENTIALS}."
            )
        self.address = address.rstrip("/").removesuffix("/statements")
        self._headers = {"Content-Type": "application/json", "X-Experience-API-Version": XAPI_VERSION}
        if credentials:
            self._headers["Authorization"] = "Basic " + b64encode(credentials.encode()).decode()
        self._opener = urllib.request.build_opener(_StayHere)

    def send(self, statements: Sequence[Statement]) -> NotThese | None:
        """Send statements together. Return None when they are there, or what is wrong with them; raise Later."""
        request = urllib.request.Request(
            f"{self.address}/statements", json.dumps(statements).encode(), self._headers, method="POST"
        )
        try:
            with self._opener.open(request, timeout=TIMEOUT_SECONDS) as answer:
                if not _is_yes(answer.read(MAX_ANSWER)):
                    # A log-in or a proxy in between may say yes to anything.
                    raise Later(f"it answers {answer.status}, but not with the ids of statements")
                return None
        except urllib.error.HTTPError as error:
            with error:
                reason = f"{error.code} {_read_reason(error)}".rstrip()
            if error.code in NOT_THESE:
                return NotThese(error.code, reason)
            # This is logged, and the answer may repeat what somebody typed: the status and its words have to do.
            words = f"{error.code} {_clean(str(error.reason))}".rstrip()
            raise Later(words, _read_wait(error.headers), error.code) from None
        except (OSError, HTTPException, ValueError) as error:
            raise Later(_clean(str(getattr(error, "reason", "") or error)) or type(error).__name__) from None


class _StayHere(urllib.request.HTTPRedirectHandler):
    """Follows no redirect: the credentials are for one address."""

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: Message, newurl: str
    ) -> NoReturn:
        """Make an error of it."""
        raise urllib.error.HTTPError(req.full_url, code, f"{msg} to {_show(newurl)}", headers, fp)


def read_credentials(file: Path | None, environment: Mapping[str, str]) -> str | None:
    """Return ``user:password`` from a file or from the environment, None where there is neither."""
    if file is None:
        credentials = environment.get(CREDENTIALS, "").strip()
    else:
        try:
            credentials = file.read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise PerfsupportError(f"{file} cannot be read: {error}.") from None
    if credentials and ":" not in credentials:
        raise PerfsupportError(f"The credentials in {file or CREDENTIALS} are not written as user:password.")
    return credentials or None


def _is_yes(body: bytes) -> bool:
    """Tell whether a record store may have said that statements are kept: with a list of their ids, or no word."""
    try:
        return not body.strip() or isinstance(json.loads(body), list)
    except (ValueError, RecursionError):
        return False


def _read_reason(error: urllib.error.HTTPError) -> str:
    try:
        text = error.read(1 << 16).decode("utf-8", "replace")
    except (OSError, HTTPException):
        text = ""
    return _clean(text or str(error.reason))


def _show(address: str) -> str:
    """Return an address without what may be a secret in it: what stands before its host, and behind a ? or #."""
    return re.split("[?#]", re.sub("(?s)(?<=://).*@", "", address), maxsplit=1)[0]


def _clean(text: str) -> str:
    """Return words on one line: they are shown in terminals, and what another program says there is no order."""
    return "".join(each for each in " ".join(text.split())[:MAX_REASON] if each.isprintable())


def _read_wait(headers: Message) -> float:
    wait = headers.get("Retry-After", "")
    return float(wait) if wait.isdecimal() else 0.0
