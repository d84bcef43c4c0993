"""Web push: a notice in the browser, also while no page is open (RFC 8030, 8291, 8292)."""

import json
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from hashlib import sha256

import requests
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from py_vapid import Vapid02
from pywebpush import WebPushException, webpush

from kit.database import EVERY_SCHOOL, transaction
from kit.logs import logger
from kit.telemetry import tracer
from services.notify.actions.sending import (
    Channel,
    ChannelDown,
    Parcel,
    PermanentFailure,
    Pool,
    TemporaryFailure,
    Unsendable,
)
from services.notify.channels.preparing import Prepared, Preparing
from services.notify.config import NotifyConfig
from services.notify.domain.settings import WEB_PUSH
from services.notify.store.subscriptions import Subscription, drop_endpoint, subscriptions_of

# With the most browsers that a person may have a try still ends within the lease of its delivery.
_TIMEOUT_SECONDS = 8
# A browser that is off gets it within a day; later the page itself tells more.
_LIFE_SECONDS = 86_400
# What every push service takes is 4096 bytes encrypted.
_MOST_BYTES = 3000
_GONE = (404, 410)
_BUSY = 429
_BROKEN = 500


def web_push_channel(pool: Pool, preparing: Preparing, config: NotifyConfig) -> Channel:
    """The channel that sends to every browser of a person."""
    assert config.vapid is not None  # noqa: S101  (else it is not in use)
    return Channel(WEB_PUSH, _WebPush(pool, preparing, config.vapid, config.sender).send)


def public_key(vapid: Vapid02) -> str:
    """The key by which browsers know who may send to them."""
    raw = vapid.public_key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return urlsafe_b64encode(raw).decode().rstrip("=")


@dataclass(frozen=True, slots=True)
class _WebPush:
    pool: Pool
    preparing: Preparing
    vapid: Vapid02
    sender: str

    def send(self, parcel: Parcel) -> None:
        """Sends to every browser of the person; one that has taken it is enough. Raises as Channel says."""
        with transaction(self.pool, EVERY_SCHOOL) as connection:
            found = subscriptions_of(connection, parcel.recipient_id)
        if not found:
            raise Unsendable("NO_BROWSER")
        text = _text(parcel, self.preparing.prepare(parcel))
        failures = [failure for each in found if (failure := self._push(parcel, each, text)) is not None]
        if len(failures) < len(found):
            return
        # The most hopeful of them decides.
        for kind in (TemporaryFailure, ChannelDown, PermanentFailure):
            for failure in failures:
                if type(failure) is kind:
                    raise failure
        raise failures[0]

    def _push(self, parcel: Parcel, to: Subscription, text: str) -> Exception | None:
        """None: the push service has taken it."""
        # The same at every try: of two that wait for the browser it gets the newer one alone (RFC 8030, 5.4).
        topic = urlsafe_b64encode(sha256(parcel.parcel_id.encode()).digest()[:18]).decode()
        try:
            with tracer().start_as_current_span("web push"), requests.Session() as session:
                # Whoever may be called is on a list; another address is not.
                session.max_redirects = 0
                session.trust_env = False
                webpush(
                    {"endpoint": to.endpoint, "keys": {"p256dh": to.p256dh, "auth": to.auth}},
                    text,
                    vapid_private_key=self.vapid,
                    vapid_claims={"sub": f"mailto:{self.sender}"},
                    ttl=_LIFE_SECONDS,
                    timeout=_TIMEOUT_SECONDS,
                    headers={"Topic": topic, "Urgency": "normal"},
                    requests_session=session,
                )
        except WebPushException as error:
            return self._refused(to, 0 if error.response is None else error.response.status_code)
        except requests.RequestException as error:
            return ChannelDown(f"PUSH_{error.__class__.__name__.upper()}")
        return None

    def _refused(self, to: Subscription, status: int) -> Exception:
        if status in _GONE:
            with transaction(self.pool, EVERY_SCHOOL) as connection:
                drop_endpoint(connection, to.endpoint)
            logger().info("browser_gone", status=status)
            return PermanentFailure("NO_BROWSER")
        if status == _BUSY:
            return TemporaryFailure("PUSH_429")
        if not status or status >= _BROKEN:
            return ChannelDown(f"PUSH_{status}")
        return PermanentFailure(f"PUSH_{status}")


def _text(parcel: Parcel, prepared: Prepared) -> str:
    """What the worker in the browser shows; the push service sees it encrypted alone."""
    body = prepared.words.brief
    while True:
        message = {"title": prepared.words.subject, "body": body, "url": prepared.url, "tag": parcel.parcel_id}
        text = json.dumps(message, ensure_ascii=False)
        if len(text.encode()) <= _MOST_BYTES:
            return text
        body = body[: len(body) * 3 // 4].rstrip() + "…"
