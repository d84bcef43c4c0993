"""A school of the test's own, brought in as identity would, and its teachers' calls."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any, cast

from google.protobuf.message import Message
from zvonok.gradebook.events.v1 import lessons_pb2
from zvonok.gradebook.v1 import gradebook_pb2 as pb
from zvonok.identity.events.v1 import roster_pb2

from kit.consumer import Event
from kit.database import EVERY_SCHOOL, transaction
from kit.ids import new_id
from kit.rpc.call import Call, answering
from kit.service import Resources
from services.gradebook.events import HANDLERS
from services.gradebook.rpc.journal import GradebookServicer
from tests.conftest import Pool

TODAY = datetime.now(UTC).date()
# The school's zone in the tests: its day is the test's day.
ZONE = "UTC"
MONDAY = TODAY - timedelta(days=TODAY.weekday() + 14)
EVERY_DAY = ["mon-1", "tue-1", "wed-1", "thu-1", "fri-1", "sat-1", "sun-1"]
_EVENT_OF = {handler.message_type: name for name, handler in HANDLERS.items()}


@dataclass(frozen=True)
class _Resources:
    pool: Pool


def tell(pool: Pool, *messages: Message) -> None:
    """Applies events of identity, each in its transaction, as the consumer does."""
    for message in messages:
        name = _EVENT_OF[type(message)]
        with transaction(pool, EVERY_SCHOOL) as connection:
            HANDLERS[name].apply(connection, message, Event(new_id(), name, datetime.now(UTC), None))


def told(pool: Pool, kind: str) -> list[Any]:
    """The events of a kind ("lesson.recorded") that wait in the outbox, oldest first."""
    types = {"lesson.recorded": lessons_pb2.LessonRecorded, "lessons.scheduled": lessons_pb2.LessonsScheduled}
    with transaction(pool, EVERY_SCHOOL) as connection:
        rows = connection.execute(
            "SELECT payload FROM outbox WHERE name = %s ORDER BY created_at, outbox_id", [f"zvonok.gradebook.{kind}.v1"]
        ).fetchall()
    return [types[kind].FromString(row[0]) for row in rows]


@dataclass
class World:
    """A school with one group that has a first lesson on every day, from two weeks ago to next week."""

    pool: Pool
    year_group: int = 7
    periods: Sequence[str] = tuple(EVERY_DAY)
    school_id: str = field(default_factory=new_id)
    group_id: str = field(default_factory=new_id)
    class_id: str = field(default_factory=new_id)
    term_id: str = field(default_factory=new_id)
    teacher_id: str = field(default_factory=new_id)
    pupil_ids: list[str] = field(default_factory=lambda: [new_id() for _ in range(4)])

    def __post_init__(self) -> None:
        # The pool is all that servicers take of their process.
        self.servicer_resources = cast("Resources", _Resources(self.pool))
        self.servicer = GradebookServicer(self.servicer_resources)

    def school(self, version: int = 1, begin: date = MONDAY, days: int = 28) -> roster_pb2.SchoolChanged:
        """The school with one term."""
        term = roster_pb2.Term(
            term_id=self.term_id,
            title="1",
            begin_date=begin.isoformat(),
            end_date=(begin + timedelta(days=days - 1)).isoformat(),
            school_year=2027,
        )
        return roster_pb2.SchoolChanged(
            school_id=self.school_id, version=version, title="Школа", time_zone=ZONE, terms=[term]
        )

    def school_class(self, version: int = 1) -> roster_pb2.ClassChanged:
        """The class."""
        return roster_pb2.ClassChanged(
            school_id=self.school_id, class_id=self.class_id, version=version, title="7А", year_group=self.year_group
        )

    def group(
        self, version: int = 1, *, pupils: Sequence[tuple[str, str, str]] | None = None, **changes: Any
    ) -> roster_pb2.GroupChanged:
        """The group; pupils as (id, begin, end)."""
        members = pupils if pupils is not None else [(pupil, MONDAY.isoformat(), "") for pupil in self.pupil_ids]
        values: dict[str, Any] = {
            "school_id": self.school_id,
            "group_id": self.group_id,
            "version": version,
            "title": "7А алгебра",
            "subject_code": "ALG",
            "subject_title": "Алгебра",
            "class_id": self.class_id,
            "class_title": "7А",
            "year_group": self.year_group,
            "term_ids": [self.term_id],
            "periods": self.periods,
            "room": "21",
        }
        return roster_pb2.GroupChanged(
            **(values | changes),
            pupils=[roster_pb2.Membership(person_id=p, begin_date=b, end_date=e) for p, b, e in members],
            teachers=[roster_pb2.Membership(person_id=self.teacher_id, begin_date=MONDAY.isoformat())],
        )

    def begin(self) -> "World":
        """Brings the school in."""
        tell(self.pool, self.school(), self.school_class(), self.group())
        return self

    @property
    def group_name(self) -> str:
        return f"schools/{self.school_id}/groups/{self.group_id}"

    def pupil(self, number: int = 0) -> str:
        """The resource name of a pupil of the group."""
        return f"schools/{self.school_id}/pupils/{self.pupil_ids[number]}"

    def lessons(self, begin: date = MONDAY, end: date = MONDAY + timedelta(days=27)) -> list[pb.Lesson]:
        """The group's lessons, as listed."""
        request = pb.ListLessonsRequest(
            groups=[self.group_name], begin_date=begin.isoformat(), end_date=end.isoformat()
        )
        return list(self.call(self.servicer.ListLessons, request).lessons)

    def lesson(self, day: date = TODAY) -> str:
        """The resource name of the lesson on a day."""
        [found] = self.lessons(day, day)
        return found.name

    def call(self, method: Any, request: Any, person_id: str | None = None) -> Any:
        """A call as it stands behind the door."""
        subject = f"persons/{person_id or self.teacher_id}"
        with answering(Call(subject, new_id(), "portal", "", "subject_teacher", "")):
            return method(request, None)

    def record(self, lesson: str, person_id: str | None = None, **parts: Any) -> pb.RecordLessonResponse:
        """Saves a lesson."""
        request = pb.RecordLessonRequest(**({"request_id": new_id(), "lesson": lesson} | parts))
        answer: pb.RecordLessonResponse = self.call(self.servicer.RecordLesson, request, person_id)
        return answer

    def item(self, lesson: str, category: str = "answer") -> str:
        """The resource name of a new line item."""
        answer = self.record(lesson, new_line_items=[pb.NewLineItem(client_key="k", category=category)])
        assert not answer.refusals
        return answer.new_line_items[0].name

    def get(self, lesson: str) -> pb.GetLessonResponse:
        """A lesson."""
        answer: pb.GetLessonResponse = self.call(self.servicer.GetLesson, pb.GetLessonRequest(lesson=lesson))
        return answer

    def history(self) -> list[tuple[Any, ...]]:
        """(cell, pupil, old, new, reason, version, person) of every change, in order."""
        with transaction(self.pool, EVERY_SCHOOL) as connection:
            return connection.execute(
                """SELECT cell, pupil_id, old_value, new_value, reason, version, person_id
                   FROM change_history ORDER BY change_id"""
            ).fetchall()


def rules(answer: pb.RecordLessonResponse) -> list[tuple[str, str]]:
    """(field, rule) of every refusal."""
    return [(refusal.field, refusal.rule) for refusal in answer.refusals]
