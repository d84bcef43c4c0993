"""Consents, corrections, restriction and erasure of a person's data."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from psycopg import Connection, sql

from services.identity.domain.subjects import FIELDS, Tie


@dataclass(frozen=True, slots=True)
class Record:
    """What the register knows of a person, apart from lists."""

    person_id: str
    given_name: str
    family_name: str
    middle_name: str
    email: str
    phone: str
    birth_date: date | None
    locale: str
    username: str
    restricted_since: datetime | None
    look_count: int


@dataclass(frozen=True, slots=True)
class Relation:
    """A relation with its object's title; a family tie has none."""

    relation: str
    title: str
    begin: date | None
    end: date | None


@dataclass(frozen=True, slots=True)
class Consent:
    """A text in its newest version, and which version was consented to (0: none)."""

    kind: str
    version: int
    title_ru: str
    title_en: str
    text_ru: str
    text_en: str
    withdrawable: bool
    given_version: int
    given_at: datetime | None


@dataclass(frozen=True, slots=True)
class Correction:
    """A request; `current` is what stands in the field now, `name` how the person is called."""

    correction_id: str
    person_id: str
    name: str
    field: str
    proposed: str
    explanation: str
    current: str
    asked_at: datetime
    state: str
    answer: str


def record_of(connection: Connection[Any], person_id: str) -> Record | None:
    """A person's record."""
    row = connection.execute(
        """SELECT p.person_id, p.given_name, p.family_name, p.middle_name, p.email, p.phone, p.birth_date, p.locale,
                  coalesce(a.username, ''), r.begun_at,
                  (SELECT count(*) FROM disclosure d WHERE d.data_subject = p.person_id)
           FROM person p
           LEFT JOIN account a USING (person_id)
           LEFT JOIN restriction r ON r.person_id = p.person_id AND r.lifted_at IS NULL
           WHERE p.person_id = %s AND p.erased_at IS NULL""",
        [person_id],
    ).fetchone()
    return Record(*row) if row else None


def relations_of(connection: Connection[Any], person_id: str) -> list[Relation]:
    """All relations of a person, past ones too; that somebody is his guardian, without who it is."""
    rows = connection.execute(
        """SELECT r.relation, coalesce(g.title, k.title, s.title, ''),
                  CASE WHEN isfinite(r.begin_date) THEN r.begin_date END,
                  CASE WHEN isfinite(r.end_date) THEN r.end_date END
           FROM relation r
           LEFT JOIN teaching_group g ON r.object_kind = 'group' AND g.group_id = r.object_id
           LEFT JOIN class k ON r.object_kind = 'class' AND k.class_id = r.object_id
           LEFT JOIN school s ON r.object_kind = 'school' AND s.school_id = r.object_id
           WHERE r.person_id = %(person)s
           UNION ALL
           SELECT 'has_' || r.relation, '', CASE WHEN isfinite(r.begin_date) THEN r.begin_date END,
                  CASE WHEN isfinite(r.end_date) THEN r.end_date END
           FROM relation r WHERE r.object_id = %(person)s
           ORDER BY 1, 3 NULLS FIRST, 2""",
        {"person": person_id},
    ).fetchall()
    return [Relation(*row) for row in rows]


def consents_of(connection: Connection[Any], person_id: str) -> list[Consent]:
    """Every text in its newest version, with what stands for the person."""
    rows = connection.execute(
        """SELECT DISTINCT ON (t.kind) t.kind, t.version, t.title_ru, t.title_en, t.text_ru, t.text_en, t.withdrawable,
                  coalesce(c.version, 0), c.given_at
           FROM consent_text t
           LEFT JOIN consent c ON c.person_id = %s AND c.kind = t.kind AND c.withdrawn_at IS NULL
           WHERE t.valid_from <= current_date
           ORDER BY t.kind, t.version DESC""",
        [person_id],
    ).fetchall()
    return [Consent(*row) for row in rows]


def give_consent(
    connection: Connection[Any], consent_id: str, person_id: str, kind: str, version: int, by: str, now: datetime
) -> None:
    """Keeps a consent; one to an older version ends with it."""
    withdraw_consent(connection, person_id, kind, by, now)
    connection.execute(
        "INSERT INTO consent (consent_id, person_id, kind, version, given_by, given_at)"
        " VALUES (%s, %s, %s, %s, %s, %s)",
        [consent_id, person_id, kind, version, by, now],
    )


def withdraw_consent(connection: Connection[Any], person_id: str, kind: str, by: str, now: datetime) -> None:
    """Ends the consent that stands, if one does."""
    connection.execute(
        "UPDATE consent SET withdrawn_by = %s, withdrawn_at = %s"
        " WHERE person_id = %s AND kind = %s AND withdrawn_at IS NULL",
        [by, now, person_id, kind],
    )


def count_consents(connection: Connection[Any], school_id: str) -> tuple[list[tuple[str, int, int]], int]:
    """(kind, version, how many) of the school's pupils of today, and how many pupils there are."""
    here = """SELECT r.person_id FROM relation r JOIN school s ON s.school_id = r.object_id
              WHERE r.object_id = %(school)s AND r.relation = 'pupil'
                AND (now() AT TIME ZONE s.time_zone)::date BETWEEN r.begin_date AND r.end_date"""
    rows = connection.execute(
        f"""SELECT kind, version, count(*) FROM consent
            WHERE withdrawn_at IS NULL AND person_id IN ({here}) GROUP BY 1, 2 ORDER BY 1, 2""",
        {"school": school_id},
    ).fetchall()
    pupils = connection.execute(f"SELECT count(*) FROM ({here}) AS here", {"school": school_id}).fetchone()
    return [(row[0], row[1], row[2]) for row in rows], pupils[0] if pupils else 0


_CURRENT = """CASE c.field WHEN 'given_name' THEN p.given_name WHEN 'family_name' THEN p.family_name
    WHEN 'middle_name' THEN p.middle_name WHEN 'email' THEN p.email WHEN 'phone' THEN p.phone
    WHEN 'birth_date' THEN coalesce(p.birth_date::text, '') ELSE '' END"""
_CORRECTION = f"""
    SELECT c.correction_id, c.person_id, concat_ws(' ', p.family_name, p.given_name, nullif(p.middle_name, '')),
           c.field, c.proposed, c.explanation, {_CURRENT}, c.asked_at, c.state, c.answer
    FROM correction c JOIN person p USING (person_id)
"""


def add_correction(
    connection: Connection[Any],
    correction_id: str,
    school_id: str,
    person_id: str,
    wanted: tuple[str, str, str],
    by: str,
    now: datetime,
) -> None:
    """Keeps a request: field, proposed value, explanation."""
    connection.execute(
        """INSERT INTO correction (correction_id, school_id, person_id, field, proposed, explanation, asked_by,
                                   asked_at)
           VALUES (%s, %s, %s, %s, %s, %s, %s, %s)""",
        [correction_id, school_id, person_id, *wanted, by, now],
    )


def corrections_of_person(connection: Connection[Any], person_id: str) -> list[Correction]:
    """A person's requests, newest first."""
    rows = connection.execute(
        f"{_CORRECTION} WHERE c.person_id = %s ORDER BY c.asked_at DESC, c.correction_id DESC", [person_id]
    ).fetchall()
    return [Correction(*row) for row in rows]


def corrections_of_school(
    connection: Connection[Any], school_id: str, before: tuple[datetime, str] | None, most: int, *, open_only: bool
) -> list[Correction]:
    """A school's requests, newest first, before the given one."""
    rows = connection.execute(
        f"""{_CORRECTION} WHERE c.school_id = %(school)s AND (c.state = 'open' OR NOT %(open)s)
            AND (%(time)s::timestamptz IS NULL OR (c.asked_at, c.correction_id) < (%(time)s, %(id)s::uuid))
            ORDER BY c.asked_at DESC, c.correction_id DESC LIMIT %(most)s""",
        {
            "school": school_id, "open": open_only, "time": before and before[0], "id": before and before[1],
            "most": most,
        },
    ).fetchall()  # fmt: skip
    return [Correction(*row) for row in rows]


def get_correction(connection: Connection[Any], school_id: str, correction_id: str) -> Correction | None:
    """A request of the school, locked until the transaction ends."""
    row = connection.execute(
        f"{_CORRECTION} WHERE c.school_id = %s AND c.correction_id = %s FOR UPDATE OF c", [school_id, correction_id]
    ).fetchone()
    return Correction(*row) if row else None


def decide_correction(
    connection: Connection[Any], correction: Correction, state: str, answer: str, by: str, now: datetime
) -> None:
    """Keeps the decision, with the value as it was."""
    connection.execute(
        """UPDATE correction SET state = %s, answer = %s, decided_by = %s, decided_at = %s, old_value = %s
           WHERE correction_id = %s""",
        [state, answer, by, now, correction.current, correction.correction_id],
    )


def put_right(connection: Connection[Any], person_id: str, field: str, old: str, value: str) -> None:
    """Changes a field of a person, and keeps it against packages that bring the old value."""
    assert field in FIELDS  # noqa: S101  (the caller has checked it)
    connection.execute(
        sql.SQL("UPDATE person SET {} = %s, version = version + 1 WHERE person_id = %s").format(sql.Identifier(field)),
        [value or (None if field == "birth_date" else ""), person_id],
    )
    connection.execute(
        """INSERT INTO corrected_field VALUES (%s, %s, %s, %s)
           ON CONFLICT (person_id, field) DO UPDATE SET value = excluded.value""",
        [person_id, field, old, value],
    )


def corrected_fields(connection: Connection[Any]) -> Mapping[tuple[str, str], tuple[str, str]]:
    """(person, field) -> what packages brought when it was put right, and what it was put to."""
    rows = connection.execute("SELECT person_id, field, package_value, value FROM corrected_field").fetchall()
    return {(row[0], row[1]): (row[2], row[3]) for row in rows}


def forget_correction(connection: Connection[Any], person_id: str, field: str) -> None:
    """A package has brought another value: it stands from now on."""
    connection.execute("DELETE FROM corrected_field WHERE person_id = %s AND field = %s", [person_id, field])


def restrict(
    connection: Connection[Any],
    restriction_id: str,
    school_id: str,
    person_id: str,
    reason: str,
    by: str,
    now: datetime,
) -> None:
    """Restricts processing; where it is restricted already, that stands."""
    connection.execute(
        """INSERT INTO restriction (restriction_id, school_id, person_id, reason, begun_by, begun_at)
           VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING""",
        [restriction_id, school_id, person_id, reason, by, now],
    )


def lift_restriction(connection: Connection[Any], person_id: str, by: str, now: datetime) -> bool:
    """Lifts it; False when there was none."""
    return bool(
        connection.execute(
            "UPDATE restriction SET lifted_by = %s, lifted_at = %s WHERE person_id = %s AND lifted_at IS NULL",
            [by, now, person_id],
        ).rowcount
    )


def ties_of(connection: Connection[Any], person_id: str) -> list[Tie]:
    """A person's relations as retention sees them."""
    rows = connection.execute(
        """SELECT r.relation, CASE WHEN isfinite(r.end_date) THEN r.end_date END,
                  EXISTS (SELECT FROM relation e WHERE e.person_id = r.object_id AND e.relation = 'pupil'
                          AND e.end_date >= current_date)
           FROM relation r WHERE r.person_id = %s""",
        [person_id],
    ).fetchall()
    return [Tie(*row) for row in rows]


def was_at(connection: Connection[Any], person_id: str, school_id: str) -> bool:
    """Whether the person ever stood in a relation to the school, or to a pupil of it."""
    row = connection.execute(
        """SELECT true FROM relation r WHERE r.person_id = %(person)s AND (r.school_id = %(school)s
               OR EXISTS (SELECT FROM relation e WHERE e.person_id = r.object_id AND e.relation = 'pupil'
                          AND e.object_id = %(school)s)) LIMIT 1""",
        {"person": person_id, "school": school_id},
    ).fetchone()
    return row is not None


def erase(connection: Connection[Any], person_id: str, now: datetime) -> None:
    """Takes a person's own data away; ids and relations stay. A package that brings him again makes somebody new."""
    connection.execute("DELETE FROM account WHERE person_id = %s", [person_id])
    connection.execute("DELETE FROM session WHERE person_id = %s", [person_id])
    connection.execute("DELETE FROM corrected_field WHERE person_id = %s", [person_id])
    connection.execute(
        """UPDATE correction SET proposed = '', explanation = '', old_value = '', answer = ''
           WHERE person_id = %s""",
        [person_id],
    )
    connection.execute(
        """UPDATE person SET given_name = '', family_name = '', middle_name = '', email = '', phone = '',
               birth_date = NULL, source_id = 'erased ' || person_id, version = version + 1,
               ended_at = coalesce(ended_at, %(now)s), erased_at = %(now)s
           WHERE person_id = %(person)s""",
        {"now": now, "person": person_id},
    )


def is_erased(connection: Connection[Any], person_id: str) -> bool | None:
    """Whether a person has been forgotten; None: there is no such person. Locked until the transaction ends."""
    row = connection.execute(
        "SELECT erased_at IS NOT NULL FROM person WHERE person_id = %s FOR UPDATE", [person_id]
    ).fetchone()
    return row[0] if row else None


def keep_certificate(
    connection: Connection[Any],
    erasure_id: str,
    school_id: str,
    person_id: str,
    by: str,
    now: datetime,
    certificate: str,
) -> None:
    """Keeps the certificate of an erasure."""
    connection.execute(
        "INSERT INTO erasure VALUES (%s, %s, %s, %s, %s, %s)", [erasure_id, school_id, person_id, by, now, certificate]
    )
