import datetime

from google.api import field_behavior_pb2 as _field_behavior_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from zvonok.gradebook.v1 import attendance_pb2 as _attendance_pb2
from zvonok.gradebook.v1 import gradebook_pb2 as _gradebook_pb2
from zvonok.options.v1 import options_pb2 as _options_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class AbsenceNoteState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    ABSENCE_NOTE_STATE_UNSPECIFIED: _ClassVar[AbsenceNoteState]
    ABSENCE_NOTE_STATE_WAITING: _ClassVar[AbsenceNoteState]
    ABSENCE_NOTE_STATE_ACCEPTED: _ClassVar[AbsenceNoteState]
    ABSENCE_NOTE_STATE_REFUSED: _ClassVar[AbsenceNoteState]
    ABSENCE_NOTE_STATE_WITHDRAWN: _ClassVar[AbsenceNoteState]
ABSENCE_NOTE_STATE_UNSPECIFIED: AbsenceNoteState
ABSENCE_NOTE_STATE_WAITING: AbsenceNoteState
ABSENCE_NOTE_STATE_ACCEPTED: AbsenceNoteState
ABSENCE_NOTE_STATE_REFUSED: AbsenceNoteState
ABSENCE_NOTE_STATE_WITHDRAWN: AbsenceNoteState

class AbsenceNote(_message.Message):
    __slots__ = ("note", "pupil", "begin_date", "end_date", "reason", "text", "sent_by", "send_time", "state", "answer", "decide_time")
    NOTE_FIELD_NUMBER: _ClassVar[int]
    PUPIL_FIELD_NUMBER: _ClassVar[int]
    BEGIN_DATE_FIELD_NUMBER: _ClassVar[int]
    END_DATE_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    SENT_BY_FIELD_NUMBER: _ClassVar[int]
    SEND_TIME_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    ANSWER_FIELD_NUMBER: _ClassVar[int]
    DECIDE_TIME_FIELD_NUMBER: _ClassVar[int]
    note: str
    pupil: str
    begin_date: str
    end_date: str
    reason: _gradebook_pb2.AbsenceReason
    text: str
    sent_by: str
    send_time: _timestamp_pb2.Timestamp
    state: AbsenceNoteState
    answer: str
    decide_time: _timestamp_pb2.Timestamp
    def __init__(self, note: _Optional[str] = ..., pupil: _Optional[str] = ..., begin_date: _Optional[str] = ..., end_date: _Optional[str] = ..., reason: _Optional[_Union[_gradebook_pb2.AbsenceReason, str]] = ..., text: _Optional[str] = ..., sent_by: _Optional[str] = ..., send_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., state: _Optional[_Union[AbsenceNoteState, str]] = ..., answer: _Optional[str] = ..., decide_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class SendAbsenceNoteRequest(_message.Message):
    __slots__ = ("pupil", "request_id", "begin_date", "end_date", "reason", "text")
    PUPIL_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    BEGIN_DATE_FIELD_NUMBER: _ClassVar[int]
    END_DATE_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    pupil: str
    request_id: str
    begin_date: str
    end_date: str
    reason: _gradebook_pb2.AbsenceReason
    text: str
    def __init__(self, pupil: _Optional[str] = ..., request_id: _Optional[str] = ..., begin_date: _Optional[str] = ..., end_date: _Optional[str] = ..., reason: _Optional[_Union[_gradebook_pb2.AbsenceReason, str]] = ..., text: _Optional[str] = ...) -> None: ...

class SendAbsenceNoteResponse(_message.Message):
    __slots__ = ("note",)
    NOTE_FIELD_NUMBER: _ClassVar[int]
    note: AbsenceNote
    def __init__(self, note: _Optional[_Union[AbsenceNote, _Mapping]] = ...) -> None: ...

class WithdrawAbsenceNoteRequest(_message.Message):
    __slots__ = ("pupil", "request_id", "note")
    PUPIL_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    NOTE_FIELD_NUMBER: _ClassVar[int]
    pupil: str
    request_id: str
    note: str
    def __init__(self, pupil: _Optional[str] = ..., request_id: _Optional[str] = ..., note: _Optional[str] = ...) -> None: ...

class WithdrawAbsenceNoteResponse(_message.Message):
    __slots__ = ("note",)
    NOTE_FIELD_NUMBER: _ClassVar[int]
    note: AbsenceNote
    def __init__(self, note: _Optional[_Union[AbsenceNote, _Mapping]] = ...) -> None: ...

class ListPupilAbsenceNotesRequest(_message.Message):
    __slots__ = ("pupil", "page_size", "page_token")
    PUPIL_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    pupil: str
    page_size: int
    page_token: str
    def __init__(self, pupil: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListPupilAbsenceNotesResponse(_message.Message):
    __slots__ = ("notes", "next_page_token")
    NOTES_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    notes: _containers.RepeatedCompositeFieldContainer[AbsenceNote]
    next_page_token: str
    def __init__(self, notes: _Optional[_Iterable[_Union[AbsenceNote, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class ListClassAbsenceNotesRequest(_message.Message):
    __slots__ = ("decided", "page_size", "page_token")
    CLASS_FIELD_NUMBER: _ClassVar[int]
    DECIDED_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    decided: bool
    page_size: int
    page_token: str
    def __init__(self, decided: _Optional[bool] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ..., **kwargs) -> None: ...

class ListClassAbsenceNotesResponse(_message.Message):
    __slots__ = ("notes", "next_page_token")
    NOTES_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    notes: _containers.RepeatedCompositeFieldContainer[AbsenceNote]
    next_page_token: str
    def __init__(self, notes: _Optional[_Iterable[_Union[AbsenceNote, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class DecideAbsenceNoteRequest(_message.Message):
    __slots__ = ("request_id", "note", "accept", "reason", "answer")
    CLASS_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    NOTE_FIELD_NUMBER: _ClassVar[int]
    ACCEPT_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    ANSWER_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    note: str
    accept: bool
    reason: _gradebook_pb2.AbsenceReason
    answer: str
    def __init__(self, request_id: _Optional[str] = ..., note: _Optional[str] = ..., accept: _Optional[bool] = ..., reason: _Optional[_Union[_gradebook_pb2.AbsenceReason, str]] = ..., answer: _Optional[str] = ..., **kwargs) -> None: ...

class DecideAbsenceNoteResponse(_message.Message):
    __slots__ = ("note", "absences", "left")
    NOTE_FIELD_NUMBER: _ClassVar[int]
    ABSENCES_FIELD_NUMBER: _ClassVar[int]
    LEFT_FIELD_NUMBER: _ClassVar[int]
    note: AbsenceNote
    absences: _containers.RepeatedCompositeFieldContainer[_attendance_pb2.SavedAbsence]
    left: _containers.RepeatedCompositeFieldContainer[_attendance_pb2.AbsenceLeft]
    def __init__(self, note: _Optional[_Union[AbsenceNote, _Mapping]] = ..., absences: _Optional[_Iterable[_Union[_attendance_pb2.SavedAbsence, _Mapping]]] = ..., left: _Optional[_Iterable[_Union[_attendance_pb2.AbsenceLeft, _Mapping]]] = ...) -> None: ...

class ListAnnouncedAbsencesRequest(_message.Message):
    __slots__ = ("group", "begin_date", "end_date")
    GROUP_FIELD_NUMBER: _ClassVar[int]
    BEGIN_DATE_FIELD_NUMBER: _ClassVar[int]
    END_DATE_FIELD_NUMBER: _ClassVar[int]
    group: str
    begin_date: str
    end_date: str
    def __init__(self, group: _Optional[str] = ..., begin_date: _Optional[str] = ..., end_date: _Optional[str] = ...) -> None: ...

class ListAnnouncedAbsencesResponse(_message.Message):
    __slots__ = ("absences",)
    ABSENCES_FIELD_NUMBER: _ClassVar[int]
    absences: _containers.RepeatedCompositeFieldContainer[AnnouncedAbsence]
    def __init__(self, absences: _Optional[_Iterable[_Union[AnnouncedAbsence, _Mapping]]] = ...) -> None: ...

class AnnouncedAbsence(_message.Message):
    __slots__ = ("pupil", "begin_date", "end_date")
    PUPIL_FIELD_NUMBER: _ClassVar[int]
    BEGIN_DATE_FIELD_NUMBER: _ClassVar[int]
    END_DATE_FIELD_NUMBER: _ClassVar[int]
    pupil: str
    begin_date: str
    end_date: str
    def __init__(self, pupil: _Optional[str] = ..., begin_date: _Optional[str] = ..., end_date: _Optional[str] = ...) -> None: ...
