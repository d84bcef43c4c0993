from google.api import field_behavior_pb2 as _field_behavior_pb2
from zvonok.options.v1 import options_pb2 as _options_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class StartRebuildRequest(_message.Message):
    __slots__ = ("school",)
    SCHOOL_FIELD_NUMBER: _ClassVar[int]
    school: str
    def __init__(self, school: _Optional[str] = ...) -> None: ...

class StartRebuildResponse(_message.Message):
    __slots__ = ("rebuild",)
    REBUILD_FIELD_NUMBER: _ClassVar[int]
    rebuild: str
    def __init__(self, rebuild: _Optional[str] = ...) -> None: ...

class FinishRebuildRequest(_message.Message):
    __slots__ = ("school", "rebuild", "told")
    class ToldEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: int
        def __init__(self, key: _Optional[str] = ..., value: _Optional[int] = ...) -> None: ...
    SCHOOL_FIELD_NUMBER: _ClassVar[int]
    REBUILD_FIELD_NUMBER: _ClassVar[int]
    TOLD_FIELD_NUMBER: _ClassVar[int]
    school: str
    rebuild: str
    told: _containers.ScalarMap[str, int]
    def __init__(self, school: _Optional[str] = ..., rebuild: _Optional[str] = ..., told: _Optional[_Mapping[str, int]] = ...) -> None: ...

class FinishRebuildResponse(_message.Message):
    __slots__ = ("taken", "awaited", "report")
    TAKEN_FIELD_NUMBER: _ClassVar[int]
    AWAITED_FIELD_NUMBER: _ClassVar[int]
    REPORT_FIELD_NUMBER: _ClassVar[int]
    taken: int
    awaited: int
    report: RebuildReport
    def __init__(self, taken: _Optional[int] = ..., awaited: _Optional[int] = ..., report: _Optional[_Union[RebuildReport, _Mapping]] = ...) -> None: ...

class RebuildReport(_message.Message):
    __slots__ = ("tables",)
    TABLES_FIELD_NUMBER: _ClassVar[int]
    tables: _containers.RepeatedCompositeFieldContainer[TableDifference]
    def __init__(self, tables: _Optional[_Iterable[_Union[TableDifference, _Mapping]]] = ...) -> None: ...

class TableDifference(_message.Message):
    __slots__ = ("table", "rows", "missing", "surplus", "different")
    TABLE_FIELD_NUMBER: _ClassVar[int]
    ROWS_FIELD_NUMBER: _ClassVar[int]
    MISSING_FIELD_NUMBER: _ClassVar[int]
    SURPLUS_FIELD_NUMBER: _ClassVar[int]
    DIFFERENT_FIELD_NUMBER: _ClassVar[int]
    table: str
    rows: int
    missing: int
    surplus: int
    different: int
    def __init__(self, table: _Optional[str] = ..., rows: _Optional[int] = ..., missing: _Optional[int] = ..., surplus: _Optional[int] = ..., different: _Optional[int] = ...) -> None: ...
