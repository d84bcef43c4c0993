"""Promise 1: what was acknowledged is kept, and its consequences happen once, whatever is killed in between."""

import os
import signal
from collections import Counter
from uuid import uuid4

import pytest
from zvonok.gradebook.v1 import gradebook_pb2 as gradebook
from zvonok.gradebook.v1 import gradebook_pb2_grpc

from kit.dead_letters import dead_letters
from tests.faults.municipality import BELLS, GROUPS, GUARDIANS_A_PUPIL, PUPILS
from tests.faults.school import School, eventually, patiently, process_of
from tests.platform import messages_of

pytestmark = [pytest.mark.faults, pytest.mark.xdist_group("faults"), pytest.mark.timeout(900)]

# Killed one after the other, each in the middle of a stream of saves.
VICTIMS = (
    "gradebook-serve", "gradebook-relay", "notify-consume", "notify-work", "reports-consume", "notify-relay",
    "rabbitmq", "postgres",
)  # fmt: skip
# The rest of the two minutes goes by for what was in hand when its worker died: no living one takes half a minute.
_LEASES_END = """
    UPDATE delivery SET lease_until = now() - interval '1 minute'
    WHERE state = 'queued' AND lease_until BETWEEN now() AND now() + interval '90 seconds' RETURNING notice_id
"""
SAVES_A_VICTIM = GROUPS * BELLS // len(VICTIMS)


def _save(
    stub: gradebook_pb2_grpc.GradebookServiceStub, school: School, lesson: gradebook.Lesson, pupils: list[str]
) -> int:
    """Saves a lesson of all pupils, one of them absent; the number of marks acknowledged."""
    request = gradebook.RecordLessonRequest(request_id=str(uuid4()), lesson=lesson.name)
    request.new_line_items.add(client_key="a", category="answer")
    for number, pupil in enumerate(pupils):
        if number == 0:
            request.attendance.add(pupil=pupil, attendance=gradebook.ATTENDANCE_ABSENT)
        else:
            request.marks.add(line_item="a", pupil=pupil, value="5")
    answer = patiently(lambda: stub.RecordLesson(request, metadata=school.metadata, timeout=15))
    assert not answer.refusals
    return len(answer.marks)


def test_saves_survive_the_death_of_every_process(school: School) -> None:
    acknowledged = 0
    remaining = iter(school.lessons)
    with school.platform.channel("gradebook") as channel:
        stub = gradebook_pb2_grpc.GradebookServiceStub(channel)
        answer = stub.GetLesson(gradebook.GetLessonRequest(lesson=school.lessons[0].name), metadata=school.metadata)
        pupils = [each.pupil for each in answer.pupils]
        assert len(pupils) == PUPILS
        for victim in VICTIMS:
            for number in range(SAVES_A_VICTIM):
                if number == SAVES_A_VICTIM // 3:
                    os.kill(process_of(school, victim), signal.SIGKILL)
                acknowledged += _save(stub, school, next(remaining), pupils)
    saves = SAVES_A_VICTIM * len(VICTIMS)
    assert acknowledged == saves * (PUPILS - 1)
    _check_stored(school, acknowledged)
    _check_told(school, saves, acknowledged)
    _check_reports(school, acknowledged)
    _check_mail(school, saves)
    assert _dead(school) == 0


def _check_stored(school: School, acknowledged: int) -> None:
    assert school.count("gradebook", "SELECT count(*) FROM mark WHERE value <> ''") == acknowledged
    eventually(
        lambda: all(school.count(name, "SELECT count(*) FROM outbox") == 0 for name in ("gradebook", "notify")),
        lambda: "an outbox is not empty",
    )


def _check_told(school: School, saves: int, acknowledged: int) -> None:
    marks = acknowledged * GUARDIANS_A_PUPIL
    absences = saves * GUARDIANS_A_PUPIL
    eventually(
        lambda: school.count("notify", "SELECT count(*) FROM notice WHERE state = 'visible'") >= marks + absences,
        lambda: str(school.rows("notify", "SELECT topic, state, count(*) FROM notice GROUP BY 1, 2")),
    )
    told = school.rows("notify", "SELECT guardian_id, pupil_id, lesson_id, topic FROM notice WHERE state = 'visible'")
    assert len(told) == len(set(told)) == marks + absences
    assert school.count("notify", "SELECT count(*) FROM notice WHERE state = 'held'") == 0


def _check_reports(school: School, acknowledged: int) -> None:
    eventually(
        lambda: school.count("reports", "SELECT coalesce(sum(marks), 0) FROM mark_cell") == acknowledged,
        lambda: str(school.rows("reports", "SELECT sum(marks) FROM mark_cell")),
    )


def _check_mail(school: School, saves: int) -> None:
    expected = saves * PUPILS * GUARDIANS_A_PUPIL

    def all_sent() -> bool:
        school.rows("notify", _LEASES_END)
        return school.count("notify", "SELECT count(*) FROM delivery WHERE state = 'sent'") == expected

    eventually(
        all_sent,
        lambda: str(school.rows("notify", "SELECT state, reason, count(*) FROM delivery GROUP BY 1, 2")),
    )
    ids = Counter(each["message_id"] for each in messages_of(school.endpoints["mail_api"]))
    assert len(ids) == expected
    # The worker was killed once, and its database and broker once each: at most one repeat a kill.
    assert sum(ids.values()) - expected <= len(VICTIMS)


def _dead(school: School) -> int:
    url = school.endpoints["amqp_url"]
    return sum(1 for service in ("gradebook", "notify", "reports") for _ in dead_letters(url, service))
