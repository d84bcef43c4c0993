"""Logging in, tokens, sessions."""

import hashlib
import json
import secrets
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet
from psycopg import Connection
from psycopg_pool import ConnectionPool

from kit.database import EVERY_SCHOOL, transaction
from kit.errors import NotAllowed, RateLimited, Unauthenticated
from kit.ids import new_id
from kit.rpc.tokens import AUDIENCE, ISSUER
from services.identity.actions.noticing import notice_log_in
from services.identity.store import sessions as store

Pool = ConnectionPool[Connection[tuple[Any, ...]]]

# OWASP's second choice for argon2id; log-ins of a whole town at 1 September must not need a second machine.
HASHER = PasswordHasher(memory_cost=19 * 1024, time_cost=2, parallelism=1)
# An unknown user name costs what a known one costs, so that time tells nothing.
_NOBODYS_HASH = HASHER.hash(secrets.token_urlsafe(16))

SESSION_HOURS = 12
TOKEN_SECONDS = 300
_WINDOW_MINUTES = 15
_TRIES_A_USERNAME = 10
_TRIES_AN_ADDRESS = 100
_KEY_DAYS = 30
_RENEW_DAYS = 1
_KEY_OVERLAP_MINUTES = 60
_LONGEST_DEVICE = 200


@dataclass(frozen=True, slots=True)
class LoggedIn:
    """A new session and the secret that stands for it; only the secret's hash is stored."""

    secret: str
    session: store.Session


def log_in(pool: Pool, username: str, password: str, address: str, device: str) -> LoggedIn:
    """Opens a session. Raises Unauthenticated (WRONG_CREDENTIALS), RateLimited (LOGIN_RATE_LIMITED)."""
    name = f"name:{username.lower()}"
    with transaction(pool, EVERY_SCHOOL) as connection:
        check_rate(connection, name, address)
        account = store.find_account(connection, username)
    # Outside a transaction: hashing takes tens of milliseconds.
    stored = account.password_hash if account and account.enabled and account.password_hash else _NOBODYS_HASH
    right = _verify(stored, password) and stored is not _NOBODYS_HASH
    with transaction(pool, EVERY_SCHOOL) as connection:
        if not right or account is None:
            count_failure(connection, name, address)
        else:
            secret = secrets.token_urlsafe(32)
            session = store.insert_session(
                connection, new_id(), _hash(secret), account.person_id, device[:_LONGEST_DEVICE], SESSION_HOURS
            )
            notice_log_in(connection, session)
            return LoggedIn(secret, session)
    raise Unauthenticated("WRONG_CREDENTIALS", "The user name or the password is wrong.")


def check_rate(connection: Connection[Any], name: str, address: str) -> None:
    """Raises RateLimited (LOGIN_RATE_LIMITED) after too many wrong tries of this name or from this address."""
    limits = ((_hash(name), _TRIES_A_USERNAME), (_hash(f"address:{address}"), _TRIES_AN_ADDRESS))
    if any(store.count_failures(connection, each, _WINDOW_MINUTES) >= most for each, most in limits):
        raise RateLimited(
            "LOGIN_RATE_LIMITED",
            f"Too many wrong tries: wait {_WINDOW_MINUTES} minutes.",
            metadata={"retry_seconds": str(_WINDOW_MINUTES * 60)},
        )


def count_failure(connection: Connection[Any], name: str, address: str) -> None:
    """Keeps a wrong try; an empty address is none."""
    subjects = [_hash(name), _hash(f"address:{address}")] if address else [_hash(name)]
    store.add_failure(connection, subjects, _WINDOW_MINUTES)


def _verify(stored: str, password: str) -> bool:
    try:
        return HASHER.verify(stored, password)
    except (VerificationError, InvalidHashError):
        return False


@dataclass(frozen=True, slots=True)
class Token:
    """A signed access token and when it ends."""

    text: str
    expires: datetime


def issue_token(pool: Pool, secret: str) -> Token:
    """A token for a living session. Raises Unauthenticated (SESSION_ENDED)."""
    with transaction(pool, EVERY_SCHOOL) as connection:
        session = store.use_session(connection, _hash(secret))
        if session is None:
            raise Unauthenticated("SESSION_ENDED", "The session has ended: log in again.")
        return sign_token(connection, session.person_id, session.session_id, int(session.expires_at.timestamp()))


def sign_token(connection: Connection[Any], subject: str, session_id: str, latest: int | None = None) -> Token:
    """A token for a subject that ends in some minutes, and at `latest` (seconds since 1970)."""
    key = current_key(connection)
    now = int(time.time())
    expires = min(now + TOKEN_SECONDS, latest or now + TOKEN_SECONDS)
    claims = {"iss": ISSUER, "aud": AUDIENCE, "sub": subject, "sid": session_id, "iat": now, "exp": expires}
    signer = ECKey.import_key(json.loads(key.private_jwk))
    text = jwt.encode({"alg": "ES256", "kid": key.kid}, claims, signer, algorithms=["ES256"])
    return Token(text, datetime.fromtimestamp(expires, UTC))


def log_out(pool: Pool, secret: str) -> None:
    """Ends the session of a secret; ending an ended one is fine."""
    with transaction(pool, EVERY_SCHOOL) as connection:
        store.end_session_of_secret(connection, _hash(secret))


def list_sessions(pool: Pool, person_id: str, before: str | None, most: int) -> list[store.Session]:
    """The person's living sessions, newest first."""
    with transaction(pool, EVERY_SCHOOL) as connection:
        return store.list_sessions(connection, person_id, before, most)


def end_session(pool: Pool, person_id: str, session_id: str) -> None:
    """Ends one of the person's own sessions. Raises NotAllowed when it is not one."""
    with transaction(pool, EVERY_SCHOOL) as connection:
        if not store.end_session(connection, person_id, session_id):
            raise NotAllowed


def signing_keys(pool: Pool) -> str:
    """The public keys of all tokens that may live, as a JWK set in JSON."""
    with transaction(pool, EVERY_SCHOOL) as connection:
        current_key(connection)
        keys = store.signing_keys(connection, _KEY_OVERLAP_MINUTES)
    public = KeySet([ECKey.import_key(json.loads(key.private_jwk)) for key in keys])
    return json.dumps(public.as_dict(private=False))


def current_key(connection: Connection[Any]) -> store.SigningKey:
    """The key that signs now. A new one is made a day before the old one retires, and signs at once."""
    renew_at = datetime.now(UTC) + timedelta(days=_RENEW_DAYS)
    keys = store.signing_keys(connection, _KEY_OVERLAP_MINUTES)
    if not keys or keys[0].retire_at < renew_at:
        kid = new_id()
        fresh = ECKey.generate_key("P-256", {"kid": kid, "alg": "ES256", "use": "sig"})
        private = json.dumps(fresh.as_dict(private=True))
        store.add_signing_key(connection, kid, private, _KEY_DAYS, _RENEW_DAYS)
        keys = store.signing_keys(connection, _KEY_OVERLAP_MINUTES)
    return keys[0]


def _hash(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()
