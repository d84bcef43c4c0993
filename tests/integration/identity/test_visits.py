"""The first look of a family at a child's diary on a day is told, once, and told again in a replay."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from zvonok.identity.events.v1 import visits_pb2

from kit.database import EVERY_SCHOOL, open_pool, transaction
from kit.ids import new_id
from kit.rpc.gate import GateDisclosure
from services.identity.actions.access import DisclosureWriter
from services.identity.actions.publishing import replay_roster
from services.identity.actions.visits import DIARY_OPENED
from tests.conftest import DatabaseUrls, Pool
from tests.integration.identity.test_looks import Register

DIARY = "/zvonok.gradebook.v1.GradebookService/GetDiary"
# 20:30 in Moscow; two hours later it is the next day in Samara.
EVENING = datetime(2026, 11, 24, 19, 30, tzinfo=UTC)


class Recorder:
    """A school whose disclosures are recorded at times of the test's choice."""

    def __init__(self, pool: Pool) -> None:
        self.register, self.now = Register(pool, "Europe/Samara").begin(), EVENING
        self.writer = DisclosureWriter(pool, lambda: self.now)
        self.pool = pool

    def look(self, reader: str, *pupils: str, **values: Any) -> None:
        made = {"school": self.register.school_id, "kind": "marks", "relation": "guardian", "method": DIARY}
        made |= {"trace_id": "", "refused": False} | values
        self.writer.write([GateDisclosure(f"persons/{reader}", tuple(pupils), **made)])

    def told(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """Events in the outbox since the last call: day, visits."""
        with transaction(self.pool, EVERY_SCHOOL) as connection:
            rows = connection.execute(
                "DELETE FROM outbox WHERE name = %s RETURNING outbox_id, payload", [DIARY_OPENED]
            ).fetchall()
        events = [visits_pb2.DiaryOpened.FromString(bytes(row[1])) for row in sorted(rows)]
        assert all(event.school_id == self.register.school_id for event in events)
        return [(one.date, [(visit.person_id, visit.pupil_id) for visit in one.visits]) for one in events]


@pytest.fixture
def recorder(database: Callable[[str], DatabaseUrls]) -> Iterator[Recorder]:
    with open_pool(database("identity").app) as pool:
        yield Recorder(pool)


def test_the_first_look_of_a_day_is_told_once(recorder: Recorder) -> None:
    mother, pupil, other = new_id(), new_id(), new_id()
    recorder.look(mother, pupil)
    recorder.look(mother, pupil)
    recorder.look(pupil, pupil, relation="self")
    recorder.look(mother, other, method="/zvonok.gradebook.v1.ProgressService/GetForecast")
    assert recorder.told() == [
        ("2026-11-24", [(mother, pupil)]),
        ("2026-11-24", [(pupil, pupil)]),
        ("2026-11-24", [(mother, other)]),
    ]
    # The day is the school's: in Samara it is past midnight.
    recorder.now = EVENING + timedelta(hours=1)
    recorder.look(mother, pupil)
    assert recorder.told() == [("2026-11-25", [(mother, pupil)])]


def test_the_staff_refusals_other_data_and_other_places_are_no_visits(recorder: Recorder) -> None:
    reader, pupil = new_id(), new_id()
    recorder.look(reader, pupil, relation="class_teacher")
    recorder.look(reader, pupil, relation="", refused=True)
    recorder.look(reader, pupil, method="/zvonok.identity.v1.PeopleService/GetPupil")
    recorder.look(reader, pupil, school="")
    recorder.look(reader, pupil, school=new_id())
    assert recorder.told() == []


def test_a_replay_tells_every_day_again(recorder: Recorder) -> None:
    mother, pupils = new_id(), sorted([new_id(), new_id()])
    recorder.look(mother, *pupils)
    recorder.now = EVENING + timedelta(days=1)
    recorder.look(mother, pupils[0])
    first = recorder.told()
    replay_roster(recorder.pool, recorder.register.school_id)
    assert recorder.told() == first == [
        ("2026-11-24", [(mother, pupils[0]), (mother, pupils[1])]),
        ("2026-11-25", [(mother, pupils[0])]),
    ]  # fmt: skip
