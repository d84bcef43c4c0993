"""Stand-ins for substitutions and the staff: answers by hand, which tests replace."""

import datetime
from typing import Any

from zvonok.gradebook.v1 import substitutions_pb2 as pb
from zvonok.identity.v1 import people_pb2

from kit.ids import new_id

ABSENCE, SUBSTITUTION = new_id(), new_id()
STAFF = {
    name: f"persons/{new_id()}" for name in ("Абрикосова Нина Львовна", "Берёзкин Пётр Ильич", "Вязова Ольга Юрьевна")
}
ABSENT, FREE, MERGING = STAFF.values()
LESSONS = [f"schools/{new_id()}/groups/{new_id()}/lessons/{new_id()}" for _ in range(3)]


class SubstitutionFakes:
    """SubstitutionService, and ListStaff of PeopleService."""

    def methods(self) -> list[Any]:
        return [
            self.RecordTeacherAbsence, self.EndTeacherAbsence, self.GetDayToCover, self.AssignSubstitutes,
            self.EndSubstitution, self.ListSubstitutions, self.ListOwnSubstitutions,
        ]  # fmt: skip

    def ListStaff(self, request: Any) -> Any:
        return people_pb2.ListStaffResponse(
            staff=[
                people_pb2.StaffMember(person=person, **dict(zip(_NAMES, name.split(), strict=True)))
                for name, person in STAFF.items()
            ]
        )

    def RecordTeacherAbsence(self, request: Any) -> Any:
        return pb.RecordTeacherAbsenceResponse(absence=pb.TeacherAbsence(absence=ABSENCE))

    def EndTeacherAbsence(self, request: Any) -> Any:
        return pb.EndTeacherAbsenceResponse(ended_substitutions=[pb.Substitution()] * 2)

    def GetDayToCover(self, request: Any) -> Any:
        day = request.date
        free = pb.Candidate(person=FREE, teaches_subject=True, lessons_of_day=3, lessons_of_week=14)
        merging = pb.Candidate(person=MERGING, knows_class=True, merges=True)
        lessons = [
            pb.LessonToCover(
                lesson=lesson, date=day, bell=bell, subject_title=subject, class_title="7А", room="21",
                absent_persons=[ABSENT],
            )
            for bell, (lesson, subject) in enumerate(zip(LESSONS, ("Алгебра", "Геометрия", "Физика"), strict=True), 1)
        ]  # fmt: skip
        lessons[0].candidates.extend([free, merging])
        lessons[0].proposed_person = FREE
        lessons[1].candidates.extend([merging])
        lessons[1].proposed_person = MERGING
        lessons[2].substitution.CopyFrom(substitution(day, LESSONS[2]))
        absence = pb.TeacherAbsence(
            absence=ABSENCE, person=ABSENT, begin_date=day, end_date=day, bells=[1, 2], kind=pb.ABSENCE_KIND_COURSE,
            version=3,
        )  # fmt: skip
        return pb.GetDayToCoverResponse(absences=[absence], lessons=lessons, teachers=list(STAFF.values()))

    def AssignSubstitutes(self, request: Any) -> Any:
        saved = pb.SubstituteOutcome(substitution=pb.Substitution(substitution=SUBSTITUTION))
        return pb.AssignSubstitutesResponse(outcomes=[saved] * len(request.lines))

    def EndSubstitution(self, request: Any) -> Any:
        return pb.EndSubstitutionResponse()

    def ListSubstitutions(self, request: Any) -> Any:
        rows = [substitution(request.begin_date, LESSONS[0]), substitution(request.end_date, LESSONS[1])]
        rows[1].kind = pb.SUBSTITUTION_KIND_SUPERVISING
        if request.ended:
            rows.append(substitution(request.end_date, LESSONS[2]))
            rows[2].state, rows[2].end_reason = pb.SUBSTITUTION_STATE_ENDED, "RETURNED"
        return pb.ListSubstitutionsResponse(substitutions=rows)

    def ListOwnSubstitutions(self, request: Any) -> Any:
        return pb.ListOwnSubstitutionsResponse()


_NAMES = ("family_name", "given_name", "middle_name")


def substitution(day: str | datetime.date, lesson: str) -> pb.Substitution:
    return pb.Substitution(
        substitution=SUBSTITUTION, lesson=lesson, date=str(day), bell=3, subject_title="=Физика", class_title="7А",
        absent_person=ABSENT, person=FREE, kind=pb.SUBSTITUTION_KIND_SUBSTITUTE, version=1,
        state=pb.SUBSTITUTION_STATE_ASSIGNED, absence_kind=pb.ABSENCE_KIND_ILL, filled=True,
    )  # fmt: skip
