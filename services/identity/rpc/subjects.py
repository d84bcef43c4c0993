"""SubjectService: the rights of data subjects."""

from collections.abc import Callable
from typing import Any, TypeVar

import grpc
from google.protobuf.message import Message
from psycopg import Connection
from zvonok.identity.v1 import subjects_pb2 as pb
from zvonok.identity.v1 import subjects_pb2_grpc

from kit import pages
from kit.database import EVERY_SCHOOL, transaction
from kit.errors import InvalidArgument
from kit.idempotency import once
from kit.ids import is_id
from kit.names import parse
from kit.rpc.call import current_call
from kit.service import Resources
from services.identity.actions import correcting, erasing, subjects
from services.identity.rpc.verifications import ANSWERS
from services.identity.store.subjects import Consent, Correction

_PUPIL = "schools/{school}/pupils/{pupil}"
_PAGE, _MOST = 50, 200
_STATE = {
    "open": pb.CORRECTION_STATE_OPEN,
    "accepted": pb.CORRECTION_STATE_ACCEPTED,
    "refused": pb.CORRECTION_STATE_REFUSED,
}
Answer = TypeVar("Answer", bound=Message)
Work = Callable[[Connection[Any], str], Answer]


class SubjectServicer(subjects_pb2_grpc.SubjectServiceServicer):
    """See proto/zvonok/identity/v1/subjects.proto."""

    def __init__(self, resources: Resources) -> None:
        self._pool = resources.pool

    def GetSubjectData(
        self, request: pb.GetSubjectDataRequest, context: grpc.ServicerContext
    ) -> pb.GetSubjectDataResponse:
        """All about a pupil."""
        found = subjects.everything_about(self._pool, parse(request.pupil, _PUPIL)["pupil"])
        return pb.GetSubjectDataResponse(record=_record(found))

    def GetOwnData(self, request: pb.GetOwnDataRequest, context: grpc.ServicerContext) -> pb.GetOwnDataResponse:
        """All about the caller."""
        return pb.GetOwnDataResponse(record=_record(subjects.everything_about(self._pool, current_call().person_id)))

    def ListConsents(self, request: pb.ListConsentsRequest, context: grpc.ServicerContext) -> pb.ListConsentsResponse:
        """Consents of a pupil."""
        found = subjects.list_consents(self._pool, parse(request.pupil, _PUPIL)["pupil"])
        return pb.ListConsentsResponse(consents=[_consent(each) for each in found])

    def GiveConsent(self, request: pb.GiveConsentRequest, context: grpc.ServicerContext) -> pb.GiveConsentResponse:
        """Consents."""
        ids = parse(request.pupil, _PUPIL)

        def work(connection: Connection[Any], actor: str) -> pb.GiveConsentResponse:
            subjects.give_consent(connection, actor, ids["school"], ids["pupil"], request.kind, request.version)
            return pb.GiveConsentResponse()

        return self._once(request, pb.GiveConsentResponse, work)

    def WithdrawConsent(
        self, request: pb.WithdrawConsentRequest, context: grpc.ServicerContext
    ) -> pb.WithdrawConsentResponse:
        """Withdraws."""
        ids = parse(request.pupil, _PUPIL)

        def work(connection: Connection[Any], actor: str) -> pb.WithdrawConsentResponse:
            subjects.withdraw_consent(connection, actor, ids["school"], ids["pupil"], request.kind)
            return pb.WithdrawConsentResponse()

        return self._once(request, pb.WithdrawConsentResponse, work)

    def CountConsents(
        self, request: pb.CountConsentsRequest, context: grpc.ServicerContext
    ) -> pb.CountConsentsResponse:
        """How many have consented."""
        counts, pupils = subjects.count_consents(self._pool, parse(request.school, "schools/{school}")["school"])
        return pb.CountConsentsResponse(
            counts=[pb.ConsentCount(kind=kind, version=version, given=given) for kind, version, given in counts],
            pupils=pupils,
        )

    def RequestCorrection(
        self, request: pb.RequestCorrectionRequest, context: grpc.ServicerContext
    ) -> pb.RequestCorrectionResponse:
        """The family asks."""
        ids = parse(request.pupil, _PUPIL)

        def work(connection: Connection[Any], actor: str) -> pb.RequestCorrectionResponse:
            wanted = request.field, request.proposed.strip(), request.explanation.strip()
            made = correcting.request_correction(connection, actor, ids["school"], ids["pupil"], *wanted)
            return pb.RequestCorrectionResponse(correction=made)

        return self._once(request, pb.RequestCorrectionResponse, work)

    def RequestOwnCorrection(
        self, request: pb.RequestOwnCorrectionRequest, context: grpc.ServicerContext
    ) -> pb.RequestOwnCorrectionResponse:
        """Somebody asks about himself."""
        school = parse(request.school, "schools/{school}")["school"]

        def work(connection: Connection[Any], actor: str) -> pb.RequestOwnCorrectionResponse:
            wanted = request.field, request.proposed.strip(), request.explanation.strip()
            made = correcting.request_correction(connection, actor, school, actor, *wanted)
            return pb.RequestOwnCorrectionResponse(correction=made)

        return self._once(request, pb.RequestOwnCorrectionResponse, work)

    def ListCorrections(
        self, request: pb.ListCorrectionsRequest, context: grpc.ServicerContext
    ) -> pb.ListCorrectionsResponse:
        """A school's requests."""
        school = parse(request.school, "schools/{school}")["school"]
        size = pages.page_size(request.page_size, _PAGE, _MOST)
        before = pages.read_moment(request.page_token)
        rows = correcting.list_corrections(self._pool, school, before, size + 1, open_only=request.open_only)
        last = rows[size - 1] if len(rows) > size else None
        return pb.ListCorrectionsResponse(
            corrections=[_correction(each) for each in rows[:size]],
            next_page_token=pages.encode_moment(last.asked_at, last.correction_id) if last else "",
        )

    def DecideCorrection(
        self, request: pb.DecideCorrectionRequest, context: grpc.ServicerContext
    ) -> pb.DecideCorrectionResponse:
        """Accepts or refuses."""
        school = parse(request.school, "schools/{school}")["school"]
        if not is_id(request.correction):
            raise InvalidArgument("BAD_ID", "correction must be an id that ListCorrections gave.")

        def work(connection: Connection[Any], actor: str) -> pb.DecideCorrectionResponse:
            decided, certificate = correcting.decide_correction(
                connection, actor, school, request.correction, request.answer.strip(), accept=request.accept
            )
            return pb.DecideCorrectionResponse(correction=_correction(decided), certificate=certificate)

        return self._once(request, pb.DecideCorrectionResponse, work)

    def RestrictProcessing(
        self, request: pb.RestrictProcessingRequest, context: grpc.ServicerContext
    ) -> pb.RestrictProcessingResponse:
        """Restricts."""
        ids = parse(request.pupil, _PUPIL)

        def work(connection: Connection[Any], actor: str) -> pb.RestrictProcessingResponse:
            correcting.restrict(connection, actor, ids["school"], ids["pupil"], request.reason.strip())
            return pb.RestrictProcessingResponse()

        return self._once(request, pb.RestrictProcessingResponse, work)

    def LiftRestriction(
        self, request: pb.LiftRestrictionRequest, context: grpc.ServicerContext
    ) -> pb.LiftRestrictionResponse:
        """Lifts it."""
        ids = parse(request.pupil, _PUPIL)

        def work(connection: Connection[Any], actor: str) -> pb.LiftRestrictionResponse:
            correcting.lift_restriction(connection, actor, ids["pupil"])
            return pb.LiftRestrictionResponse()

        return self._once(request, pb.LiftRestrictionResponse, work)

    def ErasePerson(self, request: pb.ErasePersonRequest, context: grpc.ServicerContext) -> pb.ErasePersonResponse:
        """Forgets."""
        school = parse(request.school, "schools/{school}")["school"]
        person = parse(request.person, "persons/{person}")["person"]

        def work(connection: Connection[Any], actor: str) -> pb.ErasePersonResponse:
            return pb.ErasePersonResponse(certificate=erasing.erase_person(connection, actor, school, person))

        return self._once(request, pb.ErasePersonResponse, work)

    def _once(self, request: Any, answer: type[Answer], work: Work[Answer]) -> Answer:
        call = current_call()
        person_id = call.person_id
        with transaction(self._pool, EVERY_SCHOOL) as connection:
            return once(connection, call.subject, request, answer, lambda: work(connection, person_id))


def _record(found: subjects.Everything) -> pb.SubjectRecord:
    record = found.record
    return pb.SubjectRecord(
        person=f"persons/{record.person_id}",
        given_name=record.given_name,
        family_name=record.family_name,
        middle_name=record.middle_name,
        email=record.email,
        phone=record.phone,
        birth_date=record.birth_date.isoformat() if record.birth_date else "",
        locale=record.locale,
        username=record.username,
        relations=[
            pb.SubjectRelation(
                relation=each.relation,
                object_title=each.title,
                begin_date=each.begin.isoformat() if each.begin else "",
                end_date=each.end.isoformat() if each.end else "",
            )
            for each in found.relations
        ],
        sessions=[
            pb.SubjectSession(device=each.device, create_time=each.created_at, last_used_time=each.last_used_at)
            for each in found.sessions
        ],
        consents=[_consent(each) for each in found.consents],
        corrections=[_correction(each) for each in found.corrections],
        restricted_since=record.restricted_since,
        look_count=record.look_count,
        verifications=[
            pb.SubjectVerification(
                ask_time=each.asked_at,
                due_date=each.due.isoformat(),
                answer=ANSWERS[each.answer],
                answer_time=each.answered_at,
            )
            for each in found.verifications
        ],
    )


def _consent(consent: Consent) -> pb.Consent:
    return pb.Consent(
        kind=consent.kind,
        version=consent.version,
        title_ru=consent.title_ru,
        title_en=consent.title_en,
        text_ru=consent.text_ru,
        text_en=consent.text_en,
        withdrawable=consent.withdrawable,
        given_version=consent.given_version,
        give_time=consent.given_at,
    )


def _correction(correction: Correction) -> pb.Correction:
    return pb.Correction(
        correction=correction.correction_id,
        person=f"persons/{correction.person_id}",
        person_name=correction.name,
        field=correction.field,
        proposed=correction.proposed,
        explanation=correction.explanation,
        current=correction.current,
        ask_time=correction.asked_at,
        state=_STATE[correction.state],
        answer=correction.answer,
    )
