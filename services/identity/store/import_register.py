"""What an import reads of the register and writes to it, in sets."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from psycopg import Connection
from psycopg.types.json import Jsonb

_IMPORT_LOCK = 7_270_010

# sourcedId → (id, the row's compared values)
Existing = dict[str, tuple[str, tuple[Any, ...]]]


def act_as(connection: Connection[Any], actor: str) -> None:
    """Who the history of rights names for what this transaction changes."""
    connection.execute("SELECT set_config('zvonok.actor', %s, true)", [actor])


def lock_imports(connection: Connection[Any]) -> None:
    """One import at a time; the next waits until this transaction ends."""
    connection.execute("SET LOCAL lock_timeout = '5min'")
    connection.execute("SET LOCAL statement_timeout = '10min'")
    connection.execute("SELECT pg_advisory_xact_lock(%s)", [_IMPORT_LOCK])


def find_report(connection: Connection[Any], request_id: str) -> dict[str, Any] | None:
    """The report kept under this request id."""
    row = connection.execute("SELECT report FROM import_run WHERE request_id = %s", [request_id]).fetchone()
    return row[0] if row else None


def keep_report(connection: Connection[Any], request_id: str, report: dict[str, Any]) -> None:
    """Keeps a report under its request id."""
    connection.execute("INSERT INTO import_run (request_id, report) VALUES (%s, %s)", [request_id, Jsonb(report)])


def ensure_municipality(connection: Connection[Any], new_id: str, title: str) -> str:
    """The id of the municipality of this title, made when there is none."""
    connection.execute(
        "INSERT INTO municipality (municipality_id, title) VALUES (%s, %s) ON CONFLICT (title) DO NOTHING",
        [new_id, title],
    )
    row = connection.execute("SELECT municipality_id FROM municipality WHERE title = %s", [title]).fetchone()
    assert row is not None  # noqa: S101  (made above)
    return str(row[0])


def term_key(school: str, session: str) -> str:
    """A school's term by the sourcedIds of both; the character between stands in no sourcedId."""
    return f"{school}\x1f{session}"


def sources(connection: Connection[Any], municipality_id: str, kind: str) -> set[str]:
    """sourcedIds of things ("org", "session") that packages spoke of, kept for references alone."""
    rows = connection.execute(
        "SELECT source_id FROM import_source WHERE municipality_id = %s AND kind = %s", [municipality_id, kind]
    ).fetchall()
    return {row[0] for row in rows}


def add_sources(connection: Connection[Any], municipality_id: str, kind: str, source_ids: Sequence[str]) -> None:
    """Keeps sourcedIds for later references."""
    connection.execute(
        "INSERT INTO import_source (municipality_id, kind, source_id) SELECT %s, %s, unnest(%s::text[])"
        " ON CONFLICT DO NOTHING",
        [municipality_id, kind, list(source_ids)],
    )


def people_of_schools(connection: Connection[Any], school_ids: Sequence[str]) -> set[str]:
    """sourcedIds of all who ever stood in a relation to these schools, and of their pupils' guardians."""
    rows = connection.execute(
        """
        WITH here AS (SELECT DISTINCT person_id FROM relation WHERE school_id = ANY(%s::uuid[]))
        SELECT source_id FROM person JOIN here USING (person_id)
        UNION
        SELECT p.source_id FROM here JOIN relation r ON r.object_id = here.person_id AND r.relation = 'guardian'
        JOIN person p ON p.person_id = r.person_id
        """,
        [list(school_ids)],
    ).fetchall()
    return {row[0] for row in rows}


def people_in_relation(connection: Connection[Any], municipality_id: str, relation: str) -> set[str]:
    """sourcedIds of the municipality's people who stand or stood in a relation."""
    rows = connection.execute(
        """SELECT DISTINCT p.source_id FROM person p JOIN relation r USING (person_id)
           WHERE p.municipality_id = %s AND r.relation = %s""",
        [municipality_id, relation],
    ).fetchall()
    return {row[0] for row in rows}


def groups_of(connection: Connection[Any], course_ids: Sequence[str], class_ids: Sequence[str]) -> list[str]:
    """Living groups of these courses or classes: their published state holds the titles of both."""
    rows = connection.execute(
        """SELECT group_id FROM teaching_group
           WHERE ended_at IS NULL AND (course_id = ANY(%s::uuid[]) OR class_id = ANY(%s::uuid[]))""",
        [list(course_ids), list(class_ids)],
    ).fetchall()
    return [row[0] for row in rows]


def close_accounts(connection: Connection[Any], person_ids: Sequence[str]) -> None:
    """Nobody logs in to these accounts any more."""
    connection.execute("UPDATE account SET enabled = false WHERE person_id = ANY(%s::uuid[])", [list(person_ids)])


_EXISTING = {
    "school": "SELECT source_id, school_id, title, time_zone FROM school WHERE municipality_id = %s",
    "person": """SELECT source_id, person_id, given_name, family_name, middle_name, email, phone FROM person
                 WHERE municipality_id = %s""",
    "course": "SELECT source_id, course_id, title, code FROM course WHERE municipality_id = %s",
    "class": """SELECT c.source_id, c.class_id, s.source_id, c.title, c.year_group
                FROM class c JOIN school s USING (school_id)
                WHERE s.municipality_id = %s AND c.ended_at IS NULL""",
    "group": """SELECT g.source_id, g.group_id, s.source_id, g.title, g.course_id, g.year_group, g.term_ids::text[],
                       g.periods, g.room
                FROM teaching_group g JOIN school s USING (school_id)
                WHERE s.municipality_id = %s AND g.ended_at IS NULL""",
    "term": """SELECT s.source_id || chr(31) || t.source_id, t.term_id, t.title, t.begin_date::text, t.end_date::text,
                      t.school_year
               FROM term t JOIN school s USING (school_id) WHERE s.municipality_id = %s AND t.ended_at IS NULL""",
}


def existing(connection: Connection[Any], kind: str, municipality_id: str) -> Existing:
    """All rows of a kind in the municipality by their sourcedIds (terms: term_key)."""
    rows = connection.execute(_EXISTING[kind], [municipality_id]).fetchall()
    return {row[0]: (row[1], tuple(row[2:])) for row in rows}


_RETIRED = {
    "class": "SELECT c.source_id, c.class_id FROM class c",
    "group": "SELECT c.source_id, c.group_id FROM teaching_group c",
    "term": "SELECT s.source_id || chr(31) || c.source_id, c.term_id FROM term c",
}


def retired(connection: Connection[Any], kind: str, municipality_id: str) -> dict[str, str]:
    """Ids of ended classes, groups or terms by the keys of `existing`."""
    rows = connection.execute(
        f"{_RETIRED[kind]} JOIN school s USING (school_id) WHERE s.municipality_id = %s AND c.ended_at IS NOT NULL",
        [municipality_id],
    ).fetchall()
    return {row[0]: row[1] for row in rows}


def accounts(connection: Connection[Any], municipality_id: str) -> dict[str, tuple[str, str, str | None, bool]]:
    """User name → (sourcedId here or "" elsewhere, person id, password hash, enabled)."""
    rows = connection.execute(
        """SELECT a.username, CASE WHEN p.municipality_id = %s THEN p.source_id ELSE '' END, a.person_id,
                  a.password_hash, a.enabled
           FROM account a JOIN person p USING (person_id)""",
        [municipality_id],
    ).fetchall()
    return {row[0]: (row[1], row[2], row[3], row[4]) for row in rows}


def birth_dates(connection: Connection[Any], municipality_id: str) -> dict[str, str]:
    """Person id → birthday, ISO."""
    rows = connection.execute(
        "SELECT person_id, birth_date::text FROM person WHERE municipality_id = %s AND birth_date IS NOT NULL",
        [municipality_id],
    ).fetchall()
    return dict(rows)


_UPSERT = {
    "school": """
        INSERT INTO school (school_id, municipality_id, source_id, title, time_zone, live_from)
        VALUES (%s, %s, %s, %s, %s, (now() AT TIME ZONE %s)::date)
        ON CONFLICT (municipality_id, source_id)
        DO UPDATE SET title = excluded.title, time_zone = excluded.time_zone, ended_at = NULL""",
    "person": """
        INSERT INTO person (person_id, municipality_id, source_id, given_name, family_name, middle_name, email, phone)
        VALUES (%s, %s, %s, %s, %s, %s, %s, %s)
        ON CONFLICT (municipality_id, source_id)
        DO UPDATE SET given_name = excluded.given_name, family_name = excluded.family_name,
            middle_name = excluded.middle_name, email = excluded.email, phone = excluded.phone,
            version = person.version + 1, ended_at = NULL""",
    "course": """
        INSERT INTO course (course_id, municipality_id, source_id, title, code) VALUES (%s, %s, %s, %s, %s)
        ON CONFLICT (municipality_id, source_id) DO UPDATE SET title = excluded.title, code = excluded.code""",
    "class": """
        INSERT INTO class (class_id, school_id, source_id, title, year_group) VALUES (%s, %s, %s, %s, %s)
        ON CONFLICT (school_id, source_id)
        DO UPDATE SET title = excluded.title, year_group = excluded.year_group, ended_at = NULL""",
    "group": """
        INSERT INTO teaching_group
            (group_id, school_id, source_id, title, course_id, year_group, term_ids, periods, room)
        VALUES (%s, %s, %s, %s, %s, %s, %s::uuid[], %s, %s)
        ON CONFLICT (school_id, source_id)
        DO UPDATE SET title = excluded.title, course_id = excluded.course_id, year_group = excluded.year_group,
            term_ids = excluded.term_ids, periods = excluded.periods, room = excluded.room, ended_at = NULL""",
    "term": """
        INSERT INTO term (term_id, school_id, source_id, title, begin_date, end_date, school_year)
        VALUES (%s, %s, %s, %s, %s, %s, %s)
        ON CONFLICT (school_id, source_id)
        DO UPDATE SET title = excluded.title, begin_date = excluded.begin_date, end_date = excluded.end_date,
            school_year = excluded.school_year, ended_at = NULL""",
    "account": """
        INSERT INTO account (person_id, username, password_hash, enabled) VALUES (%s, %s, %s, %s)
        ON CONFLICT (person_id) DO UPDATE SET username = excluded.username, enabled = excluded.enabled,
            password_hash = coalesce(excluded.password_hash, account.password_hash)""",
    "birth_date": "UPDATE person SET birth_date = %s WHERE person_id = %s",
}


def write(connection: Connection[Any], kind: str, rows: Sequence[Sequence[Any]]) -> None:
    """Inserts or updates rows of a kind."""
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(_UPSERT[kind], rows)


_END = {
    "class": "UPDATE class SET ended_at = now() WHERE class_id = ANY(%s::uuid[])",
    "group": "UPDATE teaching_group SET ended_at = now() WHERE group_id = ANY(%s::uuid[])",
    "term": "UPDATE term SET ended_at = now() WHERE term_id = ANY(%s::uuid[])",
}


def end(connection: Connection[Any], kind: str, ids: Sequence[str]) -> None:
    """Ends things that are no more; their rows stay."""
    if ids:
        connection.execute(_END[kind], [list(ids)])


@dataclass(frozen=True, slots=True)
class RelationRow:
    """A relation as wanted or as stored; dates are ISO texts, empty: open."""

    person_id: str
    relation: str
    object_kind: str
    object_id: str
    school_id: str | None
    begin: str
    end: str
    source_id: str


# (person id, relation, object id, first day as ISO text or empty)
RelationKey = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True)
class StoredRelation:
    """A relation that a file said before; `child_elsewhere`: of a guardian, whose child also learns elsewhere."""

    relation_id: str
    end: str
    school_id: str | None
    object_kind: str
    source_id: str
    child_elsewhere: bool


def existing_relations(
    connection: Connection[Any], school_ids: Sequence[str], municipality_id: str
) -> dict[RelationKey, StoredRelation]:
    """What files said before of these schools, of their pupils' families, and of the municipality's operators."""
    rows = connection.execute(
        """
        WITH pupil AS (
            SELECT person_id, bool_or(object_id = ANY(%(schools)s::uuid[])) AS here,
                   bool_or(object_id <> ALL(%(schools)s::uuid[]) AND end_date >= current_date) AS elsewhere
            FROM relation WHERE relation = 'pupil' GROUP BY person_id
        )
        SELECT r.person_id, r.relation, r.object_id,
               CASE WHEN isfinite(r.begin_date) THEN r.begin_date::text ELSE '' END,
               r.relation_id, CASE WHEN isfinite(r.end_date) THEN r.end_date::text ELSE '' END, r.school_id,
               r.object_kind, r.source_id, coalesce(pupil.elsewhere, false)
        FROM relation r LEFT JOIN pupil ON r.relation = 'guardian' AND pupil.person_id = r.object_id
        WHERE r.source_id IS NOT NULL AND (
            r.school_id = ANY(%(schools)s::uuid[])
            OR (r.relation = 'municipal_operator' AND r.object_id = %(municipality)s)
            OR (r.relation = 'guardian' AND pupil.here))
        """,
        {"schools": list(school_ids), "municipality": municipality_id},
    ).fetchall()
    return {(row[0], row[1], row[2], row[3]): StoredRelation(*row[4:]) for row in rows}


def add_relations(connection: Connection[Any], rows: Iterable[tuple[str, RelationRow]]) -> None:
    """Adds relations (id, row) by COPY; one that stands already gets the new end."""
    connection.execute("CREATE TEMP TABLE new_relation (LIKE relation INCLUDING DEFAULTS) ON COMMIT DROP")
    columns = "relation_id, person_id, relation, object_kind, object_id, school_id, begin_date, end_date, source_id"
    with connection.cursor() as cursor, cursor.copy(f"COPY new_relation ({columns}) FROM STDIN") as copy:
        for relation_id, row in rows:
            copy.write_row(
                (
                    relation_id,
                    row.person_id,
                    row.relation,
                    row.object_kind,
                    row.object_id,
                    row.school_id,
                    row.begin or "-infinity",
                    row.end or "infinity",
                    row.source_id,
                )
            )
    connection.execute(
        f"""INSERT INTO relation ({columns}) SELECT {columns} FROM new_relation
            ON CONFLICT (person_id, relation, object_id, begin_date)
            DO UPDATE SET end_date = excluded.end_date, source_id = excluded.source_id"""
    )


def change_ends(connection: Connection[Any], ends: Sequence[tuple[str, str]]) -> None:
    """Gives relations (id, ISO date or empty) a new last day."""
    if ends:
        with connection.cursor() as cursor:
            cursor.executemany(
                "UPDATE relation SET end_date = %s WHERE relation_id = %s",
                [(last or "infinity", relation_id) for relation_id, last in ends],
            )


def match_groups_to_classes(connection: Connection[Any], school_ids: Sequence[str]) -> list[str]:
    """Says of each group which class at least four fifths of its pupils are in; the ids of groups that changed."""
    connection.execute("ANALYZE relation")
    rows = connection.execute(
        """
        WITH member AS (
            SELECT DISTINCT object_id AS group_id, person_id, school_id FROM relation
            WHERE relation = 'group_pupil' AND school_id = ANY(%(schools)s::uuid[]) AND end_date >= current_date
        ), counted AS (
            SELECT m.group_id, k.object_id AS class_id, count(*) AS pupils,
                   (SELECT count(*) FROM member x WHERE x.group_id = m.group_id) AS size
            FROM member m
            JOIN relation k ON k.person_id = m.person_id AND k.relation = 'class_pupil' AND k.school_id = m.school_id
                AND k.end_date >= current_date
            GROUP BY m.group_id, k.object_id
        ), best AS (
            SELECT DISTINCT ON (group_id) group_id, CASE WHEN pupils * 5 >= size * 4 THEN class_id END AS class_id
            FROM counted ORDER BY group_id, pupils DESC
        )
        UPDATE teaching_group g SET class_id = best.class_id FROM best
        WHERE best.group_id = g.group_id AND g.class_id IS DISTINCT FROM best.class_id
        RETURNING g.group_id
        """,
        {"schools": list(school_ids)},
    ).fetchall()
    return [row[0] for row in rows]
