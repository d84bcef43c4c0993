"""Stand-ins for messages of class teachers."""

from collections.abc import Sequence
from typing import Any

from zvonok.notify.v1 import messages_pb2 as pb
from zvonok.notify.v1 import notify_pb2

from kit.ids import new_id

MESSAGE = new_id()
TEXT = "Уважаемые родители!\nВ пятницу собрание в 18:00."


def message() -> pb.Message:
    """A message that one family has read."""
    sent = pb.Message(message=MESSAGE, text=TEXT, confirm=True, pupils=3, read=2, confirmed=1)
    sent.send_time.FromJsonString("2026-11-24T12:00:00Z")
    return sent


class MessageFakes:
    """MessageService."""

    # What stands in the list of notices besides.
    more_notices: Sequence[notify_pb2.Notice] = ()

    def methods(self) -> list[Any]:
        return [self.SendMessage, self.ListMessages, self.GetReadReport, self.ConfirmMessage]

    def SendMessage(self, request: Any) -> Any:
        return pb.SendMessageResponse(message=MESSAGE, pupils=len(request.pupils) or 25)

    def ListMessages(self, request: Any) -> Any:
        return pb.ListMessagesResponse(messages=[message()], next_page_token="more")

    def GetReadReport(self, request: Any) -> Any:
        # Inside, for the fakes of pupils import this module's neighbours.
        from tests.unit.portal.fakes import PUPILS  # noqa: PLC0415

        rows = [
            pb.PupilReading(pupil=PUPILS[0], recipients=2, read=2, confirmed=1),
            pb.PupilReading(pupil=PUPILS[1], recipients=2, read=1),
            pb.PupilReading(pupil=PUPILS[2], recipients=1),
        ]
        for row in rows[:2]:
            row.read_time.FromJsonString("2026-11-24T15:30:00Z")
            row.confirm_time.FromJsonString("2026-11-24T15:31:00Z")
        return pb.GetReadReportResponse(message=message(), pupils=rows)

    def ConfirmMessage(self, request: Any) -> Any:
        return pb.ConfirmMessageResponse()
