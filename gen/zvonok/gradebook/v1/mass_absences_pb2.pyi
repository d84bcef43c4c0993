import datetime

from google.api import field_behavior_pb2 as _field_behavior_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from zvonok.gradebook.v1 import gradebook_pb2 as _gradebook_pb2
from zvonok.options.v1 import options_pb2 as _options_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class MassAbsenceKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    MASS_ABSENCE_KIND_UNSPECIFIED: _ClassVar[MassAbsenceKind]
    MASS_ABSENCE_KIND_QUARANTINE: _ClassVar[MassAbsenceKind]
    MASS_ABSENCE_KIND_EXCURSION: _ClassVar[MassAbsenceKind]
    MASS_ABSENCE_KIND_EVENT: _ClassVar[MassAbsenceKind]
    MASS_ABSENCE_KIND_OTHER: _ClassVar[MassAbsenceKind]
MASS_ABSENCE_KIND_UNSPECIFIED: MassAbsenceKind
MASS_ABSENCE_KIND_QUARANTINE: MassAbsenceKind
MASS_ABSENCE_KIND_EXCURSION: MassAbsenceKind
MASS_ABSENCE_KIND_EVENT: MassAbsenceKind
MASS_ABSENCE_KIND_OTHER: MassAbsenceKind

class MassAbsence(_message.Message):
    __slots__ = ("mass_absence", "kind", "begin_date", "end_date", "reason", "document", "pupil_count", "create_time", "created_by", "undo_time")
    MASS_ABSENCE_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    BEGIN_DATE_FIELD_NUMBER: _ClassVar[int]
    END_DATE_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    DOCUMENT_FIELD_NUMBER: _ClassVar[int]
    PUPIL_COUNT_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    CREATED_BY_FIELD_NUMBER: _ClassVar[int]
    UNDO_TIME_FIELD_NUMBER: _ClassVar[int]
    mass_absence: str
    kind: MassAbsenceKind
    begin_date: str
    end_date: str
    reason: _gradebook_pb2.AbsenceReason
    document: str
    pupil_count: int
    create_time: _timestamp_pb2.Timestamp
    created_by: str
    undo_time: _timestamp_pb2.Timestamp
    def __init__(self, mass_absence: _Optional[str] = ..., kind: _Optional[_Union[MassAbsenceKind, str]] = ..., begin_date: _Optional[str] = ..., end_date: _Optional[str] = ..., reason: _Optional[_Union[_gradebook_pb2.AbsenceReason, str]] = ..., document: _Optional[str] = ..., pupil_count: _Optional[int] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., created_by: _Optional[str] = ..., undo_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class RecordMassAbsenceRequest(_message.Message):
    __slots__ = ("request_id", "kind", "begin_date", "end_date", "reason", "document", "group", "pupils")
    CLASS_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    BEGIN_DATE_FIELD_NUMBER: _ClassVar[int]
    END_DATE_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    DOCUMENT_FIELD_NUMBER: _ClassVar[int]
    GROUP_FIELD_NUMBER: _ClassVar[int]
    PUPILS_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    kind: MassAbsenceKind
    begin_date: str
    end_date: str
    reason: _gradebook_pb2.AbsenceReason
    document: str
    group: str
    pupils: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, request_id: _Optional[str] = ..., kind: _Optional[_Union[MassAbsenceKind, str]] = ..., begin_date: _Optional[str] = ..., end_date: _Optional[str] = ..., reason: _Optional[_Union[_gradebook_pb2.AbsenceReason, str]] = ..., document: _Optional[str] = ..., group: _Optional[str] = ..., pupils: _Optional[_Iterable[str]] = ..., **kwargs) -> None: ...

class RecordMassAbsenceResponse(_message.Message):
    __slots__ = ("mass_absence", "saved_count", "already_count", "refusals")
    MASS_ABSENCE_FIELD_NUMBER: _ClassVar[int]
    SAVED_COUNT_FIELD_NUMBER: _ClassVar[int]
    ALREADY_COUNT_FIELD_NUMBER: _ClassVar[int]
    REFUSALS_FIELD_NUMBER: _ClassVar[int]
    mass_absence: MassAbsence
    saved_count: int
    already_count: int
    refusals: _containers.RepeatedCompositeFieldContainer[MassAbsenceRefusal]
    def __init__(self, mass_absence: _Optional[_Union[MassAbsence, _Mapping]] = ..., saved_count: _Optional[int] = ..., already_count: _Optional[int] = ..., refusals: _Optional[_Iterable[_Union[MassAbsenceRefusal, _Mapping]]] = ...) -> None: ...

class MassAbsenceRefusal(_message.Message):
    __slots__ = ("lesson", "date", "bell", "subject_title", "pupil", "rule", "current_value")
    LESSON_FIELD_NUMBER: _ClassVar[int]
    DATE_FIELD_NUMBER: _ClassVar[int]
    BELL_FIELD_NUMBER: _ClassVar[int]
    SUBJECT_TITLE_FIELD_NUMBER: _ClassVar[int]
    PUPIL_FIELD_NUMBER: _ClassVar[int]
    RULE_FIELD_NUMBER: _ClassVar[int]
    CURRENT_VALUE_FIELD_NUMBER: _ClassVar[int]
    lesson: str
    date: str
    bell: int
    subject_title: str
    pupil: str
    rule: str
    current_value: str
    def __init__(self, lesson: _Optional[str] = ..., date: _Optional[str] = ..., bell: _Optional[int] = ..., subject_title: _Optional[str] = ..., pupil: _Optional[str] = ..., rule: _Optional[str] = ..., current_value: _Optional[str] = ...) -> None: ...

class UndoMassAbsenceRequest(_message.Message):
    __slots__ = ("request_id", "mass_absence")
    CLASS_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    MASS_ABSENCE_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    mass_absence: str
    def __init__(self, request_id: _Optional[str] = ..., mass_absence: _Optional[str] = ..., **kwargs) -> None: ...

class UndoMassAbsenceResponse(_message.Message):
    __slots__ = ("mass_absence", "saved_count", "refusals")
    MASS_ABSENCE_FIELD_NUMBER: _ClassVar[int]
    SAVED_COUNT_FIELD_NUMBER: _ClassVar[int]
    REFUSALS_FIELD_NUMBER: _ClassVar[int]
    mass_absence: MassAbsence
    saved_count: int
    refusals: _containers.RepeatedCompositeFieldContainer[MassAbsenceRefusal]
    def __init__(self, mass_absence: _Optional[_Union[MassAbsence, _Mapping]] = ..., saved_count: _Optional[int] = ..., refusals: _Optional[_Iterable[_Union[MassAbsenceRefusal, _Mapping]]] = ...) -> None: ...

class ListMassAbsencesRequest(_message.Message):
    __slots__ = ("page_size", "page_token")
    CLASS_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ..., **kwargs) -> None: ...

class ListMassAbsencesResponse(_message.Message):
    __slots__ = ("mass_absences", "next_page_token")
    MASS_ABSENCES_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    mass_absences: _containers.RepeatedCompositeFieldContainer[MassAbsence]
    next_page_token: str
    def __init__(self, mass_absences: _Optional[_Iterable[_Union[MassAbsence, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...
