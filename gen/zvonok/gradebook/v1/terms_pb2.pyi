import datetime

from google.api import field_behavior_pb2 as _field_behavior_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from zvonok.options.v1 import options_pb2 as _options_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class TermMarkKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    TERM_MARK_KIND_UNSPECIFIED: _ClassVar[TermMarkKind]
    TERM_MARK_KIND_TERM: _ClassVar[TermMarkKind]
    TERM_MARK_KIND_INTERIM: _ClassVar[TermMarkKind]
    TERM_MARK_KIND_ANNUAL: _ClassVar[TermMarkKind]
    TERM_MARK_KIND_EXAM: _ClassVar[TermMarkKind]
    TERM_MARK_KIND_FINAL: _ClassVar[TermMarkKind]

class PeriodState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    PERIOD_STATE_UNSPECIFIED: _ClassVar[PeriodState]
    PERIOD_STATE_OPEN: _ClassVar[PeriodState]
    PERIOD_STATE_CLOSED: _ClassVar[PeriodState]
    PERIOD_STATE_CONFIRMED: _ClassVar[PeriodState]

class Flag(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    FLAG_UNSPECIFIED: _ClassVar[Flag]
    FLAG_MISSING: _ClassVar[Flag]
    FLAG_DEPARTS: _ClassVar[Flag]
    FLAG_FEW_MARKS: _ClassVar[Flag]
TERM_MARK_KIND_UNSPECIFIED: TermMarkKind
TERM_MARK_KIND_TERM: TermMarkKind
TERM_MARK_KIND_INTERIM: TermMarkKind
TERM_MARK_KIND_ANNUAL: TermMarkKind
TERM_MARK_KIND_EXAM: TermMarkKind
TERM_MARK_KIND_FINAL: TermMarkKind
PERIOD_STATE_UNSPECIFIED: PeriodState
PERIOD_STATE_OPEN: PeriodState
PERIOD_STATE_CLOSED: PeriodState
PERIOD_STATE_CONFIRMED: PeriodState
FLAG_UNSPECIFIED: Flag
FLAG_MISSING: Flag
FLAG_DEPARTS: Flag
FLAG_FEW_MARKS: Flag

class Period(_message.Message):
    __slots__ = ("period", "begin_date", "end_date", "school_year", "state", "close_time", "protocol", "protocol_date", "publish_time", "published", "version")
    PERIOD_FIELD_NUMBER: _ClassVar[int]
    BEGIN_DATE_FIELD_NUMBER: _ClassVar[int]
    END_DATE_FIELD_NUMBER: _ClassVar[int]
    SCHOOL_YEAR_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    CLOSE_TIME_FIELD_NUMBER: _ClassVar[int]
    PROTOCOL_FIELD_NUMBER: _ClassVar[int]
    PROTOCOL_DATE_FIELD_NUMBER: _ClassVar[int]
    PUBLISH_TIME_FIELD_NUMBER: _ClassVar[int]
    PUBLISHED_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    period: str
    begin_date: str
    end_date: str
    school_year: int
    state: PeriodState
    close_time: _timestamp_pb2.Timestamp
    protocol: str
    protocol_date: str
    publish_time: _timestamp_pb2.Timestamp
    published: bool
    version: int
    def __init__(self, period: _Optional[str] = ..., begin_date: _Optional[str] = ..., end_date: _Optional[str] = ..., school_year: _Optional[int] = ..., state: _Optional[_Union[PeriodState, str]] = ..., close_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., protocol: _Optional[str] = ..., protocol_date: _Optional[str] = ..., publish_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., published: _Optional[bool] = ..., version: _Optional[int] = ...) -> None: ...

class TermMark(_message.Message):
    __slots__ = ("period", "kind", "pupil", "value", "version", "average", "mark_count", "proposal", "flags")
    PERIOD_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    PUPIL_FIELD_NUMBER: _ClassVar[int]
    VALUE_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    AVERAGE_FIELD_NUMBER: _ClassVar[int]
    MARK_COUNT_FIELD_NUMBER: _ClassVar[int]
    PROPOSAL_FIELD_NUMBER: _ClassVar[int]
    FLAGS_FIELD_NUMBER: _ClassVar[int]
    period: str
    kind: TermMarkKind
    pupil: str
    value: str
    version: int
    average: str
    mark_count: int
    proposal: str
    flags: _containers.RepeatedScalarFieldContainer[Flag]
    def __init__(self, period: _Optional[str] = ..., kind: _Optional[_Union[TermMarkKind, str]] = ..., pupil: _Optional[str] = ..., value: _Optional[str] = ..., version: _Optional[int] = ..., average: _Optional[str] = ..., mark_count: _Optional[int] = ..., proposal: _Optional[str] = ..., flags: _Optional[_Iterable[_Union[Flag, str]]] = ...) -> None: ...

class TermPupil(_message.Message):
    __slots__ = ("pupil", "periods")
    PUPIL_FIELD_NUMBER: _ClassVar[int]
    PERIODS_FIELD_NUMBER: _ClassVar[int]
    pupil: str
    periods: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, pupil: _Optional[str] = ..., periods: _Optional[_Iterable[str]] = ...) -> None: ...

class GetTermMarksRequest(_message.Message):
    __slots__ = ("group", "school_year")
    GROUP_FIELD_NUMBER: _ClassVar[int]
    SCHOOL_YEAR_FIELD_NUMBER: _ClassVar[int]
    group: str
    school_year: int
    def __init__(self, group: _Optional[str] = ..., school_year: _Optional[int] = ...) -> None: ...

class GetTermMarksResponse(_message.Message):
    __slots__ = ("periods", "pupils", "marks", "scale")
    PERIODS_FIELD_NUMBER: _ClassVar[int]
    PUPILS_FIELD_NUMBER: _ClassVar[int]
    MARKS_FIELD_NUMBER: _ClassVar[int]
    SCALE_FIELD_NUMBER: _ClassVar[int]
    periods: _containers.RepeatedCompositeFieldContainer[Period]
    pupils: _containers.RepeatedCompositeFieldContainer[TermPupil]
    marks: _containers.RepeatedCompositeFieldContainer[TermMark]
    scale: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, periods: _Optional[_Iterable[_Union[Period, _Mapping]]] = ..., pupils: _Optional[_Iterable[_Union[TermPupil, _Mapping]]] = ..., marks: _Optional[_Iterable[_Union[TermMark, _Mapping]]] = ..., scale: _Optional[_Iterable[str]] = ...) -> None: ...

class TermMarkEdit(_message.Message):
    __slots__ = ("period", "kind", "pupil", "value", "seen_version")
    PERIOD_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    PUPIL_FIELD_NUMBER: _ClassVar[int]
    VALUE_FIELD_NUMBER: _ClassVar[int]
    SEEN_VERSION_FIELD_NUMBER: _ClassVar[int]
    period: str
    kind: TermMarkKind
    pupil: str
    value: str
    seen_version: int
    def __init__(self, period: _Optional[str] = ..., kind: _Optional[_Union[TermMarkKind, str]] = ..., pupil: _Optional[str] = ..., value: _Optional[str] = ..., seen_version: _Optional[int] = ...) -> None: ...

class RecordTermMarksRequest(_message.Message):
    __slots__ = ("group", "request_id", "marks", "reason", "all_or_nothing")
    GROUP_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    MARKS_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    ALL_OR_NOTHING_FIELD_NUMBER: _ClassVar[int]
    group: str
    request_id: str
    marks: _containers.RepeatedCompositeFieldContainer[TermMarkEdit]
    reason: str
    all_or_nothing: bool
    def __init__(self, group: _Optional[str] = ..., request_id: _Optional[str] = ..., marks: _Optional[_Iterable[_Union[TermMarkEdit, _Mapping]]] = ..., reason: _Optional[str] = ..., all_or_nothing: _Optional[bool] = ...) -> None: ...

class RecordTermMarksResponse(_message.Message):
    __slots__ = ("marks", "refusals")
    MARKS_FIELD_NUMBER: _ClassVar[int]
    REFUSALS_FIELD_NUMBER: _ClassVar[int]
    marks: _containers.RepeatedCompositeFieldContainer[SavedTermMark]
    refusals: _containers.RepeatedCompositeFieldContainer[TermMarkRefusal]
    def __init__(self, marks: _Optional[_Iterable[_Union[SavedTermMark, _Mapping]]] = ..., refusals: _Optional[_Iterable[_Union[TermMarkRefusal, _Mapping]]] = ...) -> None: ...

class SavedTermMark(_message.Message):
    __slots__ = ("period", "kind", "pupil", "value", "version", "changed")
    PERIOD_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    PUPIL_FIELD_NUMBER: _ClassVar[int]
    VALUE_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    CHANGED_FIELD_NUMBER: _ClassVar[int]
    period: str
    kind: TermMarkKind
    pupil: str
    value: str
    version: int
    changed: bool
    def __init__(self, period: _Optional[str] = ..., kind: _Optional[_Union[TermMarkKind, str]] = ..., pupil: _Optional[str] = ..., value: _Optional[str] = ..., version: _Optional[int] = ..., changed: _Optional[bool] = ...) -> None: ...

class TermMarkRefusal(_message.Message):
    __slots__ = ("field", "rule", "message", "current_value", "current_version", "pupil")
    FIELD_FIELD_NUMBER: _ClassVar[int]
    RULE_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    CURRENT_VALUE_FIELD_NUMBER: _ClassVar[int]
    CURRENT_VERSION_FIELD_NUMBER: _ClassVar[int]
    PUPIL_FIELD_NUMBER: _ClassVar[int]
    field: str
    rule: str
    message: str
    current_value: str
    current_version: int
    pupil: str
    def __init__(self, field: _Optional[str] = ..., rule: _Optional[str] = ..., message: _Optional[str] = ..., current_value: _Optional[str] = ..., current_version: _Optional[int] = ..., pupil: _Optional[str] = ...) -> None: ...

class GetSummarySheetRequest(_message.Message):
    __slots__ = ("period",)
    CLASS_FIELD_NUMBER: _ClassVar[int]
    PERIOD_FIELD_NUMBER: _ClassVar[int]
    period: str
    def __init__(self, period: _Optional[str] = ..., **kwargs) -> None: ...

class GetSummarySheetResponse(_message.Message):
    __slots__ = ("period", "class_title", "subjects", "pupils", "total", "achievement")
    PERIOD_FIELD_NUMBER: _ClassVar[int]
    CLASS_TITLE_FIELD_NUMBER: _ClassVar[int]
    SUBJECTS_FIELD_NUMBER: _ClassVar[int]
    PUPILS_FIELD_NUMBER: _ClassVar[int]
    TOTAL_FIELD_NUMBER: _ClassVar[int]
    ACHIEVEMENT_FIELD_NUMBER: _ClassVar[int]
    period: Period
    class_title: str
    subjects: _containers.RepeatedCompositeFieldContainer[SheetSubject]
    pupils: _containers.RepeatedCompositeFieldContainer[SheetPupil]
    total: Assessment
    achievement: Achievement
    def __init__(self, period: _Optional[_Union[Period, _Mapping]] = ..., class_title: _Optional[str] = ..., subjects: _Optional[_Iterable[_Union[SheetSubject, _Mapping]]] = ..., pupils: _Optional[_Iterable[_Union[SheetPupil, _Mapping]]] = ..., total: _Optional[_Union[Assessment, _Mapping]] = ..., achievement: _Optional[_Union[Achievement, _Mapping]] = ...) -> None: ...

class Achievement(_message.Message):
    __slots__ = ("pupils", "excellent", "good", "with_one_three", "failing")
    PUPILS_FIELD_NUMBER: _ClassVar[int]
    EXCELLENT_FIELD_NUMBER: _ClassVar[int]
    GOOD_FIELD_NUMBER: _ClassVar[int]
    WITH_ONE_THREE_FIELD_NUMBER: _ClassVar[int]
    FAILING_FIELD_NUMBER: _ClassVar[int]
    pupils: int
    excellent: int
    good: int
    with_one_three: int
    failing: int
    def __init__(self, pupils: _Optional[int] = ..., excellent: _Optional[int] = ..., good: _Optional[int] = ..., with_one_three: _Optional[int] = ..., failing: _Optional[int] = ...) -> None: ...

class SheetSubject(_message.Message):
    __slots__ = ("subject_code", "subject_title", "assessment")
    SUBJECT_CODE_FIELD_NUMBER: _ClassVar[int]
    SUBJECT_TITLE_FIELD_NUMBER: _ClassVar[int]
    ASSESSMENT_FIELD_NUMBER: _ClassVar[int]
    subject_code: str
    subject_title: str
    assessment: Assessment
    def __init__(self, subject_code: _Optional[str] = ..., subject_title: _Optional[str] = ..., assessment: _Optional[_Union[Assessment, _Mapping]] = ...) -> None: ...

class SheetPupil(_message.Message):
    __slots__ = ("pupil", "marks")
    PUPIL_FIELD_NUMBER: _ClassVar[int]
    MARKS_FIELD_NUMBER: _ClassVar[int]
    pupil: str
    marks: _containers.RepeatedCompositeFieldContainer[SheetMark]
    def __init__(self, pupil: _Optional[str] = ..., marks: _Optional[_Iterable[_Union[SheetMark, _Mapping]]] = ...) -> None: ...

class SheetMark(_message.Message):
    __slots__ = ("subject_code", "kind", "value", "average")
    SUBJECT_CODE_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    VALUE_FIELD_NUMBER: _ClassVar[int]
    AVERAGE_FIELD_NUMBER: _ClassVar[int]
    subject_code: str
    kind: TermMarkKind
    value: str
    average: str
    def __init__(self, subject_code: _Optional[str] = ..., kind: _Optional[_Union[TermMarkKind, str]] = ..., value: _Optional[str] = ..., average: _Optional[str] = ...) -> None: ...

class Assessment(_message.Message):
    __slots__ = ("fives", "fours", "threes", "twos", "not_assessed", "exempt", "missing", "pass_rate", "quality_rate", "learning_index")
    FIVES_FIELD_NUMBER: _ClassVar[int]
    FOURS_FIELD_NUMBER: _ClassVar[int]
    THREES_FIELD_NUMBER: _ClassVar[int]
    TWOS_FIELD_NUMBER: _ClassVar[int]
    NOT_ASSESSED_FIELD_NUMBER: _ClassVar[int]
    EXEMPT_FIELD_NUMBER: _ClassVar[int]
    MISSING_FIELD_NUMBER: _ClassVar[int]
    PASS_RATE_FIELD_NUMBER: _ClassVar[int]
    QUALITY_RATE_FIELD_NUMBER: _ClassVar[int]
    LEARNING_INDEX_FIELD_NUMBER: _ClassVar[int]
    fives: int
    fours: int
    threes: int
    twos: int
    not_assessed: int
    exempt: int
    missing: int
    pass_rate: str
    quality_rate: str
    learning_index: str
    def __init__(self, fives: _Optional[int] = ..., fours: _Optional[int] = ..., threes: _Optional[int] = ..., twos: _Optional[int] = ..., not_assessed: _Optional[int] = ..., exempt: _Optional[int] = ..., missing: _Optional[int] = ..., pass_rate: _Optional[str] = ..., quality_rate: _Optional[str] = ..., learning_index: _Optional[str] = ...) -> None: ...

class GetPeriodRequest(_message.Message):
    __slots__ = ("school", "period")
    SCHOOL_FIELD_NUMBER: _ClassVar[int]
    PERIOD_FIELD_NUMBER: _ClassVar[int]
    school: str
    period: str
    def __init__(self, school: _Optional[str] = ..., period: _Optional[str] = ...) -> None: ...

class GetPeriodResponse(_message.Message):
    __slots__ = ("period", "groups")
    PERIOD_FIELD_NUMBER: _ClassVar[int]
    GROUPS_FIELD_NUMBER: _ClassVar[int]
    period: Period
    groups: _containers.RepeatedCompositeFieldContainer[GroupProgress]
    def __init__(self, period: _Optional[_Union[Period, _Mapping]] = ..., groups: _Optional[_Iterable[_Union[GroupProgress, _Mapping]]] = ...) -> None: ...

class GroupProgress(_message.Message):
    __slots__ = ("group", "class_title", "subject_title", "pupils", "decided", "departing", "with_few_marks")
    GROUP_FIELD_NUMBER: _ClassVar[int]
    CLASS_TITLE_FIELD_NUMBER: _ClassVar[int]
    SUBJECT_TITLE_FIELD_NUMBER: _ClassVar[int]
    CLASS_FIELD_NUMBER: _ClassVar[int]
    PUPILS_FIELD_NUMBER: _ClassVar[int]
    DECIDED_FIELD_NUMBER: _ClassVar[int]
    DEPARTING_FIELD_NUMBER: _ClassVar[int]
    WITH_FEW_MARKS_FIELD_NUMBER: _ClassVar[int]
    group: str
    class_title: str
    subject_title: str
    pupils: int
    decided: int
    departing: int
    with_few_marks: int
    def __init__(self, group: _Optional[str] = ..., class_title: _Optional[str] = ..., subject_title: _Optional[str] = ..., pupils: _Optional[int] = ..., decided: _Optional[int] = ..., departing: _Optional[int] = ..., with_few_marks: _Optional[int] = ..., **kwargs) -> None: ...

class ListPeriodsRequest(_message.Message):
    __slots__ = ("school", "school_year")
    SCHOOL_FIELD_NUMBER: _ClassVar[int]
    SCHOOL_YEAR_FIELD_NUMBER: _ClassVar[int]
    school: str
    school_year: int
    def __init__(self, school: _Optional[str] = ..., school_year: _Optional[int] = ...) -> None: ...

class ListPeriodsResponse(_message.Message):
    __slots__ = ("periods", "school_years")
    PERIODS_FIELD_NUMBER: _ClassVar[int]
    SCHOOL_YEARS_FIELD_NUMBER: _ClassVar[int]
    periods: _containers.RepeatedCompositeFieldContainer[Period]
    school_years: _containers.RepeatedScalarFieldContainer[int]
    def __init__(self, periods: _Optional[_Iterable[_Union[Period, _Mapping]]] = ..., school_years: _Optional[_Iterable[int]] = ...) -> None: ...

class ListFlagsRequest(_message.Message):
    __slots__ = ("school", "period", "page_size", "page_token")
    SCHOOL_FIELD_NUMBER: _ClassVar[int]
    PERIOD_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    school: str
    period: str
    page_size: int
    page_token: str
    def __init__(self, school: _Optional[str] = ..., period: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListFlagsResponse(_message.Message):
    __slots__ = ("marks", "next_page_token")
    MARKS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    marks: _containers.RepeatedCompositeFieldContainer[FlaggedMark]
    next_page_token: str
    def __init__(self, marks: _Optional[_Iterable[_Union[FlaggedMark, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class FlaggedMark(_message.Message):
    __slots__ = ("group", "class_title", "subject_title", "mark")
    GROUP_FIELD_NUMBER: _ClassVar[int]
    CLASS_TITLE_FIELD_NUMBER: _ClassVar[int]
    SUBJECT_TITLE_FIELD_NUMBER: _ClassVar[int]
    MARK_FIELD_NUMBER: _ClassVar[int]
    group: str
    class_title: str
    subject_title: str
    mark: TermMark
    def __init__(self, group: _Optional[str] = ..., class_title: _Optional[str] = ..., subject_title: _Optional[str] = ..., mark: _Optional[_Union[TermMark, _Mapping]] = ...) -> None: ...

class ClosePeriodRequest(_message.Message):
    __slots__ = ("school", "request_id", "period", "seen_version", "accept_missing")
    SCHOOL_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    PERIOD_FIELD_NUMBER: _ClassVar[int]
    SEEN_VERSION_FIELD_NUMBER: _ClassVar[int]
    ACCEPT_MISSING_FIELD_NUMBER: _ClassVar[int]
    school: str
    request_id: str
    period: str
    seen_version: int
    accept_missing: bool
    def __init__(self, school: _Optional[str] = ..., request_id: _Optional[str] = ..., period: _Optional[str] = ..., seen_version: _Optional[int] = ..., accept_missing: _Optional[bool] = ...) -> None: ...

class ClosePeriodResponse(_message.Message):
    __slots__ = ("period",)
    PERIOD_FIELD_NUMBER: _ClassVar[int]
    period: Period
    def __init__(self, period: _Optional[_Union[Period, _Mapping]] = ...) -> None: ...

class ReopenPeriodRequest(_message.Message):
    __slots__ = ("school", "request_id", "period", "seen_version", "reason")
    SCHOOL_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    PERIOD_FIELD_NUMBER: _ClassVar[int]
    SEEN_VERSION_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    school: str
    request_id: str
    period: str
    seen_version: int
    reason: str
    def __init__(self, school: _Optional[str] = ..., request_id: _Optional[str] = ..., period: _Optional[str] = ..., seen_version: _Optional[int] = ..., reason: _Optional[str] = ...) -> None: ...

class ReopenPeriodResponse(_message.Message):
    __slots__ = ("period",)
    PERIOD_FIELD_NUMBER: _ClassVar[int]
    period: Period
    def __init__(self, period: _Optional[_Union[Period, _Mapping]] = ...) -> None: ...

class ConfirmPeriodRequest(_message.Message):
    __slots__ = ("school", "request_id", "period", "seen_version", "protocol", "protocol_date")
    SCHOOL_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    PERIOD_FIELD_NUMBER: _ClassVar[int]
    SEEN_VERSION_FIELD_NUMBER: _ClassVar[int]
    PROTOCOL_FIELD_NUMBER: _ClassVar[int]
    PROTOCOL_DATE_FIELD_NUMBER: _ClassVar[int]
    school: str
    request_id: str
    period: str
    seen_version: int
    protocol: str
    protocol_date: str
    def __init__(self, school: _Optional[str] = ..., request_id: _Optional[str] = ..., period: _Optional[str] = ..., seen_version: _Optional[int] = ..., protocol: _Optional[str] = ..., protocol_date: _Optional[str] = ...) -> None: ...

class ConfirmPeriodResponse(_message.Message):
    __slots__ = ("period",)
    PERIOD_FIELD_NUMBER: _ClassVar[int]
    period: Period
    def __init__(self, period: _Optional[_Union[Period, _Mapping]] = ...) -> None: ...

class SetPublicationRequest(_message.Message):
    __slots__ = ("school", "request_id", "period", "seen_version", "publish_time", "now")
    SCHOOL_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    PERIOD_FIELD_NUMBER: _ClassVar[int]
    SEEN_VERSION_FIELD_NUMBER: _ClassVar[int]
    PUBLISH_TIME_FIELD_NUMBER: _ClassVar[int]
    NOW_FIELD_NUMBER: _ClassVar[int]
    school: str
    request_id: str
    period: str
    seen_version: int
    publish_time: _timestamp_pb2.Timestamp
    now: bool
    def __init__(self, school: _Optional[str] = ..., request_id: _Optional[str] = ..., period: _Optional[str] = ..., seen_version: _Optional[int] = ..., publish_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., now: _Optional[bool] = ...) -> None: ...

class SetPublicationResponse(_message.Message):
    __slots__ = ("period",)
    PERIOD_FIELD_NUMBER: _ClassVar[int]
    period: Period
    def __init__(self, period: _Optional[_Union[Period, _Mapping]] = ...) -> None: ...

class GetPupilTermMarksRequest(_message.Message):
    __slots__ = ("pupil", "school_year")
    PUPIL_FIELD_NUMBER: _ClassVar[int]
    SCHOOL_YEAR_FIELD_NUMBER: _ClassVar[int]
    pupil: str
    school_year: int
    def __init__(self, pupil: _Optional[str] = ..., school_year: _Optional[int] = ...) -> None: ...

class GetPupilTermMarksResponse(_message.Message):
    __slots__ = ("school_year", "periods", "subjects")
    SCHOOL_YEAR_FIELD_NUMBER: _ClassVar[int]
    PERIODS_FIELD_NUMBER: _ClassVar[int]
    SUBJECTS_FIELD_NUMBER: _ClassVar[int]
    school_year: int
    periods: _containers.RepeatedCompositeFieldContainer[Period]
    subjects: _containers.RepeatedCompositeFieldContainer[PupilSubjectMarks]
    def __init__(self, school_year: _Optional[int] = ..., periods: _Optional[_Iterable[_Union[Period, _Mapping]]] = ..., subjects: _Optional[_Iterable[_Union[PupilSubjectMarks, _Mapping]]] = ...) -> None: ...

class PupilSubjectMarks(_message.Message):
    __slots__ = ("subject_title", "marks")
    SUBJECT_TITLE_FIELD_NUMBER: _ClassVar[int]
    MARKS_FIELD_NUMBER: _ClassVar[int]
    subject_title: str
    marks: _containers.RepeatedCompositeFieldContainer[PupilTermMark]
    def __init__(self, subject_title: _Optional[str] = ..., marks: _Optional[_Iterable[_Union[PupilTermMark, _Mapping]]] = ...) -> None: ...

class PupilTermMark(_message.Message):
    __slots__ = ("period", "kind", "value", "average")
    PERIOD_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    VALUE_FIELD_NUMBER: _ClassVar[int]
    AVERAGE_FIELD_NUMBER: _ClassVar[int]
    period: str
    kind: TermMarkKind
    value: str
    average: str
    def __init__(self, period: _Optional[str] = ..., kind: _Optional[_Union[TermMarkKind, str]] = ..., value: _Optional[str] = ..., average: _Optional[str] = ...) -> None: ...
