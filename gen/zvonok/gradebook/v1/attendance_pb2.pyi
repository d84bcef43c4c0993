import datetime

from google.api import field_behavior_pb2 as _field_behavior_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from zvonok.gradebook.v1 import gradebook_pb2 as _gradebook_pb2
from zvonok.options.v1 import options_pb2 as _options_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class SetAbsenceReasonsRequest(_message.Message):
    __slots__ = ("request_id", "reasons")
    CLASS_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    REASONS_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    reasons: _containers.RepeatedCompositeFieldContainer[AbsenceReasonEdit]
    def __init__(self, request_id: _Optional[str] = ..., reasons: _Optional[_Iterable[_Union[AbsenceReasonEdit, _Mapping]]] = ..., **kwargs) -> None: ...

class AbsenceReasonEdit(_message.Message):
    __slots__ = ("lesson", "pupil", "reason", "seen_version")
    LESSON_FIELD_NUMBER: _ClassVar[int]
    PUPIL_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    SEEN_VERSION_FIELD_NUMBER: _ClassVar[int]
    lesson: str
    pupil: str
    reason: _gradebook_pb2.AbsenceReason
    seen_version: int
    def __init__(self, lesson: _Optional[str] = ..., pupil: _Optional[str] = ..., reason: _Optional[_Union[_gradebook_pb2.AbsenceReason, str]] = ..., seen_version: _Optional[int] = ...) -> None: ...

class SetAbsenceReasonsResponse(_message.Message):
    __slots__ = ("absences", "refusals")
    ABSENCES_FIELD_NUMBER: _ClassVar[int]
    REFUSALS_FIELD_NUMBER: _ClassVar[int]
    absences: _containers.RepeatedCompositeFieldContainer[SavedAbsence]
    refusals: _containers.RepeatedCompositeFieldContainer[_gradebook_pb2.CellRefusal]
    def __init__(self, absences: _Optional[_Iterable[_Union[SavedAbsence, _Mapping]]] = ..., refusals: _Optional[_Iterable[_Union[_gradebook_pb2.CellRefusal, _Mapping]]] = ...) -> None: ...

class SavedAbsence(_message.Message):
    __slots__ = ("lesson", "pupil", "reason", "version", "outcome")
    LESSON_FIELD_NUMBER: _ClassVar[int]
    PUPIL_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    OUTCOME_FIELD_NUMBER: _ClassVar[int]
    lesson: str
    pupil: str
    reason: _gradebook_pb2.AbsenceReason
    version: int
    outcome: _gradebook_pb2.CellOutcome
    def __init__(self, lesson: _Optional[str] = ..., pupil: _Optional[str] = ..., reason: _Optional[_Union[_gradebook_pb2.AbsenceReason, str]] = ..., version: _Optional[int] = ..., outcome: _Optional[_Union[_gradebook_pb2.CellOutcome, str]] = ...) -> None: ...

class AbsencePeriod(_message.Message):
    __slots__ = ("period", "pupil", "begin_date", "end_date", "reason", "document", "create_time", "created_by")
    PERIOD_FIELD_NUMBER: _ClassVar[int]
    PUPIL_FIELD_NUMBER: _ClassVar[int]
    BEGIN_DATE_FIELD_NUMBER: _ClassVar[int]
    END_DATE_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    DOCUMENT_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    CREATED_BY_FIELD_NUMBER: _ClassVar[int]
    period: str
    pupil: str
    begin_date: str
    end_date: str
    reason: _gradebook_pb2.AbsenceReason
    document: str
    create_time: _timestamp_pb2.Timestamp
    created_by: str
    def __init__(self, period: _Optional[str] = ..., pupil: _Optional[str] = ..., begin_date: _Optional[str] = ..., end_date: _Optional[str] = ..., reason: _Optional[_Union[_gradebook_pb2.AbsenceReason, str]] = ..., document: _Optional[str] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., created_by: _Optional[str] = ...) -> None: ...

class CreateAbsencePeriodRequest(_message.Message):
    __slots__ = ("request_id", "pupil", "begin_date", "end_date", "reason", "document", "replace")
    CLASS_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    PUPIL_FIELD_NUMBER: _ClassVar[int]
    BEGIN_DATE_FIELD_NUMBER: _ClassVar[int]
    END_DATE_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    DOCUMENT_FIELD_NUMBER: _ClassVar[int]
    REPLACE_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    pupil: str
    begin_date: str
    end_date: str
    reason: _gradebook_pb2.AbsenceReason
    document: str
    replace: bool
    def __init__(self, request_id: _Optional[str] = ..., pupil: _Optional[str] = ..., begin_date: _Optional[str] = ..., end_date: _Optional[str] = ..., reason: _Optional[_Union[_gradebook_pb2.AbsenceReason, str]] = ..., document: _Optional[str] = ..., replace: _Optional[bool] = ..., **kwargs) -> None: ...

class CreateAbsencePeriodResponse(_message.Message):
    __slots__ = ("period", "absences", "left")
    PERIOD_FIELD_NUMBER: _ClassVar[int]
    ABSENCES_FIELD_NUMBER: _ClassVar[int]
    LEFT_FIELD_NUMBER: _ClassVar[int]
    period: AbsencePeriod
    absences: _containers.RepeatedCompositeFieldContainer[SavedAbsence]
    left: _containers.RepeatedCompositeFieldContainer[AbsenceLeft]
    def __init__(self, period: _Optional[_Union[AbsencePeriod, _Mapping]] = ..., absences: _Optional[_Iterable[_Union[SavedAbsence, _Mapping]]] = ..., left: _Optional[_Iterable[_Union[AbsenceLeft, _Mapping]]] = ...) -> None: ...

class AbsenceLeft(_message.Message):
    __slots__ = ("lesson", "pupil", "rule", "reason", "version")
    LESSON_FIELD_NUMBER: _ClassVar[int]
    PUPIL_FIELD_NUMBER: _ClassVar[int]
    RULE_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    lesson: str
    pupil: str
    rule: str
    reason: _gradebook_pb2.AbsenceReason
    version: int
    def __init__(self, lesson: _Optional[str] = ..., pupil: _Optional[str] = ..., rule: _Optional[str] = ..., reason: _Optional[_Union[_gradebook_pb2.AbsenceReason, str]] = ..., version: _Optional[int] = ...) -> None: ...

class EndAbsencePeriodRequest(_message.Message):
    __slots__ = ("request_id", "period", "clear_reasons")
    CLASS_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    PERIOD_FIELD_NUMBER: _ClassVar[int]
    CLEAR_REASONS_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    period: str
    clear_reasons: bool
    def __init__(self, request_id: _Optional[str] = ..., period: _Optional[str] = ..., clear_reasons: _Optional[bool] = ..., **kwargs) -> None: ...

class EndAbsencePeriodResponse(_message.Message):
    __slots__ = ("period", "absences", "left")
    PERIOD_FIELD_NUMBER: _ClassVar[int]
    ABSENCES_FIELD_NUMBER: _ClassVar[int]
    LEFT_FIELD_NUMBER: _ClassVar[int]
    period: AbsencePeriod
    absences: _containers.RepeatedCompositeFieldContainer[SavedAbsence]
    left: _containers.RepeatedCompositeFieldContainer[AbsenceLeft]
    def __init__(self, period: _Optional[_Union[AbsencePeriod, _Mapping]] = ..., absences: _Optional[_Iterable[_Union[SavedAbsence, _Mapping]]] = ..., left: _Optional[_Iterable[_Union[AbsenceLeft, _Mapping]]] = ...) -> None: ...

class ListAbsencePeriodsRequest(_message.Message):
    __slots__ = ("begin_date", "end_date", "page_size", "page_token")
    CLASS_FIELD_NUMBER: _ClassVar[int]
    BEGIN_DATE_FIELD_NUMBER: _ClassVar[int]
    END_DATE_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    begin_date: str
    end_date: str
    page_size: int
    page_token: str
    def __init__(self, begin_date: _Optional[str] = ..., end_date: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ..., **kwargs) -> None: ...

class ListAbsencePeriodsResponse(_message.Message):
    __slots__ = ("periods", "next_page_token")
    PERIODS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    periods: _containers.RepeatedCompositeFieldContainer[AbsencePeriod]
    next_page_token: str
    def __init__(self, periods: _Optional[_Iterable[_Union[AbsencePeriod, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...
