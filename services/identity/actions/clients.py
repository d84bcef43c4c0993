"""Integration clients: systems with scopes, no persons."""

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from psycopg import Connection
from psycopg_pool import ConnectionPool

from kit.database import EVERY_SCHOOL, transaction
from kit.errors import InvalidArgument, NotAllowed, Unauthenticated
from kit.ids import new_id
from services.identity.actions.sessions import Token, check_rate, count_failure, sign_token
from services.identity.domain import policy
from services.identity.domain.relating import Days, days_problem
from services.identity.store import access, import_register
from services.identity.store import relations as store

Pool = ConnectionPool[Connection[tuple[Any, ...]]]
_LONGEST_TITLE = 200
_MOST_SCOPES = 2000
_SHA256_BYTES = 32


@dataclass(frozen=True, slots=True)
class Scope:
    """A permission at a school for some days."""

    permission: str
    school_id: str
    days: Days


def create_client(
    connection: Connection[Any], actor: str, title: str, secret_sha256: str, scopes: Sequence[Scope]
) -> tuple[str, int]:
    """Makes a client; gives its id and the version of relations that has seen its scopes.

    Raises InvalidArgument (BAD_TITLE, BAD_SECRET_HASH, UNKNOWN_SCOPE, TOO_MANY_SCOPES), NotAllowed for a school that
    there is not.
    """
    if not title or len(title) > _LONGEST_TITLE or not title.isprintable():
        raise InvalidArgument("BAD_TITLE", f"A client needs a title of at most {_LONGEST_TITLE} characters.")
    if len(scopes) > _MOST_SCOPES:
        raise InvalidArgument("TOO_MANY_SCOPES", f"At most {_MOST_SCOPES} scopes.")
    client_id = new_id()
    store.add_client(connection, client_id, title, _digest(secret_sha256), datetime.now(UTC))
    import_register.act_as(connection, actor)
    for scope in scopes:
        known = policy.POLICY.get(scope.permission)
        if known is None or not known.clients:
            raise InvalidArgument("UNKNOWN_SCOPE", "A scope is a permission that the policy opens to clients.")
        today = store.today_at(connection, scope.school_id)
        if today is None:
            raise NotAllowed
        if (problem := days_problem(scope.days, today)) is not None:
            raise InvalidArgument(*problem)
        days = Days(scope.days.begin or today, scope.days.end)
        store.give(
            connection,
            store.NewRelation(
                new_id(), client_id, policy.SCOPE + scope.permission, "school", scope.school_id, scope.school_id, days
            ),
        )
    return client_id, access.relations_version(connection)


def end_client(connection: Connection[Any], actor: str, client_id: str) -> int:
    """Ends a client with its scopes; gives the version that has seen it. Raises NotAllowed."""
    import_register.act_as(connection, actor)
    if not store.end_client(connection, client_id):
        raise NotAllowed
    return access.relations_version(connection)


def issue_token(pool: Pool, client_id: str, secret: str) -> Token:
    """A token for a client. Raises Unauthenticated (WRONG_CREDENTIALS), RateLimited (LOGIN_RATE_LIMITED)."""
    with transaction(pool, EVERY_SCHOOL) as connection:
        check_rate(connection, f"client:{client_id}", "")
        stored = store.living_client(connection, client_id)
        if stored is not None and hmac.compare_digest(stored, hashlib.sha256(secret.encode()).digest()):
            return sign_token(connection, f"clients/{client_id}", client_id)
        count_failure(connection, f"client:{client_id}", "")
    raise Unauthenticated("WRONG_CREDENTIALS", "The client or its secret is wrong.")


def _digest(secret_sha256: str) -> bytes:
    try:
        digest = bytes.fromhex(secret_sha256)
    except ValueError:
        digest = b""
    if len(digest) != _SHA256_BYTES:
        raise InvalidArgument("BAD_SECRET_HASH", "secret_sha256 must be 64 hexadecimal digits.")
    return digest
