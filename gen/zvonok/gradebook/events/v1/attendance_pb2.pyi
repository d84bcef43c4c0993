import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class AbsenceReasonsSet(_message.Message):
    __slots__ = ("school_id", "group_id", "class_id", "lesson_id", "date", "bell", "term_id", "reasons", "set_at")
    SCHOOL_ID_FIELD_NUMBER: _ClassVar[int]
    GROUP_ID_FIELD_NUMBER: _ClassVar[int]
    CLASS_ID_FIELD_NUMBER: _ClassVar[int]
    LESSON_ID_FIELD_NUMBER: _ClassVar[int]
    DATE_FIELD_NUMBER: _ClassVar[int]
    BELL_FIELD_NUMBER: _ClassVar[int]
    TERM_ID_FIELD_NUMBER: _ClassVar[int]
    REASONS_FIELD_NUMBER: _ClassVar[int]
    SET_AT_FIELD_NUMBER: _ClassVar[int]
    school_id: str
    group_id: str
    class_id: str
    lesson_id: str
    date: str
    bell: int
    term_id: str
    reasons: _containers.RepeatedCompositeFieldContainer[AbsenceReasonChanged]
    set_at: _timestamp_pb2.Timestamp
    def __init__(self, school_id: _Optional[str] = ..., group_id: _Optional[str] = ..., class_id: _Optional[str] = ..., lesson_id: _Optional[str] = ..., date: _Optional[str] = ..., bell: _Optional[int] = ..., term_id: _Optional[str] = ..., reasons: _Optional[_Iterable[_Union[AbsenceReasonChanged, _Mapping]]] = ..., set_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class AbsenceReasonChanged(_message.Message):
    __slots__ = ("pupil_id", "old_reason", "new_reason", "version")
    PUPIL_ID_FIELD_NUMBER: _ClassVar[int]
    OLD_REASON_FIELD_NUMBER: _ClassVar[int]
    NEW_REASON_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    pupil_id: str
    old_reason: str
    new_reason: str
    version: int
    def __init__(self, pupil_id: _Optional[str] = ..., old_reason: _Optional[str] = ..., new_reason: _Optional[str] = ..., version: _Optional[int] = ...) -> None: ...

class AbsenceNoteChanged(_message.Message):
    __slots__ = ("school_id", "note_id", "pupil_id", "begin_date", "end_date", "state", "sent_by", "decided_by", "changed_at")
    SCHOOL_ID_FIELD_NUMBER: _ClassVar[int]
    NOTE_ID_FIELD_NUMBER: _ClassVar[int]
    PUPIL_ID_FIELD_NUMBER: _ClassVar[int]
    BEGIN_DATE_FIELD_NUMBER: _ClassVar[int]
    END_DATE_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    SENT_BY_FIELD_NUMBER: _ClassVar[int]
    DECIDED_BY_FIELD_NUMBER: _ClassVar[int]
    CHANGED_AT_FIELD_NUMBER: _ClassVar[int]
    school_id: str
    note_id: str
    pupil_id: str
    begin_date: str
    end_date: str
    state: str
    sent_by: str
    decided_by: str
    changed_at: _timestamp_pb2.Timestamp
    def __init__(self, school_id: _Optional[str] = ..., note_id: _Optional[str] = ..., pupil_id: _Optional[str] = ..., begin_date: _Optional[str] = ..., end_date: _Optional[str] = ..., state: _Optional[str] = ..., sent_by: _Optional[str] = ..., decided_by: _Optional[str] = ..., changed_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...
