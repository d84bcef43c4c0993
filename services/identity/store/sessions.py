"""Accounts, sessions, signing keys and failed log-ins."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg import Connection


@dataclass(frozen=True, slots=True)
class Account:
    """How a person logs in; the hash is None until the person is invited."""

    person_id: str
    password_hash: str | None
    enabled: bool


@dataclass(frozen=True, slots=True)
class Session:
    """One log-in."""

    session_id: str
    person_id: str
    device: str
    created_at: datetime
    last_used_at: datetime
    expires_at: datetime


_COLUMNS = "session_id, person_id, device, created_at, last_used_at, expires_at"


def find_account(connection: Connection[Any], username: str) -> Account | None:
    """The account of a user name, whatever its case."""
    row = connection.execute(
        "SELECT person_id, password_hash, enabled FROM account WHERE username = lower(%s)", [username]
    ).fetchone()
    return Account(*row) if row else None


def insert_session(
    connection: Connection[Any], session_id: str, secret_hash: bytes, person_id: str, device: str, hours: int
) -> Session:
    """A new session that lasts so many hours."""
    row = connection.execute(
        f"""INSERT INTO session (session_id, secret_hash, person_id, device, expires_at)
            VALUES (%s, %s, %s, %s, now() + make_interval(hours => %s)) RETURNING {_COLUMNS}""",
        [session_id, secret_hash, person_id, device, hours],
    ).fetchone()
    assert row is not None  # noqa: S101  (INSERT … RETURNING)
    return Session(*row)


def is_new_device(connection: Connection[Any], session: Session) -> bool:
    """Whether the person has logged in before, and never on a device of this name; versions in it do not count."""
    row = connection.execute(
        r"""SELECT count(*) > 0 AND bool_and(regexp_replace(device, '[0-9._]+', '', 'g')
                                             <> regexp_replace(%s::text, '[0-9._]+', '', 'g'))
            FROM session WHERE person_id = %s AND session_id <> %s""",
        [session.device, session.person_id, session.session_id],
    ).fetchone()
    return bool(row and row[0])


def use_session(connection: Connection[Any], secret_hash: bytes) -> Session | None:
    """The living session of a secret, noted as used now; None when there is none or its account is closed."""
    row = connection.execute(
        f"""UPDATE session SET last_used_at = now()
            WHERE secret_hash = %s AND ended_at IS NULL AND expires_at > now()
              AND EXISTS (SELECT FROM account a WHERE a.person_id = session.person_id AND a.enabled)
            RETURNING {_COLUMNS}""",
        [secret_hash],
    ).fetchone()
    return Session(*row) if row else None


def end_session_of_secret(connection: Connection[Any], secret_hash: bytes) -> None:
    """Ends the session of a secret, if it lives."""
    connection.execute("UPDATE session SET ended_at = now() WHERE secret_hash = %s AND ended_at IS NULL", [secret_hash])


def end_session(connection: Connection[Any], person_id: str, session_id: str) -> bool:
    """Ends one session of the person; False when the person has no such living session."""
    return bool(
        connection.execute(
            "UPDATE session SET ended_at = now() WHERE session_id = %s AND person_id = %s AND ended_at IS NULL",
            [session_id, person_id],
        ).rowcount
    )


def list_sessions(connection: Connection[Any], person_id: str, before: str | None, most: int) -> list[Session]:
    """The person's living sessions, newest first, from before the given one on."""
    rows = connection.execute(
        f"""SELECT {_COLUMNS} FROM session
            WHERE person_id = %s AND ended_at IS NULL AND expires_at > now()
              AND (%s::uuid IS NULL OR session_id < %s)
            ORDER BY session_id DESC LIMIT %s""",
        [person_id, before, before, most],
    ).fetchall()
    return [Session(*row) for row in rows]


def count_failures(connection: Connection[Any], subject_hash: bytes, minutes: int) -> int:
    """Failed log-ins of a hashed user name or address within the last minutes."""
    row = connection.execute(
        "SELECT count(*) FROM login_failure WHERE subject_hash = %s AND failed_at > now() - make_interval(mins => %s)",
        [subject_hash, minutes],
    ).fetchone()
    assert row is not None  # noqa: S101  (count always gives a row)
    return int(row[0])


def add_failure(connection: Connection[Any], subject_hashes: list[bytes], minutes: int) -> None:
    """Notes a failed log-in for each hash, and forgets those older than the window."""
    connection.execute("INSERT INTO login_failure (subject_hash) SELECT unnest(%s::bytea[])", [subject_hashes])
    connection.execute("DELETE FROM login_failure WHERE failed_at < now() - make_interval(mins => %s)", [minutes])


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A private key as JWK text; it signs until `retire_at`."""

    kid: str
    private_jwk: str
    retire_at: datetime


def signing_keys(connection: Connection[Any], overlap_minutes: int) -> list[SigningKey]:
    """Keys that sign or whose tokens may still live, newest first."""
    rows = connection.execute(
        """SELECT kid, private_jwk, retire_at FROM signing_key
           WHERE retire_at > now() - make_interval(mins => %s) ORDER BY created_at DESC""",
        [overlap_minutes],
    ).fetchall()
    return [SigningKey(*row) for row in rows]


def add_signing_key(connection: Connection[Any], kid: str, private_jwk: str, days: int, renew_days: int) -> None:
    """Adds the key unless another process has added one that signs for longer than `renew_days` from now."""
    connection.execute("LOCK TABLE signing_key IN SHARE ROW EXCLUSIVE MODE")
    connection.execute(
        """INSERT INTO signing_key (kid, private_jwk, retire_at)
           SELECT %s, %s, now() + make_interval(days => %s)
           WHERE NOT EXISTS (SELECT FROM signing_key WHERE retire_at > now() + make_interval(days => %s))""",
        [kid, private_jwk, days, renew_days],
    )
