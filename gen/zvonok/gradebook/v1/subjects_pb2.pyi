import datetime

from google.api import field_behavior_pb2 as _field_behavior_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from zvonok.options.v1 import options_pb2 as _options_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class GetSubjectDataRequest(_message.Message):
    __slots__ = ("pupil",)
    PUPIL_FIELD_NUMBER: _ClassVar[int]
    pupil: str
    def __init__(self, pupil: _Optional[str] = ...) -> None: ...

class GetSubjectDataResponse(_message.Message):
    __slots__ = ("marks", "attendance", "changes", "exemptions", "absence_periods", "absence_notes", "homework", "term_marks")
    MARKS_FIELD_NUMBER: _ClassVar[int]
    ATTENDANCE_FIELD_NUMBER: _ClassVar[int]
    CHANGES_FIELD_NUMBER: _ClassVar[int]
    EXEMPTIONS_FIELD_NUMBER: _ClassVar[int]
    ABSENCE_PERIODS_FIELD_NUMBER: _ClassVar[int]
    ABSENCE_NOTES_FIELD_NUMBER: _ClassVar[int]
    HOMEWORK_FIELD_NUMBER: _ClassVar[int]
    TERM_MARKS_FIELD_NUMBER: _ClassVar[int]
    marks: _containers.RepeatedCompositeFieldContainer[SubjectMark]
    attendance: _containers.RepeatedCompositeFieldContainer[SubjectAttendance]
    changes: _containers.RepeatedCompositeFieldContainer[SubjectChange]
    exemptions: _containers.RepeatedCompositeFieldContainer[SubjectExemption]
    absence_periods: _containers.RepeatedCompositeFieldContainer[SubjectAbsencePeriod]
    absence_notes: _containers.RepeatedCompositeFieldContainer[SubjectAbsenceNote]
    homework: _containers.RepeatedCompositeFieldContainer[SubjectHomework]
    term_marks: _containers.RepeatedCompositeFieldContainer[SubjectTermMark]
    def __init__(self, marks: _Optional[_Iterable[_Union[SubjectMark, _Mapping]]] = ..., attendance: _Optional[_Iterable[_Union[SubjectAttendance, _Mapping]]] = ..., changes: _Optional[_Iterable[_Union[SubjectChange, _Mapping]]] = ..., exemptions: _Optional[_Iterable[_Union[SubjectExemption, _Mapping]]] = ..., absence_periods: _Optional[_Iterable[_Union[SubjectAbsencePeriod, _Mapping]]] = ..., absence_notes: _Optional[_Iterable[_Union[SubjectAbsenceNote, _Mapping]]] = ..., homework: _Optional[_Iterable[_Union[SubjectHomework, _Mapping]]] = ..., term_marks: _Optional[_Iterable[_Union[SubjectTermMark, _Mapping]]] = ...) -> None: ...

class SubjectAbsencePeriod(_message.Message):
    __slots__ = ("begin_date", "end_date", "reason", "document", "ended")
    BEGIN_DATE_FIELD_NUMBER: _ClassVar[int]
    END_DATE_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    DOCUMENT_FIELD_NUMBER: _ClassVar[int]
    ENDED_FIELD_NUMBER: _ClassVar[int]
    begin_date: str
    end_date: str
    reason: str
    document: str
    ended: bool
    def __init__(self, begin_date: _Optional[str] = ..., end_date: _Optional[str] = ..., reason: _Optional[str] = ..., document: _Optional[str] = ..., ended: _Optional[bool] = ...) -> None: ...

class SubjectAbsenceNote(_message.Message):
    __slots__ = ("time", "begin_date", "end_date", "reason", "text", "state", "answer")
    TIME_FIELD_NUMBER: _ClassVar[int]
    BEGIN_DATE_FIELD_NUMBER: _ClassVar[int]
    END_DATE_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    ANSWER_FIELD_NUMBER: _ClassVar[int]
    time: _timestamp_pb2.Timestamp
    begin_date: str
    end_date: str
    reason: str
    text: str
    state: str
    answer: str
    def __init__(self, time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., begin_date: _Optional[str] = ..., end_date: _Optional[str] = ..., reason: _Optional[str] = ..., text: _Optional[str] = ..., state: _Optional[str] = ..., answer: _Optional[str] = ...) -> None: ...

class SubjectExemption(_message.Message):
    __slots__ = ("subject_code", "begin_date", "end_date", "partial", "document")
    SUBJECT_CODE_FIELD_NUMBER: _ClassVar[int]
    BEGIN_DATE_FIELD_NUMBER: _ClassVar[int]
    END_DATE_FIELD_NUMBER: _ClassVar[int]
    PARTIAL_FIELD_NUMBER: _ClassVar[int]
    DOCUMENT_FIELD_NUMBER: _ClassVar[int]
    subject_code: str
    begin_date: str
    end_date: str
    partial: bool
    document: str
    def __init__(self, subject_code: _Optional[str] = ..., begin_date: _Optional[str] = ..., end_date: _Optional[str] = ..., partial: _Optional[bool] = ..., document: _Optional[str] = ...) -> None: ...

class SubjectMark(_message.Message):
    __slots__ = ("date", "bell", "subject_title", "category", "title", "value", "weight", "comment", "due_date")
    DATE_FIELD_NUMBER: _ClassVar[int]
    BELL_FIELD_NUMBER: _ClassVar[int]
    SUBJECT_TITLE_FIELD_NUMBER: _ClassVar[int]
    CATEGORY_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    VALUE_FIELD_NUMBER: _ClassVar[int]
    WEIGHT_FIELD_NUMBER: _ClassVar[int]
    COMMENT_FIELD_NUMBER: _ClassVar[int]
    DUE_DATE_FIELD_NUMBER: _ClassVar[int]
    date: str
    bell: int
    subject_title: str
    category: str
    title: str
    value: str
    weight: str
    comment: str
    due_date: str
    def __init__(self, date: _Optional[str] = ..., bell: _Optional[int] = ..., subject_title: _Optional[str] = ..., category: _Optional[str] = ..., title: _Optional[str] = ..., value: _Optional[str] = ..., weight: _Optional[str] = ..., comment: _Optional[str] = ..., due_date: _Optional[str] = ...) -> None: ...

class SubjectAttendance(_message.Message):
    __slots__ = ("date", "bell", "subject_title", "attendance", "minutes_late", "reason")
    DATE_FIELD_NUMBER: _ClassVar[int]
    BELL_FIELD_NUMBER: _ClassVar[int]
    SUBJECT_TITLE_FIELD_NUMBER: _ClassVar[int]
    ATTENDANCE_FIELD_NUMBER: _ClassVar[int]
    MINUTES_LATE_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    date: str
    bell: int
    subject_title: str
    attendance: str
    minutes_late: int
    reason: str
    def __init__(self, date: _Optional[str] = ..., bell: _Optional[int] = ..., subject_title: _Optional[str] = ..., attendance: _Optional[str] = ..., minutes_late: _Optional[int] = ..., reason: _Optional[str] = ...) -> None: ...

class SubjectChange(_message.Message):
    __slots__ = ("time", "date", "bell", "subject_title", "cell", "old_value", "new_value", "reason")
    TIME_FIELD_NUMBER: _ClassVar[int]
    DATE_FIELD_NUMBER: _ClassVar[int]
    BELL_FIELD_NUMBER: _ClassVar[int]
    SUBJECT_TITLE_FIELD_NUMBER: _ClassVar[int]
    CELL_FIELD_NUMBER: _ClassVar[int]
    OLD_VALUE_FIELD_NUMBER: _ClassVar[int]
    NEW_VALUE_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    time: _timestamp_pb2.Timestamp
    date: str
    bell: int
    subject_title: str
    cell: str
    old_value: str
    new_value: str
    reason: str
    def __init__(self, time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., date: _Optional[str] = ..., bell: _Optional[int] = ..., subject_title: _Optional[str] = ..., cell: _Optional[str] = ..., old_value: _Optional[str] = ..., new_value: _Optional[str] = ..., reason: _Optional[str] = ...) -> None: ...

class SubjectHomework(_message.Message):
    __slots__ = ("date", "subject_title", "text", "due_date", "files", "personal", "withdrawn", "done", "done_time")
    DATE_FIELD_NUMBER: _ClassVar[int]
    SUBJECT_TITLE_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    DUE_DATE_FIELD_NUMBER: _ClassVar[int]
    FILES_FIELD_NUMBER: _ClassVar[int]
    PERSONAL_FIELD_NUMBER: _ClassVar[int]
    WITHDRAWN_FIELD_NUMBER: _ClassVar[int]
    DONE_FIELD_NUMBER: _ClassVar[int]
    DONE_TIME_FIELD_NUMBER: _ClassVar[int]
    date: str
    subject_title: str
    text: str
    due_date: str
    files: _containers.RepeatedScalarFieldContainer[str]
    personal: bool
    withdrawn: bool
    done: bool
    done_time: _timestamp_pb2.Timestamp
    def __init__(self, date: _Optional[str] = ..., subject_title: _Optional[str] = ..., text: _Optional[str] = ..., due_date: _Optional[str] = ..., files: _Optional[_Iterable[str]] = ..., personal: _Optional[bool] = ..., withdrawn: _Optional[bool] = ..., done: _Optional[bool] = ..., done_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class SubjectTermMark(_message.Message):
    __slots__ = ("school_year", "begin_date", "end_date", "subject_title", "kind", "value", "average")
    SCHOOL_YEAR_FIELD_NUMBER: _ClassVar[int]
    BEGIN_DATE_FIELD_NUMBER: _ClassVar[int]
    END_DATE_FIELD_NUMBER: _ClassVar[int]
    SUBJECT_TITLE_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    VALUE_FIELD_NUMBER: _ClassVar[int]
    AVERAGE_FIELD_NUMBER: _ClassVar[int]
    school_year: int
    begin_date: str
    end_date: str
    subject_title: str
    kind: str
    value: str
    average: str
    def __init__(self, school_year: _Optional[int] = ..., begin_date: _Optional[str] = ..., end_date: _Optional[str] = ..., subject_title: _Optional[str] = ..., kind: _Optional[str] = ..., value: _Optional[str] = ..., average: _Optional[str] = ...) -> None: ...
