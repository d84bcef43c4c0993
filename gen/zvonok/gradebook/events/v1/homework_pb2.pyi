import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class HomeworkChanged(_message.Message):
    __slots__ = ("school_id", "group_id", "class_id", "lesson_id", "item_id", "state", "due_date", "pupil_ids", "former_pupil_ids", "files", "minutes", "version", "lesson_date", "subject_title", "teacher_id", "changed_at", "replayed")
    SCHOOL_ID_FIELD_NUMBER: _ClassVar[int]
    GROUP_ID_FIELD_NUMBER: _ClassVar[int]
    CLASS_ID_FIELD_NUMBER: _ClassVar[int]
    LESSON_ID_FIELD_NUMBER: _ClassVar[int]
    ITEM_ID_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    DUE_DATE_FIELD_NUMBER: _ClassVar[int]
    PUPIL_IDS_FIELD_NUMBER: _ClassVar[int]
    FORMER_PUPIL_IDS_FIELD_NUMBER: _ClassVar[int]
    FILES_FIELD_NUMBER: _ClassVar[int]
    MINUTES_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    LESSON_DATE_FIELD_NUMBER: _ClassVar[int]
    SUBJECT_TITLE_FIELD_NUMBER: _ClassVar[int]
    TEACHER_ID_FIELD_NUMBER: _ClassVar[int]
    CHANGED_AT_FIELD_NUMBER: _ClassVar[int]
    REPLAYED_FIELD_NUMBER: _ClassVar[int]
    school_id: str
    group_id: str
    class_id: str
    lesson_id: str
    item_id: str
    state: str
    due_date: str
    pupil_ids: _containers.RepeatedScalarFieldContainer[str]
    former_pupil_ids: _containers.RepeatedScalarFieldContainer[str]
    files: int
    minutes: int
    version: int
    lesson_date: str
    subject_title: str
    teacher_id: str
    changed_at: _timestamp_pb2.Timestamp
    replayed: bool
    def __init__(self, school_id: _Optional[str] = ..., group_id: _Optional[str] = ..., class_id: _Optional[str] = ..., lesson_id: _Optional[str] = ..., item_id: _Optional[str] = ..., state: _Optional[str] = ..., due_date: _Optional[str] = ..., pupil_ids: _Optional[_Iterable[str]] = ..., former_pupil_ids: _Optional[_Iterable[str]] = ..., files: _Optional[int] = ..., minutes: _Optional[int] = ..., version: _Optional[int] = ..., lesson_date: _Optional[str] = ..., subject_title: _Optional[str] = ..., teacher_id: _Optional[str] = ..., changed_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., replayed: _Optional[bool] = ...) -> None: ...
