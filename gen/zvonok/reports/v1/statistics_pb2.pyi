from google.api import field_behavior_pb2 as _field_behavior_pb2
from zvonok.options.v1 import options_pb2 as _options_pb2
from zvonok.reports.v1 import reports_pb2 as _reports_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Results(_message.Message):
    __slots__ = ("fives", "fours", "threes", "twos", "not_assessed", "exempt", "without_number", "missing", "pass_rate", "quality_rate", "learning_index", "above_average", "below_average")
    FIVES_FIELD_NUMBER: _ClassVar[int]
    FOURS_FIELD_NUMBER: _ClassVar[int]
    THREES_FIELD_NUMBER: _ClassVar[int]
    TWOS_FIELD_NUMBER: _ClassVar[int]
    NOT_ASSESSED_FIELD_NUMBER: _ClassVar[int]
    EXEMPT_FIELD_NUMBER: _ClassVar[int]
    WITHOUT_NUMBER_FIELD_NUMBER: _ClassVar[int]
    MISSING_FIELD_NUMBER: _ClassVar[int]
    PASS_RATE_FIELD_NUMBER: _ClassVar[int]
    QUALITY_RATE_FIELD_NUMBER: _ClassVar[int]
    LEARNING_INDEX_FIELD_NUMBER: _ClassVar[int]
    ABOVE_AVERAGE_FIELD_NUMBER: _ClassVar[int]
    BELOW_AVERAGE_FIELD_NUMBER: _ClassVar[int]
    fives: int
    fours: int
    threes: int
    twos: int
    not_assessed: int
    exempt: int
    without_number: int
    missing: int
    pass_rate: _reports_pb2.Share
    quality_rate: _reports_pb2.Share
    learning_index: str
    above_average: int
    below_average: int
    def __init__(self, fives: _Optional[int] = ..., fours: _Optional[int] = ..., threes: _Optional[int] = ..., twos: _Optional[int] = ..., not_assessed: _Optional[int] = ..., exempt: _Optional[int] = ..., without_number: _Optional[int] = ..., missing: _Optional[int] = ..., pass_rate: _Optional[_Union[_reports_pb2.Share, _Mapping]] = ..., quality_rate: _Optional[_Union[_reports_pb2.Share, _Mapping]] = ..., learning_index: _Optional[str] = ..., above_average: _Optional[int] = ..., below_average: _Optional[int] = ...) -> None: ...

class PupilResults(_message.Message):
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

class TermResults(_message.Message):
    __slots__ = ("term", "results")
    TERM_FIELD_NUMBER: _ClassVar[int]
    RESULTS_FIELD_NUMBER: _ClassVar[int]
    term: str
    results: Results
    def __init__(self, term: _Optional[str] = ..., results: _Optional[_Union[Results, _Mapping]] = ...) -> None: ...

class AttendanceDay(_message.Message):
    __slots__ = ("date", "places", "absent", "ill", "excused", "unexcused", "late")
    CLASS_FIELD_NUMBER: _ClassVar[int]
    DATE_FIELD_NUMBER: _ClassVar[int]
    PLACES_FIELD_NUMBER: _ClassVar[int]
    ABSENT_FIELD_NUMBER: _ClassVar[int]
    ILL_FIELD_NUMBER: _ClassVar[int]
    EXCUSED_FIELD_NUMBER: _ClassVar[int]
    UNEXCUSED_FIELD_NUMBER: _ClassVar[int]
    LATE_FIELD_NUMBER: _ClassVar[int]
    date: str
    places: int
    absent: int
    ill: int
    excused: int
    unexcused: int
    late: int
    def __init__(self, date: _Optional[str] = ..., places: _Optional[int] = ..., absent: _Optional[int] = ..., ill: _Optional[int] = ..., excused: _Optional[int] = ..., unexcused: _Optional[int] = ..., late: _Optional[int] = ..., **kwargs) -> None: ...

class Statistics(_message.Message):
    __slots__ = ("total", "pupils", "terms", "attendance", "period", "begin_date", "end_date", "as_of_date", "parents_taking_part", "pupils_taking_part")
    TOTAL_FIELD_NUMBER: _ClassVar[int]
    PUPILS_FIELD_NUMBER: _ClassVar[int]
    TERMS_FIELD_NUMBER: _ClassVar[int]
    ATTENDANCE_FIELD_NUMBER: _ClassVar[int]
    PERIOD_FIELD_NUMBER: _ClassVar[int]
    BEGIN_DATE_FIELD_NUMBER: _ClassVar[int]
    END_DATE_FIELD_NUMBER: _ClassVar[int]
    AS_OF_DATE_FIELD_NUMBER: _ClassVar[int]
    PARENTS_TAKING_PART_FIELD_NUMBER: _ClassVar[int]
    PUPILS_TAKING_PART_FIELD_NUMBER: _ClassVar[int]
    total: Results
    pupils: PupilResults
    terms: _containers.RepeatedCompositeFieldContainer[TermResults]
    attendance: _containers.RepeatedCompositeFieldContainer[AttendanceDay]
    period: str
    begin_date: str
    end_date: str
    as_of_date: str
    parents_taking_part: _reports_pb2.Share
    pupils_taking_part: _reports_pb2.Share
    def __init__(self, total: _Optional[_Union[Results, _Mapping]] = ..., pupils: _Optional[_Union[PupilResults, _Mapping]] = ..., terms: _Optional[_Iterable[_Union[TermResults, _Mapping]]] = ..., attendance: _Optional[_Iterable[_Union[AttendanceDay, _Mapping]]] = ..., period: _Optional[str] = ..., begin_date: _Optional[str] = ..., end_date: _Optional[str] = ..., as_of_date: _Optional[str] = ..., parents_taking_part: _Optional[_Union[_reports_pb2.Share, _Mapping]] = ..., pupils_taking_part: _Optional[_Union[_reports_pb2.Share, _Mapping]] = ...) -> None: ...

class ClassResults(_message.Message):
    __slots__ = ("class_title", "year_group", "results", "pupils", "parents_taking_part", "pupils_taking_part")
    CLASS_FIELD_NUMBER: _ClassVar[int]
    CLASS_TITLE_FIELD_NUMBER: _ClassVar[int]
    YEAR_GROUP_FIELD_NUMBER: _ClassVar[int]
    RESULTS_FIELD_NUMBER: _ClassVar[int]
    PUPILS_FIELD_NUMBER: _ClassVar[int]
    PARENTS_TAKING_PART_FIELD_NUMBER: _ClassVar[int]
    PUPILS_TAKING_PART_FIELD_NUMBER: _ClassVar[int]
    class_title: str
    year_group: int
    results: Results
    pupils: PupilResults
    parents_taking_part: _reports_pb2.Share
    pupils_taking_part: _reports_pb2.Share
    def __init__(self, class_title: _Optional[str] = ..., year_group: _Optional[int] = ..., results: _Optional[_Union[Results, _Mapping]] = ..., pupils: _Optional[_Union[PupilResults, _Mapping]] = ..., parents_taking_part: _Optional[_Union[_reports_pb2.Share, _Mapping]] = ..., pupils_taking_part: _Optional[_Union[_reports_pb2.Share, _Mapping]] = ..., **kwargs) -> None: ...

class SubjectResults(_message.Message):
    __slots__ = ("subject_title", "results")
    SUBJECT_TITLE_FIELD_NUMBER: _ClassVar[int]
    RESULTS_FIELD_NUMBER: _ClassVar[int]
    subject_title: str
    results: Results
    def __init__(self, subject_title: _Optional[str] = ..., results: _Optional[_Union[Results, _Mapping]] = ...) -> None: ...

class YearGroupResults(_message.Message):
    __slots__ = ("year_group", "results")
    YEAR_GROUP_FIELD_NUMBER: _ClassVar[int]
    RESULTS_FIELD_NUMBER: _ClassVar[int]
    year_group: int
    results: Results
    def __init__(self, year_group: _Optional[int] = ..., results: _Optional[_Union[Results, _Mapping]] = ...) -> None: ...

class TeacherResults(_message.Message):
    __slots__ = ("teacher", "results")
    TEACHER_FIELD_NUMBER: _ClassVar[int]
    RESULTS_FIELD_NUMBER: _ClassVar[int]
    teacher: str
    results: Results
    def __init__(self, teacher: _Optional[str] = ..., results: _Optional[_Union[Results, _Mapping]] = ...) -> None: ...

class GetSchoolStatisticsRequest(_message.Message):
    __slots__ = ("school", "period", "as_of_date")
    SCHOOL_FIELD_NUMBER: _ClassVar[int]
    PERIOD_FIELD_NUMBER: _ClassVar[int]
    AS_OF_DATE_FIELD_NUMBER: _ClassVar[int]
    school: str
    period: str
    as_of_date: str
    def __init__(self, school: _Optional[str] = ..., period: _Optional[str] = ..., as_of_date: _Optional[str] = ...) -> None: ...

class GetSchoolStatisticsResponse(_message.Message):
    __slots__ = ("statistics", "classes", "subjects", "year_groups")
    STATISTICS_FIELD_NUMBER: _ClassVar[int]
    CLASSES_FIELD_NUMBER: _ClassVar[int]
    SUBJECTS_FIELD_NUMBER: _ClassVar[int]
    YEAR_GROUPS_FIELD_NUMBER: _ClassVar[int]
    statistics: Statistics
    classes: _containers.RepeatedCompositeFieldContainer[ClassResults]
    subjects: _containers.RepeatedCompositeFieldContainer[SubjectResults]
    year_groups: _containers.RepeatedCompositeFieldContainer[YearGroupResults]
    def __init__(self, statistics: _Optional[_Union[Statistics, _Mapping]] = ..., classes: _Optional[_Iterable[_Union[ClassResults, _Mapping]]] = ..., subjects: _Optional[_Iterable[_Union[SubjectResults, _Mapping]]] = ..., year_groups: _Optional[_Iterable[_Union[YearGroupResults, _Mapping]]] = ...) -> None: ...

class ListTeacherResultsRequest(_message.Message):
    __slots__ = ("school", "period", "as_of_date")
    SCHOOL_FIELD_NUMBER: _ClassVar[int]
    PERIOD_FIELD_NUMBER: _ClassVar[int]
    AS_OF_DATE_FIELD_NUMBER: _ClassVar[int]
    school: str
    period: str
    as_of_date: str
    def __init__(self, school: _Optional[str] = ..., period: _Optional[str] = ..., as_of_date: _Optional[str] = ...) -> None: ...

class ListTeacherResultsResponse(_message.Message):
    __slots__ = ("teachers",)
    TEACHERS_FIELD_NUMBER: _ClassVar[int]
    teachers: _containers.RepeatedCompositeFieldContainer[TeacherResults]
    def __init__(self, teachers: _Optional[_Iterable[_Union[TeacherResults, _Mapping]]] = ...) -> None: ...

class GetClassStatisticsRequest(_message.Message):
    __slots__ = ("period", "as_of_date")
    CLASS_FIELD_NUMBER: _ClassVar[int]
    PERIOD_FIELD_NUMBER: _ClassVar[int]
    AS_OF_DATE_FIELD_NUMBER: _ClassVar[int]
    period: str
    as_of_date: str
    def __init__(self, period: _Optional[str] = ..., as_of_date: _Optional[str] = ..., **kwargs) -> None: ...

class GetClassStatisticsResponse(_message.Message):
    __slots__ = ("statistics", "class_title", "subjects")
    STATISTICS_FIELD_NUMBER: _ClassVar[int]
    CLASS_TITLE_FIELD_NUMBER: _ClassVar[int]
    SUBJECTS_FIELD_NUMBER: _ClassVar[int]
    statistics: Statistics
    class_title: str
    subjects: _containers.RepeatedCompositeFieldContainer[SubjectResults]
    def __init__(self, statistics: _Optional[_Union[Statistics, _Mapping]] = ..., class_title: _Optional[str] = ..., subjects: _Optional[_Iterable[_Union[SubjectResults, _Mapping]]] = ...) -> None: ...

class GetGroupStatisticsRequest(_message.Message):
    __slots__ = ("group", "period", "as_of_date")
    GROUP_FIELD_NUMBER: _ClassVar[int]
    PERIOD_FIELD_NUMBER: _ClassVar[int]
    AS_OF_DATE_FIELD_NUMBER: _ClassVar[int]
    group: str
    period: str
    as_of_date: str
    def __init__(self, group: _Optional[str] = ..., period: _Optional[str] = ..., as_of_date: _Optional[str] = ...) -> None: ...

class GetGroupStatisticsResponse(_message.Message):
    __slots__ = ("statistics", "class_title", "subject_title")
    STATISTICS_FIELD_NUMBER: _ClassVar[int]
    CLASS_TITLE_FIELD_NUMBER: _ClassVar[int]
    SUBJECT_TITLE_FIELD_NUMBER: _ClassVar[int]
    statistics: Statistics
    class_title: str
    subject_title: str
    def __init__(self, statistics: _Optional[_Union[Statistics, _Mapping]] = ..., class_title: _Optional[str] = ..., subject_title: _Optional[str] = ...) -> None: ...
