"""Channels to other services: mutual TLS, a deadline on every call, the trace passed on."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import grpc
from opentelemetry.instrumentation.grpc import client_interceptor

_DEADLINE_SECONDS = 10.0
_OPTIONS = (
    # A service that comes back is found again within a second or two.
    ("grpc.initial_reconnect_backoff_ms", 200),
    ("grpc.max_reconnect_backoff_ms", 2000),
    ("grpc.keepalive_time_ms", 30_000),
    ("grpc.max_receive_message_length", 64 * 1024 * 1024),
)


class _Details(NamedTuple):
    method: str
    timeout: float | None
    metadata: Any
    credentials: Any
    wait_for_ready: bool | None
    compression: Any


class _DefaultDeadline(grpc.UnaryUnaryClientInterceptor):  # type: ignore[misc]
    """Gives calls that name no deadline one; a call that waits for ever holds a thread for ever."""

    def intercept_unary_unary(self, continuation: Callable[[Any, Any], Any], details: Any, request: Any) -> Any:
        if details.timeout is None:
            details = _Details(
                details.method,
                _DEADLINE_SECONDS,
                details.metadata,
                details.credentials,
                details.wait_for_ready,
                details.compression,
            )
        return continuation(details, request)


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
    return grpc.intercept_channel(channel, client_interceptor(), _DefaultDeadline())


def with_token(token: str) -> tuple[tuple[str, str], ...]:
    """Call metadata that speaks for the person to whom identity gave the access token."""
    return (("authorization", f"Bearer {token}"),)
