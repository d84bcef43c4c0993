"""WebhookService: an office's and integrations' webhooks, and their log."""

from collections.abc import Callable
from typing import Any, TypeVar

import grpc
from google.protobuf.message import Message
from psycopg import Connection
from psycopg_pool import ConnectionPool
from zvonok.reports.v1 import webhooks_pb2 as pb
from zvonok.reports.v1 import webhooks_pb2_grpc

from kit import pages
from kit.database import transaction
from kit.idempotency import once
from kit.names import parse
from kit.rpc.call import current_call
from kit.service import Resources
from services.reports.actions import webhooks
from services.reports.config import ReportsConfig
from services.reports.domain.webhooks import EVENT_TYPES, key_of, shown
from services.reports.rpc.requests import SCHOOL
from services.reports.rpc.webhook_messages import delivery_message, read_replay, read_state, webhook_message
from services.reports.store.webhooks import Webhook

Answer = TypeVar("Answer", bound=Message)
Pool = ConnectionPool[Connection[tuple[Any, ...]]]
_PAGE, _MOST = 50, 500
_CLIENT = "clients/"


class WebhookServicer(webhooks_pb2_grpc.WebhookServiceServicer):
    """See proto/zvonok/reports/v1/webhooks.proto."""

    def __init__(self, resources: Resources, config: ReportsConfig) -> None:
        self._pool = resources.pool
        self._secret = config.webhook_secret
        self._loopback = config.webhook_loopback

    def ListWebhooks(self, request: pb.ListWebhooksRequest, context: grpc.ServicerContext) -> pb.ListWebhooksResponse:
        """The school's, or the client's own."""
        school_id, size = _school(request), pages.page_size(request.page_size, _PAGE, _MOST)
        with transaction(self._pool, school_id) as connection:
            rows = webhooks.list_webhooks(
                connection, school_id, _owner(), pages.read_id(request.page_token), size + 1
            )  # fmt: skip
        return pb.ListWebhooksResponse(
            webhooks=[webhook_message(row) for row in rows[:size]],
            next_page_token=pages.encode([rows[size - 1].webhook_id]) if len(rows) > size else "",
            event_types=EVENT_TYPES,
        )

    def CreateWebhook(
        self, request: pb.CreateWebhookRequest, context: grpc.ServicerContext
    ) -> pb.CreateWebhookResponse:
        """Makes one."""
        school_id, subject = _school(request), current_call().subject

        def work(connection: Connection[Any]) -> pb.CreateWebhookResponse:
            made = webhooks.create_webhook(
                connection, school_id, subject, request.url, request.event_types, loopback=self._loopback
            )
            return pb.CreateWebhookResponse(webhook=webhook_message(made))

        answer = self._once(request, pb.CreateWebhookResponse, work)
        # Not in the answer that is kept for repeats: no secret is stored.
        answer.secret = self._shown(answer.webhook)
        return answer

    def UpdateWebhook(
        self, request: pb.UpdateWebhookRequest, context: grpc.ServicerContext
    ) -> pb.UpdateWebhookResponse:
        """Changes one, or switches it."""

        def work(connection: Connection[Any]) -> pb.UpdateWebhookResponse:
            changed = webhooks.update_webhook(
                connection, _school(request), _found(connection, request), request.version, request.url,
                request.event_types, active=request.active, loopback=self._loopback,
            )  # fmt: skip
            return pb.UpdateWebhookResponse(webhook=webhook_message(changed))

        return self._once(request, pb.UpdateWebhookResponse, work)

    def DeleteWebhook(
        self, request: pb.DeleteWebhookRequest, context: grpc.ServicerContext
    ) -> pb.DeleteWebhookResponse:
        """Drops one."""

        def work(connection: Connection[Any]) -> pb.DeleteWebhookResponse:
            webhooks.delete_webhook(connection, _school(request), _found(connection, request).webhook_id)
            return pb.DeleteWebhookResponse()

        return self._once(request, pb.DeleteWebhookResponse, work)

    def RotateWebhookKey(
        self, request: pb.RotateWebhookKeyRequest, context: grpc.ServicerContext
    ) -> pb.RotateWebhookKeyResponse:
        """A new key."""

        def work(connection: Connection[Any]) -> pb.RotateWebhookKeyResponse:
            rotated = webhooks.rotate_key(connection, _school(request), _found(connection, request).webhook_id)
            return pb.RotateWebhookKeyResponse(webhook=webhook_message(rotated))

        answer = self._once(request, pb.RotateWebhookKeyResponse, work)
        answer.secret = self._shown(answer.webhook)
        return answer

    def TestWebhook(self, request: pb.TestWebhookRequest, context: grpc.ServicerContext) -> pb.TestWebhookResponse:
        """A call that tells nothing."""

        def work(connection: Connection[Any]) -> pb.TestWebhookResponse:
            delivery_id = webhooks.test_webhook(connection, _school(request), _found(connection, request))
            return pb.TestWebhookResponse(delivery=delivery_id)

        return self._once(request, pb.TestWebhookResponse, work)

    def ListWebhookDeliveries(
        self, request: pb.ListWebhookDeliveriesRequest, context: grpc.ServicerContext
    ) -> pb.ListWebhookDeliveriesResponse:
        """The log."""
        school_id, size = _school(request), pages.page_size(request.page_size, _PAGE, _MOST)
        state, before = read_state(request.state), pages.read_id(request.page_token)
        with transaction(self._pool, school_id) as connection:
            found = _found(connection, request)
            rows = webhooks.list_deliveries(connection, school_id, found.webhook_id, state, before, size + 1)
        return pb.ListWebhookDeliveriesResponse(
            deliveries=[delivery_message(row) for row in rows[:size]],
            next_page_token=pages.encode([rows[size - 1].delivery_id]) if len(rows) > size else "",
        )

    def ReplayWebhookDeliveries(
        self, request: pb.ReplayWebhookDeliveriesRequest, context: grpc.ServicerContext
    ) -> pb.ReplayWebhookDeliveriesResponse:
        """Sends again."""
        ids, span = read_replay(request)

        def work(connection: Connection[Any]) -> pb.ReplayWebhookDeliveriesResponse:
            count = webhooks.replay_deliveries(
                connection, _school(request), _found(connection, request).webhook_id, ids, span,
                parked_only=request.parked_only,
            )  # fmt: skip
            return pb.ReplayWebhookDeliveriesResponse(count=count)

        return self._once(request, pb.ReplayWebhookDeliveriesResponse, work)

    def _once(self, request: Any, answer: type[Answer], work: Callable[[Connection[Any]], Answer]) -> Answer:
        with transaction(self._pool, _school(request)) as connection:
            return once(connection, current_call().subject, request, answer, lambda: work(connection))

    def _shown(self, webhook: pb.Webhook) -> str:
        return shown(key_of(self._secret, webhook.webhook, webhook.key_number))


def _school(request: Any) -> str:
    return parse(request.school, SCHOOL)["school"]


def _owner() -> str | None:
    """Whose webhooks the caller may see: a client its own (None: the office sees all)."""
    subject = current_call().subject
    return subject if subject.startswith(_CLIENT) else None


def _found(connection: Connection[Any], request: Any) -> Webhook:
    """The webhook that the request names. Raises InvalidArgument, NotAllowed."""
    webhook_id = parse(request.webhook, "{webhook}")["webhook"]
    return webhooks.find_webhook(connection, _school(request), webhook_id, _owner())
