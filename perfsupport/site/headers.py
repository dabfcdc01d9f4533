"""The content security policy, and what to tell a web server so that it says the same."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

CACHE_FOR_EVER = "public, max-age=31536000, immutable"


def make_policy(collector: str | None) -> str:
    """Return the policy for the ``meta`` element: all that a page may load, send to or be based on."""
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
    ]
    return "; ".join(directives)


def make_header_policy(hosts: Iterable[str], collector: str | None) -> str:
    """Return the policy for the header, which may also say who embeds the pages."""
    origins = " ".join(dict.fromkeys(filter(None, map(_origin, hosts))))
    return f"{make_policy(collector)}; frame-ancestors 'self' {origins}".rstrip()


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


def render_header_files(headers: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return the snippets for common web servers by address: pages are asked for anew each time, assets never again."""
    pairs = list(headers)
    page = [*pairs, ("Cache-Control", "no-cache")]
    asset = [*pairs, ("Cache-Control", CACHE_FOR_EVER)]
    nginx = [
        "# Put this into the server block that serves the site.",
        *(f'add_header {name} "{value}" always;' for name, value in page),
        "location ~ /assets/ {",
        *(f'    add_header {name} "{value}" always;' for name, value in asset),
        "}",
    ]
    apache = [
        "# Name this .htaccess in the site's folder, or put it into the virtual host. It needs mod_headers.",
        *(f'Header always set {name} "{value}"' for name, value in page),
        '<FilesMatch "\\.[0-9a-f]{10}\\.(js|css|json)$">',
        f'    Header always set Cache-Control "{CACHE_FOR_EVER}"',
        "</FilesMatch>",
    ]
    # Such hosts join the values of a header that two rules set, so that no two rules for one address may set the same.
    every_page = [f"  {name}: {value}" for name, value in pairs]
    fresh = ["/", "  Cache-Control: no-cache", "/*.html", "  Cache-Control: no-cache"]
    rules = ["/*", *every_page, *fresh, "/assets/*", f"  Cache-Control: {CACHE_FOR_EVER}"]
    files = {"nginx.conf": nginx, "apache.htaccess": apache, "_headers": rules}
    return {f"headers/{name}": "\n".join(lines) + "\n" for name, lines in files.items()}
