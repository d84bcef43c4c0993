"""Stand-ins for what single channels need."""

from typing import Any

from zvonok.notify.v1 import channels_pb2 as pb


class ChannelFakes:
    """ChannelService."""

    def methods(self) -> list[Any]:
        return [self.Unsubscribe, self.GetSender, self.SetSender]

    def Unsubscribe(self, request: Any) -> Any:
        return pb.UnsubscribeResponse()

    def GetSender(self, request: Any) -> Any:
        return pb.GetSenderResponse(sender=pb.Sender(title="Лицей № 5", reply_to="office@lyceum5.example", version=2))

    def SetSender(self, request: Any) -> Any:
        return pb.SetSenderResponse(sender=request.sender)
