"""Notices by mail, of many families at once: from the saves until the mail server has taken the last letter ÷ as many
bare letters to the same server."""

import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg
from psycopg import Connection
from zvonok.gradebook.v1 import gradebook_pb2 as pb

from deploy.bench import package
from deploy.bench.letters import send_bare
from deploy.bench.rows import Row, measure
from deploy.bench.stand import NotMeasured, Stand, todays_lesson
from kit.database import SEE_EVERY_SCHOOL

_BELLS = range(1, 9)
_PATIENCE_SECONDS = 120.0
_LOOK_SECONDS = 0.02
# Letters that the mail server has taken of notices of this school's lesson.
_SENT = """
    SELECT count(*) FROM delivery d JOIN notice n USING (notice_id)
    WHERE n.lesson_id = ANY(%s::uuid[]) AND d.channel = 'email' AND d.state = 'sent'
"""


def run(stand: Stand) -> list[Row]:
    """Eight lessons of 25 children each: everybody is absent, or there after all; 200 letters a round."""
    stub, teacher = stand.gradebook(), stand.log_in(0)
    lessons = [
        _Lesson.load(stub, teacher, todays_lesson(stand, package.FAMILIES, bell, stub, teacher)) for bell in _BELLS
    ]
    notify = psycopg.connect(stand.settings.databases["notify"][0], autocommit=True, options=SEE_EVERY_SCHOOL)
    with notify:
        told = _Told(notify, [lesson.name.rpartition("/")[2] for lesson in lessons])
        count = len(lessons) * package.PUPILS

        def value() -> float:
            wanted, began = told.sent() + count, time.perf_counter()
            for lesson in lessons:
                lesson.turn(stub, teacher)
            told.wait(wanted)
            return (time.perf_counter() - began) * 1000 / count

        def floor() -> float:
            server = urlsplit(stand.settings.smtp_url)
            return send_bare(server.hostname or "", server.port or 25, count) * 1000 / count

        value()
        return [measure("notice by mail, 200 at once", value, floor)]


@dataclass(slots=True)
class _Lesson:
    """A lesson whose attendance is turned over at every save."""

    name: str
    pupils: list[str]
    absent: bool = False
    versions: dict[str, int] = field(default_factory=dict)

    @classmethod
    def load(cls, stub: Any, teacher: Any, name: str) -> "_Lesson":
        page = stub.GetLesson(pb.GetLessonRequest(lesson=name), metadata=teacher)
        versions = {entry.pupil: entry.version for entry in page.attendance}
        absent = any(entry.attendance == pb.ATTENDANCE_ABSENT for entry in page.attendance)
        return cls(name, [pupil.pupil for pupil in page.pupils], absent, versions)

    def turn(self, stub: Any, teacher: Any) -> None:
        """One save: all are absent, or none; each family gets a notice of it."""
        self.absent = not self.absent
        wanted = pb.ATTENDANCE_ABSENT if self.absent else pb.ATTENDANCE_PRESENT
        edits = [
            pb.AttendanceEdit(pupil=pupil, attendance=wanted, seen_version=self.versions.get(pupil, 0))
            for pupil in self.pupils
        ]
        request = pb.RecordLessonRequest(request_id=str(uuid4()), lesson=self.name, attendance=edits)
        answer = stub.RecordLesson(request, metadata=teacher)
        if answer.refusals:
            raise NotMeasured(f"An absence was refused: {answer.refusals[0].rule}.")
        self.versions = {entry.pupil: entry.version for entry in answer.attendance}


@dataclass(frozen=True, slots=True)
class _Told:
    """What has been sent of these lessons."""

    notify: "Connection[Any]"
    lesson_ids: list[str]

    def sent(self) -> int:
        """Letters until now."""
        row = self.notify.execute(_SENT, [self.lesson_ids]).fetchone()
        return int(row[0]) if row else 0

    def wait(self, wanted: int) -> None:
        """Until so many are sent. Raises NotMeasured."""
        ends = time.monotonic() + _PATIENCE_SECONDS
        while (sent := self.sent()) < wanted:
            if time.monotonic() > ends:
                raise NotMeasured(f"{wanted - sent} letters were not sent within {_PATIENCE_SECONDS:.0f} s.")
            time.sleep(_LOOK_SECONDS)
