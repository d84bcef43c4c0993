"""From a recorded absence to the notice that the guardian sees ÷ a bare confirmed publish and its consumption."""

import queue
import statistics
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import pika
import psycopg
from psycopg import Connection
from zvonok.gradebook.v1 import gradebook_pb2 as pb

from deploy.bench import package
from deploy.bench.rows import Row, measure
from deploy.bench.stand import NotMeasured, Stand, todays_lesson
from kit.database import SEE_EVERY_SCHOOL

_A_ROUND, _WARM_UP = 8, 3
_PATIENCE_SECONDS = 30.0
# A quorum queue that is younger may lose its leader for good when the broker is killed.
_SETTLE_SECONDS = 1.5
_BODY = b"\x0a" * 300


def run(stand: Stand) -> list[Row]:
    """An absence is told at once, without the grace window of marks."""
    stub, teacher = stand.gradebook(), stand.log_in(0)
    lesson = todays_lesson(stand, package.FAMILY, 1, stub, teacher)
    present = stub.GetLesson(pb.GetLessonRequest(lesson=lesson), metadata=teacher)
    child = present.pupils[0].pupil
    entry = next(iter(present.attendance), pb.AttendanceEntry())
    with (
        psycopg.connect(stand.settings.databases["notify"][0], autocommit=True, options=SEE_EVERY_SCHOOL) as notify,
        _bare(stand.settings.amqp_url) as publish_and_consume,
    ):
        tell = _Teller(stub, teacher, lesson, child, entry, notify, _guardian(notify, child))
        for _ in range(_WARM_UP):
            tell.once()
            publish_and_consume()

        def value() -> float:
            return statistics.median(tell.once() for _ in range(_A_ROUND))

        def floor() -> float:
            return statistics.median(publish_and_consume() for _ in range(_A_ROUND))

        return [measure("absence to notice", value, floor)]


class _Teller:
    """Changes one child's attendance back and forth; each change is a notice of its own."""

    def __init__(
        self, stub: Any, teacher: Any, lesson: str, child: str, entry: Any, notify: Connection[Any], guardian: str
    ) -> None:
        self._stub = stub
        self._teacher = teacher
        self._lesson = lesson
        self._child = child
        self._version = entry.version
        self._absent = entry.attendance == pb.ATTENDANCE_ABSENT
        self._notify = notify
        self._guardian = guardian
        notify.execute("LISTEN notices")

    def once(self) -> float:
        """Milliseconds from the call until the notice is there for the guardian."""
        wanted = pb.ATTENDANCE_PRESENT if self._absent else pb.ATTENDANCE_ABSENT
        request = pb.RecordLessonRequest(
            request_id=str(uuid4()),
            lesson=self._lesson,
            attendance=[pb.AttendanceEdit(pupil=self._child, attendance=wanted, seen_version=self._version)],
        )
        began = time.perf_counter()
        answer = self._stub.RecordLesson(request, metadata=self._teacher)
        if answer.refusals:
            raise NotMeasured(f"An absence was refused: {answer.refusals[0].rule}.")
        self._version, self._absent = answer.attendance[0].version, not self._absent
        for notice in self._notify.notifies(timeout=_PATIENCE_SECONDS):
            if notice.payload == self._guardian:
                return (time.perf_counter() - began) * 1000
        raise NotMeasured(f"No notice came within {_PATIENCE_SECONDS:.0f} s.")


def _guardian(notify: Connection[Any], child: str) -> str:
    pupil_id = child.rpartition("/")[2]
    ends = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < ends:
        row = notify.execute("SELECT person_id::text FROM guardian WHERE pupil_id = %s", [pupil_id]).fetchone()
        if row is not None:
            return str(row[0])
        time.sleep(0.2)
    raise NotMeasured("Notify does not know the family of the school for measuring.")


@contextmanager
def _bare(amqp_url: str) -> Iterator[Callable[[], float]]:
    """A quorum queue, a confirming publisher and a waiting consumer on connections of their own."""
    name = f"zvonok.bench.{uuid4().hex}"
    publisher = pika.BlockingConnection(pika.URLParameters(amqp_url))
    channel = publisher.channel()
    channel.confirm_delivery()
    channel.queue_declare(name, durable=True, arguments={"x-queue-type": "quorum"})
    time.sleep(_SETTLE_SECONDS)
    arrived: queue.Queue[float] = queue.Queue()
    consumer = threading.Thread(target=_consume, args=(amqp_url, name, arrived), daemon=True)
    consumer.start()

    def once() -> float:
        began = time.perf_counter()
        channel.basic_publish("", name, _BODY, pika.BasicProperties(delivery_mode=2), mandatory=True)
        return (arrived.get(timeout=_PATIENCE_SECONDS) - began) * 1000

    try:
        yield once
    finally:
        # The consumer ends with its queue.
        channel.queue_delete(name)
        consumer.join(_PATIENCE_SECONDS)
        publisher.close()


def _consume(amqp_url: str, name: str, arrived: "queue.Queue[float]") -> None:
    connection = pika.BlockingConnection(pika.URLParameters(amqp_url))
    channel = connection.channel()
    for method, _properties, _body in channel.consume(name):
        arrived.put(time.perf_counter())
        channel.basic_ack(method.delivery_tag)
    connection.close()
