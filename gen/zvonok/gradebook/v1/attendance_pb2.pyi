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

class FullDayKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    FULL_DAY_KIND_UNSPECIFIED: _ClassVar[FullDayKind]
    FULL_DAY_KIND_EVERY_LESSON: _ClassVar[FullDayKind]
    FULL_DAY_KIND_AT_LEAST: _ClassVar[FullDayKind]
    FULL_DAY_KIND_ANY_LESSON: _ClassVar[FullDayKind]
FULL_DAY_KIND_UNSPECIFIED: FullDayKind
FULL_DAY_KIND_EVERY_LESSON: FullDayKind
FULL_DAY_KIND_AT_LEAST: FullDayKind
FULL_DAY_KIND_ANY_LESSON: FullDayKind

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

class FullDayRule(_message.Message):
    __slots__ = ("kind", "lessons", "version")
    KIND_FIELD_NUMBER: _ClassVar[int]
    LESSONS_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    kind: FullDayKind
    lessons: int
    version: int
    def __init__(self, kind: _Optional[_Union[FullDayKind, str]] = ..., lessons: _Optional[int] = ..., version: _Optional[int] = ...) -> None: ...

class GetFullDayRuleRequest(_message.Message):
    __slots__ = ("school",)
    SCHOOL_FIELD_NUMBER: _ClassVar[int]
    school: str
    def __init__(self, school: _Optional[str] = ...) -> None: ...

class GetFullDayRuleResponse(_message.Message):
    __slots__ = ("rule",)
    RULE_FIELD_NUMBER: _ClassVar[int]
    rule: FullDayRule
    def __init__(self, rule: _Optional[_Union[FullDayRule, _Mapping]] = ...) -> None: ...

class SetFullDayRuleRequest(_message.Message):
    __slots__ = ("school", "request_id", "rule", "reason")
    SCHOOL_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    RULE_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    school: str
    request_id: str
    rule: FullDayRule
    reason: str
    def __init__(self, school: _Optional[str] = ..., request_id: _Optional[str] = ..., rule: _Optional[_Union[FullDayRule, _Mapping]] = ..., reason: _Optional[str] = ...) -> None: ...

class SetFullDayRuleResponse(_message.Message):
    __slots__ = ("rule",)
    RULE_FIELD_NUMBER: _ClassVar[int]
    rule: FullDayRule
    def __init__(self, rule: _Optional[_Union[FullDayRule, _Mapping]] = ...) -> None: ...

class GetClassAttendanceRequest(_message.Message):
    __slots__ = ("begin_date", "end_date")
    CLASS_FIELD_NUMBER: _ClassVar[int]
    BEGIN_DATE_FIELD_NUMBER: _ClassVar[int]
    END_DATE_FIELD_NUMBER: _ClassVar[int]
    begin_date: str
    end_date: str
    def __init__(self, begin_date: _Optional[str] = ..., end_date: _Optional[str] = ..., **kwargs) -> None: ...

class GetClassAttendanceResponse(_message.Message):
    __slots__ = ("pupils", "full_day_rule")
    PUPILS_FIELD_NUMBER: _ClassVar[int]
    FULL_DAY_RULE_FIELD_NUMBER: _ClassVar[int]
    pupils: _containers.RepeatedCompositeFieldContainer[PupilAttendance]
    full_day_rule: FullDayRule
    def __init__(self, pupils: _Optional[_Iterable[_Union[PupilAttendance, _Mapping]]] = ..., full_day_rule: _Optional[_Union[FullDayRule, _Mapping]] = ...) -> None: ...

class PupilAttendance(_message.Message):
    __slots__ = ("pupil", "days", "full_days", "ill", "excused", "unexcused", "without_reason", "late", "minutes_late")
    PUPIL_FIELD_NUMBER: _ClassVar[int]
    DAYS_FIELD_NUMBER: _ClassVar[int]
    FULL_DAYS_FIELD_NUMBER: _ClassVar[int]
    ILL_FIELD_NUMBER: _ClassVar[int]
    EXCUSED_FIELD_NUMBER: _ClassVar[int]
    UNEXCUSED_FIELD_NUMBER: _ClassVar[int]
    WITHOUT_REASON_FIELD_NUMBER: _ClassVar[int]
    LATE_FIELD_NUMBER: _ClassVar[int]
    MINUTES_LATE_FIELD_NUMBER: _ClassVar[int]
    pupil: str
    days: _containers.RepeatedCompositeFieldContainer[AttendanceDay]
    full_days: int
    ill: int
    excused: int
    unexcused: int
    without_reason: int
    late: int
    minutes_late: int
    def __init__(self, pupil: _Optional[str] = ..., days: _Optional[_Iterable[_Union[AttendanceDay, _Mapping]]] = ..., full_days: _Optional[int] = ..., ill: _Optional[int] = ..., excused: _Optional[int] = ..., unexcused: _Optional[int] = ..., without_reason: _Optional[int] = ..., late: _Optional[int] = ..., minutes_late: _Optional[int] = ...) -> None: ...

class AttendanceDay(_message.Message):
    __slots__ = ("date", "full_day", "lessons", "recorded", "missed", "entries")
    DATE_FIELD_NUMBER: _ClassVar[int]
    FULL_DAY_FIELD_NUMBER: _ClassVar[int]
    LESSONS_FIELD_NUMBER: _ClassVar[int]
    RECORDED_FIELD_NUMBER: _ClassVar[int]
    MISSED_FIELD_NUMBER: _ClassVar[int]
    ENTRIES_FIELD_NUMBER: _ClassVar[int]
    date: str
    full_day: bool
    lessons: int
    recorded: int
    missed: int
    entries: _containers.RepeatedCompositeFieldContainer[MissedLesson]
    def __init__(self, date: _Optional[str] = ..., full_day: _Optional[bool] = ..., lessons: _Optional[int] = ..., recorded: _Optional[int] = ..., missed: _Optional[int] = ..., entries: _Optional[_Iterable[_Union[MissedLesson, _Mapping]]] = ...) -> None: ...

class MissedLesson(_message.Message):
    __slots__ = ("lesson", "bell", "subject_title", "attendance", "minutes_late", "reason", "version")
    LESSON_FIELD_NUMBER: _ClassVar[int]
    BELL_FIELD_NUMBER: _ClassVar[int]
    SUBJECT_TITLE_FIELD_NUMBER: _ClassVar[int]
    ATTENDANCE_FIELD_NUMBER: _ClassVar[int]
    MINUTES_LATE_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    lesson: str
    bell: int
    subject_title: str
    attendance: _gradebook_pb2.Attendance
    minutes_late: int
    reason: _gradebook_pb2.AbsenceReason
    version: int
    def __init__(self, lesson: _Optional[str] = ..., bell: _Optional[int] = ..., subject_title: _Optional[str] = ..., attendance: _Optional[_Union[_gradebook_pb2.Attendance, str]] = ..., minutes_late: _Optional[int] = ..., reason: _Optional[_Union[_gradebook_pb2.AbsenceReason, str]] = ..., version: _Optional[int] = ...) -> None: ...

class GetPupilAttendanceRequest(_message.Message):
    __slots__ = ("pupil", "begin_date", "end_date")
    PUPIL_FIELD_NUMBER: _ClassVar[int]
    BEGIN_DATE_FIELD_NUMBER: _ClassVar[int]
    END_DATE_FIELD_NUMBER: _ClassVar[int]
    pupil: str
    begin_date: str
    end_date: str
    def __init__(self, pupil: _Optional[str] = ..., begin_date: _Optional[str] = ..., end_date: _Optional[str] = ...) -> None: ...

class GetPupilAttendanceResponse(_message.Message):
    __slots__ = ("attendance", "periods", "full_day_rule")
    ATTENDANCE_FIELD_NUMBER: _ClassVar[int]
    PERIODS_FIELD_NUMBER: _ClassVar[int]
    FULL_DAY_RULE_FIELD_NUMBER: _ClassVar[int]
    attendance: PupilAttendance
    periods: _containers.RepeatedCompositeFieldContainer[AbsencePeriod]
    full_day_rule: FullDayRule
    def __init__(self, attendance: _Optional[_Union[PupilAttendance, _Mapping]] = ..., periods: _Optional[_Iterable[_Union[AbsencePeriod, _Mapping]]] = ..., full_day_rule: _Optional[_Union[FullDayRule, _Mapping]] = ...) -> None: ...
