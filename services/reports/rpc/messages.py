"""Answers out of counts."""

from datetime import datetime

from google.protobuf.timestamp_pb2 import Timestamp
from zvonok.reports.v1 import reports_pb2

from services.reports.actions.control_room import ControlRoom
from services.reports.domain.metrics import (
    NO_PARTICIPATION,
    Counts,
    Participation,
    Share,
    by_class,
    by_subject,
    by_year_group,
    metrics_of,
    teachers_in_full,
    total_of,
)
from services.reports.store.control_room import LessonRow
from services.reports.store.participation import NO_PARTICIPANTS
from services.reports.store.pupils_behind import PupilRow


def room_message(school_id: str, room: ControlRoom) -> reports_pb2.GetControlRoomResponse:
    """The control room with all its cuts."""
    school = f"schools/{school_id}"
    people = room.participants or NO_PARTICIPANTS
    answer = reports_pb2.GetControlRoomResponse(
        total=metrics_message(total_of(room.groups), people.whole),
        classes=[
            reports_pb2.ClassMetrics(
                **{"class": f"{school}/classes/{each.class_id}"},
                class_title=each.class_title,
                year_group=each.year_group,
                metrics=metrics_message(each.counts, people.classes.get(each.class_id, NO_PARTICIPATION)),
            )
            for each in by_class(room.groups)
        ],
        subjects=[
            reports_pb2.SubjectMetrics(subject_title=title, metrics=metrics_message(counts))
            for title, counts in by_subject(room.groups)
        ],
        groups=[
            reports_pb2.GroupMetrics(
                group=f"{school}/groups/{each.group_id}",
                class_title=each.class_title,
                subject_title=each.subject_title,
                metrics=metrics_message(each.counts),
            )
            for each in room.groups
        ],
        year_groups=[
            reports_pb2.YearGroupMetrics(
                year_group=year_group,
                metrics=metrics_message(counts, people.year_groups.get(year_group, NO_PARTICIPATION)),
            )
            for year_group, counts in by_year_group(room.groups)
        ],
        weeks=[
            reports_pb2.WeekMetrics(begin_date=monday.isoformat(), metrics=metrics_message(Counts(lessons=lessons)))
            for monday, lessons in room.weeks
        ],
        teachers_in_full=share_message(teachers_in_full(room.teachers)),
        term=f"{school}/terms/{room.term_id}" if room.term_id else "",
        update_time=timestamp(room.update_time),
    )
    if room.span is not None:
        answer.as_of_date = room.span.as_of.isoformat()
        answer.begin_date, answer.end_date = room.span.begin.isoformat(), room.span.until.isoformat()
    if room.before is not None and room.total_before is not None:
        answer.before.begin_date = room.before.begin.isoformat()
        answer.before.end_date = room.before.until.isoformat()
        before = room.participants_before or NO_PARTICIPANTS
        answer.before.total.CopyFrom(metrics_message(room.total_before, before.whole))
    return answer


def metrics_message(counts: Counts, people: Participation = NO_PARTICIPATION) -> reports_pb2.Metrics:
    """The shares of these counts and people."""
    metrics = metrics_of(counts)
    return reports_pb2.Metrics(
        lessons_filled=share_message(metrics.lessons_filled),
        filled_in_time=share_message(metrics.filled_in_time),
        pupils_without_marks=share_message(metrics.pupils_without_marks),
        pupils_with_one_mark=share_message(metrics.pupils_with_one_mark),
        homework_recorded=share_message(metrics.homework_recorded),
        material_covered=share_message(metrics.material_covered),
        parents_taking_part=share_message(people.parents),
        pupils_taking_part=share_message(people.pupils),
    )


def lesson_message(school_id: str, row: LessonRow) -> reports_pb2.LessonBehind:
    """A lesson behind a number."""
    return reports_pb2.LessonBehind(
        lesson=f"schools/{school_id}/groups/{row.group_id}/lessons/{row.lesson_id}",
        date=row.day.isoformat(),
        class_title=row.class_title,
        subject_title=row.subject_title,
        filled_date=row.filled_on.isoformat() if row.filled_on else "",
    )


def pupil_message(school_id: str, row: PupilRow) -> reports_pb2.PupilBehind:
    """A pupil behind a number."""
    return reports_pb2.PupilBehind(
        pupil=f"schools/{school_id}/pupils/{row.pupil_id}",
        group=f"schools/{school_id}/groups/{row.group_id}",
        class_title=row.class_title,
        subject_title=row.subject_title,
    )


def timestamp(moment: datetime | None) -> Timestamp | None:
    """A time on the wire."""
    if moment is None:
        return None
    result = Timestamp()
    result.FromDatetime(moment)
    return result


def share_message(share: Share) -> reports_pb2.Share:
    """Part over whole."""
    return reports_pb2.Share(part=share.part, whole=share.whole)
