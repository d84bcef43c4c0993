"""A gateway that speaks SMPP 3.4, as operators do: bind, submit, unbind for each message."""

import logging
from contextlib import suppress
from urllib.parse import unquote, urlsplit

from smpplib import consts, exceptions, gsm
from smpplib.client import Client

from services.notify.actions.sending import ChannelDown, PermanentFailure, TemporaryFailure

_TIMEOUT_SECONDS = 8
_LOGGER = "smpp"
# About this message and this number; anything else is about the gateway.
_FOR_GOOD = (
    consts.SMPP_ESME_RINVDSTADR,
    consts.SMPP_ESME_RINVMSGLEN,
    consts.SMPP_ESME_RINVDSTTON,
    consts.SMPP_ESME_RINVDSTNPI,
)
_LATER = (consts.SMPP_ESME_RTHROTTLED, consts.SMPP_ESME_RMSGQFUL)


class SmppGateway:
    """smpp://SYSTEM_ID:PASSWORD@HOST:PORT/SENDER. SMPP has no TLS of its own: operators give it through a tunnel.

    SMPP knows no repeat: a worker that dies between the gateway's answer and its own commit sends an SMS twice.
    """

    def __init__(self, url: str) -> None:
        self._url = urlsplit(url)
        # The library writes whole messages into its log, with numbers and passwords.
        logging.getLogger(_LOGGER).disabled = True

    def submit(self, to: str, text: str, reference: str) -> None:  # noqa: ARG002  (SMPP has no place for it)
        """Returns when the gateway has taken every part. Raises as Channel says."""
        client = self._client()
        try:
            client.connect()
            client.bind_transmitter(
                system_id=unquote(self._url.username or ""), password=unquote(self._url.password or "")
            )
            parts, coding, features = gsm.make_parts(text, consts.SMPP_ENCODING_ISO10646)
            for part in parts:
                self._submit_part(client, to.removeprefix("+"), part, coding, features)
            with suppress(exceptions.PDUError, exceptions.ConnectionError, OSError):
                # All is taken: a farewell that fails must not send it again.
                client.unbind()
        except exceptions.PDUError as error:
            raise _failure(error) from error
        except (exceptions.ConnectionError, OSError) as error:
            raise ChannelDown(f"SMPP_{error.__class__.__name__.upper()}") from error
        finally:
            with suppress(Exception):
                client.disconnect()

    def _client(self) -> Client:
        return Client(
            self._url.hostname,
            self._url.port or 2775,
            timeout=_TIMEOUT_SECONDS,
            logger_name=_LOGGER,
            allow_unknown_opt_params=True,
        )

    def _submit_part(self, client: Client, to: str, part: bytes, coding: int, features: int) -> None:
        sender = unquote(self._url.path.strip("/"))
        client.send_message(
            source_addr_ton=consts.SMPP_TON_ALNUM,
            source_addr_npi=consts.SMPP_NPI_UNK,
            source_addr=sender,
            dest_addr_ton=consts.SMPP_TON_INTL,
            dest_addr_npi=consts.SMPP_NPI_ISDN,
            destination_addr=to,
            short_message=part,
            data_coding=coding,
            esm_class=features,
        )
        while True:
            answer = client.read_pdu()
            if answer.is_error():
                raise exceptions.PDUError("refused", int(answer.status))
            if answer.command == "submit_sm_resp":
                return


def _failure(error: exceptions.PDUError) -> Exception:
    status = error.args[1] if len(error.args) > 1 else 0
    reason = f"SMPP_{status:#010x}"
    if status in _FOR_GOOD:
        return PermanentFailure(reason)
    return TemporaryFailure(reason) if status in _LATER else ChannelDown(reason)
