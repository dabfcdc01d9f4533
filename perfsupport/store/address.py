"""Where a store is: a file, or the address of a database server."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from perfsupport.errors import UsageError

PASSWORD_VARIABLE = "PERFSUPPORT_STORE_PASSWORD"
NO_PASSWORD = f"A password does not belong into an address. Put it into {PASSWORD_VARIABLE}."
FILE_SCHEME = "sqlite"
SERVER_SCHEMES = ("clickhouse",)
DEFAULT_PORTS = {True: 8443, False: 8123}
FLAGS = {"yes": True, "no": False}


@dataclass(frozen=True, slots=True)
class FileAddress:
    """A store in one file."""

    path: Path
    scheme: str = FILE_SCHEME

    def __str__(self) -> str:
        return str(self.path)


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerAddress:
    """A database on a server. The password is never part of what is shown."""

    scheme: str
    host: str
    port: int
    user: str
    database: str
    password: str = field(default="", repr=False)
    secure: bool = True
    cluster: str = ""

    def __str__(self) -> str:
        return f"{self.scheme}://{self.user}@{self.host}:{self.port}/{self.database}"


Address = FileAddress | ServerAddress


def parse_address(text: str, password: str = "") -> Address:
    """Return the address that a user wrote; raise UsageError, in words, where it is none.

    ``sqlite://`` and a path, or a path alone, is a file. A server is ``clickhouse://user@host:port/database``, on
    request with ``?secure=no`` and ``?cluster=name``.
    """
    scheme, found, rest = text.partition("://")
    if not found or scheme == FILE_SCHEME:
        path = rest if found else text
        if re.match(r"[^/\\]*:[^/\\]*@", path):
            raise UsageError("This store is no file, and no address without clickhouse:// before it. " + NO_PASSWORD)
        if not path:
            raise UsageError("The store has no name. Name a file: --store events.sqlite3.")
        return FileAddress(Path(path))
    if scheme not in SERVER_SCHEMES:
        known = " or ".join(f"{name}://…" for name in SERVER_SCHEMES)
        raise UsageError(f"There are no stores at {scheme}://. Name a file, or {known}.")
    return _parse_server(text, password)


def _parse_server(text: str, password: str) -> ServerAddress:
    # Before anything is read: a password may hold signs that have a meaning in addresses.
    if ":" in text.partition("://")[2].rpartition("@")[0]:
        raise UsageError(NO_PASSWORD)
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise UsageError(f"The port of {_hide(text)} is no number.") from None
    if parts.fragment:
        raise UsageError(f"There is no # in the address of a store: {_hide(text.partition('#')[0])} alone would do.")
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    unknown = sorted(options.keys() - {"secure", "cluster"})
    if unknown:
        raise UsageError(f"{unknown[0]!r} is no option of a store's address. There are secure and cluster.")
    if options.get("secure", "yes") not in FLAGS:
        raise UsageError("secure in a store's address is yes or no.")
    cluster, database = options.get("cluster", ""), unquote(parts.path.strip("/")) or "default"
    for name in (cluster, database):
        if not name.replace("_", "a").isalnum() and name:
            raise UsageError(f"{name!r} is no name of a database or cluster: letters, digits and _ only.")
    if not parts.hostname:
        raise UsageError(f"{_hide(text)} names no host. Write {parts.scheme}://user@host:port/database.")
    secure = FLAGS[options.get("secure", "yes")]
    return ServerAddress(
        scheme=parts.scheme,
        host=parts.hostname,
        port=port or DEFAULT_PORTS[secure],
        user=unquote(parts.username or "default"),
        database=database,
        password=password,
        secure=secure,
        cluster=cluster,
    )


def _hide(text: str) -> str:
    """Return an address without what stands before the host, which may be a secret."""
    scheme, _, rest = text.partition("://")
    return f"{scheme}://{rest.rpartition('@')[2]}"
