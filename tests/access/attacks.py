"""Requests of every method, and the same with foreign ids in their fields."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import Any

from google.protobuf.descriptor import Descriptor, FieldDescriptor
from google.protobuf.message import Message
from zvonok.gradebook.v1 import changes_pb2, gradebook_pb2
from zvonok.identity.v1 import access_pb2, people_pb2, schools_pb2
from zvonok.reports.v1 import reports_pb2

from kit.ids import new_id
from services.identity.domain.policy import POLICY
from tests.access.doors import RULES, UUID, Names, Platform
from tests.integration.gradebook.world import MONDAY, TODAY


def requests(names: Names) -> dict[str, Message]:
    """Of every method that people may use: a request that is right, for who has a right to these things."""
    days: dict[str, Any] = {"begin_date": MONDAY.isoformat(), "end_date": TODAY.isoformat()}
    return {
        "AccessService/Explain": access_pb2.ExplainRequest(
            school=names.school,
            subject=f"persons/{new_id()}",
            permission="gradebook.journal.read",
            resource=names.group,
        ),
        "AccessService/ListDisclosures": access_pb2.ListDisclosuresRequest(pupil=names.pupil),
        "AccessService/ListUnusualLooks": access_pb2.ListUnusualLooksRequest(school=names.school),
        "PeopleService/ListGroupPupils": people_pb2.ListGroupPupilsRequest(group=names.group),
        "PeopleService/ListClassPupils": people_pb2.ListClassPupilsRequest(**{"class": names.class_}),
        "PeopleService/GetPupil": people_pb2.GetPupilRequest(pupil=names.pupil),
        "SchoolService/ListSchools": schools_pb2.ListSchoolsRequest(municipality=names.municipality),
        "SchoolService/ListClasses": schools_pb2.ListClassesRequest(school=names.school),
        "SchoolService/ListGroups": schools_pb2.ListGroupsRequest(school=names.school),
        "SchoolService/ListTerms": schools_pb2.ListTermsRequest(school=names.school),
        "GradebookService/ListLessons": gradebook_pb2.ListLessonsRequest(groups=[names.group], **days),
        "GradebookService/GetLesson": gradebook_pb2.GetLessonRequest(lesson=names.lesson),
        "GradebookService/RecordLesson": gradebook_pb2.RecordLessonRequest(request_id=new_id(), lesson=names.lesson),
        "GradebookService/GetJournal": gradebook_pb2.GetJournalRequest(group=names.group, **days),
        "GradebookService/GetDiary": gradebook_pb2.GetDiaryRequest(pupil=names.pupil, **days),
        "ChangeService/RecordLessons": changes_pb2.RecordLessonsRequest(
            group=names.group, saves=[gradebook_pb2.RecordLessonRequest(request_id=new_id(), lesson=names.lesson)]
        ),
        "ChangeService/WatchJournal": changes_pb2.WatchJournalRequest(group=names.group, **days),
        "ChangeService/ListChanges": changes_pb2.ListChangesRequest(place=names.lesson),
        "ControlRoomService/GetControlRoom": reports_pb2.GetControlRoomRequest(school=names.school, term=names.term),
        "ControlRoomService/WatchControlRoom": reports_pb2.WatchControlRoomRequest(school=names.school),
        "ControlRoomService/ListTeacherMetrics": reports_pb2.ListTeacherMetricsRequest(
            school=names.school, term=names.term
        ),
        "ControlRoomService/ListLessonsBehind": reports_pb2.ListLessonsBehindRequest(
            school=names.school, term=names.term, metric="lessons_filled", group=names.group, **{"class": names.class_}
        ),
        "ControlRoomService/RemindTeachers": reports_pb2.RemindTeachersRequest(
            school=names.school, request_id=new_id(), term=names.term, metric="lessons_filled", group=names.group,
            **{"class": names.class_},
        ),
        "ControlRoomService/ListPupilsBehind": reports_pb2.ListPupilsBehindRequest(
            school=names.school, term=names.term, metric="pupils_without_marks", group=names.group,
            **{"class": names.class_},
        ),
        "PeopleService/BatchGetPupilNames": people_pb2.BatchGetPupilNamesRequest(
            school=names.school, pupils=[names.pupil]
        ),
        "PeopleService/ListStaff": people_pb2.ListStaffRequest(school=names.school),
    }  # fmt: skip


# Fields that hold names, which test_foreign_ids_in_any_field_open_nothing_and_tell_nothing fills with foreign ones.
NAMES = {
    "AccessService/Explain": ("school", "resource"),
    "AccessService/ListDisclosures": ("pupil",),
    "AccessService/ListUnusualLooks": ("school",),
    "PeopleService/ListGroupPupils": ("group",),
    "PeopleService/ListClassPupils": ("class",),
    "PeopleService/GetPupil": ("pupil",),
    "SchoolService/ListSchools": ("municipality",),
    "SchoolService/ListClasses": ("school",),
    "SchoolService/ListGroups": ("school",),
    "SchoolService/ListTerms": ("school",),
    "GradebookService/ListLessons": ("groups",),
    "GradebookService/GetLesson": ("lesson",),
    "GradebookService/RecordLesson": ("lesson",),
    "GradebookService/GetJournal": ("group",),
    "GradebookService/GetDiary": ("pupil",),
    "ChangeService/RecordLessons": ("group",),
    "ChangeService/WatchJournal": ("group",),
    "ChangeService/ListChanges": ("place",),
    "ControlRoomService/GetControlRoom": ("school", "term"),
    "ControlRoomService/WatchControlRoom": ("school",),
    "ControlRoomService/ListTeacherMetrics": ("school", "term"),
    "ControlRoomService/ListLessonsBehind": ("school", "term", "class", "group"),
    "ControlRoomService/ListPupilsBehind": ("school", "term", "class", "group"),
    "ControlRoomService/RemindTeachers": ("school", "term", "class", "group"),
    "PeopleService/BatchGetPupilNames": ("school", "pupils"),
    "PeopleService/ListStaff": ("school",),
}
# Fields that other tests attack.
ATTACKED_BY_OTHER_TESTS = {
    "AccessService/Explain subject",
    "AccessService/ListDisclosures page_token",
    "AccessService/ListUnusualLooks page_token",
    "SchoolService/ListSchools page_token",
    "SchoolService/ListClasses page_token",
    "SchoolService/ListGroups page_token",
    "SessionService/ListSessions page_token",
    "SessionService/EndSession session",
    "GradebookService/ListLessons page_token",
    "GradebookService/RecordLesson request_id",
    "GradebookService/RecordLesson marks.line_item",
    "GradebookService/RecordLesson marks.pupil",
    "GradebookService/RecordLesson attendance.pupil",
    # The saves of a queue are those of RecordLesson (services/gradebook/rpc/saving.py); a lesson of elsewhere:
    # tests/integration/gradebook/test_changes.py.
    "ChangeService/RecordLessons saves.lesson",
    "ChangeService/RecordLessons saves.request_id",
    "ChangeService/RecordLessons saves.marks.line_item",
    "ChangeService/RecordLessons saves.marks.pupil",
    "ChangeService/RecordLessons saves.attendance.pupil",
    # tests/integration/gradebook/test_history_reading.py
    "ChangeService/ListChanges pupil",
    "ChangeService/ListChanges line_item",
    "ChangeService/ListChanges page_token",
    # tests/integration/notify/test_rpc.py
    "NoticeService/ListNotices page_token",
    "NoticeService/MarkNoticesRead request_id",
    "NoticeService/CountDeliveries school",
    # tests/integration/reports/test_behind.py; a teacher and a subject narrow the lessons of the school.
    "ControlRoomService/ListLessonsBehind page_token",
    "ControlRoomService/ListLessonsBehind subject_title",
    "ControlRoomService/ListLessonsBehind teacher",
    # tests/integration/reports/test_pupils_behind.py
    "ControlRoomService/ListPupilsBehind page_token",
    "ControlRoomService/ListPupilsBehind subject_title",
    "ControlRoomService/RemindTeachers request_id",
    "ControlRoomService/RemindTeachers subject_title",
    "ControlRoomService/RemindTeachers teacher",
    # tests/integration/identity/test_people.py
    "PeopleService/ListStaff page_token",
}
HOLD_NO_ID = {
    "permission", "begin_date", "end_date", "as_of_date", "lesson_edit.topic", "lesson_edit.homework.text",
    "lesson_edit.homework.due_date", "new_line_items.client_key", "new_line_items.category", "new_line_items.title",
    "marks.value", "marks.reason", "marks.comment", "marks.due_date", "read_mask.paths", "metric", "since_date",
}  # fmt: skip


def for_people(method: str) -> bool:
    """Whether people may use the method at all, once they are known."""
    rule = RULES[method]
    return rule.own or (bool(rule.permission) and bool(POLICY[rule.permission].relations))


def texts(message: Descriptor, above: str = "") -> Iterator[str]:
    """The paths of all text fields of a message, nested ones too."""
    for each in message.fields:
        if each.type == FieldDescriptor.TYPE_STRING:
            yield above + each.name
        elif each.message_type is not None:
            yield from texts(each.message_type, f"{above}{each.name}.")


def mixtures(right: str, foreign: str) -> dict[tuple[bool, ...], str]:
    """The name with some or all of its ids taken from a foreign name, by which ones are foreign."""
    mine, theirs = UUID.findall(right), UUID.findall(foreign)
    found = {}
    for taken in product((False, True), repeat=len(mine)):
        ids = iter([other if take else own for own, other, take in zip(mine, theirs, taken, strict=True)])
        name = UUID.sub(lambda _match, ids=ids: next(ids), right)  # type: ignore[misc]
        if name != right:
            found[taken] = name
    return found


def attacks(request: Message, path: str, strange: Message) -> dict[Any, Message]:
    """The request with the other request's name in a field, whole or in part; in a list also among right ones."""
    right, foreign = getattr(request, path), getattr(strange, path)
    if isinstance(right, str):
        return {key: filled(request, path, name) for key, name in mixtures(right, foreign).items()}
    [own], [theirs] = right, foreign
    return {
        (key, place): filled(request, path, names)
        for key, name in mixtures(own, theirs).items()
        for place, names in {
            "alone": [name],
            "first": [name, own],
            "last": [*[own] * 199, name],
            "between": [own, name, own],
        }.items()
    }


def filled(request: Message, path: str, value: Any) -> Message:
    changed = type(request)()
    changed.CopyFrom(request)
    if "request_id" in request.DESCRIPTOR.fields_by_name:
        setattr(changed, "request_id", new_id())  # noqa: B010 - not every message has one
    changed.ClearField(path)
    if isinstance(value, str):
        setattr(changed, path, value)
    else:
        getattr(changed, path).extend(value)
    return changed


def ids_in(answers: Sequence[Message]) -> set[str]:
    return set(UUID.findall(str(answers)))


def looks_at(platform: Platform, place: str) -> Message:
    return people_pb2.GetPupilRequest(pupil=platform.names(place).pupil)


FOR_SERVICES: Mapping[str, Message] = {
    "AccessService/Check": access_pb2.CheckRequest(subject="persons/1", permission="gradebook.diary.read"),
    "AccessService/BatchCheck": access_pb2.BatchCheckRequest(subject="persons/1", items=[access_pb2.CheckItem()]),
    "AccessService/ListVisible": access_pb2.ListVisibleRequest(
        subject="persons/1", permission="gradebook.diary.read", kind="pupils"
    ),
    "AccessService/RecordDisclosures": access_pb2.RecordDisclosuresRequest(disclosures=[access_pb2.Disclosure()]),
    "AccessService/WatchRelations": access_pb2.WatchRelationsRequest(),
    "PeopleService/BatchGetContacts": people_pb2.BatchGetContactsRequest(persons=["persons/1"]),
    "PeopleService/BatchGetNames": people_pb2.BatchGetNamesRequest(school="schools/1", persons=["persons/1"]),
    "SchoolService/ImportRoster": schools_pb2.ImportRosterRequest(start=schools_pb2.ImportStart()),
    "SchoolService/ReplayRoster": schools_pb2.ReplayRosterRequest(request_id="1"),
    "GradebookService/ReplayLessons": gradebook_pb2.ReplayLessonsRequest(request_id="1"),
}
