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

class AbsenceKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    ABSENCE_KIND_UNSPECIFIED: _ClassVar[AbsenceKind]
    ABSENCE_KIND_ILL: _ClassVar[AbsenceKind]
    ABSENCE_KIND_TRIP: _ClassVar[AbsenceKind]
    ABSENCE_KIND_COURSE: _ClassVar[AbsenceKind]
    ABSENCE_KIND_OTHER: _ClassVar[AbsenceKind]

class SubstitutionKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    SUBSTITUTION_KIND_UNSPECIFIED: _ClassVar[SubstitutionKind]
    SUBSTITUTION_KIND_SUBSTITUTE: _ClassVar[SubstitutionKind]
    SUBSTITUTION_KIND_SUPERVISING: _ClassVar[SubstitutionKind]
    SUBSTITUTION_KIND_MERGED: _ClassVar[SubstitutionKind]
    SUBSTITUTION_KIND_SELF_STUDY: _ClassVar[SubstitutionKind]

class SubstitutionState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    SUBSTITUTION_STATE_UNSPECIFIED: _ClassVar[SubstitutionState]
    SUBSTITUTION_STATE_ASSIGNED: _ClassVar[SubstitutionState]
    SUBSTITUTION_STATE_ENDED: _ClassVar[SubstitutionState]
ABSENCE_KIND_UNSPECIFIED: AbsenceKind
ABSENCE_KIND_ILL: AbsenceKind
ABSENCE_KIND_TRIP: AbsenceKind
ABSENCE_KIND_COURSE: AbsenceKind
ABSENCE_KIND_OTHER: AbsenceKind
SUBSTITUTION_KIND_UNSPECIFIED: SubstitutionKind
SUBSTITUTION_KIND_SUBSTITUTE: SubstitutionKind
SUBSTITUTION_KIND_SUPERVISING: SubstitutionKind
SUBSTITUTION_KIND_MERGED: SubstitutionKind
SUBSTITUTION_KIND_SELF_STUDY: SubstitutionKind
SUBSTITUTION_STATE_UNSPECIFIED: SubstitutionState
SUBSTITUTION_STATE_ASSIGNED: SubstitutionState
SUBSTITUTION_STATE_ENDED: SubstitutionState

class TeacherAbsence(_message.Message):
    __slots__ = ("absence", "person", "begin_date", "end_date", "bells", "kind", "version", "ended")
    ABSENCE_FIELD_NUMBER: _ClassVar[int]
    PERSON_FIELD_NUMBER: _ClassVar[int]
    BEGIN_DATE_FIELD_NUMBER: _ClassVar[int]
    END_DATE_FIELD_NUMBER: _ClassVar[int]
    BELLS_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    ENDED_FIELD_NUMBER: _ClassVar[int]
    absence: str
    person: str
    begin_date: str
    end_date: str
    bells: _containers.RepeatedScalarFieldContainer[int]
    kind: AbsenceKind
    version: int
    ended: bool
    def __init__(self, absence: _Optional[str] = ..., person: _Optional[str] = ..., begin_date: _Optional[str] = ..., end_date: _Optional[str] = ..., bells: _Optional[_Iterable[int]] = ..., kind: _Optional[_Union[AbsenceKind, str]] = ..., version: _Optional[int] = ..., ended: _Optional[bool] = ...) -> None: ...

class Substitution(_message.Message):
    __slots__ = ("substitution", "lesson", "date", "bell", "subject_title", "class_title", "room", "absent_person", "person", "kind", "state", "version", "absence_kind", "filled", "assigned_by", "assign_time", "end_reason")
    SUBSTITUTION_FIELD_NUMBER: _ClassVar[int]
    LESSON_FIELD_NUMBER: _ClassVar[int]
    DATE_FIELD_NUMBER: _ClassVar[int]
    BELL_FIELD_NUMBER: _ClassVar[int]
    SUBJECT_TITLE_FIELD_NUMBER: _ClassVar[int]
    CLASS_TITLE_FIELD_NUMBER: _ClassVar[int]
    ROOM_FIELD_NUMBER: _ClassVar[int]
    ABSENT_PERSON_FIELD_NUMBER: _ClassVar[int]
    PERSON_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    ABSENCE_KIND_FIELD_NUMBER: _ClassVar[int]
    FILLED_FIELD_NUMBER: _ClassVar[int]
    ASSIGNED_BY_FIELD_NUMBER: _ClassVar[int]
    ASSIGN_TIME_FIELD_NUMBER: _ClassVar[int]
    END_REASON_FIELD_NUMBER: _ClassVar[int]
    substitution: str
    lesson: str
    date: str
    bell: int
    subject_title: str
    class_title: str
    room: str
    absent_person: str
    person: str
    kind: SubstitutionKind
    state: SubstitutionState
    version: int
    absence_kind: AbsenceKind
    filled: bool
    assigned_by: str
    assign_time: _timestamp_pb2.Timestamp
    end_reason: str
    def __init__(self, substitution: _Optional[str] = ..., lesson: _Optional[str] = ..., date: _Optional[str] = ..., bell: _Optional[int] = ..., subject_title: _Optional[str] = ..., class_title: _Optional[str] = ..., room: _Optional[str] = ..., absent_person: _Optional[str] = ..., person: _Optional[str] = ..., kind: _Optional[_Union[SubstitutionKind, str]] = ..., state: _Optional[_Union[SubstitutionState, str]] = ..., version: _Optional[int] = ..., absence_kind: _Optional[_Union[AbsenceKind, str]] = ..., filled: _Optional[bool] = ..., assigned_by: _Optional[str] = ..., assign_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., end_reason: _Optional[str] = ...) -> None: ...

class Candidate(_message.Message):
    __slots__ = ("person", "teaches_subject", "knows_class", "there_anyway", "lessons_of_day", "lessons_of_week", "merges")
    PERSON_FIELD_NUMBER: _ClassVar[int]
    TEACHES_SUBJECT_FIELD_NUMBER: _ClassVar[int]
    KNOWS_CLASS_FIELD_NUMBER: _ClassVar[int]
    THERE_ANYWAY_FIELD_NUMBER: _ClassVar[int]
    LESSONS_OF_DAY_FIELD_NUMBER: _ClassVar[int]
    LESSONS_OF_WEEK_FIELD_NUMBER: _ClassVar[int]
    MERGES_FIELD_NUMBER: _ClassVar[int]
    person: str
    teaches_subject: bool
    knows_class: bool
    there_anyway: bool
    lessons_of_day: int
    lessons_of_week: int
    merges: bool
    def __init__(self, person: _Optional[str] = ..., teaches_subject: _Optional[bool] = ..., knows_class: _Optional[bool] = ..., there_anyway: _Optional[bool] = ..., lessons_of_day: _Optional[int] = ..., lessons_of_week: _Optional[int] = ..., merges: _Optional[bool] = ...) -> None: ...

class LessonToCover(_message.Message):
    __slots__ = ("lesson", "date", "bell", "subject_title", "class_title", "room", "absent_persons", "candidates", "proposed_person", "substitution")
    LESSON_FIELD_NUMBER: _ClassVar[int]
    DATE_FIELD_NUMBER: _ClassVar[int]
    BELL_FIELD_NUMBER: _ClassVar[int]
    SUBJECT_TITLE_FIELD_NUMBER: _ClassVar[int]
    CLASS_TITLE_FIELD_NUMBER: _ClassVar[int]
    ROOM_FIELD_NUMBER: _ClassVar[int]
    ABSENT_PERSONS_FIELD_NUMBER: _ClassVar[int]
    CANDIDATES_FIELD_NUMBER: _ClassVar[int]
    PROPOSED_PERSON_FIELD_NUMBER: _ClassVar[int]
    SUBSTITUTION_FIELD_NUMBER: _ClassVar[int]
    lesson: str
    date: str
    bell: int
    subject_title: str
    class_title: str
    room: str
    absent_persons: _containers.RepeatedScalarFieldContainer[str]
    candidates: _containers.RepeatedCompositeFieldContainer[Candidate]
    proposed_person: str
    substitution: Substitution
    def __init__(self, lesson: _Optional[str] = ..., date: _Optional[str] = ..., bell: _Optional[int] = ..., subject_title: _Optional[str] = ..., class_title: _Optional[str] = ..., room: _Optional[str] = ..., absent_persons: _Optional[_Iterable[str]] = ..., candidates: _Optional[_Iterable[_Union[Candidate, _Mapping]]] = ..., proposed_person: _Optional[str] = ..., substitution: _Optional[_Union[Substitution, _Mapping]] = ...) -> None: ...

class RecordTeacherAbsenceRequest(_message.Message):
    __slots__ = ("school", "request_id", "person", "begin_date", "end_date", "bells", "kind")
    SCHOOL_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    PERSON_FIELD_NUMBER: _ClassVar[int]
    BEGIN_DATE_FIELD_NUMBER: _ClassVar[int]
    END_DATE_FIELD_NUMBER: _ClassVar[int]
    BELLS_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    school: str
    request_id: str
    person: str
    begin_date: str
    end_date: str
    bells: _containers.RepeatedScalarFieldContainer[int]
    kind: AbsenceKind
    def __init__(self, school: _Optional[str] = ..., request_id: _Optional[str] = ..., person: _Optional[str] = ..., begin_date: _Optional[str] = ..., end_date: _Optional[str] = ..., bells: _Optional[_Iterable[int]] = ..., kind: _Optional[_Union[AbsenceKind, str]] = ...) -> None: ...

class RecordTeacherAbsenceResponse(_message.Message):
    __slots__ = ("absence",)
    ABSENCE_FIELD_NUMBER: _ClassVar[int]
    absence: TeacherAbsence
    def __init__(self, absence: _Optional[_Union[TeacherAbsence, _Mapping]] = ...) -> None: ...

class EndTeacherAbsenceRequest(_message.Message):
    __slots__ = ("school", "request_id", "absence", "seen_version", "last_date")
    SCHOOL_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    ABSENCE_FIELD_NUMBER: _ClassVar[int]
    SEEN_VERSION_FIELD_NUMBER: _ClassVar[int]
    LAST_DATE_FIELD_NUMBER: _ClassVar[int]
    school: str
    request_id: str
    absence: str
    seen_version: int
    last_date: str
    def __init__(self, school: _Optional[str] = ..., request_id: _Optional[str] = ..., absence: _Optional[str] = ..., seen_version: _Optional[int] = ..., last_date: _Optional[str] = ...) -> None: ...

class EndTeacherAbsenceResponse(_message.Message):
    __slots__ = ("absence", "ended_substitutions")
    ABSENCE_FIELD_NUMBER: _ClassVar[int]
    ENDED_SUBSTITUTIONS_FIELD_NUMBER: _ClassVar[int]
    absence: TeacherAbsence
    ended_substitutions: _containers.RepeatedCompositeFieldContainer[Substitution]
    def __init__(self, absence: _Optional[_Union[TeacherAbsence, _Mapping]] = ..., ended_substitutions: _Optional[_Iterable[_Union[Substitution, _Mapping]]] = ...) -> None: ...

class ListTeacherAbsencesRequest(_message.Message):
    __slots__ = ("school", "begin_date", "end_date", "page_size", "page_token")
    SCHOOL_FIELD_NUMBER: _ClassVar[int]
    BEGIN_DATE_FIELD_NUMBER: _ClassVar[int]
    END_DATE_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    school: str
    begin_date: str
    end_date: str
    page_size: int
    page_token: str
    def __init__(self, school: _Optional[str] = ..., begin_date: _Optional[str] = ..., end_date: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListTeacherAbsencesResponse(_message.Message):
    __slots__ = ("absences", "next_page_token")
    ABSENCES_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    absences: _containers.RepeatedCompositeFieldContainer[TeacherAbsence]
    next_page_token: str
    def __init__(self, absences: _Optional[_Iterable[_Union[TeacherAbsence, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class GetDayToCoverRequest(_message.Message):
    __slots__ = ("school", "date")
    SCHOOL_FIELD_NUMBER: _ClassVar[int]
    DATE_FIELD_NUMBER: _ClassVar[int]
    school: str
    date: str
    def __init__(self, school: _Optional[str] = ..., date: _Optional[str] = ...) -> None: ...

class GetDayToCoverResponse(_message.Message):
    __slots__ = ("absences", "lessons", "teachers")
    ABSENCES_FIELD_NUMBER: _ClassVar[int]
    LESSONS_FIELD_NUMBER: _ClassVar[int]
    TEACHERS_FIELD_NUMBER: _ClassVar[int]
    absences: _containers.RepeatedCompositeFieldContainer[TeacherAbsence]
    lessons: _containers.RepeatedCompositeFieldContainer[LessonToCover]
    teachers: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, absences: _Optional[_Iterable[_Union[TeacherAbsence, _Mapping]]] = ..., lessons: _Optional[_Iterable[_Union[LessonToCover, _Mapping]]] = ..., teachers: _Optional[_Iterable[str]] = ...) -> None: ...

class AssignSubstitutesRequest(_message.Message):
    __slots__ = ("school", "request_id", "lines")
    SCHOOL_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    LINES_FIELD_NUMBER: _ClassVar[int]
    school: str
    request_id: str
    lines: _containers.RepeatedCompositeFieldContainer[SubstituteLine]
    def __init__(self, school: _Optional[str] = ..., request_id: _Optional[str] = ..., lines: _Optional[_Iterable[_Union[SubstituteLine, _Mapping]]] = ...) -> None: ...

class SubstituteLine(_message.Message):
    __slots__ = ("lesson", "person", "kind", "replaces", "seen_version")
    LESSON_FIELD_NUMBER: _ClassVar[int]
    PERSON_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    REPLACES_FIELD_NUMBER: _ClassVar[int]
    SEEN_VERSION_FIELD_NUMBER: _ClassVar[int]
    lesson: str
    person: str
    kind: SubstitutionKind
    replaces: str
    seen_version: int
    def __init__(self, lesson: _Optional[str] = ..., person: _Optional[str] = ..., kind: _Optional[_Union[SubstitutionKind, str]] = ..., replaces: _Optional[str] = ..., seen_version: _Optional[int] = ...) -> None: ...

class AssignSubstitutesResponse(_message.Message):
    __slots__ = ("outcomes",)
    OUTCOMES_FIELD_NUMBER: _ClassVar[int]
    outcomes: _containers.RepeatedCompositeFieldContainer[SubstituteOutcome]
    def __init__(self, outcomes: _Optional[_Iterable[_Union[SubstituteOutcome, _Mapping]]] = ...) -> None: ...

class SubstituteOutcome(_message.Message):
    __slots__ = ("substitution", "rule", "message", "other_person", "other_lesson", "other_subject_title", "other_class_title")
    SUBSTITUTION_FIELD_NUMBER: _ClassVar[int]
    RULE_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    OTHER_PERSON_FIELD_NUMBER: _ClassVar[int]
    OTHER_LESSON_FIELD_NUMBER: _ClassVar[int]
    OTHER_SUBJECT_TITLE_FIELD_NUMBER: _ClassVar[int]
    OTHER_CLASS_TITLE_FIELD_NUMBER: _ClassVar[int]
    substitution: Substitution
    rule: str
    message: str
    other_person: str
    other_lesson: str
    other_subject_title: str
    other_class_title: str
    def __init__(self, substitution: _Optional[_Union[Substitution, _Mapping]] = ..., rule: _Optional[str] = ..., message: _Optional[str] = ..., other_person: _Optional[str] = ..., other_lesson: _Optional[str] = ..., other_subject_title: _Optional[str] = ..., other_class_title: _Optional[str] = ...) -> None: ...

class EndSubstitutionRequest(_message.Message):
    __slots__ = ("school", "request_id", "substitution", "seen_version", "reason")
    SCHOOL_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    SUBSTITUTION_FIELD_NUMBER: _ClassVar[int]
    SEEN_VERSION_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    school: str
    request_id: str
    substitution: str
    seen_version: int
    reason: str
    def __init__(self, school: _Optional[str] = ..., request_id: _Optional[str] = ..., substitution: _Optional[str] = ..., seen_version: _Optional[int] = ..., reason: _Optional[str] = ...) -> None: ...

class EndSubstitutionResponse(_message.Message):
    __slots__ = ("substitution",)
    SUBSTITUTION_FIELD_NUMBER: _ClassVar[int]
    substitution: Substitution
    def __init__(self, substitution: _Optional[_Union[Substitution, _Mapping]] = ...) -> None: ...

class ListSubstitutionsRequest(_message.Message):
    __slots__ = ("school", "begin_date", "end_date", "person", "ended", "page_size", "page_token")
    SCHOOL_FIELD_NUMBER: _ClassVar[int]
    BEGIN_DATE_FIELD_NUMBER: _ClassVar[int]
    END_DATE_FIELD_NUMBER: _ClassVar[int]
    PERSON_FIELD_NUMBER: _ClassVar[int]
    ENDED_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    school: str
    begin_date: str
    end_date: str
    person: str
    ended: bool
    page_size: int
    page_token: str
    def __init__(self, school: _Optional[str] = ..., begin_date: _Optional[str] = ..., end_date: _Optional[str] = ..., person: _Optional[str] = ..., ended: _Optional[bool] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListSubstitutionsResponse(_message.Message):
    __slots__ = ("substitutions", "next_page_token")
    SUBSTITUTIONS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    substitutions: _containers.RepeatedCompositeFieldContainer[Substitution]
    next_page_token: str
    def __init__(self, substitutions: _Optional[_Iterable[_Union[Substitution, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class ListOwnSubstitutionsRequest(_message.Message):
    __slots__ = ("school", "begin_date", "end_date", "page_size", "page_token")
    SCHOOL_FIELD_NUMBER: _ClassVar[int]
    BEGIN_DATE_FIELD_NUMBER: _ClassVar[int]
    END_DATE_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    school: str
    begin_date: str
    end_date: str
    page_size: int
    page_token: str
    def __init__(self, school: _Optional[str] = ..., begin_date: _Optional[str] = ..., end_date: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListOwnSubstitutionsResponse(_message.Message):
    __slots__ = ("substitutions", "next_page_token")
    SUBSTITUTIONS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    substitutions: _containers.RepeatedCompositeFieldContainer[Substitution]
    next_page_token: str
    def __init__(self, substitutions: _Optional[_Iterable[_Union[Substitution, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...
