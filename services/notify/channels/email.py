"""E-mail over SMTP."""

import smtplib
from contextlib import closing, suppress
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import format_datetime, localtime

import grpc
from zvonok.identity.v1 import people_pb2, people_pb2_grpc

from kit.telemetry import trace_headers, tracer
from services.notify.actions.delivering import Channel, PermanentFailure, TemporaryFailure
from services.notify.channels.message import put_in_words
from services.notify.config import NotifyConfig
from services.notify.domain.settings import EMAIL
from services.notify.store.notices import Notice

_TIMEOUT_SECONDS = 20
_PERMANENT = 500


def email_channel(identity: grpc.Channel, config: NotifyConfig) -> Channel:
    """The channel that asks identity for names and the address, and sends by the configured SMTP server."""
    return Channel(EMAIL, _Email(people_pb2_grpc.PeopleServiceStub(identity), config).send)


@dataclass(frozen=True, slots=True)
class _Email:
    people: people_pb2_grpc.PeopleServiceStub
    config: NotifyConfig

    def send(self, notice: Notice) -> None:
        """Sends one notice. Raises TemporaryFailure or PermanentFailure."""
        guardian, child = self._contacts(notice)
        if guardian is None or child is None or not guardian.email:
            raise PermanentFailure("NO_ADDRESS")
        url = f"{self.config.public_url}/diary/{notice.school_id}/{notice.pupil_id}?date={notice.day.isoformat()}"
        words = put_in_words(
            notice,
            locale=guardian.person.locale or "ru",
            guardian_name=" ".join(filter(None, (guardian.person.given_name, guardian.person.middle_name))),
            child_name=child.person.given_name,
            diary_url=url,
        )
        message = EmailMessage()
        message["Subject"] = words.subject
        message["From"] = f"Звонок <{self.config.sender}>"
        message["To"] = guardian.email
        message["Date"] = format_datetime(localtime())
        # The same at every try, so that a repeat after a crash is known as one.
        message["Message-ID"] = f"<{notice.notice_id}@{self.config.sender.partition('@')[2]}>"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(words.plain)
        message.add_alternative(words.html, subtype="html")
        self._submit(message)

    def _contacts(self, notice: Notice) -> tuple[people_pb2.Contact | None, people_pb2.Contact | None]:
        request = people_pb2.BatchGetContactsRequest(
            persons=[f"persons/{notice.guardian_id}", f"persons/{notice.pupil_id}"]
        )
        try:
            answer = self.people.BatchGetContacts(request)
        except grpc.RpcError as error:
            raise TemporaryFailure(f"IDENTITY_{error.code().name}") from error
        found = {contact.person_id: contact for contact in answer.contacts}
        return found.get(notice.guardian_id), found.get(notice.pupil_id)

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
                raise _failure(max(codes)) from error
            except smtplib.SMTPResponseException as error:
                raise _failure(error.smtp_code) from error
            except (smtplib.SMTPException, OSError) as error:
                raise TemporaryFailure(error.__class__.__name__.upper()) from error


def _failure(code: int) -> TemporaryFailure | PermanentFailure:
    """By the class of the reply code (RFC 5321, 4.2.1)."""
    return PermanentFailure(f"SMTP_{code}") if code >= _PERMANENT else TemporaryFailure(f"SMTP_{code}")
