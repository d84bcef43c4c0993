"""ChannelService: what single channels need."""

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
from services.notify.config import NotifyConfig
from services.notify.domain.signing import UNSUBSCRIBE, read_signed
from services.notify.store import mail

_SCHOOL = "schools/{school}"
_ID_BYTES = 16


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
