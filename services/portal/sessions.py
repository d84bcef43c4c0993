"""Who is asking: the session secret in the cookie, and the short-lived access token that identity gives for it.

The cookie holds the opaque secret and nothing else. Tokens live in this process's memory until shortly before they
expire; a portal that restarts asks for new ones.
"""

import hashlib
import threading
import time
from collections import OrderedDict
from typing import Any, Generic, TypeVar

import grpc
from flask import current_app, g
from werkzeug.wrappers import Response
from zvonok.identity.v1.people_pb2 import GetMeRequest, GetMeResponse
from zvonok.identity.v1.sessions_pb2 import IssueTokenRequest, IssueTokenResponse

from kit.rpc.client import with_token
from services.portal.clients import Clients
from services.portal.config import PortalConfig

_KEPT_SESSIONS = 20_000
# A token is renewed this long before its end, so that none expires on its way through the services.
_TOKEN_MARGIN_SECONDS = 30.0
# What the start page knows about a person may be this old. Rights do not depend on it: services decide on every call.
_ME_SECONDS = 15.0

Kept = TypeVar("Kept")


class LogInNeeded(Exception):
    """There is no session, or it has ended: the person has to log in (again)."""


class ShortMemory(Generic[Kept]):
    """Values by the hash of a session secret, each until its time; bounded, the oldest go first."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._values: OrderedDict[bytes, tuple[float, Kept]] = OrderedDict()

    @staticmethod
    def _key(secret: str) -> bytes:
        return hashlib.sha256(secret.encode()).digest()

    def get(self, secret: str) -> Kept | None:
        """The value kept for this secret; None when there is none any more."""
        with self._lock:
            until, value = self._values.get(self._key(secret), (0.0, None))
        return value if time.time() < until else None

    def put(self, secret: str, value: Kept, until: float) -> None:
        """Keeps a value until a Unix time in seconds."""
        with self._lock:
            self._values[self._key(secret)] = (until, value)
            while len(self._values) > _KEPT_SESSIONS:
                self._values.popitem(last=False)

    def forget(self, secret: str) -> None:
        """Drops what is kept for this secret."""
        with self._lock:
            self._values.pop(self._key(secret), None)


class Sessions:
    """Turns session secrets into access tokens."""

    def __init__(self, clients: Clients) -> None:
        self._clients = clients
        self._tokens: ShortMemory[str] = ShortMemory()
        self.people: ShortMemory[GetMeResponse] = ShortMemory()

    def token(self, secret: str) -> str:
        """An access token of this session. Raises LogInNeeded when the session has ended."""
        kept = self._tokens.get(secret)
        if kept is not None:
            return kept
        try:
            answer: IssueTokenResponse = self._clients.sessions.IssueToken(IssueTokenRequest(session_secret=secret))
        except grpc.RpcError as error:
            if error.code() in (grpc.StatusCode.UNAUTHENTICATED, grpc.StatusCode.INVALID_ARGUMENT):
                raise LogInNeeded from error
            raise
        self._tokens.put(secret, answer.access_token, answer.expire_time.ToSeconds() - _TOKEN_MARGIN_SECONDS)
        return answer.access_token

    def forget(self, secret: str) -> None:
        """Drops token and person of this session."""
        self._tokens.forget(secret)
        self.people.forget(secret)


def clients() -> Clients:
    """The stubs of the running portal."""
    found: Clients = current_app.extensions["zvonok_clients"]
    return found


def sessions() -> Sessions:
    """The sessions of the running portal."""
    found: Sessions = current_app.extensions["zvonok_sessions"]
    return found


def config() -> PortalConfig:
    """The settings of the running portal."""
    found: PortalConfig = current_app.extensions["zvonok_config"]
    return found


def cookie_name() -> str:
    """The session cookie. The __Host- prefix binds it to this host over TLS."""
    return "__Host-zvonok" if config().https else "zvonok"


def set_cookie(response: Response, secret: str, expires: float) -> None:
    """Gives the browser the session secret until a Unix time in seconds."""
    response.set_cookie(
        cookie_name(), secret, expires=expires, httponly=True, samesite="Lax", secure=config().https, path="/"
    )


def drop_cookie(response: Response) -> None:
    """Takes the session secret from the browser."""
    response.delete_cookie(cookie_name(), httponly=True, samesite="Lax", secure=config().https, path="/")


def own_secret() -> str:
    """The session secret of the request. Raises LogInNeeded when the browser sent none."""
    secret: str | None = g.get("session_secret")
    if not secret:
        raise LogInNeeded
    return secret


def ask(method: Any, request: Any) -> Any:
    """Calls a service in the name of the person who asks. A token that has become void is renewed once.

    Raises LogInNeeded when the session has ended, grpc.RpcError for every other refusal.
    """
    secret = own_secret()
    try:
        return method(request, metadata=with_token(sessions().token(secret)))
    except grpc.RpcError as error:
        if error.code() is not grpc.StatusCode.UNAUTHENTICATED:
            raise
    sessions().forget(secret)
    try:
        return method(request, metadata=with_token(sessions().token(secret)))
    except grpc.RpcError as error:
        if error.code() is grpc.StatusCode.UNAUTHENTICATED:
            raise LogInNeeded from error
        raise


def ask_all(method: Any, wanted: Any, field: str) -> list[Any]:
    """Everything of a list that comes in pages; `field`: what the answers call it."""
    found: list[Any] = []
    while True:
        answer = ask(method, wanted)
        found += getattr(answer, field)
        wanted.page_token = answer.next_page_token
        if not wanted.page_token:
            return found


def me() -> GetMeResponse:
    """The person who asks, with roles, groups, children and schools; some seconds old at most."""
    found: GetMeResponse | None = g.get("me") or sessions().people.get(own_secret())
    if found is None:
        found = ask(clients().people.GetMe, GetMeRequest())
        sessions().people.put(own_secret(), found, time.time() + _ME_SECONDS)
    g.me = found
    return found


def forget_me() -> None:
    """What was kept of the person who asks is out of date: something was changed that it tells."""
    g.pop("me", None)
    sessions().people.forget(own_secret())
