"""VerificationService: checks of personal data by the families of a class."""

from collections.abc import Callable
from typing import Any, TypeVar

import grpc
from google.protobuf.message import Message
from psycopg import Connection
from zvonok.identity.v1 import verifications_pb2 as pb
from zvonok.identity.v1 import verifications_pb2_grpc

from kit import pages
from kit.database import transaction
from kit.errors import InvalidArgument
from kit.idempotency import once
from kit.ids import is_id
from kit.names import parse
from kit.rpc.call import current_call
from kit.service import Resources
from services.identity.actions import verifying
from services.identity.domain.verifying import CONFIRMED, CORRECTION
from services.identity.rpc.requests import read_day
from services.identity.store.verifications import PupilAnswer, Verification

_CLASS, _PUPIL = "schools/{school}/classes/{class}", "schools/{school}/pupils/{pupil}"
_PAGE, _MOST = 20, 100
ANSWERS = {
    None: pb.VERIFICATION_ANSWER_WAITING,
    CONFIRMED: pb.VERIFICATION_ANSWER_CONFIRMED,
    CORRECTION: pb.VERIFICATION_ANSWER_CORRECTION,
}
Answer = TypeVar("Answer", bound=Message)
# In a transaction, for a person.
Work = Callable[[Connection[Any], str], Answer]


class VerificationServicer(verifications_pb2_grpc.VerificationServiceServicer):
    """See proto/zvonok/identity/v1/verifications.proto."""

    def __init__(self, resources: Resources) -> None:
        self._pool = resources.pool

    def StartVerification(
        self, request: pb.StartVerificationRequest, context: grpc.ServicerContext
    ) -> pb.StartVerificationResponse:
        """Asks the families of a class."""
        ids, due = _class(request), read_day(request.due_date, "due_date")
        if due is None:
            raise InvalidArgument("BAD_DATE", "due_date must be a date.", metadata={"field": "due_date"})

        def work(connection: Connection[Any], actor: str) -> pb.StartVerificationResponse:
            made = verifying.start_verification(connection, actor, ids["school"], ids["class"], due)
            return pb.StartVerificationResponse(verification=_verification(made))

        return self._once(request, ids["school"], pb.StartVerificationResponse, work)

    def ListVerifications(
        self, request: pb.ListVerificationsRequest, context: grpc.ServicerContext
    ) -> pb.ListVerificationsResponse:
        """The checks of a class."""
        ids, size = _class(request), pages.page_size(request.page_size, _PAGE, _MOST)
        before = pages.read_moment(request.page_token)
        rows = verifying.list_verifications(self._pool, ids["school"], ids["class"], before, size + 1)
        last = rows[size - 1] if len(rows) > size else None
        return pb.ListVerificationsResponse(
            verifications=[_verification(each) for each in rows[:size]],
            next_page_token=pages.encode_moment(last.started_at, last.verification_id) if last else "",
        )

    def ListVerificationPupils(
        self, request: pb.ListVerificationPupilsRequest, context: grpc.ServicerContext
    ) -> pb.ListVerificationPupilsResponse:
        """Who has answered."""
        ids = _class(request)
        found, rows = verifying.list_pupils(self._pool, ids["school"], ids["class"], _id(request.verification))
        return pb.ListVerificationPupilsResponse(
            verification=_verification(found), pupils=[_pupil(ids["school"], each) for each in rows]
        )

    def RemindVerification(
        self, request: pb.RemindVerificationRequest, context: grpc.ServicerContext
    ) -> pb.RemindVerificationResponse:
        """Asks again."""
        ids, verification = _class(request), _id(request.verification)

        def work(connection: Connection[Any], _actor: str) -> pb.RemindVerificationResponse:
            count = verifying.remind_verification(connection, ids["school"], ids["class"], verification)
            return pb.RemindVerificationResponse(pupils=count)

        return self._once(request, ids["school"], pb.RemindVerificationResponse, work)

    def EndVerification(
        self, request: pb.EndVerificationRequest, context: grpc.ServicerContext
    ) -> pb.EndVerificationResponse:
        """Asks no more."""
        ids, verification = _class(request), _id(request.verification)

        def work(connection: Connection[Any], actor: str) -> pb.EndVerificationResponse:
            ended = verifying.end_verification(connection, actor, ids["school"], ids["class"], verification)
            return pb.EndVerificationResponse(verification=_verification(ended))

        return self._once(request, ids["school"], pb.EndVerificationResponse, work)

    def ConfirmData(self, request: pb.ConfirmDataRequest, context: grpc.ServicerContext) -> pb.ConfirmDataResponse:
        """The data is right."""
        ids = parse(request.pupil, _PUPIL)

        def work(connection: Connection[Any], actor: str) -> pb.ConfirmDataResponse:
            verifying.confirm_data(connection, actor, ids["school"], ids["pupil"])
            return pb.ConfirmDataResponse()

        return self._once(request, ids["school"], pb.ConfirmDataResponse, work)

    def _once(self, request: Any, school_id: str, answer: type[Answer], work: Work[Answer]) -> Answer:
        call = current_call()
        person_id = call.person_id
        with transaction(self._pool, school_id) as connection:
            return once(connection, call.subject, request, answer, lambda: work(connection, person_id))


def _class(request: Any) -> dict[str, str]:
    return dict(parse(getattr(request, "class"), _CLASS))


def _id(text: str) -> str:
    if not is_id(text):
        raise InvalidArgument("BAD_ID", "verification is no id.", metadata={"field": "verification"})
    return text


def _verification(row: Verification) -> pb.Verification:
    return pb.Verification(
        verification=row.verification_id,
        start_time=row.started_at,
        due_date=row.due.isoformat(),
        ask_date=row.asked_on.isoformat(),
        end_time=row.ended_at,
        pupils=row.pupils,
        confirmed=row.confirmed,
        corrections=row.corrections,
    )


def _pupil(school_id: str, row: PupilAnswer) -> pb.VerificationPupil:
    return pb.VerificationPupil(
        pupil=f"schools/{school_id}/pupils/{row.pupil_id}", answer=ANSWERS[row.answer], answer_time=row.answered_at
    )
