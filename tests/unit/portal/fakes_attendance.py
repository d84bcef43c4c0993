"""Stand-ins for attendance: answers by hand, which tests replace."""

from typing import Any

from zvonok.gradebook.v1 import absence_notes_pb2 as notes_pb
from zvonok.gradebook.v1 import attendance_pb2 as pb
from zvonok.gradebook.v1 import gradebook_pb2

from kit.ids import new_id

LESSONS = [new_id() for _ in range(4)]
MISSING_GROUP = new_id()
PERIOD = new_id()


def missed(school: str, number: int, **fields: Any) -> pb.MissedLesson:
    """A lesson missed, by the number of its bell."""
    lesson = f"{school}/groups/{MISSING_GROUP}/lessons/{LESSONS[number - 1]}"
    values = {"attendance": gradebook_pb2.ATTENDANCE_ABSENT, "subject_title": "Алгебра", "version": number}
    return pb.MissedLesson(lesson=lesson, bell=number, **(values | fields))  # type: ignore[arg-type]


class AttendanceFakes:
    """AttendanceService."""

    def methods(self) -> list[Any]:
        return [
            self.SetAbsenceReasons, self.CreateAbsencePeriod, self.EndAbsencePeriod, self.ListAbsencePeriods,
            self.GetFullDayRule, self.SetFullDayRule, self.GetClassAttendance, self.GetPupilAttendance,
        ]  # fmt: skip

    def SetAbsenceReasons(self, request: Any) -> Any:
        saved = [pb.SavedAbsence(lesson=each.lesson, pupil=each.pupil, reason=each.reason) for each in request.reasons]
        return pb.SetAbsenceReasonsResponse(absences=saved)

    def CreateAbsencePeriod(self, request: Any) -> Any:
        return pb.CreateAbsencePeriodResponse(absences=[pb.SavedAbsence()] * 2, left=[pb.AbsenceLeft()])

    def EndAbsencePeriod(self, request: Any) -> Any:
        return pb.EndAbsencePeriodResponse()

    def ListAbsencePeriods(self, request: Any) -> Any:
        return pb.ListAbsencePeriodsResponse()

    def GetFullDayRule(self, request: Any) -> Any:
        rule = pb.FullDayRule(kind=pb.FULL_DAY_KIND_AT_LEAST, lessons=3, version=2)
        return pb.GetFullDayRuleResponse(rule=rule)

    def SetFullDayRule(self, request: Any) -> Any:
        return pb.SetFullDayRuleResponse(rule=request.rule)

    def GetClassAttendance(self, request: Any) -> Any:
        return pb.GetClassAttendanceResponse(full_day_rule=pb.FullDayRule(kind=pb.FULL_DAY_KIND_EVERY_LESSON))

    def GetPupilAttendance(self, request: Any) -> Any:
        return pb.GetPupilAttendanceResponse(attendance=pb.PupilAttendance(pupil=request.pupil))


class AbsenceNoteFakes:
    """AbsenceNoteService."""

    def methods(self) -> list[Any]:
        return [
            self.SendAbsenceNote, self.WithdrawAbsenceNote, self.ListPupilAbsenceNotes, self.ListClassAbsenceNotes,
            self.DecideAbsenceNote, self.ListAnnouncedAbsences,
        ]  # fmt: skip

    def SendAbsenceNote(self, request: Any) -> Any:
        return notes_pb.SendAbsenceNoteResponse()

    def WithdrawAbsenceNote(self, request: Any) -> Any:
        return notes_pb.WithdrawAbsenceNoteResponse()

    def ListPupilAbsenceNotes(self, request: Any) -> Any:
        return notes_pb.ListPupilAbsenceNotesResponse()

    def ListClassAbsenceNotes(self, request: Any) -> Any:
        return notes_pb.ListClassAbsenceNotesResponse()

    def DecideAbsenceNote(self, request: Any) -> Any:
        return notes_pb.DecideAbsenceNoteResponse(absences=[pb.SavedAbsence()])

    def ListAnnouncedAbsences(self, request: Any) -> Any:
        return notes_pb.ListAnnouncedAbsencesResponse()
