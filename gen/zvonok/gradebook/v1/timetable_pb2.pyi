from google.api import field_behavior_pb2 as _field_behavior_pb2
from zvonok.gradebook.v1 import gradebook_pb2 as _gradebook_pb2
from zvonok.options.v1 import options_pb2 as _options_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class WeekKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    WEEK_KIND_UNSPECIFIED: _ClassVar[WeekKind]
    WEEK_KIND_EVERY: _ClassVar[WeekKind]
    WEEK_KIND_A: _ClassVar[WeekKind]
    WEEK_KIND_B: _ClassVar[WeekKind]
WEEK_KIND_UNSPECIFIED: WeekKind
WEEK_KIND_EVERY: WeekKind
WEEK_KIND_A: WeekKind
WEEK_KIND_B: WeekKind

class Bell(_message.Message):
    __slots__ = ("bell", "begin_time", "end_time")
    BELL_FIELD_NUMBER: _ClassVar[int]
    BEGIN_TIME_FIELD_NUMBER: _ClassVar[int]
    END_TIME_FIELD_NUMBER: _ClassVar[int]
    bell: int
    begin_time: str
    end_time: str
    def __init__(self, bell: _Optional[int] = ..., begin_time: _Optional[str] = ..., end_time: _Optional[str] = ...) -> None: ...

class BellSchedule(_message.Message):
    __slots__ = ("bell_schedule", "title", "weekdays", "bells")
    BELL_SCHEDULE_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    WEEKDAYS_FIELD_NUMBER: _ClassVar[int]
    BELLS_FIELD_NUMBER: _ClassVar[int]
    bell_schedule: str
    title: str
    weekdays: _containers.RepeatedScalarFieldContainer[int]
    bells: _containers.RepeatedCompositeFieldContainer[Bell]
    def __init__(self, bell_schedule: _Optional[str] = ..., title: _Optional[str] = ..., weekdays: _Optional[_Iterable[int]] = ..., bells: _Optional[_Iterable[_Union[Bell, _Mapping]]] = ...) -> None: ...

class SpecialDay(_message.Message):
    __slots__ = ("begin_date", "end_date", "title", "off", "as_weekday", "weeks", "bell_schedule")
    BEGIN_DATE_FIELD_NUMBER: _ClassVar[int]
    END_DATE_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    OFF_FIELD_NUMBER: _ClassVar[int]
    AS_WEEKDAY_FIELD_NUMBER: _ClassVar[int]
    WEEKS_FIELD_NUMBER: _ClassVar[int]
    BELL_SCHEDULE_FIELD_NUMBER: _ClassVar[int]
    begin_date: str
    end_date: str
    title: str
    off: bool
    as_weekday: int
    weeks: WeekKind
    bell_schedule: str
    def __init__(self, begin_date: _Optional[str] = ..., end_date: _Optional[str] = ..., title: _Optional[str] = ..., off: _Optional[bool] = ..., as_weekday: _Optional[int] = ..., weeks: _Optional[_Union[WeekKind, str]] = ..., bell_schedule: _Optional[str] = ...) -> None: ...

class Calendar(_message.Message):
    __slots__ = ("bell_schedules", "special_days", "a_weeks", "shared_rooms", "version")
    BELL_SCHEDULES_FIELD_NUMBER: _ClassVar[int]
    SPECIAL_DAYS_FIELD_NUMBER: _ClassVar[int]
    A_WEEKS_FIELD_NUMBER: _ClassVar[int]
    SHARED_ROOMS_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    bell_schedules: _containers.RepeatedCompositeFieldContainer[BellSchedule]
    special_days: _containers.RepeatedCompositeFieldContainer[SpecialDay]
    a_weeks: _containers.RepeatedScalarFieldContainer[str]
    shared_rooms: _containers.RepeatedScalarFieldContainer[str]
    version: int
    def __init__(self, bell_schedules: _Optional[_Iterable[_Union[BellSchedule, _Mapping]]] = ..., special_days: _Optional[_Iterable[_Union[SpecialDay, _Mapping]]] = ..., a_weeks: _Optional[_Iterable[str]] = ..., shared_rooms: _Optional[_Iterable[str]] = ..., version: _Optional[int] = ...) -> None: ...

class TimetableRefusal(_message.Message):
    __slots__ = ("field", "rule", "message", "wanted", "other", "line")
    FIELD_FIELD_NUMBER: _ClassVar[int]
    RULE_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    WANTED_FIELD_NUMBER: _ClassVar[int]
    OTHER_FIELD_NUMBER: _ClassVar[int]
    LINE_FIELD_NUMBER: _ClassVar[int]
    field: str
    rule: str
    message: str
    wanted: Occupation
    other: Occupation
    line: int
    def __init__(self, field: _Optional[str] = ..., rule: _Optional[str] = ..., message: _Optional[str] = ..., wanted: _Optional[_Union[Occupation, _Mapping]] = ..., other: _Optional[_Union[Occupation, _Mapping]] = ..., line: _Optional[int] = ...) -> None: ...

class Occupation(_message.Message):
    __slots__ = ("group", "subject_title", "class_title", "weekday", "bell", "weeks", "room", "date", "line")
    GROUP_FIELD_NUMBER: _ClassVar[int]
    SUBJECT_TITLE_FIELD_NUMBER: _ClassVar[int]
    CLASS_TITLE_FIELD_NUMBER: _ClassVar[int]
    WEEKDAY_FIELD_NUMBER: _ClassVar[int]
    BELL_FIELD_NUMBER: _ClassVar[int]
    WEEKS_FIELD_NUMBER: _ClassVar[int]
    ROOM_FIELD_NUMBER: _ClassVar[int]
    DATE_FIELD_NUMBER: _ClassVar[int]
    LINE_FIELD_NUMBER: _ClassVar[int]
    group: str
    subject_title: str
    class_title: str
    weekday: int
    bell: int
    weeks: WeekKind
    room: str
    date: str
    line: int
    def __init__(self, group: _Optional[str] = ..., subject_title: _Optional[str] = ..., class_title: _Optional[str] = ..., weekday: _Optional[int] = ..., bell: _Optional[int] = ..., weeks: _Optional[_Union[WeekKind, str]] = ..., room: _Optional[str] = ..., date: _Optional[str] = ..., line: _Optional[int] = ...) -> None: ...

class TimetableEntry(_message.Message):
    __slots__ = ("weekday", "bell", "weeks", "room", "teacher", "begin_date", "end_date")
    WEEKDAY_FIELD_NUMBER: _ClassVar[int]
    BELL_FIELD_NUMBER: _ClassVar[int]
    WEEKS_FIELD_NUMBER: _ClassVar[int]
    ROOM_FIELD_NUMBER: _ClassVar[int]
    TEACHER_FIELD_NUMBER: _ClassVar[int]
    BEGIN_DATE_FIELD_NUMBER: _ClassVar[int]
    END_DATE_FIELD_NUMBER: _ClassVar[int]
    weekday: int
    bell: int
    weeks: WeekKind
    room: str
    teacher: str
    begin_date: str
    end_date: str
    def __init__(self, weekday: _Optional[int] = ..., bell: _Optional[int] = ..., weeks: _Optional[_Union[WeekKind, str]] = ..., room: _Optional[str] = ..., teacher: _Optional[str] = ..., begin_date: _Optional[str] = ..., end_date: _Optional[str] = ...) -> None: ...

class GroupTimetable(_message.Message):
    __slots__ = ("group", "title", "subject_title", "class_title", "own", "entries", "version", "teachers")
    GROUP_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    SUBJECT_TITLE_FIELD_NUMBER: _ClassVar[int]
    CLASS_FIELD_NUMBER: _ClassVar[int]
    CLASS_TITLE_FIELD_NUMBER: _ClassVar[int]
    OWN_FIELD_NUMBER: _ClassVar[int]
    ENTRIES_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    TEACHERS_FIELD_NUMBER: _ClassVar[int]
    group: str
    title: str
    subject_title: str
    class_title: str
    own: bool
    entries: _containers.RepeatedCompositeFieldContainer[TimetableEntry]
    version: int
    teachers: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, group: _Optional[str] = ..., title: _Optional[str] = ..., subject_title: _Optional[str] = ..., class_title: _Optional[str] = ..., own: _Optional[bool] = ..., entries: _Optional[_Iterable[_Union[TimetableEntry, _Mapping]]] = ..., version: _Optional[int] = ..., teachers: _Optional[_Iterable[str]] = ..., **kwargs) -> None: ...

class GetCalendarRequest(_message.Message):
    __slots__ = ("school",)
    SCHOOL_FIELD_NUMBER: _ClassVar[int]
    school: str
    def __init__(self, school: _Optional[str] = ...) -> None: ...

class GetCalendarResponse(_message.Message):
    __slots__ = ("calendar",)
    CALENDAR_FIELD_NUMBER: _ClassVar[int]
    calendar: Calendar
    def __init__(self, calendar: _Optional[_Union[Calendar, _Mapping]] = ...) -> None: ...

class SetBellSchedulesRequest(_message.Message):
    __slots__ = ("school", "request_id", "seen_version", "bell_schedules")
    SCHOOL_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    SEEN_VERSION_FIELD_NUMBER: _ClassVar[int]
    BELL_SCHEDULES_FIELD_NUMBER: _ClassVar[int]
    school: str
    request_id: str
    seen_version: int
    bell_schedules: _containers.RepeatedCompositeFieldContainer[BellSchedule]
    def __init__(self, school: _Optional[str] = ..., request_id: _Optional[str] = ..., seen_version: _Optional[int] = ..., bell_schedules: _Optional[_Iterable[_Union[BellSchedule, _Mapping]]] = ...) -> None: ...

class SetBellSchedulesResponse(_message.Message):
    __slots__ = ("calendar", "refusals")
    CALENDAR_FIELD_NUMBER: _ClassVar[int]
    REFUSALS_FIELD_NUMBER: _ClassVar[int]
    calendar: Calendar
    refusals: _containers.RepeatedCompositeFieldContainer[TimetableRefusal]
    def __init__(self, calendar: _Optional[_Union[Calendar, _Mapping]] = ..., refusals: _Optional[_Iterable[_Union[TimetableRefusal, _Mapping]]] = ...) -> None: ...

class SetCalendarRequest(_message.Message):
    __slots__ = ("school", "request_id", "seen_version", "special_days", "a_weeks", "shared_rooms")
    SCHOOL_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    SEEN_VERSION_FIELD_NUMBER: _ClassVar[int]
    SPECIAL_DAYS_FIELD_NUMBER: _ClassVar[int]
    A_WEEKS_FIELD_NUMBER: _ClassVar[int]
    SHARED_ROOMS_FIELD_NUMBER: _ClassVar[int]
    school: str
    request_id: str
    seen_version: int
    special_days: _containers.RepeatedCompositeFieldContainer[SpecialDay]
    a_weeks: _containers.RepeatedScalarFieldContainer[str]
    shared_rooms: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, school: _Optional[str] = ..., request_id: _Optional[str] = ..., seen_version: _Optional[int] = ..., special_days: _Optional[_Iterable[_Union[SpecialDay, _Mapping]]] = ..., a_weeks: _Optional[_Iterable[str]] = ..., shared_rooms: _Optional[_Iterable[str]] = ...) -> None: ...

class SetCalendarResponse(_message.Message):
    __slots__ = ("calendar", "refusals", "lessons")
    CALENDAR_FIELD_NUMBER: _ClassVar[int]
    REFUSALS_FIELD_NUMBER: _ClassVar[int]
    LESSONS_FIELD_NUMBER: _ClassVar[int]
    calendar: Calendar
    refusals: _containers.RepeatedCompositeFieldContainer[TimetableRefusal]
    lessons: LessonCounts
    def __init__(self, calendar: _Optional[_Union[Calendar, _Mapping]] = ..., refusals: _Optional[_Iterable[_Union[TimetableRefusal, _Mapping]]] = ..., lessons: _Optional[_Union[LessonCounts, _Mapping]] = ...) -> None: ...

class LessonCounts(_message.Message):
    __slots__ = ("added", "dropped", "changed")
    ADDED_FIELD_NUMBER: _ClassVar[int]
    DROPPED_FIELD_NUMBER: _ClassVar[int]
    CHANGED_FIELD_NUMBER: _ClassVar[int]
    added: int
    dropped: int
    changed: int
    def __init__(self, added: _Optional[int] = ..., dropped: _Optional[int] = ..., changed: _Optional[int] = ...) -> None: ...

class GetTimetableRequest(_message.Message):
    __slots__ = ("school",)
    SCHOOL_FIELD_NUMBER: _ClassVar[int]
    CLASS_FIELD_NUMBER: _ClassVar[int]
    school: str
    def __init__(self, school: _Optional[str] = ..., **kwargs) -> None: ...

class GetTimetableResponse(_message.Message):
    __slots__ = ("groups",)
    GROUPS_FIELD_NUMBER: _ClassVar[int]
    groups: _containers.RepeatedCompositeFieldContainer[GroupTimetable]
    def __init__(self, groups: _Optional[_Iterable[_Union[GroupTimetable, _Mapping]]] = ...) -> None: ...

class SetTimetableRequest(_message.Message):
    __slots__ = ("school", "request_id", "begin_date", "groups", "dry_run")
    SCHOOL_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    BEGIN_DATE_FIELD_NUMBER: _ClassVar[int]
    GROUPS_FIELD_NUMBER: _ClassVar[int]
    DRY_RUN_FIELD_NUMBER: _ClassVar[int]
    school: str
    request_id: str
    begin_date: str
    groups: _containers.RepeatedCompositeFieldContainer[GroupEntries]
    dry_run: bool
    def __init__(self, school: _Optional[str] = ..., request_id: _Optional[str] = ..., begin_date: _Optional[str] = ..., groups: _Optional[_Iterable[_Union[GroupEntries, _Mapping]]] = ..., dry_run: _Optional[bool] = ...) -> None: ...

class GroupEntries(_message.Message):
    __slots__ = ("group", "seen_version", "entries")
    GROUP_FIELD_NUMBER: _ClassVar[int]
    SEEN_VERSION_FIELD_NUMBER: _ClassVar[int]
    ENTRIES_FIELD_NUMBER: _ClassVar[int]
    group: str
    seen_version: int
    entries: _containers.RepeatedCompositeFieldContainer[TimetableEntry]
    def __init__(self, group: _Optional[str] = ..., seen_version: _Optional[int] = ..., entries: _Optional[_Iterable[_Union[TimetableEntry, _Mapping]]] = ...) -> None: ...

class SetTimetableResponse(_message.Message):
    __slots__ = ("groups", "refusals", "lessons")
    GROUPS_FIELD_NUMBER: _ClassVar[int]
    REFUSALS_FIELD_NUMBER: _ClassVar[int]
    LESSONS_FIELD_NUMBER: _ClassVar[int]
    groups: _containers.RepeatedCompositeFieldContainer[GroupTimetable]
    refusals: _containers.RepeatedCompositeFieldContainer[TimetableRefusal]
    lessons: LessonCounts
    def __init__(self, groups: _Optional[_Iterable[_Union[GroupTimetable, _Mapping]]] = ..., refusals: _Optional[_Iterable[_Union[TimetableRefusal, _Mapping]]] = ..., lessons: _Optional[_Union[LessonCounts, _Mapping]] = ...) -> None: ...

class GetWeekRequest(_message.Message):
    __slots__ = ("school", "date", "group", "teacher", "room")
    SCHOOL_FIELD_NUMBER: _ClassVar[int]
    DATE_FIELD_NUMBER: _ClassVar[int]
    CLASS_FIELD_NUMBER: _ClassVar[int]
    GROUP_FIELD_NUMBER: _ClassVar[int]
    TEACHER_FIELD_NUMBER: _ClassVar[int]
    ROOM_FIELD_NUMBER: _ClassVar[int]
    school: str
    date: str
    group: str
    teacher: str
    room: str
    def __init__(self, school: _Optional[str] = ..., date: _Optional[str] = ..., group: _Optional[str] = ..., teacher: _Optional[str] = ..., room: _Optional[str] = ..., **kwargs) -> None: ...

class GetWeekResponse(_message.Message):
    __slots__ = ("days", "lessons")
    DAYS_FIELD_NUMBER: _ClassVar[int]
    LESSONS_FIELD_NUMBER: _ClassVar[int]
    days: _containers.RepeatedCompositeFieldContainer[WeekDay]
    lessons: _containers.RepeatedCompositeFieldContainer[ScheduledLesson]
    def __init__(self, days: _Optional[_Iterable[_Union[WeekDay, _Mapping]]] = ..., lessons: _Optional[_Iterable[_Union[ScheduledLesson, _Mapping]]] = ...) -> None: ...

class WeekDay(_message.Message):
    __slots__ = ("date", "title", "off", "weekday", "weeks", "bells", "in_term")
    DATE_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    OFF_FIELD_NUMBER: _ClassVar[int]
    WEEKDAY_FIELD_NUMBER: _ClassVar[int]
    WEEKS_FIELD_NUMBER: _ClassVar[int]
    BELLS_FIELD_NUMBER: _ClassVar[int]
    IN_TERM_FIELD_NUMBER: _ClassVar[int]
    date: str
    title: str
    off: bool
    weekday: int
    weeks: WeekKind
    bells: _containers.RepeatedCompositeFieldContainer[Bell]
    in_term: bool
    def __init__(self, date: _Optional[str] = ..., title: _Optional[str] = ..., off: _Optional[bool] = ..., weekday: _Optional[int] = ..., weeks: _Optional[_Union[WeekKind, str]] = ..., bells: _Optional[_Iterable[_Union[Bell, _Mapping]]] = ..., in_term: _Optional[bool] = ...) -> None: ...

class ScheduledLesson(_message.Message):
    __slots__ = ("lesson", "group_title")
    LESSON_FIELD_NUMBER: _ClassVar[int]
    CLASS_FIELD_NUMBER: _ClassVar[int]
    GROUP_TITLE_FIELD_NUMBER: _ClassVar[int]
    lesson: _gradebook_pb2.Lesson
    group_title: str
    def __init__(self, lesson: _Optional[_Union[_gradebook_pb2.Lesson, _Mapping]] = ..., group_title: _Optional[str] = ..., **kwargs) -> None: ...

class LessonMove(_message.Message):
    __slots__ = ("lesson", "seen_version", "date", "bell", "room")
    LESSON_FIELD_NUMBER: _ClassVar[int]
    SEEN_VERSION_FIELD_NUMBER: _ClassVar[int]
    DATE_FIELD_NUMBER: _ClassVar[int]
    BELL_FIELD_NUMBER: _ClassVar[int]
    ROOM_FIELD_NUMBER: _ClassVar[int]
    lesson: str
    seen_version: int
    date: str
    bell: int
    room: str
    def __init__(self, lesson: _Optional[str] = ..., seen_version: _Optional[int] = ..., date: _Optional[str] = ..., bell: _Optional[int] = ..., room: _Optional[str] = ...) -> None: ...

class MoveLessonsRequest(_message.Message):
    __slots__ = ("school", "request_id", "moves", "reason")
    SCHOOL_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    MOVES_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    school: str
    request_id: str
    moves: _containers.RepeatedCompositeFieldContainer[LessonMove]
    reason: str
    def __init__(self, school: _Optional[str] = ..., request_id: _Optional[str] = ..., moves: _Optional[_Iterable[_Union[LessonMove, _Mapping]]] = ..., reason: _Optional[str] = ...) -> None: ...

class MoveLessonsResponse(_message.Message):
    __slots__ = ("lessons", "refusals")
    LESSONS_FIELD_NUMBER: _ClassVar[int]
    REFUSALS_FIELD_NUMBER: _ClassVar[int]
    lessons: _containers.RepeatedCompositeFieldContainer[_gradebook_pb2.Lesson]
    refusals: _containers.RepeatedCompositeFieldContainer[TimetableRefusal]
    def __init__(self, lessons: _Optional[_Iterable[_Union[_gradebook_pb2.Lesson, _Mapping]]] = ..., refusals: _Optional[_Iterable[_Union[TimetableRefusal, _Mapping]]] = ...) -> None: ...

class CancelLessonRequest(_message.Message):
    __slots__ = ("school", "request_id", "lesson", "seen_version", "reason")
    SCHOOL_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    LESSON_FIELD_NUMBER: _ClassVar[int]
    SEEN_VERSION_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    school: str
    request_id: str
    lesson: str
    seen_version: int
    reason: str
    def __init__(self, school: _Optional[str] = ..., request_id: _Optional[str] = ..., lesson: _Optional[str] = ..., seen_version: _Optional[int] = ..., reason: _Optional[str] = ...) -> None: ...

class CancelLessonResponse(_message.Message):
    __slots__ = ("lesson",)
    LESSON_FIELD_NUMBER: _ClassVar[int]
    lesson: _gradebook_pb2.Lesson
    def __init__(self, lesson: _Optional[_Union[_gradebook_pb2.Lesson, _Mapping]] = ...) -> None: ...

class RestoreLessonRequest(_message.Message):
    __slots__ = ("school", "request_id", "lesson", "seen_version", "reason")
    SCHOOL_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    LESSON_FIELD_NUMBER: _ClassVar[int]
    SEEN_VERSION_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    school: str
    request_id: str
    lesson: str
    seen_version: int
    reason: str
    def __init__(self, school: _Optional[str] = ..., request_id: _Optional[str] = ..., lesson: _Optional[str] = ..., seen_version: _Optional[int] = ..., reason: _Optional[str] = ...) -> None: ...

class RestoreLessonResponse(_message.Message):
    __slots__ = ("lesson", "refusals")
    LESSON_FIELD_NUMBER: _ClassVar[int]
    REFUSALS_FIELD_NUMBER: _ClassVar[int]
    lesson: _gradebook_pb2.Lesson
    refusals: _containers.RepeatedCompositeFieldContainer[TimetableRefusal]
    def __init__(self, lesson: _Optional[_Union[_gradebook_pb2.Lesson, _Mapping]] = ..., refusals: _Optional[_Iterable[_Union[TimetableRefusal, _Mapping]]] = ...) -> None: ...

class ImportTimetableRequest(_message.Message):
    __slots__ = ("school", "request_id", "begin_date", "content", "dry_run")
    SCHOOL_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    BEGIN_DATE_FIELD_NUMBER: _ClassVar[int]
    CONTENT_FIELD_NUMBER: _ClassVar[int]
    DRY_RUN_FIELD_NUMBER: _ClassVar[int]
    school: str
    request_id: str
    begin_date: str
    content: bytes
    dry_run: bool
    def __init__(self, school: _Optional[str] = ..., request_id: _Optional[str] = ..., begin_date: _Optional[str] = ..., content: _Optional[bytes] = ..., dry_run: _Optional[bool] = ...) -> None: ...

class ImportTimetableResponse(_message.Message):
    __slots__ = ("groups", "refusals", "lessons", "rows")
    GROUPS_FIELD_NUMBER: _ClassVar[int]
    REFUSALS_FIELD_NUMBER: _ClassVar[int]
    LESSONS_FIELD_NUMBER: _ClassVar[int]
    ROWS_FIELD_NUMBER: _ClassVar[int]
    groups: _containers.RepeatedCompositeFieldContainer[GroupTimetable]
    refusals: _containers.RepeatedCompositeFieldContainer[TimetableRefusal]
    lessons: LessonCounts
    rows: int
    def __init__(self, groups: _Optional[_Iterable[_Union[GroupTimetable, _Mapping]]] = ..., refusals: _Optional[_Iterable[_Union[TimetableRefusal, _Mapping]]] = ..., lessons: _Optional[_Union[LessonCounts, _Mapping]] = ..., rows: _Optional[int] = ...) -> None: ...

class ExportTimetableRequest(_message.Message):
    __slots__ = ("school", "language")
    SCHOOL_FIELD_NUMBER: _ClassVar[int]
    CLASS_FIELD_NUMBER: _ClassVar[int]
    LANGUAGE_FIELD_NUMBER: _ClassVar[int]
    school: str
    language: str
    def __init__(self, school: _Optional[str] = ..., language: _Optional[str] = ..., **kwargs) -> None: ...

class ExportTimetableResponse(_message.Message):
    __slots__ = ("content",)
    CONTENT_FIELD_NUMBER: _ClassVar[int]
    content: bytes
    def __init__(self, content: _Optional[bytes] = ...) -> None: ...
