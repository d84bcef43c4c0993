"""What rights and records cost: many decisions at once, their share of a call, their growth with the region."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any, LiteralString

import psycopg
from psycopg import Connection
from psycopg_pool import ConnectionPool
from zvonok.gradebook.v1 import gradebook_pb2 as pb
from zvonok.identity.v1 import access_pb2, access_pb2_grpc

from deploy.bench import journal_open, package
from deploy.bench.own_database import own_database
from deploy.bench.rows import Row, each, measure
from deploy.bench.stand import NotMeasured, Stand, save_of
from deploy.local.settings import Settings
from kit.database import open_pool
from kit.rpc.gate import GateDisclosure, RemoteGate
from services.identity.actions import access

_A_ROUND, _SAVES_A_ROUND = 20, 6
SHARE, GROWTH = 0.25, 1.5
_SCHOOLS, _PUPILS_OF_SCHOOL, _GROUPS_OF_SCHOOL = 300, 670, 60
_BOTH = "right and record, share of"
_READ, _RECORD = "gradebook.journal.read", "gradebook.lesson.record"


def run(stand: Stand) -> list[Row]:
    """Through identity as it runs, and then on a region of 300 schools in a database of its own."""
    rows = [*_many_at_once(stand), *_shares(stand)]
    with _region(stand.settings, 1) as small, _region(stand.settings, _SCHOOLS) as large:
        title = f"{{}}, {_SCHOOLS} schools ÷ 1"
        rows.append(measure(title.format("check"), large.check, small.check, aim=GROWTH))
        rows.append(measure(title.format("ListVisible of 670 pupils"), large.visible, small.visible, aim=GROWTH))
    return rows


def _many_at_once(stand: Stand) -> list[Row]:
    stub = access_pb2_grpc.AccessServiceStub(stand.channel("identity", "gradebook"))
    accounts = json.loads(stand.settings.state.endpoints.read_text(encoding="utf-8"))["accounts"]
    account = next(one for one in accounts if one["role"] == "deputy")
    deputy = stand.person(account["login"], account["password"])
    visible = access_pb2.ListVisibleRequest(subject=deputy, permission="gradebook.diary.read", kind="pupils")
    pupils = list(stub.ListVisible(visible).resources)
    if len(pupils) < access.MOST_QUESTIONS:
        raise NotMeasured(f"The demonstration's deputy head sees {len(pupils)} pupils.")
    items = [
        access_pb2.CheckItem(permission="gradebook.diary.read", resource=name)
        for name in pupils[: access.MOST_QUESTIONS]
    ]
    one = access_pb2.BatchCheckRequest(subject=deputy, items=items[:1])
    batch = access_pb2.BatchCheckRequest(subject=deputy, items=items)
    floor = partial(each, lambda: stub.BatchCheck(one), _A_ROUND)

    def see_all() -> None:
        stub.ListVisible(visible)

    return [
        measure("batch of 200 checks ÷ one", partial(each, lambda: stub.BatchCheck(batch), _A_ROUND), floor),
        measure(
            f"ListVisible of {len(pupils)} pupils ÷ one check",
            partial(each, lambda: stub.ListVisible(visible), _A_ROUND),
            floor,
        ),
    ]


def _shares(stand: Stand) -> list[Row]:
    """What a call pays for its right and its record, of all that it takes.

    Who opens a journal pays for the question; who saves a lesson has opened it, and the right to save came with that.
    """
    stub, teacher = stand.gradebook(), stand.log_in(0)
    group, school = stand.groups[package.JOURNAL], stand.school.rpartition("/")[2]
    begin, end = journal_open.fill(stand, stub, teacher)
    request = pb.GetJournalRequest(group=group, begin_date=begin, end_date=end)
    gate = RemoteGate(stand.channel("identity", "gradebook"), (_READ, _RECORD))
    subject = stand.teacher(0)
    subjects = tuple(name.rpartition("/")[2] for name in stand.pupils)
    look = GateDisclosure(subject, subjects, school, "marks", "subject_teacher", "/bench", "", refused=False)
    # From the other end than lesson_save, which takes the oldest.
    lessons = reversed(stand.free[package.group_title(0)])

    def decide(permission: str, *, fresh: bool) -> None:
        if not gate.decide(subject, permission, [group], fresh=fresh)[0].allowed:
            raise NotMeasured("The teacher of the school for measuring is refused.")

    def rights_and_record() -> None:
        decide(_READ, fresh=True)
        gate.begin_record([look])()
        # What a save shows, its caller has said himself: no record.
        decide(_RECORD, fresh=False)

    def open_and_save() -> None:
        lesson = next(lessons)
        stub.GetLesson(pb.GetLessonRequest(lesson=lesson), metadata=teacher)
        if stub.RecordLesson(save_of(lesson, stand.pupils, 1), metadata=teacher).refusals:
            raise NotMeasured("A save was refused.")

    opening = partial(each, lambda: stub.GetJournal(request, metadata=teacher), _A_ROUND)
    saving = partial(each, open_and_save, _SAVES_A_ROUND)
    rights = partial(each, rights_and_record, _A_ROUND)
    return [
        measure(f"{_BOTH} opening a journal", rights, opening, aim=SHARE),
        measure(f"{_BOTH} opening and saving a lesson", rights, saving, aim=SHARE),
    ]


@dataclass(slots=True)
class _Region:
    """A database of its own with so many schools, and a deputy head of one of them."""

    pool: ConnectionPool[Connection[tuple[Any, ...]]]
    deputy: str
    groups: list[str]

    def check(self) -> float:
        asked = [(_READ, name) for name in self.groups[:1]]
        return each(lambda: self._expect(access.check(self.pool, self.deputy, asked)[0][0].allowed), _A_ROUND)

    def visible(self) -> float:
        return each(
            lambda: self._expect(
                len(access.list_visible(self.pool, self.deputy, "gradebook.diary.read", "pupils")[0])
                == _PUPILS_OF_SCHOOL
            ),
            _A_ROUND,
        )

    @staticmethod
    def _expect(right: bool) -> None:
        if not right:
            raise NotMeasured("The deputy head of the region for measuring sees something else.")


@contextmanager
def _region(settings: Settings, schools: int) -> Iterator[_Region]:
    with own_database(settings, "identity") as database:
        database.fill(_FILL, {"schools": schools, **_SIZES})
        with psycopg.connect(database.superuser) as connection:
            school, deputy = _one(connection, _DEPUTY)
            groups = connection.execute(_GROUPS, [school]).fetchall()
        with open_pool(database.app, size=1) as pool:
            yield _Region(pool, f"persons/{deputy}", [row[0] for row in groups])


def _one(connection: Connection[tuple[Any, ...]], query: LiteralString) -> tuple[Any, ...]:
    row = connection.execute(query).fetchone()
    if row is None:
        raise NotMeasured("The region for measuring is empty.")
    return row


_SIZES = {"pupils": _PUPILS_OF_SCHOOL, "groups": _GROUPS_OF_SCHOOL}
_DEPUTY: LiteralString = "SELECT school_id, person_id FROM relation WHERE relation = 'deputy_head' LIMIT 1"
_GROUPS: LiteralString = (
    "SELECT 'schools/' || school_id || '/groups/' || group_id FROM teaching_group WHERE school_id = %s"
)
# What access is decided from, and no more.
_FILL: tuple[LiteralString, ...] = (
    "INSERT INTO municipality (municipality_id, title) VALUES ('00000000-0000-0000-0000-000000000001', 'Область')",
    "INSERT INTO course (municipality_id, course_id, source_id, title)"
    " SELECT municipality_id, gen_random_uuid(), 'c', 'Алгебра' FROM municipality",
    "INSERT INTO school (school_id, municipality_id, source_id, title, time_zone, live_from)"
    " SELECT gen_random_uuid(), municipality_id, 's' || n, 'Школа', 'Europe/Moscow', '2026-09-01'"
    " FROM municipality, generate_series(1, %(schools)s) n",
    "INSERT INTO class (school_id, class_id, source_id, title, year_group)"
    " SELECT school_id, gen_random_uuid(), 'k' || n, n || 'А', 1 + n %% 11 FROM school, generate_series(1, 28) n",
    "INSERT INTO teaching_group (school_id, group_id, source_id, title, course_id, class_id, year_group, term_ids)"
    " SELECT s.school_id, gen_random_uuid(), 'g' || n, 'Группа', course_id, k.class_id, k.year_group, '{}'"
    " FROM course, school s CROSS JOIN generate_series(1, %(groups)s) n"
    " JOIN class k ON k.school_id = s.school_id AND k.source_id = 'k' || 1 + n %% 28",
    "INSERT INTO person (person_id, municipality_id, source_id, given_name, family_name)"
    " SELECT gen_random_uuid(), municipality_id, source_id || ' ' || n, 'Имя', 'Фамилия'"
    " FROM school, generate_series(0, 3 * %(pupils)s) n",
    # Of every school: person 0 is the deputy head, then each pupil is followed by two guardians.
    "CREATE TEMP TABLE who AS SELECT p.person_id, s.school_id, split_part(p.source_id, ' ', 2)::int AS n"
    " FROM person p JOIN school s ON s.source_id = split_part(p.source_id, ' ', 1)",
    "INSERT INTO relation (relation_id, person_id, relation, object_kind, object_id, school_id)"
    " SELECT gen_random_uuid(), person_id, 'deputy_head', 'school', school_id, school_id FROM who WHERE n = 0",
    "INSERT INTO relation (relation_id, person_id, relation, object_kind, object_id, school_id)"
    " SELECT gen_random_uuid(), person_id, 'pupil', 'school', school_id, school_id FROM who WHERE n %% 3 = 1",
    "INSERT INTO relation (relation_id, person_id, relation, object_kind, object_id, school_id)"
    " SELECT gen_random_uuid(), w.person_id, 'class_pupil', 'class', k.class_id, w.school_id FROM who w"
    " JOIN class k ON k.school_id = w.school_id AND k.source_id = 'k' || 1 + w.n %% 28 WHERE w.n %% 3 = 1",
    "INSERT INTO relation (relation_id, person_id, relation, object_kind, object_id)"
    " SELECT gen_random_uuid(), g.person_id, 'guardian', 'pupil', c.person_id FROM who c"
    " JOIN who g ON g.school_id = c.school_id AND g.n IN (c.n + 1, c.n + 2) WHERE c.n %% 3 = 1",
)
