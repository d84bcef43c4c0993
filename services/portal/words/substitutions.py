"""Words of absences and substitutions."""

from flask_babel import lazy_gettext as _l
from zvonok.gradebook.v1 import substitutions_pb2 as pb

RULES = {
    "NO_SUCH_LESSON": _l("There is no such lesson, or it was cancelled."),
    "DATE_OUT_OF_RANGE": _l("This day is too far from today."),
    "DATES_REVERSED": _l("The last day is before the first."),
    "PERIOD_TOO_LONG": _l("These are too many days."),
    "ALREADY_COVERED": _l("Somebody covers this lesson already."),
    "NOT_TO_COVER": _l("The teacher of this lesson is there: note the absence first."),
    "KIND_NEEDED": _l("Say which kind it is."),
    "PERSON_NEEDED": _l("Say who stands in."),
    "PERSON_NOT_NEEDED": _l("Nobody stands in when pupils work by themselves."),
    "OWN_RIGHT": _l("Nobody assigns himself: ask the director or the journal administrator."),
    "NOT_STAFF": _l("Only a teacher of the school can stand in."),
    "CANDIDATE_ABSENT": _l("This teacher is away at that time too."),
    "CANDIDATE_BUSY": _l("This teacher has another lesson at that time."),
    "NOTHING_TO_MERGE": _l("This teacher has no other group of the class at that time."),
    "ALREADY_ABSENT": _l("The teacher is noted as away on these days."),
    "ALREADY_ENDED": _l("This substitution was taken back already."),
    "BAD_BELL": _l("A lesson number is from 1 to 20."),
    "TOO_MANY_LINES": _l("At most 200 lessons at once."),
}
PURPOSES = {
    "RecordTeacherAbsence": _l("noting that a teacher is away"),
    "EndTeacherAbsence": _l("noting that a teacher is back"),
    "ListTeacherAbsences": _l("finding who is away"),
    "GetDayToCover": _l("finding who stands in"),
}
# Why somebody is away, by the end of the enum's name.
ABSENCES = {"ILL": _l("ill"), "TRIP": _l("business trip"), "COURSE": _l("training course"), "OTHER": _l("other reason")}
KINDS = {
    "SUBSTITUTE": _l("substitute"),
    "SUPERVISING": _l("supervision"),
    "MERGED": _l("both groups together"),
    "SELF_STUDY": _l("work without a teacher"),
}
ENDED = {
    "RETURNED": _l("the teacher is back"),
    "REPLACED": _l("somebody else was assigned"),
    "MOVED": _l("the lesson was moved"),
    "CANCELLED": _l("the lesson was cancelled"),
}


def absence_text(kind: int) -> str:
    """Why somebody is away, in words."""
    return str(ABSENCES.get(pb.AbsenceKind.Name(kind).removeprefix("ABSENCE_KIND_"), ""))


def kind_text(kind: int) -> str:
    """How a lesson is covered, in words."""
    return str(KINDS.get(pb.SubstitutionKind.Name(kind).removeprefix("SUBSTITUTION_KIND_"), ""))


def end_text(reason: str) -> str:
    """Why a substitution ended, in words."""
    return str(ENDED.get(reason, reason))
