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

class Scale(_message.Message):
    __slots__ = ("year_group", "lowest", "highest", "words", "double_marks", "double_subjects", "minimum_marks", "thresholds", "version")
    YEAR_GROUP_FIELD_NUMBER: _ClassVar[int]
    LOWEST_FIELD_NUMBER: _ClassVar[int]
    HIGHEST_FIELD_NUMBER: _ClassVar[int]
    WORDS_FIELD_NUMBER: _ClassVar[int]
    DOUBLE_MARKS_FIELD_NUMBER: _ClassVar[int]
    DOUBLE_SUBJECTS_FIELD_NUMBER: _ClassVar[int]
    MINIMUM_MARKS_FIELD_NUMBER: _ClassVar[int]
    THRESHOLDS_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    year_group: int
    lowest: int
    highest: int
    words: _containers.RepeatedScalarFieldContainer[str]
    double_marks: bool
    double_subjects: _containers.RepeatedScalarFieldContainer[str]
    minimum_marks: int
    thresholds: _containers.RepeatedScalarFieldContainer[str]
    version: int
    def __init__(self, year_group: _Optional[int] = ..., lowest: _Optional[int] = ..., highest: _Optional[int] = ..., words: _Optional[_Iterable[str]] = ..., double_marks: _Optional[bool] = ..., double_subjects: _Optional[_Iterable[str]] = ..., minimum_marks: _Optional[int] = ..., thresholds: _Optional[_Iterable[str]] = ..., version: _Optional[int] = ...) -> None: ...

class GetScalesRequest(_message.Message):
    __slots__ = ("school",)
    SCHOOL_FIELD_NUMBER: _ClassVar[int]
    school: str
    def __init__(self, school: _Optional[str] = ...) -> None: ...

class GetScalesResponse(_message.Message):
    __slots__ = ("scales",)
    SCALES_FIELD_NUMBER: _ClassVar[int]
    scales: _containers.RepeatedCompositeFieldContainer[Scale]
    def __init__(self, scales: _Optional[_Iterable[_Union[Scale, _Mapping]]] = ...) -> None: ...

class SetScaleRequest(_message.Message):
    __slots__ = ("school", "request_id", "scale", "reason")
    SCHOOL_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    SCALE_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    school: str
    request_id: str
    scale: Scale
    reason: str
    def __init__(self, school: _Optional[str] = ..., request_id: _Optional[str] = ..., scale: _Optional[_Union[Scale, _Mapping]] = ..., reason: _Optional[str] = ...) -> None: ...

class SetScaleResponse(_message.Message):
    __slots__ = ("scale",)
    SCALE_FIELD_NUMBER: _ClassVar[int]
    scale: Scale
    def __init__(self, scale: _Optional[_Union[Scale, _Mapping]] = ...) -> None: ...

class Formula(_message.Message):
    __slots__ = ("version", "begin_time", "weights")
    VERSION_FIELD_NUMBER: _ClassVar[int]
    BEGIN_TIME_FIELD_NUMBER: _ClassVar[int]
    WEIGHTS_FIELD_NUMBER: _ClassVar[int]
    version: int
    begin_time: _timestamp_pb2.Timestamp
    weights: _containers.RepeatedCompositeFieldContainer[FormulaWeight]
    def __init__(self, version: _Optional[int] = ..., begin_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., weights: _Optional[_Iterable[_Union[FormulaWeight, _Mapping]]] = ...) -> None: ...

class FormulaWeight(_message.Message):
    __slots__ = ("category", "weight")
    CATEGORY_FIELD_NUMBER: _ClassVar[int]
    WEIGHT_FIELD_NUMBER: _ClassVar[int]
    category: str
    weight: str
    def __init__(self, category: _Optional[str] = ..., weight: _Optional[str] = ...) -> None: ...

class ListFormulasRequest(_message.Message):
    __slots__ = ("school", "page_size", "page_token")
    SCHOOL_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    school: str
    page_size: int
    page_token: str
    def __init__(self, school: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListFormulasResponse(_message.Message):
    __slots__ = ("formulas", "next_page_token")
    FORMULAS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    formulas: _containers.RepeatedCompositeFieldContainer[Formula]
    next_page_token: str
    def __init__(self, formulas: _Optional[_Iterable[_Union[Formula, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class GetTermFormulaRequest(_message.Message):
    __slots__ = ("school", "group", "term")
    SCHOOL_FIELD_NUMBER: _ClassVar[int]
    GROUP_FIELD_NUMBER: _ClassVar[int]
    TERM_FIELD_NUMBER: _ClassVar[int]
    school: str
    group: str
    term: str
    def __init__(self, school: _Optional[str] = ..., group: _Optional[str] = ..., term: _Optional[str] = ...) -> None: ...

class TermFormula(_message.Message):
    __slots__ = ("version", "rebase_time", "closed")
    VERSION_FIELD_NUMBER: _ClassVar[int]
    REBASE_TIME_FIELD_NUMBER: _ClassVar[int]
    CLOSED_FIELD_NUMBER: _ClassVar[int]
    version: int
    rebase_time: _timestamp_pb2.Timestamp
    closed: bool
    def __init__(self, version: _Optional[int] = ..., rebase_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., closed: _Optional[bool] = ...) -> None: ...

class GetTermFormulaResponse(_message.Message):
    __slots__ = ("formula",)
    FORMULA_FIELD_NUMBER: _ClassVar[int]
    formula: TermFormula
    def __init__(self, formula: _Optional[_Union[TermFormula, _Mapping]] = ...) -> None: ...

class RebaseTermRequest(_message.Message):
    __slots__ = ("school", "request_id", "group", "term", "reason")
    SCHOOL_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    GROUP_FIELD_NUMBER: _ClassVar[int]
    TERM_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    school: str
    request_id: str
    group: str
    term: str
    reason: str
    def __init__(self, school: _Optional[str] = ..., request_id: _Optional[str] = ..., group: _Optional[str] = ..., term: _Optional[str] = ..., reason: _Optional[str] = ...) -> None: ...

class RebaseTermResponse(_message.Message):
    __slots__ = ("formula", "changed_line_items")
    FORMULA_FIELD_NUMBER: _ClassVar[int]
    CHANGED_LINE_ITEMS_FIELD_NUMBER: _ClassVar[int]
    formula: TermFormula
    changed_line_items: int
    def __init__(self, formula: _Optional[_Union[TermFormula, _Mapping]] = ..., changed_line_items: _Optional[int] = ...) -> None: ...
