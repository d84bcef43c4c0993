from google.api import field_behavior_pb2 as _field_behavior_pb2
from zvonok.options.v1 import options_pb2 as _options_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class AggregateState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    AGGREGATE_STATE_UNSPECIFIED: _ClassVar[AggregateState]
    AGGREGATE_STATE_SHOWN: _ClassVar[AggregateState]
    AGGREGATE_STATE_NO_DATA: _ClassVar[AggregateState]
    AGGREGATE_STATE_HIDDEN: _ClassVar[AggregateState]
AGGREGATE_STATE_UNSPECIFIED: AggregateState
AGGREGATE_STATE_SHOWN: AggregateState
AGGREGATE_STATE_NO_DATA: AggregateState
AGGREGATE_STATE_HIDDEN: AggregateState

class GetMunicipalityRequest(_message.Message):
    __slots__ = ("municipality", "as_of_date")
    MUNICIPALITY_FIELD_NUMBER: _ClassVar[int]
    AS_OF_DATE_FIELD_NUMBER: _ClassVar[int]
    municipality: str
    as_of_date: str
    def __init__(self, municipality: _Optional[str] = ..., as_of_date: _Optional[str] = ...) -> None: ...

class GetMunicipalityResponse(_message.Message):
    __slots__ = ("total", "schools")
    TOTAL_FIELD_NUMBER: _ClassVar[int]
    SCHOOLS_FIELD_NUMBER: _ClassVar[int]
    total: MunicipalMetrics
    schools: _containers.RepeatedCompositeFieldContainer[MunicipalSchool]
    def __init__(self, total: _Optional[_Union[MunicipalMetrics, _Mapping]] = ..., schools: _Optional[_Iterable[_Union[MunicipalSchool, _Mapping]]] = ...) -> None: ...

class MunicipalSchool(_message.Message):
    __slots__ = ("school", "school_title", "begin_date", "end_date", "metrics")
    SCHOOL_FIELD_NUMBER: _ClassVar[int]
    SCHOOL_TITLE_FIELD_NUMBER: _ClassVar[int]
    BEGIN_DATE_FIELD_NUMBER: _ClassVar[int]
    END_DATE_FIELD_NUMBER: _ClassVar[int]
    METRICS_FIELD_NUMBER: _ClassVar[int]
    school: str
    school_title: str
    begin_date: str
    end_date: str
    metrics: MunicipalMetrics
    def __init__(self, school: _Optional[str] = ..., school_title: _Optional[str] = ..., begin_date: _Optional[str] = ..., end_date: _Optional[str] = ..., metrics: _Optional[_Union[MunicipalMetrics, _Mapping]] = ...) -> None: ...

class Aggregate(_message.Message):
    __slots__ = ("state", "percent")
    STATE_FIELD_NUMBER: _ClassVar[int]
    PERCENT_FIELD_NUMBER: _ClassVar[int]
    state: AggregateState
    percent: int
    def __init__(self, state: _Optional[_Union[AggregateState, str]] = ..., percent: _Optional[int] = ...) -> None: ...

class MunicipalMetrics(_message.Message):
    __slots__ = ("lessons_filled", "filled_in_time", "teachers_in_full", "homework_recorded", "material_covered", "pupils_without_marks", "pupils_with_one_mark", "parents_taking_part", "pupils_taking_part", "attendance", "pass_rate", "quality_rate", "learning_index")
    LESSONS_FILLED_FIELD_NUMBER: _ClassVar[int]
    FILLED_IN_TIME_FIELD_NUMBER: _ClassVar[int]
    TEACHERS_IN_FULL_FIELD_NUMBER: _ClassVar[int]
    HOMEWORK_RECORDED_FIELD_NUMBER: _ClassVar[int]
    MATERIAL_COVERED_FIELD_NUMBER: _ClassVar[int]
    PUPILS_WITHOUT_MARKS_FIELD_NUMBER: _ClassVar[int]
    PUPILS_WITH_ONE_MARK_FIELD_NUMBER: _ClassVar[int]
    PARENTS_TAKING_PART_FIELD_NUMBER: _ClassVar[int]
    PUPILS_TAKING_PART_FIELD_NUMBER: _ClassVar[int]
    ATTENDANCE_FIELD_NUMBER: _ClassVar[int]
    PASS_RATE_FIELD_NUMBER: _ClassVar[int]
    QUALITY_RATE_FIELD_NUMBER: _ClassVar[int]
    LEARNING_INDEX_FIELD_NUMBER: _ClassVar[int]
    lessons_filled: Aggregate
    filled_in_time: Aggregate
    teachers_in_full: Aggregate
    homework_recorded: Aggregate
    material_covered: Aggregate
    pupils_without_marks: Aggregate
    pupils_with_one_mark: Aggregate
    parents_taking_part: Aggregate
    pupils_taking_part: Aggregate
    attendance: Aggregate
    pass_rate: Aggregate
    quality_rate: Aggregate
    learning_index: Aggregate
    def __init__(self, lessons_filled: _Optional[_Union[Aggregate, _Mapping]] = ..., filled_in_time: _Optional[_Union[Aggregate, _Mapping]] = ..., teachers_in_full: _Optional[_Union[Aggregate, _Mapping]] = ..., homework_recorded: _Optional[_Union[Aggregate, _Mapping]] = ..., material_covered: _Optional[_Union[Aggregate, _Mapping]] = ..., pupils_without_marks: _Optional[_Union[Aggregate, _Mapping]] = ..., pupils_with_one_mark: _Optional[_Union[Aggregate, _Mapping]] = ..., parents_taking_part: _Optional[_Union[Aggregate, _Mapping]] = ..., pupils_taking_part: _Optional[_Union[Aggregate, _Mapping]] = ..., attendance: _Optional[_Union[Aggregate, _Mapping]] = ..., pass_rate: _Optional[_Union[Aggregate, _Mapping]] = ..., quality_rate: _Optional[_Union[Aggregate, _Mapping]] = ..., learning_index: _Optional[_Union[Aggregate, _Mapping]] = ...) -> None: ...
