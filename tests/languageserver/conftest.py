"""An editor on a project of its own, talking to the real server over standard input and output."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_lsp
from lsprotocol import types
from pytest_lsp import ClientServerConfig, LanguageClient, client_capabilities

from tests.languageserver.editor import Editor, make_client

SERVER = [sys.executable, "-m", "perfsupport", "lsp", "--stdio"]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with two trees, of which one runs the other."""
    for name, text in FILES.items():
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return tmp_path


@pytest_lsp.fixture(config=ClientServerConfig(server_command=SERVER, client_factory=make_client), scope="module")
async def client(lsp_client: LanguageClient) -> AsyncIterator[None]:
    await lsp_client.initialize_session(
        types.InitializeParams(
            capabilities=client_capabilities("visual-studio-code"),
            workspace_folders=[],
            initialization_options={"showsPlaces": True},
        )
    )
    yield
    await lsp_client.shutdown_session()


@pytest.fixture
def editor(client: LanguageClient, project: Path) -> Editor:
    return Editor(client, project)


FILES = {
    "perfsupport.yaml": """\
title: Desk
contacts:
  care: {name: Care team, phone: "123"}
""",
    "trees/checks/identity-check.yaml": """\
title: Who is calling
owner: desk
review_by: 2099-01-31
facts:
  callers_name: {type: text}
steps:
  asked: {ask: Do you know the caller?, options: {"Yes": verified, "No": failed}, exhaustive: yes}
  verified: {end: resolved, say: Thank you.}
  failed: {end: escalated, say: I must put you through.}
""",
    "trees/cards/card-declined.yaml": """\
title: Card declined
owner: desk
review_by: 2099-01-31
fallback: hand_over
facts:
  amount: {type: number, unit: EUR, min: 0}
  channel: {type: choice, options: [shop, web]}
steps:
  where:
    ask: Where was the card refused?
    why: Tills and web shops send different codes.
    fact: channel
    options:
      shop: how_much
      web: how_much
  how_much:
    ask: What is the amount?
    fact: amount
    then: by_amount
  by_amount:
    route:
      - when: amount > 500
        go: hand_over
    otherwise: who
  who:
    run: identity-check
    on: {verified: paid, failed: hand_over}
  paid: {end: resolved, say: "You can pay ((amount)) now.", contact: care}
  hand_over: {end: escalated, do: Hand over with the note.}
scenarios:
  - name: A small sum
    responses: {where: shop, how_much: "20", who/asked: "Yes"}
    ends: paid
""",
}
