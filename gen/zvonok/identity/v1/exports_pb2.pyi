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

class ExportContent(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    EXPORT_CONTENT_UNSPECIFIED: _ClassVar[ExportContent]
    EXPORT_CONTENT_PUPILS: _ClassVar[ExportContent]
    EXPORT_CONTENT_GUARDIANS: _ClassVar[ExportContent]
    EXPORT_CONTENT_STAFF: _ClassVar[ExportContent]

class ExportState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    EXPORT_STATE_UNSPECIFIED: _ClassVar[ExportState]
    EXPORT_STATE_WAITING: _ClassVar[ExportState]
    EXPORT_STATE_CONFIRMED: _ClassVar[ExportState]
    EXPORT_STATE_REFUSED: _ClassVar[ExportState]
    EXPORT_STATE_EXPIRED: _ClassVar[ExportState]
EXPORT_CONTENT_UNSPECIFIED: ExportContent
EXPORT_CONTENT_PUPILS: ExportContent
EXPORT_CONTENT_GUARDIANS: ExportContent
EXPORT_CONTENT_STAFF: ExportContent
EXPORT_STATE_UNSPECIFIED: ExportState
EXPORT_STATE_WAITING: ExportState
EXPORT_STATE_CONFIRMED: ExportState
EXPORT_STATE_REFUSED: ExportState
EXPORT_STATE_EXPIRED: ExportState

class Export(_message.Message):
    __slots__ = ("export", "content", "purpose", "asked_by", "asked_by_name", "ask_time", "state", "decided_by_name", "decide_time", "downloads", "expire_time")
    EXPORT_FIELD_NUMBER: _ClassVar[int]
    CONTENT_FIELD_NUMBER: _ClassVar[int]
    CLASS_FIELD_NUMBER: _ClassVar[int]
    PURPOSE_FIELD_NUMBER: _ClassVar[int]
    ASKED_BY_FIELD_NUMBER: _ClassVar[int]
    ASKED_BY_NAME_FIELD_NUMBER: _ClassVar[int]
    ASK_TIME_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    DECIDED_BY_NAME_FIELD_NUMBER: _ClassVar[int]
    DECIDE_TIME_FIELD_NUMBER: _ClassVar[int]
    DOWNLOADS_FIELD_NUMBER: _ClassVar[int]
    EXPIRE_TIME_FIELD_NUMBER: _ClassVar[int]
    export: str
    content: ExportContent
    purpose: str
    asked_by: str
    asked_by_name: str
    ask_time: _timestamp_pb2.Timestamp
    state: ExportState
    decided_by_name: str
    decide_time: _timestamp_pb2.Timestamp
    downloads: int
    expire_time: _timestamp_pb2.Timestamp
    def __init__(self, export: _Optional[str] = ..., content: _Optional[_Union[ExportContent, str]] = ..., purpose: _Optional[str] = ..., asked_by: _Optional[str] = ..., asked_by_name: _Optional[str] = ..., ask_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., state: _Optional[_Union[ExportState, str]] = ..., decided_by_name: _Optional[str] = ..., decide_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., downloads: _Optional[int] = ..., expire_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., **kwargs) -> None: ...

class CreateExportRequest(_message.Message):
    __slots__ = ("school", "request_id", "content", "purpose")
    SCHOOL_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    CONTENT_FIELD_NUMBER: _ClassVar[int]
    CLASS_FIELD_NUMBER: _ClassVar[int]
    PURPOSE_FIELD_NUMBER: _ClassVar[int]
    school: str
    request_id: str
    content: ExportContent
    purpose: str
    def __init__(self, school: _Optional[str] = ..., request_id: _Optional[str] = ..., content: _Optional[_Union[ExportContent, str]] = ..., purpose: _Optional[str] = ..., **kwargs) -> None: ...

class CreateExportResponse(_message.Message):
    __slots__ = ("export",)
    EXPORT_FIELD_NUMBER: _ClassVar[int]
    export: str
    def __init__(self, export: _Optional[str] = ...) -> None: ...

class DecideExportRequest(_message.Message):
    __slots__ = ("school", "request_id", "export", "confirm")
    SCHOOL_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    EXPORT_FIELD_NUMBER: _ClassVar[int]
    CONFIRM_FIELD_NUMBER: _ClassVar[int]
    school: str
    request_id: str
    export: str
    confirm: bool
    def __init__(self, school: _Optional[str] = ..., request_id: _Optional[str] = ..., export: _Optional[str] = ..., confirm: _Optional[bool] = ...) -> None: ...

class DecideExportResponse(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class ListExportsRequest(_message.Message):
    __slots__ = ("school", "page_size", "page_token")
    SCHOOL_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    school: str
    page_size: int
    page_token: str
    def __init__(self, school: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListExportsResponse(_message.Message):
    __slots__ = ("exports", "next_page_token")
    EXPORTS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    exports: _containers.RepeatedCompositeFieldContainer[Export]
    next_page_token: str
    def __init__(self, exports: _Optional[_Iterable[_Union[Export, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class DownloadExportRequest(_message.Message):
    __slots__ = ("school", "export")
    SCHOOL_FIELD_NUMBER: _ClassVar[int]
    EXPORT_FIELD_NUMBER: _ClassVar[int]
    school: str
    export: str
    def __init__(self, school: _Optional[str] = ..., export: _Optional[str] = ...) -> None: ...

class DownloadExportResponse(_message.Message):
    __slots__ = ("data_subjects", "chunk")
    DATA_SUBJECTS_FIELD_NUMBER: _ClassVar[int]
    CHUNK_FIELD_NUMBER: _ClassVar[int]
    data_subjects: _containers.RepeatedScalarFieldContainer[str]
    chunk: bytes
    def __init__(self, data_subjects: _Optional[_Iterable[str]] = ..., chunk: _Optional[bytes] = ...) -> None: ...
