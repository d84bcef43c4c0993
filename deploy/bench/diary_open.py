"""Opening a child's week: GetDiary ÷ the rows that it shows, read by prepared SQL."""

import json
from datetime import timedelta
from functools import partial
from typing import Any

import psycopg
from psycopg import Connection
from zvonok.gradebook.v1 import gradebook_pb2 as pb
from zvonok.identity.v1 import people_pb2, people_pb2_grpc

from deploy.bench import package
from deploy.bench.rows import Row, measure, typical
from deploy.bench.stand import NotMeasured, Stand
from kit.database import SEE_EVERY_SCHOOL

_A_ROUND = 20
# The floor knows the year, and the groups that the pupil is in.
_WEEK = "school_id = %(school)s AND date BETWEEN %(begin)s AND %(end)s AND group_id = ANY(%(groups)s)"
_OF_WEEK = (
    "c.school_id = %(school)s AND c.school_year = %(year)s AND c.pupil_id = %(pupil)s"
    f" AND c.lesson_id = ANY(ARRAY(SELECT lesson_id FROM lesson WHERE {_WEEK}))"
)
_STATEMENTS = (
    "SELECT lesson_id, group_id, date, bell, room, state, topic, homework, homework_text, homework_due,"
    f" attendance_confirmed, version FROM lesson WHERE {_WEEK} ORDER BY date, bell",
    "SELECT c.lesson_id, c.value, i.category, i.title, i.weight, c.updated_at FROM mark c"
    " JOIN line_item i USING (school_id, school_year, lesson_id, line_item_id)"
    f" WHERE {_OF_WEEK} AND c.value <> ''",
    f"SELECT c.lesson_id, c.attendance, c.minutes_late, c.reason, c.version FROM attendance c WHERE {_OF_WEEK}",
)


def run(stand: Stand) -> list[Row]:
    """The last whole week of a pupil of the demonstration, as the pupil opens it: about thirty lessons."""
    accounts = json.loads(stand.settings.state.endpoints.read_text(encoding="utf-8"))["accounts"]
    account = next(one for one in accounts if one["role"] == "pupil")
    pupil = stand.token(account["login"], account["password"])
    people = people_pb2_grpc.PeopleServiceStub(stand.channel("identity"))
    name = people.GetMe(people_pb2.GetMeRequest(), metadata=pupil).pupils[0].name
    stub = stand.gradebook()
    end = package.today() - timedelta(days=package.today().weekday() + 1)
    begin = end - timedelta(days=6)
    request = pb.GetDiaryRequest(pupil=name, begin_date=begin.isoformat(), end_date=end.isoformat())
    if not stub.GetDiary(request, metadata=pupil).lessons:
        raise NotMeasured("The pupil of the demonstration had no lessons last week.")

    _, school_id, _, pupil_id = name.split("/")
    values: dict[str, Any] = {"school": school_id, "pupil": pupil_id, "begin": begin, "end": end}
    url = stand.settings.databases["gradebook"][0]
    with psycopg.connect(url, autocommit=True, options=SEE_EVERY_SCHOOL) as connection:
        groups = connection.execute(
            "SELECT array_agg(group_id) FROM group_pupil WHERE school_id = %(school)s AND pupil_id = %(pupil)s", values
        ).fetchone()
        year = connection.execute("SELECT max(school_year) FROM lesson WHERE school_id = %(school)s", values).fetchone()
        values |= {"groups": groups[0] if groups else [], "year": year[0] if year else 0}
        _read(connection, values)
        return [
            measure(
                "open a child's week",
                partial(typical, partial(stub.GetDiary, request, metadata=pupil), _A_ROUND),
                partial(typical, partial(_read, connection, values), _A_ROUND),
            )
        ]


def _read(connection: Connection[Any], values: dict[str, Any]) -> None:
    for statement in _STATEMENTS:
        connection.execute(statement, values, prepare=True).fetchall()
