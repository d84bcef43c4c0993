"""A small HTTP server for the embedded tools (mail sink, trace store): loopback only, threads, no framework."""

import gzip
import json
import re
import sys
import threading
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

_LARGEST_BODY = 32 * 1024 * 1024
_IDLE_SECONDS = 65
# A page of a foreign site can make a browser resolve its own name to the loopback; it cannot forge this header.
_HOST = re.compile(r"^(127\.0\.0\.1|localhost)(:\d+)?$")
_SECURITY = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


@dataclass(frozen=True, slots=True)
class Request:
    """What a page gets. `parts` are the groups of its path's pattern."""

    path: str
    parts: tuple[str, ...]
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a page gives."""

    status: HTTPStatus
    body: bytes = b""
    content_type: str = "text/plain; charset=utf-8"
    headers: Mapping[str, str] = field(default_factory=dict)


Pages = Mapping[tuple[str, str], Callable[[Request], Answer]]


def as_json(content: Any) -> Answer:
    """An answer in JSON."""
    return Answer(HTTPStatus.OK, json.dumps(content, ensure_ascii=False).encode(), "application/json")


def as_html(text: str) -> Answer:
    """A page."""
    return Answer(HTTPStatus.OK, text.encode(), "text/html; charset=utf-8")


def serve(port: int, pages: Pages) -> ThreadingHTTPServer:
    """Serves these pages (method, pattern of the whole path) and /healthz on the loopback, in threads of its own."""
    server = ThreadingHTTPServer(("127.0.0.1", port), _handler(pages), bind_and_activate=False)
    server.daemon_threads = True
    server.allow_reuse_address = True
    server.request_queue_size = 128
    server.server_bind()
    server.server_activate()
    threading.Thread(target=server.serve_forever, name="http", daemon=True).start()
    return server


def answer(pages: Pages, method: str, target: str, headers: Mapping[str, str], body: bytes) -> Answer:
    """The answer to one request."""
    if not _HOST.match(headers.get("host", "")):
        return Answer(HTTPStatus.FORBIDDEN)
    url = urlsplit(target)
    if url.path == "/healthz":
        return Answer(HTTPStatus.OK, b"ok")
    for (wanted, pattern), page in pages.items():
        match = re.fullmatch(pattern, url.path)
        if match and wanted == method:
            query = dict(parse_qsl(url.query))
            return page(Request(url.path, match.groups(), query, headers, body))
    return Answer(HTTPStatus.NOT_FOUND, b"not found")


def _handler(pages: Pages) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        server_version = "zvonok"
        timeout = _IDLE_SECONDS

        def _do(self) -> None:
            headers = {name.lower(): value for name, value in self.headers.items()}
            body = self._body(headers)
            if body is None:
                result = Answer(HTTPStatus.BAD_REQUEST)
            else:
                try:
                    result = answer(pages, self.command, self.path, headers, body)
                except Exception as error:  # One bad request must not end the tool.
                    sys.stderr.write(f"{self.command} {urlsplit(self.path).path}: {type(error).__name__}: {error}\n")
                    result = Answer(HTTPStatus.INTERNAL_SERVER_ERROR)
            self._send(result)

        do_GET = do_POST = do_DELETE = do_HEAD = _do  # noqa: N815

        def _body(self, headers: Mapping[str, str]) -> bytes | None:
            """The request's body, unpacked; None when it is too large or broken (the connection ends then)."""
            length = headers.get("content-length", "0")
            if not length.isdigit() or int(length) > _LARGEST_BODY:
                self.close_connection = True
                return None
            body = self.rfile.read(int(length))
            if headers.get("content-encoding") == "gzip":
                try:
                    body = gzip.decompress(body)
                except (OSError, EOFError, zlib.error):
                    return None
            return body

        def _send(self, result: Answer) -> None:
            self.send_response(result.status)
            for name, value in {**_SECURITY, "Content-Type": result.content_type, **result.headers}.items():
                self.send_header(name, value)
            if result.status is not HTTPStatus.NO_CONTENT:
                self.send_header("Content-Length", str(len(result.body)))
            self.end_headers()
            if self.command != "HEAD" and result.status is not HTTPStatus.NO_CONTENT:
                self.wfile.write(result.body)

        def log_message(self, format: str, *args: Any) -> None:
            """Addresses of requests (a recipient's, say) do not go into logs."""

    return Handler
