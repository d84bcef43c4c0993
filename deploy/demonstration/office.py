"""What the demonstration's deputy head has done today: a teacher is away, and the first lesson to cover is covered."""

from datetime import date, timedelta
from uuid import NAMESPACE_URL, uuid5

from zvonok.gradebook.v1 import substitutions_pb2, substitutions_pb2_grpc

from deploy.local.connection import Platform

Metadata = tuple[tuple[str, str], ...]
# On a Sunday the next school day is the one to look at.
_DAYS_AHEAD = 3


def cover(platform: Platform, school: str, today: date, metadata: Metadata, present: frozenset[str]) -> None:
    """Notes an absence and assigns one substitute at a school (schools/{school}), on the first day that has lessons.

    `present`: persons who have accounts that are shown, and so are never away; one of them stands in where one can.
    Done again it does nothing.
    """
    with platform.channel("gradebook") as channel:
        office = substitutions_pb2_grpc.SubstitutionServiceStub(channel)
        for ahead in range(_DAYS_AHEAD):
            day = (today + timedelta(days=ahead)).isoformat()
            request = substitutions_pb2.GetDayToCoverRequest(school=school, date=day)
            found = office.GetDayToCover(request, metadata=metadata)
            if found.absences or any(_cover(office, request, one, metadata, present) for one in found.teachers):
                return


def _cover(
    office: substitutions_pb2_grpc.SubstitutionServiceStub,
    request: substitutions_pb2.GetDayToCoverRequest,
    teacher: str,
    metadata: Metadata,
    present: frozenset[str],
) -> bool:
    """Lets a teacher be away on the day; False, and nothing done, when no lesson of his could be covered."""
    if teacher in present:
        return False
    away = office.RecordTeacherAbsence(
        substitutions_pb2.RecordTeacherAbsenceRequest(
            school=request.school,
            request_id=_id(request, f"away {teacher}"),
            person=teacher,
            begin_date=request.date,
            end_date=request.date,
            kind=substitutions_pb2.ABSENCE_KIND_COURSE,
        ),
        metadata=metadata,
    ).absence
    lessons = [one for one in office.GetDayToCover(request, metadata=metadata).lessons if one.proposed_person]
    if not lessons:
        before = date.fromisoformat(request.date) - timedelta(days=1)
        office.EndTeacherAbsence(
            substitutions_pb2.EndTeacherAbsenceRequest(
                school=request.school, request_id=_id(request, f"back {teacher}"), absence=away.absence,
                seen_version=away.version, last_date=before.isoformat(),
            ),
            metadata=metadata,
        )  # fmt: skip
        return False
    able = ((one, each.person) for one in lessons for each in one.candidates if not each.merges)
    lesson, person = next(
        ((one, person) for one, person in able if person in present), (lessons[0], lessons[0].proposed_person)
    )
    merges = next(each.merges for each in lesson.candidates if each.person == person)
    kind = substitutions_pb2.SUBSTITUTION_KIND_MERGED if merges else substitutions_pb2.SUBSTITUTION_KIND_SUBSTITUTE
    line = substitutions_pb2.SubstituteLine(lesson=lesson.lesson, person=person, kind=kind)
    [outcome] = office.AssignSubstitutes(
        substitutions_pb2.AssignSubstitutesRequest(
            school=request.school, request_id=_id(request, f"assign {teacher}"), lines=[line]
        ),
        metadata=metadata,
    ).outcomes
    if outcome.rule:
        raise RuntimeError(f"a demonstration substitution was refused by {outcome.rule}")
    return True


def _id(request: substitutions_pb2.GetDayToCoverRequest, what: str) -> str:
    # Of its own for each step: a load that goes on where another was interrupted asks for the same.
    return str(uuid5(NAMESPACE_URL, f"demonstration {request.school} {request.date} {what}"))
