"""AbsenceNoteService: what families announce, and what the class teacher decides."""

import grpc
from zvonok.gradebook.v1 import absence_notes_pb2 as pb
from zvonok.gradebook.v1 import absence_notes_pb2_grpc

from kit import pages
from kit.errors import InvalidArgument
from kit.ids import is_id, new_id
from kit.names import parse
from kit.service import Resources
from services.gradebook.actions import announcing
from services.gradebook.actions.asking import Asker
from services.gradebook.actions.excusing import AnyConnection
from services.gradebook.domain.absence_notes import Note
from services.gradebook.domain.texts import clean
from services.gradebook.rpc import absence_messages as messages
from services.gradebook.rpc.attendance import CLASS
from services.gradebook.rpc.changing import change_once
from services.gradebook.rpc.requests import GROUP, PUPIL, read_day, read_days

_PAGE, _MOST = 50, 200
_LONGEST_DAYS = 92
_STATE = {
    "waiting": pb.ABSENCE_NOTE_STATE_WAITING,
    "accepted": pb.ABSENCE_NOTE_STATE_ACCEPTED,
    "refused": pb.ABSENCE_NOTE_STATE_REFUSED,
    "withdrawn": pb.ABSENCE_NOTE_STATE_WITHDRAWN,
}


class AbsenceNoteServicer(absence_notes_pb2_grpc.AbsenceNoteServiceServicer):
    """See proto/zvonok/gradebook/v1/absence_notes.proto."""

    def __init__(self, resources: Resources) -> None:
        self._pool = resources.pool

    def SendAbsenceNote(
        self, request: pb.SendAbsenceNoteRequest, context: grpc.ServicerContext
    ) -> pb.SendAbsenceNoteResponse:
        """A family announces."""
        ids = parse(request.pupil, PUPIL)
        begin, end = read_day(request.begin_date, "begin_date"), read_day(request.end_date, "end_date")
        reason, text = messages.reason_text(request.reason), clean(request.text)

        def work(connection: AnyConnection, asker: Asker) -> pb.SendAbsenceNoteResponse:
            note = Note(new_id(), ids["pupil"], begin, end, reason, text, asker.person_id, asker.now)
            announcing.send_note(connection, asker, note)
            return pb.SendAbsenceNoteResponse(note=_note(ids["school"], note))

        return change_once(self._pool, request, ids["school"], pb.SendAbsenceNoteResponse, work)

    def WithdrawAbsenceNote(
        self, request: pb.WithdrawAbsenceNoteRequest, context: grpc.ServicerContext
    ) -> pb.WithdrawAbsenceNoteResponse:
        """Takes it back."""
        ids, note_id = parse(request.pupil, PUPIL), _id(request.note)
        return change_once(
            self._pool, request, ids["school"], pb.WithdrawAbsenceNoteResponse,
            lambda connection, asker: pb.WithdrawAbsenceNoteResponse(
                note=_note(ids["school"], announcing.withdraw_note(connection, asker, ids["pupil"], note_id))
            ),
        )  # fmt: skip

    def ListPupilAbsenceNotes(
        self, request: pb.ListPupilAbsenceNotesRequest, context: grpc.ServicerContext
    ) -> pb.ListPupilAbsenceNotesResponse:
        """A child's notes."""
        ids = parse(request.pupil, PUPIL)
        size = pages.page_size(request.page_size, _PAGE, _MOST)
        after = pages.read_moment(request.page_token)
        rows = announcing.list_notes_of_pupil(self._pool, ids["school"], ids["pupil"], after, size + 1)
        return pb.ListPupilAbsenceNotesResponse(
            notes=[_note(ids["school"], row) for row in rows[:size]], next_page_token=_next(rows, size)
        )

    def ListClassAbsenceNotes(
        self, request: pb.ListClassAbsenceNotesRequest, context: grpc.ServicerContext
    ) -> pb.ListClassAbsenceNotesResponse:
        """A class's notes."""
        ids = parse(getattr(request, "class"), CLASS)
        size = pages.page_size(request.page_size, _PAGE, _MOST)
        after = pages.read_moment(request.page_token)
        rows = announcing.list_notes_of_class(
            self._pool, ids["school"], ids["klass"], after, size + 1, decided=request.decided
        )
        return pb.ListClassAbsenceNotesResponse(
            notes=[_note(ids["school"], row) for row in rows[:size]], next_page_token=_next(rows, size)
        )

    def DecideAbsenceNote(
        self, request: pb.DecideAbsenceNoteRequest, context: grpc.ServicerContext
    ) -> pb.DecideAbsenceNoteResponse:
        """Accepts or refuses."""
        ids, note_id = parse(getattr(request, "class"), CLASS), _id(request.note)
        reason, answer = messages.reason_text(request.reason), clean(request.answer)

        def work(connection: AnyConnection, asker: Asker) -> pb.DecideAbsenceNoteResponse:
            note, done = announcing.decide_note(
                connection, asker, ids["klass"], note_id, reason, answer, accept=request.accept
            )
            return pb.DecideAbsenceNoteResponse(
                note=_note(ids["school"], note), **messages.applied(ids["school"], done)
            )

        return change_once(self._pool, request, ids["school"], pb.DecideAbsenceNoteResponse, work)

    def ListAnnouncedAbsences(
        self, request: pb.ListAnnouncedAbsencesRequest, context: grpc.ServicerContext
    ) -> pb.ListAnnouncedAbsencesResponse:
        """What is known beforehand."""
        ids = parse(request.group, GROUP)
        days = read_days(request.begin_date, request.end_date, _LONGEST_DAYS)
        rows = announcing.list_announced(self._pool, ids["school"], ids["group"], *days)
        return pb.ListAnnouncedAbsencesResponse(
            absences=[
                pb.AnnouncedAbsence(
                    pupil=f"schools/{ids['school']}/pupils/{pupil_id}",
                    begin_date=begin.isoformat(),
                    end_date=end.isoformat(),
                )
                for pupil_id, begin, end in rows
            ]
        )


def _id(text: str) -> str:
    if not is_id(text):
        raise InvalidArgument("BAD_ID", "note must be an id that this service gave.", metadata={"field": "note"})
    return text


def _next(rows: list[Note], size: int) -> str:
    return pages.encode_moment(rows[size - 1].sent_at, rows[size - 1].note_id) if len(rows) > size else ""


def _note(school_id: str, note: Note) -> pb.AbsenceNote:
    return pb.AbsenceNote(
        note=note.note_id,
        pupil=f"schools/{school_id}/pupils/{note.pupil_id}",
        begin_date=note.begin.isoformat(),
        end_date=note.end.isoformat(),
        reason=messages.REASON[note.reason],
        text=note.text,
        sent_by=f"persons/{note.sent_by}",
        send_time=note.sent_at,
        state=_STATE[note.state],
        answer=note.answer,
        decide_time=note.decided_at,
    )
