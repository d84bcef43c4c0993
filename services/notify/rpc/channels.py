"""ChannelService: what single channels need."""

from hashlib import sha256
from uuid import UUID

import grpc
from zvonok.notify.v1 import channels_pb2 as pb
from zvonok.notify.v1 import channels_pb2_grpc

from kit.database import EVERY_SCHOOL, transaction
from kit.errors import InvalidArgument
from kit.idempotency import once
from kit.names import parse
from kit.rpc.call import current_call
from kit.service import Resources
from services.notify.actions.senders import set_sender
from services.notify.actions.unsubscribing import unsubscribe
from services.notify.channels.web_push import public_key
from services.notify.config import NotifyConfig
from services.notify.domain.pushing import find_problem
from services.notify.domain.signing import UNSUBSCRIBE, read_signed
from services.notify.store import mail, subscriptions

_SCHOOL = "schools/{school}"
_ID_BYTES = 16
# With more a try to reach them all would outlast its lease.
_MOST_BROWSERS = 10


class ChannelServicer(channels_pb2_grpc.ChannelServiceServicer):
    """See proto/zvonok/notify/v1/channels.proto."""

    def __init__(self, resources: Resources, config: NotifyConfig) -> None:
        self._pool = resources.pool
        self._config = config

    def Unsubscribe(self, request: pb.UnsubscribeRequest, context: grpc.ServicerContext) -> pb.UnsubscribeResponse:
        """No more letters."""
        person = read_signed(self._config.secret, UNSUBSCRIBE, request.token)
        if person is None or len(person) != _ID_BYTES:
            raise InvalidArgument("BAD_TOKEN", "This is no token of a letter.", metadata={"field": "token"})
        with transaction(self._pool, EVERY_SCHOOL) as connection:
            unsubscribe(connection, str(UUID(bytes=person)), self._config.platform)
        return pb.UnsubscribeResponse()

    def GetPush(self, request: pb.GetPushRequest, context: grpc.ServicerContext) -> pb.GetPushResponse:
        """The key of web push, and the caller's browsers."""
        person_id = current_call().person_id
        if self._config.vapid is None:
            return pb.GetPushResponse()
        with transaction(self._pool, EVERY_SCHOOL) as connection:
            found = subscriptions.subscriptions_of(connection, person_id)
        hashes = [sha256(each.endpoint.encode()).hexdigest() for each in found]
        return pb.GetPushResponse(public_key=public_key(self._config.vapid), endpoint_hashes=hashes)

    def AddPush(self, request: pb.AddPushRequest, context: grpc.ServicerContext) -> pb.AddPushResponse:
        """Shows the caller's notices in a browser."""
        call, person_id = current_call(), current_call().person_id
        problem = find_problem(request.endpoint, request.p256dh, request.auth, self._config.push_hosts)
        if problem is not None:
            raise InvalidArgument(problem, "This is no subscription of a known push service.")
        wanted = subscriptions.Subscription(request.endpoint, request.p256dh, request.auth)
        with transaction(self._pool, EVERY_SCHOOL) as connection:
            subscriptions.put_subscription(connection, person_id, call.session_id, wanted, _MOST_BROWSERS)
        return pb.AddPushResponse()

    def RemovePush(self, request: pb.RemovePushRequest, context: grpc.ServicerContext) -> pb.RemovePushResponse:
        """No longer shows them there."""
        call = current_call()
        session = request.session or ("" if request.endpoint else call.session_id)
        with transaction(self._pool, EVERY_SCHOOL) as connection:
            removed = subscriptions.drop_own(connection, call.person_id, request.endpoint, session)
        return pb.RemovePushResponse(removed=removed)

    def GetSender(self, request: pb.GetSenderRequest, context: grpc.ServicerContext) -> pb.GetSenderResponse:
        """As whom the school writes."""
        school_id = parse(request.school, _SCHOOL)["school"]
        with transaction(self._pool, school_id) as connection:
            return pb.GetSenderResponse(sender=_message(mail.sender_of(connection, school_id)))

    def SetSender(self, request: pb.SetSenderRequest, context: grpc.ServicerContext) -> pb.SetSenderResponse:
        """Lays it down."""
        school_id = parse(request.school, _SCHOOL)["school"]
        wanted = mail.Sender(request.sender.title, request.sender.reply_to, request.sender.version)
        with transaction(self._pool, school_id) as connection:

            def work() -> pb.SetSenderResponse:
                return pb.SetSenderResponse(sender=_message(set_sender(connection, school_id, wanted)))

            return once(connection, current_call().subject, request, pb.SetSenderResponse, work)


def _message(sender: mail.Sender) -> pb.Sender:
    return pb.Sender(title=sender.title, reply_to=sender.reply_to, version=sender.version)
