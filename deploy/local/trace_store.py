"""The embedded trace store: takes spans and metrics over OTLP/HTTP, keeps the newest spans in SQLite, draws traces.

`python -m deploy.local.trace_store PORT FILE`. Loopback only. A real backend takes its place by
OTEL_EXPORTER_OTLP_ENDPOINT.
"""

import json
import signal
import sqlite3
import sys
import threading
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any

from google.protobuf.message import DecodeError
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import (
    ExportMetricsServiceRequest,
    ExportMetricsServiceResponse,
)
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
    ExportTraceServiceResponse,
)
from opentelemetry.proto.trace.v1 import trace_pb2

from deploy.local.http_pages import Answer, Pages, Request, as_html, as_json, serve
from deploy.local.latest_metrics import LatestMetrics, plain
from deploy.local.trace_pages import list_page, trace_page

KEPT_SPANS = 300_000
_KEPT_SECONDS = 24 * 3600
_TRIM_SECONDS = 60
_PAGE = 50
_PROTOBUF = "application/x-protobuf"
_SCHEMA = """
CREATE TABLE IF NOT EXISTS span (
    trace_id TEXT NOT NULL, span_id TEXT NOT NULL, parent_id TEXT NOT NULL, service TEXT NOT NULL, role TEXT NOT NULL,
    name TEXT NOT NULL, kind TEXT NOT NULL, start_ns INTEGER NOT NULL, end_ns INTEGER NOT NULL, error TEXT NOT NULL,
    attributes TEXT NOT NULL, events TEXT NOT NULL, PRIMARY KEY (trace_id, span_id)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS trace (
    number INTEGER PRIMARY KEY AUTOINCREMENT, trace_id TEXT NOT NULL UNIQUE, start_ns INTEGER NOT NULL,
    end_ns INTEGER NOT NULL, spans INTEGER NOT NULL, errors INTEGER NOT NULL, services TEXT NOT NULL,
    root_start_ns INTEGER NOT NULL, root_service TEXT NOT NULL, root_name TEXT NOT NULL, story INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS trace_story ON trace (story, number);
"""
_UPSERT = """
INSERT INTO trace (trace_id, start_ns, end_ns, spans, errors, services, root_start_ns, root_service, root_name, story)
VALUES (?, ?, ?, 1, ?, ?, ?, ?, ?, ?)
ON CONFLICT (trace_id) DO UPDATE SET
    start_ns = min(start_ns, excluded.start_ns), end_ns = max(end_ns, excluded.end_ns),
    spans = spans + 1, errors = errors + excluded.errors, story = max(story, excluded.story),
    services = CASE WHEN instr(services, excluded.services) THEN services ELSE services || excluded.services END,
    root_name = iif(excluded.root_start_ns < root_start_ns, excluded.root_name, root_name),
    root_service = iif(excluded.root_start_ns < root_start_ns, excluded.root_service, root_service),
    root_start_ns = min(root_start_ns, excluded.root_start_ns)
"""


@dataclass(frozen=True, slots=True)
class Span:
    """One span. Times in nanoseconds since 1970; `error` is empty when all went well."""

    trace_id: str
    span_id: str
    parent_id: str
    service: str
    role: str
    name: str
    kind: str
    start_ns: int
    end_ns: int
    error: str
    attributes: dict[str, Any]
    events: list[dict[str, Any]]


class TraceStore:
    """The kept spans. One connection behind a lock: SQLite writes one at a time anyway."""

    def __init__(self, file: Path, kept: int = KEPT_SPANS) -> None:
        self._lock = threading.Lock()
        self._kept = kept
        self._connection = sqlite3.connect(file, check_same_thread=False, isolation_level=None)
        self._connection.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF;" + _SCHEMA)

    def add(self, spans: Iterable[Span]) -> None:
        """Keeps spans; one that is sent twice is kept once."""
        with self._lock:
            self._connection.execute("BEGIN")
            for span in spans:
                self._add(span)
            self._connection.execute("COMMIT")

    def _add(self, span: Span) -> None:
        values = (
            span.trace_id, span.span_id, span.parent_id, span.service, span.role, span.name, span.kind, span.start_ns,
            span.end_ns, span.error, json.dumps(span.attributes, ensure_ascii=False),
            json.dumps(span.events, ensure_ascii=False),
        )  # fmt: skip
        new = self._connection.execute(
            "INSERT OR IGNORE INTO span VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", values
        ).rowcount
        if new:
            # A statement without a call around it (a relay's look into its outbox, say) tells no story.
            story = span.kind != "client" or "db.system.name" not in span.attributes
            root_start = span.start_ns if not span.parent_id else span.start_ns + 2**61
            self._connection.execute(
                _UPSERT,
                (span.trace_id, span.start_ns, span.end_ns, bool(span.error), f",{span.service},", root_start,
                 span.service, span.name, story),
            )  # fmt: skip

    def recent(self, before: int, *, all_of_them: bool, service: str) -> list[dict[str, Any]]:
        """A page of traces, newest first, with numbers below `before`."""
        statement = (
            "SELECT number, trace_id, start_ns, end_ns, spans, errors, services, root_service, root_name FROM trace"
            " WHERE number < ? AND story >= ? AND (? = '' OR instr(services, ?)) ORDER BY number DESC LIMIT ?"
        )
        values = (before, 0 if all_of_them else 1, service, f",{service},", _PAGE)
        with self._lock:
            rows = self._connection.execute(statement, values).fetchall()
        names = ("number", "trace_id", "start_ns", "end_ns", "spans", "errors", "services", "service", "name")
        return [dict(zip(names, row, strict=True)) for row in rows]

    def spans(self, trace_id: str) -> list[Span]:
        """All spans of one trace in the order of their start."""
        with self._lock:
            rows = self._connection.execute(
                "SELECT * FROM span WHERE trace_id = ? ORDER BY start_ns, end_ns DESC", (trace_id,)
            ).fetchall()
        return [_from_row(row) for row in rows]

    def trim(self) -> None:
        """Forgets the oldest traces beyond the bound of spans and of a day."""
        with self._lock:
            count = int(self._connection.execute("SELECT coalesce(sum(spans), 0) FROM trace").fetchone()[0])
            oldest = (time.time() - _KEPT_SECONDS) * 1e9
            rows = self._connection.execute("SELECT trace_id, spans, end_ns FROM trace ORDER BY number").fetchall()
            old = []
            for trace_id, spans, end_ns in rows:
                if count <= self._kept and end_ns > oldest:
                    break
                old.append((trace_id,))
                count -= spans
            self._connection.execute("BEGIN")
            self._connection.executemany("DELETE FROM span WHERE trace_id = ?", old)
            self._connection.executemany("DELETE FROM trace WHERE trace_id = ?", old)
            self._connection.execute("COMMIT")


def _from_row(row: tuple[Any, ...]) -> Span:
    *facts, attributes, events = row
    return Span(*facts, json.loads(attributes), json.loads(events))  # type: ignore[call-arg]  # the table's columns


def spans_of(request: ExportTraceServiceRequest) -> Iterator[Span]:
    """The spans of one OTLP message."""
    for resource in request.resource_spans:
        about = {one.key: plain(one.value) for one in resource.resource.attributes}
        for scope in resource.scope_spans:
            for span in scope.spans:
                yield Span(
                    trace_id=span.trace_id.hex(),
                    span_id=span.span_id.hex(),
                    parent_id=span.parent_span_id.hex(),
                    service=str(about.get("service.name", "?")),
                    role=str(about.get("zvonok.role", "")),
                    name=span.name,
                    kind=trace_pb2.Span.SpanKind.Name(span.kind).removeprefix("SPAN_KIND_").lower(),
                    start_ns=span.start_time_unix_nano,
                    end_ns=span.end_time_unix_nano,
                    error=_error(span),
                    attributes={one.key: plain(one.value) for one in span.attributes},
                    events=[
                        {"name": event.name, **{one.key: plain(one.value) for one in event.attributes}}
                        for event in span.events
                    ],
                )


def _error(span: trace_pb2.Span) -> str:
    failed = span.status.code == trace_pb2.Status.STATUS_CODE_ERROR
    return (span.status.message or "error") if failed else ""


def pages(store: TraceStore, metrics: LatestMetrics) -> Pages:
    """OTLP at /v1/traces and /v1/metrics; pages at / and /traces/ID; JSON at /api/traces/ID; /metrics."""

    def take_spans(request: Request) -> Answer:
        message = ExportTraceServiceRequest()
        try:
            message.ParseFromString(request.body)
        except DecodeError:
            return Answer(HTTPStatus.BAD_REQUEST)
        store.add(spans_of(message))
        return Answer(HTTPStatus.OK, ExportTraceServiceResponse().SerializeToString(), _PROTOBUF)

    def take_metrics(request: Request) -> Answer:
        message = ExportMetricsServiceRequest()
        try:
            message.ParseFromString(request.body)
        except DecodeError:
            return Answer(HTTPStatus.BAD_REQUEST)
        metrics.add(message)
        return Answer(HTTPStatus.OK, ExportMetricsServiceResponse().SerializeToString(), _PROTOBUF)

    def home(request: Request) -> Answer:
        wanted = request.query.get("trace", "").strip().lower()
        if wanted:
            return Answer(HTTPStatus.SEE_OTHER, headers={"Location": f"/traces/{''.join(filter(str.isalnum, wanted))}"})
        before, service = request.query.get("before", ""), request.query.get("service", "")
        all_of_them = request.query.get("all") == "1"
        found = store.recent(int(before) if before.isdigit() else 2**62, all_of_them=all_of_them, service=service)
        more = str(found[-1]["number"]) if len(found) == _PAGE else ""
        language = request.headers.get("accept-language", "")
        return as_html(list_page(found, more, all_of_them=all_of_them, service=service, language=language))

    def one(request: Request) -> Answer:
        spans = store.spans(request.parts[0])
        return as_html(trace_page(request.parts[0], spans, request.headers.get("accept-language", "")))

    def raw(request: Request) -> Answer:
        # What has not come yet is an empty list: spans travel a second behind the work.
        spans = [
            {
                **{name: getattr(span, name) for name in Span.__slots__},
                "duration_ms": (span.end_ns - span.start_ns) / 1e6,
            }
            for span in store.spans(request.parts[0])
        ]
        return as_json({"trace_id": request.parts[0], "spans": spans})

    def prometheus(_request: Request) -> Answer:
        return Answer(HTTPStatus.OK, metrics.as_text().encode(), "text/plain; version=0.0.4; charset=utf-8")

    return {
        ("POST", r"/v1/traces"): take_spans,
        ("POST", r"/v1/metrics"): take_metrics,
        ("GET", r"/|/traces"): home,
        ("GET", r"/traces/([0-9a-z]{1,32})"): one,
        ("GET", r"/api/traces/([0-9a-f]{32})"): raw,
        ("GET", r"/metrics"): prometheus,
    }


def main(arguments: list[str]) -> int:
    """Serves until SIGTERM."""
    store = TraceStore(Path(arguments[1]))
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: stop.set())
    serve(int(arguments[0]), pages(store, LatestMetrics()))
    while not stop.wait(_TRIM_SECONDS):
        store.trim()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
