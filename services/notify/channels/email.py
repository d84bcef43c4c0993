"""E-mail over SMTP."""

import smtplib
from collections.abc import Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import format_datetime, localtime

import grpc
from zvonok.identity.v1 import people_pb2, people_pb2_grpc

from kit.telemetry import trace_headers, tracer
from services.notify.actions.sending import Channel, Parcel, PermanentFailure, TemporaryFailure
from services.notify.channels.links import link
from services.notify.channels.message import Words, put_digest_in_words, put_in_words
from services.notify.config import NotifyConfig
from services.notify.domain.settings import EMAIL

_TIMEOUT_SECONDS = 20
_PERMANENT = 500


def email_channel(identity: grpc.Channel, config: NotifyConfig) -> Channel:
    """The channel that asks identity for names and the address, and sends by the configured SMTP server."""
    return Channel(EMAIL, _Email(people_pb2_grpc.PeopleServiceStub(identity), config).send)


@dataclass(frozen=True, slots=True)
class _Email:
    people: people_pb2_grpc.PeopleServiceStub
    config: NotifyConfig

    def send(self, parcel: Parcel) -> None:
        """Sends one notice or digest. Raises TemporaryFailure or PermanentFailure."""
        children = list(dict.fromkeys(notice.pupil_id for notice in parcel.notices))
        contacts = self._contacts([parcel.recipient_id, *children])
        recipient = contacts.get(parcel.recipient_id)
        if recipient is None or not recipient.email or not contacts.keys() >= set(children):
            raise PermanentFailure("NO_ADDRESS")
        words = self._words(parcel, recipient, contacts)
        message = EmailMessage()
        message["Subject"] = words.subject
        message["From"] = f"Звонок <{self.config.sender}>"
        message["To"] = recipient.email
        message["Date"] = format_datetime(localtime())
        # The same at every try, so that a repeat after a crash is known as one.
        message["Message-ID"] = f"<{parcel.parcel_id}@{self.config.sender.partition('@')[2]}>"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(words.plain)
        message.add_alternative(words.html, subtype="html")
        self._submit(message)

    def _words(
        self, parcel: Parcel, recipient: people_pb2.Contact, contacts: Mapping[str, people_pb2.Contact]
    ) -> Words:
        locale = recipient.person.locale or "ru"
        name = " ".join(filter(None, (recipient.person.given_name, recipient.person.middle_name)))
        # A digest leads to the week of its newest lesson.
        urls = {
            notice.pupil_id: link(self.config.public_url, notice)
            for notice in sorted(parcel.notices, key=lambda one: one.day)
        }
        # Who is told of his own affairs is no child.
        children = {
            pupil_id: "" if pupil_id == parcel.recipient_id else contacts[pupil_id].person.given_name
            for pupil_id in urls
        }
        if parcel.digest:
            return put_digest_in_words(
                parcel.notices, locale=locale, recipient_name=name, child_names=children, diary_urls=urls
            )
        [notice] = parcel.notices
        return put_in_words(
            notice,
            locale=locale,
            recipient_name=name,
            child_name=children[notice.pupil_id],
            diary_url=urls[notice.pupil_id],
        )

    def _contacts(self, person_ids: Sequence[str]) -> dict[str, people_pb2.Contact]:
        request = people_pb2.BatchGetContactsRequest(persons=[f"persons/{each}" for each in person_ids])
        try:
            answer = self.people.BatchGetContacts(request)
        except grpc.RpcError as error:
            raise TemporaryFailure(f"IDENTITY_{error.code().name}") from error
        return {contact.person_id: contact for contact in answer.contacts}

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
