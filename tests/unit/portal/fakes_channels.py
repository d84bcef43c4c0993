"""Stand-ins for what single channels need."""

from typing import Any

from zvonok.notify.v1 import channels_pb2 as pb

# A public key of P-256.
PUSH_KEY = "BOg5KfYiBdDDRF12Ri17y3v-POPr8X0nVP2jDjowPVI_DMKU1aQ3OLdPH1iaakvR9_PHq6tNCzJH35v_JUz2crY"


class ChannelFakes:
    """ChannelService."""

    def methods(self) -> list[Any]:
        return [
            self.Unsubscribe,
            self.GetSender,
            self.SetSender,
            self.GetPush,
            self.AddPush,
            self.RemovePush,
        ]

    def Unsubscribe(self, request: Any) -> Any:
        return pb.UnsubscribeResponse()

    def GetPush(self, request: Any) -> Any:
        return pb.GetPushResponse(public_key=PUSH_KEY, endpoint_hashes=["ab" * 32])

    def AddPush(self, request: Any) -> Any:
        return pb.AddPushResponse()

    def RemovePush(self, request: Any) -> Any:
        return pb.RemovePushResponse(removed=1)

    def GetSender(self, request: Any) -> Any:
        return pb.GetSenderResponse(sender=pb.Sender(title="Лицей № 5", reply_to="office@lyceum5.example", version=2))

    def SetSender(self, request: Any) -> Any:
        return pb.SetSenderResponse(sender=request.sender)
