"""Absences and substitutions as messages, and requests as what they ask for."""

from datetime import date

from zvonok.gradebook.v1 import substitutions_pb2 as pb

from kit import pages
from kit.errors import InvalidArgument
from kit.ids import is_id
from kit.names import parse
from services.gradebook.actions.covering_days import ToCover
from services.gradebook.actions.substituting import Outcome
from services.gradebook.domain.substituting import LAST_BELL, Absence, Candidate, Line
from services.gradebook.rpc.requests import LESSON, read_day
from services.gradebook.store.substitutions import Substitution

_LATEST_BELL = 1000
_ABSENCE_KIND = {
    "ill": pb.ABSENCE_KIND_ILL,
    "trip": pb.ABSENCE_KIND_TRIP,
    "course": pb.ABSENCE_KIND_COURSE,
    "other": pb.ABSENCE_KIND_OTHER,
}
SUBSTITUTION_KIND = {
    "substitute": pb.SUBSTITUTION_KIND_SUBSTITUTE,
    "supervising": pb.SUBSTITUTION_KIND_SUPERVISING,
    "merged": pb.SUBSTITUTION_KIND_MERGED,
    "self_study": pb.SUBSTITUTION_KIND_SELF_STUDY,
}
_STATE = {"assigned": pb.SUBSTITUTION_STATE_ASSIGNED, "ended": pb.SUBSTITUTION_STATE_ENDED}
_ABSENCE_CODE = {value: code for code, value in _ABSENCE_KIND.items()}
_CODE = {value: code for code, value in SUBSTITUTION_KIND.items()}


def absence(row: Absence) -> pb.TeacherAbsence:
    """An absence."""
    return pb.TeacherAbsence(
        absence=row.absence_id,
        person=f"persons/{row.person_id}",
        begin_date=row.begin.isoformat(),
        end_date=row.end.isoformat(),
        bells=row.bells,
        kind=_ABSENCE_KIND[row.kind],
        version=row.version,
        ended=row.end < row.begin,
    )


def substitution(school_id: str, row: Substitution) -> pb.Substitution:
    """A line of the register."""
    return pb.Substitution(
        substitution=row.substitution_id,
        lesson=_lesson(school_id, row.group_id, row.lesson_id),
        date=row.day.isoformat(),
        bell=row.bell,
        subject_title=row.subject_title,
        class_title=row.class_title,
        room=row.room,
        absent_person=f"persons/{row.absent_id}",
        person=f"persons/{row.person_id}" if row.person_id else "",
        kind=SUBSTITUTION_KIND[row.kind],
        state=_STATE[row.state],
        version=row.version,
        absence_kind=_ABSENCE_KIND[row.absence_kind],
        filled=row.filled,
        assigned_by=f"persons/{row.assigned_by}",
        assign_time=row.assigned_at,
        end_reason=row.end_reason,
    )


def to_cover(school_id: str, row: ToCover) -> pb.LessonToCover:
    """A lesson to cover."""
    lesson = row.lesson
    return pb.LessonToCover(
        lesson=_lesson(school_id, lesson.group_id, lesson.lesson_id),
        date=lesson.day.isoformat(),
        bell=lesson.bell,
        subject_title=lesson.subject_title,
        class_title=lesson.class_title,
        room=lesson.room,
        absent_persons=[f"persons/{each}" for each in row.absent],
        candidates=[_candidate(each) for each in row.candidates],
        proposed_person=f"persons/{row.proposed}" if row.proposed else "",
        substitution=substitution(school_id, row.substitution) if row.substitution else None,
    )


def _candidate(row: Candidate) -> pb.Candidate:
    return pb.Candidate(
        person=f"persons/{row.person_id}",
        teaches_subject=row.teaches_subject,
        knows_class=row.knows_class,
        there_anyway=row.there_anyway,
        lessons_of_day=row.lessons_of_day,
        lessons_of_week=row.lessons_of_week,
        merges=row.merges,
    )


def outcome(school_id: str, row: Outcome) -> pb.SubstituteOutcome:
    """What became of a line."""
    if row.refusal is None:
        assert row.saved is not None  # noqa: S101  (saved or refused)
        return pb.SubstituteOutcome(substitution=substitution(school_id, row.saved))
    refused = row.refusal
    message = pb.SubstituteOutcome(
        rule=refused.rule,
        message=refused.message,
        other_person=f"persons/{refused.person_id}" if refused.person_id else "",
    )
    if refused.lesson is not None:
        message.other_lesson = _lesson(school_id, refused.lesson.group_id, refused.lesson.lesson_id)
        message.other_subject_title = refused.lesson.subject_title
        message.other_class_title = refused.lesson.class_title
    return message


def read_absence(request: pb.RecordTeacherAbsenceRequest) -> Absence:
    """An absence as asked for. Raises InvalidArgument for names, dates and too many bells; the rules judge the rest."""
    if len(request.bells) > LAST_BELL:
        raise InvalidArgument("BAD_BELL", f"Name at most {LAST_BELL} bells.", metadata={"field": "bells"})
    return Absence(
        absence_id="",
        person_id=parse(request.person, "persons/{person}")["person"],
        begin=read_day(request.begin_date, "begin_date"),
        end=read_day(request.end_date, "end_date"),
        bells=tuple(sorted(set(request.bells))),
        kind=_ABSENCE_CODE.get(request.kind, ""),
    )


def read_line(school_id: str, line: pb.SubstituteLine) -> Line:
    """A line as asked for. Raises InvalidArgument for a bad name, also for a lesson of another school."""
    ids = parse(line.lesson, LESSON)
    if ids["school"] != school_id:
        raise InvalidArgument("OTHER_SCHOOL", "A line names a lesson of another school.", metadata={"field": "lines"})
    if line.replaces and not is_id(line.replaces):
        raise InvalidArgument("BAD_ID", "replaces must be an id that this service gave.", metadata={"field": "lines"})
    return Line(
        lesson_id=ids["lesson"],
        person_id=parse(line.person, "persons/{person}")["person"] if line.person else None,
        kind=_CODE.get(line.kind, ""),
        replaces=line.replaces or None,
        seen_version=line.seen_version,
    )


def read_absence_token(token: str) -> tuple[date, str] | None:
    """The last absence shown; None for an empty token. Raises InvalidArgument."""
    if not token:
        return None
    day, absence_id = pages.decode(token, str, str)
    if not is_id(str(absence_id)):
        raise _bad_token()
    return read_day(str(day), "page_token"), str(absence_id)


def read_register_token(token: str) -> tuple[date, int, str] | None:
    """The last substitution shown; None for an empty token. Raises InvalidArgument."""
    if not token:
        return None
    day, bell, substitution_id = pages.decode(token, str, int, str)
    if not is_id(str(substitution_id)) or not 0 < int(bell) < _LATEST_BELL:
        raise _bad_token()
    return read_day(str(day), "page_token"), int(bell), str(substitution_id)


def _bad_token() -> InvalidArgument:
    return InvalidArgument("BAD_PAGE_TOKEN", "The page token is not one of ours: leave it empty to start again.")


def _lesson(school_id: str, group_id: str, lesson_id: str) -> str:
    return f"schools/{school_id}/groups/{group_id}/lessons/{lesson_id}"
