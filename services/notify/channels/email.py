"""E-mail over SMTP: text and HTML, unsubscribed by one click (RFC 8058), signed (RFC 6376), with a return path that
tells which letter came back."""

import smtplib
from contextlib import closing, suppress
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, localtime
from uuid import UUID

import dkim

from kit.database import EVERY_SCHOOL, transaction
from kit.telemetry import trace_headers, tracer
from services.notify.actions.sending import (
    Channel,
    ChannelDown,
    Parcel,
    PermanentFailure,
    Pool,
    TemporaryFailure,
    Unsendable,
)
from services.notify.channels.message import with_footer
from services.notify.channels.preparing import Prepared, Preparing
from services.notify.channels.texts import text
from services.notify.config import NotifyConfig
from services.notify.domain.bouncing import is_dead
from services.notify.domain.settings import EMAIL
from services.notify.domain.signing import BOUNCE, UNSUBSCRIBE, mark_of_address, sign
from services.notify.store import mail
from services.notify.store.mail import Sender

# For each answer of the server. A try with seven of them still ends within the lease of its delivery.
_TIMEOUT_SECONDS = 15
_PERMANENT = 500
_CLOSING = 421
# RFC 6376, 5.4.1; RFC 8058 wants its two signed. A header that is not there is signed as not there.
_SIGNED = (
    b"from", b"to", b"reply-to", b"subject", b"date", b"message-id", b"mime-version", b"content-type",
    b"auto-submitted", b"list-unsubscribe", b"list-unsubscribe-post",
)  # fmt: skip
# No server on the way has to change the text, which would break its signature.
_POLICY = SMTP.clone(cte_type="7bit")


def email_channel(pool: Pool, preparing: Preparing, config: NotifyConfig) -> Channel:
    """The channel that sends by the configured SMTP server."""
    return Channel(EMAIL, _Email(pool, preparing, config).send)


@dataclass(frozen=True, slots=True)
class _Email:
    pool: Pool
    preparing: Preparing
    config: NotifyConfig

    def send(self, parcel: Parcel) -> None:
        """Sends one notice or digest. Raises as Channel says."""
        prepared = self.preparing.prepare(parcel)
        address = prepared.recipient.email
        if not address:
            raise Unsendable("NO_ADDRESS")
        mark = mark_of_address(self.config.secret, address)
        sender = self._sender(parcel, mark)
        raw = self._message(parcel, prepared, sender)
        self._submit(address, raw, self._return_path(parcel, mark))

    def _sender(self, parcel: Parcel, mark: bytes) -> Sender:
        """As whom to write. Raises Unsendable for an address from which letters come back."""
        schools = {notice.school_id for notice in parcel.notices}
        with transaction(self.pool, EVERY_SCHOOL) as connection:
            if any(is_dead(status) for status in mail.bounces_of(connection, parcel.recipient_id, mark)):
                raise Unsendable("ADDRESS_BOUNCES")
            # A digest about children of two schools is the platform's.
            return mail.sender_of(connection, schools.pop()) if len(schools) == 1 else Sender()

    def _message(self, parcel: Parcel, prepared: Prepared, sender: Sender) -> bytes:
        """The whole message as it goes out. Raises Unsendable for an address that no header can carry."""
        token = sign(self.config.secret, UNSUBSCRIBE, UUID(parcel.recipient_id).bytes)
        unsubscribe = f"{self.config.public_url}/unsubscribe/{token}"
        words = with_footer(prepared.words, text(prepared.locale, "unsubscribe"), unsubscribe)
        message = EmailMessage(policy=_POLICY)
        message["Subject"] = words.subject
        title = f"{sender.title} · Звонок" if sender.title else "Звонок"
        try:
            message["From"] = Address(title, addr_spec=self.config.sender)
            message["To"] = Address(addr_spec=prepared.recipient.email)
            prepared.recipient.email.encode("ascii")
        except ValueError as error:
            raise Unsendable("BAD_ADDRESS") from error
        if sender.reply_to:
            message["Reply-To"] = sender.reply_to
        message["Date"] = format_datetime(localtime())
        # The same at every try, so that a repeat after a crash is known as one.
        message["Message-ID"] = f"<{parcel.parcel_id}@{self.config.sender.partition('@')[2]}>"
        message["Auto-Submitted"] = "auto-generated"
        message["List-Unsubscribe"] = f"<{unsubscribe}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        # A question about a message leads to its trace; the header holds nothing else.
        for name, value in trace_headers().items():
            message[name] = value
        message.set_content(words.plain)
        message.add_alternative(words.html, subtype="html")
        return self._signed(message.as_bytes())

    def _signed(self, raw: bytes) -> bytes:
        key = self.config.dkim
        if key is None:
            return raw
        domain = self.config.sender.partition("@")[2].encode()
        signature: bytes = dkim.sign(raw, key.selector.encode(), domain, key.private_key, include_headers=_SIGNED)
        return signature + raw

    def _return_path(self, parcel: Parcel, mark: bytes) -> str:
        if not self.config.bounce_domain:
            return self.config.sender
        token = sign(self.config.secret, BOUNCE, UUID(parcel.parcel_id).bytes + mark)
        return f"b-{token}@{self.config.bounce_domain}"

    def _submit(self, address: str, raw: bytes, return_path: str) -> None:
        with tracer().start_as_current_span("smtp send"):
            try:
                server = smtplib.SMTP(self.config.smtp_host, self.config.smtp_port, timeout=_TIMEOUT_SECONDS)
                with closing(server):
                    server.sendmail(return_path, [address], raw)
                    # The message is taken: a QUIT that fails must not send it again.
                    with suppress(smtplib.SMTPException, OSError):
                        server.quit()
            except smtplib.SMTPRecipientsRefused as error:
                codes = [code for code, _ in error.recipients.values()]
                raise _failure(max(codes), TemporaryFailure) from error
            except smtplib.SMTPResponseException as error:
                raise _failure(error.smtp_code, ChannelDown) from error
            except (smtplib.SMTPException, OSError) as error:
                raise ChannelDown(error.__class__.__name__.upper()) from error


def _failure(code: int, temporary: type[TemporaryFailure]) -> TemporaryFailure | PermanentFailure:
    """By the class of the reply code (RFC 5321, 4.2.1). 4xx to a recipient is about a mailbox, other 4xx about the
    server, which 421 says of itself everywhere."""
    if code >= _PERMANENT:
        return PermanentFailure(f"SMTP_{code}")
    return (ChannelDown if code == _CLOSING else temporary)(f"SMTP_{code}")
