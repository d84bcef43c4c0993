"""SMS through a gateway: that there is news, and where. What it is does not leave our walls in plain text."""

from dataclasses import dataclass
from typing import Protocol

from services.notify.actions.sending import Channel, Parcel, Unsendable
from services.notify.channels.preparing import Preparing
from services.notify.channels.sms_http import HttpGateway
from services.notify.channels.sms_smpp import SmppGateway
from services.notify.config import NotifyConfig
from services.notify.domain.phones import e164
from services.notify.domain.settings import SMS

# A usual contract; a gateway that says "slower" (429, ESME_RTHROTTLED) is heard in any case.
_PER_SECOND = 10.0


class Gateway(Protocol):
    """Hands a text over. Raises as Channel says; `reference` is the same at every try."""

    def submit(self, to: str, text: str, reference: str) -> None:
        """Returns when the gateway has taken it."""


def sms_channel(preparing: Preparing, config: NotifyConfig) -> Channel:
    """The channel over the gateway of ZVONOK_SMS_URL: http(s) for a JSON API, smpp for SMPP 3.4."""
    gateway: Gateway = SmppGateway(config.sms_url) if config.sms_url.startswith("smpp:") else HttpGateway(config)
    return Channel(SMS, _Sms(preparing, gateway).send, _PER_SECOND)


@dataclass(frozen=True, slots=True)
class _Sms:
    preparing: Preparing
    gateway: Gateway

    def send(self, parcel: Parcel) -> None:
        """Sends one notice or digest. Raises as Channel says."""
        prepared = self.preparing.prepare(parcel, phone=True)
        to = e164(prepared.recipient.phone)
        if to is None:
            raise Unsendable("NO_PHONE")
        # The subject names nobody; the address of the list holds no id.
        text = f"{prepared.words.subject}: {self.preparing.public_url}/notices"
        self.gateway.submit(to, text, parcel.parcel_id)
