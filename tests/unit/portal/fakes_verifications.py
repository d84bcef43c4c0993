"""Stand-ins for checks of personal data: one campaign of the class, with three pupils."""

import datetime
from typing import Any

from zvonok.identity.v1 import verifications_pb2 as pb

from kit.ids import new_id

CHECK, EARLIER = new_id(), new_id()
DUE = (datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=10)).date().isoformat()


def check(verification: str = CHECK, *, ended: bool = False, asked: str = "2026-09-02") -> pb.Verification:
    """A campaign: one family has confirmed, one asks for a correction, one waits."""
    found = pb.Verification(
        verification=verification, due_date=DUE, ask_date=asked, pupils=3, confirmed=1, corrections=1
    )
    found.start_time.FromJsonString("2026-09-02T08:00:00Z")
    if ended:
        found.end_time.FromJsonString("2026-09-20T08:00:00Z")
    return found


class VerificationFakes:
    """VerificationService."""

    def methods(self) -> list[Any]:
        return [
            self.StartVerification,
            self.ListVerifications,
            self.ListVerificationPupils,
            self.RemindVerification,
            self.EndVerification,
            self.ConfirmData,
        ]

    def StartVerification(self, request: Any) -> Any:
        return pb.StartVerificationResponse(verification=check())

    def ListVerifications(self, request: Any) -> Any:
        return pb.ListVerificationsResponse(verifications=[check(), check(EARLIER, ended=True)])

    def ListVerificationPupils(self, request: Any) -> Any:
        # Inside, for the fakes of pupils import this module's neighbours.
        from tests.unit.portal.fakes import PUPILS  # noqa: PLC0415

        answers = (
            pb.VERIFICATION_ANSWER_CONFIRMED, pb.VERIFICATION_ANSWER_WAITING, pb.VERIFICATION_ANSWER_CORRECTION,
        )  # fmt: skip
        rows = [pb.VerificationPupil(pupil=pupil, answer=one) for pupil, one in zip(PUPILS, answers, strict=False)]
        for row in (rows[0], rows[2]):
            row.answer_time.FromJsonString("2026-09-03T15:30:00Z")
        shown = check(request.verification, ended=request.verification == EARLIER)
        return pb.ListVerificationPupilsResponse(verification=shown, pupils=rows)

    def RemindVerification(self, request: Any) -> Any:
        return pb.RemindVerificationResponse(pupils=1)

    def EndVerification(self, request: Any) -> Any:
        return pb.EndVerificationResponse(verification=check(ended=True))

    def ConfirmData(self, request: Any) -> Any:
        return pb.ConfirmDataResponse()
