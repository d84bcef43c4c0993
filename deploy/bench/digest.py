"""The evening's digests of a city: every guardian's day as one letter, from the due job to the answer of an SMTP sink.

A database of its own is filled with guardians whose notices wait for digests that are due. As many workers as there are
cores take the jobs from the outbox and do them as the service's workers do: right, quiet hours, settings, claim, rate,
names from a stand-in of identity over gRPC, letter, SMTP. Relay, broker and Celery are left out.
"""

import json
import multiprocessing
import os
import socket
import time
from collections.abc import Iterator
from concurrent import futures
from contextlib import contextmanager
from dataclasses import replace
from multiprocessing.connection import Connection as Pipe
from typing import Any

import grpc
import psutil
from aiosmtpd.controller import Controller
from zvonok.identity.v1 import people_pb2, people_pb2_grpc

from deploy.bench.letters import send_bare
from deploy.bench.own_database import OwnDatabase, own_database
from deploy.bench.rows import Row
from deploy.bench.stand import NotMeasured
from deploy.local.settings import Settings as PlatformSettings
from kit.database import EVERY_SCHOOL, open_pool, transaction
from services.notify.actions.digesting import send_digest
from services.notify.actions.sending import Desk
from services.notify.channels.email import email_channel
from services.notify.channels.preparing import Preparing
from services.notify.config import NotifyConfig
from services.notify.domain.settings import SchoolSettings, Settings

GUARDIANS = 28_000
NOTICES_EACH = 3
AIM_SECONDS = 600
_JOBS_AT_ONCE = 20
_WARM = 1000
_FLOOR_LETTERS = 1000
_SPAWN = multiprocessing.get_context("spawn")

_FILL = (
    """INSERT INTO school (school_id, version, time_zone, live_from)
       VALUES ('00000000-0000-4000-8000-000000000001', 1, 'Europe/Moscow', '2020-01-01')""",
    """CREATE TABLE bench_guardian AS
       SELECT gen_random_uuid() AS guardian_id, gen_random_uuid() AS pupil_id, gen_random_uuid() AS digest_id
       FROM generate_series(1, %(guardians)s)""",
    "INSERT INTO family (pupil_id, version) SELECT pupil_id, 1 FROM bench_guardian",
    """INSERT INTO guardian (pupil_id, person_id, begin_date, end_date)
       SELECT pupil_id, guardian_id, '-infinity', 'infinity' FROM bench_guardian""",
    """INSERT INTO digest (digest_id, guardian_id, channel, due_at)
       SELECT digest_id, guardian_id, 'email', now() FROM bench_guardian""",
    """CREATE TABLE bench_notice AS
       SELECT gen_random_uuid() AS notice_id, * FROM bench_guardian, generate_series(1, %(each)s) AS number""",
    """INSERT INTO notice (notice_id, guardian_id, pupil_id, school_id, lesson_id, topic, kind, lesson_date,
                           lesson_bell, subject_title, state, items, due_at, visible_at, listed_at)
       SELECT notice_id, guardian_id, pupil_id, '00000000-0000-4000-8000-000000000001', gen_random_uuid(), 'mark',
              'mark', current_date, number, 'Алгебра', 'visible',
              '[{"line_item_id": "00000000-0000-0000-0000-000000000000", "kind": "mark", "category": "test",
                 "old_value": "", "new_value": "5"}]', now(), now(), now()
       FROM bench_notice""",
    """INSERT INTO delivery (notice_id, channel, state, digest_id)
       SELECT notice_id, 'email', 'held', digest_id FROM bench_notice""",
    """INSERT INTO outbox (outbox_id, kind, name, payload)
       SELECT gen_random_uuid(), 'task', 'notify.digest', convert_to(json_build_array(digest_id)::text, 'UTF8')
       FROM bench_guardian""",
)  # fmt: skip


def run(settings: PlatformSettings, guardians: int = GUARDIANS) -> list[Row]:
    """The run of that many guardians beside as many bare SMTP transactions, and the workers' memory."""
    with own_database(settings, "notify") as database:
        return measure_in(database, guardians, os.cpu_count() or 1)


def measure_in(database: OwnDatabase, guardians: int, workers: int) -> list[Row]:
    """The same in a database that is there."""
    database.fill(_FILL, {"guardians": guardians, "each": NOTICES_EACH})
    with _stand_ins() as (smtp, identity):
        floor = _all(workers, _send_bare, smtp, max(1, min(_FLOOR_LETTERS, guardians) // workers))
        began = time.perf_counter()
        found = _all(workers, _work, database.app, smtp, identity)
        seconds = time.perf_counter() - began
    with open_pool(database.app) as pool, transaction(pool, EVERY_SCHOOL) as connection:
        states = dict(connection.execute("SELECT state, count(*) FROM digest GROUP BY state").fetchall())
    if states != {"sent": guardians}:
        raise NotMeasured(f"Not every digest was sent: {states}.")
    bare = max(floor) * guardians / (len(floor) * max(1, min(_FLOOR_LETTERS, guardians) // workers))
    early, late = max(found, key=lambda one: one[1] / one[0])
    return [
        Row(f"digests for {guardians:,} guardians", "s", round(seconds, 2), round(bare, 2), round(seconds / bare, 3)),
        Row("time of that ÷ ten minutes", "s", round(seconds, 2), AIM_SECONDS, round(seconds / AIM_SECONDS, 3), 1),
        Row(f"memory of a worker, at the end ÷ after {_WARM}", "MiB", late, early, round(late / early, 3), 1.1),
    ]


def _all(workers: int, target: Any, *values: Any) -> list[Any]:
    """What each of so many processes answers that do the same."""
    pipes, processes = [], []
    for _ in range(workers):
        ours, theirs = _SPAWN.Pipe(duplex=False)
        process = _SPAWN.Process(target=target, args=(theirs, *values))
        process.start()
        theirs.close()
        pipes.append(ours)
        processes.append(process)
    try:
        return [pipe.recv() for pipe in pipes]
    except EOFError as error:
        raise NotMeasured("A worker of the digest run has died.") from error
    finally:
        for process in processes:
            process.join()


def _work(answer: Pipe, database_url: str, smtp: int, identity: int) -> None:
    """A worker: takes due jobs until none is left; answers its memory (MiB) early and at the end."""
    config = NotifyConfig(
        SchoolSettings(600, Settings()), "127.0.0.1", smtp, "noreply@zvonok.example", "http://localhost", b"bench"
    )
    people = people_pb2_grpc.PeopleServiceStub(grpc.insecure_channel(f"127.0.0.1:{identity}"))
    with open_pool(database_url) as pool:
        # Not held to a rate: what is asked is how fast it could be.
        channel = replace(email_channel(pool, Preparing(people, config.public_url), config), per_second=1e6)
        desk, done, early = Desk(pool, [channel], config.platform), 0, 0.0
        while jobs := _take(pool):
            for digest_id in jobs:
                send_digest(desk, digest_id)
                done += 1
                if done == _WARM:
                    early = _memory()
    answer.send((early or _memory(), _memory()))


def _take(pool: Any) -> list[str]:
    with transaction(pool, EVERY_SCHOOL) as connection:
        rows = connection.execute(
            """DELETE FROM outbox WHERE outbox_id IN (
                   SELECT outbox_id FROM outbox WHERE kind = 'task' LIMIT %s FOR UPDATE SKIP LOCKED)
               RETURNING payload""",
            [_JOBS_AT_ONCE],
        ).fetchall()
    return [json.loads(payload)[0] for (payload,) in rows]


def _memory() -> float:
    return round(psutil.Process().memory_info().rss / 2**20, 1)


def _send_bare(answer: Pipe, smtp: int, letters: int) -> None:
    answer.send(send_bare("127.0.0.1", smtp, letters))


@contextmanager
def _stand_ins() -> Iterator[tuple[int, int]]:
    """The ports of an SMTP sink and a stand-in of identity, each a process of its own."""
    stop, processes, ports = _SPAWN.Event(), [], []
    for target in (_sink, _identity):
        ours, theirs = _SPAWN.Pipe(duplex=False)
        process = _SPAWN.Process(target=target, args=(theirs, stop), daemon=True)
        process.start()
        theirs.close()
        processes.append(process)
        ports.append(ours.recv())
    try:
        yield ports[0], ports[1]
    finally:
        stop.set()
        for process in processes:
            process.join()


class _Sink:
    async def handle_DATA(  # noqa: N802  (aiosmtpd's name)
        self, _server: object, _session: object, _envelope: object
    ) -> str:
        return "250 taken"


def _sink(port: Pipe, stop: Any) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        number = free.getsockname()[1]
    controller = Controller(_Sink(), hostname="127.0.0.1", port=number)
    controller.start()
    port.send(number)
    stop.wait()
    controller.stop()


class _People(people_pb2_grpc.PeopleServiceServicer):
    def BatchGetContacts(  # noqa: N802  (the contract's name)
        self,
        request: Any,
        context: Any,  # noqa: ARG002
    ) -> people_pb2.BatchGetContactsResponse:
        person = people_pb2.Person(given_name="Варвара", middle_name="Олеговна", locale="ru")
        return people_pb2.BatchGetContactsResponse(
            contacts=[
                people_pb2.Contact(
                    person_id=name.partition("/")[2], email=f"{name.partition('/')[2]}@pochta.example", person=person
                )
                for name in request.persons
            ]
        )


def _identity(port: Pipe, stop: Any) -> None:
    server = grpc.server(futures.ThreadPoolExecutor(max_workers=8))
    people_pb2_grpc.add_PeopleServiceServicer_to_server(_People(), server)
    port.send(server.add_insecure_port("127.0.0.1:0"))
    server.start()
    stop.wait()
    server.stop(None)
