"""Random schools in real PostgreSQL: the engine and the naive model give every person the same answer on everything."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg import Connection, sql

from kit.database import open_pool
from services.identity.actions.access import MOST_QUESTIONS, check, list_visible
from services.identity.domain.policy import OBJECT_KIND, POLICY
from tests.access.model import Relation, Town, may, resources
from tests.conftest import DatabaseUrls, Pool

# The earliest and the latest day on Earth are never the same.
ZONES = ["Pacific/Kiritimati", "Europe/Moscow", "Pacific/Pago_Pago"]
# First and last days, counted from today in Greenwich; None: open.
DAYS: list[int | None] = [None, -30, -2, -1, 0, 1, 2, 30]
# One permission of each rule: those with the same rule are told apart by tests/access/*.yaml.
HELD = {
    name: permission
    for permission, name in {permission: name for name, permission in POLICY.items() if permission.relations}.items()
}
LISTED = {"group": "groups", "class": "classes", "pupil": "pupils", "school": "schools"}
STAFF = [role for role, kind in OBJECT_KIND.items() if kind in ("group", "class", "school", "municipality")]
Span = tuple[int | None, int | None]


@dataclass(frozen=True)
class Role:
    """What a person is; the numbers say which of the town's people and things."""

    person: int
    role: str
    thing: int
    span: Span
    # Of a pupil: in which class he is, and when.
    class_: int = 0
    class_span: Span = (None, None)


@dataclass(frozen=True)
class Plan:
    """A town to be."""

    zones: list[str]
    # Of each school: how many classes, and of each group its class; None: mixed.
    classes: list[int]
    groups: list[list[int | None]]
    people: int
    roles: list[Role]


spans = st.tuples(st.sampled_from(DAYS), st.sampled_from(DAYS)).map(
    lambda days: days if None in days else (min(days), max(days))  # type: ignore[type-var]
)
anybody = st.integers(0, 11)
pupils = st.builds(Role, anybody, st.just("pupil"), anybody, spans, anybody, spans)
guardians = st.builds(Role, anybody, st.just("guardian"), anybody, spans)
staff = st.builds(Role, anybody, st.sampled_from(STAFF), anybody, spans)


@st.composite
def moves(draw: st.DrawFn) -> list[Role]:
    """A child who goes from one school to another about now, with somebody to look after him and a second child."""
    mover, sibling, guardian = draw(st.permutations(range(4)))[:3]
    last = draw(st.sampled_from([-2, -1, 0, 1]))
    gap = draw(st.sampled_from([0, 1, 2]))
    return [
        Role(mover, "pupil", 0, (None, last), draw(anybody), draw(spans)),
        Role(mover, "pupil", 1, (last + gap, None), draw(anybody), draw(spans)),
        Role(sibling, "pupil", draw(anybody), draw(spans), draw(anybody), draw(spans)),
        Role(guardian, "guardian", mover, draw(spans)),
        Role(guardian, "guardian", sibling, draw(spans)),
        *(Role(teacher, "class_teacher", draw(anybody), (None, None)) for teacher in range(2)),
    ]


plans = st.integers(1, 3).flatmap(
    lambda schools: st.builds(
        Plan,
        zones=st.lists(st.sampled_from(ZONES), min_size=schools, max_size=schools),
        classes=st.lists(st.integers(1, 2), min_size=schools, max_size=schools),
        groups=st.lists(
            st.lists(st.sampled_from([0, 0, 1, None]), min_size=1, max_size=3), min_size=schools, max_size=schools
        ),
        people=st.integers(4, 7),
        roles=st.tuples(moves(), st.lists(st.one_of(pupils, guardians, staff, staff), max_size=14)).map(
            lambda both: both[0] + both[1]
        ),
    )
)


def build(plan: Plan, today: date) -> Town:
    """The town of a plan, with ids that are the same in every run."""
    counted = iter(range(1, 1000))

    def ids(count: int) -> list[str]:
        return [f"00000000-0000-7000-8000-{next(counted):012d}" for _ in range(count)]

    town = Town(municipalities=ids(2), people=ids(plan.people))
    for number, school in enumerate(ids(len(plan.zones))):
        # The last one is in the other municipality.
        town.schools[school] = town.municipalities[1 if number == 2 else 0]
        town.zones[school] = plan.zones[number]
        classes = ids(plan.classes[number])
        town.classes.update((class_, school) for class_ in classes)
        for group, its_class in zip(ids(len(plan.groups[number])), plan.groups[number], strict=True):
            town.groups[group] = (school, None if its_class is None else classes[its_class % len(classes)])
    found: dict[Any, Relation] = {}
    for role in plan.roles:
        for relation in relations(town, role, today):
            # The register holds one of these.
            found.setdefault((relation.person, relation.relation, relation.thing, relation.begin), relation)
    town.relations = list(found.values())
    return town


def relations(town: Town, role: Role, today: date) -> Iterator[Relation]:
    """The relations that make a role."""
    begin, end = (None if day is None else today + timedelta(days=day) for day in role.span)
    person = pick(town.people, role.person)
    kind = OBJECT_KIND[role.role]
    things: dict[str, Sequence[str]] = {
        "group": list(town.groups),
        "class": list(town.classes),
        "school": list(town.schools),
        "pupil": town.people,
        "municipality": town.municipalities,
    }
    thing = pick(things[kind], role.thing)
    school = {
        "group": lambda: town.groups[thing][0],
        "class": lambda: town.classes[thing],
        "school": lambda: thing,
    }.get(kind, lambda: None)()
    yield Relation(person, role.role, kind, thing, school, begin, end)
    if role.role == "pupil":
        class_ = pick([each for each, where in town.classes.items() if where == thing], role.class_)
        # Registers are not always tidy: he may stand in the class before he comes and after he has left.
        first, last = (None if day is None else today + timedelta(days=day) for day in role.class_span)
        yield Relation(person, "class_pupil", "class", class_, thing, first, last)


def pick(things: Sequence[str], number: int) -> str:
    return things[number % len(things)]


@dataclass
class Engine:
    """The register in PostgreSQL: what services see, and the owner who writes it."""

    pool: Pool
    owner: Connection[tuple[Any, ...]]

    def hold(self, town: Town) -> None:
        """Writes this town in the place of the one before."""
        written: dict[str, list[dict[str, Any]]] = {
            "municipality": [{"municipality_id": each, "title": each} for each in town.municipalities],
            "school": [
                {
                    "school_id": each, "municipality_id": where, "source_id": each, "title": each,
                    "time_zone": town.zones[each], "live_from": "2026-09-01",
                }
                for each, where in town.schools.items()
            ],
            "person": [
                {
                    "person_id": each, "municipality_id": town.municipalities[0], "source_id": each,
                    "given_name": "Имя", "family_name": "Фамилия",
                }
                for each in town.people
            ],
            "course": [
                {"municipality_id": each, "course_id": each, "source_id": each, "title": "Алгебра"}
                for each in town.municipalities
            ],
            "class": [
                {"school_id": where, "class_id": each, "source_id": each, "title": "7А", "year_group": 7}
                for each, where in town.classes.items()
            ],
            "teaching_group": [
                {
                    "school_id": where, "group_id": each, "source_id": each, "title": "7А", "class_id": class_,
                    "course_id": town.schools[where], "year_group": 7, "term_ids": [],
                }
                for each, (where, class_) in town.groups.items()
            ],
            "relation": [row(number, each) for number, each in enumerate(town.relations)],
        }  # fmt: skip
        with self.owner.transaction():
            self.owner.execute("TRUNCATE municipality, person CASCADE")
            for table, rows in written.items():
                columns = sql.SQL(", ").join(map(sql.Identifier, rows[0]))
                statement = "INSERT INTO {t} ({c}) SELECT {c} FROM json_populate_recordset(NULL::{t}, %s)"
                self.owner.execute(sql.SQL(statement).format(t=sql.Identifier(table), c=columns), [json.dumps(rows)])

    def compare(self, town: Town) -> list[Any]:
        """Where engine and model disagree. Asks anew when a day ended somewhere meanwhile."""
        everything = list(resources(town))
        while True:
            days = town.days(datetime.now(UTC))
            found = [each for person in town.people for each in self._compare(town, days, person, everything)]
            if town.days(datetime.now(UTC)) == days:
                return found

    def _compare(
        self, town: Town, days: dict[str | None, date], person: str, everything: list[Any]
    ) -> Iterator[tuple[Any, ...]]:
        questions = [
            (name, each) for name, permission in HELD.items() for each in everything if each.kind == permission.kind
        ]
        expected = {(name, each): may(town, days, person, name, each) for name, each in questions}
        for start in range(0, len(questions), MOST_QUESTIONS):
            some = questions[start : start + MOST_QUESTIONS]
            decisions, _ = check(self.pool, f"persons/{person}", [(name, each.name) for name, each in some])
            for (name, each), decision in zip(some, decisions, strict=True):
                if decision.allowed is not expected[name, each]:
                    yield person, name, each.name, "model", expected[name, each], "engine", decision.relation or "no"
        for name, permission in HELD.items():
            if permission.kind in LISTED:
                listed, _ = list_visible(self.pool, f"persons/{person}", name, LISTED[permission.kind])
                wanted = sorted(each.name for each in everything if expected.get((name, each)))
                if listed != wanted:
                    yield person, name, "model lists", wanted, "engine lists", listed


def row(number: int, relation: Relation) -> dict[str, Any]:
    return {
        "relation_id": f"00000000-0000-7000-9000-{number:012d}",
        "person_id": relation.person,
        "relation": relation.relation,
        "object_kind": relation.kind,
        "object_id": relation.thing,
        "school_id": relation.school,
        "begin_date": relation.begin.isoformat() if relation.begin else "-infinity",
        "end_date": relation.end.isoformat() if relation.end else "infinity",
    }


@pytest.fixture
def engine(database: Callable[[str], DatabaseUrls]) -> Iterator[Engine]:
    urls = database("identity")
    with open_pool(urls.app) as pool, psycopg.connect(urls.owner, autocommit=True) as owner:
        # The history of rights has tests of its own (tests/integration/identity/test_audit.py) and would only grow.
        owner.execute("ALTER TABLE relation DISABLE TRIGGER USER")
        yield Engine(pool, owner)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(plans)
def test_engine_and_model_give_everybody_the_same_answer_on_everything(engine: Engine, plan: Plan) -> None:
    town = build(plan, datetime.now(UTC).date())
    engine.hold(town)
    assert not engine.compare(town), [asdict(each) for each in town.relations]
