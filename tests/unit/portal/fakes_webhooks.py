"""Stand-in for webhooks."""

from datetime import UTC, datetime
from typing import Any

from google.protobuf.timestamp_pb2 import Timestamp
from zvonok.reports.v1 import webhooks_pb2 as pb

RECORDED = "zvonok.gradebook.lesson.recorded.v1"
TEST = "zvonok.webhook.test.v1"
HOOK = "0199a000-0000-7000-8000-000000000a01"
PARKED = "0199a000-0000-7000-8000-000000000a02"


def moment(hour: int) -> Timestamp:
    result = Timestamp()
    result.FromDatetime(datetime(2026, 9, 14, hour, tzinfo=UTC))
    return result


def webhook(**changes: Any) -> pb.Webhook:
    """As the service answers."""
    values: dict[str, Any] = {
        "webhook": HOOK, "url": "https://canteen.example/hook", "event_types": [RECORDED], "active": True,
        "version": 3, "waiting": 2, "parked": 1, "failures": 1,
    }  # fmt: skip
    return pb.Webhook(**(values | changes))


class WebhookFakes:
    """WebhookService."""

    def methods(self) -> list[Any]:
        return [
            self.ListWebhooks, self.CreateWebhook, self.UpdateWebhook, self.DeleteWebhook, self.RotateWebhookKey,
            self.TestWebhook, self.ListWebhookDeliveries, self.ReplayWebhookDeliveries,
        ]  # fmt: skip

    def ListWebhooks(self, request: Any) -> Any:
        return pb.ListWebhooksResponse(webhooks=[webhook()], event_types=[RECORDED, "zvonok.new.v1"])

    def CreateWebhook(self, request: Any) -> Any:
        return pb.CreateWebhookResponse(webhook=webhook(), secret="whsec_first")

    def UpdateWebhook(self, request: Any) -> Any:
        return pb.UpdateWebhookResponse(webhook=webhook())

    def DeleteWebhook(self, request: Any) -> Any:
        return pb.DeleteWebhookResponse()

    def RotateWebhookKey(self, request: Any) -> Any:
        return pb.RotateWebhookKeyResponse(webhook=webhook(), secret="whsec_second")

    def TestWebhook(self, request: Any) -> Any:
        return pb.TestWebhookResponse(delivery=PARKED)

    def ListWebhookDeliveries(self, request: Any) -> Any:
        lines = [
            pb.WebhookDelivery(
                delivery=PARKED, event_type=RECORDED, event_time=moment(6), state="parked", tries=9,
                last_try_time=moment(7), status=0, problem="TIMEOUT", body='{"id":"1"}',
            ),
            pb.WebhookDelivery(
                delivery=HOOK, event_type=TEST, event_time=moment(5), state="waiting", tries=1, status=500,
                problem="REFUSED", next_try_time=moment(8), body="{}",
            ),
        ]  # fmt: skip
        return pb.ListWebhookDeliveriesResponse(deliveries=lines, next_page_token="more")

    def ReplayWebhookDeliveries(self, request: Any) -> Any:
        return pb.ReplayWebhookDeliveriesResponse(count=5)
