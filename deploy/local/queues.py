"""How much waits in the broker's queues."""

from collections.abc import Iterator

import pika
import pika.exceptions

from deploy.local.processes import ROLES
from kit.topology import RETRY_SECONDS, UNROUTED, dead_queue_of, jobs_queue_of, queue_of, retry_queue_of


def queue_depths(amqp_url: str) -> Iterator[tuple[str, int, int]]:
    """Every queue of the platform that exists: name, messages that wait, consumers. Raises AMQPError, OSError."""
    names = [UNROUTED]
    for service in ROLES:
        retries = [retry_queue_of(service, seconds) for seconds in RETRY_SECONDS]
        names += [queue_of(service), jobs_queue_of(service), *retries, dead_queue_of(service)]
    parameters = pika.URLParameters(amqp_url)
    parameters.socket_timeout = 5
    connection = pika.BlockingConnection(parameters)
    try:
        for name in names:
            channel = connection.channel()
            try:
                counted = channel.queue_declare(name, passive=True).method
            except pika.exceptions.ChannelClosedByBroker:
                continue  # Not every service listens or has jobs.
            yield name, counted.message_count, counted.consumer_count
            channel.close()
    finally:
        connection.close()
