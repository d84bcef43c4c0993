"""A gateway that takes SMS as JSON over HTTPS: `{"id", "to", "from", "text"}` with a bearer token."""

import json

from kit.outward import CallFailed, Outward
from services.notify.actions.sending import ChannelDown, PermanentFailure, TemporaryFailure
from services.notify.config import NotifyConfig

_OK, _REDIRECTS, _REFUSED, _BUSY, _BROKEN = 200, 300, 400, 429, 500
# Our token or our contract: no other message fares better.
_OURS = (401, 402, 403)


class HttpGateway:
    """The same id at every try (also as Idempotency-Key), so that a gateway can know a repeat."""

    def __init__(self, config: NotifyConfig) -> None:
        self._config = config
        self._outward = Outward(loopback=config.demonstration)

    def submit(self, to: str, text: str, reference: str) -> None:
        """Returns when the gateway has taken it. Raises as Channel says."""
        body = {"id": reference, "to": to, "from": self._config.sms_sender, "text": text}
        headers = {"Content-Type": "application/json; charset=utf-8", "Idempotency-Key": reference}
        if self._config.sms_token:
            headers["Authorization"] = f"Bearer {self._config.sms_token}"
        try:
            status = self._outward.post(self._config.sms_url, json.dumps(body, ensure_ascii=False).encode(), headers)
        except CallFailed as failure:
            raise ChannelDown(f"SMS_{failure.reason}") from failure
        if _OK <= status < _REDIRECTS:
            return
        if status == _BUSY:
            raise TemporaryFailure("SMS_429")
        if status < _REFUSED or status >= _BROKEN or status in _OURS:
            raise ChannelDown(f"SMS_{status}")
        raise PermanentFailure(f"SMS_{status}")
