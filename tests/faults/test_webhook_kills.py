"""A sender of webhooks is killed while a receiver has its call in hand: nothing is lost, the call comes again."""

import os
import signal
import threading
from collections import Counter
from uuid import uuid4

import pytest
from zvonok.gradebook.v1 import gradebook_pb2 as gradebook
from zvonok.gradebook.v1 import gradebook_pb2_grpc
from zvonok.reports.v1 import webhooks_pb2, webhooks_pb2_grpc

from tests.faults.school import School, eventually, log_in, patiently, process_of
from tests.integration.reports.receivers import Receiver, receiving

pytestmark = [pytest.mark.faults, pytest.mark.xdist_group("faults"), pytest.mark.timeout(900)]

RECORDED = "zvonok.gradebook.lesson.recorded.v1"
_SAVES = 4
_CLAIM_ENDS = "UPDATE webhook SET claimed_until = now() WHERE claimed_until > now() RETURNING webhook_id"
_STATES = "SELECT state, tries, count(*) FROM webhook_delivery GROUP BY 1, 2"


def test_a_sender_killed_in_the_middle_of_a_call_makes_it_again_under_the_same_id(school: School) -> None:
    with receiving(Receiver(hold=threading.Event())) as receiver:
        _subscribe(school, receiver.url)
        _write_topic(school, 0)
        [(headers, body)] = receiver.wait_for(1)
        os.kill(process_of(school, "reports-send"), signal.SIGKILL)
        # What happens while nobody sends, or while the dead sender's claim still holds, waits for its turn.
        for number in range(1, _SAVES - 1):
            _write_topic(school, number)
        assert receiver.hold is not None
        receiver.hold.set()
        # The minute and a half of the claim go by; the next event wakes the sender that has been started anew.
        assert school.rows("reports", _CLAIM_ENDS)
        _write_topic(school, _SAVES - 1)
        eventually(
            lambda: (
                school.count("reports", "SELECT count(*) FROM webhook_delivery WHERE state = 'delivered'") == _SAVES
            ),
            lambda: str(school.rows("reports", _STATES)),
        )
        calls = Counter(each["webhook-id"] for each, _ in receiver.calls)
        assert len(calls) == _SAVES
        # The call that was in hand, and no other, came twice, and said the same.
        assert {call: times for call, times in calls.items() if times > 1} == {headers["webhook-id"]: 2}
        assert [sent for each, sent in receiver.calls if each["webhook-id"] == headers["webhook-id"]] == [body, body]
        assert school.count("reports", "SELECT count(*) FROM webhook_delivery") == _SAVES


def _subscribe(school: School, url: str) -> None:
    """The director subscribes the receiver to lessons that are recorded."""
    with school.platform.channel("identity") as channel:
        metadata, me = log_in(channel, "director")
    request = webhooks_pb2.CreateWebhookRequest(
        school=me.schools[0].name, request_id=str(uuid4()), url=url, event_types=[RECORDED]
    )
    with school.platform.channel("reports") as channel:
        webhooks_pb2_grpc.WebhookServiceStub(channel).CreateWebhook(request, metadata=metadata, timeout=15)


def _write_topic(school: School, number: int) -> None:
    """Saves a lesson that tells families nothing: its topic."""
    lesson = school.lessons[number].name
    with school.platform.channel("gradebook") as channel:
        stub = gradebook_pb2_grpc.GradebookServiceStub(channel)
        wanted = gradebook.GetLessonRequest(lesson=lesson)
        version = patiently(lambda: stub.GetLesson(wanted, metadata=school.metadata, timeout=15)).lesson.version
        request = gradebook.RecordLessonRequest(request_id=str(uuid4()), lesson=lesson)
        request.lesson_edit.seen_version, request.lesson_edit.topic = version, f"Дроби, {number}"
        assert not patiently(lambda: stub.RecordLesson(request, metadata=school.metadata, timeout=15)).refusals
