"""Calls to addresses that outsiders name: over HTTPS, to public addresses alone, within a bounded time.

Whoever may name an address must not reach our own network by it (server-side request forgery, OWASP): the name is
resolved here, every address that it leads to is looked at, and the connection goes to the one that was looked at.
Redirects are not followed, proxies of the environment not used.
"""

import contextlib
import http.client
import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import SplitResult, urlsplit

_CONNECT_SECONDS = 5.0
# Of a whole call: one that drips byte by byte ends too.
_CALL_SECONDS = 10.0
# IPv6 ways to write an IPv4 address, which may be anybody's (RFC 6052, RFC 3056).
_NAT64 = ip_network("64:ff9b::/96")


class CallFailed(Exception):
    """There was no answer; the reason is TIMEOUT, CONNECTION, CERTIFICATE, NOT_RESOLVED or ADDRESS_NOT_ALLOWED."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Outward:
    """How calls go out. `loopback`: also to this machine and without TLS, for demonstrations and tests."""

    loopback: bool = False
    context: ssl.SSLContext = field(default_factory=ssl.create_default_context)
    seconds: float = _CALL_SECONDS

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> int:
        """The answer's HTTP status; its body is not read. Raises CallFailed."""
        parts = urlsplit(url)
        if parts.scheme != "https" and not (self.loopback and parts.scheme == "http"):
            raise CallFailed("ADDRESS_NOT_ALLOWED")
        connection = self._connect(parts)
        with _ended_after(self.seconds, connection) as late:
            try:
                target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
                connection.request("POST", target, body, dict(headers))
                return connection.getresponse().status
            except ssl.SSLCertVerificationError as error:
                raise CallFailed("CERTIFICATE") from error
            except TimeoutError as error:
                raise CallFailed("TIMEOUT") from error
            except (OSError, http.client.HTTPException, ValueError, AttributeError) as error:
                # A connection that was closed under the call's hands says so in many ways.
                raise CallFailed("TIMEOUT" if late.is_set() else "CONNECTION") from error
            finally:
                connection.close()

    def _connect(self, parts: SplitResult) -> http.client.HTTPConnection:
        host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise CallFailed("NOT_RESOLVED") from error
        addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
        # One bad address among good ones is a trick, not an accident.
        if not all(is_allowed(address, loopback=self.loopback) for address in addresses):
            raise CallFailed("ADDRESS_NOT_ALLOWED")
        context = self.context if parts.scheme == "https" else None
        return _Pinned(host, port, addresses, context, self.seconds)


def is_allowed(address: str, *, loopback: bool) -> bool:
    """Whether it is public: not private, loopback, link-local, multicast or reserved, in whatever disguise."""
    plain = ip_address(address.partition("%")[0])
    if isinstance(plain, IPv6Address):
        inner = plain.ipv4_mapped or plain.sixtofour or (plain.teredo[1] if plain.teredo else None)
        if plain in _NAT64:
            inner = IPv4Address(int(plain) & 0xFFFFFFFF)
        if inner is not None:
            return is_allowed(str(inner), loopback=loopback)
    if plain.is_loopback:
        return loopback
    return plain.is_global and not plain.is_multicast


class _Pinned(http.client.HTTPConnection):
    """Goes to addresses that were looked at, under the name that was asked for."""

    def __init__(
        self, host: str, port: int, addresses: list[str], context: ssl.SSLContext | None, seconds: float
    ) -> None:
        super().__init__(host, port, timeout=seconds)
        # So that the standard port is not written into the Host header.
        self.default_port = http.client.HTTPS_PORT if context else http.client.HTTP_PORT
        self._addresses = addresses
        self._context = context

    def connect(self) -> None:
        """To the first address that takes it."""
        for number, address in enumerate(self._addresses):
            try:
                plain = socket.create_connection((address, self.port), timeout=min(_CONNECT_SECONDS, self.timeout or 0))
                break
            except OSError:
                if number == len(self._addresses) - 1:
                    raise
        plain.settimeout(self.timeout)
        # Kept before the handshake, so that a call that is over can end that too.
        self.sock = plain
        if self._context is not None:
            self.sock = self._context.wrap_socket(plain, server_hostname=self.host)


@contextlib.contextmanager
def _ended_after(seconds: float, connection: http.client.HTTPConnection) -> Iterator[threading.Event]:
    """Shuts the connection when the time is over; the event says whether it did."""
    late = threading.Event()

    def end() -> None:
        late.set()
        if connection.sock is not None:
            with contextlib.suppress(OSError):
                connection.sock.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(seconds, end)
    timer.daemon = True
    timer.start()
    try:
        yield late
    finally:
        timer.cancel()
