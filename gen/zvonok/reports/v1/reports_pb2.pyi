import datetime

from google.api import field_behavior_pb2 as _field_behavior_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from zvonok.options.v1 import options_pb2 as _options_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class GetControlRoomRequest(_message.Message):
    __slots__ = ("school", "term", "as_of_date", "begin_date", "end_date")
    SCHOOL_FIELD_NUMBER: _ClassVar[int]
    TERM_FIELD_NUMBER: _ClassVar[int]
    AS_OF_DATE_FIELD_NUMBER: _ClassVar[int]
    BEGIN_DATE_FIELD_NUMBER: _ClassVar[int]
    END_DATE_FIELD_NUMBER: _ClassVar[int]
    school: str
    term: str
    as_of_date: str
    begin_date: str
    end_date: str
    def __init__(self, school: _Optional[str] = ..., term: _Optional[str] = ..., as_of_date: _Optional[str] = ..., begin_date: _Optional[str] = ..., end_date: _Optional[str] = ...) -> None: ...

class GetControlRoomResponse(_message.Message):
    __slots__ = ("total", "classes", "subjects", "groups", "term", "as_of_date", "update_time", "year_groups", "teachers_in_full", "begin_date", "end_date", "before", "weeks")
    TOTAL_FIELD_NUMBER: _ClassVar[int]
    CLASSES_FIELD_NUMBER: _ClassVar[int]
    SUBJECTS_FIELD_NUMBER: _ClassVar[int]
    GROUPS_FIELD_NUMBER: _ClassVar[int]
    TERM_FIELD_NUMBER: _ClassVar[int]
    AS_OF_DATE_FIELD_NUMBER: _ClassVar[int]
    UPDATE_TIME_FIELD_NUMBER: _ClassVar[int]
    YEAR_GROUPS_FIELD_NUMBER: _ClassVar[int]
    TEACHERS_IN_FULL_FIELD_NUMBER: _ClassVar[int]
    BEGIN_DATE_FIELD_NUMBER: _ClassVar[int]
    END_DATE_FIELD_NUMBER: _ClassVar[int]
    BEFORE_FIELD_NUMBER: _ClassVar[int]
    WEEKS_FIELD_NUMBER: _ClassVar[int]
    total: Metrics
    classes: _containers.RepeatedCompositeFieldContainer[ClassMetrics]
    subjects: _containers.RepeatedCompositeFieldContainer[SubjectMetrics]
    groups: _containers.RepeatedCompositeFieldContainer[GroupMetrics]
    term: str
    as_of_date: str
    update_time: _timestamp_pb2.Timestamp
    year_groups: _containers.RepeatedCompositeFieldContainer[YearGroupMetrics]
    teachers_in_full: Share
    begin_date: str
    end_date: str
    before: Comparison
    weeks: _containers.RepeatedCompositeFieldContainer[WeekMetrics]
    def __init__(self, total: _Optional[_Union[Metrics, _Mapping]] = ..., classes: _Optional[_Iterable[_Union[ClassMetrics, _Mapping]]] = ..., subjects: _Optional[_Iterable[_Union[SubjectMetrics, _Mapping]]] = ..., groups: _Optional[_Iterable[_Union[GroupMetrics, _Mapping]]] = ..., term: _Optional[str] = ..., as_of_date: _Optional[str] = ..., update_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., year_groups: _Optional[_Iterable[_Union[YearGroupMetrics, _Mapping]]] = ..., teachers_in_full: _Optional[_Union[Share, _Mapping]] = ..., begin_date: _Optional[str] = ..., end_date: _Optional[str] = ..., before: _Optional[_Union[Comparison, _Mapping]] = ..., weeks: _Optional[_Iterable[_Union[WeekMetrics, _Mapping]]] = ...) -> None: ...

class WeekMetrics(_message.Message):
    __slots__ = ("begin_date", "metrics")
    BEGIN_DATE_FIELD_NUMBER: _ClassVar[int]
    METRICS_FIELD_NUMBER: _ClassVar[int]
    begin_date: str
    metrics: Metrics
    def __init__(self, begin_date: _Optional[str] = ..., metrics: _Optional[_Union[Metrics, _Mapping]] = ...) -> None: ...

class Comparison(_message.Message):
    __slots__ = ("begin_date", "end_date", "total")
    BEGIN_DATE_FIELD_NUMBER: _ClassVar[int]
    END_DATE_FIELD_NUMBER: _ClassVar[int]
    TOTAL_FIELD_NUMBER: _ClassVar[int]
    begin_date: str
    end_date: str
    total: Metrics
    def __init__(self, begin_date: _Optional[str] = ..., end_date: _Optional[str] = ..., total: _Optional[_Union[Metrics, _Mapping]] = ...) -> None: ...

class YearGroupMetrics(_message.Message):
    __slots__ = ("year_group", "metrics")
    YEAR_GROUP_FIELD_NUMBER: _ClassVar[int]
    METRICS_FIELD_NUMBER: _ClassVar[int]
    year_group: int
    metrics: Metrics
    def __init__(self, year_group: _Optional[int] = ..., metrics: _Optional[_Union[Metrics, _Mapping]] = ...) -> None: ...

class TeacherMetrics(_message.Message):
    __slots__ = ("teacher", "metrics")
    TEACHER_FIELD_NUMBER: _ClassVar[int]
    METRICS_FIELD_NUMBER: _ClassVar[int]
    teacher: str
    metrics: Metrics
    def __init__(self, teacher: _Optional[str] = ..., metrics: _Optional[_Union[Metrics, _Mapping]] = ...) -> None: ...

class ListTeacherMetricsRequest(_message.Message):
    __slots__ = ("school", "term", "as_of_date", "begin_date", "end_date")
    SCHOOL_FIELD_NUMBER: _ClassVar[int]
    TERM_FIELD_NUMBER: _ClassVar[int]
    AS_OF_DATE_FIELD_NUMBER: _ClassVar[int]
    BEGIN_DATE_FIELD_NUMBER: _ClassVar[int]
    END_DATE_FIELD_NUMBER: _ClassVar[int]
    school: str
    term: str
    as_of_date: str
    begin_date: str
    end_date: str
    def __init__(self, school: _Optional[str] = ..., term: _Optional[str] = ..., as_of_date: _Optional[str] = ..., begin_date: _Optional[str] = ..., end_date: _Optional[str] = ...) -> None: ...

class ListTeacherMetricsResponse(_message.Message):
    __slots__ = ("teachers",)
    TEACHERS_FIELD_NUMBER: _ClassVar[int]
    teachers: _containers.RepeatedCompositeFieldContainer[TeacherMetrics]
    def __init__(self, teachers: _Optional[_Iterable[_Union[TeacherMetrics, _Mapping]]] = ...) -> None: ...

class ListLessonsBehindRequest(_message.Message):
    __slots__ = ("school", "metric", "term", "as_of_date", "begin_date", "end_date", "group", "subject_title", "teacher", "year_group", "page_size", "page_token")
    SCHOOL_FIELD_NUMBER: _ClassVar[int]
    METRIC_FIELD_NUMBER: _ClassVar[int]
    TERM_FIELD_NUMBER: _ClassVar[int]
    AS_OF_DATE_FIELD_NUMBER: _ClassVar[int]
    BEGIN_DATE_FIELD_NUMBER: _ClassVar[int]
    END_DATE_FIELD_NUMBER: _ClassVar[int]
    CLASS_FIELD_NUMBER: _ClassVar[int]
    GROUP_FIELD_NUMBER: _ClassVar[int]
    SUBJECT_TITLE_FIELD_NUMBER: _ClassVar[int]
    TEACHER_FIELD_NUMBER: _ClassVar[int]
    YEAR_GROUP_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    school: str
    metric: str
    term: str
    as_of_date: str
    begin_date: str
    end_date: str
    group: str
    subject_title: str
    teacher: str
    year_group: int
    page_size: int
    page_token: str
    def __init__(self, school: _Optional[str] = ..., metric: _Optional[str] = ..., term: _Optional[str] = ..., as_of_date: _Optional[str] = ..., begin_date: _Optional[str] = ..., end_date: _Optional[str] = ..., group: _Optional[str] = ..., subject_title: _Optional[str] = ..., teacher: _Optional[str] = ..., year_group: _Optional[int] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ..., **kwargs) -> None: ...

class ListLessonsBehindResponse(_message.Message):
    __slots__ = ("lessons", "next_page_token")
    LESSONS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    lessons: _containers.RepeatedCompositeFieldContainer[LessonBehind]
    next_page_token: str
    def __init__(self, lessons: _Optional[_Iterable[_Union[LessonBehind, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class ListPupilsBehindRequest(_message.Message):
    __slots__ = ("school", "metric", "term", "as_of_date", "begin_date", "end_date", "group", "subject_title", "year_group", "page_size", "page_token")
    SCHOOL_FIELD_NUMBER: _ClassVar[int]
    METRIC_FIELD_NUMBER: _ClassVar[int]
    TERM_FIELD_NUMBER: _ClassVar[int]
    AS_OF_DATE_FIELD_NUMBER: _ClassVar[int]
    BEGIN_DATE_FIELD_NUMBER: _ClassVar[int]
    END_DATE_FIELD_NUMBER: _ClassVar[int]
    CLASS_FIELD_NUMBER: _ClassVar[int]
    GROUP_FIELD_NUMBER: _ClassVar[int]
    SUBJECT_TITLE_FIELD_NUMBER: _ClassVar[int]
    YEAR_GROUP_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    school: str
    metric: str
    term: str
    as_of_date: str
    begin_date: str
    end_date: str
    group: str
    subject_title: str
    year_group: int
    page_size: int
    page_token: str
    def __init__(self, school: _Optional[str] = ..., metric: _Optional[str] = ..., term: _Optional[str] = ..., as_of_date: _Optional[str] = ..., begin_date: _Optional[str] = ..., end_date: _Optional[str] = ..., group: _Optional[str] = ..., subject_title: _Optional[str] = ..., year_group: _Optional[int] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ..., **kwargs) -> None: ...

class ListPupilsBehindResponse(_message.Message):
    __slots__ = ("pupils", "next_page_token")
    PUPILS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    pupils: _containers.RepeatedCompositeFieldContainer[PupilBehind]
    next_page_token: str
    def __init__(self, pupils: _Optional[_Iterable[_Union[PupilBehind, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class PupilBehind(_message.Message):
    __slots__ = ("pupil", "group", "class_title", "subject_title")
    PUPIL_FIELD_NUMBER: _ClassVar[int]
    GROUP_FIELD_NUMBER: _ClassVar[int]
    CLASS_TITLE_FIELD_NUMBER: _ClassVar[int]
    SUBJECT_TITLE_FIELD_NUMBER: _ClassVar[int]
    pupil: str
    group: str
    class_title: str
    subject_title: str
    def __init__(self, pupil: _Optional[str] = ..., group: _Optional[str] = ..., class_title: _Optional[str] = ..., subject_title: _Optional[str] = ...) -> None: ...

class RemindTeachersRequest(_message.Message):
    __slots__ = ("school", "request_id", "metric", "term", "as_of_date", "begin_date", "end_date", "group", "subject_title", "teacher", "year_group")
    SCHOOL_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    METRIC_FIELD_NUMBER: _ClassVar[int]
    TERM_FIELD_NUMBER: _ClassVar[int]
    AS_OF_DATE_FIELD_NUMBER: _ClassVar[int]
    BEGIN_DATE_FIELD_NUMBER: _ClassVar[int]
    END_DATE_FIELD_NUMBER: _ClassVar[int]
    CLASS_FIELD_NUMBER: _ClassVar[int]
    GROUP_FIELD_NUMBER: _ClassVar[int]
    SUBJECT_TITLE_FIELD_NUMBER: _ClassVar[int]
    TEACHER_FIELD_NUMBER: _ClassVar[int]
    YEAR_GROUP_FIELD_NUMBER: _ClassVar[int]
    school: str
    request_id: str
    metric: str
    term: str
    as_of_date: str
    begin_date: str
    end_date: str
    group: str
    subject_title: str
    teacher: str
    year_group: int
    def __init__(self, school: _Optional[str] = ..., request_id: _Optional[str] = ..., metric: _Optional[str] = ..., term: _Optional[str] = ..., as_of_date: _Optional[str] = ..., begin_date: _Optional[str] = ..., end_date: _Optional[str] = ..., group: _Optional[str] = ..., subject_title: _Optional[str] = ..., teacher: _Optional[str] = ..., year_group: _Optional[int] = ..., **kwargs) -> None: ...

class RemindTeachersResponse(_message.Message):
    __slots__ = ("reminded", "already_reminded")
    REMINDED_FIELD_NUMBER: _ClassVar[int]
    ALREADY_REMINDED_FIELD_NUMBER: _ClassVar[int]
    reminded: int
    already_reminded: int
    def __init__(self, reminded: _Optional[int] = ..., already_reminded: _Optional[int] = ...) -> None: ...

class LessonBehind(_message.Message):
    __slots__ = ("lesson", "date", "class_title", "subject_title", "filled_date")
    LESSON_FIELD_NUMBER: _ClassVar[int]
    DATE_FIELD_NUMBER: _ClassVar[int]
    CLASS_TITLE_FIELD_NUMBER: _ClassVar[int]
    SUBJECT_TITLE_FIELD_NUMBER: _ClassVar[int]
    FILLED_DATE_FIELD_NUMBER: _ClassVar[int]
    lesson: str
    date: str
    class_title: str
    subject_title: str
    filled_date: str
    def __init__(self, lesson: _Optional[str] = ..., date: _Optional[str] = ..., class_title: _Optional[str] = ..., subject_title: _Optional[str] = ..., filled_date: _Optional[str] = ...) -> None: ...

class Share(_message.Message):
    __slots__ = ("part", "whole")
    PART_FIELD_NUMBER: _ClassVar[int]
    WHOLE_FIELD_NUMBER: _ClassVar[int]
    part: int
    whole: int
    def __init__(self, part: _Optional[int] = ..., whole: _Optional[int] = ...) -> None: ...

class Metrics(_message.Message):
    __slots__ = ("lessons_filled", "filled_in_time", "pupils_without_marks", "pupils_with_one_mark", "homework_recorded", "material_covered", "parents_taking_part", "pupils_taking_part")
    LESSONS_FILLED_FIELD_NUMBER: _ClassVar[int]
    FILLED_IN_TIME_FIELD_NUMBER: _ClassVar[int]
    PUPILS_WITHOUT_MARKS_FIELD_NUMBER: _ClassVar[int]
    PUPILS_WITH_ONE_MARK_FIELD_NUMBER: _ClassVar[int]
    HOMEWORK_RECORDED_FIELD_NUMBER: _ClassVar[int]
    MATERIAL_COVERED_FIELD_NUMBER: _ClassVar[int]
    PARENTS_TAKING_PART_FIELD_NUMBER: _ClassVar[int]
    PUPILS_TAKING_PART_FIELD_NUMBER: _ClassVar[int]
    lessons_filled: Share
    filled_in_time: Share
    pupils_without_marks: Share
    pupils_with_one_mark: Share
    homework_recorded: Share
    material_covered: Share
    parents_taking_part: Share
    pupils_taking_part: Share
    def __init__(self, lessons_filled: _Optional[_Union[Share, _Mapping]] = ..., filled_in_time: _Optional[_Union[Share, _Mapping]] = ..., pupils_without_marks: _Optional[_Union[Share, _Mapping]] = ..., pupils_with_one_mark: _Optional[_Union[Share, _Mapping]] = ..., homework_recorded: _Optional[_Union[Share, _Mapping]] = ..., material_covered: _Optional[_Union[Share, _Mapping]] = ..., parents_taking_part: _Optional[_Union[Share, _Mapping]] = ..., pupils_taking_part: _Optional[_Union[Share, _Mapping]] = ...) -> None: ...

class ClassMetrics(_message.Message):
    __slots__ = ("class_title", "year_group", "metrics")
    CLASS_FIELD_NUMBER: _ClassVar[int]
    CLASS_TITLE_FIELD_NUMBER: _ClassVar[int]
    YEAR_GROUP_FIELD_NUMBER: _ClassVar[int]
    METRICS_FIELD_NUMBER: _ClassVar[int]
    class_title: str
    year_group: int
    metrics: Metrics
    def __init__(self, class_title: _Optional[str] = ..., year_group: _Optional[int] = ..., metrics: _Optional[_Union[Metrics, _Mapping]] = ..., **kwargs) -> None: ...

class SubjectMetrics(_message.Message):
    __slots__ = ("subject_title", "metrics")
    SUBJECT_TITLE_FIELD_NUMBER: _ClassVar[int]
    METRICS_FIELD_NUMBER: _ClassVar[int]
    subject_title: str
    metrics: Metrics
    def __init__(self, subject_title: _Optional[str] = ..., metrics: _Optional[_Union[Metrics, _Mapping]] = ...) -> None: ...

class GroupMetrics(_message.Message):
    __slots__ = ("group", "class_title", "subject_title", "metrics")
    GROUP_FIELD_NUMBER: _ClassVar[int]
    CLASS_TITLE_FIELD_NUMBER: _ClassVar[int]
    SUBJECT_TITLE_FIELD_NUMBER: _ClassVar[int]
    METRICS_FIELD_NUMBER: _ClassVar[int]
    group: str
    class_title: str
    subject_title: str
    metrics: Metrics
    def __init__(self, group: _Optional[str] = ..., class_title: _Optional[str] = ..., subject_title: _Optional[str] = ..., metrics: _Optional[_Union[Metrics, _Mapping]] = ...) -> None: ...

class WatchControlRoomRequest(_message.Message):
    __slots__ = ("school",)
    SCHOOL_FIELD_NUMBER: _ClassVar[int]
    school: str
    def __init__(self, school: _Optional[str] = ...) -> None: ...

class WatchControlRoomResponse(_message.Message):
    __slots__ = ("update_time",)
    UPDATE_TIME_FIELD_NUMBER: _ClassVar[int]
    update_time: _timestamp_pb2.Timestamp
    def __init__(self, update_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...
