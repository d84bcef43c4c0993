"""What people have decided here stands above packages: court orders, rights by hand, corrections."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from kit.database import EVERY_SCHOOL, transaction
from kit.ids import new_id
from services.identity.actions import access, audit, correcting, ordering, relating
from services.identity.actions.import_report import Report
from services.identity.actions.import_roster import import_roster
from services.identity.actions.relating import Thing
from services.identity.domain.relating import Days
from tests.conftest import Pool
from tests.unit.identity_import.packages import Tables, two_schools, write

ADMINISTRATOR = f"persons/{new_id()}"


class Town:
    """Two schools, brought in by packages."""

    def __init__(self, pool: Pool, folder: Path) -> None:
        self.pool, self._folder = pool, folder
        self.bring_in(two_schools())
        self.mother, self.child, self.teacher = (self.person(name) for name in ("mother", "a-p", "a-t"))
        [(self.school,)] = self.sql("SELECT school_id FROM school WHERE source_id = 'a/1'")
        [(self.group,)] = self.sql("SELECT group_id FROM teaching_group WHERE source_id = 'a-g'")

    def bring_in(self, tables: Tables) -> Report:
        path = write(self._folder / f"{new_id()}.zip", tables)
        report = import_roster(self.pool, path, "Город", new_id(), dry_run=False, progress=lambda *_: None)
        assert not report.refusals, report.refusals
        return report

    def sql(self, statement: Any, *values: Any) -> Any:
        with transaction(self.pool, EVERY_SCHOOL) as connection:
            return connection.execute(statement, values).fetchall()

    def person(self, source_id: str) -> str:
        [(person,)] = self.sql("SELECT person_id FROM person WHERE source_id = %s", source_id)
        return str(person)

    def may(self, person: str, permission: str, name: str) -> bool:
        return access.check(self.pool, f"persons/{person}", [(permission, f"schools/{self.school}/{name}")])[0][
            0
        ].allowed

    def mother_sees(self) -> bool:
        return self.may(self.mother, "gradebook.diary.read", f"pupils/{self.child}")


@pytest.fixture
def town(pool: Callable[[str], Pool], tmp_path: Path) -> Town:
    return Town(pool("identity"), tmp_path)


def test_a_court_order_holds_whatever_packages_say(town: Town) -> None:
    assert town.mother_sees()
    with transaction(town.pool, EVERY_SCHOOL) as connection:
        order, _ = ordering.record_order(
            connection, ADMINISTRATOR, town.school, town.child, town.mother, "2-145/2026", Days(None, None)
        )
    assert not town.mother_sees()
    version = access.relations_version(town.pool)
    report = town.bring_in(two_schools())
    assert not town.mother_sees(), "the package still names her"
    assert access.relations_version(town.pool) == version
    assert all(not (each.created or each.changed or each.ended) for each in report.files.values())
    without_her = two_schools()
    for user in without_her["users"]:
        user["agentSourcedIds"] = ""
    town.bring_in(without_her)
    assert town.sql("SELECT count(*) FROM relation WHERE relation = 'guardian_without_rights'") == [(1,)]
    with transaction(town.pool, EVERY_SCHOOL) as connection:
        ordering.lift_order(connection, ADMINISTRATOR, town.school, town.child, order.order_id)
    assert town.mother_sees()
    town.bring_in(without_her)
    assert not town.mother_sees(), "packages speak again"
    assert list(audit.findings(town.pool, {})) == []


def test_rights_given_or_ended_by_hand_stay_so(town: Town) -> None:
    group = Thing("group", town.group, town.school)
    other = town.person("b-t")
    [(relation,)] = town.sql(
        "SELECT relation_id FROM relation WHERE person_id = %s AND relation = 'subject_teacher'", town.teacher
    )
    with transaction(town.pool, EVERY_SCHOOL) as connection:
        relating.grant_role(connection, ADMINISTRATOR, other, "subject_teacher", group, Days(None, None))
        relating.end_relation(connection, ADMINISTRATOR, town.school, relation, None)
    record = "gradebook.lesson.record"
    for _ in range(2):
        assert town.may(other, record, f"groups/{town.group}")
        assert not town.may(town.teacher, record, f"groups/{town.group}")
        town.bring_in(two_schools())


def test_a_substitute_outlives_the_nights_package(town: Town) -> None:
    # The school's day: near midnight it is another one than in UTC.
    today = datetime.now(ZoneInfo("Europe/Moscow")).date()
    with transaction(town.pool, EVERY_SCHOOL) as connection:
        colleague = town.person("b-t")
        relating.grant_role(
            connection,
            ADMINISTRATOR,
            colleague,
            "deputy_head",
            Thing("school", town.school, town.school),
            Days(None, None),
        )
        relating.assign_substitute(
            connection, ADMINISTRATOR, colleague, Thing("group", town.group, town.school),
            Days(today, today + timedelta(days=2)),
        )  # fmt: skip
    town.bring_in(two_schools())
    assert town.may(colleague, "gradebook.lesson.record", f"groups/{town.group}")


def test_what_was_put_right_stays_until_the_package_says_something_new(town: Town) -> None:
    with transaction(town.pool, EVERY_SCHOOL) as connection:
        asked = correcting.request_correction(
            connection, town.mother, town.school, town.child, "family_name", "Вишнякова", ""
        )
        correcting.decide_correction(connection, town.teacher, town.school, asked, "", accept=True)

    def name() -> str:
        [(found,)] = town.sql("SELECT family_name FROM person WHERE person_id = %s", town.child)
        return str(found)

    assert name() == "Вишнякова"
    assert town.bring_in(two_schools()).files["users"].changed == 0
    assert name() == "Вишнякова"
    newer = two_schools()
    next(user for user in newer["users"] if user["sourcedId"] == "a-p")["familyName"] = "Ветрова"
    for _ in range(2):
        town.bring_in(newer)
        assert name() == "Ветрова"
