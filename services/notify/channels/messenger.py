"""Messengers through a bridge: a signed call that says whom to tell that there is news, and where.

The bridge knows which account of which messenger is whose. What the news is does not leave our walls: whoever follows
the link logs in.
"""

import json
import time
from dataclasses import dataclass

from kit.outward import CallFailed, Outward
from kit.webhook_signature import webhook_headers
from services.notify.actions.sending import Channel, ChannelDown, Parcel, PermanentFailure, TemporaryFailure
from services.notify.channels.preparing import Preparing
from services.notify.config import NotifyConfig
from services.notify.domain.settings import MESSENGER

_PER_SECOND = 20.0
_OK, _REDIRECTS, _REFUSED, _BUSY, _BROKEN = 200, 300, 400, 429, 500
# Our signature or our right: no other message fares better.
_OURS = (401, 403)


def messenger_channel(preparing: Preparing, config: NotifyConfig) -> Channel:
    """The channel over the bridge of ZVONOK_MESSENGER_URL."""
    return Channel(MESSENGER, _Messenger(preparing, config, Outward(loopback=config.demonstration)).send, _PER_SECOND)


@dataclass(frozen=True, slots=True)
class _Messenger:
    preparing: Preparing
    config: NotifyConfig
    outward: Outward

    def send(self, parcel: Parcel) -> None:
        """Sends one notice or digest. Raises as Channel says."""
        prepared = self.preparing.prepare(parcel)
        message = {
            "id": parcel.parcel_id,
            "recipient": f"persons/{parcel.recipient_id}",
            "locale": prepared.locale,
            "text": prepared.words.subject,
            "url": f"{self.config.public_url}/notices",
        }
        body = json.dumps(message, ensure_ascii=False).encode()
        headers = webhook_headers(self.config.messenger_keys, parcel.parcel_id, int(time.time()), body)
        try:
            status = self.outward.post(self.config.messenger_url, body, headers)
        except CallFailed as failure:
            raise ChannelDown(f"MESSENGER_{failure.reason}") from failure
        if _OK <= status < _REDIRECTS:
            return
        if status == _BUSY:
            raise TemporaryFailure("MESSENGER_429")
        if status < _REFUSED or status >= _BROKEN or status in _OURS:
            raise ChannelDown(f"MESSENGER_{status}")
        # 404 and the like: this person has linked no account there.
        raise PermanentFailure(f"MESSENGER_{status}")
