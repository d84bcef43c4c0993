import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class LessonsScheduled(_message.Message):
    __slots__ = ("school_id", "group_id", "class_id", "lessons", "cause")
    SCHOOL_ID_FIELD_NUMBER: _ClassVar[int]
    GROUP_ID_FIELD_NUMBER: _ClassVar[int]
    CLASS_ID_FIELD_NUMBER: _ClassVar[int]
    LESSONS_FIELD_NUMBER: _ClassVar[int]
    CAUSE_FIELD_NUMBER: _ClassVar[int]
    school_id: str
    group_id: str
    class_id: str
    lessons: _containers.RepeatedCompositeFieldContainer[ScheduledLesson]
    cause: str
    def __init__(self, school_id: _Optional[str] = ..., group_id: _Optional[str] = ..., class_id: _Optional[str] = ..., lessons: _Optional[_Iterable[_Union[ScheduledLesson, _Mapping]]] = ..., cause: _Optional[str] = ...) -> None: ...

class ScheduledLesson(_message.Message):
    __slots__ = ("lesson_id", "date", "bell", "state", "version", "term_id")
    LESSON_ID_FIELD_NUMBER: _ClassVar[int]
    DATE_FIELD_NUMBER: _ClassVar[int]
    BELL_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    TERM_ID_FIELD_NUMBER: _ClassVar[int]
    lesson_id: str
    date: str
    bell: int
    state: str
    version: int
    term_id: str
    def __init__(self, lesson_id: _Optional[str] = ..., date: _Optional[str] = ..., bell: _Optional[int] = ..., state: _Optional[str] = ..., version: _Optional[int] = ..., term_id: _Optional[str] = ...) -> None: ...

class LessonRecorded(_message.Message):
    __slots__ = ("school_id", "group_id", "class_id", "lesson_id", "date", "bell", "term_id", "state", "version", "attendance_confirmed", "topic_recorded", "homework", "filled_date", "marks", "attendance", "recorded_at", "teacher_id", "subject_title", "replayed", "homework_recorded_date")
    SCHOOL_ID_FIELD_NUMBER: _ClassVar[int]
    GROUP_ID_FIELD_NUMBER: _ClassVar[int]
    CLASS_ID_FIELD_NUMBER: _ClassVar[int]
    LESSON_ID_FIELD_NUMBER: _ClassVar[int]
    DATE_FIELD_NUMBER: _ClassVar[int]
    BELL_FIELD_NUMBER: _ClassVar[int]
    TERM_ID_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    ATTENDANCE_CONFIRMED_FIELD_NUMBER: _ClassVar[int]
    TOPIC_RECORDED_FIELD_NUMBER: _ClassVar[int]
    HOMEWORK_FIELD_NUMBER: _ClassVar[int]
    FILLED_DATE_FIELD_NUMBER: _ClassVar[int]
    MARKS_FIELD_NUMBER: _ClassVar[int]
    ATTENDANCE_FIELD_NUMBER: _ClassVar[int]
    RECORDED_AT_FIELD_NUMBER: _ClassVar[int]
    TEACHER_ID_FIELD_NUMBER: _ClassVar[int]
    SUBJECT_TITLE_FIELD_NUMBER: _ClassVar[int]
    REPLAYED_FIELD_NUMBER: _ClassVar[int]
    HOMEWORK_RECORDED_DATE_FIELD_NUMBER: _ClassVar[int]
    school_id: str
    group_id: str
    class_id: str
    lesson_id: str
    date: str
    bell: int
    term_id: str
    state: str
    version: int
    attendance_confirmed: bool
    topic_recorded: bool
    homework: str
    filled_date: str
    marks: _containers.RepeatedCompositeFieldContainer[MarkChanged]
    attendance: _containers.RepeatedCompositeFieldContainer[AttendanceChanged]
    recorded_at: _timestamp_pb2.Timestamp
    teacher_id: str
    subject_title: str
    replayed: bool
    homework_recorded_date: str
    def __init__(self, school_id: _Optional[str] = ..., group_id: _Optional[str] = ..., class_id: _Optional[str] = ..., lesson_id: _Optional[str] = ..., date: _Optional[str] = ..., bell: _Optional[int] = ..., term_id: _Optional[str] = ..., state: _Optional[str] = ..., version: _Optional[int] = ..., attendance_confirmed: _Optional[bool] = ..., topic_recorded: _Optional[bool] = ..., homework: _Optional[str] = ..., filled_date: _Optional[str] = ..., marks: _Optional[_Iterable[_Union[MarkChanged, _Mapping]]] = ..., attendance: _Optional[_Iterable[_Union[AttendanceChanged, _Mapping]]] = ..., recorded_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., teacher_id: _Optional[str] = ..., subject_title: _Optional[str] = ..., replayed: _Optional[bool] = ..., homework_recorded_date: _Optional[str] = ...) -> None: ...

class MarkChanged(_message.Message):
    __slots__ = ("line_item_id", "pupil_id", "category", "old_value", "new_value", "version", "entered_date")
    LINE_ITEM_ID_FIELD_NUMBER: _ClassVar[int]
    PUPIL_ID_FIELD_NUMBER: _ClassVar[int]
    CATEGORY_FIELD_NUMBER: _ClassVar[int]
    OLD_VALUE_FIELD_NUMBER: _ClassVar[int]
    NEW_VALUE_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    ENTERED_DATE_FIELD_NUMBER: _ClassVar[int]
    line_item_id: str
    pupil_id: str
    category: str
    old_value: str
    new_value: str
    version: int
    entered_date: str
    def __init__(self, line_item_id: _Optional[str] = ..., pupil_id: _Optional[str] = ..., category: _Optional[str] = ..., old_value: _Optional[str] = ..., new_value: _Optional[str] = ..., version: _Optional[int] = ..., entered_date: _Optional[str] = ...) -> None: ...

class AttendanceChanged(_message.Message):
    __slots__ = ("pupil_id", "old_attendance", "new_attendance", "minutes_late", "version", "reason")
    PUPIL_ID_FIELD_NUMBER: _ClassVar[int]
    OLD_ATTENDANCE_FIELD_NUMBER: _ClassVar[int]
    NEW_ATTENDANCE_FIELD_NUMBER: _ClassVar[int]
    MINUTES_LATE_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    pupil_id: str
    old_attendance: str
    new_attendance: str
    minutes_late: int
    version: int
    reason: str
    def __init__(self, pupil_id: _Optional[str] = ..., old_attendance: _Optional[str] = ..., new_attendance: _Optional[str] = ..., minutes_late: _Optional[int] = ..., version: _Optional[int] = ..., reason: _Optional[str] = ...) -> None: ...
