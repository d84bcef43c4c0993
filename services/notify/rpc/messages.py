"""MessageService: what class teachers write to families."""

import grpc
from zvonok.notify.v1 import messages_pb2 as pb
from zvonok.notify.v1 import messages_pb2_grpc

from kit import pages
from kit.database import EVERY_SCHOOL, transaction
from kit.errors import InvalidArgument
from kit.idempotency import once
from kit.ids import is_id
from kit.names import parse
from kit.rpc.call import current_call
from kit.service import Resources
from services.notify.actions import messaging
from services.notify.domain.settings import SchoolSettings
from services.notify.store.messages import Message, Reading

_CLASS, _PUPIL = "schools/{school}/classes/{class}", "schools/{school}/pupils/{pupil}"
_PAGE, _MOST = 20, 100


class MessageServicer(messages_pb2_grpc.MessageServiceServicer):
    """See proto/zvonok/notify/v1/messages.proto."""

    def __init__(self, resources: Resources, platform: SchoolSettings) -> None:
        self._pool = resources.pool
        self._platform = platform

    def SendMessage(self, request: pb.SendMessageRequest, context: grpc.ServicerContext) -> pb.SendMessageResponse:
        """Sends a message to a class's families."""
        call, ids = current_call(), _class(request)
        named = [parse(each, _PUPIL) for each in request.pupils]
        if any(each["school"] != ids["school"] for each in named):
            raise InvalidArgument("NOT_IN_CLASS", "A message goes to pupils of the class.")
        # Of every school: a notice finds the families, which belong to none.
        with transaction(self._pool, EVERY_SCHOOL) as connection:

            def work() -> pb.SendMessageResponse:
                message = messaging.new_message(call.person_id, request.text, confirm=request.confirm)
                count = messaging.send_message(
                    connection, ids["school"], ids["class"], message, [one["pupil"] for one in named], self._platform
                )
                return pb.SendMessageResponse(message=message.message_id, pupils=count)

            return once(connection, call.subject, request, pb.SendMessageResponse, work)

    def ListMessages(self, request: pb.ListMessagesRequest, context: grpc.ServicerContext) -> pb.ListMessagesResponse:
        """What was sent to a class."""
        ids, size = _class(request), pages.page_size(request.page_size, _PAGE, _MOST)
        before = pages.read_moment(request.page_token)
        found = messaging.list_messages(self._pool, ids["school"], ids["class"], before, size + 1)
        last = found[size - 1] if len(found) > size else None
        return pb.ListMessagesResponse(
            messages=[_message(each) for each in found[:size]],
            next_page_token=pages.encode_moment(last.sent_at, last.message_id) if last else "",
        )

    def GetReadReport(
        self, request: pb.GetReadReportRequest, context: grpc.ServicerContext
    ) -> pb.GetReadReportResponse:
        """Who has read a message."""
        ids = _class(request)
        message, rows = messaging.read_report(self._pool, ids["school"], ids["class"], _id(request.message, "message"))
        return pb.GetReadReportResponse(
            message=_message(message), pupils=[_reading(ids["school"], each) for each in rows]
        )

    def ConfirmMessage(
        self, request: pb.ConfirmMessageRequest, context: grpc.ServicerContext
    ) -> pb.ConfirmMessageResponse:
        """The caller has read a message."""
        call, notice = current_call(), _id(request.notice, "notice")
        with transaction(self._pool, EVERY_SCHOOL) as connection:

            def work() -> pb.ConfirmMessageResponse:
                messaging.confirm_message(connection, call.person_id, notice)
                return pb.ConfirmMessageResponse()

            return once(connection, call.subject, request, pb.ConfirmMessageResponse, work)


def _class(request: pb.SendMessageRequest | pb.ListMessagesRequest | pb.GetReadReportRequest) -> dict[str, str]:
    return dict(parse(getattr(request, "class"), _CLASS))


def _id(text: str, field: str) -> str:
    if not is_id(text):
        raise InvalidArgument("BAD_ID", f"{field} is no id.", metadata={"field": field})
    return text


def _message(message: Message) -> pb.Message:
    answer = pb.Message(
        message=message.message_id,
        text=message.text,
        confirm=message.confirm,
        sender=f"persons/{message.sender_id}",
        pupils=message.pupils,
        read=message.read,
        confirmed=message.confirmed,
    )
    answer.send_time.FromDatetime(message.sent_at)
    return answer


def _reading(school_id: str, row: Reading) -> pb.PupilReading:
    return pb.PupilReading(
        pupil=f"schools/{school_id}/pupils/{row.pupil_id}",
        recipients=row.recipients,
        read=row.read,
        confirmed=row.confirmed,
        read_time=row.read_at,
        confirm_time=row.confirmed_at,
    )
