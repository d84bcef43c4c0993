"""E-mail over SMTP."""

import smtplib
from contextlib import closing, suppress
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import format_datetime, localtime

from kit.telemetry import trace_headers, tracer
from services.notify.actions.sending import (
    Channel,
    ChannelDown,
    Parcel,
    PermanentFailure,
    TemporaryFailure,
    Unsendable,
)
from services.notify.channels.preparing import Prepared, Preparing
from services.notify.config import NotifyConfig
from services.notify.domain.settings import EMAIL

# For each answer of the server. A try with seven of them still ends within the lease of its delivery.
_TIMEOUT_SECONDS = 15
_PERMANENT = 500
_CLOSING = 421


def email_channel(preparing: Preparing, config: NotifyConfig) -> Channel:
    """The channel that sends by the configured SMTP server."""
    return Channel(EMAIL, _Email(preparing, config).send)


@dataclass(frozen=True, slots=True)
class _Email:
    preparing: Preparing
    config: NotifyConfig

    def send(self, parcel: Parcel) -> None:
        """Sends one notice or digest. Raises as Channel says."""
        prepared = self.preparing.prepare(parcel)
        if not prepared.recipient.email:
            raise Unsendable("NO_ADDRESS")
        self._submit(self._message(parcel, prepared))

    def _message(self, parcel: Parcel, prepared: Prepared) -> EmailMessage:
        message = EmailMessage()
        message["Subject"] = prepared.words.subject
        message["From"] = f"Звонок <{self.config.sender}>"
        message["To"] = prepared.recipient.email
        message["Date"] = format_datetime(localtime())
        # The same at every try, so that a repeat after a crash is known as one.
        message["Message-ID"] = f"<{parcel.parcel_id}@{self.config.sender.partition('@')[2]}>"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(prepared.words.plain)
        message.add_alternative(prepared.words.html, subtype="html")
        return message

    def _submit(self, message: EmailMessage) -> None:
        with tracer().start_as_current_span("smtp send"):
            # A question about a message leads to its trace; the header holds nothing else.
            for name, value in trace_headers().items():
                message[name] = value
            try:
                server = smtplib.SMTP(self.config.smtp_host, self.config.smtp_port, timeout=_TIMEOUT_SECONDS)
                with closing(server):
                    server.send_message(message)
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
