import datetime

from google.api import field_behavior_pb2 as _field_behavior_pb2
from google.protobuf import field_mask_pb2 as _field_mask_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from zvonok.gradebook.v1 import homework_pb2 as _homework_pb2
from zvonok.gradebook.v1 import scales_pb2 as _scales_pb2
from zvonok.gradebook.v1 import substitutions_pb2 as _substitutions_pb2
from zvonok.options.v1 import options_pb2 as _options_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class LessonState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    LESSON_STATE_UNSPECIFIED: _ClassVar[LessonState]
    LESSON_STATE_PLANNED: _ClassVar[LessonState]
    LESSON_STATE_HELD: _ClassVar[LessonState]
    LESSON_STATE_CANCELLED: _ClassVar[LessonState]

class Attendance(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    ATTENDANCE_UNSPECIFIED: _ClassVar[Attendance]
    ATTENDANCE_PRESENT: _ClassVar[Attendance]
    ATTENDANCE_ABSENT: _ClassVar[Attendance]
    ATTENDANCE_LATE: _ClassVar[Attendance]

class AbsenceReason(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    ABSENCE_REASON_UNSPECIFIED: _ClassVar[AbsenceReason]
    ABSENCE_REASON_ILL: _ClassVar[AbsenceReason]
    ABSENCE_REASON_EXCUSED: _ClassVar[AbsenceReason]
    ABSENCE_REASON_UNEXCUSED: _ClassVar[AbsenceReason]

class CellOutcome(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    CELL_OUTCOME_UNSPECIFIED: _ClassVar[CellOutcome]
    CELL_OUTCOME_SAVED: _ClassVar[CellOutcome]
    CELL_OUTCOME_ALREADY_SO: _ClassVar[CellOutcome]
LESSON_STATE_UNSPECIFIED: LessonState
LESSON_STATE_PLANNED: LessonState
LESSON_STATE_HELD: LessonState
LESSON_STATE_CANCELLED: LessonState
ATTENDANCE_UNSPECIFIED: Attendance
ATTENDANCE_PRESENT: Attendance
ATTENDANCE_ABSENT: Attendance
ATTENDANCE_LATE: Attendance
ABSENCE_REASON_UNSPECIFIED: AbsenceReason
ABSENCE_REASON_ILL: AbsenceReason
ABSENCE_REASON_EXCUSED: AbsenceReason
ABSENCE_REASON_UNEXCUSED: AbsenceReason
CELL_OUTCOME_UNSPECIFIED: CellOutcome
CELL_OUTCOME_SAVED: CellOutcome
CELL_OUTCOME_ALREADY_SO: CellOutcome

class Lesson(_message.Message):
    __slots__ = ("name", "date", "bell", "room", "state", "topic", "homework", "attendance_confirmed", "version", "subject_title", "class_title", "filled", "change_number", "begin_time", "end_time", "moved_from_date", "moved_from_bell", "cancel_reason", "planned_teacher", "substitute", "substitution_kind")
    NAME_FIELD_NUMBER: _ClassVar[int]
    DATE_FIELD_NUMBER: _ClassVar[int]
    BELL_FIELD_NUMBER: _ClassVar[int]
    ROOM_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    TOPIC_FIELD_NUMBER: _ClassVar[int]
    HOMEWORK_FIELD_NUMBER: _ClassVar[int]
    ATTENDANCE_CONFIRMED_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    SUBJECT_TITLE_FIELD_NUMBER: _ClassVar[int]
    CLASS_TITLE_FIELD_NUMBER: _ClassVar[int]
    FILLED_FIELD_NUMBER: _ClassVar[int]
    CHANGE_NUMBER_FIELD_NUMBER: _ClassVar[int]
    BEGIN_TIME_FIELD_NUMBER: _ClassVar[int]
    END_TIME_FIELD_NUMBER: _ClassVar[int]
    MOVED_FROM_DATE_FIELD_NUMBER: _ClassVar[int]
    MOVED_FROM_BELL_FIELD_NUMBER: _ClassVar[int]
    CANCEL_REASON_FIELD_NUMBER: _ClassVar[int]
    PLANNED_TEACHER_FIELD_NUMBER: _ClassVar[int]
    SUBSTITUTE_FIELD_NUMBER: _ClassVar[int]
    SUBSTITUTION_KIND_FIELD_NUMBER: _ClassVar[int]
    name: str
    date: str
    bell: int
    room: str
    state: LessonState
    topic: str
    homework: Homework
    attendance_confirmed: bool
    version: int
    subject_title: str
    class_title: str
    filled: bool
    change_number: int
    begin_time: str
    end_time: str
    moved_from_date: str
    moved_from_bell: int
    cancel_reason: str
    planned_teacher: str
    substitute: str
    substitution_kind: _substitutions_pb2.SubstitutionKind
    def __init__(self, name: _Optional[str] = ..., date: _Optional[str] = ..., bell: _Optional[int] = ..., room: _Optional[str] = ..., state: _Optional[_Union[LessonState, str]] = ..., topic: _Optional[str] = ..., homework: _Optional[_Union[Homework, _Mapping]] = ..., attendance_confirmed: _Optional[bool] = ..., version: _Optional[int] = ..., subject_title: _Optional[str] = ..., class_title: _Optional[str] = ..., filled: _Optional[bool] = ..., change_number: _Optional[int] = ..., begin_time: _Optional[str] = ..., end_time: _Optional[str] = ..., moved_from_date: _Optional[str] = ..., moved_from_bell: _Optional[int] = ..., cancel_reason: _Optional[str] = ..., planned_teacher: _Optional[str] = ..., substitute: _Optional[str] = ..., substitution_kind: _Optional[_Union[_substitutions_pb2.SubstitutionKind, str]] = ...) -> None: ...

class Homework(_message.Message):
    __slots__ = ("none", "text", "due_date")
    NONE_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    DUE_DATE_FIELD_NUMBER: _ClassVar[int]
    none: bool
    text: str
    due_date: str
    def __init__(self, none: _Optional[bool] = ..., text: _Optional[str] = ..., due_date: _Optional[str] = ...) -> None: ...

class LineItem(_message.Message):
    __slots__ = ("name", "category", "title", "weight", "version")
    NAME_FIELD_NUMBER: _ClassVar[int]
    CATEGORY_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    WEIGHT_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    name: str
    category: str
    title: str
    weight: str
    version: int
    def __init__(self, name: _Optional[str] = ..., category: _Optional[str] = ..., title: _Optional[str] = ..., weight: _Optional[str] = ..., version: _Optional[int] = ...) -> None: ...

class Mark(_message.Message):
    __slots__ = ("line_item", "pupil", "value", "version", "update_time", "comment", "due_date")
    LINE_ITEM_FIELD_NUMBER: _ClassVar[int]
    PUPIL_FIELD_NUMBER: _ClassVar[int]
    VALUE_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    UPDATE_TIME_FIELD_NUMBER: _ClassVar[int]
    COMMENT_FIELD_NUMBER: _ClassVar[int]
    DUE_DATE_FIELD_NUMBER: _ClassVar[int]
    line_item: str
    pupil: str
    value: str
    version: int
    update_time: _timestamp_pb2.Timestamp
    comment: str
    due_date: str
    def __init__(self, line_item: _Optional[str] = ..., pupil: _Optional[str] = ..., value: _Optional[str] = ..., version: _Optional[int] = ..., update_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., comment: _Optional[str] = ..., due_date: _Optional[str] = ...) -> None: ...

class ExemptTime(_message.Message):
    __slots__ = ("begin_date", "end_date", "partial")
    BEGIN_DATE_FIELD_NUMBER: _ClassVar[int]
    END_DATE_FIELD_NUMBER: _ClassVar[int]
    PARTIAL_FIELD_NUMBER: _ClassVar[int]
    begin_date: str
    end_date: str
    partial: bool
    def __init__(self, begin_date: _Optional[str] = ..., end_date: _Optional[str] = ..., partial: _Optional[bool] = ...) -> None: ...

class WorkCategory(_message.Message):
    __slots__ = ("code", "title", "weight")
    CODE_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    WEIGHT_FIELD_NUMBER: _ClassVar[int]
    code: str
    title: str
    weight: str
    def __init__(self, code: _Optional[str] = ..., title: _Optional[str] = ..., weight: _Optional[str] = ...) -> None: ...

class AttendanceEntry(_message.Message):
    __slots__ = ("pupil", "attendance", "minutes_late", "reason", "version", "lesson")
    PUPIL_FIELD_NUMBER: _ClassVar[int]
    ATTENDANCE_FIELD_NUMBER: _ClassVar[int]
    MINUTES_LATE_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    LESSON_FIELD_NUMBER: _ClassVar[int]
    pupil: str
    attendance: Attendance
    minutes_late: int
    reason: AbsenceReason
    version: int
    lesson: str
    def __init__(self, pupil: _Optional[str] = ..., attendance: _Optional[_Union[Attendance, str]] = ..., minutes_late: _Optional[int] = ..., reason: _Optional[_Union[AbsenceReason, str]] = ..., version: _Optional[int] = ..., lesson: _Optional[str] = ...) -> None: ...

class GroupPupil(_message.Message):
    __slots__ = ("pupil", "begin_date", "end_date", "average", "exempt_times")
    PUPIL_FIELD_NUMBER: _ClassVar[int]
    BEGIN_DATE_FIELD_NUMBER: _ClassVar[int]
    END_DATE_FIELD_NUMBER: _ClassVar[int]
    AVERAGE_FIELD_NUMBER: _ClassVar[int]
    EXEMPT_TIMES_FIELD_NUMBER: _ClassVar[int]
    pupil: str
    begin_date: str
    end_date: str
    average: str
    exempt_times: _containers.RepeatedCompositeFieldContainer[ExemptTime]
    def __init__(self, pupil: _Optional[str] = ..., begin_date: _Optional[str] = ..., end_date: _Optional[str] = ..., average: _Optional[str] = ..., exempt_times: _Optional[_Iterable[_Union[ExemptTime, _Mapping]]] = ...) -> None: ...

class ListLessonsRequest(_message.Message):
    __slots__ = ("groups", "begin_date", "end_date", "page_size", "page_token", "read_mask")
    GROUPS_FIELD_NUMBER: _ClassVar[int]
    BEGIN_DATE_FIELD_NUMBER: _ClassVar[int]
    END_DATE_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    READ_MASK_FIELD_NUMBER: _ClassVar[int]
    groups: _containers.RepeatedScalarFieldContainer[str]
    begin_date: str
    end_date: str
    page_size: int
    page_token: str
    read_mask: _field_mask_pb2.FieldMask
    def __init__(self, groups: _Optional[_Iterable[str]] = ..., begin_date: _Optional[str] = ..., end_date: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ..., read_mask: _Optional[_Union[_field_mask_pb2.FieldMask, _Mapping]] = ...) -> None: ...

class ListLessonsResponse(_message.Message):
    __slots__ = ("lessons", "next_page_token")
    LESSONS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    lessons: _containers.RepeatedCompositeFieldContainer[Lesson]
    next_page_token: str
    def __init__(self, lessons: _Optional[_Iterable[_Union[Lesson, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class GetLessonRequest(_message.Message):
    __slots__ = ("lesson", "read_mask")
    LESSON_FIELD_NUMBER: _ClassVar[int]
    READ_MASK_FIELD_NUMBER: _ClassVar[int]
    lesson: str
    read_mask: _field_mask_pb2.FieldMask
    def __init__(self, lesson: _Optional[str] = ..., read_mask: _Optional[_Union[_field_mask_pb2.FieldMask, _Mapping]] = ...) -> None: ...

class GetLessonResponse(_message.Message):
    __slots__ = ("lesson", "pupils", "line_items", "marks", "attendance", "scale", "categories")
    LESSON_FIELD_NUMBER: _ClassVar[int]
    PUPILS_FIELD_NUMBER: _ClassVar[int]
    LINE_ITEMS_FIELD_NUMBER: _ClassVar[int]
    MARKS_FIELD_NUMBER: _ClassVar[int]
    ATTENDANCE_FIELD_NUMBER: _ClassVar[int]
    SCALE_FIELD_NUMBER: _ClassVar[int]
    CATEGORIES_FIELD_NUMBER: _ClassVar[int]
    lesson: Lesson
    pupils: _containers.RepeatedCompositeFieldContainer[GroupPupil]
    line_items: _containers.RepeatedCompositeFieldContainer[LineItem]
    marks: _containers.RepeatedCompositeFieldContainer[Mark]
    attendance: _containers.RepeatedCompositeFieldContainer[AttendanceEntry]
    scale: _scales_pb2.Scale
    categories: _containers.RepeatedCompositeFieldContainer[WorkCategory]
    def __init__(self, lesson: _Optional[_Union[Lesson, _Mapping]] = ..., pupils: _Optional[_Iterable[_Union[GroupPupil, _Mapping]]] = ..., line_items: _Optional[_Iterable[_Union[LineItem, _Mapping]]] = ..., marks: _Optional[_Iterable[_Union[Mark, _Mapping]]] = ..., attendance: _Optional[_Iterable[_Union[AttendanceEntry, _Mapping]]] = ..., scale: _Optional[_Union[_scales_pb2.Scale, _Mapping]] = ..., categories: _Optional[_Iterable[_Union[WorkCategory, _Mapping]]] = ...) -> None: ...

class RecordLessonRequest(_message.Message):
    __slots__ = ("request_id", "lesson", "lesson_edit", "new_line_items", "marks", "attendance", "all_or_nothing")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    LESSON_FIELD_NUMBER: _ClassVar[int]
    LESSON_EDIT_FIELD_NUMBER: _ClassVar[int]
    NEW_LINE_ITEMS_FIELD_NUMBER: _ClassVar[int]
    MARKS_FIELD_NUMBER: _ClassVar[int]
    ATTENDANCE_FIELD_NUMBER: _ClassVar[int]
    ALL_OR_NOTHING_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    lesson: str
    lesson_edit: LessonEdit
    new_line_items: _containers.RepeatedCompositeFieldContainer[NewLineItem]
    marks: _containers.RepeatedCompositeFieldContainer[MarkEdit]
    attendance: _containers.RepeatedCompositeFieldContainer[AttendanceEdit]
    all_or_nothing: bool
    def __init__(self, request_id: _Optional[str] = ..., lesson: _Optional[str] = ..., lesson_edit: _Optional[_Union[LessonEdit, _Mapping]] = ..., new_line_items: _Optional[_Iterable[_Union[NewLineItem, _Mapping]]] = ..., marks: _Optional[_Iterable[_Union[MarkEdit, _Mapping]]] = ..., attendance: _Optional[_Iterable[_Union[AttendanceEdit, _Mapping]]] = ..., all_or_nothing: _Optional[bool] = ...) -> None: ...

class LessonEdit(_message.Message):
    __slots__ = ("seen_version", "topic", "homework", "attendance_confirmed")
    SEEN_VERSION_FIELD_NUMBER: _ClassVar[int]
    TOPIC_FIELD_NUMBER: _ClassVar[int]
    HOMEWORK_FIELD_NUMBER: _ClassVar[int]
    ATTENDANCE_CONFIRMED_FIELD_NUMBER: _ClassVar[int]
    seen_version: int
    topic: str
    homework: Homework
    attendance_confirmed: bool
    def __init__(self, seen_version: _Optional[int] = ..., topic: _Optional[str] = ..., homework: _Optional[_Union[Homework, _Mapping]] = ..., attendance_confirmed: _Optional[bool] = ...) -> None: ...

class NewLineItem(_message.Message):
    __slots__ = ("client_key", "category", "title")
    CLIENT_KEY_FIELD_NUMBER: _ClassVar[int]
    CATEGORY_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    client_key: str
    category: str
    title: str
    def __init__(self, client_key: _Optional[str] = ..., category: _Optional[str] = ..., title: _Optional[str] = ...) -> None: ...

class MarkEdit(_message.Message):
    __slots__ = ("line_item", "pupil", "value", "seen_version", "reason", "comment", "due_date")
    LINE_ITEM_FIELD_NUMBER: _ClassVar[int]
    PUPIL_FIELD_NUMBER: _ClassVar[int]
    VALUE_FIELD_NUMBER: _ClassVar[int]
    SEEN_VERSION_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    COMMENT_FIELD_NUMBER: _ClassVar[int]
    DUE_DATE_FIELD_NUMBER: _ClassVar[int]
    line_item: str
    pupil: str
    value: str
    seen_version: int
    reason: str
    comment: str
    due_date: str
    def __init__(self, line_item: _Optional[str] = ..., pupil: _Optional[str] = ..., value: _Optional[str] = ..., seen_version: _Optional[int] = ..., reason: _Optional[str] = ..., comment: _Optional[str] = ..., due_date: _Optional[str] = ...) -> None: ...

class AttendanceEdit(_message.Message):
    __slots__ = ("pupil", "attendance", "minutes_late", "seen_version")
    PUPIL_FIELD_NUMBER: _ClassVar[int]
    ATTENDANCE_FIELD_NUMBER: _ClassVar[int]
    MINUTES_LATE_FIELD_NUMBER: _ClassVar[int]
    SEEN_VERSION_FIELD_NUMBER: _ClassVar[int]
    pupil: str
    attendance: Attendance
    minutes_late: int
    seen_version: int
    def __init__(self, pupil: _Optional[str] = ..., attendance: _Optional[_Union[Attendance, str]] = ..., minutes_late: _Optional[int] = ..., seen_version: _Optional[int] = ...) -> None: ...

class RecordLessonResponse(_message.Message):
    __slots__ = ("lesson", "new_line_items", "marks", "attendance", "refusals", "parts")
    LESSON_FIELD_NUMBER: _ClassVar[int]
    NEW_LINE_ITEMS_FIELD_NUMBER: _ClassVar[int]
    MARKS_FIELD_NUMBER: _ClassVar[int]
    ATTENDANCE_FIELD_NUMBER: _ClassVar[int]
    REFUSALS_FIELD_NUMBER: _ClassVar[int]
    PARTS_FIELD_NUMBER: _ClassVar[int]
    lesson: Lesson
    new_line_items: _containers.RepeatedCompositeFieldContainer[LineItem]
    marks: _containers.RepeatedCompositeFieldContainer[SavedMark]
    attendance: _containers.RepeatedCompositeFieldContainer[SavedAttendance]
    refusals: _containers.RepeatedCompositeFieldContainer[CellRefusal]
    parts: _containers.RepeatedCompositeFieldContainer[SavedPart]
    def __init__(self, lesson: _Optional[_Union[Lesson, _Mapping]] = ..., new_line_items: _Optional[_Iterable[_Union[LineItem, _Mapping]]] = ..., marks: _Optional[_Iterable[_Union[SavedMark, _Mapping]]] = ..., attendance: _Optional[_Iterable[_Union[SavedAttendance, _Mapping]]] = ..., refusals: _Optional[_Iterable[_Union[CellRefusal, _Mapping]]] = ..., parts: _Optional[_Iterable[_Union[SavedPart, _Mapping]]] = ...) -> None: ...

class SavedMark(_message.Message):
    __slots__ = ("line_item", "pupil", "value", "version", "outcome")
    LINE_ITEM_FIELD_NUMBER: _ClassVar[int]
    PUPIL_FIELD_NUMBER: _ClassVar[int]
    VALUE_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    OUTCOME_FIELD_NUMBER: _ClassVar[int]
    line_item: str
    pupil: str
    value: str
    version: int
    outcome: CellOutcome
    def __init__(self, line_item: _Optional[str] = ..., pupil: _Optional[str] = ..., value: _Optional[str] = ..., version: _Optional[int] = ..., outcome: _Optional[_Union[CellOutcome, str]] = ...) -> None: ...

class SavedAttendance(_message.Message):
    __slots__ = ("pupil", "attendance", "minutes_late", "version", "outcome")
    PUPIL_FIELD_NUMBER: _ClassVar[int]
    ATTENDANCE_FIELD_NUMBER: _ClassVar[int]
    MINUTES_LATE_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    OUTCOME_FIELD_NUMBER: _ClassVar[int]
    pupil: str
    attendance: Attendance
    minutes_late: int
    version: int
    outcome: CellOutcome
    def __init__(self, pupil: _Optional[str] = ..., attendance: _Optional[_Union[Attendance, str]] = ..., minutes_late: _Optional[int] = ..., version: _Optional[int] = ..., outcome: _Optional[_Union[CellOutcome, str]] = ...) -> None: ...

class SavedPart(_message.Message):
    __slots__ = ("field", "outcome")
    FIELD_FIELD_NUMBER: _ClassVar[int]
    OUTCOME_FIELD_NUMBER: _ClassVar[int]
    field: str
    outcome: CellOutcome
    def __init__(self, field: _Optional[str] = ..., outcome: _Optional[_Union[CellOutcome, str]] = ...) -> None: ...

class CellRefusal(_message.Message):
    __slots__ = ("field", "rule", "message", "current_value", "current_version", "pupil", "current_comment")
    FIELD_FIELD_NUMBER: _ClassVar[int]
    RULE_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    CURRENT_VALUE_FIELD_NUMBER: _ClassVar[int]
    CURRENT_VERSION_FIELD_NUMBER: _ClassVar[int]
    PUPIL_FIELD_NUMBER: _ClassVar[int]
    CURRENT_COMMENT_FIELD_NUMBER: _ClassVar[int]
    field: str
    rule: str
    message: str
    current_value: str
    current_version: int
    pupil: str
    current_comment: str
    def __init__(self, field: _Optional[str] = ..., rule: _Optional[str] = ..., message: _Optional[str] = ..., current_value: _Optional[str] = ..., current_version: _Optional[int] = ..., pupil: _Optional[str] = ..., current_comment: _Optional[str] = ...) -> None: ...

class GetJournalRequest(_message.Message):
    __slots__ = ("group", "begin_date", "end_date", "read_mask")
    GROUP_FIELD_NUMBER: _ClassVar[int]
    BEGIN_DATE_FIELD_NUMBER: _ClassVar[int]
    END_DATE_FIELD_NUMBER: _ClassVar[int]
    READ_MASK_FIELD_NUMBER: _ClassVar[int]
    group: str
    begin_date: str
    end_date: str
    read_mask: _field_mask_pb2.FieldMask
    def __init__(self, group: _Optional[str] = ..., begin_date: _Optional[str] = ..., end_date: _Optional[str] = ..., read_mask: _Optional[_Union[_field_mask_pb2.FieldMask, _Mapping]] = ...) -> None: ...

class GetJournalResponse(_message.Message):
    __slots__ = ("lessons", "pupils", "line_items", "marks", "attendance")
    LESSONS_FIELD_NUMBER: _ClassVar[int]
    PUPILS_FIELD_NUMBER: _ClassVar[int]
    LINE_ITEMS_FIELD_NUMBER: _ClassVar[int]
    MARKS_FIELD_NUMBER: _ClassVar[int]
    ATTENDANCE_FIELD_NUMBER: _ClassVar[int]
    lessons: _containers.RepeatedCompositeFieldContainer[Lesson]
    pupils: _containers.RepeatedCompositeFieldContainer[GroupPupil]
    line_items: _containers.RepeatedCompositeFieldContainer[LineItem]
    marks: _containers.RepeatedCompositeFieldContainer[Mark]
    attendance: _containers.RepeatedCompositeFieldContainer[AttendanceEntry]
    def __init__(self, lessons: _Optional[_Iterable[_Union[Lesson, _Mapping]]] = ..., pupils: _Optional[_Iterable[_Union[GroupPupil, _Mapping]]] = ..., line_items: _Optional[_Iterable[_Union[LineItem, _Mapping]]] = ..., marks: _Optional[_Iterable[_Union[Mark, _Mapping]]] = ..., attendance: _Optional[_Iterable[_Union[AttendanceEntry, _Mapping]]] = ...) -> None: ...

class GetDiaryRequest(_message.Message):
    __slots__ = ("pupil", "begin_date", "end_date", "read_mask")
    PUPIL_FIELD_NUMBER: _ClassVar[int]
    BEGIN_DATE_FIELD_NUMBER: _ClassVar[int]
    END_DATE_FIELD_NUMBER: _ClassVar[int]
    READ_MASK_FIELD_NUMBER: _ClassVar[int]
    pupil: str
    begin_date: str
    end_date: str
    read_mask: _field_mask_pb2.FieldMask
    def __init__(self, pupil: _Optional[str] = ..., begin_date: _Optional[str] = ..., end_date: _Optional[str] = ..., read_mask: _Optional[_Union[_field_mask_pb2.FieldMask, _Mapping]] = ...) -> None: ...

class GetDiaryResponse(_message.Message):
    __slots__ = ("lessons", "homework")
    LESSONS_FIELD_NUMBER: _ClassVar[int]
    HOMEWORK_FIELD_NUMBER: _ClassVar[int]
    lessons: _containers.RepeatedCompositeFieldContainer[DiaryLesson]
    homework: _containers.RepeatedCompositeFieldContainer[_homework_pb2.PupilHomework]
    def __init__(self, lessons: _Optional[_Iterable[_Union[DiaryLesson, _Mapping]]] = ..., homework: _Optional[_Iterable[_Union[_homework_pb2.PupilHomework, _Mapping]]] = ...) -> None: ...

class DiaryLesson(_message.Message):
    __slots__ = ("lesson", "marks", "attendance", "exempt")
    LESSON_FIELD_NUMBER: _ClassVar[int]
    MARKS_FIELD_NUMBER: _ClassVar[int]
    ATTENDANCE_FIELD_NUMBER: _ClassVar[int]
    EXEMPT_FIELD_NUMBER: _ClassVar[int]
    lesson: Lesson
    marks: _containers.RepeatedCompositeFieldContainer[DiaryMark]
    attendance: AttendanceEntry
    exempt: bool
    def __init__(self, lesson: _Optional[_Union[Lesson, _Mapping]] = ..., marks: _Optional[_Iterable[_Union[DiaryMark, _Mapping]]] = ..., attendance: _Optional[_Union[AttendanceEntry, _Mapping]] = ..., exempt: _Optional[bool] = ...) -> None: ...

class DiaryMark(_message.Message):
    __slots__ = ("value", "category", "title", "weight", "update_time", "comment", "due_date")
    VALUE_FIELD_NUMBER: _ClassVar[int]
    CATEGORY_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    WEIGHT_FIELD_NUMBER: _ClassVar[int]
    UPDATE_TIME_FIELD_NUMBER: _ClassVar[int]
    COMMENT_FIELD_NUMBER: _ClassVar[int]
    DUE_DATE_FIELD_NUMBER: _ClassVar[int]
    value: str
    category: str
    title: str
    weight: str
    update_time: _timestamp_pb2.Timestamp
    comment: str
    due_date: str
    def __init__(self, value: _Optional[str] = ..., category: _Optional[str] = ..., title: _Optional[str] = ..., weight: _Optional[str] = ..., update_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., comment: _Optional[str] = ..., due_date: _Optional[str] = ...) -> None: ...

class ReplayLessonsRequest(_message.Message):
    __slots__ = ("school", "request_id")
    SCHOOL_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    school: str
    request_id: str
    def __init__(self, school: _Optional[str] = ..., request_id: _Optional[str] = ...) -> None: ...

class ReplayLessonsResponse(_message.Message):
    __slots__ = ("events", "told")
    class ToldEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: int
        def __init__(self, key: _Optional[str] = ..., value: _Optional[int] = ...) -> None: ...
    EVENTS_FIELD_NUMBER: _ClassVar[int]
    TOLD_FIELD_NUMBER: _ClassVar[int]
    events: int
    told: _containers.ScalarMap[str, int]
    def __init__(self, events: _Optional[int] = ..., told: _Optional[_Mapping[str, int]] = ...) -> None: ...
