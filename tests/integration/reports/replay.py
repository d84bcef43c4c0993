"""What a school's owners tell when they are asked to replay: all present state, roster versions raised."""

from google.protobuf.message import Message
from zvonok.gradebook.events.v1 import lessons_pb2
from zvonok.identity.events.v1 import roster_pb2

from tests.integration.reports.history import School


def replay_of(school: School) -> list[Message]:
    """The messages, in the owners' order. Identity gives what it tells again a new version, the gradebook does not."""
    return [*_roster(school), *_lessons(school)]


def _roster(school: School) -> list[Message]:
    last: dict[str, Message] = {}
    for each in school.events:
        if isinstance(each, roster_pb2.SchoolChanged):
            last["school"] = each
        elif isinstance(each, roster_pb2.GroupChanged):
            last[each.group_id] = each
    school.version += 1
    for group in school.group_versions:
        school.group_versions[group] += 1
    told = []
    for each in last.values():
        again = type(each)()
        again.CopyFrom(each)
        again.version += 1  # type: ignore[attr-defined]
        told.append(again)
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
                line_item_id=school.items[number, item], pupil_id=school.pupil_ids[pupil], new_value=value, version=at
            )
            for (of_lesson, item, pupil), (value, at) in school.cells.items()
            if of_lesson == number
        )
        told.append(again)
    return told
