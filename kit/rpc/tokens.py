"""Access tokens: short-lived JWTs that identity signs (RFC 7519), checked here against its public keys."""

import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from kit.errors import Unauthenticated

ISSUER = "zvonok-identity"
AUDIENCE = "zvonok"
ALGORITHMS = ["ES256"]
_KEYS_AT_MOST_EVERY_SECONDS = 5.0
_KEYS_LIVE_SECONDS = 300.0
_KEPT = 20_000


@dataclass(frozen=True, slots=True)
class Bearer:
    """Who a valid token speaks for ("persons/…" or "clients/…"), and until when (seconds since 1970)."""

    subject: str
    session_id: str
    expires: float


class TokenVerifier:
    """Checks tokens; `load_keys` gives identity's JWK set as JSON text. Safe for threads."""

    def __init__(self, load_keys: Callable[[], str]) -> None:
        self._load_keys = load_keys
        self._lock = threading.Lock()
        self._keys: KeySet | None = None
        self._loaded_at = float("-inf")
        # Checking a signature costs more than the rest of a small call, and one token serves many calls.
        self._seen: dict[str, Bearer] = {}

    def verify(self, token: str) -> Bearer:
        """Who the token speaks for. Raises Unauthenticated when it is forged, expired or not from our identity."""
        seen = self._seen.get(token)
        if seen is None:
            seen = self._check(token)
            if len(self._seen) > _KEPT:
                self._seen.clear()
            self._seen[token] = seen
        if seen.expires <= time.time():
            self._seen.pop(token, None)
            raise _invalid()
        return seen

    def _check(self, token: str) -> Bearer:
        keys = self._current_keys(renew=False)
        try:
            claims = self._claims(token, keys)
        except (JoseError, ValueError) as error:
            # The key may be newer than ours: look once more, rarely, so that nonsense costs identity nothing.
            renewed = self._current_keys(renew=True)
            if renewed is keys:
                raise _invalid() from error
            try:
                claims = self._claims(token, renewed)
            except (JoseError, ValueError) as again:
                raise _invalid() from again
        return claims

    def _claims(self, token: str, keys: KeySet) -> Bearer:
        decoded = jwt.decode(token, keys, algorithms=ALGORITHMS)
        registry = jwt.JWTClaimsRegistry(
            iss={"essential": True, "value": ISSUER},
            aud={"essential": True, "value": AUDIENCE},
            exp={"essential": True},
            sub={"essential": True},
            sid={"essential": True},
        )
        registry.validate(decoded.claims)
        claims = decoded.claims
        # A bare id is a person's; an integration client's says so.
        subject = str(claims["sub"])
        named = subject if subject.startswith("clients/") else f"persons/{subject}"
        return Bearer(named, str(claims["sid"]), float(claims["exp"]))

    def _current_keys(self, *, renew: bool) -> KeySet:
        with self._lock:
            age = time.monotonic() - self._loaded_at
            if self._keys is None or age > _KEYS_LIVE_SECONDS or (renew and age > _KEYS_AT_MOST_EVERY_SECONDS):
                self._keys = KeySet.import_key_set(json.loads(self._load_keys()))
                self._loaded_at = time.monotonic()
            return self._keys


def _invalid() -> Unauthenticated:
    return Unauthenticated("TOKEN_INVALID", "The access token is not valid or has expired: get a new one.")
