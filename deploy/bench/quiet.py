"""Waiting until what the last call has led to is over, so that a call is measured by itself.

On a machine of two cores the relay and the consumers work on the last save while the next one runs. Several clients at
once are measured with all that; a single one, who saves a lesson an hour, is not.
"""

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pika
import psycopg
from pika.adapters.blocking_connection import BlockingChannel

from deploy.bench.stand import NotMeasured
from deploy.local.settings import Settings
from kit.database import SEE_EVERY_SCHOOL
from kit.topology import jobs_queue_of, queue_of

_PATIENCE_SECONDS = 30.0
# What a consumer has in hand is in no queue, and takes less than this.
_APART_SECONDS = 0.04
_QUEUES = (queue_of("notify"), queue_of("reports"), jobs_queue_of("notify"))


class Quiet:
    """Looks at outboxes and queues."""

    def __init__(self, channel: BlockingChannel, outboxes: list["psycopg.Connection[tuple[int]]"]) -> None:
        self._channel = channel
        self._outboxes = outboxes

    def wait(self) -> None:
        """Returns when nothing has waited anywhere twice in a row. Raises NotMeasured when it never ends."""
        ends, quiet = time.monotonic() + _PATIENCE_SECONDS, 0
        while quiet < 2:  # noqa: PLR2004
            if time.monotonic() > ends:
                raise NotMeasured(f"What a save has led to was not over in {_PATIENCE_SECONDS:.0f} s.")
            time.sleep(_APART_SECONDS)
            quiet = 0 if self._waiting() else quiet + 1

    def _waiting(self) -> int:
        queued = sum(int(self._channel.queue_declare(name, passive=True).method.message_count) for name in _QUEUES)
        due = "SELECT count(*) FROM outbox WHERE available_at <= now()"
        return queued + sum(row[0] for outbox in self._outboxes if (row := outbox.execute(due).fetchone()))


@contextmanager
def quiet(settings: Settings) -> Iterator[Quiet]:
    """With connections of its own."""
    with ExitStack() as stack:
        outboxes = [
            stack.enter_context(psycopg.connect(settings.databases[name][0], autocommit=True, options=SEE_EVERY_SCHOOL))
            for name in ("gradebook", "notify")
        ]
        broker = pika.BlockingConnection(pika.URLParameters(settings.amqp_url))
        stack.callback(broker.close)
        yield Quiet(broker.channel(), outboxes)
