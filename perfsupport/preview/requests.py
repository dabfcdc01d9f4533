"""What browsers ask of the preview, and what they get where there is nothing of the site to give."""

from __future__ import annotations

import ipaddress
import json
from collections.abc import Sequence
from datetime import date
from html import escape
from pathlib import Path
from typing import Any

from starlette.requests import Request

from perfsupport.folder import find_tree_files
from perfsupport.preview.editions import Edition
from perfsupport.preview.telling import Told, find_tree
from perfsupport.scenarios.keys import State
from perfsupport.site.plan import INDEX
from perfsupport.webserver import read_host
from perfsupport.wording import nearest

LOOPBACK_NAMES = ("localhost", "127.0.0.1", "[::1]")
MOST_STATE_BYTES = 2**20

STANDING = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,">
</head><body class="preview-standing"><main><h1>{title}</h1><p>{text}</p>
<p><a href="/">All job aids of this project</a></p></main></body></html>"""


def is_local(request: Request) -> bool:
    """Tell whether a request comes from this machine, and asks for it by a name that is this machine's.

    Only then may it hear where files lie: another site's name may be made to lead here, and ports can be passed on.
    """
    try:
        return (
            read_host(request.scope) in LOOPBACK_NAMES
            and ipaddress.ip_address(request.client.host if request.client else "").is_loopback
        )
    except ValueError:
        return False


def read_address(request: Request) -> str:
    """Return the address of the page that asks."""
    return request.query_params.get("page", "").lstrip("/") or INDEX


def read_day(request: Request) -> str | None:
    """Return the day that the page looks at, or None for today."""
    day = request.query_params.get("day", "")
    try:
        return date.fromisoformat(day).isoformat()
    except ValueError:
        return None


def read_state(body: bytes) -> State | None:
    """Return the state that a page sends, or None for anything else."""
    try:
        sent: Any = json.loads(body[:MOST_STATE_BYTES])
        state: State = {
            "responses": {str(key): _read_response(value) for key, value in sent["responses"].items()},
            "known": {
                "host": {str(fact): _read_response(value) for fact, value in sent["known"].get("host", {}).items()},
                "link": {str(fact): _read_response(value) for fact, value in sent["known"].get("link", {}).items()},
            },
        }
        if sent.get("start"):
            state["start"] = str(sent["start"])
        return state
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None


def _read_response(value: Any) -> str | list[str]:
    return [str(each) for each in value] if isinstance(value, list) else str(value)


def list_ids(root: Path) -> list[str]:
    """Return the ids of the trees of a project by their files alone."""
    return sorted(file.stem for file in find_tree_files(root, []))


def make_stand_in(address: str, told: Told, edition: Edition | None, named: Sequence[str] = ()) -> str:
    """Return a page of our own that says why the one asked for is not there; it is loaded again when that is.

    ``named`` are the trees to choose from while the project is being read.
    """
    id = find_tree(address)
    if told.status == "loading":
        title, text = "Reading the project …", "The page comes as soon as everything has been read and checked."
        links = "".join(f'<li><a href="/{escape(each)}.html">{escape(each)}</a></li>' for each in named)
        text += f" One job aid is there sooner:</p><ul>{links}</ul><p>" if named else ""
    elif told.status == "gone":
        near = nearest(id, edition.good) if edition is not None else None
        title = "There is no such page"
        text = f"No file of this project is called {escape(id)}.yaml. It may have been renamed or deleted."
        text += f' Did you mean <a href="/{escape(near)}.html">{escape(near)}</a>?' if near else ""
    else:
        title, text = "Nothing can be shown yet", "Mend what is wrong, and the page comes by itself."
    return STANDING.format(title=title, text=text)


def find_type(address: str) -> str:
    """Return the media type of a file of the site."""
    kinds = {"js": "text/javascript", "css": "text/css", "json": "application/json"}
    return kinds.get(address.rpartition(".")[2], "text/plain")
