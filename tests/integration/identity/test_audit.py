"""Disclosures and changes of rights: whoever changes their records is found, and which record."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import psycopg
import pytest

from kit.audit import Finding
from kit.database import EVERY_SCHOOL, open_pool, transaction
from kit.ids import new_id
from kit.rpc.gate import GateDisclosure
from services.identity.actions import audit
from services.identity.actions.access import DisclosureWriter
from tests.conftest import DatabaseUrls, Pool


@dataclass
class Audited:
    """Two schools with some disclosures and relations, and the database as the owner."""

    pool: Pool
    owner: str
    school: str

    def tamper(self, statement: str) -> None:
        with psycopg.connect(self.owner, autocommit=True) as connection:
            for table in ("disclosure", "relation", "relation_history"):
                connection.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            connection.execute(statement.encode())

    def found(self) -> list[Finding]:
        return list(audit.findings(self.pool, {}))


def look(school: str, *subjects: str) -> GateDisclosure:
    return GateDisclosure("persons/x", subjects, school, "marks", "guardian", "/Get", "0" * 32, refused=False)


@pytest.fixture
def audited(database: Callable[[str], DatabaseUrls]) -> Iterator[Audited]:
    urls = database("identity")
    pool = open_pool(urls.app)
    schools = [new_id(), new_id()]
    writer = DisclosureWriter(pool)
    for _ in range(3):
        writer.write([look(schools[0], new_id(), new_id()), look(schools[1], new_id()), look("", new_id())])
    with transaction(pool, EVERY_SCHOOL) as connection:
        municipality = new_id()
        connection.execute("INSERT INTO municipality (municipality_id, title) VALUES (%s, 'Город')", [municipality])
        people = [new_id() for _ in range(4)]
        for person in people:
            connection.execute(
                "INSERT INTO person (person_id, municipality_id, source_id, given_name, family_name)"
                " VALUES (%s, %s, %s, 'Имя', 'Фамилия')",
                [person, municipality, person],
            )
            connection.execute(
                "INSERT INTO relation (relation_id, person_id, relation, object_kind, object_id)"
                " VALUES (%s, %s, 'municipal_operator', 'municipality', %s)",
                [new_id(), person, municipality],
            )
        connection.execute("UPDATE relation SET end_date = '2026-11-23' WHERE person_id = %s", [people[0]])
        connection.execute("DELETE FROM relation WHERE person_id = %s", [people[1]])
    yield Audited(pool, urls.owner, schools[0])
    pool.close()


def test_untouched_records_are_right(audited: Audited) -> None:
    assert audited.found() == []
    roots = audit.todays_roots(audited.pool)
    assert {root.chain.partition(" ")[0] for root in roots} == {"disclosures", "rights"}
    assert not list(audit.findings(audited.pool, {root.chain: [root] for root in roots}))


@pytest.mark.parametrize(
    ("statement", "problem"),
    [
        ("UPDATE disclosure SET reader = 'persons/y' WHERE number = 2", "altered"),
        ("UPDATE disclosure SET refused = true WHERE number = 2", "altered"),
        ("UPDATE disclosure SET data_subject = gen_random_uuid() WHERE number = 2", "altered"),
        ("DELETE FROM disclosure WHERE number = 2", "removed"),
        ("DELETE FROM disclosure WHERE number >= 3", "removed"),
        ("DELETE FROM disclosure", "removed"),
        ("UPDATE relation_history SET fact = replace(fact, 'infinity', '2030-01-01') WHERE number = 2", "altered"),
        ("DELETE FROM relation_history WHERE number = 3", "removed"),
        ("UPDATE relation SET end_date = '2036-01-01' WHERE end_date = '2026-11-23'", "history of rights"),
        ("DELETE FROM relation WHERE end_date = 'infinity'", "history of rights"),
    ],
)
def test_what_is_done_to_a_record_is_found(audited: Audited, statement: str, problem: str) -> None:
    audited.tamper(statement)
    assert any(problem in finding.problem for finding in audited.found())


def test_a_relation_that_is_changed_by_hand_voids_decisions_too(audited: Audited) -> None:
    query = "SELECT version FROM relations_version"
    with transaction(audited.pool, EVERY_SCHOOL) as connection:
        before = connection.execute(query).fetchone()
        connection.execute("UPDATE relation SET end_date = '2026-11-24' WHERE end_date = 'infinity'")
    with transaction(audited.pool, EVERY_SCHOOL) as connection:
        after = connection.execute(query).fetchone()
        actors = connection.execute("SELECT DISTINCT actor FROM relation_history").fetchall()
    assert before is not None
    assert after == (before[0] + 1,)
    assert actors == [("identity_app",)]


def test_the_service_itself_can_change_no_record(audited: Audited) -> None:
    for statement in (
        "UPDATE disclosure SET refused = true",
        "DELETE FROM disclosure",
        "DELETE FROM relation_history",
        "INSERT INTO relation_history SELECT * FROM relation_history",
    ):
        with audited.pool.connection() as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(statement.encode())
