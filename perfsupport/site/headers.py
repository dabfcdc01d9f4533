"""The content security policy, and what to tell a web server: who embeds, who may load, what is kept for how long."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from urllib.parse import urlsplit

CACHE_FOR_EVER = "public, max-age=31536000, immutable"
OWN_FRAMES = "frame-src 'self'"
"""The page that plays the host shows aids in a frame; no other page of the site has one."""

Headers = Sequence[tuple[str, str]]


def make_policy(collector: str | None, *, frames: bool = False) -> str:
    """Return the policy for the ``meta`` element: all that a page may load, send to or be based on.

    A page with ``frames`` may show other pages of the site in them.
    """
    directives = [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "media-src 'self'",
        "font-src 'self'",
        f"connect-src 'self' {_origin(collector)}".rstrip(),
        "form-action 'self'",
        "base-uri 'none'",
        *([OWN_FRAMES] if frames else []),
    ]
    return "; ".join(directives)


def make_header_policy(hosts: Iterable[str], collector: str | None) -> str:
    """Return the policy for the header, which may also say who embeds the pages."""
    embedding = " ".join(["frame-ancestors 'self'", *find_origins(hosts)])
    return f"{make_policy(collector, frames=True)}; {embedding}"


def find_origins(hosts: Iterable[str]) -> list[str]:
    """Return the origins among these addresses, each once."""
    return list(dict.fromkeys(filter(None, map(_origin, hosts))))


def _origin(address: str | None) -> str:
    """Return scheme, host and port of an address, empty for one within the site."""
    if not address:
        return ""
    parts = urlsplit(address)
    safe = parts.scheme in ("http", "https") and parts.netloc and not set(parts.netloc) & set(" ;,'\"")
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}" if safe else ""


def make_headers(hosts: Iterable[str], collector: str | None) -> list[tuple[str, str]]:
    """Return the headers every page of the site should be sent with."""
    return [
        ("Content-Security-Policy", make_header_policy(hosts, collector)),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "same-origin"),
    ]


def render_header_files(headers: Headers, hosts: Iterable[str] = ()) -> dict[str, str]:
    """Return the snippets for common web servers by address.

    Pages are asked for anew each time, assets never again. ``hosts`` may load the site's files from their own pages,
    which ``<perf-support>`` does; no other page may.
    """
    origins = find_origins(hosts)
    files = {
        "nginx.conf": _write_nginx(headers, origins),
        "apache.htaccess": _write_apache(headers, origins),
        "_headers": _write_rules(headers, origins),
    }
    return {f"headers/{name}": "\n".join(lines) + "\n" for name, lines in files.items()}


def _write_nginx(headers: Headers, origins: Sequence[str]) -> list[str]:
    # A location with an add_header of its own takes over none of those around it. An empty value adds no header.
    loading = [("Access-Control-Allow-Origin", "$perfsupport_host"), ("Vary", "Origin")] if origins else []
    page = [*headers, *loading, ("Cache-Control", "no-cache")]
    asset = [*headers, *loading, ("Cache-Control", CACHE_FOR_EVER)]
    asking = [
        'set $perfsupport_host "";',
        f'if ($http_origin ~ "{_match_any(origins)}") {{',
        "    set $perfsupport_host $http_origin;",
        "}",
    ]
    return [
        "# Put this into the server block that serves the site.",
        *(asking if origins else []),
        *(f"add_header {name} {_quote(value)} always;" for name, value in page),
        "location ~ /assets/ {",
        *(f"    add_header {name} {_quote(value)} always;" for name, value in asset),
        "}",
    ]


def _quote(value: str) -> str:
    return value if value.startswith("$") else f'"{value}"'


def _write_apache(headers: Headers, origins: Sequence[str]) -> list[str]:
    loading = [
        f'SetEnvIf Origin "{_match_any(origins)}" PERFSUPPORT_HOST=$0',
        'Header always set Access-Control-Allow-Origin "%{PERFSUPPORT_HOST}e" env=PERFSUPPORT_HOST',
        "Header always merge Vary Origin",
    ]
    return [
        "# Name this .htaccess in the site's folder, or put it into the virtual host. It needs mod_headers"
        + (" and mod_setenvif." if origins else "."),
        *(f'Header always set {name} "{value}"' for name, value in headers),
        *(loading if origins else []),
        'Header always set Cache-Control "no-cache"',
        '<FilesMatch "\\.[0-9a-f]{10}\\.(js|css|json)$">',
        f'    Header always set Cache-Control "{CACHE_FOR_EVER}"',
        "</FilesMatch>",
    ]


def _match_any(origins: Sequence[str]) -> str:
    """Return a pattern, the same for nginx and Apache, that matches these origins and nothing else."""
    literal = (re.sub(r"([.+])", r"[\1]", origin) for origin in origins)
    return f"^(?:{'|'.join(literal)})$"


def _write_rules(headers: Headers, origins: Sequence[str]) -> list[str]:
    # Such hosts join the values of a header that two rules set, so that no two rules for one address may set the same.
    fresh = [
        line for path in ("/", "/*.html", "/search.js", "/worker.js") for line in (path, "  Cache-Control: no-cache")
    ]
    loading = [f"  Access-Control-Allow-Origin: {origins[0]}"] if len(origins) == 1 else []
    missing = [
        "# <perf-support> cannot load from here: this file cannot answer each of several hosts with its own name.",
        "# Give it another web server, or leave one of the hosts here:",
        *(f"#   Access-Control-Allow-Origin: {origin}" for origin in origins),
    ]
    return [
        *(missing if len(origins) > 1 else []),
        "/*",
        *(f"  {name}: {value}" for name, value in headers),
        *loading,
        *fresh,
        "/assets/*",
        f"  Cache-Control: {CACHE_FOR_EVER}",
    ]
