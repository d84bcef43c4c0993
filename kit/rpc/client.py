"""Channels to other services: mutual TLS, a deadline on every call, the trace passed on."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import grpc
from opentelemetry.trace import SpanKind, Status, StatusCode

from kit.telemetry import trace_headers, tracer

_DEADLINE_SECONDS = 10.0
_OPTIONS = (
    # A service that comes back is found again within a second or two.
    ("grpc.initial_reconnect_backoff_ms", 200),
    ("grpc.max_reconnect_backoff_ms", 2000),
    ("grpc.keepalive_time_ms", 30_000),
    ("grpc.max_receive_message_length", 64 * 1024 * 1024),
    # A journal of half a megabyte comes in one frame, not in thirty.
    ("grpc.http2.max_frame_size", 1024 * 1024),
    ("grpc.http2.lookahead_bytes", 4 * 1024 * 1024),
)


class _Details(NamedTuple):
    method: str
    timeout: float | None
    metadata: Any
    credentials: Any
    wait_for_ready: bool | None
    compression: Any


def _outgoing(details: Any, timeout: float | None) -> _Details:
    metadata = (*(details.metadata or ()), *trace_headers().items())
    return _Details(details.method, timeout, metadata, details.credentials, details.wait_for_ready, details.compression)


class _Outgoing(
    grpc.UnaryUnaryClientInterceptor,  # type: ignore[type-arg]
    grpc.UnaryStreamClientInterceptor,  # type: ignore[type-arg]
    grpc.StreamStreamClientInterceptor,  # type: ignore[type-arg]
):
    """Passes the trace on, and gives single calls a deadline: one that waits for ever holds a thread for ever.

    The stock instrumentation hides `cancel` of a stream, which every watcher needs to end.
    """

    def intercept_unary_unary(self, continuation: Callable[[Any, Any], Any], details: Any, request: Any) -> Any:
        method = details.method if isinstance(details.method, str) else details.method.decode()
        with tracer().start_as_current_span(method.lstrip("/"), kind=SpanKind.CLIENT) as span:
            answer = continuation(_outgoing(details, details.timeout or _DEADLINE_SECONDS), request)
            code = answer.code()
            if code is not grpc.StatusCode.OK:
                span.set_status(Status(StatusCode.ERROR, code.name))
            return answer

    def intercept_unary_stream(self, continuation: Callable[[Any, Any], Any], details: Any, request: Any) -> Any:
        return continuation(_outgoing(details, details.timeout), request)

    def intercept_stream_stream(self, continuation: Callable[[Any, Any], Any], details: Any, requests: Any) -> Any:
        return continuation(_outgoing(details, details.timeout), requests)


def open_channel(address: str, target: str, tls_dir: Path, caller: str) -> grpc.Channel:
    """A channel to the service `target` at host:port, as the service `caller`.

    The certificates are `ca.crt`, `<caller>.crt` and `<caller>.key` in `tls_dir` (PEM). Connects at the first call.
    """
    credentials = grpc.ssl_channel_credentials(
        root_certificates=(tls_dir / "ca.crt").read_bytes(),
        private_key=(tls_dir / f"{caller}.key").read_bytes(),
        certificate_chain=(tls_dir / f"{caller}.crt").read_bytes(),
    )
    options = (*_OPTIONS, ("grpc.ssl_target_name_override", target))
    channel = grpc.secure_channel(address, credentials, options=options)
    return grpc.intercept_channel(channel, _Outgoing())


def with_token(token: str) -> tuple[tuple[str, str], ...]:
    """Call metadata that speaks for the person to whom identity gave the access token."""
    return (("authorization", f"Bearer {token}"),)
