from google.api import field_behavior_pb2 as _field_behavior_pb2
from zvonok.gradebook.v1 import gradebook_pb2 as _gradebook_pb2
from zvonok.options.v1 import options_pb2 as _options_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class GetForecastRequest(_message.Message):
    __slots__ = ("pupil", "begin_date", "end_date")
    PUPIL_FIELD_NUMBER: _ClassVar[int]
    BEGIN_DATE_FIELD_NUMBER: _ClassVar[int]
    END_DATE_FIELD_NUMBER: _ClassVar[int]
    pupil: str
    begin_date: str
    end_date: str
    def __init__(self, pupil: _Optional[str] = ..., begin_date: _Optional[str] = ..., end_date: _Optional[str] = ...) -> None: ...

class GetForecastResponse(_message.Message):
    __slots__ = ("courses", "categories")
    COURSES_FIELD_NUMBER: _ClassVar[int]
    CATEGORIES_FIELD_NUMBER: _ClassVar[int]
    courses: _containers.RepeatedCompositeFieldContainer[Course]
    categories: _containers.RepeatedCompositeFieldContainer[_gradebook_pb2.WorkCategory]
    def __init__(self, courses: _Optional[_Iterable[_Union[Course, _Mapping]]] = ..., categories: _Optional[_Iterable[_Union[_gradebook_pb2.WorkCategory, _Mapping]]] = ...) -> None: ...

class Course(_message.Message):
    __slots__ = ("group", "subject_title", "marks", "forecast", "exempt_times")
    GROUP_FIELD_NUMBER: _ClassVar[int]
    SUBJECT_TITLE_FIELD_NUMBER: _ClassVar[int]
    MARKS_FIELD_NUMBER: _ClassVar[int]
    FORECAST_FIELD_NUMBER: _ClassVar[int]
    EXEMPT_TIMES_FIELD_NUMBER: _ClassVar[int]
    group: str
    subject_title: str
    marks: _containers.RepeatedCompositeFieldContainer[CourseMark]
    forecast: Forecast
    exempt_times: _containers.RepeatedCompositeFieldContainer[_gradebook_pb2.ExemptTime]
    def __init__(self, group: _Optional[str] = ..., subject_title: _Optional[str] = ..., marks: _Optional[_Iterable[_Union[CourseMark, _Mapping]]] = ..., forecast: _Optional[_Union[Forecast, _Mapping]] = ..., exempt_times: _Optional[_Iterable[_Union[_gradebook_pb2.ExemptTime, _Mapping]]] = ...) -> None: ...

class CourseMark(_message.Message):
    __slots__ = ("date", "mark", "exempt")
    DATE_FIELD_NUMBER: _ClassVar[int]
    MARK_FIELD_NUMBER: _ClassVar[int]
    EXEMPT_FIELD_NUMBER: _ClassVar[int]
    date: str
    mark: _gradebook_pb2.DiaryMark
    exempt: bool
    def __init__(self, date: _Optional[str] = ..., mark: _Optional[_Union[_gradebook_pb2.DiaryMark, _Mapping]] = ..., exempt: _Optional[bool] = ...) -> None: ...

class Forecast(_message.Message):
    __slots__ = ("average", "marks", "minimum_marks", "targets")
    AVERAGE_FIELD_NUMBER: _ClassVar[int]
    MARKS_FIELD_NUMBER: _ClassVar[int]
    MINIMUM_MARKS_FIELD_NUMBER: _ClassVar[int]
    TARGETS_FIELD_NUMBER: _ClassVar[int]
    average: str
    marks: int
    minimum_marks: int
    targets: _containers.RepeatedCompositeFieldContainer[Target]
    def __init__(self, average: _Optional[str] = ..., marks: _Optional[int] = ..., minimum_marks: _Optional[int] = ..., targets: _Optional[_Iterable[_Union[Target, _Mapping]]] = ...) -> None: ...

class Target(_message.Message):
    __slots__ = ("mark", "threshold", "reached", "ways")
    MARK_FIELD_NUMBER: _ClassVar[int]
    THRESHOLD_FIELD_NUMBER: _ClassVar[int]
    REACHED_FIELD_NUMBER: _ClassVar[int]
    WAYS_FIELD_NUMBER: _ClassVar[int]
    mark: int
    threshold: str
    reached: bool
    ways: _containers.RepeatedCompositeFieldContainer[Way]
    def __init__(self, mark: _Optional[int] = ..., threshold: _Optional[str] = ..., reached: _Optional[bool] = ..., ways: _Optional[_Iterable[_Union[Way, _Mapping]]] = ...) -> None: ...

class Way(_message.Message):
    __slots__ = ("category", "value", "count")
    CATEGORY_FIELD_NUMBER: _ClassVar[int]
    VALUE_FIELD_NUMBER: _ClassVar[int]
    COUNT_FIELD_NUMBER: _ClassVar[int]
    category: str
    value: int
    count: int
    def __init__(self, category: _Optional[str] = ..., value: _Optional[int] = ..., count: _Optional[int] = ...) -> None: ...

class GetGroupForecastRequest(_message.Message):
    __slots__ = ("group", "begin_date", "end_date")
    GROUP_FIELD_NUMBER: _ClassVar[int]
    BEGIN_DATE_FIELD_NUMBER: _ClassVar[int]
    END_DATE_FIELD_NUMBER: _ClassVar[int]
    group: str
    begin_date: str
    end_date: str
    def __init__(self, group: _Optional[str] = ..., begin_date: _Optional[str] = ..., end_date: _Optional[str] = ...) -> None: ...

class GetGroupForecastResponse(_message.Message):
    __slots__ = ("pupils", "categories")
    PUPILS_FIELD_NUMBER: _ClassVar[int]
    CATEGORIES_FIELD_NUMBER: _ClassVar[int]
    pupils: _containers.RepeatedCompositeFieldContainer[PupilForecast]
    categories: _containers.RepeatedCompositeFieldContainer[_gradebook_pb2.WorkCategory]
    def __init__(self, pupils: _Optional[_Iterable[_Union[PupilForecast, _Mapping]]] = ..., categories: _Optional[_Iterable[_Union[_gradebook_pb2.WorkCategory, _Mapping]]] = ...) -> None: ...

class PupilForecast(_message.Message):
    __slots__ = ("pupil", "forecast")
    PUPIL_FIELD_NUMBER: _ClassVar[int]
    FORECAST_FIELD_NUMBER: _ClassVar[int]
    pupil: str
    forecast: Forecast
    def __init__(self, pupil: _Optional[str] = ..., forecast: _Optional[_Union[Forecast, _Mapping]] = ...) -> None: ...

class OwedWork(_message.Message):
    __slots__ = ("line_item", "pupil", "date", "due_date", "category", "title", "subject_title", "class_title", "comment", "version", "overdue")
    LINE_ITEM_FIELD_NUMBER: _ClassVar[int]
    PUPIL_FIELD_NUMBER: _ClassVar[int]
    DATE_FIELD_NUMBER: _ClassVar[int]
    DUE_DATE_FIELD_NUMBER: _ClassVar[int]
    CATEGORY_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    SUBJECT_TITLE_FIELD_NUMBER: _ClassVar[int]
    CLASS_TITLE_FIELD_NUMBER: _ClassVar[int]
    COMMENT_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    OVERDUE_FIELD_NUMBER: _ClassVar[int]
    line_item: str
    pupil: str
    date: str
    due_date: str
    category: str
    title: str
    subject_title: str
    class_title: str
    comment: str
    version: int
    overdue: bool
    def __init__(self, line_item: _Optional[str] = ..., pupil: _Optional[str] = ..., date: _Optional[str] = ..., due_date: _Optional[str] = ..., category: _Optional[str] = ..., title: _Optional[str] = ..., subject_title: _Optional[str] = ..., class_title: _Optional[str] = ..., comment: _Optional[str] = ..., version: _Optional[int] = ..., overdue: _Optional[bool] = ...) -> None: ...

class ListGroupOwedWorkRequest(_message.Message):
    __slots__ = ("group", "page_size", "page_token")
    GROUP_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    group: str
    page_size: int
    page_token: str
    def __init__(self, group: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListGroupOwedWorkResponse(_message.Message):
    __slots__ = ("works", "next_page_token")
    WORKS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    works: _containers.RepeatedCompositeFieldContainer[OwedWork]
    next_page_token: str
    def __init__(self, works: _Optional[_Iterable[_Union[OwedWork, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class ListPupilOwedWorkRequest(_message.Message):
    __slots__ = ("pupil", "page_size", "page_token")
    PUPIL_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    pupil: str
    page_size: int
    page_token: str
    def __init__(self, pupil: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListPupilOwedWorkResponse(_message.Message):
    __slots__ = ("works", "next_page_token")
    WORKS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    works: _containers.RepeatedCompositeFieldContainer[OwedWork]
    next_page_token: str
    def __init__(self, works: _Optional[_Iterable[_Union[OwedWork, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class ListClassOwedWorkRequest(_message.Message):
    __slots__ = ("page_size", "page_token")
    CLASS_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ..., **kwargs) -> None: ...

class ListClassOwedWorkResponse(_message.Message):
    __slots__ = ("works", "next_page_token")
    WORKS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    works: _containers.RepeatedCompositeFieldContainer[OwedWork]
    next_page_token: str
    def __init__(self, works: _Optional[_Iterable[_Union[OwedWork, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class ListOverdueWorkRequest(_message.Message):
    __slots__ = ("school", "page_size", "page_token")
    SCHOOL_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    school: str
    page_size: int
    page_token: str
    def __init__(self, school: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListOverdueWorkResponse(_message.Message):
    __slots__ = ("works", "next_page_token")
    WORKS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    works: _containers.RepeatedCompositeFieldContainer[OwedWork]
    next_page_token: str
    def __init__(self, works: _Optional[_Iterable[_Union[OwedWork, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...
