"""Forgetting a person where the retention period allows it, and the certificate of it."""

import json
from datetime import UTC, datetime
from typing import Any

from joserfc import jws
from joserfc.jwk import ECKey
from psycopg import Connection

from kit.errors import FailedPrecondition, NotAllowed
from kit.ids import new_id
from services.identity.actions.sessions import current_key
from services.identity.domain.subjects import RETENTION_YEARS, erasable_from
from services.identity.store import relations
from services.identity.store import subjects as store

_ERASED = ["names", "birth date", "e-mail", "phone", "account", "sessions", "texts of requests"]
_KEPT = {
    "marks, attendance and their history": "by an opaque id, which names nobody any more",
    "records of looks and of rights": "by opaque ids, to show who saw what",
    "that data was checked, and when": "by opaque ids, without the data",
}


def erase_person(connection: Connection[Any], actor_id: str, school_id: str, person_id: str) -> str:
    """Forgets a person for good; gives the certificate (compact JWS).

    Raises NotAllowed when the person never was at the school or is forgotten already, FailedPrecondition
    RETENTION_NOT_OVER (metadata `until`: the first day on which it is allowed, where that is known) or OWN_DATA.
    """
    if actor_id == person_id:
        raise FailedPrecondition("OWN_DATA", "Somebody else forgets you.")
    today = relations.today_at(connection, school_id)
    if today is None or store.is_erased(connection, person_id) is not False:
        raise NotAllowed
    if not store.was_at(connection, person_id, school_id):
        raise NotAllowed
    first = erasable_from(store.ties_of(connection, person_id), today)
    if first is None or first > today:
        until = {"until": first.isoformat()} if first is not None else {}
        raise FailedPrecondition(
            "RETENTION_NOT_OVER",
            f"The journal is kept for {RETENTION_YEARS} years after a person has left.",
            metadata=until,
        )
    now, erasure_id = datetime.now(UTC), new_id()
    certificate = _sign(connection, erasure_id, school_id, person_id, actor_id, now)
    store.erase(connection, person_id, now)
    store.keep_certificate(connection, erasure_id, school_id, person_id, actor_id, now, certificate)
    return certificate


def _sign(
    connection: Connection[Any], erasure_id: str, school_id: str, person_id: str, actor_id: str, now: datetime
) -> str:
    key = current_key(connection)
    claims = {
        "erasure": erasure_id,
        "person": person_id,
        "school": school_id,
        "erased_by": actor_id,
        "time": now.isoformat(),
        "erased": _ERASED,
        "kept": _KEPT,
        "ground": f"nothing holds, and {RETENTION_YEARS} years are over where a journal speaks of the person",
    }
    signer = ECKey.import_key(json.loads(key.private_jwk))
    header = {"alg": "ES256", "kid": key.kid, "typ": "erasure+json"}
    return jws.serialize_compact(header, json.dumps(claims, ensure_ascii=False), signer, algorithms=["ES256"])
