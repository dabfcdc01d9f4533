"""Serves Ralph's own application; run by Ralph's Python. ``real_ralph.py`` says what is changed, and why."""

import json
import os
import sys
from pathlib import Path

port, folder, user, password = int(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], sys.argv[4]
os.environ |= {
    "RALPH_RUNSERVER_BACKEND": "fs",
    "RALPH_APP_DIR": str(folder),
    "RALPH_AUTH_FILE": str(folder / "auth.json"),
    "RALPH_BACKENDS__LRS__FS__DEFAULT_DIRECTORY_PATH": str(folder / "statements"),
}

import bcrypt  # noqa: E402

hashed = bcrypt.hashpw(password.encode(), bcrypt.gensalt(4)).decode()
agent = {"objectType": "Agent", "mbox": "mailto:collector@desk.example"}
account = {"username": user, "hash": hashed, "scopes": ["all"], "agent": agent}
(folder / "auth.json").write_text(json.dumps([account]))

import uvicorn  # noqa: E402
from ralph.backends.data.base import BaseOperationType  # noqa: E402
from ralph.backends.lrs.fs import FSLRSBackend  # noqa: E402

FSLRSBackend.default_operation_type = BaseOperationType.APPEND
uvicorn.run("ralph.api:app", port=port, log_level="error")
