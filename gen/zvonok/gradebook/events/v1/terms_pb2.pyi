import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class TermMarksRecorded(_message.Message):
    __slots__ = ("school_id", "group_id", "class_id", "subject_code", "subject_title", "school_year", "term_id", "marks", "recorded_at", "replayed")
    SCHOOL_ID_FIELD_NUMBER: _ClassVar[int]
    GROUP_ID_FIELD_NUMBER: _ClassVar[int]
    CLASS_ID_FIELD_NUMBER: _ClassVar[int]
    SUBJECT_CODE_FIELD_NUMBER: _ClassVar[int]
    SUBJECT_TITLE_FIELD_NUMBER: _ClassVar[int]
    SCHOOL_YEAR_FIELD_NUMBER: _ClassVar[int]
    TERM_ID_FIELD_NUMBER: _ClassVar[int]
    MARKS_FIELD_NUMBER: _ClassVar[int]
    RECORDED_AT_FIELD_NUMBER: _ClassVar[int]
    REPLAYED_FIELD_NUMBER: _ClassVar[int]
    school_id: str
    group_id: str
    class_id: str
    subject_code: str
    subject_title: str
    school_year: int
    term_id: str
    marks: _containers.RepeatedCompositeFieldContainer[TermMarkChanged]
    recorded_at: _timestamp_pb2.Timestamp
    replayed: bool
    def __init__(self, school_id: _Optional[str] = ..., group_id: _Optional[str] = ..., class_id: _Optional[str] = ..., subject_code: _Optional[str] = ..., subject_title: _Optional[str] = ..., school_year: _Optional[int] = ..., term_id: _Optional[str] = ..., marks: _Optional[_Iterable[_Union[TermMarkChanged, _Mapping]]] = ..., recorded_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., replayed: _Optional[bool] = ...) -> None: ...

class TermMarkChanged(_message.Message):
    __slots__ = ("kind", "pupil_id", "old_value", "new_value", "version", "average", "recorded_date")
    KIND_FIELD_NUMBER: _ClassVar[int]
    PUPIL_ID_FIELD_NUMBER: _ClassVar[int]
    OLD_VALUE_FIELD_NUMBER: _ClassVar[int]
    NEW_VALUE_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    AVERAGE_FIELD_NUMBER: _ClassVar[int]
    RECORDED_DATE_FIELD_NUMBER: _ClassVar[int]
    kind: str
    pupil_id: str
    old_value: str
    new_value: str
    version: int
    average: str
    recorded_date: str
    def __init__(self, kind: _Optional[str] = ..., pupil_id: _Optional[str] = ..., old_value: _Optional[str] = ..., new_value: _Optional[str] = ..., version: _Optional[int] = ..., average: _Optional[str] = ..., recorded_date: _Optional[str] = ...) -> None: ...

class PeriodPublished(_message.Message):
    __slots__ = ("school_id", "school_year", "term_id", "publish_time", "version", "replayed")
    SCHOOL_ID_FIELD_NUMBER: _ClassVar[int]
    SCHOOL_YEAR_FIELD_NUMBER: _ClassVar[int]
    TERM_ID_FIELD_NUMBER: _ClassVar[int]
    PUBLISH_TIME_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    REPLAYED_FIELD_NUMBER: _ClassVar[int]
    school_id: str
    school_year: int
    term_id: str
    publish_time: _timestamp_pb2.Timestamp
    version: int
    replayed: bool
    def __init__(self, school_id: _Optional[str] = ..., school_year: _Optional[int] = ..., term_id: _Optional[str] = ..., publish_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., version: _Optional[int] = ..., replayed: _Optional[bool] = ...) -> None: ...
