import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class OwedWorkChanged(_message.Message):
    __slots__ = ("school_id", "group_id", "class_id", "lesson_id", "date", "term_id", "subject_title", "teacher_id", "works", "changed_at", "replayed")
    SCHOOL_ID_FIELD_NUMBER: _ClassVar[int]
    GROUP_ID_FIELD_NUMBER: _ClassVar[int]
    CLASS_ID_FIELD_NUMBER: _ClassVar[int]
    LESSON_ID_FIELD_NUMBER: _ClassVar[int]
    DATE_FIELD_NUMBER: _ClassVar[int]
    TERM_ID_FIELD_NUMBER: _ClassVar[int]
    SUBJECT_TITLE_FIELD_NUMBER: _ClassVar[int]
    TEACHER_ID_FIELD_NUMBER: _ClassVar[int]
    WORKS_FIELD_NUMBER: _ClassVar[int]
    CHANGED_AT_FIELD_NUMBER: _ClassVar[int]
    REPLAYED_FIELD_NUMBER: _ClassVar[int]
    school_id: str
    group_id: str
    class_id: str
    lesson_id: str
    date: str
    term_id: str
    subject_title: str
    teacher_id: str
    works: _containers.RepeatedCompositeFieldContainer[OwedWorkChange]
    changed_at: _timestamp_pb2.Timestamp
    replayed: bool
    def __init__(self, school_id: _Optional[str] = ..., group_id: _Optional[str] = ..., class_id: _Optional[str] = ..., lesson_id: _Optional[str] = ..., date: _Optional[str] = ..., term_id: _Optional[str] = ..., subject_title: _Optional[str] = ..., teacher_id: _Optional[str] = ..., works: _Optional[_Iterable[_Union[OwedWorkChange, _Mapping]]] = ..., changed_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., replayed: _Optional[bool] = ...) -> None: ...

class OwedWorkChange(_message.Message):
    __slots__ = ("line_item_id", "pupil_id", "category", "state", "due_date", "version")
    LINE_ITEM_ID_FIELD_NUMBER: _ClassVar[int]
    PUPIL_ID_FIELD_NUMBER: _ClassVar[int]
    CATEGORY_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    DUE_DATE_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    line_item_id: str
    pupil_id: str
    category: str
    state: str
    due_date: str
    version: int
    def __init__(self, line_item_id: _Optional[str] = ..., pupil_id: _Optional[str] = ..., category: _Optional[str] = ..., state: _Optional[str] = ..., due_date: _Optional[str] = ..., version: _Optional[int] = ...) -> None: ...

class ExemptionChanged(_message.Message):
    __slots__ = ("school_id", "exemption_id", "pupil_id", "subject_code", "begin_date", "end_date", "partial", "version")
    SCHOOL_ID_FIELD_NUMBER: _ClassVar[int]
    EXEMPTION_ID_FIELD_NUMBER: _ClassVar[int]
    PUPIL_ID_FIELD_NUMBER: _ClassVar[int]
    SUBJECT_CODE_FIELD_NUMBER: _ClassVar[int]
    BEGIN_DATE_FIELD_NUMBER: _ClassVar[int]
    END_DATE_FIELD_NUMBER: _ClassVar[int]
    PARTIAL_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    school_id: str
    exemption_id: str
    pupil_id: str
    subject_code: str
    begin_date: str
    end_date: str
    partial: bool
    version: int
    def __init__(self, school_id: _Optional[str] = ..., exemption_id: _Optional[str] = ..., pupil_id: _Optional[str] = ..., subject_code: _Optional[str] = ..., begin_date: _Optional[str] = ..., end_date: _Optional[str] = ..., partial: _Optional[bool] = ..., version: _Optional[int] = ...) -> None: ...
