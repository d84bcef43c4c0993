"""What a school's owners tell when they are asked to replay: all present state, roster versions raised."""

from collections.abc import Sequence

from google.protobuf.message import Message
from zvonok.gradebook.events.v1 import lessons_pb2, terms_pb2
from zvonok.identity.events.v1 import roster_pb2

from tests.integration.reports.history import School, told_day
from tests.integration.reports.test_statistics import YEAR
from tests.integration.reports.test_statistics import School as Assessed


def replay_of(school: School) -> list[Message]:
    """The messages, in the owners' order. Identity gives what it tells again a new version, the gradebook does not."""
    return [*_roster(school), *_lessons(school)]


def _roster(school: School) -> list[Message]:
    school.version += 1
    for group in school.group_versions:
        school.group_versions[group] += 1
    return again(school.events)


def again(events: Sequence[Message]) -> list[Message]:
    """The last that was told of the school, of each class and of each group, under the next version."""
    last: dict[str, Message] = {}
    for each in events:
        if isinstance(each, roster_pb2.SchoolChanged):
            last["school"] = each
        elif isinstance(each, (roster_pb2.ClassChanged, roster_pb2.GroupChanged)):
            last[each.class_id if isinstance(each, roster_pb2.ClassChanged) else each.group_id] = each
    told = []
    for each in last.values():
        message = type(each)()
        message.CopyFrom(each)
        message.version += 1  # type: ignore[attr-defined]
        told.append(message)
    return told


def _lessons(school: School) -> list[Message]:
    recorded = {each.lesson_id: each for each in school.events if isinstance(each, lessons_pb2.LessonRecorded)}
    told: list[Message] = []
    for number, lesson in enumerate(school.lessons):
        group_id = school.group_ids[lesson.group]
        planned = lessons_pb2.ScheduledLesson(
            lesson_id=lesson.lesson_id, date=lesson.day.isoformat(), state=lesson.state, version=lesson.version
        )
        told.append(lessons_pb2.LessonsScheduled(school_id=school.school_id, group_id=group_id, lessons=[planned]))
        if lesson.lesson_id not in recorded:
            continue
        again = lessons_pb2.LessonRecorded()
        again.CopyFrom(recorded[lesson.lesson_id])
        again.date, again.state, again.version = lesson.day.isoformat(), lesson.state, lesson.version
        again.replayed = True
        del again.marks[:]
        again.marks.extend(
            lessons_pb2.MarkChanged(
                line_item_id=school.items[number, item],
                pupil_id=school.pupil_ids[pupil],
                new_value=value,
                version=at,
                entered_date=told_day(since),
            )
            for (of_lesson, item, pupil), (value, at, since) in school.cells.items()
            if of_lesson == number
        )
        told.append(again)
    return told


def replay_of_assessed(school: Assessed) -> list[Message]:
    """The same of a school with attendance and decisions of terms."""
    for number in range(len(school.classes)):
        school.next("class", number)
    for number in range(len(school.groups)):
        school.next("group", number)
    return [*again(school.events), *_attendance(school), *_decisions(school)]


def _attendance(school: Assessed) -> list[Message]:
    told: list[Message] = []
    for number, (lesson_id, group, on) in enumerate(school.lessons):
        version, names = school.versions["lesson", number], {"school_id": school.school_id}
        planned = lessons_pb2.ScheduledLesson(lesson_id=lesson_id, date=on.isoformat(), state="held", version=version)
        told.append(lessons_pb2.LessonsScheduled(**names, group_id=school.groups[group], lessons=[planned]))
        told.append(
            lessons_pb2.LessonRecorded(
                **names, group_id=school.groups[group], lesson_id=lesson_id, date=on.isoformat(), state="held",
                version=version, attendance_confirmed=school.confirmed.get(number, False), replayed=True,
                attendance=[
                    lessons_pb2.AttendanceChanged(
                        pupil_id=school.pupils[pupil], new_attendance=value, reason=reason,
                        version=school.versions["cell", number, pupil],
                    )
                    for (lesson, pupil), (value, reason) in school.cells.items()
                    if lesson == number
                ],
            )
        )  # fmt: skip
    return told


def _decisions(school: Assessed) -> list[Message]:
    return [
        terms_pb2.TermMarksRecorded(
            school_id=school.school_id, group_id=school.groups[group], school_year=YEAR, term_id=school.terms[term],
            replayed=True,
            marks=[
                terms_pb2.TermMarkChanged(
                    kind="term", pupil_id=school.pupils[pupil], new_value=value, recorded_date=on.isoformat(),
                    version=school.versions["mark", term, group, pupil],
                )
                for (of_term, of_group, pupil), (value, on) in school.marks.items()
                if (of_term, of_group) == (term, group)
            ],
        )
        for term, group in sorted({(term, group) for term, group, _ in school.marks})
    ]  # fmt: skip
