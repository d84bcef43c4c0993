"""What every channel needs before it sends: who the people are, by identity, and the notices in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import grpc
from zvonok.identity.v1 import people_pb2, people_pb2_grpc

from kit.logs import logger
from services.notify.actions.sending import NotReady, Parcel, Unsendable
from services.notify.channels.links import leads_to_diary, link
from services.notify.channels.message import Words, put_digest_in_words, put_in_words

_Contacts = Mapping[str, people_pb2.Contact]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A parcel in words, its recipient, and the page that it leads to."""

    recipient: people_pb2.Contact
    locale: str
    words: Words
    url: str


@dataclass(frozen=True, slots=True)
class Preparing:
    """Asks identity at every try: what it answers is in hand while the message is sent, and kept nowhere."""

    people: people_pb2_grpc.PeopleServiceStub
    # Base URL of the portal.
    public_url: str

    def prepare(self, parcel: Parcel, *, phone: bool = False) -> Prepared:
        """The message; `phone`: its recipient's is needed.

        Raises NotReady while identity is away, Unsendable for somebody unknown or what can't be put in words.
        """
        children = list(dict.fromkeys(notice.pupil_id for notice in parcel.notices))
        contacts = self._contacts([parcel.recipient_id, *children], [parcel.recipient_id] if phone else [])
        recipient = contacts.get(parcel.recipient_id)
        if recipient is None or not contacts.keys() >= set(children):
            raise Unsendable("NO_ADDRESS")
        try:
            return self._in_words(parcel, recipient, contacts)
        except (LookupError, ValueError, TypeError, AttributeError) as error:
            # One message that can't be made is one message: the others go on. The class alone: texts hold names.
            logger().error(
                "message_cannot_be_made",
                parcel=parcel.parcel_id,
                problem=error.__class__.__name__,
                kinds=sorted({notice.kind for notice in parcel.notices}),
            )
            raise Unsendable("TEMPLATE_ERROR") from error

    def _in_words(self, parcel: Parcel, recipient: people_pb2.Contact, contacts: _Contacts) -> Prepared:
        locale = recipient.person.locale or "ru"
        name = " ".join(filter(None, (recipient.person.given_name, recipient.person.middle_name)))
        # A digest leads to the week of its newest lesson; where none is about a lesson, to its newest page.
        in_order = sorted(parcel.notices, key=lambda one: (leads_to_diary(one), one.day))
        urls = {notice.pupil_id: link(self.public_url, notice) for notice in in_order}
        # Who is told of his own affairs is no child.
        children = {
            pupil_id: "" if pupil_id == parcel.recipient_id else contacts[pupil_id].person.given_name
            for pupil_id in urls
        }
        if parcel.digest:
            words = put_digest_in_words(
                parcel.notices, locale=locale, recipient_name=name, child_names=children, diary_urls=urls
            )
            return Prepared(recipient, locale, words, f"{self.public_url}/notices")
        [notice] = parcel.notices
        words = put_in_words(
            notice,
            locale=locale,
            recipient_name=name,
            child_name=children[notice.pupil_id],
            diary_url=urls[notice.pupil_id],
        )
        return Prepared(recipient, locale, words, urls[notice.pupil_id])

    def _contacts(self, person_ids: Sequence[str], phones_of: Sequence[str]) -> dict[str, people_pb2.Contact]:
        request = people_pb2.BatchGetContactsRequest(
            persons=[f"persons/{each}" for each in person_ids], phones_of=[f"persons/{each}" for each in phones_of]
        )
        try:
            answer = self.people.BatchGetContacts(request)
        except grpc.RpcError as error:
            raise NotReady(f"IDENTITY_{error.code().name}") from error
        return {contact.person_id: contact for contact in answer.contacts}
