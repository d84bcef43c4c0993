"""Every role x permission x place x time, in real PostgreSQL, is as the hand-written tables say (tests/access/*.yaml).

The tables are the outside opinion: they are not made from the policy, and change only when somebody means it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml

from kit.ids import new_id
from services.identity.actions.access import MOST_QUESTIONS, check, list_visible
from services.identity.domain.policy import OBJECT_KIND, POLICY, SELF
from tests.conftest import Pool
from tests.integration.identity.test_people import Register

ROLES = {
    "pupil", "guardian", "subject_teacher", "substitute", "class_teacher", "deputy_head", "journal_administrator",
    "director", "municipal_operator", "ops",
}  # fmt: skip
Days = tuple[int | None, int | None]
# First and last day, counted from today; whether the relation stands.
TIMES: dict[str, tuple[Days, bool]] = {
    "before its first day": ((1, 10), False),
    "on its first day": ((0, 10), True),
    "during": ((-10, 10), True),
    "on its last day": ((-10, 0), True),
    "after its last day": ((-10, -1), False),
    "without end": ((None, None), True),
}
# What can be listed.
PLURALS = {"group": "groups", "class": "classes", "pupil": "pupils", "school": "schools"}
NIL = "00000000-0000-0000-0000-000000000000"
VERDICTS = {"yes": True, "no": False}


@dataclass(frozen=True)
class Table:
    """One file: the yes or no by permission, role and place."""

    kind: str
    places: list[str]
    rows: dict[str, dict[str, list[bool]]]

    def cells(self, role: str) -> Iterator[tuple[str, str, bool]]:
        """(permission, place, verdict) of a role."""
        for permission, rows in self.rows.items():
            for place, verdict in zip(self.places, rows[role], strict=True):
                yield permission, place, verdict


def read_table(file: Path) -> Table:
    read = yaml.safe_load(file.read_text(encoding="utf-8"))
    places = read["places"].split()
    rows = {name: {role: [False] * len(places) for role in ROLES} for name in read.get("nobody", ())}
    for name, given in read.get("permissions", {}).items():
        rows[name] = {role: [VERDICTS[word] for word in words.split()] for role, words in given.items()}
    return Table(read["kind"], places, rows)


TABLES = [read_table(file) for file in sorted(Path(__file__).parent.glob("*.yaml"))]


def test_the_tables_hold_every_role_and_every_permission_once_and_whole() -> None:
    written = [(name, table.kind) for table in TABLES for name in table.rows]
    assert sorted(written) == sorted((name, permission.kind) for name, permission in POLICY.items())
    assert ROLES - {"ops"} == OBJECT_KIND.keys() - {SELF}
    for table in TABLES:
        for name, rows in table.rows.items():
            assert rows.keys() == ROLES, name
            assert {len(row) for row in rows.values()} == {len(table.places)}, name


def test_what_the_tables_give_to_nobody_the_policy_gives_to_no_relation() -> None:
    unheld = {name for table in TABLES for name, rows in table.rows.items() if not any(map(any, rows.values()))}
    assert unheld == {name for name, permission in POLICY.items() if not permission.relations}


@dataclass
class Town:
    """Two municipalities: one with two schools, the first of which has two classes; and the other with one school."""

    own: Register
    other_school: Register
    other_municipality: Register
    # The group of the same class, the mixed one, the other class and its group.
    ids: dict[str, str] = field(default_factory=dict)
    pupils: dict[str, str] = field(default_factory=dict)

    def begin(self) -> "Town":
        own = self.own
        self.ids["other_class"] = own.school_class(new_id(), "7Б")
        self.ids["same_class_group"] = own.group(new_id(), "7А английский, 2")
        self.ids["mixed_group"] = own.group(new_id(), "7АБ технология")
        self.ids["other_class_group"] = own.group(new_id(), "7Б алгебра")
        for group, its_class in (("mixed_group", None), ("other_class_group", self.ids["other_class"])):
            own.run("UPDATE teaching_group SET class_id = %s WHERE group_id = %s", its_class, self.ids[group])
        mixed = self.ids["mixed_group"]
        self.pupils["own"] = self.pupil(own, own.class_id, own.group_id, mixed)
        self.pupils["same_class"] = self.pupil(own, own.class_id, self.ids["same_class_group"])
        self.pupils["other_class"] = self.pupil(own, self.ids["other_class"], self.ids["other_class_group"], mixed)
        for place in ("other_school", "other_municipality"):
            there: Register = getattr(self, place)
            self.pupils[place] = self.pupil(there, there.class_id, there.group_id)
        return self

    def pupil(
        self, there: Register, class_id: str, *groups: str, days: tuple[int | None, int | None] = (-99, 99)
    ) -> str:
        person = there.person()
        there.relate(person, "pupil", "school", there.school_id, days=days)
        there.relate(person, "class_pupil", "class", class_id, days=days)
        for group in groups:
            there.relate(person, "group_pupil", "group", group, days=days)
        return person

    def person(self, role: str, days: Days) -> str:
        """Somebody who stands in this relation, and in no other, to what the tables call own."""
        own = self.own
        if role == "pupil":
            return self.pupil(own, own.class_id, own.group_id, self.ids["mixed_group"], days=days)
        person = own.person()
        kind = OBJECT_KIND.get(role, "platform")
        things = {
            "group": own.group_id,
            "class": own.class_id,
            "school": own.school_id,
            "pupil": self.pupils["own"],
            "municipality": own.municipality_id,
            "platform": NIL,
        }
        school = own.school_id if kind in ("group", "class", "school") else None
        own.relate(person, role, kind, things[kind], days=days, school_id=school)
        return person

    def resource(self, kind: str, place: str, person: str, role: str) -> str:
        """The name of what the tables call by kind and place, for this person."""
        there: Register = getattr(self, place, self.own)
        himself = person if role == "pupil" else self.pupils["own"]
        if place == "elsewhere":
            return f"{self.other_school.school_name}/pupils/{himself}"
        class_id = self.ids["other_class"] if place == "other_class" else there.class_id
        group_id = self.ids.get(f"{place}_group", there.group_id)
        return {
            "platform": "",
            "municipality": f"municipalities/{there.municipality_id}",
            "school": there.school_name,
            "class": f"{there.school_name}/classes/{class_id}",
            "group": f"{there.school_name}/groups/{group_id}",
            "pupil": f"{there.school_name}/pupils/{himself if place == 'own' else self.pupils.get(place)}",
        }[kind]


def make_town(pool: Pool) -> Town:
    """The town, in a fresh database of identity."""
    own, other = Register(pool).begin(), Register(pool).begin()
    # Its municipality and course are there already: only the school is new.
    second = Register(pool, municipality_id=own.municipality_id, course_id=own.course_id)
    second.school(second.school_id, "Школа № 2")
    second.school_class(second.class_id)
    second.group(second.group_id)
    return Town(own, second, other).begin()


@pytest.fixture
def town(pool: Callable[[str], Pool]) -> Town:
    return make_town(pool("identity"))


@pytest.mark.parametrize("role", sorted(ROLES))
def test_a_role_may_what_the_tables_say_and_only_while_it_stands(town: Town, role: str) -> None:
    wrong = []
    for time, (days, stands) in TIMES.items():
        person = town.person(role, days)
        cells = [
            (permission, place, town.resource(table.kind, place, person, role), verdict and stands)
            for table in TABLES
            for permission, place, verdict in table.cells(role)
        ]
        asked = [(cell[0], cell[2]) for cell in cells]
        decisions = [
            decision
            for begin in range(0, len(asked), MOST_QUESTIONS)
            for decision in check(town.own.pool, f"persons/{person}", asked[begin : begin + MOST_QUESTIONS])[0]
        ]
        wrong += [
            (time, permission, place, "expected", verdict, "got", decision.relation or "no")
            for (permission, place, _, verdict), decision in zip(cells, decisions, strict=True)
            if decision.allowed is not verdict
        ]
        wrong += [(time, *each) for each in differences(town, person, cells)]
    assert not wrong


def differences(town: Town, person: str, cells: list[tuple[str, str, str, bool]]) -> list[Any]:
    """Where ListVisible tells another story than the cells of the tables."""
    found = []
    for table in TABLES:
        for permission in table.rows if table.kind in PLURALS else ():
            expected = {name for cell, _, name, verdict in cells if cell == permission and verdict}
            named = {name for cell, _, name, _ in cells if cell == permission}
            listed, _ = list_visible(town.own.pool, f"persons/{person}", permission, PLURALS[table.kind])
            # Others of the own school may be there, too: the tables name one of each sort.
            strange = [name for name in listed if not name.startswith(town.own.school_name)]
            if named.intersection(listed) != expected or strange or len(listed) != len(set(listed)):
                found.append((permission, sorted(expected), listed))
    return found
