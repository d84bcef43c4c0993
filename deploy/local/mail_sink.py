"""The embedded mail sink: takes every e-mail over SMTP, keeps the newest in SQLite and shows them over HTTP (JSON).

`python -m deploy.local.mail_sink SMTP_PORT HTTP_PORT FILE`. Loopback only; nothing is ever sent on.
"""

import asyncio
import email
import email.policy
import json
import re
import signal
import sqlite3
import sys
import threading
from datetime import UTC, datetime
from email.message import EmailMessage
from http import HTTPStatus
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session

from deploy.local.http_pages import Answer, Pages, Request, as_json, serve

KEPT = 50_000
_TRIM_EVERY = 500
_PAGE = 50
_LARGEST_PAGE = 200
_LARGEST_MESSAGE = 10 * 1024 * 1024
_TRACEPARENT = re.compile(r"^[0-9a-f]{2}-([0-9a-f]{32})-")
_SCHEMA = """
CREATE TABLE IF NOT EXISTS message (
    id INTEGER PRIMARY KEY AUTOINCREMENT, received TEXT NOT NULL, sender TEXT NOT NULL, raw BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS recipient (
    address TEXT NOT NULL, message_id INTEGER NOT NULL, PRIMARY KEY (address, message_id)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS recipient_message ON recipient (message_id);
"""


class Mailbox:
    """The kept messages. One connection behind a lock: SQLite writes one at a time anyway."""

    def __init__(self, file: Path, kept: int = KEPT) -> None:
        self._lock = threading.Lock()
        self._kept = kept
        self._connection = sqlite3.connect(file, check_same_thread=False, isolation_level=None)
        self._connection.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;" + _SCHEMA)

    def add(self, sender: str, recipients: list[str], raw: bytes) -> int:
        """Keeps one message; it is on disk when this returns. Returns its number."""
        received = datetime.now(UTC).isoformat(timespec="milliseconds")
        with self._lock:
            self._connection.execute("BEGIN")
            number = self._connection.execute(
                "INSERT INTO message (received, sender, raw) VALUES (?, ?, ?)", (received, sender, raw)
            ).lastrowid
            assert number is not None  # noqa: S101  (an INSERT has one)
            rows = {(address.lower(), number) for address in recipients}
            self._connection.executemany("INSERT INTO recipient (address, message_id) VALUES (?, ?)", rows)
            if number % _TRIM_EVERY == 0:
                self._trim(number)
            self._connection.execute("COMMIT")
        return number

    def page(self, recipient: str, cursor: str, limit: int) -> tuple[list[dict[str, Any]], str]:
        """Messages, newest first, and the cursor of the next page (empty at the end)."""
        before = int(cursor) if cursor.isdigit() else 2**62
        statement = "SELECT id, received, sender, raw FROM message WHERE id < ? ORDER BY id DESC LIMIT ?"
        values: tuple[Any, ...] = (before, limit + 1)
        if recipient:
            statement = (
                "SELECT id, received, sender, raw FROM recipient JOIN message ON id = message_id"
                " WHERE address = ? AND message_id < ? ORDER BY message_id DESC LIMIT ?"
            )
            values = (recipient.lower(), *values)
        with self._lock:
            rows = self._connection.execute(statement, values).fetchall()
        found = [self._describe(*row) for row in rows[:limit]]
        return found, str(rows[limit - 1][0]) if len(rows) > limit else ""

    def raw(self, number: int) -> bytes | None:
        """One message as it came; None when it is not kept."""
        with self._lock:
            row = self._connection.execute("SELECT raw FROM message WHERE id = ?", (number,)).fetchone()
        return row[0] if row else None

    def one(self, number: int) -> dict[str, Any] | None:
        """One message taken apart; None when it is not kept."""
        with self._lock:
            row = self._connection.execute(
                "SELECT id, received, sender, raw FROM message WHERE id = ?", (number,)
            ).fetchone()
        return self._describe(*row) if row else None

    def count(self) -> int:
        """How many messages are kept."""
        with self._lock:
            return int(self._connection.execute("SELECT count(*) FROM message").fetchone()[0])

    def clear(self) -> None:
        """Forgets all messages."""
        with self._lock:
            self._connection.executescript("BEGIN; DELETE FROM message; DELETE FROM recipient; COMMIT;")

    def _trim(self, newest: int) -> None:
        for table, column in (("message", "id"), ("recipient", "message_id")):
            self._connection.execute(f"DELETE FROM {table} WHERE {column} <= ?", (newest - self._kept,))  # noqa: S608

    def _describe(self, number: int, received: str, sender: str, raw: bytes) -> dict[str, Any]:
        with self._lock:
            rows = self._connection.execute("SELECT address FROM recipient WHERE message_id = ?", (number,)).fetchall()
        return {"id": number, "time": received, "from": sender, "to": [row[0] for row in rows], **_parts(raw)}


def _parts(raw: bytes) -> dict[str, Any]:
    message = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(message, EmailMessage)  # noqa: S101  (the policy makes it so)
    trace = _TRACEPARENT.match(str(message.get("traceparent", "")))
    return {
        "subject": str(message.get("subject", "")),
        "message_id": str(message.get("message-id", "")),
        "text": _text(message, "plain"),
        "html": _text(message, "html"),
        "trace_id": trace[1] if trace else "",
        "headers": {name: str(value) for name, value in message.items()},
    }


def _text(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    if part is None:
        return ""
    try:
        return str(part.get_content())
    except (LookupError, UnicodeDecodeError):
        return "(unreadable)"


class _Handler:
    """aiosmtpd's door to the mailbox: 250 is said when the message is kept."""

    def __init__(self, mailbox: Mailbox) -> None:
        self._mailbox = mailbox

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        content = envelope.content or b""
        raw = content if isinstance(content, bytes) else content.encode()
        self._mailbox.add(envelope.mail_from or "", list(envelope.rcpt_tos), raw)
        return "250 kept"


def _as_mail(kind: str, to: str, text: str) -> bytes:
    """Another channel's message in the form in which all are kept."""
    message = EmailMessage()
    message["Subject"], message["X-To"] = kind, to
    message.set_content(text)
    return message.as_bytes()


def gateways(mailbox: Mailbox) -> Pages:
    """POST /sms, /messenger: messages of other channels. POST /refusals {"to", "status"}: what is for this number or
    person is answered so until DELETE /refusals, as by a gateway that is broken (503) or knows nobody there (404)."""
    refusals: dict[str, HTTPStatus] = {}

    def take(kind: str, to: str, text: str) -> Answer:
        if to in refusals:
            return Answer(refusals[to])
        mailbox.add(kind.lower(), [to], _as_mail(kind, to, text))
        return Answer(HTTPStatus.ACCEPTED)

    def sms(request: Request) -> Answer:
        """A gateway of SMS (services/notify/channels/sms_http.py) that keeps what it gets."""
        told = json.loads(request.body)
        return take("SMS", told["to"], told["text"])

    def messenger(request: Request) -> Answer:
        """A bridge to messengers (services/notify/channels/messenger.py) that keeps what it gets."""
        told = json.loads(request.body)
        return take("Messenger", told["recipient"], f"{told['text']}\n{told['url']}")

    def refuse(request: Request) -> Answer:
        wanted = json.loads(request.body)
        refusals[wanted["to"]] = HTTPStatus(wanted["status"])
        return Answer(HTTPStatus.NO_CONTENT)

    def refuse_no_more(_request: Request) -> Answer:
        refusals.clear()
        return Answer(HTTPStatus.NO_CONTENT)

    return {
        ("POST", r"/sms"): sms,
        ("POST", r"/messenger"): messenger,
        ("POST", r"/refusals"): refuse,
        ("DELETE", r"/refusals"): refuse_no_more,
    }


def pages(mailbox: Mailbox) -> Pages:
    """GET /messages[?recipient=&cursor=&limit=], /messages/ID, /messages/ID/raw; DELETE /messages; and the gateways."""

    def messages(request: Request) -> Answer:
        limit = request.query.get("limit", "")
        size = min(int(limit), _LARGEST_PAGE) if limit.isdigit() and int(limit) else _PAGE
        found, cursor = mailbox.page(request.query.get("recipient", ""), request.query.get("cursor", ""), size)
        return as_json({"messages": found, "cursor": cursor, "kept": mailbox.count()})

    def message(request: Request) -> Answer:
        found = mailbox.one(int(request.parts[0]))
        return as_json(found) if found else Answer(HTTPStatus.NOT_FOUND)

    def raw(request: Request) -> Answer:
        found = mailbox.raw(int(request.parts[0]))
        return Answer(HTTPStatus.OK, found, "message/rfc822") if found is not None else Answer(HTTPStatus.NOT_FOUND)

    def clear(_request: Request) -> Answer:
        mailbox.clear()
        return Answer(HTTPStatus.NO_CONTENT)

    return {
        **gateways(mailbox),
        ("GET", r"/messages"): messages,
        ("GET", r"/messages/(\d{1,15})"): message,
        ("GET", r"/messages/(\d{1,15})/raw"): raw,
        ("DELETE", r"/messages"): clear,
    }


async def _receive(mailbox: Mailbox, port: int) -> None:
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    server = await loop.create_server(
        lambda: SMTP(
            _Handler(mailbox), data_size_limit=_LARGEST_MESSAGE, enable_SMTPUTF8=True, ident="zvonok", loop=loop
        ),
        host="127.0.0.1",
        port=port,
    )
    async with server:
        await stop.wait()


def main(arguments: list[str]) -> int:
    """Serves until SIGTERM."""
    smtp_port, http_port, file = int(arguments[0]), int(arguments[1]), Path(arguments[2])
    mailbox = Mailbox(file)
    serve(http_port, pages(mailbox))
    asyncio.run(_receive(mailbox, smtp_port))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
