"""MassAbsenceService: a class, or a part of it, away as one."""

import grpc
from zvonok.gradebook.v1 import mass_absences_pb2 as pb
from zvonok.gradebook.v1 import mass_absences_pb2_grpc

from kit import pages
from kit.errors import InvalidArgument
from kit.ids import is_id, new_id
from kit.names import parse
from kit.service import Resources
from services.gradebook.actions import mass_absences
from services.gradebook.actions.asking import Asker
from services.gradebook.actions.excusing import AnyConnection
from services.gradebook.actions.mass_absences import Done, Pupils
from services.gradebook.domain.mass_absences import MassAbsence
from services.gradebook.domain.texts import clean
from services.gradebook.rpc.absence_messages import REASON, reason_text
from services.gradebook.rpc.attendance import CLASS
from services.gradebook.rpc.changing import change_once
from services.gradebook.rpc.requests import read_day

_PAGE, _MOST = 20, 100
_MOST_PUPILS = 200
_KIND = {
    "quarantine": pb.MASS_ABSENCE_KIND_QUARANTINE,
    "excursion": pb.MASS_ABSENCE_KIND_EXCURSION,
    "event": pb.MASS_ABSENCE_KIND_EVENT,
    "other": pb.MASS_ABSENCE_KIND_OTHER,
}
_KIND_TEXT: dict[int, str] = {number: text for text, number in _KIND.items()}


class MassAbsenceServicer(mass_absences_pb2_grpc.MassAbsenceServiceServicer):
    """See proto/zvonok/gradebook/v1/mass_absences.proto."""

    def __init__(self, resources: Resources) -> None:
        self._pool = resources.pool

    def RecordMassAbsence(
        self, request: pb.RecordMassAbsenceRequest, context: grpc.ServicerContext
    ) -> pb.RecordMassAbsenceResponse:
        """Records it."""
        ids = parse(getattr(request, "class"), CLASS)
        begin, end = read_day(request.begin_date, "begin_date"), read_day(request.end_date, "end_date")
        whom = _whom(request, ids["school"])

        def work(connection: AnyConnection, asker: Asker) -> pb.RecordMassAbsenceResponse:
            mass = MassAbsence(
                new_id(), ids["klass"], _KIND_TEXT.get(request.kind, "?"), begin, end, reason_text(request.reason),
                clean(request.document), 0, request.request_id, asker.person_id, asker.now,
            )  # fmt: skip
            done = mass_absences.record_mass(connection, asker, mass, whom)
            return pb.RecordMassAbsenceResponse(
                mass_absence=_mass(done.mass),
                saved_count=done.saved,
                already_count=done.already,
                refusals=_refusals(ids["school"], done),
            )

        return change_once(self._pool, request, ids["school"], pb.RecordMassAbsenceResponse, work)

    def UndoMassAbsence(
        self, request: pb.UndoMassAbsenceRequest, context: grpc.ServicerContext
    ) -> pb.UndoMassAbsenceResponse:
        """Takes it back."""
        ids, mass_id = parse(getattr(request, "class"), CLASS), request.mass_absence
        if not is_id(mass_id):
            raise InvalidArgument(
                "BAD_ID", "mass_absence must be an id that this service gave.", metadata={"field": "mass_absence"}
            )

        def work(connection: AnyConnection, asker: Asker) -> pb.UndoMassAbsenceResponse:
            done = mass_absences.undo_mass(connection, asker, ids["klass"], mass_id)
            return pb.UndoMassAbsenceResponse(
                mass_absence=_mass(done.mass), saved_count=done.saved, refusals=_refusals(ids["school"], done)
            )

        return change_once(self._pool, request, ids["school"], pb.UndoMassAbsenceResponse, work)

    def ListMassAbsences(
        self, request: pb.ListMassAbsencesRequest, context: grpc.ServicerContext
    ) -> pb.ListMassAbsencesResponse:
        """A class's."""
        ids = parse(getattr(request, "class"), CLASS)
        size = pages.page_size(request.page_size, _PAGE, _MOST)
        after = pages.read_moment(request.page_token)
        rows = mass_absences.list_masses(self._pool, ids["school"], ids["klass"], after, size + 1)
        last = rows[size - 1] if len(rows) > size else None
        return pb.ListMassAbsencesResponse(
            mass_absences=[_mass(row) for row in rows[:size]],
            next_page_token=pages.encode_moment(last.created_at, last.mass_absence_id) if last else "",
        )


def _whom(request: pb.RecordMassAbsenceRequest, school_id: str) -> Pupils:
    if len(request.pupils) > _MOST_PUPILS:
        raise InvalidArgument("TOO_MANY_PUPILS", f"At most {_MOST_PUPILS} pupils at once.")
    group = parse(request.group, f"schools/{school_id}/groups/{{id}}")["id"] if request.group else None
    return Pupils(group, [parse(each, f"schools/{school_id}/pupils/{{id}}")["id"] for each in request.pupils])


def _mass(mass: MassAbsence) -> pb.MassAbsence:
    return pb.MassAbsence(
        mass_absence=mass.mass_absence_id,
        kind=_KIND[mass.kind],
        begin_date=mass.begin.isoformat(),
        end_date=mass.end.isoformat(),
        reason=REASON[mass.reason],
        document=mass.document,
        pupil_count=mass.pupil_count,
        create_time=mass.created_at,
        created_by=f"persons/{mass.created_by}",
        undo_time=mass.undone_at,
    )


def _refusals(school_id: str, done: Done) -> list[pb.MassAbsenceRefusal]:
    return [
        pb.MassAbsenceRefusal(
            lesson=f"schools/{school_id}/groups/{lesson.group_id}/lessons/{lesson.lesson_id}",
            date=lesson.day.isoformat(),
            bell=lesson.bell,
            subject_title=lesson.subject_title,
            pupil=f"schools/{school_id}/pupils/{left.pupil_id}",
            rule=left.rule,
            current_value=left.current,
        )
        for lesson, left in done.left
    ]
