"""A whole platform for tests that need one: started by `./zvonok up` in a state folder of its own."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parents[1]
_UP_SECONDS = 480


@contextmanager
def running_platform(folder: Path, **settings: str) -> Iterator[dict[str, Any]]:
    """Starts a platform with these settings in `folder`, yields what its endpoints.json says, and takes it down."""
    environ = {**os.environ, "ZVONOK_VAR": str(folder), **settings}
    # A short folder name: paths of UNIX sockets hold at most 107 characters.
    up = subprocess.run(
        [ROOT / "zvonok", "up"], env=environ, capture_output=True, text=True, check=False, timeout=_UP_SECONDS
    )
    try:
        assert up.returncode == 0, up.stdout[-3000:] + up.stderr[-3000:]
        yield json.loads((folder / "endpoints.json").read_text(encoding="utf-8"))
    finally:
        subprocess.run([ROOT / "zvonok", "down"], env=environ, capture_output=True, check=False, timeout=120)
        # Whoever looks into a failure finds what the platform said.
        shutil.copytree(folder / "log", ROOT / "var" / "test" / "logs" / folder.parent.name, dirs_exist_ok=True)


def read_page(url: str) -> bytes:
    """The body of a page on the loopback. Raises AssertionError when it is no success."""
    parts = urlsplit(url)
    connection = HTTPConnection(parts.netloc, timeout=30)
    try:
        connection.request("GET", f"{parts.path}?{parts.query}")
        answer = connection.getresponse()
        body = answer.read()
        assert answer.status == 200, f"{url}: {answer.status}"
        return body
    finally:
        connection.close()


def messages_of(base: str) -> Iterator[dict[str, Any]]:
    """Everything in the demonstration's mailbox (`mail_api` of the endpoints), newest first."""
    cursor = ""
    while True:
        page = json.loads(read_page(f"{base}/messages?limit=200&cursor={cursor}"))
        yield from page["messages"]
        cursor = page["cursor"]
        if not cursor:
            return
