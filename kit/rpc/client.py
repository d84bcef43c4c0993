"""Channels to other services: mutual TLS, a deadline on every call, the trace passed on."""

import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import grpc
from opentelemetry.trace import Span, SpanKind, Status, StatusCode, use_span

from kit.logs import logger
from kit.telemetry import trace_headers, tracer

_DEADLINE_SECONDS = 10.0
# After a renewal: single calls have ended by then.
_OLD_CHANNEL_SECONDS = 30.0
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


def _end(span: Span, answer: Any) -> None:
    code = answer.code()
    if code is not grpc.StatusCode.OK:
        span.set_status(Status(StatusCode.ERROR, code.name))
    span.end()


class _Outgoing(
    grpc.UnaryUnaryClientInterceptor,  # type: ignore[type-arg]
    grpc.UnaryStreamClientInterceptor,  # type: ignore[type-arg]
    grpc.StreamUnaryClientInterceptor,  # type: ignore[type-arg]
    grpc.StreamStreamClientInterceptor,  # type: ignore[type-arg]
):
    """Passes the trace on, and gives single calls a deadline: one that waits for ever holds a thread for ever.

    The stock instrumentation hides `cancel` of a stream, which every watcher needs to end.
    """

    def intercept_unary_unary(self, continuation: Callable[[Any, Any], Any], details: Any, request: Any) -> Any:
        method = details.method if isinstance(details.method, str) else details.method.decode()
        span = tracer().start_span(method.lstrip("/"), kind=SpanKind.CLIENT)
        with use_span(span):
            answer = continuation(_outgoing(details, details.timeout or _DEADLINE_SECONDS), request)
        # At once for a call that was waited for, later for one that is on its way.
        answer.add_done_callback(partial(_end, span))
        return answer

    def intercept_unary_stream(self, continuation: Callable[[Any, Any], Any], details: Any, request: Any) -> Any:
        return continuation(_outgoing(details, details.timeout), request)

    def intercept_stream_unary(self, continuation: Callable[[Any, Any], Any], details: Any, requests: Any) -> Any:
        return continuation(_outgoing(details, details.timeout), requests)

    def intercept_stream_stream(self, continuation: Callable[[Any, Any], Any], details: Any, requests: Any) -> Any:
        return continuation(_outgoing(details, details.timeout), requests)


class _RenewedChannel(grpc.Channel):
    """A channel with the certificate that is on disk now: when it was renewed there, the next call goes by a new one.

    Calls under way end on the old channel; streams that outlive them are broken off, and who reads them opens them
    again.
    """

    def __init__(self, address: str, target: str, tls_dir: Path, caller: str) -> None:
        self._address = address
        self._options = (*_OPTIONS, ("grpc.ssl_target_name_override", target))
        self._files = (tls_dir / "ca.crt", tls_dir / f"{caller}.key", tls_dir / f"{caller}.crt")
        self._lock = threading.Lock()
        self._seen = self._stamps()
        self._channel = self._open()

    def _stamps(self) -> tuple[int, ...]:
        return tuple(file.stat().st_mtime_ns for file in self._files)

    def _open(self) -> grpc.Channel:
        authority, key, certificate = (file.read_bytes() for file in self._files)
        credentials = grpc.ssl_channel_credentials(authority, key, certificate)
        return grpc.secure_channel(self._address, credentials, options=self._options)

    def _current(self) -> grpc.Channel:
        with self._lock:
            stamps = self._stamps()
            if stamps != self._seen:
                logger().info("certificate_renewed", target=self._address)
                ending = threading.Timer(_OLD_CHANNEL_SECONDS, self._channel.close)
                ending.daemon = True
                ending.start()
                self._channel, self._seen = self._open(), stamps
            return self._channel

    def unary_unary(self, *args: Any, **kwargs: Any) -> Any:
        """See grpc.Channel; called anew for every call, by the interceptor."""
        return self._current().unary_unary(*args, **kwargs)

    def unary_stream(self, *args: Any, **kwargs: Any) -> Any:
        """See grpc.Channel."""
        return self._current().unary_stream(*args, **kwargs)

    def stream_unary(self, *args: Any, **kwargs: Any) -> Any:
        """See grpc.Channel."""
        return self._current().stream_unary(*args, **kwargs)

    def stream_stream(self, *args: Any, **kwargs: Any) -> Any:
        """See grpc.Channel."""
        return self._current().stream_stream(*args, **kwargs)

    def subscribe(self, callback: Callable[[grpc.ChannelConnectivity], None], try_to_connect: bool = False) -> None:
        """See grpc.Channel: of the present channel."""
        self._current().subscribe(callback, try_to_connect)

    def unsubscribe(self, callback: Callable[[grpc.ChannelConnectivity], None]) -> None:
        """See grpc.Channel."""
        self._channel.unsubscribe(callback)

    def close(self) -> None:
        """See grpc.Channel."""
        self._channel.close()

    def __enter__(self) -> "_RenewedChannel":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def open_channel(address: str, target: str, tls_dir: Path, caller: str) -> grpc.Channel:
    """A channel to the service `target` at host:port, as the service `caller`.

    The certificates are `ca.crt`, `<caller>.crt` and `<caller>.key` in `tls_dir` (PEM); renewed ones are taken up at
    the next call. Connects at the first call.
    """
    return grpc.intercept_channel(_RenewedChannel(address, target, tls_dir, caller), _Outgoing())


def with_token(token: str) -> tuple[tuple[str, str], ...]:
    """Call metadata that speaks for the person to whom identity gave the access token."""
    return (("authorization", f"Bearer {token}"),)
