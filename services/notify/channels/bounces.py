"""Takes letters that came back: a door for the mail server's own machine (LMTP, RFC 2033), never for the world."""

import asyncio
from typing import Any

import psycopg
from aiosmtpd.controller import Controller
from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import Envelope, Session
from psycopg_pool import PoolTimeout

from kit.logs import logger
from services.notify.actions.bouncing import record_bounce
from services.notify.actions.sending import Desk
from services.notify.config import NotifyConfig
from services.notify.domain.bouncing import failed_status
from services.notify.domain.signing import BOUNCE, read_signed

_LARGEST = 1024 * 1024


def bounce_door(desk: Desk, config: NotifyConfig) -> Controller:
    """The door, not yet open: `start()` opens it in a thread of its own."""
    host, _, port = config.bounce_listen.rpartition(":")
    return _Door(_Handler(desk, config), hostname=host, port=int(port))


class _Door(Controller):
    def factory(self) -> LMTP:
        """aiosmtpd asks for a protocol by connection."""
        return LMTP(self.handler, data_size_limit=_LARGEST, ident="zvonok")


class _Handler:
    """Answers aiosmtpd. 250 is said when the bounce is kept, or when there is nothing to keep in the letter."""

    def __init__(self, desk: Desk, config: NotifyConfig) -> None:
        self._desk = desk
        self._config = config

    async def handle_RCPT(  # noqa: N802
        self, _server: LMTP, _session: Session, envelope: Envelope, address: str, _options: Any
    ) -> str:
        if envelope.rcpt_tos:
            return "452 4.5.3 one recipient at a time"
        if self._letter(address) is None:
            return "550 5.1.1 no letter of ours goes back there"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 ok"

    async def handle_DATA(self, _server: LMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        body, content = self._letter(envelope.rcpt_tos[0]), envelope.content or b""
        status = failed_status(content if isinstance(content, bytes) else content.encode())
        if body is None or status is None:
            return "250 2.0.0 nothing to record"
        try:
            await asyncio.to_thread(record_bounce, self._desk, body, status)
        except (psycopg.Error, PoolTimeout) as error:
            logger().warning("bounce_not_recorded", problem=error.__class__.__name__)
            return "451 4.3.0 come again"
        logger().info("letter_came_back", status=status)
        return "250 2.0.0 recorded"

    def _letter(self, address: str) -> bytes | None:
        """What we have signed into the return path; None for any other address."""
        local, _, domain = address.lower().rpartition("@")
        if domain != self._config.bounce_domain or not local.startswith("b-"):
            return None
        return read_signed(self._config.secret, BOUNCE, local.removeprefix("b-"))
