"""Absences and their reasons as messages."""

from collections.abc import Iterable, Sequence
from typing import Any

from zvonok.gradebook.v1 import attendance_pb2 as pb
from zvonok.gradebook.v1 import gradebook_pb2

from kit.names import parse
from services.gradebook.actions.excusing import Excused
from services.gradebook.domain.absences import Period, WantedReason, reason_of
from services.gradebook.domain.attendance_days import Day, FullDayRule, PupilDays
from services.gradebook.rpc.requests import LESSON

REASON = {
    "": gradebook_pb2.ABSENCE_REASON_UNSPECIFIED,
    "ill": gradebook_pb2.ABSENCE_REASON_ILL,
    "excused": gradebook_pb2.ABSENCE_REASON_EXCUSED,
    "unexcused": gradebook_pb2.ABSENCE_REASON_UNEXCUSED,
}
_TEXT: dict[int, str] = {number: text for text, number in REASON.items()}
_KIND = {
    "every": pb.FULL_DAY_KIND_EVERY_LESSON,
    "at_least": pb.FULL_DAY_KIND_AT_LEAST,
    "any": pb.FULL_DAY_KIND_ANY_LESSON,
}
_KIND_TEXT: dict[int, str] = {number: text for text, number in _KIND.items()}
_ATTENDANCE = {"absent": gradebook_pb2.ATTENDANCE_ABSENT, "late": gradebook_pb2.ATTENDANCE_LATE}
_OUTCOME = {True: gradebook_pb2.CELL_OUTCOME_SAVED, False: gradebook_pb2.CELL_OUTCOME_ALREADY_SO}


def reason_text(reason: int) -> str:
    """A reason as it is stored; one that no rule knows for a number that is none of ours."""
    return _TEXT.get(reason, "?")


def read_reason(field: str, edit: pb.AbsenceReasonEdit, school_id: str) -> WantedReason:
    """A reason as asked for. Raises InvalidArgument for a bad lesson or pupil name, also of another school."""
    lesson = parse(edit.lesson, LESSON.replace("{school}", school_id))
    pupil_id = parse(edit.pupil, f"schools/{school_id}/pupils/{{id}}")["id"]
    return WantedReason(field, lesson["group"], lesson["lesson"], pupil_id, reason_text(edit.reason), edit.seen_version)


def reasons_message(school_id: str, wanted: Sequence[WantedReason], done: Excused) -> pb.SetAbsenceReasonsResponse:
    """What became of reasons."""
    message = pb.SetAbsenceReasonsResponse(absences=_saved(school_id, done))
    pupils = {each.field: each.pupil_id for each in wanted}
    for refusal in done.refusals:
        # A refusal that shows what is stored discloses it, and so names the pupil.
        shown = f"schools/{school_id}/pupils/{pupils[refusal.field]}" if refusal.current.version else ""
        message.refusals.add(
            field=refusal.field,
            rule=refusal.rule,
            message=refusal.message,
            current_value=refusal.current.value,
            current_version=refusal.current.version,
            pupil=shown,
        )
    return message


def applied(school_id: str, done: Excused) -> dict[str, Any]:
    """What a period changed and what it left, as fields of the answer."""
    return {
        "absences": list(_saved(school_id, done)),
        "left": [
            pb.AbsenceLeft(
                lesson=f"schools/{school_id}/groups/{group_id}/lessons/{each.lesson_id}",
                pupil=f"schools/{school_id}/pupils/{each.pupil_id}",
                rule=each.rule,
                reason=REASON[reason_of(each.cell.value)],
                version=each.cell.version,
            )
            for group_id, each in done.left
        ],
    }


def _saved(school_id: str, done: Excused) -> Iterable[pb.SavedAbsence]:
    for each in done.reasons:
        yield pb.SavedAbsence(
            lesson=f"schools/{school_id}/groups/{each.group_id}/lessons/{each.lesson_id}",
            pupil=f"schools/{school_id}/pupils/{each.pupil_id}",
            reason=REASON[each.reason],
            version=each.version,
            outcome=_OUTCOME[each.changed],
        )


def period_message(school_id: str, period: Period) -> pb.AbsencePeriod:
    """A period."""
    return pb.AbsencePeriod(
        period=period.period_id,
        pupil=f"schools/{school_id}/pupils/{period.pupil_id}",
        begin_date=period.begin.isoformat(),
        end_date=period.end.isoformat(),
        reason=REASON[period.reason],
        document=period.document,
        create_time=period.created_at,
        created_by=f"persons/{period.created_by}",
    )


def read_rule(rule: pb.FullDayRule) -> FullDayRule:
    """A rule as asked for, with the version that was seen."""
    return FullDayRule(_KIND_TEXT.get(rule.kind, "?"), rule.lessons, rule.version)


def rule_message(rule: FullDayRule) -> pb.FullDayRule:
    """A rule."""
    return pb.FullDayRule(kind=_KIND[rule.kind], lessons=rule.lessons, version=rule.version)


def pupil_days(school_id: str, pupil: PupilDays) -> pb.PupilAttendance:
    """A pupil's days and sums."""
    return pb.PupilAttendance(
        pupil=f"schools/{school_id}/pupils/{pupil.pupil_id}",
        days=[_day(school_id, each) for each in pupil.days],
        full_days=pupil.full_days,
        ill=pupil.reasons["ill"],
        excused=pupil.reasons["excused"],
        unexcused=pupil.reasons["unexcused"],
        without_reason=pupil.reasons[""],
        late=pupil.late,
        minutes_late=pupil.minutes_late,
    )


def _day(school_id: str, day: Day) -> pb.AttendanceDay:
    message = pb.AttendanceDay(
        date=day.day.isoformat(),
        full_day=day.full,
        lessons=day.entries[0].due,
        recorded=day.entries[0].recorded,
        missed=day.missed,
    )
    for each in day.entries:
        message.entries.add(
            lesson=f"schools/{school_id}/groups/{each.group_id}/lessons/{each.lesson_id}",
            bell=each.bell,
            subject_title=each.subject_title,
            attendance=_ATTENDANCE[each.attendance],
            minutes_late=each.minutes_late,
            reason=REASON[each.reason],
            version=each.version,
        )
    return message
